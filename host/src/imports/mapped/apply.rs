//! One row by a mapping.

use serde_json::{Map, Value};

use super::super::Fate;
use super::super::draft::{Draft, key};
use super::super::fields::flat;
use super::super::format::Options;
use super::super::reading::{Reader, say_source};
use super::super::remark::{Remark, What};
use super::super::repair;
use super::super::targets::{Role, Targets};
use super::file::{Field, From, Words};
use super::hours::hours;
use super::parse::Mapping;
use crate::directory::fold;

pub(super) fn reader(mapping: Mapping, options: &Options) -> Reader {
    let options = options.clone();
    Box::new(move |source| {
        let cells = Cells(flat(&source.value));
        let producer = options
            .source_name
            .as_deref()
            .unwrap_or(&mapping.file.source);
        let name = match mapping.file.fields.get("name") {
            Some(Field::Column(column)) => cells.get(column).to_owned(),
            Some(Field::From(from)) => value(from, &cells),
            None => String::new(),
        };
        let id = id(&mapping, &cells);
        let subject = if name.trim().is_empty() {
            id.clone()
        } else {
            name
        };
        if let Some(why) = skipped(&mapping, &cells) {
            return (subject, Fate::Skipped { why });
        }
        let mut draft = Draft::new(mapping.kind, options.today);
        if let Some(columns) = no_id(&mapping, &cells) {
            draft.refuse(&columns, "", What::new("import-missing"));
        }
        fill(&mut draft, &mapping, &cells);
        for (path, given) in [
            ("source/licence", &mapping.file.licence),
            ("source/url", &mapping.file.url),
        ] {
            if draft.at(path).is_none() {
                draft.put(path, "", given.as_deref().unwrap_or_default());
            }
        }
        say_source(&mut draft, &options, producer, &id);
        draft.require("name", "name");
        if mapping.kind == "place" {
            draft.require_somewhere();
        }
        let listed = !mapping
            .file
            .draft
            .iter()
            .any(|test| holds((&test.is, &test.holds, test.empty), cells.get(&test.column)));
        (subject, draft.finish(key(producer, &id), listed))
    })
}

/// The texts of a row by their columns.
pub(super) struct Cells(Map<String, Value>);

