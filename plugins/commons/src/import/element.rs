//! One thing of Communecter's: which it is, by what name and of which kind. What is taken of it stands in `fields.rs`, where
//! it is in `place.rs`.

mod fields;
mod place;

use chrono::DateTime;
use serde_json::{Map, Value};

use super::Remark;
use super::terms;
use crate::record::{Item, Kind, Source};
use crate::words::{cut, line};

/// The source's name.
pub const SOURCE: &str = "Communecter";

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A record of this plugin's.
    Own(Kind),
    /// The core kind.
    Organisation,
    /// The core kind.
    Event,
}

impl Sort {
    /// The kind's name in the directory.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Own(kind) => kind.name(),
            Self::Organisation => "organisation",
            Self::Event => "event",
        }
    }

    /// What a file holds, by its name.
    pub fn of_file(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        [
            ("organi", Self::Organisation),
            ("event", Self::Event),
            ("evenement", Self::Event),
            ("proje", Self::Own(Kind::Project)),
            ("poi", Self::Own(Kind::Point)),
        ]
        .into_iter()
        .find(|(word, _)| name.contains(word))
        .map(|(_, sort)| sort)
    }
}

/// A thing that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// What it is.
    pub sort: Sort,
    /// Its key here.
    pub key: String,
    /// What all sorts have.
    pub item: Item,
    /// What only an event or an organisation has.
    pub more: Map<String, Value>,
    /// When it was changed last, in milliseconds since 1970.
    pub updated: Option<i64>,
    /// What was mended or left out.
    pub mended: Vec<Remark>,
}

/// Reads a thing; why not, where it is none. `id` and `hint` are what the file says of it.
pub fn read(thing: &str, id: Option<&str>, hint: Option<Sort>) -> Result<Element, Remark> {
    let fields: Map<String, Value> =
        serde_json::from_str(thing).map_err(|_| ("refused-no-thing", Vec::new()))?;
    let said = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = line(said("name"));
    if name.is_empty() {
        return Err(("refused-no-name", Vec::new()));
    }
    let written = id_of(&fields).or(id).unwrap_or_default();
    let id: String = written
        .chars()
        .filter(|letter| *letter != ' ')
        .take(100)
        .collect();
    let fits = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-' || letter == b'_';
    if id.is_empty() || id.len() > 60 || !id.bytes().all(fits) {
        return Err(("refused-no-id", Vec::new()));
    }
    let sort = sort(&fields, hint).ok_or_else(|| {
        let said = [said("section"), said("type")].join(" ");
        ("refused-sort", vec![("said", cut(said.trim(), 60))])
    })?;
    let updated = ["modified", "updated", "created"]
        .iter()
        .find_map(|name| fields.get(*name).and_then(moment));
    let mut element = Element {
        sort,
        key: format!("communecter:{id}"),
        item: Item {
            name: cut(&name, 300),
            source: Source {
                name: SOURCE.to_owned(),
                id: id.clone(),
                updated: updated.and_then(day).unwrap_or_default(),
            },
            ..Item::default()
        },
        more: Map::new(),
        updated,
        mended: Vec::new(),
    };
    if id.len() != written.len() {
        element.mend("mended-id", written);
    }
    element.describe(&fields);
    element.place(&fields);
    match sort {
        Sort::Own(Kind::Offer) => element.offer(&fields)?,
        Sort::Own(Kind::Project) => element.project(&fields),
        Sort::Own(_) => element.point(&fields),
        Sort::Organisation => element.organisation(&fields),
        Sort::Event => element.event(&fields)?,
    }
    Ok(element)
}

fn id_of(fields: &Map<String, Value>) -> Option<&str> {
    let id = fields.get("_id").or_else(|| fields.get("id"))?;
    id.get("$oid").unwrap_or(id).as_str()
}

fn sort(fields: &Map<String, Value>, hint: Option<Sort>) -> Option<Sort> {
    let sort = fields.get("type").and_then(Value::as_str).unwrap_or("");
    if fields.contains_key("section") {
        return Some(Sort::Own(Kind::Offer));
    }
    if hint.is_some() {
        return hint;
    }
    if terms::ORGANISATIONS.contains(&sort) {
        return Some(Sort::Organisation);
    }
    if fields.contains_key("startDate") && !fields.contains_key("properties") {
        return Some(Sort::Event);
    }
    let progress = fields
        .get("properties")
        .and_then(|all| all.get("avancement"));
    progress.map(|_| Sort::Own(Kind::Project))
}

/// Milliseconds since 1970 of seconds, of MongoDB's pair, or of a time with its offset.
fn moment(value: &Value) -> Option<i64> {
    let seconds = value.get("sec").unwrap_or(value);
    let millis = match seconds {
        Value::Number(number) => number.as_i64()?.checked_mul(1_000)?,
        Value::String(text) => DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis(),
        _ => return None,
    };
    // Before 1970 or after 2200 it is no date of a thing.
    (0..7_258_118_400_000).contains(&millis).then_some(millis)
}

fn day(millis: i64) -> Option<String> {
    Some(
        DateTime::from_timestamp_millis(millis)?
            .date_naive()
            .to_string(),
    )
}

#[cfg(test)]
mod tests;
