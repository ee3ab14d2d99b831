//! The journal, which tells every change once and in order, and the positions, by which a reader knows in one look
//! whether what it read has changed. Local and private: it speaks of drafts too.

mod standing;
pub(crate) mod store;

use std::str::FromStr;

use super::error::DirectoryError;
use super::record::{Record, State};

pub use standing::Positions;
pub(super) use standing::Standing;

/// The position that moves with every other.
pub const ALL: &str = "all";
/// The position of the plugins installed, their grants and settings.
pub const PLUGINS: &str = "plugins";

/// The position of one kind's records.
pub fn kind_position(kind: &str) -> String {
    format!("kind:{kind}")
}

/// The position of one plugin's storage.
pub fn storage_position(plugin: &str) -> String {
    format!("storage:{plugin}")
}

/// The position of one plugin's documents.
pub fn documents_position(plugin: &str) -> String {
    format!("documents:{plugin}")
}

/// What happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// It was made, or its content replaced.
    Put,
    /// Its state changed.
    State,
    /// It was deleted.
    Delete,
}

impl Op {
    /// The word of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::State => "state",
            Self::Delete => "delete",
        }
    }
}

impl FromStr for Op {
    type Err = DirectoryError;

    fn from_str(word: &str) -> Result<Self, DirectoryError> {
        match word {
            "put" => Ok(Self::Put),
            "state" => Ok(Self::State),
            "delete" => Ok(Self::Delete),
            _ => Err(DirectoryError::Invalid(format!(
                "the journal has no {word:?}"
            ))),
        }
    }
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Grows with each change and is never used twice; 0 before the commit.
    pub seq: i64,
    /// Milliseconds since 1970.
    pub at: i64,
    pub op: Op,
    pub record_id: String,
    pub kind: String,
    /// Who changed it: a plugin, or `host`.
    pub maker: String,
    pub origin: String,
    /// After the change.
    pub revision: u64,
    /// After the change; for a deletion, the last one.
    pub state: State,
}

impl Entry {
    pub(super) fn of(record: &Record, op: Op, at: i64) -> Self {
        Self {
            seq: 0,
            at,
            op,
            record_id: record.id.clone(),
            kind: record.kind.clone(),
            maker: record.maker.clone(),
            origin: record.origin.clone(),
            revision: record.revision,
            state: record.state,
        }
    }
}