impl Cells {
    pub fn get(&self, column: &str) -> &str {
        self.0
            .get(column)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

fn id(mapping: &Mapping, cells: &Cells) -> String {
    let parts = mapping
        .file
        .key
        .iter()
        .map(|column| cells.get(column).trim());
    parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" / ")
}

/// The key's columns, if all of them are empty.
fn no_id(mapping: &Mapping, cells: &Cells) -> Option<String> {
    let columns = &mapping.file.key;
    let empty = columns
        .iter()
        .all(|column| cells.get(column).trim().is_empty());
    empty.then(|| columns.join(", "))
}

fn skipped(mapping: &Mapping, cells: &Cells) -> Option<Remark> {
    let skip = mapping
        .file
        .skip
        .iter()
        .find(|skip| holds((&skip.is, &skip.holds, skip.empty), cells.get(&skip.column)))?;
    let what = What::new("import-skipped-by-mapping");
    Some(Remark::new(&skip.column, cells.get(&skip.column), what))
}

/// Whether a cell is what a test asks for; a test that names nothing asks for any yes.
fn holds((is, inside, empty): (&[String], &[String], bool), cell: &str) -> bool {
    let word = fold(cell);
    if empty {
        return word.is_empty();
    }
    if is.is_empty() && inside.is_empty() {
        return says_yes(cell);
    }
    let padded = format!(" {word} ");
    is.iter().any(|one| fold(one) == word)
        || inside
            .iter()
            .any(|one| padded.contains(&format!(" {} ", fold(one))))
}

/// A flag says it; so does any text in a column whose empty cells mean no.
fn says_yes(cell: &str) -> bool {
    match repair::flag(cell) {
        Some(flag) => flag,
        None => !repair::says_nothing(cell),
    }
}

/// Puts the parts of an address in one string; one that has no parts is the street.
fn address(draft: &mut Draft, column: &str, text: &str) {
    let Some(parts) = repair::whole_address(text) else {
        return draft.put("address/street", column, text);
    };
    let paths = [
        "address/street",
        "address/postal_code",
        "address/municipality",
    ];
    for (path, part) in paths.iter().zip(parts) {
        draft.put(path, column, &part);
    }
}

fn fill(draft: &mut Draft, mapping: &Mapping, cells: &Cells) {
    if let Some(column) = &mapping.file.address {
        address(draft, column, cells.get(column));
    }
    for (path, field) in &mapping.file.fields {
        match field {
            Field::Column(column) => draft.put(path, column, cells.get(column)),
            Field::From(from) => put(draft, mapping, (path, from), cells),
        }
    }
    for when in &mapping.file.when {
        if holds((&when.is, &when.holds, when.empty), cells.get(&when.column)) {
            for (path, words) in &when.set {
                put_words(draft, path, &when.column, words);
            }
        }
    }
    if let (Some(point), Some(projection)) = (&mapping.file.point, &mapping.projection) {
        let (x, y) = (cells.get(&point.x), cells.get(&point.y));
        if repair::says_nothing(x) && repair::says_nothing(y) {
            return;
        }
        let metres = repair::decimal(x).zip(repair::decimal(y));
        match metres.and_then(|(x, y)| projection.degrees(x, y)) {
            Some((latitude, longitude)) => {
                draft.put("latitude", &point.x, &latitude.to_string());
                draft.put("longitude", &point.y, &longitude.to_string());
            }
            None => {
                let value = format!("{x}, {y}");
                draft.repaired(&point.x, &value, What::new("import-point-outside"));
            }
        }
    }
}

fn put_words(draft: &mut Draft, path: &str, column: &str, words: &Words) {
    for word in words.all() {
        draft.put(path, column, word);
    }
}

fn put(draft: &mut Draft, mapping: &Mapping, (path, from): (&str, &From), cells: &Cells) {
    let column = column_name(from);
    if let Some(words) = &from.constant {
        return put_words(draft, path, &column, words);
    }
    let role = Targets::of(mapping.kind).and_then(|targets| targets.role(path));
    if matches!(role, Some(Role::Hours)) {
        return hours(draft, (path, &column), from, cells);
    }
    let text = value(from, cells);
    if !from.holds.is_empty() {
        return held(draft, (path, &column), from, &text);
    }
    if from.terms.is_empty() && from.split.is_none() {
        return draft.put(path, &column, &text);
    }
    for item in split(&text, from.split.as_deref()) {
        let known = from
            .terms
            .iter()
            .find(|(word, _)| fold(word) == fold(&item));
        match known {
            Some((_, words)) => put_words(draft, path, &column, words),
            None => draft.put(path, &column, &item),
        }
    }
}

/// The terms of words found inside a text; the text itself becomes the note beside, where there is one.
fn held(draft: &mut Draft, (path, column): (&str, &str), from: &From, text: &str) {
    let padded = format!(" {} ", fold(text));
    let mut found = false;
    for (word, words) in &from.holds {
        if padded.contains(&format!(" {} ", fold(word))) {
            put_words(draft, path, column, words);
            found = true;
        }
    }
    if !found && !repair::says_nothing(text) {
        draft.repaired(column, text, What::new("import-term"));
    }
}

fn column_name(from: &From) -> String {
    let listed = from
        .columns
        .iter()
        .chain(&from.first_of)
        .chain(&from.column);
    listed.cloned().collect::<Vec<_>>().join(" + ")
}

/// The text of a field, before it is split or translated.
pub(super) fn value(from: &From, cells: &Cells) -> String {
    if let Some(column) = &from.column {
        return cells.get(column).to_owned();
    }
    let filled = |columns: &[String]| -> Vec<String> {
        let cells = columns
            .iter()
            .map(|column| cells.get(column).trim().to_owned());
        cells.filter(|cell| !repair::says_nothing(cell)).collect()
    };
    match from.first_of.is_empty() {
        true => filled(&from.columns).join(from.join.as_deref().unwrap_or(" ")),
        false => filled(&from.first_of)
            .into_iter()
            .next()
            .unwrap_or_default(),
    }
}

fn split(text: &str, signs: Option<&str>) -> Vec<String> {
    let parts = text.split(|letter| signs.unwrap_or_default().contains(letter));
    parts.flat_map(repair::items).collect()
}
