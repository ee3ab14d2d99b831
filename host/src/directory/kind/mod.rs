//! A kind: the JSON Schema that records must fit, who may see which field, and where a record's title, words, place
//! and times stand. Schemas come from strangers: all of it is bounded before it is compiled.

mod explain;
mod open;
mod registry;
mod schema;
mod share;

pub use explain::{Misfit, MisfitReason};
pub use registry::KindRegistry;
pub use share::Share;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::Value;

use jiff::civil::Date;

use super::error::DirectoryError;
use super::record::{CONTENT_BYTES_MAX, CONTENT_DEPTH_MAX, Content, deeper_than};
use super::vocabulary::{Term, Vocabulary};

/// The annotation `x-maille` at the root of a schema. Paths are JSON Pointers; where one meets an array, it goes on
/// in each item.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Annotations {
    /// What the record is called in lists.
    pub title: Option<String>,
    /// One or two sentences below the title.
    pub summary: Option<String>,
    /// What site search reads, beside the title.
    pub text: Vec<TextPath>,
    /// Fields that a search may compare or count by.
    pub filters: Vec<String>,
    /// Degrees, WGS 84.
    pub latitude: Option<String>,
    pub longitude: Option<String>,
    /// The commune's INSEE code.
    pub municipality: Option<String>,
    /// A date, a date with time, or milliseconds since 1970.
    pub start: Option<String>,
    pub end: Option<String>,
    /// Where `true` must stand for others than its maker to see the record at all: a consent.
    pub listed_if: Option<String>,
    /// The last day, as a date, on which others may see the record: where a consent ends.
    pub listed_until: Option<String>,
    /// The kind's name in each language.
    pub labels: BTreeMap<String, String>,
    /// Where its maker shows a record, below the plugin's root: `/{key}`.
    pub page: Option<String>,
}

/// A path whose text is searched.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum TextPath {
    Plain(String),
    Weighted { path: String, weight: f64 },
}

impl TextPath {
    /// Where the text stands.
    pub fn path(&self) -> &str {
        match self {
            Self::Plain(path) | Self::Weighted { path, .. } => path,
        }
    }

    /// 1 is plain text; from 5 on it is searched like the title.
    pub fn weight(&self) -> f64 {
        match self {
            Self::Plain(_) => 1.0,
            Self::Weighted { weight, .. } => *weight,
        }
    }
}

/// A compiled kind.
#[derive(Debug)]
pub struct Kind {
    name: String,
    declared_by: Option<String>,
    schema: Arc<Value>,
    /// Whether all of a content is public: most kinds keep nothing back, and their contents are shown as they stand.
    open: bool,
    validator: Validator,
    /// Of what a peer's record holds: made at the first one.
    shared: OnceLock<Option<Validator>>,
    annotations: Annotations,
    vocabularies: Vec<(String, &'static Vocabulary)>,
}

impl Kind {
    /// Reads, bounds and compiles a schema. `declared_by` is the plugin, nothing for a core kind.
    pub fn compile(
        name: &str,
        declared_by: Option<&str>,
        text: &str,
    ) -> Result<Self, DirectoryError> {
        let schema = schema::read(name, text)?;
        let annotations = schema::annotations(name, &schema)?;
        let validator = schema::compile(name, &schema)?;
        Ok(Self {
            vocabularies: schema::vocabularies(&schema),
            open: share::opens_all(&schema),
            shared: OnceLock::new(),
            name: name.to_owned(),
            declared_by: declared_by.map(str::to_owned),
            schema: Arc::new(schema),
            validator,
            annotations,
        })
    }

    /// `place`, or `plugin-id.kind`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The plugin that declared it; nothing for a core kind.
    pub fn declared_by(&self) -> Option<&str> {
        self.declared_by.as_deref()
    }

    /// The schema with its annotations, as it was given.
    pub fn schema(&self) -> &Value {
        &self.schema
    }

    /// The schema of what anybody may see: without private fields and without our annotations.
    pub fn public_schema(&self) -> Value {
        open::schema(&self.schema, Share::Public)
    }

    /// Where its records' title, words, places and times stand.
    pub fn annotations(&self) -> &Annotations {
        &self.annotations
    }

    /// The terms that a content holds, each once.
    pub(super) fn terms<'a>(
        &'a self,
        content: &'a Value,
    ) -> impl Iterator<Item = &'static Term> + 'a {
        let mut seen = BTreeSet::new();
        self.vocabularies
            .iter()
            .flat_map(|(path, vocabulary)| {
                let codes = values_at(content, path)
                    .into_iter()
                    .filter_map(Value::as_str);
                codes.filter_map(|code| vocabulary.term(code))
            })
            .filter(move |term| seen.insert(term.code.as_str()))
    }

    /// The vocabularies that its fields name.
    pub(super) fn vocabularies(&self) -> impl Iterator<Item = &'static Vocabulary> + '_ {
        self.vocabularies.iter().map(|(_, vocabulary)| *vocabulary)
    }

    /// Checks a content: size, depth and schema. The refusal names the field, the value and the mend.
    pub fn check(&self, text: &str) -> Result<Content, DirectoryError> {
        self.check_size(text)?;
        let value: Value = serde_json::from_str(text).map_err(|error| {
            DirectoryError::Invalid(format!("the {} is not JSON: {error}", self.name))
        })?;
        self.check_value(value)
    }

    /// Whether a content fits its schema, for who checks it again when it is written; the refusal is that of
    /// [`Kind::check`].
    pub fn fits(&self, value: &Value) -> Result<(), DirectoryError> {
        explain::validate(&self.name, &self.validator, value)
    }

