//! All keys that an origin ever had, told to a newcomer by the key that it pinned: whoever begins with a snapshot has not
//! read the entries in which keys came and went.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::keyring::KEYS_MAX;
use super::{Position, PublicKey};
use crate::message::Message;
use crate::moment::Moment;
use crate::origin::Origin;

/// The keys of an origin, in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyHistory {
    pub origin: Origin,
    pub at: Moment,
    pub keys: Vec<KeySpan>,
}

/// One key, and where it speaks: from the first place, up to the second, which is not its own any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySpan {
    pub key: PublicKey,
    pub from: Position,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Position>,
    /// The recovery key brought it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vouched: bool,
    /// The recovery key took it away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
}

impl Message for KeyHistory {
    const TYPE: &'static str = "KeyHistory";

    fn signer(&self) -> &Origin {
        &self.origin
    }

    fn check(&self) -> Result<(), &'static str> {
        let different: BTreeSet<&[u8; 32]> =
            self.keys.iter().map(|span| span.key.bytes()).collect();
        let some = (1..=KEYS_MAX).contains(&self.keys.len());
        match some && different.len() == self.keys.len() {
            true => Ok(()),
            false => Err("an origin has 1 to 64 keys, each once"),
        }
    }
}
