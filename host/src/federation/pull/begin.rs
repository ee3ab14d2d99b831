//! The first words of a log: how it begins, and all keys that its owner ever had.

use maille_federation::client::ClientError;
use maille_federation::keys::{KeyHistory, Keyring};
use maille_federation::log::{Checkpoint, Head, LogError, Opening};
use maille_federation::message::{Signed, Unverified};

use super::{Pull, PullError};
use crate::database::Connection;
use crate::federation::error::FederationError;
use crate::federation::logs::{self, Kept};
use crate::federation::peers::{Peer, store};

impl Pull<'_> {
    /// Reads how the log begins, and keeps that. Where it stands comes with it.
    pub(super) async fn begin(&self) -> Result<(Kept, Signed<Checkpoint>), PullError> {
        let peer = self.peer;
        let keys = self.all_keys().await?;
        let mut sent = self.get("/federation/log/1/opening").await?;
        let theirs = sent
            .checkpoint
            .take()
            .ok_or_else(|| PullError::Stopped("it says nothing of where its log stands".into()))?
            .verify(&|id| keys.current(id))?;
        let epoch = theirs.message().epoch;
        if epoch != 1 {
            sent = self
                .get(&format!("/federation/log/{epoch}/opening"))
                .await?;
        }
        let opening =
            Unverified::<Opening>::read(&sent.body)?.verify(&|id| keys.opens(id, epoch))?;
        let head = Head::opened(&opening);
        if (&head.origin, head.epoch) != (&peer.origin, epoch) {
            return Err(LogError::Elsewhere.into());
        }
        let kept = Kept {
            epoch,
            seq: 0,
            chain: head.chain,
            root: maille_federation::hash::Hash::ZERO,
            living: 0,
            // The first batch brings the owner's words for its place.
            checkpoint: Vec::new(),
            keys,
            journal: 0,
            rules: String::new(),
        };
        let name = peer.origin.as_str();
        let mut write = self.federation.directory.database().write().await?;
        self.still_exchanges(&mut write).await?;
        if let Some(kept) = logs::kept(&mut *write, name).await? {
            return Ok((kept, theirs));
        }
        logs::store::open_epoch(&mut write, name, epoch, opening.bytes()).await?;
        logs::store::keep(&mut write, name, &kept).await?;
        write.commit().await.map_err(FederationError::from)?;
        Ok((kept, theirs))
    }

    /// Whether the relation is still the one in which the peer was asked: what it sent may have come after its end.
    pub(super) async fn still_exchanges(&self, write: &mut Connection) -> Result<(), PullError> {
        let now = store::one(write, self.peer.origin.as_str()).await?;
        // Each step of the handshake has a number of its own; a key may be followed meanwhile.
        let steps = |peer: &Peer| (peer.our_serial, peer.their_serial);
        let same = |now: &Peer| now.relation.exchanges() && steps(now) == steps(self.peer);
        let same = now.as_ref().is_some_and(same);
        same.then_some(()).ok_or(PullError::Over)
    }

    /// All keys that it ever had, told by the one that was pinned: whoever comes late has not read where they came and went.
    async fn all_keys(&self) -> Result<Keyring, PullError> {
        let peer = self.peer;
        let pinned = Keyring::pinned(peer.origin.clone(), peer.key, peer.recovery);
        let answer = match self.get("/federation/keys").await {
            Ok(answer) => answer,
            Err(PullError::Asked(ClientError::Refused(_))) => return Ok(pinned),
            Err(error) => return Err(error),
        };
        let history = Unverified::<KeyHistory>::read(&answer.body)?;
        let history = history.verify(&|id| pinned.current(id))?;
        Keyring::told(&history, peer.key, peer.recovery).ok_or_else(|| {
            PullError::Stopped(
                "keys: what it tells of its keys leaves out the one that was pinned".into(),
            )
        })
    }
}