    /// What of a content does not fit: JSON Pointers, each with what to do about it.
    pub fn misfits(&self, value: &Value) -> Vec<(String, String)> {
        explain::misfits(&self.validator, value)
    }

    /// Checks what a peer shares of a record of its own: as [`Kind::check_made`], but fields that it keeps to itself may lack.
    pub fn check_shared(&self, value: Value) -> Result<Content, DirectoryError> {
        let told = || schema::compile(&self.name, &open::schema(&self.schema, Share::Peers)).ok();
        let validator = self.shared.get_or_init(told).as_ref();
        explain::validate(&self.name, validator.unwrap_or(&self.validator), &value)?;
        let content = Content {
            kind: self.name.clone(),
            text: value.to_string(),
            value: Arc::new(value),
            ahead: None,
        };
        self.check_size(&content.text)?;
        Ok(content)
    }

    fn check_size(&self, text: &str) -> Result<(), DirectoryError> {
        if text.len() > CONTENT_BYTES_MAX {
            return Err(DirectoryError::Exhausted(format!(
                "the {} has {} bytes, at most {CONTENT_BYTES_MAX} are kept: keep large parts in a document",
                self.name,
                text.len()
            )));
        }
        Ok(())
    }

    /// Checks a content that was never text, as [`Kind::check`] does.
    pub fn check_made(&self, value: Value) -> Result<Content, DirectoryError> {
        let content = self.check_value(value)?;
        self.check_size(&content.text)?;
        Ok(content)
    }

    /// What of a content does not fit, for who says it in another language.
    pub fn explain_misfits(&self, value: &Value) -> Vec<Misfit> {
        explain::explain_misfits(&self.validator, value)
    }

    fn check_value(&self, value: Value) -> Result<Content, DirectoryError> {
        if !value.is_object() {
            return Err(DirectoryError::Invalid(format!(
                "the {} is not a JSON object: put its fields between braces",
                self.name
            )));
        }
        if deeper_than(&value, CONTENT_DEPTH_MAX) {
            return Err(DirectoryError::Invalid(format!(
                "the {} is nested deeper than {CONTENT_DEPTH_MAX} levels: make it flatter",
                self.name
            )));
        }
        explain::validate(&self.name, &self.validator, &value)?;
        Ok(Content {
            kind: self.name.clone(),
            text: value.to_string(),
            value: Arc::new(value),
            ahead: None,
        })
    }

    /// What anybody may see of a content, as compact JSON; first ask whether it [`Kind::lists`] it.
    pub fn public(&self, content: &str) -> String {
        self.project(content, Share::Public)
    }

    /// What peers may see: the public fields and those shared with `peers`.
    pub fn peers(&self, content: &str) -> String {
        self.project(content, Share::Peers)
    }

    /// What anybody may see of a content.
    pub fn public_value(&self, content: &Value) -> Value {
        if self.open {
            return content.clone();
        }
        share::project(&self.schema, content, Share::Public)
    }

    /// Whether others than its maker may know today of a record with this content; see [`Annotations::listed_if`] and
    /// [`Annotations::listed_until`].
    pub fn lists(&self, content: &str, today: Date) -> bool {
        if self.annotations.listed_if.is_none() && self.annotations.listed_until.is_none() {
            return true;
        }
        serde_json::from_str(content).is_ok_and(|content| {
            let ended = self.listed_until(&content).is_some_and(|last| last < today);
            self.lists_value(&content) && !ended
        })
    }

    /// The last day on which others may know of a record with this content; nothing where none is said.
    pub fn listed_until(&self, content: &Value) -> Option<Date> {
        let path = self.annotations.listed_until.as_deref()?;
        let days = values_at(content, path);
        let days = days.iter().filter_map(|day| day.as_str()?.parse().ok());
        days.min()
    }

    /// Whether others than its maker may know of a record with this content, on whatever day.
    pub fn lists_value(&self, content: &Value) -> bool {
        let Some(path) = &self.annotations.listed_if else {
            return true;
        };
        let said = values_at(content, path);
        !said.is_empty() && said.into_iter().all(|value| *value == Value::Bool(true))
    }

    /// The title of a content, empty where it has none. Pass the projection that the reader may see.
    pub fn title(&self, content: &Value) -> String {
        text_at(content, self.annotations.title.as_deref())
    }

    /// The summary of a content, empty where it has none. Pass the projection that the reader may see.
    pub fn summary(&self, content: &Value) -> String {
        text_at(content, self.annotations.summary.as_deref())
    }

    fn project(&self, content: &str, share: Share) -> String {
        if self.open {
            return content.to_owned();
        }
        let value: Value = serde_json::from_str(content).unwrap_or_default();
        share::project(&self.schema, &value, share).to_string()
    }
}

fn text_at(content: &Value, path: Option<&str>) -> String {
    let first = path.and_then(|path| values_at(content, path).into_iter().next());
    first.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The values at a JSON Pointer; an array on the way stands for each of its items.
pub(crate) fn values_at<'a>(content: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut values = vec![content];
    for segment in path.split('/').skip(1) {
        let name = match segment.contains('~') {
            true => Cow::Owned(segment.replace("~1", "/").replace("~0", "~")),
            false => Cow::Borrowed(segment),
        };
        values = values
            .into_iter()
            .flat_map(|value| step(value, &name))
            .collect();
    }
    values.into_iter().flat_map(leaves).collect()
}

fn step<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(fields) => fields.get(name).into_iter().collect(),
        Value::Array(items) => match name.parse::<usize>() {
            Ok(index) => items.get(index).into_iter().collect(),
            Err(_) => items.iter().flat_map(|item| step(item, name)).collect(),
        },
        _ => Vec::new(),
    }
}

fn leaves(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        _ => vec![value],
    }
}

#[cfg(test)]
mod tests;
