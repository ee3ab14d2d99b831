//! What lives in our own log at one place, in parts, for those who have no copy yet. Which records it has is written down once;
//! their contents stay at least as long as any that was superseded, so the log may go on while the parts are read.

use maille_federation::hash::Hash;
use maille_federation::log::{Checkpoint, PAGE_ENTRIES};
use maille_federation::message::Unverified;
use maille_federation::snapshot::{SnapshotFrame, parts, write_part};

use super::packed::Part;
use super::{Asked, LINES, NotServed, Reply, Served, encoded};
use crate::database::Connection;
use crate::federation::Federation;
use crate::federation::error::FederationError;
use crate::federation::logs::store::{OWN, contents};
use crate::federation::logs::{Kept, LogError};
use crate::federation::snapshots::{Snapshot, State, store};

/// Epoch, place and number of a part.
pub(super) type Place = (u64, u64, u64);

impl Federation {
    /// Answers with a part. Its checkpoint is the one of the snapshot's place; where another place was asked for, of the one where
    /// there is a snapshot, or may be one.
    pub(super) async fn serve_snapshot(
        &self,
        connection: &mut Connection,
        asked: &Asked<'_>,
        ((epoch, seq, part), position): (Place, Option<i64>),
    ) -> Result<Reply, FederationError> {
        let kept = asked.kept;
        let given = store::one(&mut *connection, OWN).await?;
        let given = given.filter(|given| given.epoch == kept.epoch && holds(kept, given));
        let there = given
            .as_ref()
            .filter(|given| (given.epoch, given.seq) == (epoch, seq));
        let given = match (there, &given) {
            (Some(there), _) => there.clone(),
            (None, Some(given)) if !is_outgrown(kept, given) => return Ok(elsewhere(given)),
            _ if (epoch, seq, part) == (kept.epoch, kept.seq, 0) => {
                let Some(given) = self.give(connection, kept).await? else {
                    return Ok(nowhere(kept));
                };
                // What was written down just now is not in what was seen before.
                *connection = self.directory.database().snapshot().await?;
                given
            }
            _ => return Ok(nowhere(kept)),
        };
        let key = (OWN.to_owned(), Part::Snapshot { epoch, seq, part });
        if let Some(position) = position
            && let Some(served) = self.packed.get(position, &key)
        {
            return Ok(found(&given, Ok(served)));
        }
        let Some(hashes) = store::part(&mut *connection, part).await? else {
            return Ok(found(&given, Err(NotServed::NotFound)));
        };
        let mut there = contents(connection, OWN, &hashes).await?;
        let records: Vec<Vec<u8>> = hashes
            .iter()
            .filter_map(|hash| there.remove(hash))
            .collect();
        if records.len() != hashes.len() {
            // Something of it was erased: it will never have its root again.
            let mut write = self.directory.database().write().await?;
            store::forget(&mut write, OWN).await?;
            write.commit().await?;
            return Ok(nowhere(kept));
        }
        let frame = SnapshotFrame {
            origin: asked.origin.clone(),
            epoch,
            seq,
            part,
            parts: given.parts,
            records: records.len() as u64,
        };
        let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        let form = |_| LogError::Form("a part of a snapshot cannot be written");
        let served = Served {
            body: write_part(&frame, &records).map_err(form)?,
            media_type: LINES,
            immutable: false,
            unpacked: None,
        };
        let served = match position {
            Some(position) => self.pack(position, key, served).await,
            None => served,
        };
        Ok(found(&given, Ok(served)))
    }

    /// Writes down what lives now, in the place of what was given out before.
    async fn give(
        &self,
        connection: &mut Connection,
        kept: &Kept,
    ) -> Result<Option<Snapshot>, FederationError> {
        let living = store::living(connection).await?;
        if living.len() as u64 != kept.living || kept.checkpoint.is_empty() {
            return Ok(None);
        }
        let sizes = parts(living.iter().map(|(_, length)| *length));
        let given = Snapshot {
            epoch: kept.epoch,
            seq: kept.seq,
            checkpoint: kept.checkpoint.clone(),
            parts: sizes.len() as u64,
            part: 0,
            records: kept.living,
            state: State::Given,
            last: String::new(),
        };
        let mut hashes = living.into_iter().map(|(hash, _)| hash);
        let mut write = self.directory.database().write().await?;
        store::forget(&mut write, OWN).await?;
        store::keep(&mut write, OWN, &given).await?;
        for (part, size) in (0..).zip(sizes) {
            let some: Vec<Hash> = hashes.by_ref().take(size).collect();
            store::keep_part(&mut write, part, &some).await?;
        }
        write.commit().await?;
        Ok(Some(given))
    }
}

/// Whether the log has gone on by more than what lives: the rest of it costs too much, and newcomers get another place.
fn is_outgrown(kept: &Kept, given: &Snapshot) -> bool {
    kept.seq.saturating_sub(given.seq) > kept.living.max(PAGE_ENTRIES)
}

/// Whether its checkpoint is by a key that speaks still.
fn holds(kept: &Kept, given: &Snapshot) -> bool {
    let read = Unverified::<Checkpoint>::read(&given.checkpoint);
    read.is_ok_and(|said| said.verify(&|id| kept.keys.current(id)).is_ok())
}

fn found(given: &Snapshot, served: Result<Served, NotServed>) -> Reply {
    Reply {
        served,
        checkpoint: Some(encoded(&given.checkpoint)),
    }
}

fn elsewhere(given: &Snapshot) -> Reply {
    found(given, Err(NotServed::Elsewhere))
}

fn nowhere(kept: &Kept) -> Reply {
    Reply {
        served: Err(NotServed::Elsewhere),
        checkpoint: (!kept.checkpoint.is_empty()).then(|| encoded(&kept.checkpoint)),
    }
}
