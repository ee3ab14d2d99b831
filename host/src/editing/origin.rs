//! Where the value of an input comes from, and what its source says where that is something else.

use std::collections::BTreeMap;

use serde_json::Value;

use super::pointer::{remove, set};
use crate::directory::provenance::{Provenance, fold};

/// Where one value comes from. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// The source that says so, and since when.
    pub source: Option<(String, i64)>,
    /// Who corrected it here, and when.
    pub corrected: Option<(String, i64)>,
}

/// Origins by JSON Pointer, and the content that the sources make together; nothing for a record that was written here.
pub fn origins(provenance: &Provenance) -> (BTreeMap<String, Origin>, Value) {
    let fields = provenance.fields().into_iter();
    let origins = fields.map(|field| {
        let corrected = field
            .correction
            .map(|one| (one.corrected_by, one.corrected));
        let source = field.source;
        (field.path, Origin { source, corrected })
    });
    (origins.collect(), said(provenance))
}

fn said(provenance: &Provenance) -> Value {
    let contents: Vec<&Value> = provenance.sources.iter().map(|one| &*one.content).collect();
    fold(&contents)
}

/// The content with one value as the sources say it: without it where they say nothing.
pub fn as_said(content: &Value, provenance: &Provenance, path: &str) -> Value {
    let mut content = content.clone();
    match said(provenance).pointer(path) {
        Some(value) => set(&mut content, path, value.clone()),
        None => remove(&mut content, path),
    }
    content
}
