//! A call's own view of the directory: what it writes it reads at once, nobody else sees it before the commit, and
//! nothing is written when the session is dropped.

use std::collections::BTreeMap;

use super::change::{Act, BATCH_CHANGES_MAX, Batch, Change, Committed, World};
use super::error::{DirectoryError, no_such_record};
use super::reader::Author;
use super::record::{Record, State, check_key};
use super::storage::{
    STORAGE_KEYS_LISTED_MAX, STORAGE_WRITES_MAX, StorageWrite, check_storage_key,
    check_storage_value,
};
use super::{Directory, storage, store};

/// Pending writes of one author over the directory.
#[derive(Debug)]
pub struct Session {
    directory: Directory,
    author: Author,
    at: i64,
    world: World,
    changes: Vec<Change>,
    storage: BTreeMap<String, Option<Vec<u8>>>,
    storage_bytes_max: Option<u64>,
}

impl Session {
    /// Begins with nothing written.
    pub fn new(directory: &Directory, author: Author) -> Self {
        Self {
            at: directory.clock.now_ms(),
            directory: directory.clone(),
            author,
            world: World::default(),
            changes: Vec::new(),
            storage: BTreeMap::new(),
            storage_bytes_max: None,
        }
    }

    /// With a bound on all that the plugin's storage holds, checked at the commit.
    pub fn with_storage_max(mut self, bytes: u64) -> Self {
        self.storage_bytes_max = Some(bytes);
        self
    }

    /// Who writes.
    pub fn author(&self) -> &Author {
        &self.author
    }

    /// How many writes wait for the commit: changes of records, then storage keys.
    pub fn pending(&self) -> (usize, usize) {
        (self.changes.len(), self.storage.len())
    }

    /// The record as the author may see it, or `NotFound`.
    pub async fn get(&self, id: &str) -> Result<Record, DirectoryError> {
        let found = match self.world.slots.get(id) {
            Some(slot) => slot.now.clone(),
            None => self.directory.get(id).await?,
        };
        found
            .and_then(|record| self.directory.view(&self.author.reader, record))
            .ok_or_else(|| no_such_record(id))
    }

    /// The author's own record of this kind and key, or else the oldest of another maker that it may see.
    pub async fn get_by_key(&self, kind: &str, key: &str) -> Result<Record, DirectoryError> {
        let name = (kind.to_owned(), key.to_owned());
        if let Some(id) = self.world.keys.get(&name) {
            return self.get(id).await;
        }
        let readers = self.directory.database.readers();
        let own = &self.directory.settings.origin;
        let mut found = store::records_by_key(readers, (kind, key), own).await?;
        found.sort_by_key(|record| record.maker != self.author.maker());
        for record in found {
            let now = match self.world.slots.get(&record.id) {
                Some(slot) => slot.now.clone(),
                None => Some(record),
            };
            let seen = now.and_then(|now| self.directory.view(&self.author.reader, now));
            if let Some(seen) = seen {
                return Ok(seen);
            }
        }
        Err(DirectoryError::NotFound(format!(
            "there is no {kind} with the key {key:?} that you may see"
        )))
    }

    /// Makes a record without a key; it is published.
    pub async fn create(&mut self, kind: &str, content: &str) -> Result<Record, DirectoryError> {
        let content = self.directory.check(kind, content)?;
        let id = self.directory.new_id();
        self.add(Change::Create { id, content })
    }

    /// Makes (published) or replaces the author's record with this key; an equal content changes nothing.
    pub async fn put(
        &mut self,
        kind: &str,
        key: &str,
        content: &str,
    ) -> Result<Record, DirectoryError> {
        check_key(key)?;
        let content = self.directory.check(kind, content)?;
        self.load_key(kind, key).await?;
        let name = (kind.to_owned(), key.to_owned());
        let known = self.world.keys.get(&name);
        let standing = known
            .and_then(|id| self.world.slots.get(id))
            .and_then(|slot| slot.now.as_ref());
        let expected = standing.map_or(0, |record| record.revision);
        let id = standing.map_or_else(|| self.directory.new_id(), |record| record.id.clone());
        self.add(Change::Put {
            id,
            key: key.to_owned(),
            content,
            expected: Some(expected),
        })
    }

    /// Replaces the content if the record still stands at `revision`, else `Conflict`.
    pub async fn update(
        &mut self,
        id: &str,
        revision: u64,
        content: &str,
    ) -> Result<Record, DirectoryError> {
        self.load(id).await?;
        let kind = self.kind_of(id)?;
        let content = self.directory.check(&kind, content)?;
        self.add(Change::Update {
            id: id.to_owned(),
            expected: revision,
            content,
        })
    }

    /// Changes who may see the record if it still stands at `revision`, else `Conflict`.
    pub async fn set_state(
        &mut self,
        id: &str,
        revision: u64,
        state: State,
    ) -> Result<Record, DirectoryError> {
        self.load(id).await?;
        self.add(Change::SetState {
            id: id.to_owned(),
            expected: revision,
            state,
        })
    }

    /// Deletes the record if it still stands at `revision`, else `Conflict`.
    pub async fn delete(&mut self, id: &str, revision: u64) -> Result<(), DirectoryError> {
        self.load(id).await?;
        self.push(Change::Delete {
            id: id.to_owned(),
            expected: revision,
        })?;
        Ok(())
    }

