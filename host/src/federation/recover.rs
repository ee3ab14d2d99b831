//! After a backup was restored: peers hold signed words of ours that go beyond what we know. What was lost comes back from them,
//! and a new epoch says so to everybody.

mod take_back;

use std::sync::PoisonError;
use std::time::Duration;

use maille_federation::client::ClientError;
use maille_federation::hash::Hash;
use maille_federation::keys::{Keyring, Position};
use maille_federation::log::{Checkpoint, Head, Opening, Place, Standing};
use maille_federation::message::{MessageError, Signed};
use maille_federation::record::first_revision;

use self::take_back::Reading;
use super::erasures;
use super::error::{FederationError, chain};
use super::identity::Identity;
use super::logs::store::{self, OWN};
use super::logs::{self, Kept};
use super::peers::{self, Peer};
use super::{Federation, moment};
use crate::database::Connection;

/// How long nothing new is said while peers are asked whether they know more of us than we do.
const UNCERTAIN: Duration = Duration::from_secs(30);
/// How long nothing new is said after a peer began to give back what was lost, and did not end.
const TAKING_BACK: Duration = Duration::from_secs(3600);

/// Whom we have asked what they know of us, since this process started.
#[derive(Debug, Default)]
pub(super) struct Asked {
    peers: std::collections::BTreeSet<String>,
    /// On the clock that only goes on.
    since: Option<Duration>,
    /// What was lost is being taken back, and nothing new is said until a new epoch began, or until then.
    taking_back: Option<Duration>,
}

/// What peers gave back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    pub records: u64,
    pub deleted: u64,
    /// The epoch that begins.
    pub epoch: u64,
}

impl Federation {
    /// Whether something may be said that is new: a peer that holds more of our log than we do would see a forked history.
    pub async fn may_publish(&self) -> Result<bool, FederationError> {
        let peers = self.peers().await?;
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let since = *asked
            .since
            .get_or_insert_with(|| self.directory.clock().passed());
        let now = self.directory.clock().passed();
        if asked.taking_back.is_some_and(|until| now < until) {
            return Ok(false);
        }
        let all = peers
            .iter()
            .filter(|peer| peer.relation.exchanges())
            .all(|peer| asked.peers.contains(peer.origin.as_str()));
        Ok(all || self.directory.clock().passed() > since + UNCERTAIN)
    }

    /// Asks a peer, once in the life of a process, how far it knows our log; what we lost comes back.
    pub(super) async fn ask_what_it_knows(
        &self,
        peer: &Peer,
    ) -> Result<Option<Recovered>, FederationError> {
        let origin = peer.origin.to_string();
        if self.has_asked(&origin) {
            return Ok(None);
        }
        let kept = logs::kept(self.directory.database().readers(), OWN).await?;
        let recovered = match kept {
            Some(kept) => self.compare_with(peer, &kept).await,
            None => Ok(None),
        };
        match recovered {
            Ok(recovered) => {
                self.asked
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .peers
                    .insert(origin);
                Ok(recovered)
            }
            Err(Lost::Failed(error)) => Err(error),
            // It is asked again when it answers.
            Err(error) => {
                self.tell_later(&peer.origin);
                tracing::debug!(peer = origin, error = %chain(&error), "a peer could not be asked what it knows of us");
                Ok(None)
            }
        }
    }

