//! What each calendar held when it was last read: what it no longer holds is told from it, and that an event stands in two.

use std::collections::{BTreeMap, HashMap};

use maille_sdk::{Result, storage};
use serde::{Deserialize, Serialize};

use crate::record::Event;

/// Calendars that are compared with each other.
const FEEDS_MAX: u32 = 200;
const PREFIX: &str = "feed/";
/// Sixty-four bits tell some thousands of events apart.
const PRINT_LETTERS: usize = 16;

/// What is known of one event of a calendar.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Line {
    /// Its sequence and when it was modified: the greater is the newer.
    pub rank: (u32, String),
    /// What it is, where and when, folded: two of the same are one event.
    pub print: String,
    /// The record's revision after it was written; 0 where another calendar's is shown.
    pub revision: u64,
    /// The run that met it last.
    pub run: u64,
    /// It was withdrawn since the calendar no longer held it.
    pub withdrawn: bool,
}

/// A line without its names: five thousand of them fit a value of the storage, which has a mebibyte.
type Written = (u32, String, String, u64, u64, bool);

impl From<Written> for Line {
    fn from((sequence, modified, print, revision, run, withdrawn): Written) -> Self {
        let rank = (sequence, modified);
        Self {
            rank,
            print,
            revision,
            run,
            withdrawn,
        }
    }
}

impl From<Line> for Written {
    fn from(line: Line) -> Self {
        let (sequence, modified) = line.rank;
        let Line {
            print,
            revision,
            run,
            withdrawn,
            ..
        } = line;
        (sequence, modified, print, revision, run, withdrawn)
    }
}

/// One calendar: lines by the key of the record.
pub type Feed = BTreeMap<String, Line>;

/// Reads what a calendar held.
pub fn load(document: &str) -> Result<Feed> {
    Ok(storage::get_json(&name(document))?.unwrap_or_default())
}

/// Keeps what a calendar holds.
pub fn save(document: &str, feed: &Feed) -> Result<()> {
    storage::set_json(&name(document), feed)
}

fn name(document: &str) -> String {
    // Names of documents are as long as keys may be.
    let digest = super::group::digest(document);
    format!("{PREFIX}{}/{digest}", crate::record::cut(document, 40))
}

/// What all calendars but one hold.
#[derive(Debug, Default)]
pub struct Others {
    /// The calendar and rank of each key, of the newest.
    keys: HashMap<String, (String, (u32, String))>,
    /// The calendar and key of each print.
    prints: HashMap<String, (String, String)>,
}

impl Others {
    /// Reads them.
    pub fn load(document: &str) -> Result<Self> {
        let own = name(document);
        let mut others = Self::default();
        for key in storage::keys(PREFIX, None, FEEDS_MAX)? {
            if key == own {
                continue;
            }
            let called = key[PREFIX.len()..]
                .rsplit_once('/')
                .map_or("", |(name, _)| name)
                .to_owned();
            let feed: Feed = storage::get_json(&key)?.unwrap_or_default();
            for (record, line) in feed {
                others.add(&called, record, line);
            }
        }
        Ok(others)
    }

    fn add(&mut self, called: &str, record: String, line: Line) {
        // Only what is shown counts; what stands back for another is told by that other.
        if line.withdrawn || line.revision == 0 {
            return;
        }
        if !line.print.is_empty() {
            self.prints
                .insert(line.print.clone(), (called.to_owned(), record.clone()));
        }
        let newer = self
            .keys
            .get(&record)
            .is_none_or(|(_, rank)| line.rank > *rank);
        if newer {
            self.keys.insert(record, (called.to_owned(), line.rank));
        }
    }

    /// The calendar that shows this event already, at least as new as this one; or that shows the same under another key.
    pub fn shown(&self, key: &str, line: &Line) -> Option<&str> {
        if let Some((calendar, rank)) = self.keys.get(key) {
            return (*rank >= line.rank).then_some(calendar.as_str());
        }
        let same = self
            .prints
            .get(&line.print)
            .filter(|_| !line.print.is_empty());
        same.map(|(calendar, _)| calendar.as_str())
    }

    /// True where another calendar holds this key.
    pub fn hold(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }
}

/// What an event is, where and when; empty where too little is said to tell it from another.
pub fn print(event: &Event) -> String {
    let place = event.place.as_ref().map_or("", |place| place.name.as_str());
    let start = event
        .occurrences
        .first()
        .map_or("", |occurrence| occurrence.start.as_str());
    if place.is_empty() || start.is_empty() {
        return String::new();
    }
    let rules = event
        .recurrence
        .as_ref()
        .map(|recurrence| recurrence.rules.join(" "))
        .unwrap_or_default();
    let said = format!("{}|{start}|{}|{rules}", fold(&event.name), fold(place));
    crate::record::cut(&super::group::digest(&said), PRINT_LETTERS)
}

/// Letters and digits in small, a space between words.
fn fold(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sequence: u32, print: &str) -> Line {
        Line {
            rank: (sequence, String::new()),
            print: print.into(),
            revision: 1,
            ..Line::default()
        }
    }

    #[test]
    fn the_newest_of_two_calendars_is_shown() {
        let mut others = Others::default();
        others.add("mairie", "a".into(), line(2, "p"));
        assert_eq!(others.shown("a", &line(1, "")), Some("mairie"));
        assert_eq!(
            others.shown("a", &line(2, "")),
            Some("mairie"),
            "who was first keeps it"
        );
        assert_eq!(others.shown("a", &line(3, "")), None);
        assert_eq!(
            others.shown("b", &line(0, "p")),
            Some("mairie"),
            "another name for the same"
        );
        assert_eq!(others.shown("b", &line(0, "q")), None);
        assert_eq!(others.shown("b", &line(0, "")), None, "too little is said");
    }

    #[test]
    fn what_was_withdrawn_or_stands_back_hides_nothing() {
        let mut others = Others::default();
        others.add(
            "mairie",
            "a".into(),
            Line {
                withdrawn: true,
                ..line(2, "p")
            },
        );
        others.add(
            "mairie",
            "b".into(),
            Line {
                revision: 0,
                ..line(2, "q")
            },
        );
        assert_eq!(
            (
                others.shown("a", &line(0, "p")),
                others.shown("b", &line(0, "q"))
            ),
            (None, None)
        );
    }
}
