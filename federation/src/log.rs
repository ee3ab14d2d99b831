//! The log: what an origin published, in order, each entry chained to the one before. It is the truth that peers pull.
//!
//! Entries stay for ever; the contents that they name may be gone (superseded, erased). Nothing here keeps state: a reader
//! says where it stands and gets where it stands afterwards.

mod batch;
mod checkpoint;
mod contents;
mod entry;
mod fork;
mod key_statement;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::keys::Position;
use crate::message::{Message, MessageError, Signed, Unverified};
use crate::moment::Moment;
use crate::origin::Origin;

pub use batch::{Batch, Frame, parts};
pub use checkpoint::{CHECKPOINT_BYTES_MAX, Checkpoint, Standing};
pub use contents::{Advance, Contents};
pub use entry::{Entry, Op, Subject};
pub use fork::{ForkEvidence, NotAFork};
pub use key_statement::{KeyAction, KeyStatement, StatementError};

/// Entries of a closed page: page `n` has the entries from `n * 500 + 1` on.
pub const PAGE_ENTRIES: u64 = 500;

/// Why what a peer sent is not its log. The origin stops there; nothing is skipped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    #[error("the batch is not made as it should be: {0}")]
    Form(&'static str),
    #[error("the batch is of another origin, epoch or position than was asked for")]
    Elsewhere,
    #[error("the entry {seq} cannot be read: {cause}")]
    Entry { seq: u64, cause: String },
    #[error("the entry {seq} should have the number {expected}")]
    Gap { seq: u64, expected: u64 },
    #[error("the entry {seq} does not follow from the one before")]
    Chain { seq: u64 },
    #[error("the entry {seq} speaks of a record or key of another origin")]
    Owner { seq: u64 },
    #[error("the entry {seq} has a revision that is not higher than an earlier one")]
    Revision { seq: u64 },
    #[error("the batch does not end where its seal says, or the seal does not hold")]
    Seal {
        #[source]
        cause: Option<MessageError>,
    },
    #[error("a content belongs to no entry of the batch, or came twice")]
    Stray,
    #[error("the content of entry {seq} is not accepted")]
    Content {
        seq: u64,
        #[source]
        cause: MessageError,
    },
    #[error("the content of entry {seq} is not what the entry says")]
    Mismatch { seq: u64 },
    #[error("the key statement of entry {seq} is not accepted")]
    Key {
        seq: u64,
        #[source]
        cause: StatementError,
    },
    #[error("the key statement of entry {seq} is missing")]
    KeyMissing { seq: u64 },
}

impl LogError {
    /// A word that stays the same in all versions, for answers and counters.
    pub fn code(&self) -> &'static str {
        match self {
            LogError::Form(_) => "log-form",
            LogError::Elsewhere => "log-elsewhere",
            LogError::Entry { .. } => "log-entry",
            LogError::Gap { .. } => "log-gap",
            LogError::Chain { .. } => "log-chain",
            LogError::Owner { .. } => "log-owner",
            LogError::Revision { .. } => "log-revision",
            LogError::Seal { .. } => "log-seal",
            LogError::Stray => "log-stray",
            LogError::Content { .. } => "log-content",
            LogError::Mismatch { .. } => "log-mismatch",
            LogError::Key { .. } => "log-key",
            LogError::KeyMissing { .. } => "log-key-missing",
        }
    }
}

/// How an epoch begins. A new one names where the old one was left, and is opened when history was rewritten: after a
/// backup was restored. All that lives is put anew in it, signed by a key of its own time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub origin: Origin,
    pub epoch: u64,
    pub at: Moment,
    /// The last place of the epoch before, as far as its owner knows it; none in the first epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Place>,
}

/// A place in a log, and the chain up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub epoch: u64,
    pub seq: u64,
    pub chain: Hash,
}

impl Message for Opening {
    const TYPE: &'static str = "Opening";

    fn signer(&self) -> &Origin {
        &self.origin
    }

    fn check(&self) -> Result<(), &'static str> {
        match &self.previous {
            None if self.epoch == 1 => Ok(()),
            Some(place) if place.epoch >= 1 && place.epoch < self.epoch => Ok(()),
            _ => Err("an epoch is the first, or names an earlier one"),
        }
    }
}

