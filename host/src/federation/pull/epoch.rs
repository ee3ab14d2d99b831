//! A peer that was restored from a backup began anew: its new log names where the old one was left, and says all that lives.

use maille_federation::client::ClientError;
use maille_federation::hash::Hash;
use maille_federation::log::{Head, LogError, Opening};
use maille_federation::message::Unverified;

use super::{Pull, PullError};
use crate::directory::Mirrored;
use crate::federation::logs::{self, Kept, store};

/// Copies that are taken out in one transaction.
const DROPPED_TOGETHER: i64 = 500;
/// Failures in a row, of which the last few hours lie between, after which an owner that does not ask is followed nevertheless.
const PATIENCE: u64 = 10;
/// Epochs that may lie between the one that is known here and the one that is followed, and are looked at.
const BETWEEN: u64 = 8;

impl Pull<'_> {
    /// Reads how the epoch began, and stands at its beginning then. Copies stay until the new log was read to its end.
    pub(super) async fn follow_epoch(&self, kept: &Kept, epoch: u64) -> Result<Kept, PullError> {
        let origin = self.peer.origin.clone();
        let answer = self
            .get(&format!("/federation/log/{epoch}/opening"))
            .await?;
        let opening =
            Unverified::<Opening>::read(&answer.body)?.verify(&|id| kept.keys.opens(id, epoch))?;
        let head = Head::opened(&opening);
        if (&head.origin, head.epoch) != (&origin, epoch) {
            return Err(LogError::Elsewhere.into());
        }
        let by_recovery = |id| kept.keys.recovery(id).is_some();
        let revokes = opening.signed_by().iter().any(by_recovery);
        if !revokes && self.peer.failures < PATIENCE {
            self.was_heard(kept, opening.message()).await?;
        }
        let name = origin.as_str();
        let mut write = self.federation.directory.database().write().await?;
        let now = logs::kept(&mut *write, name).await?;
        let Some(now) = now.filter(|now| now.epoch < epoch) else {
            // Another process of this instance was faster.
            return Err(PullError::Behind {
                theirs: 0,
                ours: kept.seq,
            });
        };
        let now = Kept {
            epoch,
            seq: 0,
            chain: head.chain,
            root: Hash::ZERO,
            living: 0,
            checkpoint: Vec::new(),
            ..now
        };
        if revokes && let Some(last) = &opening.message().previous {
            self.unsay(&mut write, last).await?;
        }
        store::open_epoch(&mut write, name, epoch, opening.bytes()).await?;
        store::begin_epoch(&mut write, name).await?;
        store::keep(&mut write, name, &now).await?;
        write.commit().await?;
        tracing::warn!(
            peer = name,
            epoch,
            "a peer began anew, after a backup was restored"
        );
        Ok(now)
    }

    /// Whether the owner knew, when it left the epoch that is known here, all that is known of it here: it was restored from a backup
    /// and took back what one peer knew; where more is known here, that would be lost.
    async fn was_heard(&self, kept: &Kept, opening: &Opening) -> Result<(), PullError> {
        let of_this = |opening: &Opening| {
            let previous = opening.previous.as_ref();
            previous
                .filter(|left| left.epoch == kept.epoch)
                .map(|left| left.seq)
        };
        let mut left = of_this(opening);
        let earliest = opening.epoch.saturating_sub(BETWEEN).max(kept.epoch + 1);
        let mut between = (earliest..opening.epoch).rev();
        while left.is_none()
            && let Some(epoch) = between.next()
        {
            let path = format!("/federation/log/{epoch}/opening");
            let answer = match self.get(&path).await {
                Ok(answer) => answer,
                Err(PullError::Asked(ClientError::Refused(_))) => continue,
                Err(error) => return Err(error),
            };
            let said = Unverified::<Opening>::read(&answer.body)?;
            // Of a key that is not known yet the log tells later.
            if let Ok(said) = said.verify(&|id| kept.keys.opens(id, epoch)) {
                left = of_this(said.message());
            }
        }
        match left {
            Some(left) if left < kept.seq => Err(PullError::Unheard {
                left,
                ours: kept.seq,
            }),
            _ => Ok(()),
        }
    }

    /// Takes out what the new epoch did not say anew: both were found to hold the same without it.
    pub(super) async fn drop_stale(&self) -> Result<(), PullError> {
        let directory = &self.federation.directory;
        let name = self.peer.origin.as_str();
        loop {
            let readers = directory.database().readers();
            let stale = store::stale(readers, name, DROPPED_TOGETHER).await?;
            if stale.is_empty() {
                return Ok(());
            }
            let mut write = directory.database().write().await?;
            let mut changes = Vec::with_capacity(stale.len());
            let mut words = Vec::with_capacity(stale.len());
            for (id, revision) in stale {
                let Some(record) = store::record_id(&self.peer.origin, &id) else {
                    continue;
                };
                words.push((
                    logs::Word {
                        record: id.clone(),
                        revision: revision as u64,
                        hash: None,
                        said: None,
                        aside: String::new(),
                    },
                    maille_federation::digest::bucket(&record),
                ));
                changes.push(Mirrored::Gone {
                    id,
                    revision: revision as u64 + 1,
                    erased: false,
                });
            }
            directory.mirror(&mut write, name, changes).await?;
            let words: Vec<(&logs::Word, u16)> =
                words.iter().map(|(word, bucket)| (word, *bucket)).collect();
            store::keep_words(&mut write, name, &words).await?;
            write.commit().await?;
        }
    }
}
