//! A checkpoint of an owner beside what was read of its log: it follows, it is further on, or both prove two histories.

use maille_federation::log::{Batch, Checkpoint, ForkEvidence, NotAFork, PAGE_ENTRIES};
use maille_federation::message::{Signed, Unverified};

use crate::database::Connection;
use crate::federation::error::FederationError;
use crate::federation::logs::{self, Kept};

/// How a checkpoint of an owner stands to what was read of its log.
pub(super) enum Weighed {
    /// It follows from it, or is of an epoch that is over.
    Follows,
    /// It is of a place that was not read yet.
    Further,
    Contradicts(Box<ForkEvidence>),
}

/// Compares a checkpoint with what was read of its owner's log, or with our own log, whose name is empty.
pub(super) async fn weigh(
    reader: &mut Connection,
    (name, kept): (&str, &Kept),
    said: &Signed<Checkpoint>,
) -> Result<Weighed, FederationError> {
    let theirs = said.message();
    let place = (theirs.epoch, theirs.seq);
    // What was left with a new epoch was rewritten, and its owner says so.
    if theirs.epoch < kept.epoch {
        return Ok(Weighed::Follows);
    }
    if place > (kept.epoch, kept.seq) {
        return Ok(Weighed::Further);
    }
    if let Some(ours) = seal(reader, name, kept, place).await? {
        return Ok(match ForkEvidence::of(said.clone(), ours) {
            Ok(evidence) => Weighed::Contradicts(Box::new(evidence)),
            Err(_) => Weighed::Follows,
        });
    }
    let end = ((theirs.seq / PAGE_ENTRIES + 1) * PAGE_ENTRIES).min(kept.seq);
    let Some(ours) = seal(reader, name, kept, (kept.epoch, end)).await? else {
        return Ok(Weighed::Follows);
    };
    let limit = end.saturating_sub(theirs.seq);
    let lines = logs::store::lines(&mut *reader, (name, kept.epoch), (theirs.seq, limit)).await?;
    let lines = lines.into_iter().map(|(line, _)| line).collect();
    Ok(match ForkEvidence::along(said.clone(), ours, lines) {
        Ok(evidence) => Weighed::Contradicts(Box::new(evidence)),
        Err(_) => Weighed::Follows,
    })
}

/// The owner's words for a place, where they were kept.
async fn seal(
    reader: &mut Connection,
    name: &str,
    kept: &Kept,
    place: (u64, u64),
) -> Result<Option<Signed<Checkpoint>>, FederationError> {
    let bytes = match place == (kept.epoch, kept.seq) {
        true => Some(kept.checkpoint.clone()).filter(|bytes| !bytes.is_empty()),
        false => logs::store::seal(reader, name, place).await?,
    };
    Ok(bytes.and_then(|bytes| logs::read_kept(&bytes, &kept.keys).ok()))
}

/// The proof in entries that do not follow from where we stand, where their owner sealed them.
pub(in crate::federation) fn fork_in(
    kept: &Kept,
    batch: &Batch,
) -> Option<(ForkEvidence, Signed<Checkpoint>)> {
    let ours = logs::read_kept::<Checkpoint>(&kept.checkpoint, &kept.keys).ok()?;
    let theirs = Unverified::<Checkpoint>::read(batch.seal?).ok()?;
    let theirs = theirs.verify(&|id| kept.keys.current(id)).ok()?;
    let lines = batch.entries.iter().map(|line| line.to_vec()).collect();
    let evidence = ForkEvidence::along(ours, theirs.clone(), lines).ok()?;
    Some((evidence, theirs))
}

/// The proof in what an owner says of the very place where we stand.
pub(in crate::federation) fn fork_here(
    kept: &Kept,
    theirs: &Signed<Checkpoint>,
) -> Result<ForkEvidence, NotAFork> {
    let ours = logs::read_kept::<Checkpoint>(&kept.checkpoint, &kept.keys)?;
    ForkEvidence::of(theirs.clone(), ours)
}
