//! Requests of peers: nothing of them is looked at before their signature holds.

use std::cell::Cell;
use std::sync::{Mutex, PoisonError};

use http::{HeaderMap, Method};
use maille_federation::moment::Moment;
use maille_federation::origin::Origin;
use maille_federation::peering::key_of_a_first_request;
use maille_federation::signatures::{self, PinnedKey, Policy, Refusal, ReplayCache, Request};

use super::error::FederationError;
use super::{Federation, moment};

/// How far a request that changes something may be from our clock.
const WINDOW_S: u32 = 300;
/// Signatures of one peer's key that are remembered at once.
const REPLAYS_EACH_MAX: usize = 10_000;
/// Signatures of strangers, who make as many keys as they like: a few for each request that can wait for an administrator.
const REPLAYS_OF_STRANGERS_MAX: usize = 200;

/// Signatures that were taken. Those of strangers stand apart, so that a crowd of them fills no memory.
#[derive(Debug)]
pub(super) struct Replays {
    peers: Mutex<ReplayCache>,
    strangers: Mutex<ReplayCache>,
}

impl Default for Replays {
    fn default() -> Self {
        Self {
            peers: Mutex::new(ReplayCache::new(WINDOW_S, REPLAYS_EACH_MAX)),
            strangers: Mutex::new(ReplayCache::new(WINDOW_S, REPLAYS_OF_STRANGERS_MAX)),
        }
    }
}

impl Replays {
    /// Where a key's signatures are remembered, with room for one more.
    fn of(
        &self,
        stranger: bool,
        now: Moment,
    ) -> Result<std::sync::MutexGuard<'_, ReplayCache>, Refusal> {
        let cache = match stranger {
            true => &self.strangers,
            false => &self.peers,
        };
        let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        if stranger && cache.len() >= REPLAYS_OF_STRANGERS_MAX {
            cache.forget(now);
            if cache.len() >= REPLAYS_OF_STRANGERS_MAX {
                let wait_s = u64::from(WINDOW_S);
                return Err(Refusal::ReplaysFull { wait_s });
            }
        }
        Ok(cache)
    }
}

/// Where the handshake comes in.
pub const PEERING: &str = "/federation/peering";

/// A request as it came.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    pub method: &'a Method,
    /// As it stood on the wire.
    pub target: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

impl<'a> Incoming<'a> {
    /// As the protocol reads it.
    fn request(self) -> Request<'a> {
        Request {
            method: self.method,
            target: self.target,
            headers: self.headers,
            body: self.body,
        }
    }
}

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// Its signature does not hold.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is who it says, and nothing is exchanged with it.
    #[error("nothing is exchanged with {0}: peering comes first")]
    NotApproved(Origin),
    #[error(transparent)]
    Failed(#[from] FederationError),
}

impl Federation {
    /// Who sent this request. Only the handshake is open to those with whom nothing is exchanged. What is refused is counted for the
    /// peer in whose name it came.
    pub async fn sender(&self, incoming: Incoming<'_>) -> Result<Origin, Denied> {
        let claimed = Mutex::new(None);
        let sender = self.signed_by(incoming, &claimed).await;
        let mut claimed = claimed.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Err(Denied::Refused(Refusal::TooOld | Refusal::Ahead)) = &sender {
            claimed = self.claimed_at_any_time(incoming);
        }
        match &sender {
            Err(Denied::Refused(why)) => self.count_refused(claimed.as_ref(), why.code()),
            Err(Denied::NotApproved(origin)) => self.count_refused(Some(origin), "not-approved"),
            Ok(_) | Err(Denied::Failed(_)) => {}
        }
        sender
    }

    /// In whose name a request comes whose clock is off: it was refused before its key was looked up.
    fn claimed_at_any_time(&self, incoming: Incoming<'_>) -> Option<Origin> {
        let policy = Policy {
            window_s: u64::MAX,
            window_read_s: u64::MAX,
            ..Self::policy(self.identity().ok()?)
        };
        let now = moment(self.directory.clock().now_ms());
        let request = incoming.request();
        let id = signatures::claimed(&request, &policy, now).ok()?;
        Some(id.origin().clone())
    }

    /// `claimed` becomes in whose name it comes, once it has the form of a signed request: nothing shows yet that this is so.
    async fn signed_by(
        &self,
        incoming: Incoming<'_>,
        claimed: &Mutex<Option<Origin>>,
    ) -> Result<Origin, Denied> {
        let identity = self.identity()?;
        let known = self.known().await?;
        let now = moment(self.directory.clock().now_ms());
        let request = incoming.request();
        let handshake = incoming.target == PEERING && *incoming.method == Method::POST;
        let revoked = Cell::new(false);
        let key = |id: &maille_federation::origin::KeyId| {
            *claimed.lock().unwrap_or_else(PoisonError::into_inner) = Some(id.origin().clone());
            let peer = known.get(id.origin()).filter(|peer| !peer.begins());
            let key = match peer {
                Some(peer) => {
                    revoked.set(peer.revoked(id));
                    peer.key(id)
                }
                None if handshake => key_of_a_first_request(incoming.body)
                    .filter(|(said, _)| said == id)
                    .map(|(_, key)| key),
                None => None,
            };
            key.map(PinnedKey::Ed25519)
        };
        let named = |refusal: Refusal| match refusal {
            Refusal::KeyUnknown if revoked.get() => Refusal::KeyRevoked,
            other => other,
        };
        let policy = Self::policy(identity);
        let mut stranger = false;
        if handshake {
            // Whose it is decides where it is remembered: a first look remembers nothing.
            let mut nothing = ReplayCache::new(WINDOW_S, 1);
            let verified = signatures::verify(&request, &policy, &key, now, &mut nothing);
            let verified = verified.map_err(named)?;
            let peer = known.get(verified.origin());
            stranger = peer.is_none_or(|peer| peer.begins());
        }
        let verified = {
            let mut replays = self.replays.of(stranger, now)?;
            signatures::verify(&request, &policy, &key, now, &mut replays).map_err(named)?
        };
        let origin = verified.origin().clone();
        // It is there, whatever was not taken there before.
        self.may_be_told(&origin);
        let exchanges = known
            .get(&origin)
            .is_some_and(|peer| peer.relation.exchanges());
        match handshake || exchanges {
            true => Ok(origin),
            false => Err(Denied::NotApproved(origin)),
        }
    }
}

#[cfg(test)]
mod tests {
    use maille_federation::keys::SecretKey;
    use maille_federation::origin::KeyId;

    use super::*;

    #[test]
    fn a_crowd_of_strangers_fills_its_own_place_alone() {
        let replays = Replays::default();
        let origin: Origin = "creuse.example".parse().unwrap();
        let key = SecretKey::from_seed(&[1; 32]).public();
        let now = Moment::from_unix(1_795_256_130);
        let taken = |stranger, number: usize, now| {
            let id = match stranger {
                true => format!("https://s{number}.example/actor#k")
                    .parse()
                    .unwrap(),
                false => KeyId::of(&origin, &key),
            };
            let mut cache = replays.of(stranger, now)?;
            cache.remember(&id, format!("{number}").as_bytes(), now)
        };
        for number in 0..REPLAYS_OF_STRANGERS_MAX {
            taken(true, number, now).unwrap();
        }
        let full = taken(true, 1_000, now).unwrap_err();
        assert_eq!((full.code(), full.status()), ("replays-full", 429));
        taken(false, 1_000, now).unwrap();
        let later = now.plus(2 * i64::from(WINDOW_S) + 2);
        taken(true, 1_000, later).unwrap();
    }
}
