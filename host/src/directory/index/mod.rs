//! What the search tables keep of a record: derived from its content and its kind, and from nothing else.

mod rules;
pub(super) mod store;

pub(super) use rules::{version, words};

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use super::change::OCCURRENCES_MAX;
use super::kind::{Kind, values_at};
use super::spelling::{self, Words};
use super::words::{fold, stem};

/// A record with more values to filter by is a list of records.
const TERMS_MAX: usize = 1_000;
/// Codes and names; a longer value is a text.
pub(super) const TERM_BYTES_MAX: usize = 256;
/// What lists are sorted by.
const NAME_CHARS_MAX: usize = 200;
/// From this weight on a text is searched like the title.
const TITLE_WEIGHT: f64 = 5.0;
/// The path of the municipality among the terms: no JSON Pointer begins so.
pub(super) const MUNICIPALITY: &str = "municipality";
/// The path of the one term that says that others may know of a record, where its kind asks for a consent.
pub(super) const LISTED: &str = "listed";
/// The path of the term with the last day on which they may, where the record says one.
pub(super) const LISTED_UNTIL: &str = "listed_until";

/// A value that a filter compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub path: String,
    pub value: String,
    pub public: bool,
}

/// A point on Earth in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub latitude: f64,
    pub longitude: f64,
    pub public: bool,
}

/// From when to when, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub starts: i64,
    pub ends: i64,
    pub public: bool,
}

/// Everything that search knows of one record.
#[derive(Debug, Default)]
pub(super) struct Indexed {
    pub title: String,
    /// The words of the rest, and the stems of all.
    pub text: String,
    /// The words as they were written.
    pub words: Words,
    pub terms: Vec<Term>,
    pub place: Option<Place>,
    pub times: Vec<Time>,
}

impl Indexed {
    /// By what lists are sorted: the folded public title.
    pub fn name(&self) -> String {
        self.title.chars().take(NAME_CHARS_MAX).collect()
    }
}

/// What is said of the times of one record.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub number: i64,
    /// As they were said before, in order.
    pub before: &'a [(i64, i64)],
    pub times: Vec<Time>,
    /// False where they are the content's own again.
    pub by_plugin: bool,
    /// What all of them are.
    pub public: bool,
}

/// The folded public title alone.
pub(super) fn name_of(kind: &Kind, content: &Value) -> String {
    if !kind.lists_value(content) {
        return String::new();
    }
    let title = fold(&kind.title(&kind.public_value(content)));
    title.chars().take(NAME_CHARS_MAX).collect()
}

/// Reads a content. Of a record that others may not know of, nothing is public. `zone` is that of dates which name none.
pub(super) fn indexed(kind: &Kind, content: &Value, zone: &TimeZone) -> Indexed {
    let public = public_of(kind, content);
    let Texts { title, text, words } = texts(kind, &public);
    Indexed {
        title,
        text,
        words,
        terms: terms(kind, content, &public),
        place: place(kind, content, &public),
        times: times(kind, content, &public, zone),
    }
}

/// The times of a content alone.
pub(super) fn times_of(kind: &Kind, content: &Value, zone: &TimeZone) -> Vec<Time> {
    times(kind, content, &public_of(kind, content), zone)
}

fn public_of(kind: &Kind, content: &Value) -> Value {
    match kind.lists_value(content) {
        true => kind.public_value(content),
        false => Value::Null,
    }
}

/// What is searched of a content.
struct Texts {
    title: String,
    text: String,
    words: Words,
}

/// Only public text is searched: a match on a private one would tell of it.
fn texts(kind: &Kind, public: &Value) -> Texts {
    let annotations = kind.annotations();
    let mut words = Words::new();
    let mut title = kind.title(public);
    spelling::note(&mut words, &title);
    title = fold(&title);
    let mut text = String::new();
    for searched in &annotations.text {
        if Some(searched.path()) == annotations.title.as_deref() {
            continue;
        }
        let into = if searched.weight() >= TITLE_WEIGHT {
            &mut title
        } else {
            &mut text
        };
        for value in values_at(public, searched.path()) {
            let value = value.as_str().unwrap_or_default();
            spelling::note(&mut words, value);
            into.push(' ');
            into.push_str(&fold(value));
        }
    }
    // People search for what a place offers by its words; records hold codes.
    for term in kind.terms(public) {
        spelling::note(&mut words, &term.fr);
        text.push(' ');
        text.push_str(term.searched());
    }
    push_stems(&title, &mut text);
    Texts { title, text, words }
}

/// Adds the stems of all words, each once, behind the text: what holds a word as it was typed counts more.
fn push_stems(title: &str, text: &mut String) {
    let words: BTreeSet<&str> = title.split(' ').chain(text.split(' ')).collect();
    let stems: BTreeSet<String> = words.iter().filter_map(|word| stem(word)).collect();
    let new = stems.iter().filter(|stem| !words.contains(stem.as_str()));
    let added: String = new.flat_map(|stem| [" ", stem.as_str()]).collect();
    text.push_str(&added);
}

