//! The one transaction of a batch: records, history, journal, search tables, storage and positions together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::change::{BATCH_CHANGES_MAX, Batch, Change, Committed, Pending};
use super::error::DirectoryError;
use super::index::{Indexed, indexed, name_of};
use super::journal::store::bump;
use super::journal::{kind_position, storage_position};
use super::reader::Author;
use super::record::Record;
use super::spelling::Words;
use super::storage::{
    STORAGE_WRITES_MAX, StorageWrite, check_storage_key, check_storage_value, storage_full,
};
use super::world::{Act, Slot, World};
use super::{Directory, history, index, journal, provenance, said, spelling, storage, store};
use crate::database::Connection;

impl Directory {
    /// Commits all changes of a batch or none. Refusals: [`DirectoryError::Conflict`] where a record does not stand
    /// at the revision expected, `Denied` where the author may not change it, `Exhausted` past a bound.
    pub async fn commit(&self, batch: Batch, author: &Author) -> Result<Committed, DirectoryError> {
        if batch.changes.is_empty() && batch.storage.is_empty() && batch.letters.is_empty() {
            return Ok(Committed::default());
        }
        let mut write = self.database.write().await?;
        let committed = self.write_batch(&mut write, &batch, author, true).await?;
        self.queue_letters(&mut write, &batch).await?;
        write.commit().await?;
        Ok(committed)
    }

    async fn queue_letters(
        &self,
        write: &mut Connection,
        batch: &Batch,
    ) -> Result<(), DirectoryError> {
        for letter in &batch.letters {
            crate::mail::queue(write, letter, self.clock.now_ms()).await?;
        }
        Ok(())
    }

    /// The same, waiting for its commit: what belongs to the changes is written beside them. Its transaction is open even where
    /// the batch is empty.
    pub async fn begin(&self, batch: Batch, author: &Author) -> Result<Pending, DirectoryError> {
        let mut write = self.database.write().await?;
        let committed = match batch.changes.is_empty() && batch.storage.is_empty() {
            true => Committed::default(),
            false => self.write_batch(&mut write, &batch, author, true).await?,
        };
        self.queue_letters(&mut write, &batch).await?;
        Ok(Pending::new(write, committed))
    }

    /// Writes a batch into a transaction. What is `local` corrects the sources of the records that it changes.
    pub(super) async fn write_batch(
        &self,
        write: &mut Connection,
        batch: &Batch,
        author: &Author,
        local: bool,
    ) -> Result<Committed, DirectoryError> {
        let act = Act {
            author,
            origin: &self.settings.origin,
            at: self.clock.now_ms(),
        };
        let world = load(write, &batch.changes, act).await?;
        self.write_loaded(write, world, batch, (author, act.at, local))
            .await
    }

    /// The same over what was read in that transaction before: everything that the changes touch.
    pub(super) async fn write_loaded(
        &self,
        write: &mut Connection,
        mut world: World,
        batch: &Batch,
        (author, at, local): (&Author, i64, bool),
    ) -> Result<Committed, DirectoryError> {
        check_bounds(batch)?;
        let origin = &self.settings.origin;
        let act = Act { author, origin, at };
        let mut committed = Committed::default();
        for change in &batch.changes {
            committed.outcomes.push(world.apply(change, act)?);
        }
        let mut moved = self.write_world(write, &world, act).await?;
        if local {
            let changed: Vec<(&str, &serde_json::Value)> = world
                .slots
                .iter()
                .filter_map(|(id, slot)| {
                    Some((
                        id.as_str(),
                        slot.before.as_ref().and(slot.content.as_deref())?,
                    ))
                })
                .collect();
            provenance::note_corrections(write, &changed, (act.at, &author.name)).await?;
        }
        if write_storage(write, batch, author.maker()).await? {
            moved.insert(storage_position(author.maker()));
        }
        if !moved.is_empty() {
            committed.positions = bump(write, &moved).await?;
        }
        Ok(committed)
    }

