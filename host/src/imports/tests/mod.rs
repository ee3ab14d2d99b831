//! Each format over the real files: what becomes of their rows is counted, and every record fits its kind.

mod defects;
mod files;
mod foreign;
mod formats;
mod real;

pub(crate) use files::{read, real};

use std::collections::BTreeMap;

use jiff::civil::date;
use serde_json::Value;

use super::*;
use crate::directory::KindRegistry;

pub(crate) fn options() -> Options {
    Options::new(date(2026, 11, 22))
}

/// The rows of a text.
pub(super) fn rows_of(format: &Format, text: &str) -> Vec<Row> {
    let input = Box::new(std::io::Cursor::new(text.to_owned()));
    let rows = rows(format, input, &options()).unwrap();
    rows.map(Result::unwrap).collect()
}

/// What a row gave.
pub(super) fn taken(row: &Row) -> (&[Item], Vec<&'static str>) {
    match &row.fate {
        Fate::Taken { items, repairs } => (
            items,
            repairs.iter().map(|repair| repair.what.key).collect(),
        ),
        other => panic!("{} {}: {other:?}", row.number, row.subject),
    }
}

/// The one content of a row that was taken.
pub(super) fn content(row: &Row) -> &Value {
    &taken(row).0[0].content
}

/// Why a row was refused or passed over.
pub(super) fn why(row: &Row) -> Vec<&'static str> {
    match &row.fate {
        Fate::Taken { .. } => Vec::new(),
        Fate::Refused { why } => why.iter().map(|problem| problem.what.key).collect(),
        Fate::Skipped { why } => vec![why.what.key],
    }
}

/// What became of the rows of a file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Count {
    pub taken: usize,
    pub repaired: usize,
    pub drafts: usize,
    pub refused: usize,
    pub skipped: usize,
    pub reasons: BTreeMap<&'static str, usize>,
}

pub(super) fn count(rows: impl Iterator<Item = Result<Row, ReadError>>) -> Count {
    let kinds = KindRegistry::core();
    let mut count = Count::default();
    for row in rows {
        let row = row.unwrap();
        let mut reasons = why(&row);
        match &row.fate {
            Fate::Taken { items, repairs } => {
                count.taken += 1;
                count.repaired += usize::from(!repairs.is_empty());
                reasons.extend(repairs.iter().map(|repair| repair.what.key));
                for item in items {
                    count.drafts += usize::from(!item.listed);
                    let kind = kinds.get(item.kind).unwrap();
                    kind.check(&item.content.to_string()).unwrap();
                    assert!(
                        item.key.contains(':') && item.key.len() <= 256,
                        "{}",
                        item.key
                    );
                }
            }
            Fate::Refused { .. } => count.refused += 1,
            Fate::Skipped { .. } => count.skipped += 1,
        }
        for reason in reasons {
            *count.reasons.entry(reason).or_default() += 1;
        }
    }
    count
}
