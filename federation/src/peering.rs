//! The handshake: two instances name each other, two people compare six words, both pin keys. Nobody is let in by a
//! message alone.

mod address;
mod lists;
mod state;

use serde::{Deserialize, Serialize};

use crate::keys::PublicKey;
use crate::message::{Message, Unverified};
use crate::moment::Moment;
use crate::origin::{KeyId, Origin};
use crate::record::{INTEGER_MAX, Kind};

pub use address::{Address, NotAnAddress};
pub use lists::{PeerList, Roster, RosterEntry};
pub use state::{Relation, Unexpected, Who};

/// Kinds that an instance says it shares.
const KINDS_MAX: usize = 100;

/// What one side does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Asks for peering, or names the other side as it was named.
    Request,
    /// A person approved; also takes back a suspension.
    Accept,
    /// Nothing is exchanged until the same side accepts again.
    Suspend,
    /// The peering is over; the other's data are purged and a receipt is sent.
    End,
}

/// The body of `POST /federation/peering`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peering {
    pub action: Action,
    pub from: Origin,
    pub to: Origin,
    /// Higher in each message from one instance to another, so that none has an effect twice.
    pub serial: u64,
    pub at: Moment,
    /// Who it is that asks or accepts; not said when suspending or ending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introduction: Option<Introduction>,
}

/// How an instance introduces itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Introduction {
    /// Where it answers.
    pub address: Address,
    pub key: PublicKey,
    /// The offline key that may revoke the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<PublicKey>,
    /// Versions of this protocol that it speaks, lowest first.
    pub protocols: Vec<u32>,
    /// The kinds that it would share.
    pub shares: Vec<Kind>,
}

impl Message for Peering {
    const TYPE: &'static str = "Peering";
    const BYTES_MAX: usize = 16 * 1024;

    fn signer(&self) -> &Origin {
        &self.from
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.from == self.to {
            return Err("an instance does not peer with itself");
        }
        if !(1..=INTEGER_MAX).contains(&self.serial) {
            return Err("a serial is 1 or more");
        }
        let introduces = matches!(self.action, Action::Request | Action::Accept);
        match &self.introduction {
            Some(introduction) if introduces => introduction.check(),
            None if !introduces => Ok(()),
            _ => Err("who asks or accepts introduces itself, and nobody else does"),
        }
    }
}

impl Introduction {
    fn check(&self) -> Result<(), &'static str> {
        let rising = |pair: &[u32]| pair[0] < pair[1];
        if !(1..=16).contains(&self.protocols.len()) || !self.protocols.windows(2).all(rising) {
            return Err("protocols are 1 to 16 versions, lowest first");
        }
        let sorted = self.shares.windows(2).all(|pair| pair[0] < pair[1]);
        if self.shares.len() > KINDS_MAX || !sorted {
            return Err("kinds are at most 100, in the order of their letters");
        }
        match self.recovery == Some(self.key) {
            true => Err("the recovery key is another one than the key"),
            false => Ok(()),
        }
    }

    /// The highest version that both speak.
    pub fn protocol_with(&self, ours: &[u32]) -> Option<u32> {
        let both = self
            .protocols
            .iter()
            .filter(|version| ours.contains(version));
        both.max().copied()
    }
}

/// The key that a first request carries, if it is one and is signed with that key alone: the one case in which a body is
/// read before its HTTP signature is verified. The caller offers the key to [`crate::signatures::verify`] for this one
/// request and keeps one bounded row; nothing is fetched until an administrator opens it.
pub fn key_of_a_first_request(body: &[u8]) -> Option<(KeyId, PublicKey)> {
    let request = Unverified::<Peering>::read(body).ok()?;
    let said = request.claimed();
    let key = said.introduction.as_ref()?.key;
    let id = KeyId::of(&said.from, &key);
    let by_it_alone = request.claimed_keys().eq([&id]);
    let first = said.action == Action::Request && by_it_alone;
    let holds = first && request.verify(&|_| Some(key)).is_ok();
    holds.then_some((id, key))
}

#[cfg(test)]
mod tests;
