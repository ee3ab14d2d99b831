//! Whom an owner lets read its log from others: a list that it signs, and that goes stale. Who is not on it, or not any more,
//! gets the log from nobody but its owner.

use maille_federation::message::Unverified;
use maille_federation::origin::Origin;
use maille_federation::peering::PeerList;

use super::store::{self, KeptList};
use crate::federation::error::{FederationError, chain};
use crate::federation::logs::store::OWN;
use crate::federation::peers::Peer;
use crate::federation::{Federation, moment};

/// Where an owner's list is.
const PATH: &str = "/federation/peers";
/// Bytes of a list.
const LIST_BYTES_MAX: usize = maille_federation::json::RECORD_BYTES_MAX;
/// Names on our own: 64 KiB hold them, each with the 253 letters that it may have at most.
const NAMES_MAX: i64 = 240;
/// Our own list is signed anew each day: who reads it sees that it still holds.
const SIGNED_ANEW_MS: i64 = 24 * 3600 * 1000;
/// A list holds for thirty days: an owner that is away for longer is served on to nobody any more.
const HOLDS_MS: i64 = 30 * 24 * 3600 * 1000;

impl Federation {
    /// Our own list, signed anew where it changed or is a day old.
    pub(in crate::federation) async fn own_list(&self) -> Result<Vec<u8>, FederationError> {
        let identity = self.identity()?;
        let readers = self.directory.database().readers();
        let now = self.directory.clock().now_ms();
        if let Some(kept) = store::list(readers, OWN).await?
            && kept.at > now - SIGNED_ANEW_MS
            && names(&kept) == store::approved(readers, NAMES_MAX).await?
        {
            return Ok(kept.list);
        }
        let mut write = self.directory.database().write().await?;
        let before = store::list(&mut *write, OWN).await?;
        let approved = store::approved(&mut *write, NAMES_MAX).await?;
        let peers = approved.iter().filter_map(|name| name.parse().ok());
        let serial = before.map_or(1, |before| before.serial + 1);
        let at = moment(now);
        let list = PeerList {
            origin: identity.origin.clone(),
            serial,
            at,
            peers: peers.collect(),
        };
        let list = identity.sign(list, at)?.bytes().to_vec();
        let kept = KeptList {
            serial,
            at: now,
            list,
            tag: String::new(),
        };
        store::keep_list(&mut write, OWN, &kept).await?;
        write.commit().await?;
        Ok(kept.list)
    }

    /// Asks an owner for its list, if it changed.
    pub(in crate::federation) async fn learn_list(
        &self,
        peer: &Peer,
    ) -> Result<(), FederationError> {
        let readers = self.directory.database().readers();
        let before = store::list(readers, peer.origin.as_str()).await?;
        let tag = before.as_ref().map(|before| before.tag.as_str());
        let tag = tag.filter(|tag| !tag.is_empty());
        let answer = match self.get_changed(peer, PATH, tag, LIST_BYTES_MAX).await {
            Ok(answer) if !answer.is_unchanged() => answer,
            Ok(_) => return Ok(()),
            Err(error) => {
                tracing::debug!(peer = %peer.origin, error = %chain(&error), "a peer gives no list of its peers");
                return Ok(());
            }
        };
        let known = self.known().await?;
        let key = |id: &maille_federation::origin::KeyId| known.get(&peer.origin)?.key(id);
        let read = Unverified::<PeerList>::read(&answer.body).and_then(|list| list.verify(&key));
        let list = match read {
            Ok(list) if list.message().origin == peer.origin => list,
            Ok(_) => return Ok(()),
            Err(error) => {
                tracing::info!(peer = %peer.origin, error = %chain(&error), "a peer's list of its peers does not hold");
                return Ok(());
            }
        };
        let kept = KeptList {
            serial: list.message().serial,
            at: list.message().at.unix() * 1000,
            list: list.bytes().to_vec(),
            tag: answer.etag.unwrap_or_default(),
        };
        let mut write = self.directory.database().write().await?;
        store::keep_list(&mut write, peer.origin.as_str(), &kept).await?;
        write.commit().await?;
        Ok(())
    }

    /// The list of an owner, where it holds still.
    pub(super) async fn list_of(
        &self,
        owner: &Origin,
    ) -> Result<Option<PeerList>, FederationError> {
        let readers = self.directory.database().readers();
        let kept = store::list(readers, owner.as_str()).await?;
        let fresh = self.directory.clock().now_ms() - HOLDS_MS;
        let kept = kept.filter(|kept| kept.at > fresh);
        Ok(kept.and_then(|kept| read(&kept)))
    }

    /// Whom an owner lets read its log from others; nobody where its list is not known or does not hold any more.
    pub async fn listed_by(&self, owner: &Origin) -> Result<Vec<Origin>, FederationError> {
        let list = self.list_of(owner).await?;
        Ok(list.map(|list| list.peers).unwrap_or_default())
    }

    /// Whether an owner lets its log be served on by us to this instance: both are on its list, and it exchanges with us still.
    pub(in crate::federation) async fn may_serve_on(
        &self,
        owner: &Origin,
        asker: &Origin,
    ) -> Result<bool, FederationError> {
        let identity = self.identity()?;
        let known = self.known().await?;
        if known
            .get(owner)
            .is_none_or(|known| !known.relation.exchanges())
        {
            return Ok(false);
        }
        let list = self.list_of(owner).await?;
        Ok(list.is_some_and(|list| list.allows(asker) && list.allows(&identity.origin)))
    }
}

/// A list that was verified when it was kept.
fn read(kept: &KeptList) -> Option<PeerList> {
    let read = Unverified::<PeerList>::read(&kept.list).ok()?;
    Some(read.claimed().clone())
}

fn names(kept: &KeptList) -> Vec<String> {
    let list = read(kept).into_iter();
    let names = list.flat_map(|list| list.peers);
    names.map(|name| name.to_string()).collect()
}
