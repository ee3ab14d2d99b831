//! What is said of a value: a sentence by its key and arguments, so that a report reads in every language.

use std::fmt;

/// Enough to find the value in a file.
const VALUE_CHARS_MAX: usize = 200;
/// A part of a sentence.
const ARGUMENT_CHARS_MAX: usize = 400;

/// A sentence: its key in `host/translations/*/imports.ftl`, and what goes into it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct What {
    pub key: &'static str,
    pub arguments: Vec<(&'static str, String)>,
}

impl What {
    /// The sentence of this key.
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            arguments: Vec::new(),
        }
    }

    /// A word that is none of a list's, with the nearest of those that are, if any is near.
    pub(super) fn unknown([alone, with_nearest]: [&'static str; 2], nearest: Option<&str>) -> Self {
        match nearest {
            Some(nearest) => Self::new(with_nearest).with("nearest", nearest),
            None => Self::new(alone),
        }
    }

    /// With an argument, cut to 400 characters.
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let value = cut(&value.to_string(), ARGUMENT_CHARS_MAX);
        self.arguments.push((name, value));
        self
    }
}

/// For logs and the errors of programs; people read the translation.
impl fmt::Display for What {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.key.trim_start_matches("import-"))?;
        for (name, value) in &self.arguments {
            write!(formatter, ", {name}: {value}")?;
        }
        Ok(())
    }
}

/// What is said of one value of a row.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Remark {
    /// As the file calls it: `code_postal`.
    pub field: String,
    /// As the file has it, cut to 200 characters.
    pub value: String,
    pub what: What,
}

/// What was changed of a value, so that it fits.
pub type Repair = Remark;
/// What stands against a row.
pub type Problem = Remark;

impl Remark {
    /// Of a value of a field.
    pub fn new(field: &str, value: &str, what: What) -> Self {
        Self {
            field: field.to_owned(),
            value: cut(value, VALUE_CHARS_MAX),
            what,
        }
    }
}

/// The beginning of a text, with a sign that it goes on.
pub(super) fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
