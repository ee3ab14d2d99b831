//! What is known here of owners that tell two histories, or under whose names two machines publish: for pages, commands, and whoever
//! shows a proof. Nothing here changes anything.

use maille_federation::keys::Position;
use maille_federation::log::{Checkpoint, ForkEvidence};
use maille_federation::message::Unverified;
use maille_federation::origin::Origin;

use super::{store, teller};
use crate::federation::Federation;
use crate::federation::error::{FederationError, chain};
use crate::federation::logs;
use crate::federation::mirrors::{MirrorFault, Via};

/// A proof that an owner told two histories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// Where both of them stand.
    pub epoch: u64,
    pub seq: u64,
    /// Who told of the other one; the owner's own name where it did so itself.
    pub told_by: String,
    /// The document for others: `ForkEvidence` of the protocol.
    pub evidence: Vec<u8>,
    /// The owner began anew since then, as after a restored backup: that explains it.
    pub left: bool,
}

/// Somebody signs with a peer's key and began anew, and the peer's own address does not know of it: two machines publish under its
/// name, one of which knew less than the other when it started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twice {
    /// The epoch that was signed.
    pub epoch: u64,
    /// The one in which its address answers.
    pub here: u64,
    /// Who told of it; the peer's own name where it was told in that name.
    pub told_by: String,
}

impl Fork {
    /// Whether the other history came in the owner's own name: a machine that has its key said it here.
    pub fn came_from_itself(&self, owner: &Origin) -> bool {
        self.told_by == owner.as_str()
    }
}

/// What third parties have to do with a peer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThirdParties {
    /// The proof that it told two histories.
    pub fork: Option<Fork>,
    /// Another machine publishes under its name.
    pub twice: Option<Twice>,
    /// How much of what it told of others did not hold, and why the last of it.
    pub wrong: u64,
    pub fault: String,
    /// By way of whom its log comes while it does not answer.
    pub via: Option<Via>,
    /// What it gave out as others' logs and was not.
    pub mirror_faults: Vec<MirrorFault>,
}

impl Federation {
    /// The proof that an owner told two histories, if there is one.
    pub async fn fork(&self, origin: &Origin) -> Result<Option<Fork>, FederationError> {
        let readers = self.directory.database().readers();
        let found = store::fork(readers, origin.as_str()).await?;
        let Some((epoch, seq, told_by, evidence)) = found else {
            return Ok(None);
        };
        let kept = logs::kept(readers, origin.as_str()).await?;
        Ok(Some(Fork {
            epoch: epoch as u64,
            seq: seq as u64,
            told_by,
            evidence,
            left: kept.is_some_and(|kept| kept.epoch > epoch as u64),
        }))
    }

    /// Whether a later epoch of a peer's log was signed than the one in which its address answered since. What was signed before
    /// somebody here decided to go on with it is settled, by the clock of who signed it.
    pub async fn twice(&self, origin: &Origin) -> Result<Option<Twice>, FederationError> {
        let readers = self.directory.database().readers();
        let peer = self.peer(origin.as_str()).await?;
        let kept = logs::kept(readers, origin.as_str()).await?;
        let (Some(kept), Some(agreed)) = (kept, peer.agreed) else {
            return Ok(None);
        };
        let settled = peer.settled.unwrap_or(i64::MIN);
        let mut latest: Option<Twice> = None;
        for heard in store::heard(readers, origin.as_str(), agreed - 1).await? {
            let said = Unverified::<Checkpoint>::read(&heard.checkpoint)?;
            // It was verified when it was heard.
            let said = said.claimed();
            let new = said.at.unix().saturating_mul(1000) > settled && said.epoch > kept.epoch;
            if new && latest.as_ref().is_none_or(|one| one.epoch < said.epoch) {
                latest = Some(Twice {
                    epoch: said.epoch,
                    here: kept.epoch,
                    told_by: teller(origin.as_str(), &heard.told_by).to_owned(),
                });
            }
        }
        Ok(latest)
    }

    /// Checks a proof that somebody shows, with the keys that were pinned here: of whom it is and of which place.
    pub async fn check_fork(&self, evidence: &[u8]) -> Result<(Origin, Position), FederationError> {
        let known = self.known().await?;
        let read = ForkEvidence::read(evidence, &|id| known.get(id.origin())?.ever(id));
        let read = read.map_err(|why| FederationError::Refused(chain(&why)))?;
        let (first, _) = read.checkpoints();
        Ok((first.origin.clone(), first.position()))
    }

    /// What third parties have to do with a peer.
    pub async fn third_parties(&self, origin: &Origin) -> Result<ThirdParties, FederationError> {
        let readers = self.directory.database().readers();
        let (wrong, fault) = store::wrong(readers, origin.as_str()).await?;
        Ok(ThirdParties {
            fork: self.fork(origin).await?,
            twice: self.twice(origin).await?,
            wrong,
            fault,
            via: self.via(origin).await?,
            mirror_faults: self.mirror_faults(origin).await?,
        })
    }
}
