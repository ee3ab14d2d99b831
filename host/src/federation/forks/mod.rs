//! Owners that tell two histories are found out: peers tell each other where third parties' logs stand, and what does not follow
//! from what was read here is kept as a proof for anybody. Nothing here believes a teller: each checkpoint is its owner's own.

mod known;
mod ourselves;
pub(super) mod store;
mod weigh;

use maille_federation::log::{CHECKPOINT_BYTES_MAX, Checkpoint, ForkEvidence};
use maille_federation::message::{MessageError, Signed, Unverified};
use maille_federation::origin::Origin;

pub use self::known::{Fork, ThirdParties, Twice};
use self::weigh::{Weighed, weigh};
pub(super) use self::weigh::{fork_here, fork_in};
use super::Federation;
use super::error::{FederationError, chain};
use super::logs;
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
            Ok(said) => {
                self.hear(peer.origin.as_str(), &said).await?;
                Ok(Ok(()))
            }
            Err(MessageError::Key(_)) => Ok(Ok(())),
            Err(error) => Ok(Err(error)),
        }
    }

    /// Keeps what somebody told of an owner, signed by that owner, where it does not follow from what was read here. The owner is
    /// asked then: one that was restored from a backup will have begun anew. Whether it contradicts what was read.
    pub(super) async fn hear(
        &self,
        told_by: &str,
        said: &Signed<Checkpoint>,
    ) -> Result<bool, FederationError> {
        let origin = said.message().origin.clone();
        let mut reader = self.directory.database().snapshot().await?;
        let Some(kept) = logs::kept(&mut reader, origin.as_str()).await? else {
            return Ok(false);
        };
        let weighed = weigh(&mut reader, (origin.as_str(), &kept), said).await?;
        drop(reader);
        if matches!(weighed, Weighed::Follows) {
            return Ok(false);
        }
        let contradicts = matches!(weighed, Weighed::Contradicts(_));
        let at = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        let (names, place) = ((origin.as_str(), told_by), said.message().position());
        let said = (place, said.bytes());
        let new = store::keep_heard(&mut write, names, said, at).await?;
        if told_by == origin.as_str() {
            // Two machines that have its key both speak in its name: what one says must not cover what the other said before.
            let names = (origin.as_str(), BEFORE);
            store::keep_heard_before(&mut write, names, said, (at, contradicts)).await?;
        }
        write.commit().await?;
        if contradicts && new {
            self.ask_after_hint(&origin).await?;
        }
        Ok(contradicts)
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
                Ok(said) => weigh(&mut reader, (origin, &kept), said).await?,
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
