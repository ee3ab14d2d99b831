//! Pulling a peer's log: verified entry by entry, written together with the records that it speaks of and the place up to which
//! it was read. Killed at any moment, it goes on from there.

mod apply;
mod bounds;
mod epoch;
mod repair;
mod unsay;

use std::sync::{Mutex, PoisonError};

use maille_federation::client::{Answer, ClientError};
use maille_federation::keys::{KeyHistory, Keyring};
use maille_federation::log::{
    Advance, Batch, Checkpoint, Contents, ForkEvidence, Head, LogError, Opening, PAGE_ENTRIES,
    Standing,
};
use maille_federation::message::{MessageError, Signed, Unverified};

use super::error::FederationError;
use super::error::chain;
use super::logs::{self, Kept};
use super::peers::{Peer, store};
use super::{Federation, forks, moment};
use crate::database::Connection;

/// Batches pulled in one go; a longer log goes on at the next tick, after other peers.
const BATCHES_MAX: u64 = 200;

pub(super) use self::bounds::HeldMax;

/// What a pull came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pulled {
    pub entries: u64,
    pub requests: u64,
    /// Of answers, unpacked.
    pub bytes: u64,
    /// Both hold the same.
    pub agreed: bool,
    /// There is more than one go takes.
    pub more: bool,
    /// What their clock shows beyond ours, in seconds.
    pub clock_s: Option<i64>,
    /// The way of signing that they read.
    pub scheme: Option<maille_federation::signatures::Scheme>,
}