    pub(super) fn has_asked(&self, origin: &str) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.peers.contains(origin)
    }

    /// A peer asks for our log from a place on that lies behind where we left that epoch: it knows more of us than we did then, and is
    /// asked once more what it knows.
    pub(super) async fn hears_of_more(
        &self,
        connection: &mut Connection,
        kept: &Kept,
        (asker, epoch, after): (&str, u64, u64),
    ) -> Result<(), FederationError> {
        let left = logs::left(connection, (OWN, kept), epoch).await?;
        if left.is_some_and(|(left, _)| left.seq < after) {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.peers.remove(asker);
        }
        Ok(())
    }

    async fn compare_with(&self, peer: &Peer, kept: &Kept) -> Result<Option<Recovered>, Lost> {
        let identity = self.identity()?;
        let path = tail(identity, kept.epoch, kept.seq);
        let said = match self.get(peer, &path).await {
            Ok(answer) => answer.checkpoint,
            Err(ClientError::Refused(refused)) if matches!(refused.status, 403 | 404 | 409) => {
                refused.checkpoint
            }
            Err(error) => return Err(error.into()),
        };
        let Some(said) = said else {
            return Ok(None);
        };
        // Only what we signed ourselves counts.
        let ours = said.claimed().origin == identity.origin;
        let theirs = match said.verify(&|id| kept.keys.ever(id)) {
            Ok(theirs) if ours => theirs,
            // By a key that came after the backup was made: the log that they hold tells of it, in words of a key that we have.
            Err(MessageError::Key(_)) if ours => {
                self.takes_back(true);
                let recovered = self.take_back_with_keys(peer, kept).await?;
                self.takes_back(false);
                return Ok(recovered);
            }
            _ => return Ok(None),
        };
        let head = kept.head(&identity.origin);
        let standing = theirs.message().standing(&head);
        let another = matches!(standing, Standing::Ahead(_))
            && self.is_another_history(kept, theirs.message()).await?;
        if another
            || matches!(
                standing,
                Standing::Behind(_) | Standing::NewEpoch | Standing::Forked
            )
        {
            self.takes_back(true);
        }
        let recovered = match standing {
            Standing::Behind(_) => {
                let reading = Reading::of(kept, &identity.origin);
                self.take_back(peer, &reading, &theirs).await?
            }
            Standing::NewEpoch | Standing::Forked => {
                let reading = Reading::of(kept, &identity.origin);
                self.take_back_records(peer, &reading, &theirs).await?
            }
            Standing::Ahead(_) if another => {
                let reading = Reading::of(kept, &identity.origin);
                self.take_back_records(peer, &reading, &theirs).await?
            }
            Standing::OldEpoch => match self.left_behind(identity, kept, theirs.message()).await? {
                Some(reading) => {
                    self.takes_back(true);
                    self.take_back(peer, &reading, &theirs).await?
                }
                None => return Ok(None),
            },
            Standing::Ahead(_) | Standing::Same => return Ok(None),
        };
        let epoch = self.begin_anew(identity, theirs.message(), None).await?;
        self.takes_back(false);
        Ok(Some(came_back(peer, epoch, recovered)))
    }

    /// Takes back what they know beyond a place of ours: entry by entry, or, where theirs do not follow from ours, by what differs.
    async fn take_back(
        &self,
        peer: &Peer,
        reading: &Reading,
        theirs: &Signed<Checkpoint>,
    ) -> Result<Recovered, Lost> {
        match self.take_back_entries(peer, reading).await? {
            Some((recovered, _)) => Ok(recovered),
            None => self.take_back_records(peer, reading, theirs).await,
        }
    }

    /// From where to read on what they know of an epoch that we left before we had asked them; nothing where they know no more of it
    /// than we did then.
    async fn left_behind(
        &self,
        identity: &Identity,
        kept: &Kept,
        theirs: &Checkpoint,
    ) -> Result<Option<Reading>, Lost> {
        let reader = self.directory.database().snapshot().await;
        let mut reader = reader.map_err(FederationError::from)?;
        let left = logs::left(&mut reader, (OWN, kept), theirs.epoch).await?;
        let Some((left, at)) = left.filter(|(left, _)| left.seq < theirs.seq) else {
            return Ok(None);
        };
        Ok(Some(Reading {
            head: Head {
                origin: identity.origin.clone(),
                epoch: left.epoch,
                seq: left.seq,
                chain: left.chain,
            },
            keys: kept.keys.clone(),
            stays: Some((at, first_revision(left.epoch + 1))),
        }))
    }

    /// While it takes back what was lost an instance says nothing: at the same places its old log says other things. Who gave back
    /// half and went away is waited for an hour.
    fn takes_back(&self, begins: bool) {
        let until = self.directory.clock().passed() + TAKING_BACK;
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.taking_back = begins.then_some(until);
    }

    /// Takes back what a peer holds of our log beyond our place where a key signed it that was lost with it. What follows from our
    /// own entries is ours: the new key was taken in by the one that we have.
    async fn take_back_with_keys(
        &self,
        peer: &Peer,
        kept: &Kept,
    ) -> Result<Option<Recovered>, Lost> {
        let identity = self.identity()?;
        let reading = Reading::of(kept, &identity.origin);
        let read = self.take_back_entries(peer, &reading).await?;
        let Some((recovered, Some((last, keys)))) = read else {
            return Ok(None);
        };
        let epoch = self
            .begin_anew(identity, last.message(), Some(keys))
            .await?;
        Ok(Some(came_back(peer, epoch, recovered)))
    }

    /// Whether they hold another entry at their place than we do.
    async fn is_another_history(&self, kept: &Kept, theirs: &Checkpoint) -> Result<bool, Lost> {
        if theirs.seq == 0 {
            return Ok(false);
        }
        let readers = self.directory.database().readers();
        let place = (kept.epoch, theirs.seq);
        let line = store::line(readers, OWN, place)
            .await
            .map_err(FederationError::from)?;
        Ok(line.is_none_or(|line| Hash::of(&line) != theirs.chain))
    }

    async fn writing(&self) -> Result<crate::database::Write, FederationError> {
        Ok(self.directory.database().write().await?)
    }

    /// Opens an epoch after all that anybody knows of us: everything that lives is said anew in it.
    async fn begin_anew(
        &self,
        identity: &Identity,
        theirs: &Checkpoint,
        keys: Option<Keyring>,
    ) -> Result<u64, Lost> {
        let now = moment(self.directory.clock().now_ms());
        let mut write = self.writing().await?;
        let Some(mut kept) = logs::kept(&mut *write, OWN).await? else {
            return Ok(0);
        };
        kept.keys = keys.unwrap_or(kept.keys);
        let ours = Place {
            epoch: kept.epoch,
            seq: kept.seq,
            chain: kept.chain,
        };
        // Who knows of an epoch what was not known when it was left waits until that is named: it was asked.
        let theirs_counts =
            theirs.epoch < ours.epoch || (theirs.epoch, theirs.seq) >= (ours.epoch, ours.seq);
        let epoch = theirs.epoch.max(ours.epoch) + 1;
        let left = match theirs_counts {
            true => Place {
                epoch: theirs.epoch,
                seq: theirs.seq,
                chain: theirs.chain,
            },
            false => ours,
        };
        let opening = Opening {
            origin: identity.origin.clone(),
            epoch,
            at: now,
            previous: Some(left),
        };
        let opening = identity.sign(opening, now).map_err(FederationError::from)?;
        let epoch = self
            .open_epoch(&mut write, identity, &kept, &opening)
            .await?;
        write.commit().await.map_err(FederationError::from)?;
        Ok(epoch)
    }

    async fn open_epoch(
        &self,
        write: &mut Connection,
        identity: &Identity,
        kept: &Kept,
        opening: &Signed<Opening>,
    ) -> Result<u64, FederationError> {
        let head = Head::opened(opening);
        let Position { epoch, seq } = head.position();
        let mut kept = Kept {
            epoch,
            seq,
            chain: head.chain,
            root: Hash::ZERO,
            living: 0,
            journal: 0,
            ..kept.clone()
        };
        let at = self.directory.clock().now_ms();
        kept.checkpoint = super::publish::checkpoint(&kept, identity, at)?
            .bytes()
            .to_vec();
        store::open_epoch(write, OWN, epoch, opening.bytes()).await?;
        store::begin_epoch(write, OWN).await?;
        erasures::store::say_again(write).await?;
        peers::store::nobody_was_hinted(write).await?;
        store::keep(write, OWN, &kept).await?;
        Ok(epoch)
    }
}

fn came_back(peer: &Peer, epoch: u64, recovered: Recovered) -> Recovered {
    tracing::warn!(
        peer = %peer.origin,
        records = recovered.records,
        deleted = recovered.deleted,
        epoch,
        "this instance was restored from a backup: what was lost came back from a peer"
    );
    Recovered { epoch, ..recovered }
}

/// A tail of our own log, as a peer holds it.
fn tail(identity: &Identity, epoch: u64, after: u64) -> String {
    format!(
        "/federation/mirror/{}/log/{epoch}/tail/{after}",
        identity.origin
    )
}

/// Why what was lost could not be got back now.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error(transparent)]
    Asked(#[from] ClientError),
    #[error("it moved on while both were compared")]
    Moved,
    #[error(transparent)]
    Failed(#[from] FederationError),
}
