//! Who else there is, and how we stand to each other. A person approves on each side; keys are pinned at the handshake.

mod handshake;
mod hinted;
pub(super) mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use maille_federation::keys::{Keyring, PublicKey};
use maille_federation::origin::{KeyId, Origin};
use maille_federation::peering::{Action, Address, Relation};
use maille_federation::signatures::Scheme;

use super::error::FederationError;
use super::{Federation, identity, logs};

pub use handshake::{Introduced, Received};
pub(super) use hinted::Hinted;

/// Somebody else's instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Peer {
    pub origin: Origin,
    /// Where it answers.
    pub address: Address,
    /// What it calls itself.
    pub name: String,
    pub relation: Relation,
    /// Pinned at the handshake.
    pub key: PublicKey,
    pub recovery: Option<PublicKey>,
    /// The kinds that it says it shares.
    pub shares: Vec<String>,
    /// The last number in each direction.
    pub our_serial: u64,
    pub their_serial: u64,
    /// What is still to be told to it.
    pub to_say: Option<Action>,
    /// When it was first heard of, and when the relation last changed, in milliseconds since 1970.
    pub made: i64,
    pub changed: i64,
    /// The way of signing that it reads.
    pub scheme: Option<Scheme>,
    /// When it is asked next, how often that failed since it last succeeded, and why.
    pub due: i64,
    pub failures: u64,
    pub fault: String,
    /// When it last answered, and when both last held the same.
    pub answered: Option<i64>,
    pub agreed: Option<i64>,
    /// What its clock shows beyond ours, in seconds.
    pub clock_s: Option<i64>,
    /// Our own last entry that it was told of.
    pub hinted: u64,
    /// Why nothing is pulled from it until somebody decides; empty where it is.
    pub stopped: String,
    /// Where its own log stood by its own last word: epoch and last entry.
    pub head: Option<(u64, u64)>,
    /// When it was last asked or told something that was due, whatever came of it.
    pub tried: Option<i64>,
    /// When somebody here last decided to go on with it: what was signed in its name before that is settled.
    pub settled: Option<i64>,
}

impl Peer {
    /// The six words that its administrator reads out.
    pub fn words(&self) -> String {
        identity::words(&self.origin, &self.key, self.recovery.as_ref())
    }
}

/// A peer's keys and relation, as requests are judged by them.
#[derive(Debug, Clone)]
pub struct Known {
    pub relation: Relation,
    keys: Keyring,
}

impl Known {
    /// The key of this name, if it speaks for the peer now.
    pub fn key(&self, id: &KeyId) -> Option<PublicKey> {
        self.keys.current(id)
    }

    /// Whether its owner took the key of this name away.
    pub fn revoked(&self, id: &KeyId) -> bool {
        self.keys.revoked(id)
    }

    /// The key of this name, whether it speaks now or spoke once.
    pub fn ever(&self, id: &KeyId) -> Option<PublicKey> {
        self.keys.ever(id)
    }

    /// Whether it is kept for longer than a request is that nobody looks at.
    pub fn lasts(&self) -> bool {
        !self.begins() && self.relation != Relation::RequestedByThem
    }

    /// Whether nothing was agreed, or nothing holds any more: a first request may bring another key.
    pub fn begins(&self) -> bool {
        matches!(self.relation, Relation::None | Relation::Ended)
    }
}

/// All peers by their names.
pub type Peers = Arc<BTreeMap<Origin, Known>>;

impl Federation {
    /// All peers, in the order of their names.
    pub async fn peers(&self) -> Result<Vec<Peer>, FederationError> {
        Ok(store::all(self.directory.database().readers()).await?)
    }

    /// One of them.
    pub async fn peer(&self, origin: &str) -> Result<Peer, FederationError> {
        let found = store::one(self.directory.database().readers(), origin).await?;
        found.ok_or_else(|| FederationError::NoPeer(origin.to_owned()))
    }

    /// Peers and their keys as they are now: read anew only where something changed.
    pub async fn known(&self) -> Result<Peers, FederationError> {
        let positions = self.directory.positions().await?;
        let position = positions.get(store::POSITION).copied().unwrap_or(0);
        let kept = self.known.lock().await.clone();
        if let Some((at, peers)) = kept
            && at == position
        {
            return Ok(peers);
        }
        let readers = self.directory.database().readers();
        let mut peers = BTreeMap::new();
        for peer in store::all(readers).await? {
            let keys = match logs::kept(readers, peer.origin.as_str()).await? {
                Some(kept) => kept.keys,
                None => Keyring::pinned(peer.origin.clone(), peer.key, peer.recovery),
            };
            let relation = peer.relation;
            peers.insert(peer.origin, Known { relation, keys });
        }
        let peers: Peers = Arc::new(peers);
        *self.known.lock().await = Some((position, peers.clone()));
        Ok(peers)
    }

    /// Asks a peer at the next tick instead of when it is due, and all that there is to ask.
    pub async fn ask_soon(&self, origin: &Origin) -> Result<(), FederationError> {
        self.ask_beside_again(origin);
        let mut write = self.directory.database().write().await?;
        let now = self.directory.clock().now_ms();
        store::make_due(&mut write, origin.as_str(), now).await?;
        write.commit().await?;
        self.wake.notify_one();
        Ok(())
    }
}
