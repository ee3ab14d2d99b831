//! Records written in the formats of others, one after the other: memory does not grow with the directory. Only what a
//! kind makes public leaves, whatever the caller passes.

mod data_inclusion;
mod geojson;
mod json_ld;
mod list;
mod mediation_numerique;
mod spreadsheet;

pub use spreadsheet::{harmless, table};

use std::io::{self, Write};
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde_json::Value;

use crate::directory::{KindRegistry, fold};
use crate::imports::What;

static KINDS: LazyLock<KindRegistry> = LazyLock::new(KindRegistry::core);

/// A format that records can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The national CSV of places of digital mediation, v1.0.2.
    MediationNumerique,
    /// JSON of data·inclusion, v1: structures and services.
    DataInclusion,
    /// Points on a map.
    GeoJson,
    /// schema.org, for search engines.
    JsonLd,
    /// A table with a column for each field.
    Spreadsheet,
}

impl Format {
    /// The names that people type.
    pub const NAMES: [&'static str; 5] = [
        "mediation-numerique",
        "data-inclusion",
        "geojson",
        "json-ld",
        "csv",
    ];

    /// The kinds that it takes, in the order in which it asks for them.
    pub fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::MediationNumerique => &["place"],
            Self::DataInclusion => &["organisation", "place", "service"],
            Self::GeoJson | Self::JsonLd | Self::Spreadsheet => {
                &["place", "organisation", "service", "professional", "event"]
            }
        }
    }

    /// How such a file ends, and its media type.
    pub fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::MediationNumerique | Self::Spreadsheet => ("csv", "text/csv; charset=utf-8"),
            Self::DataInclusion => ("json", "application/json"),
            Self::GeoJson => ("geojson", "application/geo+json"),
            Self::JsonLd => ("jsonld", "application/ld+json"),
        }
    }
}

/// A format of no such name.
#[derive(Debug, thiserror::Error)]
#[error("there is no format {0:?} to write: use {list}", list = Format::NAMES.join(", "))]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Ok(match name {
            "mediation-numerique" => Self::MediationNumerique,
            "data-inclusion" => Self::DataInclusion,
            "geojson" => Self::GeoJson,
            "json-ld" => Self::JsonLd,
            "csv" => Self::Spreadsheet,
            _ => return Err(UnknownFormat(name.chars().take(60).collect())),
        })
    }
}

/// A record to write.
#[derive(Clone, Debug)]
pub struct Record {
    /// `place`…
    pub kind: String,
    /// Its maker's name for it, or its id.
    pub key: String,
    pub content: Value,
    /// The instance that holds it.
    pub origin: String,
    /// The day of its last change, where its source gives none.
    pub updated: Date,
}

/// What did not go out as it is, or at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub key: String,
    /// Empty for the whole record.
    pub field: &'static str,
    pub what: What,
}

/// What came of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub written: u64,
    /// Records that could not go out, and why.
    pub refused: Vec<Left>,
    /// Records that are none of what the format is for: places that say no digital help.
    pub others: u64,
    /// Values that could not go out of records that did.
    pub left_out: Vec<Left>,
}

/// More of a report would not be read; the counts go on.
const LEFT_MAX: usize = 10_000;

impl Report {
    fn refuse(&mut self, key: &str, field: &'static str, what: &'static str) {
        push(&mut self.refused, key, field, what);
    }

    fn leave_out(&mut self, key: &str, field: &'static str, what: &'static str) {
        push(&mut self.left_out, key, field, what);
    }
}

fn push(list: &mut Vec<Left>, key: &str, field: &'static str, what: &'static str) {
    if list.len() < LEFT_MAX {
        list.push(Left {
            key: key.to_owned(),
            field,
            what: What::new(what),
        });
    }
}

