//! A mapping as it is written (`host/mappings/README.md` tells each key), and what can be wrong in it.

use std::sync::Arc;

use super::super::repair::{Projection, UnknownProjection};
use super::super::targets::{Role, Targets, kind_names};
use super::file::{Field, File};
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
    pub(super) kind: &'static str,
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
            kind,
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
        columns.extend(file.address.as_deref());
        columns.extend(file.fields.values().flat_map(Field::columns));
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
