//! The directory: records of all kinds, one journal that tells every change, and search. It knows neither pages nor
//! plugins nor peers: each of them keeps a cursor or a position and reads.

mod change;
mod commit;
mod consents;
mod cursor;
pub mod duplicates;
mod erase;
mod error;
mod held;
mod history;
mod index;
pub mod journal;
mod kind;
mod mirror;
pub mod provenance;
mod query;
mod reader;
mod record;
mod said;
mod search;
mod session;
mod spelling;
mod sphere;
mod storage;
mod store;
pub mod vocabulary;
pub mod words;
mod world;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use change::{BATCH_CHANGES_MAX, Batch, Change, Committed, OCCURRENCES_MAX, Outcome, Pending};
pub use consents::{CONSENT_ENDED, Ending};
pub use error::DirectoryError;
pub use history::Revision;
pub use journal::{Entry, Op, Positions};
pub use kind::{Annotations, Kind, KindRegistry, Misfit, MisfitReason, Share, TextPath};
pub use mirror::{Aside, Copy, Mirrored};
pub use query::{Found, FoundTimes, LIMIT_MAX, Search};
pub use reader::{Author, Kinds, Reader};
pub use record::{
    CONTENT_BYTES_MAX, CONTENT_DEPTH_MAX, Content, HOST, KEY_BYTES_MAX, Record, State,
};
pub use session::Session;
pub use sphere::distance_metres;
pub use storage::{
    STORAGE_KEY_BYTES_MAX, STORAGE_KEYS_LISTED_MAX, STORAGE_VALUE_BYTES_MAX, STORAGE_WRITES_MAX,
    StorageWrite,
};
pub use words::fold;

use crate::clock::Clock;
use crate::database::{Connection, Database};

/// Entries of the journal, or revisions of a history, read at once.
pub const ENTRIES_MAX: u32 = 1_000;
/// Records indexed again in one transaction.
const REINDEX_RECORDS: i64 = 500;

/// The kinds that answer who helps with what, where.
pub const DIRECTORY_KINDS: [&str; 4] = ["place", "organisation", "service", "professional"];

/// What the directory must know of its instance.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The instance's name, given out as the origin of its own records.
    pub origin: String,
    /// Of dates and times that name no zone.
    pub zone: TimeZone,
}

/// The records of this instance and those mirrored from its peers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Directory {
    database: Database,
    kinds: KindRegistry,
    clock: Clock,
    settings: Settings,
    standing: Arc<journal::Standing>,
}

impl Directory {
    /// Over an open database.
    pub fn new(database: Database, kinds: KindRegistry, clock: Clock, settings: Settings) -> Self {
        Self {
            database,
            kinds,
            clock,
            settings,
            standing: Arc::default(),
        }
    }

    /// The kinds known now.
    pub fn kinds(&self) -> &KindRegistry {
        &self.kinds
    }

    /// The database below.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The clock by which changes are dated.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The instance's name and zone.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The day that it is here.
    pub fn today(&self) -> Date {
        self.clock.today(&self.settings.zone)
    }

    /// An id for a record to come.
    pub fn new_id(&self) -> String {
        record::new_id(self.clock.now_ms())
    }

    /// Checks a content against its kind, for a [`Change`].
    pub fn check(&self, kind: &str, content: &str) -> Result<Content, DirectoryError> {
        self.kinds.require(kind)?.check(content)
    }

    /// Checks a content and reads what search will keep of it, so that the transaction has less to do.
    pub fn prepare(
        &self,
        kind: &str,
        content: serde_json::Value,
    ) -> Result<Content, DirectoryError> {
        let kind = self.kinds.require(kind)?;
        let mut content = kind.check_made(content)?;
        let found = index::indexed(&kind, content.value(), &self.settings.zone);
        content.ahead = Some(Arc::new(found));
        Ok(content)
    }

    /// The whole record, whatever its state: for the host itself. Others read through [`Directory::view`].
    pub async fn get(&self, id: &str) -> Result<Option<Record>, DirectoryError> {
        let readers = self.database.readers();
        Ok(store::record_by_id(readers, id, &self.settings.origin).await?)
    }

    /// The record as a reader may see it: whole, in its public projection, or not at all.
    pub async fn read(&self, id: &str, reader: &Reader) -> Result<Option<Record>, DirectoryError> {
        let found = self.get(id).await?;
        Ok(found.and_then(|record| self.view(reader, record)))
    }