/// Why a pull ended.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// It may answer another time.
    #[error(transparent)]
    Asked(#[from] ClientError),
    /// The exchange was suspended or ended while it was asked.
    #[error("nothing is exchanged with it any more")]
    Over,
    /// It says less than it said before: it was restored from a backup, and will say so.
    #[error("it has gone back to entry {theirs}; {ours} are known here")]
    Behind { theirs: u64, ours: u64 },
    /// It began anew without asking what is known of it here: it is waited for.
    #[error("it began anew behind entry {left}; {ours} are known here, and it will ask for them")]
    Unheard { left: u64, ours: u64 },
    /// What it says of its records is of another moment than what it says of its log.
    #[error("it moved on while both were compared")]
    Moved,
    /// Who answers speaks with a key that the owner revoked: the owner itself may answer another time.
    #[error("who answers there speaks with a key that was revoked")]
    Impostor,
    /// It would fill what is held of one peer: nothing more is pulled until somebody decides.
    #[error("full: {0}")]
    Full(String),
    /// Its log does not hold together: nothing more is pulled until somebody decides.
    #[error("its log does not hold together: {0}")]
    Stopped(String),
    /// Ours, not theirs.
    #[error(transparent)]
    Failed(#[from] FederationError),
}

impl From<LogError> for PullError {
    fn from(error: LogError) -> Self {
        Self::Stopped(format!("{}: {}", error.code(), chain(&error)))
    }
}

impl From<MessageError> for PullError {
    fn from(error: MessageError) -> Self {
        Self::Stopped(format!("{}: {}", error.code(), chain(&error)))
    }
}

impl From<sqlx::Error> for PullError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<crate::database::DatabaseError> for PullError {
    fn from(error: crate::database::DatabaseError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<crate::directory::DirectoryError> for PullError {
    fn from(error: crate::directory::DirectoryError) -> Self {
        Self::Failed(error.into())
    }
}

/// One go at a peer's log.
struct Pull<'a> {
    federation: &'a Federation,
    /// Whose log it is.
    peer: &'a Peer,
    /// Who is asked for it, where that is not its owner.
    via: Option<&'a Peer>,
    /// Bytes of its records that are here, once they were counted.
    held: Mutex<Option<u64>>,
    done: Mutex<Pulled>,
}

/// What the next question brought.
enum Next {
    /// Entries that follow, verified.
    Contents(Box<Contents>, Vec<Vec<u8>>),
    /// Nothing new; where the peer stands, if it says so.
    Nothing(Option<Signed<Checkpoint>>),
    /// A later epoch, of which a key speaks that is not known yet: how it began will tell.
    Later(u64),
}

impl Federation {
    /// Pulls what a peer's log says beyond what is known here.
    pub async fn pull(&self, peer: &Peer) -> Result<Pulled, PullError> {
        self.pull_from(peer, None).await
    }

    /// The same, from a mirror where there is one to ask.
    pub(super) async fn pull_from(
        &self,
        peer: &Peer,
        via: Option<&Peer>,
    ) -> Result<Pulled, PullError> {
        let pull = Pull {
            federation: self,
            peer,
            via,
            held: Mutex::default(),
            done: Mutex::default(),
        };
        let more = pull.run().await?;
        let done = pull
            .done
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(Pulled { more, ..done })
    }
}

impl Pull<'_> {
    /// Reads on until nothing follows, or until one go is over: then there is more.
    async fn run(&self) -> Result<bool, PullError> {
        let mut kept = match self.kept().await? {
            Some(kept) => kept,
            None => self.begin().await?,
        };
        let mut next = self.next(&kept).await?;
        for _ in 0..BATCHES_MAX {
            match next {
                Next::Contents(contents, lines) => {
                    self.fits(&kept, &contents).await?;
                    self.note(|done| done.entries += contents.entries.len() as u64);
                    // While these are written, those that follow are fetched and verified.
                    let ahead = kept.after(&contents);
                    let (written, following) =
                        tokio::join!(self.apply(&kept, *contents, lines), self.next(&ahead));
                    let Some(now) = written? else {
                        // Another process of this instance was faster.
                        return Ok(true);
                    };
                    kept = now;
                    next = following?;
                }
                Next::Later(epoch) => {
                    kept = self.follow_epoch(&kept, epoch).await?;
                    next = self.next(&kept).await?;
                }
                Next::Nothing(theirs) => match self.compare(&kept, theirs).await? {
                    Some(now) => {
                        kept = now;
                        next = self.next(&kept).await?;
                    }
                    None => return Ok(false),
                },
            }
        }
        Ok(true)
    }

    /// Counts what was done.
    fn note(&self, count: impl FnOnce(&mut Pulled)) {
        count(&mut self.done.lock().unwrap_or_else(PoisonError::into_inner));
    }

    async fn kept(&self) -> Result<Option<Kept>, PullError> {
        let readers = self.federation.directory.database().readers();
        Ok(logs::kept(readers, self.peer.origin.as_str()).await?)
    }

    async fn get(&self, path: &str) -> Result<Answer, PullError> {
        let asked = match self.via {
            None => self.federation.get(self.peer, path).await,
            Some(mirror) => {
                let path = path.replacen(
                    "/federation/",
                    &format!("/federation/mirror/{}/", self.peer.origin),
                    1,
                );
                self.federation.get(mirror, &path).await
            }
        };
        self.note(|done| done.requests += 1);
        let date = match &asked {
            Ok(answer) => answer.date,
            Err(ClientError::Refused(refused)) => refused.date,
            Err(_) => None,
        };
        let now = moment(self.federation.directory.clock().now_ms());
        self.note(|done| done.clock_s = date.map(|theirs| theirs.unix() - now.unix()));
        let answer = asked?;
        self.note(|done| {
            done.bytes += answer.body.len() as u64;
            done.scheme = Some(answer.scheme);
        });
        Ok(answer)
    }

    /// Reads how the log begins, and keeps that.
    async fn begin(&self) -> Result<Kept, PullError> {
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
            return Ok(kept);
        }
        logs::store::open_epoch(&mut write, name, epoch, opening.bytes()).await?;
        logs::store::keep(&mut write, name, &kept).await?;
        write.commit().await.map_err(FederationError::from)?;
        Ok(kept)
    }

    /// Whether the relation is still the one in which the peer was asked: what it sent may have come after its end.
    async fn still_exchanges(&self, write: &mut Connection) -> Result<(), PullError> {
        let now = store::one(write, self.peer.origin.as_str()).await?;
        let same = now.is_some_and(|now| now.relation.exchanges() && now.key == self.peer.key);
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

    /// The entries that follow: a closed page with all parts of its contents, or the tail.
    async fn next(&self, kept: &Kept) -> Result<Next, PullError> {
        let head = kept.head(&self.peer.origin);
        let epoch = kept.epoch;
        let path = format!("/federation/log/{epoch}/tail/{}", kept.seq);
        let (said, sent) = match self.get(&path).await {
            Ok(mut answer) => (answer.checkpoint.take(), Some(answer)),
            // It stands elsewhere, and says where.
            Err(PullError::Asked(ClientError::Refused(refused))) if refused.status == 409 => {
                (refused.checkpoint, None)
            }
            Err(error) => return Err(error),
        };
        let later = said.as_ref().map(|said| said.claimed().epoch);
        let later = later.filter(|epoch| *epoch > kept.epoch);
        let theirs = said.map(|said| self.theirs(said, kept)).transpose();
        let Some(sent) = sent else {
            return match (theirs, later) {
                (Err(MessageError::Key(id)), _) if kept.keys.revoked(&id) => {
                    Err(PullError::Impostor)
                }
                (Err(MessageError::Key(_)), Some(epoch)) => Ok(Next::Later(epoch)),
                (theirs, _) => Ok(Next::Nothing(theirs?)),
            };
        };
        let batch = Batch::read(&sent.body)?;
        let advance = match head.advance(&batch) {
            Ok(advance) => advance,
            Err(error) => {
                // Where its owner signed it, it is another history than the one before.
                if let (LogError::Chain { .. }, Some((evidence, theirs))) =
                    (&error, forks::fork_in(kept, &batch))
                {
                    self.keep_fork(&evidence, &theirs).await?;
                }
                return Err(error.into());
            }
        };
        if batch.entries.is_empty() {
            return Ok(Next::Nothing(theirs?));
        }
        // Who signed them may be a key that these very entries bring.
        if let Err(error) = theirs
            && !matches!(error, MessageError::Key(_))
        {
            return Err(error.into());
        }
        let lines = batch.entries.iter().map(|line| line.to_vec()).collect();
        let contents: Vec<Vec<u8>> = batch.contents.iter().map(|line| line.to_vec()).collect();
        let contents = verify(advance, contents, kept.keys.clone()).await?;
        Ok(Next::Contents(Box::new(contents), lines))
    }

    /// Keeps the proof of two histories, which its owner told itself. What a mirror shows is another matter: it may be the truth of
    /// a restored backup, so the owner is asked when it comes back.
    async fn keep_fork(
        &self,
        evidence: &ForkEvidence,
        theirs: &Signed<Checkpoint>,
    ) -> Result<(), PullError> {
        match self.via {
            None => {
                let owner = self.peer.origin.as_str();
                self.federation.keep_fork(owner, evidence).await?;
                Ok(())
            }
            Some(mirror) => {
                let mirror = mirror.origin.as_str();
                self.federation.hear(mirror, theirs).await?;
                Err(PullError::Moved)
            }
        }
    }

    /// The peer's own words of where its log stands. A key that came later may have signed them: then the log tells first.
    fn theirs(
        &self,
        said: Unverified<Checkpoint>,
        kept: &Kept,
    ) -> Result<Signed<Checkpoint>, MessageError> {
        let found = said.claimed().origin.clone();
        match found == self.peer.origin {
            true => said.verify(&|id| kept.keys.current(id)),
            false => Err(MessageError::Signer {
                owner: self.peer.origin.clone(),
                found,
            }),
        }
    }

    /// Nothing follows: do both hold the same? Where it began anew, its new log is what is read on from.
    async fn compare(
        &self,
        kept: &Kept,
        theirs: Option<Signed<Checkpoint>>,
    ) -> Result<Option<Kept>, PullError> {
        let Some(theirs) = theirs else {
            return Ok(None);
        };
        let said = theirs.message();
        match said.standing(&kept.head(&self.peer.origin)) {
            Standing::Same if said.root == kept.root && said.count == kept.living => {
                self.drop_stale().await?;
                self.note(|done| done.agreed = true);
                Ok(None)
            }
            Standing::Same => {
                let theirs = (said.root, said.count);
                self.repair(kept, theirs).await.map(|()| None)
            }
            Standing::Ahead(_) | Standing::OldEpoch => Err(PullError::Behind {
                theirs: said.seq,
                ours: kept.seq,
            }),
            Standing::Forked => {
                if let Ok(evidence) = forks::fork_here(kept, &theirs) {
                    self.keep_fork(&evidence, &theirs).await?;
                }
                Err(PullError::Stopped(
                    "fork: it tells two histories up to the same entry".into(),
                ))
            }
            Standing::NewEpoch => self.follow_epoch(kept, said.epoch).await.map(Some),
            // Both come out of one answer: asking again at once would never end.
            Standing::Behind(_) => Err(PullError::Stopped(
                "tail: it says that its log goes on, and sends nothing of it".into(),
            )),
        }
    }
}

/// Verifies contents beside the runtime's own threads: a page is hundreds of signatures.
async fn verify(
    advance: Advance,
    contents: Vec<Vec<u8>>,
    keys: Keyring,
) -> Result<Contents, PullError> {
    let verified = tokio::task::spawn_blocking(move || {
        let contents: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
        advance.read_contents(&contents, &keys)
    });
    match verified.await {
        Ok(contents) => Ok(contents?),
        Err(_) => Err(PullError::Stopped("a page broke its reader".into())),
    }
}

/// Whether a page ends at an entry.
fn ends_a_page(seq: u64) -> bool {
    seq.is_multiple_of(PAGE_ENTRIES)
}
