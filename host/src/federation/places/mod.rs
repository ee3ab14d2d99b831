//! How far each peer has read our log. It says so itself, signed, each time that it asks for what follows; so it can be told which
//! revision of a record each of them holds. Kept in memory first and written about once a second: who reads makes no work of it.
//! A peer's word on itself, and no proof.

pub(super) mod store;

use std::collections::BTreeMap;
use std::sync::PoisonError;

use maille_federation::log::{Entry, Op, Subject};
use maille_federation::origin::Origin;

use super::error::FederationError;
use super::logs::store::OWN;
use super::peers::Peer;
use super::{Federation, logs};
use crate::database::Connection;

/// Lines that are looked through at once for the last word on a record.
const TOGETHER: u64 = 1_000;
/// Lines that are looked through in all: who stands further behind the last word is said to hold an older one.
const LOOKED_MAX: u64 = 20_000;

/// How far a peer has read our log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadPlace {
    pub epoch: u64,
    /// The last entry that it has; 0 before the first.
    pub seq: u64,
    /// Since when it stands there, in milliseconds since 1970.
    pub at: i64,
}

/// What a peer holds of a record of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// This revision.
    Revision(u64),
    /// Nothing: it was not told of it yet, or has read that it is withdrawn.
    Nothing,
    /// It did not say since when it reads, or stands too far behind.
    Unknown,
}

/// Who stands where, as far as it was not written yet, and as it was written last.
#[derive(Debug, Default)]
pub(super) struct Places {
    waiting: BTreeMap<Origin, ReadPlace>,
    written: BTreeMap<Origin, (u64, u64)>,
}

impl Federation {
    /// A peer, whose signature held, asks for what follows this place of our log.
    pub(super) fn has_read(&self, peer: &Origin, (epoch, seq): (u64, u64)) {
        let at = self.directory.clock().now_ms();
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.written.get(peer) == Some(&(epoch, seq)) {
            places.waiting.remove(peer);
            return;
        }
        places
            .waiting
            .insert(peer.clone(), ReadPlace { epoch, seq, at });
    }

    /// Writes what was noted since the last time.
    pub async fn write_places(&self) -> Result<(), FederationError> {
        let waiting = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut places.waiting)
        };
        if waiting.is_empty() {
            return Ok(());
        }
        let known = self.known().await?;
        let mut write = self.directory.database().write().await?;
        for (peer, place) in &waiting {
            // Who was ended meanwhile is forgotten.
            if known.get(peer).is_some_and(|known| known.lasts()) {
                store::keep(&mut write, peer.as_str(), *place).await?;
            }
        }
        write.commit().await?;
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let written = waiting.into_iter();
        places
            .written
            .extend(written.map(|(peer, place)| (peer, (place.epoch, place.seq))));
        Ok(())
    }

    /// How far a peer has read our log; none where it never asked.
    pub async fn read_by(&self, peer: &Origin) -> Result<Option<ReadPlace>, FederationError> {
        let all = store::all(self.directory.database().readers()).await?;
        Ok(all.get(peer.as_str()).copied())
    }

    /// What each of these peers holds of a record of ours, by its own word.
    pub async fn holdings(
        &self,
        record: &str,
        peers: &[Peer],
    ) -> Result<Vec<Holding>, FederationError> {
        let mut reader = self.directory.database().snapshot().await?;
        let Some(kept) = logs::kept(&mut reader, OWN).await? else {
            return Ok(vec![Holding::Unknown; peers.len()]);
        };
        let places = store::all(&mut reader).await?;
        // Most stand at one place: the end.
        let mut found: BTreeMap<(u64, u64), Holding> = BTreeMap::new();
        let mut holdings = Vec::with_capacity(peers.len());
        for peer in peers {
            let Some(place) = places.get(peer.origin.as_str()) else {
                holdings.push(Holding::Unknown);
                continue;
            };
            let last = match place.epoch == kept.epoch {
                true => place.seq.min(kept.seq),
                false => place.seq,
            };
            let place = (place.epoch, last);
            let holding = match found.get(&place) {
                Some(holding) => *holding,
                None => last_word(&mut reader, record, place).await?,
            };
            found.insert(place, holding);
            holdings.push(holding);
        }
        Ok(holdings)
    }
}

/// What our log said last of a record up to a place.
async fn last_word(
    reader: &mut Connection,
    record: &str,
    (epoch, last): (u64, u64),
) -> Result<Holding, FederationError> {
    let mut end = last;
    let lowest = last.saturating_sub(LOOKED_MAX);
    while end > lowest {
        let begins = end.saturating_sub(TOGETHER).max(lowest);
        let place = (begins, end - begins);
        let lines = logs::store::lines(&mut *reader, (OWN, epoch), place).await?;
        for (line, _) in lines.iter().rev().filter(|(line, _)| names(line, record)) {
            let Ok(entry) = Entry::read(line) else {
                continue;
            };
            let is_it = matches!(&entry.id, Subject::Record(id) if id.uuid().to_string() == record);
            if is_it {
                return Ok(match entry.op {
                    Op::Put => Holding::Revision(entry.revision),
                    Op::Delete | Op::Erase | Op::Key => Holding::Nothing,
                });
            }
        }
        end = begins;
    }
    Ok(match (lowest, epoch) {
        // All of the log was looked through.
        (0, 1) => Holding::Nothing,
        // What it held of the epoch before stands until the new one was read to its end.
        _ => Holding::Unknown,
    })
}

/// Whether a line may speak of a record: a look that costs less than reading it.
fn names(line: &[u8], record: &str) -> bool {
    line.windows(record.len())
        .any(|piece| piece == record.as_bytes())
}
