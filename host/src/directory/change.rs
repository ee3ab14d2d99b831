//! Changes, and the batch in which they are committed together.

use std::collections::HashMap;

use super::error::DirectoryError;
use super::record::{Content, Record, State};
use super::storage::StorageWrite;
use crate::database::{Connection, Write};
use crate::mail::NewLetter;

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
    /// Brings back a deleted record of the host's own accord, at the revision after its tombstone. `record` has all but its
    /// revision, its day and its content.
    Restore { record: Record, content: Content },
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
            Self::Restore { record, .. } => &record.id,
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
    /// Letters that are queued with it.
    pub letters: Vec<NewLetter>,
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

impl Outcome {
    pub(super) fn of(record: &Record, changed: bool) -> Self {
        Self {
            id: record.id.clone(),
            kind: record.kind.clone(),
            revision: record.revision,
            changed,
        }
    }
}

/// Changes that are written and wait for their commit: what belongs to them can be written beside. Dropping it undoes all.
#[derive(Debug)]
pub struct Pending {
    write: Write,
    committed: Committed,
}

impl Pending {
    pub(super) fn new(write: Write, committed: Committed) -> Self {
        Self { write, committed }
    }

    /// The transaction.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.write
    }

    /// Keeps all of it.
    pub async fn commit(self) -> Result<Committed, DirectoryError> {
        self.write.commit().await?;
        Ok(self.committed)
    }
}

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// One for each change, in order.
    pub outcomes: Vec<Outcome>,
    /// The positions that moved, with their new values; empty where nothing changed.
    pub positions: HashMap<String, i64>,
}

/// In order, each once, none that ends before it starts.
pub(super) fn occurrences(times: &[(i64, i64)]) -> Result<Vec<(i64, i64)>, DirectoryError> {
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
