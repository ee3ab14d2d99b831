//! A mapping as TOML: each key of `host/mappings/README.md`.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Whose file it is.
    pub source: String,
    pub licence: Option<String>,
    pub url: Option<String>,
    #[serde(default = "place")]
    pub kind: String,
    /// Columns whose values together name a row.
    pub key: Vec<String>,
    /// Rows that are passed over.
    #[serde(default)]
    pub skip: Vec<Test>,
    /// Rows that are kept as drafts.
    #[serde(default)]
    pub draft: Vec<Test>,
    pub fields: BTreeMap<String, Field>,
    /// A column with street, postal code and commune in one string.
    pub address: Option<String>,
    pub point: Option<Point>,
    #[serde(default)]
    pub when: Vec<When>,
}

fn place() -> String {
    "place".to_owned()
}

/// What a cell must be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Test {
    pub column: String,
    /// One of these, whatever case and accents; without, any yes.
    #[serde(default)]
    pub is: Vec<String>,
    /// With one of these words inside.
    #[serde(default)]
    pub holds: Vec<String>,
    /// Nothing at all.
    #[serde(default)]
    pub empty: bool,
}

/// Terms that a cell stands for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    pub column: String,
    #[serde(default)]
    pub is: Vec<String>,
    #[serde(default)]
    pub holds: Vec<String>,
    #[serde(default)]
    pub empty: bool,
    pub set: BTreeMap<String, Words>,
}

/// Coordinates on a grid of metres.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Point {
    pub x: String,
    pub y: String,
    pub projection: String,
}

/// One word or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    One(String),
    Many(Vec<String>),
}

impl Words {
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Many(words) => words,
        }
    }
}

/// Where a field comes from: a column, or more about it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Field {
    Column(String),
    From(Box<From>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct From {
    pub column: Option<String>,
    /// Joined, without those that are empty.
    pub columns: Vec<String>,
    /// Between the columns; a space if nothing is said.
    pub join: Option<String>,
    /// The first that is not empty.
    pub first_of: Vec<String>,
    pub constant: Option<Words>,
    /// Signs between the items of a cell, beside `|` and `;`.
    pub split: Option<String>,
    /// What items stand for; an empty list leaves one out.
    pub terms: BTreeMap<String, Words>,
    /// What a text with these words inside stands for; the rest of it is a note.
    pub holds: BTreeMap<String, Words>,
    /// Hours: a column that names the days for times that name none.
    pub days: Option<String>,
    /// Hours: a weekday's columns, each with a span, several, or two columns with begin and end of one.
    pub weekdays: BTreeMap<String, Vec<Columns>>,
    /// Hours: a column that says in which weeks.
    pub weeks: Option<Weeks>,
}

/// A column with spans, or two with the begin and the end of one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Columns {
    Spans(String),
    Ends([String; 2]),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weeks {
    pub column: String,
    pub odd: Vec<String>,
    pub even: Vec<String>,
}

impl Field {
    /// All columns that it names.
    pub fn columns(&self) -> Vec<&str> {
        let from = match self {
            Self::Column(column) => return vec![column],
            Self::From(from) => from,
        };
        let listed = from.columns.iter().chain(&from.first_of);
        let single = from.column.iter().chain(&from.days);
        let mut columns: Vec<&str> = listed.chain(single).map(String::as_str).collect();
        columns.extend(from.weeks.iter().map(|weeks| weeks.column.as_str()));
        for one in from.weekdays.values().flatten() {
            match one {
                Columns::Spans(column) => columns.push(column),
                Columns::Ends(ends) => columns.extend(ends.iter().map(String::as_str)),
            }
        }
        columns
    }
}
