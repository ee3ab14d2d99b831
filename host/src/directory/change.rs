//! Changes, and what they make of the records they touch: pure, so that a call's pending writes and the transaction
//! that commits them follow the same rules.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::error::{DirectoryError, no_such_record};
use super::journal::{Entry, Op};
use super::reader::Author;
use super::record::{Content, Record, State, check_key};
use super::storage::StorageWrite;

/// One step of an import writes at most 2,000 records; a batch of the administration may be larger.
pub const BATCH_CHANGES_MAX: usize = 5_000;
/// A weekly event over nineteen years.
pub const OCCURRENCES_MAX: usize = 1_000;

/// One change to one record. Ids of new records are made by [`super::Directory::new_id`], so that they are known
/// before the commit.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new record without a key.
    Create { id: String, content: Content },
    /// Makes or replaces the record of the author with this key; `id` is used where it is new. `expected` is the
    /// revision that the author saw, 0 where it saw none; nothing, to replace whatever stands there.
    Put {
        id: String,
        key: String,
        content: Content,
        expected: Option<u64>,
    },
    /// Replaces the content of the revision `expected`.
    Update {
        id: String,
        expected: u64,
        content: Content,
    },
    /// Changes who may see it.
    SetState {
        id: String,
        expected: u64,
        state: State,
    },
    /// Leaves a tombstone and a history.
    Delete { id: String, expected: u64 },
    /// The times at which it takes place, instead of those said before; an empty list: those of its content again.
    SetOccurrences { id: String, times: Vec<(i64, i64)> },
}

impl Change {
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Create { id, .. }
            | Self::Put { id, .. }
            | Self::Update { id, .. }
            | Self::SetState { id, .. }
            | Self::Delete { id, .. }
            | Self::SetOccurrences { id, .. } => id,
        }
    }
}

/// What is committed together or not at all.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub changes: Vec<Change>,
    /// Writes to the storage of the author's plugin.
    pub storage: Vec<StorageWrite>,
    /// What the plugin's storage may hold in all after this batch, in bytes of keys and values; no bound if nothing.
    pub storage_bytes_max: Option<u64>,
}

/// What became of one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Of the record, which for a put may be another than the one proposed.
    pub id: String,
    pub kind: String,
    /// After the change; for a deletion, of its tombstone.
    pub revision: u64,
    /// False where the same stood there already.
    pub changed: bool,
}

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// One for each change, in order.
    pub outcomes: Vec<Outcome>,
    /// The positions that moved, with their new values; empty where nothing changed.
    pub positions: HashMap<String, i64>,
}

/// A superseded revision.
#[derive(Debug)]
pub(super) struct Superseded {
    pub record: Record,
    pub at: i64,
    pub by: String,
}

/// One record that a batch touches.
#[derive(Debug, Default)]
pub(super) struct Slot {
    /// As it stood before the batch.
    pub before: Option<Record>,
    /// As it stands now; nothing where it was deleted or never was.
    pub now: Option<Record>,
    /// Its new content, where the batch gave one.
    pub content: Option<Arc<Value>>,
    /// The last revision of a deleted record.
    pub tombstone: Option<u64>,
    /// The times said before, and those that the batch says.
    pub said_before: Option<Vec<(i64, i64)>>,
    pub said: Option<Vec<(i64, i64)>>,
}

/// The records that a batch touches, and all that it does to them.
#[derive(Debug, Default)]
pub(super) struct World {
    pub slots: HashMap<String, Slot>,
    /// The author's records by kind and key.
    pub keys: HashMap<(String, String), String>,
    pub history: Vec<Superseded>,
    pub journal: Vec<Entry>,
}

/// Who changes, where and when.
#[derive(Clone, Copy)]
pub(super) struct Act<'a> {
    pub author: &'a Author,
    pub origin: &'a str,
    pub at: i64,
}

impl World {
    /// Adds a record as it stands in the database.
    pub fn load(&mut self, record: Record, author: &Author) {
        if let (Some(key), true) = (&record.key, record.maker == author.maker()) {
            let name = (record.kind.clone(), key.clone());
            self.keys.insert(name, record.id.clone());
        }
        let slot = self.slots.entry(record.id.clone()).or_default();
        slot.before = Some(record.clone());
        slot.now = Some(record);
    }

