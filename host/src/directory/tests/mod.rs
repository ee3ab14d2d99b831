//! The directory's promises, on a real database with a fixed clock.

mod batches;
mod consents;
mod duplicates;
mod journal;
mod privacy;
mod provenance;
mod search;
mod sessions;
mod spelling;
mod words;

use jiff::tz::TimeZone;

use super::*;
use crate::database::backend::{Backend, each_database};

/// 2026-11-21T12:00:00Z.
pub(super) const NOON: i64 = 1_795_262_400_000;

/// A directory in a place of its own.
pub(super) struct Fixture {
    pub directory: Directory,
}

/// An empty directory with the core kinds and a kind of the plugin `agenda` that has private fields.
pub(super) async fn fixture(on: &Backend) -> Fixture {
    let directory = open(on).await;
    Fixture { directory }
}

/// Opens the fixture's database once more, as another process would.
pub(super) async fn open(on: &Backend) -> Directory {
    let database = Database::open(on.location()).await.unwrap();
    let kinds = KindRegistry::core();
    kinds.declare("agenda", &[("agenda.event", EVENT)]).unwrap();
    let settings = Settings {
        origin: "test.example".into(),
        zone: TimeZone::UTC,
    };
    Directory::new(database, kinds, Clock::fixed(NOON), settings)
}

pub(super) const EVENT: &str = r#"{
    "type": "object",
    "x-maille": {
        "title": "/name",
        "text": ["/text", "/secret"],
        "filters": ["/theme", "/code"],
        "latitude": "/home/latitude", "longitude": "/home/longitude",
        "start": "/start", "end": "/end"
    },
    "properties": {
        "name": {"type": "string", "x-share": "public"},
        "text": {"type": "string", "x-share": "public"},
        "theme": {"type": "array", "x-share": "public", "items": {"type": "string"}},
        "start": {"x-share": "public"}, "end": {"x-share": "public"},
        "code": {"type": "string"},
        "secret": {"type": "string"},
        "partner": {"type": "string", "x-share": "peers"},
        "home": {"type": "object", "properties": {
            "latitude": {"type": "number"}, "longitude": {"type": "number"},
            "town": {"type": "string", "x-share": "public"}
        }}
    }
}"#;

pub(super) fn agenda() -> Author {
    Author::plugin(Reader::plugin("agenda", Kinds::All))
}

pub(super) fn guide() -> Author {
    Author::plugin(Reader::plugin("guide", Kinds::All))
}

pub(super) fn place(name: &str) -> String {
    serde_json::json!({ "name": name }).to_string()
}

impl Fixture {
    /// Puts one record by the plugin `guide` and returns its id.
    pub async fn put(&self, kind: &str, key: &str, content: serde_json::Value) -> String {
        let mut session = Session::new(&self.directory, guide());
        let record = session.put(kind, key, &content.to_string()).await.unwrap();
        session.commit().await.unwrap();
        record.id
    }

    /// A change that puts a place, for a batch.
    pub fn put_place(&self, key: &str, name: &str) -> Change {
        Change::Put {
            id: self.directory.new_id(),
            key: key.to_owned(),
            content: self.directory.check("place", &place(name)).unwrap(),
            expected: None,
        }
    }

    pub async fn commit(&self, changes: Vec<Change>) -> Result<Committed, DirectoryError> {
        let batch = Batch {
            changes,
            ..Batch::default()
        };
        self.directory.commit(batch, &guide()).await
    }

    pub async fn entries(&self) -> Vec<Entry> {
        self.directory.entries_after(0, &[], 1_000).await.unwrap()
    }
}

/// The names of what a search finds for this reader.
pub(super) async fn names(directory: &Directory, search: &Search, reader: &Reader) -> Vec<String> {
    let found = search.run(directory, reader, 200).await.unwrap();
    found.records.iter().map(name).collect()
}

pub(super) fn name(record: &Record) -> String {
    let content: serde_json::Value = serde_json::from_str(&record.content).unwrap();
    let title = content.get("name").or(content.get("title"));
    title
        .and_then(|name| name.as_str())
        .unwrap_or("")
        .to_owned()
}