    /// Writes what changed and names the positions to move.
    pub(super) async fn write_world(
        &self,
        connection: &mut Connection,
        world: &World,
        act: Act<'_>,
    ) -> Result<BTreeSet<String>, DirectoryError> {
        let mut moved: BTreeSet<String> = BTreeSet::new();
        moved.extend(world.journal.iter().map(|entry| kind_position(&entry.kind)));
        history::store::write_history(connection, &world.history).await?;
        journal::store::append(connection, &world.journal, act.origin).await?;
        self.delete_slots(connection, world, act).await?;
        self.write_slots(connection, world, act.origin).await?;
        let back: Vec<&str> = world
            .slots
            .iter()
            .filter(|(_, slot)| slot.tombstone.is_some() && slot.now.is_some())
            .map(|(id, _)| id.as_str())
            .collect();
        history::store::forget_tombstones(connection, &back).await?;
        let said = self.write_said(connection, world).await?;
        moved.extend(said.iter().map(|kind| kind_position(kind)));
        Ok(moved)
    }

    async fn delete_slots(
        &self,
        connection: &mut Connection,
        world: &World,
        act: Act<'_>,
    ) -> Result<(), DirectoryError> {
        let gone = |slot: &'_ Slot| slot.now.is_none();
        let deleted: Vec<(&Record, u64)> = world
            .history
            .iter()
            .filter_map(|old| {
                let slot = world.slots.get(&old.record.id).filter(|slot| gone(slot))?;
                let last = old.record.revision + 1;
                (slot.tombstone == Some(last)).then_some((&old.record, last))
            })
            .collect();
        let ids: Vec<&str> = deleted
            .iter()
            .map(|(record, _)| record.id.as_str())
            .collect();
        let numbers = store::numbers_by_ids(connection, &ids).await?;
        index::store::forget(connection, &numbers).await?;
        store::delete_records(connection, &deleted, (act.at, act.origin)).await?;
        Ok(())
    }

    async fn write_slots(
        &self,
        connection: &mut Connection,
        world: &World,
        own: &str,
    ) -> Result<(), DirectoryError> {
        let mut changed: Vec<(&Record, &Slot)> = world
            .slots
            .values()
            .filter_map(|slot| Some((slot.now.as_ref()?, slot)))
            .filter(|(record, slot)| slot.before.as_ref() != Some(record))
            .collect();
        changed.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let mut rows: Vec<(&Record, String)> = Vec::with_capacity(changed.len());
        let mut derived: Vec<(&str, Arc<Indexed>)> = Vec::new();
        let mut known_before: BTreeSet<&str> = BTreeSet::new();
        for (record, slot) in changed {
            let kind = self.kinds.get(&record.kind);
            let content = slot.content.as_deref();
            match (&kind, content) {
                (Some(kind), Some(content)) => {
                    let read = || Arc::new(indexed(kind, content, &self.settings.zone));
                    let found = slot.ahead.clone().unwrap_or_else(read);
                    rows.push((record, found.name()));
                    derived.push((record.id.as_str(), found));
                    known_before.extend(slot.before.as_ref().map(|before| before.id.as_str()));
                }
                (Some(kind), None) => rows.push((record, name_of(kind, &parsed(record)))),
                (None, _) => rows.push((record, String::new())),
            }
        }
        let numbers = store::write_records(connection, &rows, own).await?;
        let words = self.words_by_kind(&rows, &derived);
        let forgotten: Vec<i64> = known_before
            .into_iter()
            .filter_map(|id| numbers.get(id).copied())
            .collect();
        let known: Vec<(i64, Arc<Indexed>)> = derived
            .into_iter()
            .filter_map(|(id, found)| Some((*numbers.get(id)?, found)))
            .collect();
        index::store::forget(connection, &forgotten).await?;
        index::store::remember(connection, &known).await?;
        for (kind, words) in words {
            spelling::store::count(connection, &kind, &words).await?;
        }
        Ok(())
    }