    /// Replaces the times that were said of the record; none: those of its content again. Milliseconds since 1970.
    pub async fn set_occurrences(
        &mut self,
        id: &str,
        times: &[(i64, i64)],
    ) -> Result<(), DirectoryError> {
        self.load(id).await?;
        self.push(Change::SetOccurrences {
            id: id.to_owned(),
            times: times.to_vec(),
        })?;
        Ok(())
    }

    /// What the plugin keeps under this key.
    pub async fn storage_get(&self, key: &str) -> Result<Option<Vec<u8>>, DirectoryError> {
        check_storage_key(key)?;
        if let Some(pending) = self.storage.get(key) {
            return Ok(pending.clone());
        }
        let readers = self.directory.database.readers();
        Ok(storage::store::value(readers, self.author.maker(), key).await?)
    }

    /// Keeps a value under this key.
    pub fn storage_set(&mut self, key: &str, value: Vec<u8>) -> Result<(), DirectoryError> {
        check_storage_value(key, &value)?;
        self.storage_write(key, Some(value))
    }

    /// Forgets this key.
    pub fn storage_delete(&mut self, key: &str) -> Result<(), DirectoryError> {
        self.storage_write(key, None)
    }

    fn storage_write(&mut self, key: &str, value: Option<Vec<u8>>) -> Result<(), DirectoryError> {
        check_storage_key(key)?;
        if self.storage.len() >= STORAGE_WRITES_MAX && !self.storage.contains_key(key) {
            return Err(DirectoryError::Exhausted(format!(
                "one call writes at most {STORAGE_WRITES_MAX} storage keys: take smaller steps"
            )));
        }
        self.storage.insert(key.to_owned(), value);
        Ok(())
    }

    /// The keys that begin with `prefix`, after `after`, in the order of their bytes; at most 1,000.
    pub async fn storage_keys(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, DirectoryError> {
        let limit = limit.min(STORAGE_KEYS_LISTED_MAX);
        let after = after.unwrap_or_default();
        let pending = self
            .storage
            .iter()
            .filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after);
        let pending: BTreeMap<&String, bool> =
            pending.map(|(key, value)| (key, value.is_some())).collect();
        // Each pending deletion may hide one of the keys kept.
        let hidden = pending.values().filter(|kept| !**kept).count() as u32;
        let readers = self.directory.database.readers();
        let range = (prefix, after);
        let wanted = limit.saturating_add(hidden);
        let mut keys = storage::store::keys(readers, self.author.maker(), range, wanted).await?;
        keys.retain(|key| pending.get(key).is_none());
        keys.extend(
            pending
                .iter()
                .filter(|(_, kept)| **kept)
                .map(|(key, _)| (*key).clone()),
        );
        keys.sort_unstable();
        keys.truncate(limit as usize);
        Ok(keys)
    }

    /// Writes everything in one transaction. `Conflict` if another call changed one of the records in the meantime:
    /// nothing is written then.
    pub async fn commit(self) -> Result<Committed, DirectoryError> {
        let storage = self.storage.into_iter();
        let batch = Batch {
            changes: self.changes,
            storage: storage
                .map(|(key, value)| StorageWrite { key, value })
                .collect(),
            storage_bytes_max: self.storage_bytes_max,
        };
        self.directory.commit(batch, &self.author).await
    }

    fn add(&mut self, change: Change) -> Result<Record, DirectoryError> {
        let id = self.push(change)?;
        let record = self.world.slots.get(&id).and_then(|slot| slot.now.clone());
        record
            .and_then(|record| self.directory.view(&self.author.reader, record))
            .ok_or_else(|| no_such_record(&id))
    }

    fn push(&mut self, change: Change) -> Result<String, DirectoryError> {
        if self.changes.len() >= BATCH_CHANGES_MAX {
            return Err(DirectoryError::Exhausted(format!(
                "one call writes at most {BATCH_CHANGES_MAX} records: take smaller steps"
            )));
        }
        let act = Act {
            author: &self.author,
            origin: &self.directory.settings.origin,
            at: self.at,
        };
        let outcome = self.world.apply(&change, act)?;
        if outcome.changed {
            self.changes.push(change);
        }
        Ok(outcome.id)
    }

    async fn load(&mut self, id: &str) -> Result<(), DirectoryError> {
        if !self.world.slots.contains_key(id)
            && let Some(record) = self.directory.get(id).await?
        {
            self.world.load(record, &self.author);
        }
        Ok(())
    }

    async fn load_key(&mut self, kind: &str, key: &str) -> Result<(), DirectoryError> {
        let name = (kind.to_owned(), key.to_owned());
        if self.world.keys.contains_key(&name) {
            return Ok(());
        }
        let readers = self.directory.database.readers();
        let own = &self.directory.settings.origin;
        let found = store::records_by_key(readers, (kind, key), own).await?;
        let mine = found
            .into_iter()
            .find(|record| record.maker == self.author.maker());
        if let Some(record) = mine.filter(|record| !self.world.slots.contains_key(&record.id)) {
            self.world.load(record, &self.author);
        }
        Ok(())
    }

    fn kind_of(&self, id: &str) -> Result<String, DirectoryError> {
        let slot = self.world.slots.get(id);
        slot.and_then(|slot| slot.now.as_ref())
            .map(|record| record.kind.clone())
            .ok_or_else(|| no_such_record(id))
    }
}
