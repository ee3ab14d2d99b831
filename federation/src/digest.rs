//! Whether two sides hold the same records, and where they differ: a 16-ary tree over buckets of SHA-256(id).
//!
//! Leaves are real hashes of sorted lists, not sums: sums of hashes can be made to collide. A walk down two trees costs
//! requests in proportion to what differs, never to what is held.

mod tree;
mod walk;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::origin::RecordId;

pub use tree::Tree;
pub use walk::{Answer, Difference, DigestError, Walk};

/// Levels of nodes below the root; the last are buckets.
pub const LEVELS: usize = 3;

/// Buckets of a tree: about five records each in a directory of 20,000, about seventy in one of 300,000.
pub const BUCKETS: usize = 16_usize.pow(3);

/// A living record as the digest knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: RecordId,
    pub revision: u64,
    /// The hash of the signed record, as in its entry.
    pub hash: Hash,
}

/// The bucket of a record: the first three hexadecimal digits of SHA-256 of its name, as a number.
pub fn bucket(id: &RecordId) -> u16 {
    let hash = Hash::of(id.to_string().as_bytes());
    u16::from(hash.bytes()[0]) << 4 | u16::from(hash.bytes()[1] >> 4)
}

/// The hash of a bucket: of `id revision hash` and a line end for each item, in the order of names as texts. An empty
/// bucket has the hash of zeros.
pub fn bucket_hash(items: &mut [Item]) -> Hash {
    if items.is_empty() {
        return Hash::ZERO;
    }
    items.sort_by_cached_key(|item| item.id.to_string());
    let mut bytes = vec![0];
    for item in items {
        let line = format!("{} {} {}\n", item.id, item.revision, item.hash);
        bytes.extend_from_slice(line.as_bytes());
    }
    Hash::of(&bytes)
}

/// A node: up to three hexadecimal digits. In an address `0/_`, `1/a`, `2/a3` or `3/a3f`; the last is a bucket.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefix {
    level: usize,
    number: u16,
}

/// The text is no prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a prefix is `_`, or one to three lowercase hexadecimal digits")]
pub struct NotAPrefix;

impl Prefix {
    /// The whole tree.
    pub const ROOT: Prefix = Prefix {
        level: 0,
        number: 0,
    };

    /// How many digits it has: 0 to 3.
    pub fn level(self) -> usize {
        self.level
    }

    /// The bucket of this number.
    pub fn of_bucket(number: u16) -> Prefix {
        Prefix {
            level: LEVELS,
            number: number % 4096,
        }
    }

    /// The number of the bucket, if it is one.
    pub fn bucket(self) -> Option<u16> {
        (self.level == LEVELS).then_some(self.number)
    }

    /// The node with one digit more; `None` below a bucket.
    pub fn child(self, digit: u8) -> Option<Prefix> {
        (self.level < LEVELS && digit < 16).then(|| Prefix {
            level: self.level + 1,
            number: self.number << 4 | u16::from(digit),
        })
    }

    fn parent(self) -> Option<Prefix> {
        let level = self.level.checked_sub(1)?;
        let number = self.number >> 4;
        Some(Prefix { level, number })
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self.level {
            0 => formatter.write_str("_"),
            level => write!(formatter, "{:0level$x}", self.number),
        }
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Prefix {
    type Err = NotAPrefix;

    fn from_str(text: &str) -> Result<Prefix, NotAPrefix> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text == "_" {
            return Ok(Prefix::ROOT);
        }
        if !(1..=LEVELS).contains(&text.len()) || !text.bytes().all(digit) {
            return Err(NotAPrefix);
        }
        let number = u16::from_str_radix(text, 16).map_err(|_| NotAPrefix)?;
        let level = text.len();
        Ok(Prefix { level, number })
    }
}

impl TryFrom<String> for Prefix {
    type Error = NotAPrefix;

    fn try_from(text: String) -> Result<Prefix, NotAPrefix> {
        text.parse()
    }
}

impl From<Prefix> for String {
    fn from(prefix: Prefix) -> String {
        prefix.to_string()
    }
}

#[cfg(test)]
mod tests;
