//! The key was stolen: by the recovery key from the drawer a new one takes its place at once. The log begins anew behind the last
//! entry that is good, so nothing that the thief wrote or will write is in an epoch that holds; all that lives is said anew.

use std::path::Path;
use std::time::Duration;

use maille_federation::hash::Hash;
use maille_federation::keys::{Position, PublicKey, SecretKey};
use maille_federation::log::{Head, KeyAction, KeyStatement, Opening, Place};
use maille_federation::message::Signed;
use maille_federation::origin::KeyId;

use super::erasures;
use super::error::FederationError;
use super::identity::Identity;
use super::logs::store::{self, OWN};
use super::logs::{self, Kept, Ledger};
use super::publish::checkpoint_by;
use super::rotate::append_statement;
use super::{Federation, mirrors, moment, peers};
use crate::database::Connection;

/// The statement about a key that comes after its coming and its end.
const REVOKED: u64 = 3;
/// How long each peer has to say how far it knows our log.
const PATIENCE: Duration = Duration::from_secs(5);
/// Epochs beyond ours that somebody else is believed to have opened: a thief did, or somebody lies.
const EPOCHS_MAX: u64 = 1000;

/// A key that is gone, and the one in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    pub key: KeyId,
    /// The last entry of before that holds.
    pub epoch: u64,
    pub seq: u64,
    /// The epoch that begins.
    pub begins: u64,
}

/// By whom, of what, and where it begins.
struct Revocation<'a> {
    identity: &'a Identity,
    recovery: &'a (KeyId, SecretKey),
    next: &'a (KeyId, SecretKey),
    from: Position,
    at: i64,
}

impl Federation {
    /// Takes all our keys away with the recovery key in this file, and puts a new one in their place. `last` is the last entry
    /// that is good, where that is not the last one. Whoever runs this restarts the instance then.
    pub async fn revoke_key(
        &self,
        recovery: &Path,
        last: Option<u64>,
    ) -> Result<Revoked, FederationError> {
        let identity = self.identity()?;
        let secret = Identity::read_recovery(recovery)?;
        if identity.recovery != Some(secret.public()) {
            return Err(FederationError::Refused(
                "this is not the recovery key of this instance: peers pinned the one that was made beside its first key".into(),
            ));
        }
        let recovery = (KeyId::of(&identity.origin, &secret.public()), secret);
        let elsewhere = self.epochs_elsewhere().await?;
        let next = identity.make_next()?;
        let next = (KeyId::of(&identity.origin, &next.public()), next);
        let at = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        let kept = logs::kept(&mut *write, OWN).await?.ok_or_else(|| {
            FederationError::Refused(
                "this instance has published nothing yet: start it once, then revoke its key"
                    .into(),
            )
        })?;
        let left = last_good(&mut write, &kept, last).await?;
        let revoked = Revoked {
            key: next.0.clone(),
            epoch: left.epoch,
            seq: left.seq,
            begins: kept.epoch.max(elsewhere.min(kept.epoch + EPOCHS_MAX)) + 1,
        };
        let revocation = Revocation {
            identity,
            recovery: &recovery,
            next: &next,
            from: Position {
                epoch: left.epoch,
                seq: left.seq + 1,
            },
            at,
        };
        revocation
            .write(&mut write, kept, left, revoked.begins)
            .await?;
        // What we say of our peers is signed anew with it.
        mirrors::store::forget(&mut write, OWN).await?;
        write.commit().await?;
        Identity::replace(&identity.folder)?;
        self.wake.notify_one();
        Ok(revoked)
    }

    /// The latest epoch in which any peer knows our log: a thief may have begun one, and ours comes behind it.
    async fn epochs_elsewhere(&self) -> Result<u64, FederationError> {
        let identity = self.identity()?;
        let path = format!("/federation/mirror/{}/log/1/tail/0", identity.origin);
        let mut latest = 0;
        for peer in self.peers().await? {
            if !peer.relation.exchanges() {
                continue;
            }
            let asked = tokio::time::timeout(PATIENCE, self.get(&peer, &path)).await;
            let said = match asked {
                Ok(Ok(answer)) => answer.checkpoint,
                Ok(Err(maille_federation::client::ClientError::Refused(refused))) => {
                    refused.checkpoint
                }
                _ => None,
            };
            let ours = said.filter(|said| said.claimed().origin == identity.origin);
            latest = latest.max(ours.map_or(0, |said| said.claimed().epoch));
        }
        Ok(latest)
    }
}

impl Revocation<'_> {
    /// Opens the epoch, revokes each key that still speaks, and brings the new one.
    async fn write(
        &self,
        write: &mut Connection,
        kept: Kept,
        left: Place,
        epoch: u64,
    ) -> Result<(), FederationError> {
        let (origin, now) = (&self.identity.origin, moment(self.at));
        let opening = Opening {
            origin: origin.clone(),
            epoch,
            at: now,
            previous: Some(left),
        };
        let opening = Signed::make(opening, &self.recovery.0, &self.recovery.1, now)?;
        store::open_epoch(write, OWN, epoch, opening.bytes()).await?;
        store::begin_epoch(write, OWN).await?;
        erasures::store::say_again(write).await?;
        peers::store::nobody_was_hinted(write).await?;
        let over: Vec<PublicKey> = kept.keys.lasting().collect();
        let kept = Kept {
            epoch,
            seq: 0,
            chain: Head::opened(&opening).chain,
            root: Hash::ZERO,
            living: 0,
            journal: 0,
            checkpoint: Vec::new(),
            ..kept
        };
        let mut ledger = Ledger::open(write, (OWN, origin), kept, &[]).await?;
        for key in over {
            let said = self.statement(KeyAction::Revoke, key, Some(self.from));
            let said = Signed::make(said, &self.recovery.0, &self.recovery.1, now)?;
            let id = KeyId::of(origin, &key);
            append_statement(&mut ledger, (&id, REVOKED), &said, self.at)?;
        }
        let said = self.statement(KeyAction::Add, self.next.1.public(), None);
        let keys = [self.recovery, self.next].map(|(id, key)| (id, key));
        let said = Signed::make_by_all(said, &keys, now)?;
        append_statement(&mut ledger, (&self.next.0, 1), &said, self.at)?;
        ledger.flush(write, self.at).await?;
        let seal = checkpoint_by(&ledger.kept, origin, (&self.next.0, &self.next.1), self.at)?;
        ledger.kept.checkpoint = seal.bytes().to_vec();
        ledger.close(write).await
    }

    fn statement(&self, action: KeyAction, key: PublicKey, from: Option<Position>) -> KeyStatement {
        KeyStatement {
            origin: self.identity.origin.clone(),
            action,
            key,
            at: moment(self.at),
            from,
        }
    }
}

/// The place behind which nothing holds.
async fn last_good(
    connection: &mut Connection,
    kept: &Kept,
    last: Option<u64>,
) -> Result<Place, FederationError> {
    let seq = last.unwrap_or(kept.seq);
    let chain = match seq {
        seq if seq == kept.seq => Some(kept.chain),
        0 => store::opening(&mut *connection, OWN, kept.epoch)
            .await?
            .map(|opening| Hash::of(&opening)),
        seq => store::line(&mut *connection, OWN, (kept.epoch, seq))
            .await?
            .map(|line| Hash::of(&line)),
    };
    let chain = chain.ok_or_else(|| {
        FederationError::Refused(format!(
            "there is no entry {seq} in the log: it goes up to {}",
            kept.seq
        ))
    })?;
    Ok(Place {
        epoch: kept.epoch,
        seq,
        chain,
    })
}