/// How far a log has been read, or written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub origin: Origin,
    pub epoch: u64,
    /// The last entry; 0 before the first.
    pub seq: u64,
    /// The hash of the last entry; before the first, of the opening. The next entry's `prev`.
    pub chain: Hash,
}

impl Head {
    /// The beginning of the epoch that was opened so.
    pub fn opened(opening: &Signed<Opening>) -> Head {
        let message = opening.message();
        Head {
            origin: message.origin.clone(),
            epoch: message.epoch,
            seq: 0,
            chain: opening.hash(),
        }
    }

    /// Where a checkpoint is: from there on the log is pulled once a snapshot of that place was found to have its root.
    pub fn at(checkpoint: &Signed<Checkpoint>) -> Head {
        let message = checkpoint.message();
        Head {
            origin: message.origin.clone(),
            epoch: message.epoch,
            seq: message.seq,
            chain: message.chain,
        }
    }

    /// Where the last entry stands.
    pub fn position(&self) -> Position {
        Position {
            epoch: self.epoch,
            seq: self.seq,
        }
    }

    /// Follows the entries of a batch that begins right after this head. What they say is not believed before
    /// [`Advance::read_contents`] has found their seal to be the owner's.
    pub fn advance(&self, batch: &Batch) -> Result<Advance, LogError> {
        let frame = &batch.frame;
        let next =
            (&frame.origin, frame.epoch, frame.after) == (&self.origin, self.epoch, self.seq);
        if !next {
            return Err(LogError::Elsewhere);
        }
        let mut head = self.clone();
        let mut revisions = HashMap::new();
        let mut entries = Vec::with_capacity(batch.entries.len());
        for line in &batch.entries {
            let entry = head.follow(line)?;
            let seq = entry.seq;
            let before = revisions.insert(entry.id.clone(), entry.revision);
            if before.is_some_and(|before| before >= entry.revision) {
                return Err(LogError::Revision { seq });
            }
            entries.push(entry);
        }
        let seal = batch.seal.map(Unverified::<Checkpoint>::read).transpose();
        let seal = seal.map_err(|cause| LogError::Seal { cause: Some(cause) })?;
        let here = |seal: &Unverified<Checkpoint>| {
            let seal = seal.claimed();
            seal.origin == head.origin && seal.standing(&head) == Standing::Same
        };
        match seal.as_ref().is_none_or(here) {
            true => Ok(Advance {
                head,
                entries,
                seal,
            }),
            false => Err(LogError::Seal { cause: None }),
        }
    }

    /// Appends an entry of our own: numbers and chains it. Gives the entry and its line.
    pub fn append(&mut self, change: Change) -> Result<(Entry, Vec<u8>), LogError> {
        let entry = Entry {
            seq: self.seq + 1,
            prev: self.chain,
            op: change.op,
            id: change.id,
            revision: change.revision,
            hash: change.hash,
            at: change.at,
            kind: change.kind,
        };
        let line = entry.line()?;
        let entry = self.follow(&line)?;
        Ok((entry, line))
    }

    /// Takes the next entry's line.
    fn follow(&mut self, line: &[u8]) -> Result<Entry, LogError> {
        let expected = self.seq + 1;
        let entry = Entry::read(line).map_err(|cause| LogError::Entry {
            seq: expected,
            cause,
        })?;
        let seq = entry.seq;
        if seq != expected {
            return Err(LogError::Gap { seq, expected });
        }
        if entry.prev != self.chain {
            return Err(LogError::Chain { seq });
        }
        if *entry.id.origin() != self.origin {
            return Err(LogError::Owner { seq });
        }
        self.seq = seq;
        self.chain = Hash::of(line);
        Ok(entry)
    }
}

/// What an owner appends to its log.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub op: Op,
    pub id: Subject,
    pub revision: u64,
    /// The hash of the content: of a put and a key statement, not of what takes away.
    pub hash: Option<Hash>,
    pub at: Moment,
    pub kind: crate::record::Kind,
}

#[cfg(test)]
pub(crate) mod tests;
