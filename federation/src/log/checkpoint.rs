//! A checkpoint: where an origin's log stands and what its records come to, signed. It goes with each answer and is the
//! whole of a hint.

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::Head;
use crate::hash::Hash;
use crate::json::JsonError;
use crate::keys::Position;
use crate::message::{Message, MessageError, Signed, Unverified};
use crate::moment::Moment;
use crate::origin::Origin;
use crate::record::INTEGER_MAX;

/// Bytes of a signed checkpoint, and so of a hint: 1 KiB.
pub const CHECKPOINT_BYTES_MAX: usize = 1024;

/// Where a log stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    pub origin: Origin,
    pub epoch: u64,
    /// The last entry; 0 before the first.
    pub seq: u64,
    /// The hash of the last entry.
    pub chain: Hash,
    /// The root of the digest over the records that live at this place.
    pub root: Hash,
    /// How many records live.
    pub count: u64,
    pub at: Moment,
}

impl Message for Checkpoint {
    const TYPE: &'static str = "Checkpoint";
    const BYTES_MAX: usize = CHECKPOINT_BYTES_MAX;

    fn signer(&self) -> &Origin {
        &self.origin
    }

    fn check(&self) -> Result<(), &'static str> {
        let numbers = [self.seq, self.count, self.epoch];
        let small = numbers.iter().all(|number| *number <= INTEGER_MAX);
        match small && self.epoch >= 1 {
            true => Ok(()),
            false => Err("an epoch is 1 or more"),
        }
    }
}

/// How a reader stands to a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The same place and the same history.
    Same,
    /// The checkpoint is so many entries further: pull.
    Behind(u64),
    /// The reader is so many entries further: the checkpoint is an old one, or the origin was restored from a backup.
    Ahead(u64),
    /// The origin has opened a later epoch.
    NewEpoch,
    /// The origin speaks of an epoch that the reader knows to be over.
    OldEpoch,
    /// The same place with another history: the origin's log has forked.
    Forked,
}

impl Checkpoint {
    /// Where it is.
    pub fn position(&self) -> Position {
        Position {
            epoch: self.epoch,
            seq: self.seq,
        }
    }

    /// How a reader that has come to `head` stands to it.
    pub fn standing(&self, head: &Head) -> Standing {
        match self.epoch.cmp(&head.epoch) {
            Ordering::Greater => return Standing::NewEpoch,
            Ordering::Less => return Standing::OldEpoch,
            Ordering::Equal => {}
        }
        match self.seq.cmp(&head.seq) {
            Ordering::Greater => Standing::Behind(self.seq - head.seq),
            Ordering::Less => Standing::Ahead(head.seq - self.seq),
            Ordering::Equal if self.chain == head.chain => Standing::Same,
            Ordering::Equal => Standing::Forked,
        }
    }

    /// Whether an owner that finds this checkpoint of its own with a peer was restored from a backup: it once was
    /// further than it knows, or somewhere else. It then stays read-only, pulls its records back and opens a new epoch.
    pub fn tells_of_a_restored_backup(&self, own: &Head) -> bool {
        matches!(
            self.standing(own),
            Standing::Behind(_) | Standing::NewEpoch | Standing::Forked
        )
    }
}

impl Signed<Checkpoint> {
    /// As the header `Maille-Checkpoint`: base64.
    pub fn header(&self) -> String {
        STANDARD.encode(self.bytes())
    }
}

impl Unverified<Checkpoint> {
    /// Reads the header `Maille-Checkpoint`.
    pub fn from_header(value: &str) -> Result<Unverified<Checkpoint>, MessageError> {
        let bytes_max = CHECKPOINT_BYTES_MAX;
        if value.len() > bytes_max * 4 / 3 + 4 {
            return Err(JsonError::TooLong { bytes_max }.into());
        }
        let bytes = STANDARD.decode(value);
        let bytes = bytes.map_err(|error| JsonError::Syntax(error.to_string()))?;
        Unverified::read(&bytes)
    }
}
