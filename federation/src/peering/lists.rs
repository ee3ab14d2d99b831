//! Lists that an instance signs: whom it approved, and, by a coordinator, whom to approve at once.

use serde::{Deserialize, Serialize};

use super::Address;
use crate::keys::PublicKey;
use crate::message::Message;
use crate::moment::Moment;
use crate::origin::Origin;
use crate::record::INTEGER_MAX;

/// Origins on one list: ten times the départements.
const ORIGINS_MAX: usize = 1000;

/// The peers that an owner approved. A mirror serves the owner's log on to these and to nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerList {
    pub origin: Origin,
    /// Higher in each list: an older one is not taken for a newer one.
    pub serial: u64,
    pub at: Moment,
    /// In the order of their letters.
    pub peers: Vec<Origin>,
}

impl Message for PeerList {
    const TYPE: &'static str = "PeerList";

    fn signer(&self) -> &Origin {
        &self.origin
    }

    fn check(&self) -> Result<(), &'static str> {
        sorted(self.serial, self.peers.iter())
    }
}

impl PeerList {
    /// Whether the owner lets its log be served on to this instance.
    pub fn allows(&self, peer: &Origin) -> bool {
        self.peers.binary_search(peer).is_ok()
    }
}

/// Instances that a coordinator vouches for; an administrator who trusts it approves all of them with one decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    pub coordinator: Origin,
    pub serial: u64,
    pub at: Moment,
    /// In the order of their origins.
    pub instances: Vec<RosterEntry>,
}

/// An instance on a roster: what would otherwise be compared by six words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterEntry {
    pub origin: Origin,
    pub address: Address,
    pub key: PublicKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<PublicKey>,
}

impl Message for Roster {
    const TYPE: &'static str = "Roster";
    /// A thousand instances of 400 bytes.
    const BYTES_MAX: usize = 512 * 1024;

    fn signer(&self) -> &Origin {
        &self.coordinator
    }

    fn check(&self) -> Result<(), &'static str> {
        sorted(
            self.serial,
            self.instances.iter().map(|entry| &entry.origin),
        )
    }
}

fn sorted<'a>(serial: u64, origins: impl Iterator<Item = &'a Origin>) -> Result<(), &'static str> {
    let origins: Vec<&Origin> = origins.collect();
    if !(1..=INTEGER_MAX).contains(&serial) {
        return Err("a serial is 1 or more");
    }
    let rising = origins.windows(2).all(|pair| pair[0] < pair[1]);
    match rising && origins.len() <= ORIGINS_MAX {
        true => Ok(()),
        false => Err("origins are at most 1000, each once, in the order of their letters"),
    }
}
