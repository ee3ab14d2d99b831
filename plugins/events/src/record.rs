//! An event as a record of the core kind `event`: what this plugin reads and writes of it.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::ics::moment;
use crate::recurrence::{Exception, Recurrence, Time, Times, Window};

/// The core kind.
pub const KIND: &str = "event";

/// The content of an `event`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// What it is called.
    pub name: String,
    /// One or two sentences.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The whole text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub details: String,
    /// Each time; of what recurs, the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub occurrences: Vec<Occurrence>,
    /// How it recurs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<Recurrence>,
    /// It takes whole days.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub all_day: bool,
    /// `cancelled`, `full`…
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Why, as whoever organises it says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub status_words: String,
    /// `on-site`, `online`, `mixed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attendance: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Named>,
    /// Where, to the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// Where those who are far take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_url: Option<String>,
    /// How to say that one comes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub registration: Vec<Registration>,
    /// Price, what to bring.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub conditions: String,
    /// Words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Codes of the vocabulary.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<String>,
    /// Years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<Age>,
    /// Impairments that it was prepared for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accessibility: Vec<String>,
    /// Who makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organiser: Option<Named>,
    /// Its own page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// iCalendar's name of it, the same in every calendar.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub uid: String,
    /// How often its organiser changed it in earnest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u32>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// One time of an event, in RFC 3339.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Occurrence {
    /// With its offset.
    pub start: String,
    /// With its offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// Another record, or its name alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Named {
    /// As people call it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The other record's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Above the postal code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// Number and street.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street: String,
    /// Building, floor.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub complement: String,
    /// Five digits.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    /// The commune's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub municipality: String,
    /// The commune's code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub insee_code: String,
}

/// How to say that one comes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Registration {
    /// `link`, `telephone`, `email`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The link, the number, the address.
    pub value: String,
}

/// For whom, in years.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Age {
    /// From.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// To.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

/// Where a record comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// In words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its name there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Its page there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// `2026-11-05`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub updated: String,
    /// Such as `Licence Ouverte 2.0`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub licence: String,
}

impl Event {
    /// When it takes place within a window: by its recurrence, else as listed.
    pub fn times(&self, window: Window, own: Tz) -> Times {
        if let Some(recurrence) = &self.recurrence {
            return recurrence.times(window, own);
        }
        let mut times = Times::default();
        for occurrence in &self.occurrences {
            let Some(start) = millis(&occurrence.start) else {
                continue;
            };
            let end = occurrence
                .end
                .as_deref()
                .and_then(millis)
                .unwrap_or(start)
                .max(start);
            if start < window.to && (end > window.from || start >= window.from) {
                times.all.push(Time {
                    start,
                    end,
                    exception: None,
                });
            }
        }
        times.all.sort_unstable();
        times.all.dedup();
        times
    }

    /// The exception that a time found by the host stands for.
    pub fn exception_at(&self, start: i64, own: Tz) -> Option<&Exception> {
        let recurrence = self.recurrence.as_ref()?;
        let zone = if recurrence.is_all_day() {
            own
        } else {
            recurrence.zone_or(own)
        };
        recurrence.exceptions.iter().find(|exception| {
            let begins = moment::Moment::read(&exception.start);
            begins.is_some_and(|begins| moment::instant(begins.clock(), zone) == start)
        })
    }

    /// The code of what is special on one date: the date's own, else the event's.
    pub fn status_at<'a>(&'a self, exception: Option<&'a Exception>) -> &'a str {
        let own = exception.and_then(|exception| exception.status.as_deref());
        own.or(self.status.as_deref()).unwrap_or("scheduled")
    }

    /// Where it is, in one line.
    pub fn place_line(&self) -> String {
        let place = self.place.as_ref().map_or("", |place| place.name.as_str());
        let town = self
            .address
            .as_ref()
            .map_or("", |address| address.municipality.as_str());
        match (place.is_empty(), town.is_empty() || place.contains(town)) {
            (false, false) => format!("{place}, {town}"),
            (true, false) => town.to_owned(),
            (_, true) => place.to_owned(),
        }
    }
}

fn millis(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|time| time.timestamp_millis())
}

/// The first letters of a text.
pub fn cut(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}
