//! Requests of peers: nothing of them is looked at before their signature holds.

use std::sync::PoisonError;

use http::{HeaderMap, Method};
use maille_federation::origin::Origin;
use maille_federation::peering::key_of_a_first_request;
use maille_federation::signatures::{self, PinnedKey, Refusal, Request};

use super::error::FederationError;
use super::{Federation, moment};

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
    /// Who sent this request. Only the handshake is open to those with whom nothing is exchanged.
    pub async fn sender(&self, incoming: Incoming<'_>) -> Result<Origin, Denied> {
        let identity = self.identity()?;
        let known = self.known().await?;
        let now = moment(self.directory.clock().now_ms());
        let request = Request {
            method: incoming.method,
            target: incoming.target,
            headers: incoming.headers,
            body: incoming.body,
        };
        let handshake = incoming.target == PEERING && *incoming.method == Method::POST;
        let key = |id: &maille_federation::origin::KeyId| {
            let peer = known.get(id.origin()).filter(|peer| !peer.begins());
            let key = match peer {
                Some(peer) => peer.key(id),
                None if handshake => key_of_a_first_request(incoming.body)
                    .filter(|(said, _)| said == id)
                    .map(|(_, key)| key),
                None => None,
            };
            key.map(PinnedKey::Ed25519)
        };
        let verified = {
            let mut replays = self.replays.lock().unwrap_or_else(PoisonError::into_inner);
            signatures::verify(&request, &Self::policy(identity), &key, now, &mut replays)?
        };
        let origin = verified.origin().clone();
        let exchanges = known
            .get(&origin)
            .is_some_and(|peer| peer.relation.exchanges());
        match handshake || exchanges {
            true => Ok(origin),
            false => Err(Denied::NotApproved(origin)),
        }
    }
}
