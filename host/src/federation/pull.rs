//! Pulling a peer's log: verified entry by entry, written together with the records that it speaks of and the place up to which
//! it was read. Killed at any moment, it goes on from there.

mod apply;
mod attempts;
mod begin;
mod bounds;
mod epoch;
mod next;
mod outcome;
mod repair;
mod snapshot;
mod unsay;

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use maille_federation::client::{Answer, ClientError};
use maille_federation::json::PAGE_BYTES_MAX;
use maille_federation::log::{Checkpoint, PAGE_ENTRIES, Standing};
use maille_federation::message::Signed;

use super::logs::{self, Kept};
use super::peers::{self, Peer};
use super::{Federation, forks, moment};

/// Batches pulled in one go; a longer log goes on at the next tick, after other peers.
const BATCHES_MAX: u64 = 200;

pub(super) use self::bounds::HeldMax;
use self::next::Next;
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

/// Whether a page ends at an entry.
fn ends_a_page(seq: u64) -> bool {
    seq.is_multiple_of(PAGE_ENTRIES)
}
