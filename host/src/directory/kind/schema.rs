//! Reading a schema of a stranger: bounded, in words, and without what could read a file, reach the network or never
//! end.

use std::collections::HashMap;

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Map, Value};

use super::super::error::DirectoryError;
use super::super::record::deeper_than;
use super::super::vocabulary::{self, Vocabulary};
use super::{Annotations, Share};

/// The national schema of places has 40 KiB; compiling costs some milliseconds for each ten.
const SCHEMA_BYTES_MAX: usize = 256 << 10;
/// Schemas in use stay below twenty.
const SCHEMA_DEPTH_MAX: usize = 48;
/// How many schemas may speak of one value, references followed: doubling references would grow without end.
const SCHEMAS_FOR_ONE_VALUE_MAX: u64 = 10_000;
/// A reference to a reference, and so on: each is a level of recursion here and in the validator.
const REFERENCES_DEPTH_MAX: usize = 64;
/// A compiled pattern's memory in bytes, so that `(a{1000}){1000}` is refused.
const PATTERN_BYTES_MAX: usize = 1 << 20;
/// Filters are kept in a table of their own, a row for each value.
const FILTERS_MAX: usize = 40;

fn invalid(kind: &str, reason: impl std::fmt::Display) -> DirectoryError {
    DirectoryError::Invalid(format!("the schema of {kind}: {reason}"))
}

/// Parses a schema and refuses what is too large, too deep or refers to elsewhere.
pub(super) fn read(kind: &str, text: &str) -> Result<Value, DirectoryError> {
    if text.len() > SCHEMA_BYTES_MAX {
        return Err(invalid(
            kind,
            format!(
                "it has {} bytes, at most {SCHEMA_BYTES_MAX} are read",
                text.len()
            ),
        ));
    }
    let mut schema: Value = serde_json::from_str(text).map_err(|error| invalid(kind, error))?;
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return Err(invalid(kind, "its root must say `\"type\": \"object\"`"));
    }
    if deeper_than(&schema, SCHEMA_DEPTH_MAX) {
        return Err(invalid(
            kind,
            format!("it is nested deeper than {SCHEMA_DEPTH_MAX} levels"),
        ));
    }
    Walk::new(kind, &schema).schemas(&schema, "")?;
    enumerate_terms(kind, &mut schema)?;
    Ok(schema)
}

/// Writes the terms of each `x-vocabulary` as the `enum` beside it, so that their only home is the vocabulary.
fn enumerate_terms(kind: &str, schema: &mut Value) -> Result<(), DirectoryError> {
    match schema {
        Value::Array(items) => items
            .iter_mut()
            .try_for_each(|item| enumerate_terms(kind, item)),
        Value::Object(fields) => {
            if let Some(name) = fields.get("x-vocabulary").and_then(Value::as_str) {
                let vocabulary = vocabulary::get(name).ok_or_else(|| {
                    let known: Vec<&str> = vocabulary::all()
                        .map(|vocabulary| vocabulary.name())
                        .collect();
                    let name: String = name.chars().take(100).collect();
                    invalid(
                        kind,
                        format!("`x-vocabulary` is {name:?}: use {}", known.join(", ")),
                    )
                })?;
                let codes = vocabulary.terms().iter().map(|term| term.code.clone());
                fields.insert("enum".into(), codes.collect());
            }
            fields
                .values_mut()
                .try_for_each(|field| enumerate_terms(kind, field))
        }
        _ => Ok(()),
    }
}

/// Where terms of a vocabulary stand: paths as [`super::values_at`] takes them, and the vocabularies' names.
pub(super) fn vocabularies(schema: &Value) -> Vec<(String, &'static Vocabulary)> {
    let mut found = Vec::new();
    find_vocabularies(schema, "", &mut found);
    found
}

fn find_vocabularies(schema: &Value, path: &str, found: &mut Vec<(String, &'static Vocabulary)>) {
    let name = schema.get("x-vocabulary").and_then(Value::as_str);
    if let Some(vocabulary) = name.and_then(vocabulary::get) {
        found.push((path.to_owned(), vocabulary));
    }
    if let Some(items) = schema.get("items") {
        find_vocabularies(items, path, found);
    }
    let fields = schema.get("properties").and_then(Value::as_object);
    for (name, field) in fields.into_iter().flatten() {
        let name = name.replace('~', "~0").replace('/', "~1");
        find_vocabularies(field, &format!("{path}/{name}"), found);
    }
}

/// The annotation `x-maille`, with its paths looked at.
pub(super) fn annotations(kind: &str, schema: &Value) -> Result<Annotations, DirectoryError> {
    let Some(given) = schema.get("x-maille") else {
        return Ok(Annotations::default());
    };
    let found: Annotations = serde_json::from_value(given.clone())
        .map_err(|error| invalid(kind, format!("`x-maille`: {error}")))?;
    if let Some(path) = paths(&found).iter().find(|path| !path.starts_with('/')) {
        return Err(invalid(
            kind,
            format!("`x-maille` names {path:?}: write a JSON Pointer such as \"/name\""),
        ));
    }
    if found.filters.len() > FILTERS_MAX {
        return Err(invalid(
            kind,
            format!("at most {FILTERS_MAX} filters are kept"),
        ));
    }
    Ok(found)
}

pub(super) fn paths(annotations: &Annotations) -> Vec<&str> {
    let single = [
        &annotations.title,
        &annotations.summary,
        &annotations.latitude,
        &annotations.longitude,
        &annotations.municipality,
        &annotations.start,
        &annotations.end,
        &annotations.listed_if,
        &annotations.listed_until,
    ];
    let mut paths: Vec<&str> = single.into_iter().flatten().map(String::as_str).collect();
    paths.extend(annotations.text.iter().map(super::TextPath::path));
    paths.extend(annotations.filters.iter().map(String::as_str));
    paths
}

/// Compiles without network, without files, and with the pattern engine whose time grows with the text alone.
pub(super) fn compile(kind: &str, schema: &Value) -> Result<Validator, DirectoryError> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_BYTES_MAX))
        .offline()
        .build(schema)
        .map_err(|error| invalid(kind, format!("{} {error}", error.instance_path())))
}