/// Writes the records that `records` gives for each kind of the format, in that order, and that are ours: each instance
/// gives its own, so that whoever gathers all of them has each record once. `origin` names this instance as the source of
/// what was born here.
pub fn write<I: Iterator<Item = Record>>(
    format: Format,
    records: &mut dyn FnMut(&'static str) -> I,
    origin: &str,
    out: &mut dyn Write,
) -> io::Result<Report> {
    let mut shown = |kind| {
        records(kind)
            .filter(|record| record.origin == origin)
            .filter_map(public)
    };
    write_shown(format, &mut shown, origin, out)
}

/// The same for records that were read as a visitor reads them: they are shown already. Those of neighbours are among them,
/// and say whose they are; but the national formats take only ours.
pub fn write_shown<I: Iterator<Item = Record>>(
    format: Format,
    shown: &mut dyn FnMut(&'static str) -> I,
    origin: &str,
    out: &mut dyn Write,
) -> io::Result<Report> {
    let mut ours = |kind| shown(kind).filter(|record| record.origin == origin);
    match format {
        Format::MediationNumerique => mediation_numerique::write(ours("place"), origin, out),
        Format::DataInclusion => {
            let structures = ours("organisation").chain(ours("place"));
            data_inclusion::write(structures, ours("service"), origin, out)
        }
        Format::GeoJson => {
            let all = format.kinds().iter().flat_map(|kind| shown(kind));
            geojson::write(all, out)
        }
        Format::JsonLd => {
            let all = format.kinds().iter().flat_map(|kind| shown(kind));
            json_ld::write(all, out)
        }
        Format::Spreadsheet => {
            let all = format.kinds().iter().flat_map(|kind| shown(kind));
            spreadsheet::write(all, out)
        }
    }
}

/// A record of one kind as a document of schema.org, for its page.
pub fn json_ld(record: &Record) -> Option<Value> {
    public(record.clone()).map(|record| json_ld_shown(&record))
}

/// The same for one that was read as a visitor reads it.
pub fn json_ld_shown(record: &Record) -> Value {
    json_ld::thing(record)
}

/// What of a record everybody may see; nothing of one that asks for a consent and has none.
fn public(mut record: Record) -> Option<Record> {
    let kind = KINDS.get(&record.kind)?;
    if !kind.lists_value(&record.content) {
        return None;
    }
    record.content = kind.public_value(&record.content);
    Some(record)
}

impl Record {
    /// A record of the directory, under the name that its maker gave it.
    pub fn of(record: crate::directory::Record) -> Self {
        let updated = jiff::Timestamp::from_millisecond(record.updated).unwrap_or_default();
        Self {
            key: record.key.unwrap_or(record.id),
            content: serde_json::from_str(&record.content).unwrap_or_default(),
            updated: updated.to_zoned(jiff::tz::TimeZone::UTC).date(),
            kind: record.kind,
            origin: record.origin,
        }
    }

    fn text(&self, path: &str) -> &str {
        let found = self.content.pointer(path).and_then(Value::as_str);
        found.unwrap_or_default()
    }

    fn texts(&self, path: &str) -> Vec<&str> {
        let found = self.content.pointer(path).and_then(Value::as_array);
        found
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// Number and street; else the lines above the town; else what completes them.
    fn street(&self) -> String {
        street(&self.content["address"])
    }

    fn updated(&self) -> String {
        match self.text("/source/updated") {
            "" => self.updated.to_string(),
            date => date.to_owned(),
        }
    }

    fn source<'a>(&'a self, origin: &'a str) -> &'a str {
        match self.text("/source/name") {
            "" => origin,
            name => name,
        }
    }

    fn source_id(&self) -> &str {
        match self.text("/source/id") {
            "" => &self.key,
            id => id,
        }
    }
}

fn street(address: &Value) -> String {
    let part = |name: &str| address[name].as_str().unwrap_or_default().to_owned();
    let lines = address["lines"].as_array().into_iter().flatten();
    let lines: Vec<&str> = lines.filter_map(Value::as_str).collect();
    match (part("street"), lines.is_empty()) {
        (street, _) if !street.is_empty() => street,
        (_, false) => lines.join(", "),
        _ => part("complement"),
    }
}

/// A name made of a source and its id that stays the same when the file that holds it is imported and written again.
fn stable_id(source: &str, id: &str) -> String {
    let slug = fold(source).replace(' ', "-");
    match id.strip_prefix(&slug) {
        Some(rest) if rest.starts_with('-') => id.to_owned(),
        _ => format!("{slug}-{id}"),
    }
}

#[cfg(test)]
mod tests;
