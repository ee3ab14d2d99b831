//! A mapping as it is written (`host/mappings/README.md` tells each key), and what can be wrong in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::super::repair::{Projection, UnknownProjection};
use super::super::targets::{Role, Targets, kind_names};
use crate::directory::vocabulary::nearest;

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../mappings/", $name, ".toml")))),+]
    };
}

/// The mappings that the program brings along.
const EMBEDDED: &[(&str, &str)] = embedded![
    "aix-en-provence",
    "angers",
    "bus-france-services-charente",
    "etapes-numerique",
    "fibre-64",
    "hub-lo",
    "maine-et-loire",
];

/// How a producer's file becomes records.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(super) file: Arc<File>,
    pub(super) targets: &'static str,
    pub(super) projection: Option<Arc<Projection>>,
}

/// A mapping that cannot be used, with its mend.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    #[error("the mapping is not in the form that host/mappings/README.md tells")]
    Syntax(#[from] toml::de::Error),
    #[error("there is no kind {name:?}: use {known}")]
    Kind { name: String, known: String },
    #[error("the kind {kind} has no field {field:?}{hint}")]
    Field {
        kind: String,
        field: String,
        hint: String,
    },
    #[error("the field {field:?} has no term {term:?}{hint}")]
    Term {
        field: String,
        term: String,
        hint: String,
    },
    #[error("`key` names no column: name one whose value stays the same in the next edition")]
    Key,
    #[error("`fields` does not say where `name` comes from: add it")]
    Name,
    #[error(
        "the field {0:?} says neither column, columns, first_of, weekdays nor constant: say one"
    )]
    From(String),
    #[error("the projection cannot be used")]
    Projection(#[from] UnknownProjection),
    #[error("there is no mapping {name:?} in the program: use {known}, or the path of a file")]
    Unknown { name: String, known: String },
}

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
    #[serde(default)]
    pub skip: Vec<Skip>,
    /// Rows that are kept as drafts.
    #[serde(default)]
    pub draft: Vec<Test>,
    pub fields: BTreeMap<String, Field>,
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

/// Rows that are passed over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Skip {
    pub column: String,
    #[serde(default)]
    pub is: Vec<String>,
    #[serde(default)]
    pub holds: Vec<String>,
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

impl Mapping {
    /// Reads a mapping and looks at everything that can be known without the file.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let file: File = toml::from_str(text)?;
        let known = || kind_names().collect::<Vec<_>>().join(", ");
        let kind = kind_names().find(|name| *name == file.kind);
        let kind = kind.ok_or_else(|| MappingError::Kind {
            name: file.kind.clone(),
            known: known(),
        })?;
        let targets = Targets::of(kind).expect("it is among the kinds' names");
        if file.key.is_empty() {
            return Err(MappingError::Key);
        }
        if !file.fields.contains_key("name") {
            return Err(MappingError::Name);
        }
        for (path, field) in &file.fields {
            check_field(targets, path, field)?;
        }
        for (path, words) in file.when.iter().flat_map(|when| &when.set) {
            check_path(targets, path)?;
            check_terms(targets, path, words.all())?;
        }
        let projection = file
            .point
            .as_ref()
            .map(|point| Projection::new(&point.projection));
        Ok(Self {
            projection: projection.transpose()?.map(Arc::new),
            targets: kind,
            file: Arc::new(file),
        })
    }

    /// One of those that the program brings along.
    pub fn named(name: &str) -> Result<Self, MappingError> {
        let known = EMBEDDED.iter().find(|(known, _)| *known == name);
        match known {
            Some((_, text)) => Self::parse(text),
            None => Err(MappingError::Unknown {
                name: name.chars().take(60).collect(),
                known: Self::names().collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// Of those that the program brings along.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(name, _)| *name)
    }

    /// Whose files it reads.
    pub fn source(&self) -> &str {
        &self.file.source
    }

    /// All columns that it names.
    pub(super) fn columns(&self) -> Vec<&str> {
        let file = &self.file;
        let mut columns: Vec<&str> = file.key.iter().map(String::as_str).collect();
        columns.extend(file.skip.iter().map(|skip| skip.column.as_str()));
        columns.extend(file.draft.iter().map(|test| test.column.as_str()));
        columns.extend(file.when.iter().map(|when| when.column.as_str()));
        columns.extend(
            file.point
                .iter()
                .flat_map(|point| [point.x.as_str(), point.y.as_str()]),
        );
        columns.extend(file.fields.values().flat_map(Field::columns));
        columns
    }
}

impl Field {
    fn columns(&self) -> Vec<&str> {
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

fn check_field(targets: &Targets, path: &str, field: &Field) -> Result<(), MappingError> {
    check_path(targets, path)?;
    let Field::From(from) = field else {
        return Ok(());
    };
    let says = from.column.is_some()
        || from.constant.is_some()
        || !from.columns.is_empty()
        || !from.first_of.is_empty()
        || !from.weekdays.is_empty();
    if !says {
        return Err(MappingError::From(path.to_owned()));
    }
    let words = from
        .terms
        .values()
        .chain(from.holds.values())
        .chain(&from.constant);
    for words in words {
        check_terms(targets, path, words.all())?;
    }
    Ok(())
}

fn check_path(targets: &Targets, path: &str) -> Result<(), MappingError> {
    if targets.role(path).is_some() {
        return Ok(());
    }
    Err(MappingError::Field {
        kind: targets.kind.name().to_owned(),
        field: path.to_owned(),
        hint: hint(nearest(path, targets.paths(), 1)),
    })
}

fn check_terms(targets: &Targets, path: &str, words: &[String]) -> Result<(), MappingError> {
    let vocabulary = match targets.role(path) {
        Some(Role::Term(vocabulary) | Role::Terms(vocabulary)) => vocabulary,
        _ => return Ok(()),
    };
    match words.iter().find(|word| vocabulary.find(word).is_none()) {
        None => Ok(()),
        Some(word) => Err(MappingError::Term {
            field: path.to_owned(),
            term: word.clone(),
            hint: hint(
                vocabulary
                    .nearest(word, 1)
                    .iter()
                    .map(|term| term.code.as_str())
                    .collect(),
            ),
        }),
    }
}

fn hint(near: Vec<&str>) -> String {
    match near.first() {
        Some(near) => format!(": did you mean {near:?}?"),
        None => String::new(),
    }
}
