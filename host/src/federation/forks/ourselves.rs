//! Another machine that has our keys publishes under our name: whoever hears both says so to each of them, and so each finds out by
//! itself. What a peer says of us counts only as far as our own key signed it.

use maille_federation::log::Checkpoint;
use maille_federation::message::Unverified;
use maille_federation::origin::Origin;

use super::weigh::{Weighed, weigh};
use super::{Fork, store};
use crate::federation::error::FederationError;
use crate::federation::logs::store::OWN;
use crate::federation::{Federation, logs, serve};

impl Federation {
    /// What is said to a peer whose own words contradict what is known here: where its log stands here, signed by itself. Nothing
    /// where it told one history.
    pub(in crate::federation) async fn what_it_told(
        &self,
        peer: &Origin,
        contradicts: bool,
    ) -> Result<Option<String>, FederationError> {
        let two = match contradicts {
            true => true,
            false => self.fork(peer).await?.is_some_and(|fork| !fork.left),
        };
        if !two {
            return Ok(None);
        }
        let readers = self.directory.database().readers();
        let kept = logs::kept(readers, peer.as_str()).await?;
        let kept = kept.filter(|kept| !kept.checkpoint.is_empty());
        Ok(kept.map(|kept| serve::header(&kept)))
    }

    /// A peer says what it holds of our log, where it heard two histories.
    pub(in crate::federation) async fn hear_of_ourselves(
        &self,
        told_by: &Origin,
        said: Unverified<Checkpoint>,
    ) -> Result<(), FederationError> {
        if said.claimed().origin != self.identity()?.origin {
            return Ok(());
        }
        let mut reader = self.directory.database().snapshot().await?;
        let Some(kept) = logs::kept(&mut reader, OWN).await? else {
            return Ok(());
        };
        let Ok(said) = said.verify(&|id| kept.keys.ever(id)) else {
            return Ok(());
        };
        let weighed = weigh(&mut reader, (OWN, &kept), &said).await?;
        drop(reader);
        if let Weighed::Contradicts(evidence) = weighed
            && self.keep_fork(told_by.as_str(), &evidence).await?
        {
            tracing::error!(
                peer = %told_by,
                "another machine that has our keys publishes under our name"
            );
        }
        Ok(())
    }

    /// The proof that another machine publishes under our name, while the epoch goes on in which it did so.
    pub async fn own_fork(&self) -> Result<Option<Fork>, FederationError> {
        let origin = self.identity()?.origin.as_str();
        let readers = self.directory.database().readers();
        let Some((epoch, seq, told_by, evidence)) = store::fork(readers, origin).await? else {
            return Ok(None);
        };
        let kept = logs::kept(readers, OWN).await?;
        let left = kept.is_none_or(|kept| kept.epoch > epoch as u64);
        Ok((!left).then_some(Fork {
            epoch: epoch as u64,
            seq: seq as u64,
            told_by,
            evidence,
            left,
        }))
    }
}
