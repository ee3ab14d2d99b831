//! The directory: the instance's own records and those mirrored from its peers.

use crate::bindings::maille::plugin::directory;
use crate::{Error, Result};

/// A record: a closed envelope around JSON that fits the kind's schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The record's id.
    pub id: String,
    /// The name that its maker gave it, unique for one maker and kind.
    pub key: Option<String>,
    /// `place`, `procedure`, or `plugin-id.kind`.
    pub kind: String,
    /// The owning instance's name.
    pub origin: String,
    /// Grows with each change.
    pub revision: u64,
    /// `draft`, `published` or `withdrawn`.
    pub state: String,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Milliseconds since 1970.
    pub updated: i64,
    /// JSON.
    pub content: String,
}

impl Entry {
    /// The content in a type of the plugin's own.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.content).map_err(|error| {
            Error::invalid(format!(
                "record {} of kind {} does not fit: {error}",
                self.id, self.kind
            ))
        })
    }
}

impl From<directory::Entry> for Entry {
    fn from(entry: directory::Entry) -> Self {
        let directory::Entry {
            id,
            key,
            kind,
            origin,
            revision,
            state,
            created,
            updated,
            content,
        } = entry;
        Self {
            id,
            key,
            kind,
            origin,
            revision,
            state,
            created,
            updated,
            content,
        }
    }
}

/// One page of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The records, in the order asked for.
    pub entries: Vec<Entry>,
    /// Pass it to [`Search::after`] for the next page.
    pub next: Option<String>,
}

/// One page of the times at which records take place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTimes {
    /// The records, each once.
    pub entries: Vec<Entry>,
    /// Their times, the first to begin first.
    pub times: Vec<Time>,
    /// Pass it to [`Search::after`] for the next page of times.
    pub next: Option<String>,
}

/// A time at which a record takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// Which of the entries found.
    pub entry: usize,
    /// Milliseconds since 1970.
    pub start: i64,
    /// Milliseconds since 1970.
    pub end: i64,
}

/// A search under construction. Paths are JSON Pointers to fields that the kind declares as searchable.
pub struct Search(directory::Search);

impl Search {
    /// Among the published records of these kinds.
    pub fn of<'a>(kinds: impl IntoIterator<Item = &'a str>) -> Self {
        let kinds: Vec<String> = kinds.into_iter().map(str::to_owned).collect();
        Self(directory::Search::new(&kinds))
    }

    /// With all of these words, or beginnings of words; accents and case do not matter.
    #[must_use]
    pub fn words(self, words: &str) -> Self {
        self.0.words(words);
        self
    }

    /// Within `radius_metres` of a point in WGS 84.
    #[must_use]
    pub fn near(self, latitude: f64, longitude: f64, radius_metres: u32) -> Self {
        self.0.near(latitude, longitude, radius_metres);
        self
    }

    /// Inside a box in WGS 84.
    #[must_use]
    pub fn within(self, south: f64, west: f64, north: f64, east: f64) -> Self {
        self.0.within(south, west, north, east);
        self
    }

    /// In the commune with this INSEE code.
    #[must_use]
    pub fn municipality(self, insee_code: &str) -> Self {
        self.0.municipality(insee_code);
        self
    }

    /// With an occurrence that overlaps this time, in milliseconds since 1970.
    #[must_use]
    pub fn between(self, start: Option<i64>, end: Option<i64>) -> Self {
        self.0.between(start, end);
        self
    }

    /// Where the field has one of these values.
    #[must_use]
    pub fn where_any<'a>(self, path: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
        self.0.where_any(path, &values);
        self
    }

    /// In this state; only for records that this plugin made.
    #[must_use]
    pub fn state(self, state: &str) -> Self {
        self.0.state(state);
        self
    }

    /// Only records that this plugin made.
    #[must_use]
    pub fn mine_only(self) -> Self {
        self.0.mine_only();
        self
    }

    /// `relevance`, `newest`, `start`, `distance` or `name`.
    #[must_use]
    pub fn order_by(self, order: &str) -> Self {
        self.0.order_by(order);
        self
    }

    /// From where an earlier page ended.
    #[must_use]
    pub fn after(self, cursor: &str) -> Self {
        self.0.after(cursor);
        self
    }

    /// Up to `limit` records.
    pub fn run(&self, limit: u32) -> Result<Found> {
        let found = self.0.run(limit)?;
        Ok(Found {
            entries: found.entries.into_iter().map(Into::into).collect(),
            next: found.next,
        })
    }

    /// Up to `limit` times at which the records found take place within [`Search::between`]: an agenda's lines, where
    /// [`Search::run`] gives each record once.
    pub fn run_times(&self, limit: u32) -> Result<FoundTimes> {
        let found = self.0.run_times(limit)?;
        let times = found.times.into_iter().map(|time| Time {
            entry: time.entry as usize,
            start: time.start,
            end: time.end,
        });
        Ok(FoundTimes {
            entries: found.entries.into_iter().map(Into::into).collect(),
            times: times.collect(),
            next: found.next,
        })
    }

    /// How many records there are.
    pub fn count(&self) -> Result<u64> {
        Ok(self.0.count()?)
    }

    /// How many records there are for each value of a field, the most frequent first.
    pub fn count_by(&self, path: &str) -> Result<Vec<(String, u64)>> {
        Ok(self.0.count_by(path)?)
    }
}

/// The record with this id.
pub fn get(id: &str) -> Result<Entry> {
    Ok(directory::get(id)?.into())
}

/// The record of this kind that this plugin made with this key; failing that, the instance's own or another maker's.
pub fn get_by_key(kind: &str, key: &str) -> Result<Entry> {
    Ok(directory::get_by_key(kind, key)?.into())
}

/// Makes a record without a key.
pub fn create<T: serde::Serialize>(kind: &str, content: &T) -> Result<Entry> {
    Ok(directory::create(kind, &serde_json::to_string(content)?)?.into())
}

/// Makes or replaces this plugin's record with this key; an equal content changes nothing.
pub fn put<T: serde::Serialize>(kind: &str, key: &str, content: &T) -> Result<Entry> {
    Ok(directory::put(kind, key, &serde_json::to_string(content)?)?.into())
}

/// Replaces the content if the record still stands at `revision`, else [`crate::Code::Conflict`].
pub fn update<T: serde::Serialize>(id: &str, revision: u64, content: &T) -> Result<Entry> {
    Ok(directory::update(id, revision, &serde_json::to_string(content)?)?.into())
}

/// Publishes, withdraws or takes back to draft.
pub fn set_state(id: &str, revision: u64, state: &str) -> Result<Entry> {
    Ok(directory::set_state(id, revision, state)?.into())
}

/// Deletes the record if it still stands at `revision`.
pub fn delete(id: &str, revision: u64) -> Result<()> {
    Ok(directory::delete(id, revision)?)
}

/// The times (milliseconds since 1970) at which a record takes place. Replaces what was said before; none, and those of its
/// content count again. Of records that others made it takes the grant `times`.
pub fn set_occurrences(id: &str, times: &[(i64, i64)]) -> Result<()> {
    Ok(directory::set_occurrences(id, times)?)
}