fn terms(kind: &Kind, content: &Value, public: &Value) -> Vec<Term> {
    let annotations = kind.annotations();
    let filters = annotations.filters.iter().map(|path| (path.as_str(), path));
    let municipality = annotations.municipality.iter();
    let named = filters.chain(municipality.map(|path| (MUNICIPALITY, path)));
    let mut terms: Vec<Term> = Vec::new();
    for (name, path) in named {
        let shared = term_values(public, path);
        for value in term_values(content, path) {
            terms.push(Term {
                path: name.to_owned(),
                public: shared.contains(&value),
                value,
            });
        }
    }
    if annotations.listed_if.is_some() && kind.lists_value(content) {
        terms.push(Term {
            path: LISTED.to_owned(),
            value: "true".to_owned(),
            public: true,
        });
    }
    terms.extend(kind.listed_until(content).map(|day| Term {
        path: LISTED_UNTIL.to_owned(),
        value: day.to_string(),
        public: false,
    }));
    terms.sort_by(|a, b| (&a.path, &a.value, b.public).cmp(&(&b.path, &b.value, a.public)));
    terms.dedup_by(|a, b| a.path == b.path && a.value == b.value);
    terms.truncate(TERMS_MAX);
    terms
}

fn term_values(content: &Value, path: &str) -> Vec<String> {
    let values = values_at(content, path).into_iter();
    values
        .filter_map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        })
        .filter(|value| !value.is_empty() && value.len() <= TERM_BYTES_MAX)
        .filter(|value| !value.contains('\0'))
        .collect()
}

fn place(kind: &Kind, content: &Value, public: &Value) -> Option<Place> {
    let (latitude, longitude) = point(kind, content)?;
    Some(Place {
        latitude,
        longitude,
        public: point(kind, public) == Some((latitude, longitude)),
    })
}

/// Degrees inside their bounds; (0, 0) is what broken sources write for "unknown".
fn point(kind: &Kind, content: &Value) -> Option<(f64, f64)> {
    let annotations = kind.annotations();
    let latitude = number_at(content, annotations.latitude.as_deref()?)?;
    let longitude = number_at(content, annotations.longitude.as_deref()?)?;
    let inside = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    let known = latitude != 0.0 || longitude != 0.0;
    (inside && known).then_some((latitude, longitude))
}

fn number_at(content: &Value, path: &str) -> Option<f64> {
    values_at(content, path).first()?.as_f64()
}

/// All times of a content: of itself, or of each item of a list in which both paths lead.
fn times(kind: &Kind, content: &Value, public: &Value, zone: &TimeZone) -> Vec<Time> {
    let shared = spans(kind, public, zone);
    let spans = spans(kind, content, zone).into_iter();
    spans
        .map(|(starts, ends)| Time {
            starts,
            ends,
            public: shared.contains(&(starts, ends)),
        })
        .collect()
}

fn spans(kind: &Kind, content: &Value, zone: &TimeZone) -> Vec<(i64, i64)> {
    let annotations = kind.annotations();
    let Some((list, start)) = annotations
        .start
        .as_deref()
        .and_then(|path| path.rsplit_once('/'))
    else {
        return Vec::new();
    };
    let end = annotations
        .end
        .as_deref()
        .and_then(|path| path.rsplit_once('/'));
    let beside = end.filter(|(other, _)| *other == list).map(|(_, end)| end);
    let at = |item: &Value, name: &str| moment(values_at(item, &format!("/{name}")).first()?, zone);
    let span = |item: &Value| {
        let (starts, first_end) = at(item, start)?;
        let apart = || {
            moment(
                values_at(content, annotations.end.as_deref()?).first()?,
                zone,
            )
        };
        let end = match beside {
            Some(name) => at(item, name),
            None => apart(),
        };
        Some((starts, end.map_or(first_end, |(_, end)| end).max(starts)))
    };
    let items = values_at(content, list).into_iter();
    items.filter_map(span).take(OCCURRENCES_MAX).collect()
}

/// The first and last millisecond of what a value names: a day has many, an instant has one.
fn moment(value: &Value, zone: &TimeZone) -> Option<(i64, i64)> {
    if let Some(ms) = value.as_i64() {
        return Some((ms, ms));
    }
    let text = value.as_str()?;
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some((instant.as_millisecond(), instant.as_millisecond()));
    }
    if let (10, Ok(date)) = (text.len(), text.parse::<Date>()) {
        let next = date.checked_add(1.day()).ok()?;
        return Some((
            civil_ms(date.into(), zone)?,
            civil_ms(next.into(), zone)? - 1,
        ));
    }
    let ms = civil_ms(text.parse::<DateTime>().ok()?, zone)?;
    Some((ms, ms))
}

fn civil_ms(civil: DateTime, zone: &TimeZone) -> Option<i64> {
    let zoned = civil.to_zoned(zone.clone()).ok()?;
    Some(zoned.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests;
