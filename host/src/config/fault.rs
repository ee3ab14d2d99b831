//! What may be wrong with a configuration, and where: kinds and places. The command line says them in words; what stands
//! here in English is for logs. A fault never repeats the value that was written: it may be a password.

use std::fmt;
use std::path::PathBuf;

/// Where something was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file, and its line where that is known, from 1.
    File(PathBuf, Option<usize>),
    /// A variable of the environment.
    Variable(String),
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Between quotes.
    Text,
    /// Whole, and not negative.
    Number,
    /// `true` or `false`.
    YesOrNo,
    /// Between brackets.
    List,
    /// Keys of its own.
    Section,
    /// Something else.
    Other,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A file that is there, or is named, cannot be read.
    Unread {
        /// Which one.
        path: PathBuf,
        /// What the machine said.
        why: String,
    },
    /// It is no TOML: what the parser says of it.
    Syntax(String),
    /// The key stands there twice.
    Duplicate,
    /// No such key.
    Unknown {
        /// What was perhaps meant.
        near: Option<String>,
        /// Those that are known in its place.
        known: Vec<String>,
    },
    /// Another kind of value, or a number out of range.
    Type {
        /// What it takes.
        wanted: Wanted,
        /// The default, as it is written.
        example: Option<String>,
    },
    /// Another key must stand beside it.
    Missing(String),
    /// The right kind of value, which holds nothing usable.
    Value(String),
    /// A secret that everybody on this machine may read.
    Open(PathBuf),
    /// A variable that nobody reads, though it looks like one of ours: its right name.
    Prefix(String),
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// The key with its sections, such as `server.listen`; empty where it is about the whole file.
    pub key: String,
    /// What.
    pub wrong: Wrong,
}

/// All faults of a configuration, in the order of the file; then those of the environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl std::error::Error for Faults {}

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str("; ")?;
            }
            fault.fmt(formatter)?;
        }
        Ok(())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, Some(line)) => write!(formatter, "{}, line {line}", path.display()),
            Self::File(path, None) => path.display().fmt(formatter),
            Self::Variable(name) => formatter.write_str(name),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, key, wrong } = self;
        match wrong {
            Wrong::Unread { path, why } => {
                write!(formatter, "{place}: cannot read {}: {why}", path.display())
            }
            Wrong::Syntax(why) => write!(formatter, "{place}: {why}"),
            Wrong::Duplicate => write!(formatter, "{place}: `{key}` stands there twice"),
            Wrong::Unknown {
                near: Some(near), ..
            } => {
                write!(
                    formatter,
                    "{place}: unknown key `{key}`: did you mean `{near}`?"
                )
            }
            Wrong::Unknown { near: None, known } => {
                let known = known.join(", ");
                write!(
                    formatter,
                    "{place}: unknown key `{key}`; known are: {known}"
                )
            }
            Wrong::Type { wanted, .. } => {
                write!(
                    formatter,
                    "{place}: `{key}` takes another value ({wanted:?})"
                )
            }
            Wrong::Missing(other) => write!(formatter, "{place}: `{key}` lacks `{other}`"),
            Wrong::Value(why) => write!(formatter, "{place}: `{key}`: {why}"),
            Wrong::Open(path) => write!(
                formatter,
                "{place}: everybody on this machine can read {}",
                path.display()
            ),
            Wrong::Prefix(right) => write!(formatter, "{place}: did you mean `{right}`?"),
        }
    }
}

impl Wrong {
    /// Reads what serde says of a value, and leaves the value out.
    pub(super) fn from_serde(message: &str, example: Option<String>) -> Self {
        let mut quoted = message.split('`').skip(1).step_by(2);
        if message.starts_with("unknown field") || message.starts_with("unknown variant") {
            let unknown = quoted.next().unwrap_or_default();
            let known: Vec<String> = quoted.map(str::to_owned).collect();
            return Self::Unknown {
                near: nearest(unknown, known.iter().map(String::as_str)).map(str::to_owned),
                known,
            };
        }
        if message.starts_with("missing field") {
            return Self::Missing(quoted.next().unwrap_or_default().to_owned());
        }
        let Some((_, wanted)) = message.rsplit_once("expected ") else {
            return Self::Value(message.to_owned());
        };
        let wanted = match wanted.trim_start_matches("a ").trim_start_matches("an ") {
            "string" | "path string" => Wanted::Text,
            "boolean" => Wanted::YesOrNo,
            "sequence" => Wanted::List,
            "map" => Wanted::Section,
            number if is_number(number) => Wanted::Number,
            section if section.starts_with("struct ") => Wanted::Section,
            _ => Wanted::Other,
        };
        Self::Type { wanted, example }
    }
}

fn is_number(name: &str) -> bool {
    let kinds = ["u16", "u32", "u64", "usize", "i32", "i64", "nonzero"];
    kinds.iter().any(|kind| name.starts_with(kind))
}

/// The name that is nearest to one that nobody knows, if one is near enough for a slip of the fingers.
pub(super) fn nearest<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|known| (strsim::damerau_levenshtein(unknown, known), known))
        .min()
        .filter(|(distance, known)| *distance <= 1 + known.len() / 3)
        .map(|(_, known)| known)
}
