//! Pulling a peer's log: verified entry by entry, written together with the records that it speaks of and the place up to which
//! it was read. Killed at any moment, it goes on from there.

mod apply;
mod attempts;
mod begin;
mod bounds;
mod epoch;
mod outcome;
mod repair;
mod snapshot;
mod unsay;

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use maille_federation::client::{Answer, ClientError};
use maille_federation::hash::Hash;
use maille_federation::json::PAGE_BYTES_MAX;
use maille_federation::keys::Keyring;
use maille_federation::log::{
    Advance, Batch, Checkpoint, Contents, ForkEvidence, Frame, Head, LogError, PAGE_ENTRIES,
    Standing,
};
use maille_federation::message::{MessageError, Signed, Unverified};

use super::logs::{self, Kept};
use super::peers::{self, Peer};
use super::serve::tag;
use super::{Federation, forks, moment};

/// Batches pulled in one go; a longer log goes on at the next tick, after other peers.
const BATCHES_MAX: u64 = 200;

pub(super) use self::bounds::HeldMax;
pub use self::outcome::{PullError, Pulled};

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
    /// It was noted that something is read.
    noted: AtomicBool,
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
            noted: AtomicBool::default(),
        };
        let more = pull.run().await;
        pull.has_read().await?;
        if more.is_err() {
            pull.note_clock().await?;
        }
        let more = more?;
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
        let (kept, stands) = match self.kept().await? {
            Some(kept) => (kept, None),
            None => {
                let (kept, stands) = self.begin().await?;
                (kept, Some(stands))
            }
        };
        let Some(mut kept) = self.first_copy(kept, stands).await? else {
            return Ok(true);
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

    /// Where their log stands, as far as they said so.
    fn head(&self) -> Option<(u64, u64)> {
        self.done
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .head
    }

    /// Who refuses what we ask says what time it is there: that may be why.
    async fn note_clock(&self) -> Result<(), PullError> {
        let clock_s = self
            .done
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clock_s;
        let Some(clock_s) = clock_s.filter(|_| self.via.is_none()) else {
            return Ok(());
        };
        let mut write = self.federation.directory.database().write().await?;
        peers::store::clock(&mut write, self.peer.origin.as_str(), clock_s).await?;
        write.commit().await?;
        Ok(())
    }

    async fn get(&self, path: &str) -> Result<Answer, PullError> {
        self.get_changed(path, None).await
    }

    /// The same, unless it has this tag still.
    async fn get_changed(&self, path: &str, tag: Option<&str>) -> Result<Answer, PullError> {
        let ask = async |of, path: &str| {
            let asked = self.federation.get_changed(of, path, tag, PAGE_BYTES_MAX);
            asked.await
        };
        let asked = match self.via {
            None => ask(self.peer, path).await,
            Some(mirror) => {
                let path = path.replacen(
                    "/federation/",
                    &format!("/federation/mirror/{}/", self.peer.origin),
                    1,
                );
                ask(mirror, &path).await
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

    /// The entries that follow: a closed page with all parts of its contents, or the tail.
    async fn next(&self, kept: &Kept) -> Result<Next, PullError> {
        let head = kept.head(&self.peer.origin);
        let epoch = kept.epoch;
        let path = format!("/federation/log/{epoch}/tail/{}", kept.seq);
        let tag = tag_of_nothing(&head);
        let (said, sent) = match self.get_changed(&path, tag.as_deref()).await {
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
        if let Ok(Some(theirs)) = &theirs {
            let said = theirs.message();
            self.note(|done| done.head = Some((said.epoch, said.seq)));
        }
        let Some(sent) = sent else {
            return match (theirs, later) {
                (Err(MessageError::Key(id)), _) if kept.keys.revoked(&id) => {
                    Err(PullError::Impostor)
                }
                (Err(MessageError::Key(_)), Some(epoch)) => Ok(Next::Later(epoch)),
                (theirs, _) => Ok(Next::Nothing(theirs?)),
            };
        };
        if sent.is_unchanged() {
            return Ok(Next::Nothing(theirs?));
        }
        self.reads(kept, &sent.body).await?;
        let batch = Batch::read(&sent.body)?;
        if self.via.is_some() && batch.frame.after > kept.seq {
            return Err(PullError::Partial);
        }
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

/// The tag of an answer that has nothing behind this place: its body is known before it is asked for, so that who has nothing new
/// need not send it.
fn tag_of_nothing(head: &Head) -> Option<String> {
    let frame = Frame {
        origin: head.origin.clone(),
        epoch: head.epoch,
        after: head.seq,
        entries: 0,
        contents: 0,
        part: 0,
        parts: 1,
    };
    let body = Batch::write(&frame, &[], None, &[]).ok()?;
    Some(tag(&Hash::of(&body)))
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