    /// The words of what was read just now, for typing errors to come.
    fn words_by_kind(
        &self,
        rows: &[(&Record, String)],
        derived: &[(&str, Arc<Indexed>)],
    ) -> BTreeMap<String, Words> {
        let kinds: HashMap<&str, &str> = rows
            .iter()
            .map(|(record, _)| (record.id.as_str(), record.kind.as_str()))
            .collect();
        let mut read: BTreeMap<&str, Vec<&Indexed>> = BTreeMap::new();
        for (id, found) in derived {
            if let Some(kind) = kinds.get(id) {
                read.entry(kind).or_default().push(found.as_ref());
            }
        }
        let counted = read.into_iter().filter_map(|(name, found)| {
            let kind = self.kinds.get(name)?;
            Some((name.to_owned(), index::words(&kind, found.into_iter())))
        });
        counted.collect()
    }
}

pub(super) fn parsed(record: &Record) -> serde_json::Value {
    serde_json::from_str(&record.content).unwrap_or_default()
}

fn check_bounds(batch: &Batch) -> Result<(), DirectoryError> {
    if batch.changes.len() > BATCH_CHANGES_MAX {
        return Err(DirectoryError::Exhausted(format!(
            "the batch has {} changes, at most {BATCH_CHANGES_MAX} are committed together: take smaller steps",
            batch.changes.len()
        )));
    }
    if batch.storage.len() > STORAGE_WRITES_MAX {
        return Err(DirectoryError::Exhausted(format!(
            "the batch writes {} storage keys, at most {STORAGE_WRITES_MAX} are committed together",
            batch.storage.len()
        )));
    }
    for write in &batch.storage {
        check_storage_key(&write.key)?;
        check_storage_value(&write.key, write.value.as_deref().unwrap_or_default())?;
    }
    Ok(())
}

/// Reads everything that the changes touch, in few statements.
async fn load(
    connection: &mut Connection,
    changes: &[Change],
    act: Act<'_>,
) -> Result<World, DirectoryError> {
    let mut world = World::default();
    let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for change in changes {
        ids.insert(change.id());
        if let Change::Put { key, content, .. } = change {
            keys.entry(content.kind()).or_default().insert(key);
        }
        if let Change::Restore { record, .. } = change {
            keys.entry(&record.kind)
                .or_default()
                .extend(record.key.as_deref());
        }
    }
    let ids: Vec<&str> = ids.into_iter().collect();
    for record in store::records_by_ids(connection, &ids, act.origin).await? {
        world.load(record, act.author);
    }
    for (id, revision) in history::store::tombstones(connection, &ids).await? {
        world.slots.entry(id).or_default().tombstone = Some(revision as u64);
    }
    for (kind, keys) in keys {
        let keys: Vec<&str> = keys.into_iter().collect();
        let named = (act.author.maker(), kind);
        for record in store::records_by_keys(connection, named, &keys, act.origin).await? {
            world.load(record, act.author);
        }
    }
    said::load(connection, changes, &mut world).await?;
    Ok(world)
}

/// Writes the last value of each key; true if there was one.
async fn write_storage(
    connection: &mut Connection,
    batch: &Batch,
    plugin: &str,
) -> Result<bool, DirectoryError> {
    if batch.storage.is_empty() {
        return Ok(false);
    }
    let last = |write: &'_ StorageWrite| write.value.clone();
    let values: BTreeMap<&str, Option<Vec<u8>>> = batch
        .storage
        .iter()
        .map(|write| (write.key.as_str(), last(write)))
        .collect();
    let writes = values
        .iter()
        .map(|(key, value)| (*key, value.as_deref()))
        .collect();
    let bytes = storage::store::write(connection, plugin, &writes).await?;
    match batch.storage_bytes_max {
        Some(bytes_max) if bytes > bytes_max => Err(storage_full(bytes_max)),
        _ => Ok(true),
    }
}