/// What `$ref` names, if it stands in the same document.
pub(super) fn local_reference<'a>(root: &'a Value, schema: &Value) -> Option<&'a Value> {
    let reference = schema.get("$ref")?.as_str()?;
    root.pointer(reference.strip_prefix('#')?)
}

/// One pass over all schemas of a document.
struct Walk<'a> {
    kind: &'a str,
    root: &'a Value,
    /// How many schemas speak of one value with this one; 0 while it is being counted.
    weights: HashMap<*const Value, u64>,
    depth: usize,
}

impl<'a> Walk<'a> {
    fn new(kind: &'a str, root: &'a Value) -> Self {
        Self {
            kind,
            root,
            weights: HashMap::new(),
            depth: 0,
        }
    }

    /// Looks at each object as if it were a schema: examples and defaults are looked at too, which is harmless.
    fn schemas(&mut self, value: &'a Value, path: &str) -> Result<(), DirectoryError> {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.schemas(item, &format!("{path}/{index}"))?;
                }
            }
            Value::Object(fields) => {
                self.share(fields, path)?;
                self.references(value, path)?;
                self.weight(value, path)?;
                for (name, field) in fields.iter().filter(|(name, _)| *name != "x-maille") {
                    self.schemas(field, &format!("{path}/{name}"))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn share(&self, fields: &Map<String, Value>, path: &str) -> Result<(), DirectoryError> {
        match fields.get("x-share") {
            None => Ok(()),
            Some(Value::String(word)) if Share::from_word(word).is_some() => Ok(()),
            // A field of that name.
            Some(Value::Object(_)) if path.ends_with("/properties") => Ok(()),
            Some(other) => Err(invalid(
                self.kind,
                format!(
                    "at {path}, `x-share` is {other}: write \"public\", \"peers\" or \"never\""
                ),
            )),
        }
    }

    fn references(&self, schema: &Value, path: &str) -> Result<(), DirectoryError> {
        let elsewhere = ["$dynamicRef", "$recursiveRef", "$anchor", "$dynamicAnchor"];
        for name in elsewhere {
            if schema.get(name).is_some_and(Value::is_string) {
                return Err(invalid(
                    self.kind,
                    format!("at {path}, `{name}` is not supported: use `$ref` with \"#/$defs/…\""),
                ));
            }
        }
        if !path.is_empty() && schema.get("$id").is_some_and(Value::is_string) {
            return Err(invalid(
                self.kind,
                format!("at {path}, remove `$id`: only the root has one"),
            ));
        }
        let given = schema.get("$ref").filter(|reference| reference.is_string());
        if given.is_some() && local_reference(self.root, schema).is_none() {
            return Err(invalid(
                self.kind,
                format!("at {path}, `$ref` names nothing in this schema: copy it below `$defs`"),
            ));
        }
        Ok(())
    }

    /// Refuses a schema that comes back to itself for the same value, and one whose references double without end.
    fn weight(&mut self, schema: &'a Value, path: &str) -> Result<u64, DirectoryError> {
        match self.weights.get(&std::ptr::from_ref(schema)) {
            Some(0) => {
                return Err(invalid(
                    self.kind,
                    format!("at {path}, it refers to itself without end"),
                ));
            }
            Some(weight) => return Ok(*weight),
            None => self.weights.insert(schema, 0),
        };
        self.depth += 1;
        let mut weight: u64 = 1;
        if self.depth <= REFERENCES_DEPTH_MAX {
            for other in in_place(self.root, schema) {
                weight = weight.saturating_add(self.weight(other, path)?);
            }
        }
        self.depth -= 1;
        if self.depth >= REFERENCES_DEPTH_MAX || weight > SCHEMAS_FOR_ONE_VALUE_MAX {
            return Err(invalid(
                self.kind,
                format!(
                    "at {path}, more than {SCHEMAS_FOR_ONE_VALUE_MAX} schemas speak of one value"
                ),
            ));
        }
        self.weights.insert(schema, weight);
        Ok(weight)
    }
}

/// The schemas that speak of the same value as this one.
fn in_place<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut found: Vec<&Value> = local_reference(root, schema).into_iter().collect();
    for name in ["allOf", "anyOf", "oneOf"] {
        found.extend(
            schema
                .get(name)
                .and_then(Value::as_array)
                .into_iter()
                .flatten(),
        );
    }
    for name in ["not", "if", "then", "else"] {
        found.extend(schema.get(name));
    }
    let dependent = schema.get("dependentSchemas").and_then(Value::as_object);
    found.extend(dependent.into_iter().flat_map(Map::values));
    found
}
