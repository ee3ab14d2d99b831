//! Owners that tell two histories are found out: peers tell each other where third parties' logs stand, and what does not follow
//! from what was read here is kept as a proof for anybody. Nothing here believes a teller: each checkpoint is its owner's own.

pub(super) mod store;
mod weigh;

use maille_federation::keys::Position;
use maille_federation::log::{CHECKPOINT_BYTES_MAX, Checkpoint, ForkEvidence};
use maille_federation::message::{MessageError, Signed, Unverified};
use maille_federation::origin::Origin;

use self::weigh::{Weighed, weigh};
pub(super) use self::weigh::{fork_here, fork_in};
use super::Federation;
use super::error::{FederationError, chain};
use super::logs;
use super::mirrors::{MirrorFault, Via};
use super::peers::{self, Peer};
use super::serve::Served;
use crate::database::Connection;

/// Third parties of whom a peer tells: ten times the départements.
const TOLD_MAX: usize = 1000;
/// Bytes of all that.
const TOLD_BYTES_MAX: usize = TOLD_MAX * (CHECKPOINT_BYTES_MAX + 1);
/// As whose words the first of an owner's own words are kept of which nothing was read yet, beside the last of them.
const BEFORE: &str = "";
/// Where it is told.
const PATH: &str = "/federation/checkpoints";

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
    /// What we tell a peer of third parties: where the log of each stands, one signed line each.
    pub(super) async fn told_to(
        &self,
        asker: &Origin,
        reader: &mut Connection,
    ) -> Result<Served, FederationError> {
        let mut body = Vec::new();
        for line in store::highest(reader, asker.as_str(), TOLD_MAX as i64).await? {
            body.extend_from_slice(&line);
            body.push(b'\n');
        }
        Ok(Served {
            body,
            media_type: super::serve::LINES,
            immutable: false,
            unpacked: None,
        })
    }

    /// Asks a peer what it knows of third parties, and keeps what does not follow from what was read here.
    pub(super) async fn listen(&self, peer: &Peer) -> Result<(), FederationError> {
        let readers = self.directory.database().readers();
        let tag = store::tag(readers, peer.origin.as_str()).await?;
        let known = Some(tag.as_str()).filter(|tag| !tag.is_empty());
        let answer = match self.get_changed(peer, PATH, known, TOLD_BYTES_MAX).await {
            Ok(answer) if answer.is_unchanged() => return Ok(()),
            Ok(answer) => answer,
            Err(error) => {
                tracing::debug!(peer = %peer.origin, error = %chain(&error), "a peer tells nothing of others");
                return Ok(());
            }
        };
        let (mut wrong, mut fault) = (0, String::new());
        let lines = answer.body.split(|byte| *byte == b'\n');
        for line in lines.filter(|line| !line.is_empty()).take(TOLD_MAX) {
            match self.hear_line(peer, line).await? {
                Ok(()) => {}
                Err(error) => {
                    wrong += 1;
                    fault = chain(&error);
                }
            }
        }
        if wrong > 0 {
            tracing::warn!(peer = %peer.origin, wrong, fault, "what a peer tells of others does not hold");
        }
        let tag = answer.etag.unwrap_or_default();
        let mut write = self.directory.database().write().await?;
        store::told(&mut write, (peer.origin.as_str(), &tag), (wrong, &fault)).await?;
        write.commit().await?;
        Ok(())
    }

    /// One thing that a peer tells. Of whom we do not know, and what a key of theirs signed that we do not know, is left out.
    async fn hear_line(
        &self,
        peer: &Peer,
        line: &[u8],
    ) -> Result<Result<(), MessageError>, FederationError> {
        let read = match Unverified::<Checkpoint>::read(line) {
            Ok(read) => read,
            Err(error) => return Ok(Err(error)),
        };
        let origin = read.claimed().origin.clone();
        let known = self.known().await?;
        let exchanges = |known: &peers::Known| known.relation.exchanges();
        let Some(keys) = known.get(&origin).filter(|known| exchanges(known)) else {
            return Ok(Ok(()));
        };
        match read.verify(&|id| keys.key(id)) {
            Ok(said) => self.hear(peer.origin.as_str(), &said).await.map(Ok),
            Err(MessageError::Key(_)) => Ok(Ok(())),
            Err(error) => Ok(Err(error)),
        }
    }

    /// Keeps what somebody told of an owner, signed by that owner, where it does not follow from what was read here. The owner is
    /// asked then: one that was restored from a backup will have begun anew.
    pub(super) async fn hear(
        &self,
        told_by: &str,
        said: &Signed<Checkpoint>,
    ) -> Result<(), FederationError> {
        let origin = said.message().origin.clone();
        let mut reader = self.directory.database().snapshot().await?;
        let Some(kept) = logs::kept(&mut reader, origin.as_str()).await? else {
            return Ok(());
        };
        let weighed = weigh(&mut reader, &kept, said).await?;
        drop(reader);
        if matches!(weighed, Weighed::Follows) {
            return Ok(());
        }
        let at = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        let (names, place) = ((origin.as_str(), told_by), said.message().position());
        let said = (place, said.bytes());
        let new = store::keep_heard(&mut write, names, said, at).await?;
        if told_by == origin.as_str() {
            // Two machines that have its key both speak in its name: what one says must not cover what the other said before.
            let names = (origin.as_str(), BEFORE);
            let contradicts = matches!(weighed, Weighed::Contradicts(_));
            store::keep_heard_before(&mut write, names, said, (at, contradicts)).await?;
        }
        write.commit().await?;
        match weighed {
            Weighed::Contradicts(_) if new => self.ask_after_hint(&origin).await,
            _ => Ok(()),
        }
    }

    /// The owner has just told us again the history that we know. Whoever heard another one from it before proves two: its log
    /// stops. Says why, where that is so now.
    pub(super) async fn judge(
        &self,
        peer: &Peer,
        began: i64,
    ) -> Result<Option<String>, FederationError> {
        let origin = peer.origin.as_str();
        let mut reader = self.directory.database().snapshot().await?;
        let heard = store::heard(&mut reader, origin, began).await?;
        let Some(kept) = logs::kept(&mut reader, origin).await? else {
            return Ok(None);
        };
        let mut why = None;
        for one in heard {
            let names = (origin, one.told_by.as_str());
            let told_by = teller(origin, &one.told_by);
            let said = Unverified::<Checkpoint>::read(&one.checkpoint)
                .and_then(|said| said.verify(&|id| kept.keys.current(id)));
            let weighed = match &said {
                Ok(said) => weigh(&mut reader, &kept, said).await?,
                // By a key that is over now.
                Err(_) => Weighed::Follows,
            };
            match weighed {
                Weighed::Further => {}
                Weighed::Follows => {
                    let mut write = self.directory.database().write().await?;
                    store::forget_heard(&mut write, names).await?;
                    write.commit().await?;
                }
                Weighed::Contradicts(evidence) => {
                    if self.keep_fork(told_by, &evidence).await? {
                        why = Some(in_words(told_by, &evidence));
                    }
                }
            }
        }
        Ok(why)
    }

    /// Keeps a proof. False where there is one of this epoch: it was told, and somebody decided since.
    pub(super) async fn keep_fork(
        &self,
        told_by: &str,
        evidence: &ForkEvidence,
    ) -> Result<bool, FederationError> {
        let (first, _) = evidence.checkpoints();
        let at = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        let proof = (first.position(), evidence.bytes());
        let names = (first.origin.as_str(), told_by);
        let new = store::keep_fork(&mut write, names, (proof.0, &proof.1), at).await?;
        write.commit().await?;
        Ok(new)
    }

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

    /// Whether a later epoch of a peer's log was signed than the one in which its address answered since.
    pub async fn twice(&self, origin: &Origin) -> Result<Option<Twice>, FederationError> {
        let readers = self.directory.database().readers();
        let peer = self.peer(origin.as_str()).await?;
        let kept = logs::kept(readers, origin.as_str()).await?;
        let (Some(kept), Some(agreed)) = (kept, peer.agreed) else {
            return Ok(None);
        };
        let latest = store::latest_epoch(readers, origin.as_str(), agreed).await?;
        let later = latest.filter(|(epoch, _)| *epoch > kept.epoch);
        Ok(later.map(|(epoch, told_by)| Twice {
            epoch,
            here: kept.epoch,
            told_by: teller(origin.as_str(), &told_by).to_owned(),
        }))
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

/// Who told something of an owner, as it was kept.
fn teller<'a>(origin: &'a str, told_by: &'a str) -> &'a str {
    match told_by == BEFORE {
        true => origin,
        false => told_by,
    }
}

/// Why an origin stops, for the log and its page.
fn in_words(told_by: &str, evidence: &ForkEvidence) -> String {
    let (first, _) = evidence.checkpoints();
    if told_by == first.origin.as_str() {
        return format!(
            "fork: two machines with its key tell two histories up to the entry {}; both are signed by it",
            first.seq
        );
    }
    format!(
        "fork: it told {told_by} another history up to the entry {} than the one that it tells here; both are signed by it",
        first.seq
    )
}
