//! A call's own view of the directory: what it writes it reads at once, nobody else sees it before the commit, and
//! nothing is written when the session is dropped.

use std::collections::BTreeMap;

use super::change::{BATCH_CHANGES_MAX, Batch, Change, Committed, Pending};
use super::error::{DirectoryError, no_such_record};
use super::reader::Author;
use super::record::{Record, State, check_key};
use super::storage::StorageWrite;
use super::world::{Act, World};
use super::{Directory, store};
use crate::mail::NewLetter;

/// Pending writes of one author over the directory.
#[derive(Debug)]
pub struct Session {
    pub(super) directory: Directory,
    pub(super) author: Author,
    at: i64,
    world: World,
    changes: Vec<Change>,
    pub(super) storage: BTreeMap<String, Option<Vec<u8>>>,
    storage_bytes_max: Option<u64>,
    letters: Vec<NewLetter>,
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
            letters: Vec::new(),
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

    /// Queues a letter with the commit.
    pub fn write_letter(&mut self, letter: NewLetter) {
        self.letters.push(letter);
    }

    /// The letters that wait for the commit.
    pub fn letters(&self) -> &[NewLetter] {
        &self.letters
    }

    /// The record as the author may see it, or `NotFound`.
    pub async fn get(&self, id: &str) -> Result<Record, DirectoryError> {
        let found = match self.world.slots.get(id) {
            Some(slot) => slot.now.clone(),
            None => self.directory.get(id).await?,
        };
        found
            .and_then(|record| self.view(record))
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
            let seen = now.and_then(|now| self.view(now));
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
        self.refuse_blind(id).await?;
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

    /// Writes everything in one transaction. `Conflict` if another call changed one of the records in the meantime:
    /// nothing is written then.
    pub async fn commit(self) -> Result<Committed, DirectoryError> {
        let (directory, author, batch) = self.into_batch();
        directory.commit(batch, &author).await
    }

    /// The same, waiting for its commit: what belongs to the changes is written beside them.
    pub async fn begin_commit(self) -> Result<Pending, DirectoryError> {
        let (directory, author, batch) = self.into_batch();
        directory.begin(batch, &author).await
    }

    fn into_batch(self) -> (Directory, Author, Batch) {
        let storage = self.storage.into_iter();
        let batch = Batch {
            changes: self.changes,
            storage: storage
                .map(|(key, value)| StorageWrite { key, value })
                .collect(),
            storage_bytes_max: self.storage_bytes_max,
            letters: self.letters,
        };
        (self.directory, self.author, batch)
    }

    fn add(&mut self, change: Change) -> Result<Record, DirectoryError> {
        let id = self.push(change)?;
        let record = self.world.slots.get(&id).and_then(|slot| slot.now.clone());
        record
            .and_then(|record| self.view(record))
            .ok_or_else(|| no_such_record(&id))
    }

    /// What the author may see of a record; one that it may edit exists for it in every state.
    fn view(&self, record: Record) -> Option<Record> {
        let edits = self.author.may_change(&record.maker, &record.kind);
        if edits && !self.author.reader.sees(&record) {
            return self.directory.project(&self.author.reader, record);
        }
        self.directory.view(&self.author.reader, record)
    }

    /// Who sees only a part of a record would lose the other by replacing it.
    async fn refuse_blind(&self, id: &str) -> Result<(), DirectoryError> {
        let seen = self.get(id).await?;
        let slot = self.world.slots.get(id);
        let whole = slot.and_then(|slot| slot.now.as_ref());
        if whole.is_some_and(|whole| whole.content != seen.content) {
            return Err(DirectoryError::Denied(format!(
                "the {} {id} has private fields, which an update would lose: ask for the grant to read them",
                seen.kind
            )));
        }
        Ok(())
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
