//! Erasures: a record of ours must be nowhere any more; peers that copied it are asked, and say when they have. It is their
//! promise, and no proof.

pub(super) mod store;

use maille_federation::client::ClientError;
use maille_federation::keys::Position;
use maille_federation::message::Unverified;
use maille_federation::origin::Origin;
use maille_federation::receipt::{Erased, Receipt};

use super::corrections::Heard;
use super::error::FederationError;
use super::logs::store::record_id;
use super::peers::Peer;
use super::{Federation, moment};
use crate::directory::{Author, DirectoryError};

/// Erasures that are said, or confirmed, in one go.
const TOGETHER: i64 = 100;
/// Erasures that are listed.
const LISTED_MAX: i64 = 200;

/// A record of ours that must be nowhere any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    pub record_id: String,
    /// Milliseconds since 1970.
    pub at: i64,
    pub by: String,
    /// The entry of our log that asks for it; nothing until it is written, 0 where nobody was ever told of the record.
    pub seq: Option<u64>,
    /// Peers that say that they have erased it.
    pub confirmed: u64,
}

/// An erasure that an owner asked for.
pub(super) struct Asked {
    pub record_id: String,
    pub epoch: u64,
    pub seq: u64,
}

impl Federation {
    /// Erases a record of ours here, and asks all that copied it to do the same.
    pub async fn erase(&self, id: &str, by: &str) -> Result<(), FederationError> {
        let mut write = self.directory.database().write().await?;
        self.directory
            .erase(&mut write, id, &Author::host(by))
            .await?;
        let at = self.directory.clock().now_ms();
        store::ask(&mut write, id, (at, by)).await?;
        write.commit().await?;
        self.wake.notify_one();
        Ok(())
    }

    /// What was asked for, the latest first.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, FederationError> {
        Ok(store::list(self.directory.database().readers(), LISTED_MAX).await?)
    }

    /// Every record of ours that was erased.
    pub async fn erased(&self) -> Result<Vec<String>, FederationError> {
        Ok(store::all(self.directory.database().readers()).await?)
    }

    /// Erases again what a restored backup brought back; how many there were.
    pub async fn erase_restored(&self, ids: &[String], by: &str) -> Result<u64, FederationError> {
        let known: std::collections::BTreeSet<String> = self.erased().await?.into_iter().collect();
        let mut count = 0;
        for id in ids.iter().filter(|id| !known.contains(*id)) {
            match self.erase(id, by).await {
                Ok(()) => count += 1,
                // It was made after the backup, too.
                Err(FederationError::Directory(DirectoryError::NotFound(_))) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }

    pub(super) async fn unsaid_erasures(&self) -> Result<Vec<String>, FederationError> {
        Ok(store::unsaid(self.directory.database().readers(), TOGETHER).await?)
    }

    pub(super) async fn owners_to_tell(&self) -> Result<Vec<String>, FederationError> {
        Ok(store::owners_to_tell(self.directory.database().readers()).await?)
    }

    /// Confirms to an owner what was erased here.
    pub(super) async fn confirm_erasures(&self, peer: &Peer) -> Result<(), FederationError> {
        let identity = self.identity()?;
        let readers = self.directory.database().readers();
        for asked in store::untold(readers, peer.origin.as_str(), TOGETHER).await? {
            let Some(id) = record_id(&peer.origin, &asked.record_id) else {
                continue;
            };
            let now = moment(self.directory.clock().now_ms());
            let receipt = Receipt {
                from: identity.origin.clone(),
                id,
                entry: Position {
                    epoch: asked.epoch,
                    seq: asked.seq,
                },
                at: now,
                // Pages that held it are made anew; no media of peers are kept.
                erased: vec![
                    Erased::Caches,
                    Erased::Index,
                    Erased::Media,
                    Erased::Pages,
                    Erased::Records,
                ],
            };
            let receipt = identity.sign(receipt, now)?;
            match self
                .post(peer, "/federation/receipts", receipt.bytes())
                .await
            {
                Ok(_) => {}
                // The owner does not know of it: asking again changes nothing.
                Err(ClientError::Refused(refused)) if matches!(refused.status, 400 | 404) => {}
                Err(_) => return Ok(()),
            }
            let mut write = self.directory.database().write().await?;
            store::told(&mut write, (peer.origin.as_str(), &asked.record_id)).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// A peer says that it erased a record of ours. Only what was asked for counts.
    pub async fn receive_receipt(
        &self,
        from: &Origin,
        body: &[u8],
    ) -> Result<Heard, FederationError> {
        let identity = self.identity()?;
        let known = self.known().await?;
        let receipt = Unverified::<Receipt>::read(body)?;
        let receipt = receipt.verify(&|id| known.get(id.origin())?.key(id))?;
        let said = receipt.message();
        if said.from != *from || *said.id.origin() != identity.origin {
            return Ok(Heard::Unknown);
        }
        let id = said.id.uuid().to_string();
        let mut write = self.directory.database().write().await?;
        let place = store::place(&mut write, &id).await?;
        let entry = (said.entry.epoch as i64, said.entry.seq as i64);
        if place != Some(entry) {
            return Ok(Heard::Unknown);
        }
        let at = self.directory.clock().now_ms();
        let names = (id.as_str(), from.as_str());
        store::keep_receipt(&mut write, names, (at, said.is_whole())).await?;
        write.commit().await?;
        Ok(Heard::Taken)
    }
}
