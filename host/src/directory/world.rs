//! What changes make of the records they touch: pure, so that a call's pending writes and the transaction that commits
//! them follow the same rules.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::change::{Change, Outcome, occurrences};
use super::error::{DirectoryError, no_such_record};
use super::history::Superseded;
use super::index::Indexed;
use super::journal::{Entry, Op};
use super::reader::Author;
use super::record::{Content, Record, State, check_key};

/// One record that a batch touches.
#[derive(Debug, Default)]
pub(super) struct Slot {
    /// As it stood before the batch.
    pub before: Option<Record>,
    /// As it stands now; nothing where it was deleted or never was.
    pub now: Option<Record>,
    /// Its new content, where the batch gave one, and what search keeps of it, where that was read ahead.
    pub content: Option<Arc<Value>>,
    pub ahead: Option<Arc<Indexed>>,
    /// The last revision of a deleted record.
    pub tombstone: Option<u64>,
    /// The times said before, and those that the batch says.
    pub said_before: Option<Vec<(i64, i64)>>,
    pub said: Option<Vec<(i64, i64)>>,
}

impl Slot {
    fn hold(&mut self, content: &Content) {
        self.content = Some(content.value.clone());
        self.ahead.clone_from(&content.ahead);
    }
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
            Change::Restore { record, content } => self.restore(record, content, act),
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
        slot.hold(content);
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
            return Ok(Outcome::of(&record, false));
        }
        record.content = content.text.clone();
        if let Some(slot) = self.slots.get_mut(&record.id) {
            slot.hold(content);
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
            return Ok(Outcome::of(&record, false));
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
        self.journal.push(entry(&deleted, Op::Delete, act));
        let outcome = Outcome::of(&deleted, true);
        let slot = self.slots.entry(deleted.id).or_default();
        slot.now = None;
        slot.tombstone = Some(deleted.revision);
        Ok(outcome)
    }

    fn restore(
        &mut self,
        record: &Record,
        content: &Content,
        act: Act<'_>,
    ) -> Result<Outcome, DirectoryError> {
        let slot = self.slots.entry(record.id.clone()).or_default();
        let Some(last) = slot.tombstone.filter(|_| slot.now.is_none()) else {
            return Err(DirectoryError::Conflict(format!(
                "the record {} was not deleted: there is nothing to bring back",
                record.id
            )));
        };
        if let Some(key) = &record.key {
            let name = (record.kind.clone(), key.clone());
            if record.maker == act.author.maker() && self.keys.contains_key(&name) {
                return Err(DirectoryError::Conflict(format!(
                    "another {} has the key {key:?} now: delete it first",
                    record.kind
                )));
            }
            self.keys.insert(name, record.id.clone());
        }
        slot.hold(content);
        let record = Record {
            revision: last + 1,
            updated: act.at,
            content: content.text.clone(),
            ..record.clone()
        };
        Ok(self.write(record, Op::Put, act))
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
            || act.author.times.holds(&record.kind)
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
        Ok(Outcome::of(&record, changed))
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
        self.journal.push(entry(&record, op, act));
        let outcome = Outcome::of(&record, true);
        let slot = self.slots.entry(record.id.clone()).or_default();
        slot.now = Some(record);
        outcome
    }
}

/// Who changed it stands in the journal, not who made the record: a plugin hears what others did to its own.
fn entry(record: &Record, op: Op, act: Act<'_>) -> Entry {
    Entry {
        maker: act.author.maker().to_owned(),
        ..Entry::of(record, op, act.at)
    }
}

fn superseded(record: Record, act: Act<'_>) -> Superseded {
    Superseded {
        record,
        at: act.at,
        by: act.author.name.clone(),
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