    /// Does one change, or says why not; after a refusal the world is as before.
    pub fn apply(&mut self, change: &Change, act: Act<'_>) -> Result<Outcome, DirectoryError> {
        match change {
            Change::Create { id, content } => self.create(id, None, content, act),
            Change::Put {
                id,
                key,
                content,
                expected,
            } => self.put((id, key), content, *expected, act),
            Change::Update {
                id,
                expected,
                content,
            } => {
                let record = self.editable(id, Some(*expected), act)?;
                self.replace(record, content, act)
            }
            Change::SetState {
                id,
                expected,
                state,
            } => self.set_state(id, *expected, *state, act),
            Change::Delete { id, expected } => self.delete(id, *expected, act),
            Change::SetOccurrences { id, times } => self.set_occurrences(id, times, act),
        }
    }

    fn create(
        &mut self,
        id: &str,
        key: Option<&str>,
        content: &Content,
        act: Act<'_>,
    ) -> Result<Outcome, DirectoryError> {
        let slot = self.slots.entry(id.to_owned()).or_default();
        if slot.now.is_some() || slot.tombstone.is_some() {
            return Err(DirectoryError::Conflict(format!(
                "the record {id} exists or was deleted: a new record needs a new id"
            )));
        }
        let record = Record {
            id: id.to_owned(),
            key: key.map(str::to_owned),
            kind: content.kind.clone(),
            origin: act.origin.to_owned(),
            maker: act.author.maker().to_owned(),
            revision: 1,
            state: State::Published,
            created: act.at,
            updated: act.at,
            content: content.text.clone(),
        };
        slot.content = Some(content.value.clone());
        if let Some(key) = key {
            let name = (record.kind.clone(), key.to_owned());
            self.keys.insert(name, id.to_owned());
        }
        Ok(self.write(record, Op::Put, act))
    }

    fn put(
        &mut self,
        (id, key): (&str, &str),
        content: &Content,
        expected: Option<u64>,
        act: Act<'_>,
    ) -> Result<Outcome, DirectoryError> {
        check_key(key)?;
        let known = self
            .keys
            .get(&(content.kind.clone(), key.to_owned()))
            .cloned();
        match known {
            Some(known) => {
                let record = self.editable(&known, expected, act)?;
                self.replace(record, content, act)
            }
            None if expected.is_some_and(|revision| revision > 0) => Err(conflict(key)),
            None => self.create(id, Some(key), content, act),
        }
    }

    fn replace(
        &mut self,
        mut record: Record,
        content: &Content,
        act: Act<'_>,
    ) -> Result<Outcome, DirectoryError> {
        if record.kind != content.kind {
            return Err(DirectoryError::Invalid(format!(
                "the record {} is a {}, not a {}: its kind never changes",
                record.id, record.kind, content.kind
            )));
        }
        let same_text = record.content == content.text;
        if same_text
            || serde_json::from_str::<Value>(&record.content).ok().as_ref() == Some(&*content.value)
        {
            return Ok(outcome(&record, false));
        }
        record.content = content.text.clone();
        if let Some(slot) = self.slots.get_mut(&record.id) {
            slot.content = Some(content.value.clone());
        }
        Ok(self.supersede(record, Op::Put, act))
    }

    fn set_state(
        &mut self,
        id: &str,
        expected: u64,
        state: State,
        act: Act<'_>,
    ) -> Result<Outcome, DirectoryError> {
        let mut record = self.editable(id, Some(expected), act)?;
        if record.state == state {
            return Ok(outcome(&record, false));
        }
        record.state = state;
        Ok(self.supersede(record, Op::State, act))
    }

    fn delete(&mut self, id: &str, expected: u64, act: Act<'_>) -> Result<Outcome, DirectoryError> {
        let record = self.editable(id, Some(expected), act)?;
        if let Some(key) = &record.key {
            self.keys.remove(&(record.kind.clone(), key.clone()));
        }
        let mut deleted = record.clone();
        deleted.revision += 1;
        self.history.push(superseded(record, act));
        self.journal.push(Entry::of(&deleted, Op::Delete, act.at));
        let outcome = outcome(&deleted, true);
        let slot = self.slots.entry(deleted.id).or_default();
        slot.now = None;
        slot.tombstone = Some(deleted.revision);
        Ok(outcome)
    }

