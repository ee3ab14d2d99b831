//! Where an owner does not answer, peers that hold a copy of its log are asked for it. What they give is verified as if it came
//! from the owner: a mirror that lies harms nobody but itself.

mod list;
pub(super) mod store;

use std::collections::BTreeSet;

use maille_federation::origin::Origin;

use super::Federation;
use super::error::{FederationError, chain};
use super::peers::Peer;
use super::pull::PullError;

/// Questions in a row to which an owner did not answer, before others are asked.
const FAILURES: u64 = 3;
/// Mirrors that are asked in one go.
const ASKED_MAX: usize = 3;
/// A mirror that lied is not asked for the same owner's log for a day.
const LIED_MS: i64 = 24 * 3600 * 1000;

/// By way of whom an owner's log comes while it does not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    pub mirror: String,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// What a mirror gave out as an owner's log and was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorFault {
    pub owner: String,
    pub times: u64,
    /// What it was the last time.
    pub fault: String,
}

/// Whether others are asked for what this peer owns.
pub(super) fn is_away(peer: &Peer) -> bool {
    peer.relation.exchanges() && peer.stopped.is_empty() && peer.failures >= FAILURES
}

impl Federation {
    /// Of these peers, the owners whose logs others are to be asked for now.
    pub(super) async fn to_mirror(
        &self,
        peers: &[Peer],
        now: i64,
    ) -> Result<BTreeSet<Origin>, FederationError> {
        let mut away: BTreeSet<Origin> = peers
            .iter()
            .filter(|peer| is_away(peer))
            .map(|peer| peer.origin.clone())
            .collect();
        if !away.is_empty() {
            let waiting = store::waiting(self.directory.database().readers(), now).await?;
            away.retain(|origin| !waiting.iter().any(|waits| waits == origin.as_str()));
        }
        Ok(away)
    }

    /// Asks peers that may hold the log of an owner that is away, one after the other, beginning behind the one of last time.
    pub(super) async fn pull_by_others(&self, owner: &Origin) -> Result<(), FederationError> {
        let peer = self.peer(owner.as_str()).await?;
        let now = self.directory.clock().now_ms();
        if !self
            .to_mirror(std::slice::from_ref(&peer), now)
            .await?
            .contains(owner)
        {
            return Ok(());
        }
        let mirrors = self.mirrors_of(&peer, now).await?;
        let last = mirrors.last().map(|mirror| mirror.origin.clone());
        for mirror in mirrors {
            let pulled = self.pull_from(&peer, Some(&mirror)).await;
            let names = (owner.as_str(), mirror.origin.as_str());
            let mut write = self.directory.database().write().await?;
            match pulled {
                Ok(pulled) => {
                    let due = match pulled.more {
                        true => now,
                        false => now + self.poll_ms(owner, now),
                    };
                    let at = self.directory.clock().now_ms();
                    store::asked(&mut write, names, (Some(at), due)).await?;
                    write.commit().await?;
                    return Ok(());
                }
                Err(PullError::Failed(error)) => return Err(error),
                Err(PullError::Over) => return Ok(()),
                Err(PullError::Stopped(why)) => {
                    tracing::warn!(
                        mirror = names.1,
                        owner = names.0,
                        why,
                        "a mirror gave out what is not its owner's"
                    );
                    store::lied(&mut write, (names.1, names.0), (now, &why)).await?;
                }
                Err(
                    error @ (PullError::Asked(_)
                    | PullError::Behind { .. }
                    | PullError::Unheard { .. }
                    | PullError::Moved
                    | PullError::Partial
                    | PullError::Impostor
                    | PullError::Full(_)),
                ) => {
                    tracing::debug!(mirror = names.1, owner = names.0, error = %chain(&error), "a mirror could not help");
                }
            }
            write.commit().await?;
        }
        let mut write = self.directory.database().write().await?;
        let via = last.map(|last| last.to_string()).unwrap_or_default();
        let due = now + self.poll_ms(owner, now);
        store::asked(&mut write, (owner.as_str(), &via), (None, due)).await?;
        write.commit().await?;
        Ok(())
    }

    /// Whom to ask for an owner's log now: peers that answer, that the owner lists, and that did not lie of it lately.
    async fn mirrors_of(&self, owner: &Peer, now: i64) -> Result<Vec<Peer>, FederationError> {
        let readers = self.directory.database().readers();
        let name = owner.origin.as_str();
        let listed = self.list_of(&owner.origin).await?;
        let liars = store::liars(readers, name, now - LIED_MS).await?;
        let last = store::via(readers, name).await?;
        let mut mirrors = self.peers().await?;
        mirrors.retain(|peer| {
            peer.origin != owner.origin
                && peer.relation.exchanges()
                && peer.stopped.is_empty()
                && peer.failures == 0
                && listed.as_ref().is_none_or(|list| list.allows(&peer.origin))
                && !liars.iter().any(|liar| liar == peer.origin.as_str())
        });
        if let Some((last, _)) = last {
            let behind = mirrors
                .iter()
                .position(|peer| peer.origin.as_str() > last.as_str());
            mirrors.rotate_left(behind.unwrap_or(0));
        }
        mirrors.truncate(ASKED_MAX);
        Ok(mirrors)
    }

    /// By way of whom an owner's log came last, where it does not answer itself.
    pub(super) async fn via(&self, owner: &Origin) -> Result<Option<Via>, FederationError> {
        let peer = self.peer(owner.as_str()).await?;
        let readers = self.directory.database().readers();
        let found = store::via(readers, owner.as_str()).await?;
        let found = found.filter(|_| peer.failures > 0);
        Ok(found.and_then(|(mirror, at)| Some(Via { mirror, at: at? })))
    }

    /// What this peer gave out as others' logs and was not.
    pub(super) async fn mirror_faults(
        &self,
        mirror: &Origin,
    ) -> Result<Vec<MirrorFault>, FederationError> {
        let readers = self.directory.database().readers();
        let found = store::faults(readers, mirror.as_str()).await?.into_iter();
        let fault = |(owner, times, fault): (String, i64, String)| MirrorFault {
            owner,
            times: times.max(0) as u64,
            fault,
        };
        Ok(found.map(fault).collect())
    }
}
