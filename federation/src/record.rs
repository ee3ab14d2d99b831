//! A record on the wire: its owner's name, a kind, a revision, a salt, and the content that may leave.
//!
//! Only what a kind shares with peers is in `content`; the rest is not here, so it is not in the hash either. A record is
//! never changed but by its owner.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::message::Message;
use crate::moment::Moment;
use crate::origin::{Origin, RecordId};

/// Revisions and numbers of entries stay below what a double holds exactly, since JSON has no other numbers.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// The revision from which on an owner counts in an epoch: whatever an earlier epoch said of a record is less, known to its owner
/// or lost with what a backup did not hold. An epoch leaves room for 2^32 revisions; from the epoch 2^20 on there is one room.
pub fn first_revision(epoch: u64) -> u64 {
    const EPOCHS: u64 = 1 << 20;
    epoch.saturating_sub(1).min(EPOCHS) * ROOM + 1
}

/// A revision as people read it: counted in its epoch.
pub fn revision_in_epoch(revision: u64) -> u64 {
    revision.saturating_sub(1) % ROOM + 1
}

const ROOM: u64 = 1 << 32;

/// Bytes of a record's key.
pub const KEY_BYTES_MAX: usize = 256;

/// A record, or one revision of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub id: RecordId,
    pub kind: Kind,
    /// The name that its maker gave it, by which contents of the same origin refer to it; at most [`KEY_BYTES_MAX`] bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// From 1, higher at each change that leaves.
    pub revision: u64,
    pub salt: Salt,
    pub updated: Moment,
    /// The members of the kind that are shared.
    pub content: Map<String, Value>,
}

impl Message for Record {
    const TYPE: &'static str = "Record";

    fn signer(&self) -> &Origin {
        self.id.origin()
    }

    fn check(&self) -> Result<(), &'static str> {
        let fits = |key: &String| (1..=KEY_BYTES_MAX).contains(&key.len());
        if !self.key.as_ref().is_none_or(fits) {
            return Err("a key has 1 to 256 bytes");
        }
        match (1..=INTEGER_MAX).contains(&self.revision) {
            true => Ok(()),
            false => Err("a revision is 1 or more"),
        }
    }
}

/// The name of a kind: `place`, or `agenda.event` of a plugin; at most 64 lowercase letters, digits, `-`, `_`, `.`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Kind(String);

/// The text is no name of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a kind's name has 1 to 64 lowercase letters, digits, `-`, `_` and `.`, a letter first")]
pub struct NotAKind;

impl Kind {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Kind {
    type Err = NotAKind;

    fn from_str(text: &str) -> Result<Kind, NotAKind> {
        let letter =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
        let first = text.starts_with(|first: char| first.is_ascii_lowercase());
        match first && text.len() <= 64 && text.bytes().all(letter) {
            true => Ok(Kind(text.to_owned())),
            false => Err(NotAKind),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for Kind {
    type Error = NotAKind;

    fn try_from(text: String) -> Result<Kind, NotAKind> {
        text.parse()
    }
}

impl From<Kind> for String {
    fn from(kind: Kind) -> String {
        kind.0
    }
}

/// 128 random bits, new at each revision: once a record is erased, its hash in the log gives nothing away, even where
/// the content could be guessed. Written as 22 letters of base64url.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt([u8; 16]);

/// The text is no salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a salt is 16 bytes as 22 letters of base64url")]
pub struct NotASalt;

impl Salt {
    /// The salt of 16 bytes from the system's source of randomness.
    pub fn new(bytes: [u8; 16]) -> Salt {
        Salt(bytes)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&String::from(*self))
    }
}

impl TryFrom<String> for Salt {
    type Error = NotASalt;

    fn try_from(text: String) -> Result<Salt, NotASalt> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotASalt)?;
        bytes.try_into().map(Salt).map_err(|_| NotASalt)
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> String {
        URL_SAFE_NO_PAD.encode(salt.0)
    }
}

#[cfg(test)]
mod tests;