    fn set_occurrences(
        &mut self,
        id: &str,
        times: &[(i64, i64)],
        act: Act<'_>,
    ) -> Result<Outcome, DirectoryError> {
        let times = occurrences(times)?;
        let record = self.standing(id, act)?.clone();
        let reader = &act.author.reader;
        let ours = record.origin == act.origin;
        let may = reader.declares(&record.kind)
            || (ours && act.author.may_change(&record.maker, &record.kind));
        if !may {
            return Err(not_its_own(&record));
        }
        let slot = self.slots.entry(record.id.clone()).or_default();
        let known = slot.said.as_ref().or(slot.said_before.as_ref());
        let changed = known != Some(&times);
        if changed {
            slot.said = Some(times);
        }
        Ok(outcome(&record, changed))
    }

    /// The record, if it exists for this author.
    fn standing(&self, id: &str, act: Act<'_>) -> Result<&Record, DirectoryError> {
        let record = self.slots.get(id).and_then(|slot| slot.now.as_ref());
        record
            .filter(|record| {
                act.author.reader.sees(record) || act.author.may_change(&record.maker, &record.kind)
            })
            .ok_or_else(|| no_such_record(id))
    }

    /// The record, if this author may change it and it still stands at the revision expected.
    fn editable(
        &self,
        id: &str,
        expected: Option<u64>,
        act: Act<'_>,
    ) -> Result<Record, DirectoryError> {
        let record = self.standing(id, act)?;
        if record.origin != act.origin {
            return Err(DirectoryError::Denied(format!(
                "the record {id} belongs to {}: only its owner changes it",
                record.origin
            )));
        }
        if !act.author.may_change(&record.maker, &record.kind) {
            return Err(not_its_own(record));
        }
        if expected.is_some_and(|revision| revision != record.revision) {
            return Err(conflict(id));
        }
        Ok(record.clone())
    }

    fn supersede(&mut self, mut record: Record, op: Op, act: Act<'_>) -> Outcome {
        let old = self.slots.get(&record.id).and_then(|slot| slot.now.clone());
        self.history.extend(old.map(|old| superseded(old, act)));
        record.revision += 1;
        record.updated = act.at;
        self.write(record, op, act)
    }

    fn write(&mut self, record: Record, op: Op, act: Act<'_>) -> Outcome {
        self.journal.push(Entry::of(&record, op, act.at));
        let outcome = outcome(&record, true);
        let slot = self.slots.entry(record.id.clone()).or_default();
        slot.now = Some(record);
        outcome
    }
}

fn superseded(record: Record, act: Act<'_>) -> Superseded {
    Superseded {
        record,
        at: act.at,
        by: act.author.name.clone(),
    }
}

fn outcome(record: &Record, changed: bool) -> Outcome {
    Outcome {
        id: record.id.clone(),
        kind: record.kind.clone(),
        revision: record.revision,
        changed,
    }
}

fn conflict(name: &str) -> DirectoryError {
    DirectoryError::Conflict(format!(
        "{name:?} was changed in the meantime: read it again, and change what stands there now"
    ))
}

fn not_its_own(record: &Record) -> DirectoryError {
    DirectoryError::Denied(format!(
        "the {} {} was made by {}: ask for the grant to edit others' records",
        record.kind, record.id, record.maker
    ))
}

/// In order, each once, none that ends before it starts.
fn occurrences(times: &[(i64, i64)]) -> Result<Vec<(i64, i64)>, DirectoryError> {
    if times.len() > OCCURRENCES_MAX {
        return Err(DirectoryError::Exhausted(format!(
            "{} occurrences are given, at most {OCCURRENCES_MAX} are kept: give those to come",
            times.len()
        )));
    }
    if let Some((starts, ends)) = times.iter().find(|(starts, ends)| ends < starts) {
        return Err(DirectoryError::Invalid(format!(
            "an occurrence ends at {ends}, before it starts at {starts}: exchange them"
        )));
    }
    let mut times = times.to_vec();
    times.sort_unstable();
    times.dedup();
    Ok(times)
}
