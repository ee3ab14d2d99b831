//! An import as it is kept, and how it ended.

use super::super::super::What;
use super::super::{Complete, Counts, Request};

/// An import, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub number: i64,
    pub format: String,
    pub source: String,
    /// A path or an address.
    pub input: String,
    pub bytes: u64,
    /// Of the file, in milliseconds since 1970.
    pub modified: i64,
    pub mapping: String,
    pub department: String,
    /// In milliseconds since 1970, like the next two.
    pub started: i64,
    pub alive: i64,
    pub ended: Option<i64>,
    /// JSON of why it ended before its file did; empty where another took its place.
    pub failure: Option<String>,
    /// Rows that are done.
    pub rows: u64,
    pub counts: Counts,
    /// The account that asked for it; empty for the command line.
    pub begun_by: String,
    pub complete: Complete,
}

impl Run {
    /// A run that has not begun.
    pub(crate) fn wanted(request: &Request, meta: &std::fs::Metadata, now_ms: i64) -> Self {
        let modified = meta
            .modified()
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| {
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            });
        let options = &request.options;
        let source = options.source_name.clone();
        let mapping = Some(request.mapping.clone()).filter(|name| !name.is_empty());
        Self {
            number: 0,
            format: request.format.name().to_owned(),
            source: source
                .or(mapping)
                .unwrap_or_else(|| request.format.name().to_owned()),
            input: request.name.clone(),
            bytes: meta.len(),
            modified,
            mapping: request.mapping.clone(),
            department: options.department.clone().unwrap_or_default(),
            started: now_ms,
            alive: now_ms,
            ended: None,
            failure: None,
            rows: 0,
            counts: Counts::default(),
            begun_by: request.begun_by.clone(),
            complete: request.complete,
        }
    }

    /// Whether somebody stopped it.
    pub fn is_cancelled(&self) -> bool {
        is_cancelled(self.failure.as_deref())
    }

    pub(super) fn same_file(&self, other: &Self) -> bool {
        let what = |run: &Self| {
            let words = [
                &run.format,
                &run.source,
                &run.input,
                &run.mapping,
                &run.department,
            ];
            (
                words.map(Clone::clone),
                (run.bytes, run.modified, run.complete.number()),
            )
        };
        what(self) == what(other)
    }
}

/// The failure of what somebody stopped; nobody is named for the command line.
pub fn cancelled(by: &str) -> String {
    let what = match by {
        "" => What::new("import-cancelled-here"),
        by => What::new("import-cancelled").with("name", by),
    };
    serde_json::json!(what).to_string()
}

/// Whether a failure is that of something that somebody stopped.
pub fn is_cancelled(failure: Option<&str>) -> bool {
    let what: Option<serde_json::Value> =
        failure.and_then(|failure| serde_json::from_str(failure).ok());
    let key = what.as_ref().and_then(|what| what["key"].as_str());
    key.is_some_and(|key| key.starts_with("import-cancelled"))
}