    /// What of a record a reader may see; nothing where it does not exist for it.
    pub fn view(&self, reader: &Reader, record: Record) -> Option<Record> {
        reader.sees(&record).then(|| self.project(reader, record))?
    }

    /// A record that exists for the reader, whole or in its public projection.
    fn project(&self, reader: &Reader, mut record: Record) -> Option<Record> {
        if !reader.sees_whole(&record) {
            let kind = self.kinds.get(&record.kind)?;
            if !kind.lists(&record.content, self.today()) {
                return None;
            }
            record.content = kind.public(&record.content);
        }
        Some(record)
    }

    /// Published records of a kind, those with a key in the order of keys first, after one of them; at most [`ENTRIES_MAX`].
    /// The order does not hang on when a record was made, so that two instances with the same records list the same.
    pub async fn published_after(
        &self,
        kind: &str,
        after: Option<&Record>,
        limit: u32,
    ) -> Result<Vec<Record>, DirectoryError> {
        let readers = self.database.readers();
        let own = &self.settings.origin;
        let limit = i64::from(limit.min(ENTRIES_MAX));
        let place = match after {
            None => Some(("", "")),
            Some(record) => record.key.as_deref().map(|key| (key, record.id.as_str())),
        };
        if let Some((key, id)) = place {
            let found = store::published_by_key(readers, (kind, key, id), limit, own).await?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let id = after.filter(|record| record.key.is_none());
        let id = id.map_or("", |record| record.id.as_str());
        Ok(store::published_without_key(readers, (kind, id), limit, own).await?)
    }

    /// The journal after `seq`, oldest first, of these kinds or of all if none is named; at most [`ENTRIES_MAX`].
    pub async fn entries_after(
        &self,
        seq: i64,
        kinds: &[String],
        limit: u32,
    ) -> Result<Vec<Entry>, DirectoryError> {
        let readers = self.database.readers();
        let limit = limit.min(ENTRIES_MAX);
        let own = &self.settings.origin;
        Ok(journal::store::entries_after(readers, (seq, kinds), limit, own).await?)
    }

    /// The journal's last number: where a reader begins that wants only what is to come.
    pub async fn last_seq(&self) -> Result<i64, DirectoryError> {
        Ok(journal::store::last_seq(self.database.readers()).await?)
    }

    /// Where somebody begins who wants the journal from a moment on, in milliseconds since 1970.
    pub async fn seq_before(&self, at: i64) -> Result<i64, DirectoryError> {
        Ok(journal::store::seq_before(self.database.readers(), at).await?)
    }

    /// Those of these records that visitors could see before: nobody is told that another is gone.
    pub async fn once_public(&self, ids: &[&str]) -> Result<BTreeSet<String>, DirectoryError> {
        let mut readers = self.database.readers().acquire().await?;
        let rows = history::store::published(&mut readers, ids).await?;
        let seen = rows.into_iter().filter(|(_, kind, content)| {
            let kind = self.kinds.get(kind);
            kind.is_some_and(|kind| {
                serde_json::from_str(content).is_ok_and(|content| kind.lists_value(&content))
            })
        });
        Ok(seen.map(|(id, _, _)| id).collect())
    }

    /// Moves with every change of anything: while it stands still, nothing that was read has changed.
    pub async fn position_all(&self) -> Result<i64, DirectoryError> {
        Ok(journal::store::position(self.database.readers(), journal::ALL).await?)
    }

    /// Where each position stands; one that is missing stands at 0. Whatever changed before this call is seen.
    pub async fn positions(&self) -> Result<Positions, DirectoryError> {
        Ok(self.standing.now(&self.database).await?)
    }

    /// How many bytes a plugin's storage holds.
    pub async fn storage_bytes(&self, plugin: &str) -> Result<u64, DirectoryError> {
        Ok(storage::store::bytes(self.database.readers(), plugin).await?)
    }

    /// Forgets a plugin's storage, when it is removed together with its data.
    pub async fn storage_clear(&self, plugin: &str) -> Result<(), DirectoryError> {
        let mut write = self.database.write().await?;
        storage::store::clear(&mut write, plugin).await?;
        let moved = [journal::storage_position(plugin)].into();
        journal::store::bump(&mut write, &moved).await?;
        Ok(write.commit().await?)
    }

    /// Reads the search tables of a kind anew, after its paths or shares changed. In small transactions: visitors
    /// and writers go on.
    pub async fn reindex(&self, kind: &str) -> Result<u64, DirectoryError> {
        let mut write = self.database.write().await?;
        index::store::forget_kind(&mut write, kind).await?;
        spelling::store::forget(&mut write, kind).await?;
        write.commit().await?;
        let mut after = i64::MIN;
        let mut total = 0;
        loop {
            let (last, count) = self.reindex_some(kind, after).await?;
            total += count;
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
        let version = index::version(&*self.kinds.require(kind)?);
        let mut write = self.database.write().await?;
        index::store::note_version(&mut write, kind, &version).await?;
        write.commit().await?;
        Ok(total)
    }

    /// Notes of each kind that has no record yet that its search rows are made by the rules of today: nothing of it is read anew
    /// later, when there is much. Says how many kinds were noted.
    pub async fn note_empty_kinds(&self) -> Result<u64, DirectoryError> {
        let known = index::store::versions(self.database.readers()).await?;
        let mut missing = Vec::new();
        for name in self.kinds.names() {
            let version = self.kinds.get(&name).map(|kind| index::version(&kind));
            missing.extend(
                version
                    .filter(|now| known.get(&name) != Some(now))
                    .map(|now| (name, now)),
            );
        }
        if missing.is_empty() {
            return Ok(0);
        }
        let mut write = self.database.write().await?;
        let mut noted = 0;
        for (kind, version) in missing {
            let first = store::records_of_kind_after(&mut write, &kind, i64::MIN, 1).await?;
            if first.is_empty() {
                index::store::note_version(&mut write, &kind, &version).await?;
                noted += 1;
            }
        }
        write.commit().await?;
        Ok(noted)
    }

    /// Reads anew what an older program, or an older schema, read of records: each kind whose search rows were not made by
    /// the rules of today. What it did before it was stopped is done again.
    pub async fn reindex_outdated(&self) -> Result<u64, DirectoryError> {
        let known = index::store::versions(self.database.readers()).await?;
        let mut total = 0;
        for name in self.kinds.names() {
            let Some(kind) = self.kinds.get(&name) else {
                continue;
            };
            if known.get(&name) != Some(&index::version(&kind)) {
                total += self.reindex(&name).await?;
            }
        }
        Ok(total)
    }

    /// Writes the words of all records anew where there are none: of a copy, whose database keeps them in another way.
    pub async fn write_words(&self, connection: &mut Connection) -> Result<u64, DirectoryError> {
        let mut total = 0;
        for name in self.kinds.names() {
            let kind = self.kinds.require(&name)?;
            let mut after = i64::MIN;
            loop {
                let rows =
                    store::records_of_kind_after(connection, &name, after, REINDEX_RECORDS).await?;
                let Some((last, _)) = rows.last() else { break };
                after = *last;
                let known: Vec<(i64, Arc<index::Indexed>)> = rows
                    .iter()
                    .map(|(number, content)| {
                        let content = serde_json::from_str(content).unwrap_or_default();
                        let found = index::indexed(&kind, &content, &self.settings.zone);
                        (*number, Arc::new(found))
                    })
                    .collect();
                index::store::insert_texts(connection, &known).await?;
                total += known.len() as u64;
            }
        }
        Ok(total)
    }

    async fn reindex_some(
        &self,
        name: &str,
        after: i64,
    ) -> Result<(Option<i64>, u64), DirectoryError> {
        let kind = self.kinds.require(name)?;
        let mut write = self.database.write().await?;
        let rows = store::records_of_kind_after(&mut write, name, after, REINDEX_RECORDS).await?;
        let mut known = Vec::with_capacity(rows.len());
        for (number, content) in &rows {
            let content = serde_json::from_str(content).unwrap_or_default();
            let found = index::indexed(&kind, &content, &self.settings.zone);
            store::rename(&mut write, *number, &found.name()).await?;
            known.push((*number, Arc::new(found)));
        }
        let numbers: Vec<i64> = known.iter().map(|(number, _)| *number).collect();
        if numbers.is_empty() {
            return Ok((None, 0));
        }
        index::store::forget(&mut write, &numbers).await?;
        index::store::remember(&mut write, &known).await?;
        let words = index::words(&kind, known.iter().map(|(_, found)| found.as_ref()));
        spelling::store::count(&mut write, name, &words).await?;
        let moved = [journal::kind_position(name)].into();
        journal::store::bump(&mut write, &moved).await?;
        write.commit().await?;
        Ok((numbers.last().copied(), rows.len() as u64))
    }
}
