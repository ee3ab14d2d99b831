//! The first copy of a long log: what lives, in parts, and the log from there on. Nothing is shown before all parts together have
//! the root that the owner signed; whoever lies in them is read entry by entry instead. Owners are asked, not mirrors.

use maille_federation::client::{Answer, ClientError};
use maille_federation::digest::{Item, Tree};
use maille_federation::log::{Checkpoint, PAGE_ENTRIES};
use maille_federation::message::{Signed, Unverified};
use maille_federation::record::Record;
use maille_federation::snapshot::{SnapshotError, SnapshotFrame, read_part};

use super::apply::copy;
use super::{BATCHES_MAX, Pull, PullError, ends_a_page};
use crate::database::Connection;
use crate::directory::{Aside, Mirrored};
use crate::federation::error::{FederationError, chain};
use crate::federation::logs::store::record_id;
use crate::federation::logs::{self, Kept, Word};
use crate::federation::peers;
use crate::federation::snapshots::{self, Snapshot, State, store};

/// Places at which a snapshot is begun in one go, while its owner goes on to others.
const BEGUN_MAX: usize = 3;
/// Records that are shown in one transaction.
const SHOWN_TOGETHER: i64 = 1_000;

/// What a question for a part came to.
enum Came {
    /// It was kept, or another process of this instance was faster.
    Kept,
    /// There is a snapshot of another place.
    Elsewhere(Box<Signed<Checkpoint>>),
    /// There is none.
    None,
    /// It is not what its owner signed: a word for the counter, and a sentence.
    Lies(&'static str, String),
}

impl From<SnapshotError> for Came {
    fn from(error: SnapshotError) -> Self {
        Came::Lies(error.code(), chain(&error))
    }
}

/// Whether what lives costs less to read than all that was ever said.
fn is_shorter(said: &Checkpoint) -> bool {
    said.seq > PAGE_ENTRIES && said.seq / 2 > said.count
}

impl Pull<'_> {
    /// Where the log is read on from: behind a snapshot, where that is the shorter way to a first copy. Nothing where one go ended
    /// before. `stands` is where its owner says that it stands, if it was just asked.
    pub(super) async fn first_copy(
        &self,
        kept: Kept,
        mut stands: Option<Signed<Checkpoint>>,
    ) -> Result<Option<Kept>, PullError> {
        if kept.seq > 0 {
            return Ok(Some(kept));
        }
        let name = self.peer.origin.as_str();
        let readers = self.federation.directory.database().readers();
        let mut begun = 0;
        for _ in 0..BATCHES_MAX {
            let known = store::one(readers, name).await?;
            let snapshot = match known {
                Some(known) if known.state == State::Taken => return Ok(Some(kept)),
                Some(known) if known.epoch == kept.epoch => known,
                Some(_) => {
                    self.leave().await?;
                    return Ok(Some(kept));
                }
                None if self.via.is_some() => return Ok(Some(kept)),
                None => {
                    let said = match stands.take() {
                        Some(said) => Some(said),
                        None => self.stands(&kept).await?,
                    };
                    let Some(said) = said.filter(|said| is_shorter(said.message())) else {
                        return Ok(Some(kept));
                    };
                    if !store::is_blank(readers, name).await? {
                        return Ok(Some(kept));
                    }
                    self.begin_at(&said).await?
                }
            };
            if snapshot.state == State::Whole {
                return self.show().await.map(Some);
            }
            if self.via.is_some() {
                self.leave().await?;
                return Ok(Some(kept));
            }
            match self.part(&kept, &snapshot).await? {
                Came::Kept => {}
                Came::Elsewhere(place) if begun < BEGUN_MAX && is_shorter(place.message()) => {
                    begun += 1;
                    self.begin_at(&place).await?;
                }
                Came::Elsewhere(_) | Came::None => {
                    self.leave().await?;
                    return Ok(Some(kept));
                }
                Came::Lies(code, why) => {
                    tracing::warn!(
                        peer = name,
                        code,
                        why,
                        "a snapshot is refused, and the log is read instead"
                    );
                    self.federation.count_refused(Some(&self.peer.origin), code);
                    self.leave().await?;
                    return Ok(Some(kept));
                }
            }
        }
        Ok(None)
    }

    /// Where the owner says that its log stands now.
    async fn stands(&self, kept: &Kept) -> Result<Option<Signed<Checkpoint>>, PullError> {
        let path = format!("/federation/log/{}/opening", kept.epoch);
        let said = match self.get(&path).await {
            Ok(answer) => answer.checkpoint,
            Err(PullError::Asked(ClientError::Refused(refused))) => refused.checkpoint,
            Err(error) => return Err(error),
        };
        let said = said.and_then(|said| self.theirs(said, kept).ok());
        Ok(said.filter(|said| said.message().epoch == kept.epoch))
    }

    /// Begins to read what lived at a place; what was read of another one is forgotten.
    async fn begin_at(&self, place: &Signed<Checkpoint>) -> Result<Snapshot, PullError> {
        let said = place.message();
        self.takes(said.count, 1).await?;
        let snapshot = Snapshot {
            epoch: said.epoch,
            seq: said.seq,
            checkpoint: place.bytes().to_vec(),
            parts: 0,
            part: 0,
            records: 0,
            state: State::Reading,
            last: String::new(),
        };
        let mut write = self.federation.directory.database().write().await?;
        self.still_exchanges(&mut write).await?;
        self.forget_what_was_read(&mut write).await?;
        store::keep(&mut write, self.peer.origin.as_str(), &snapshot).await?;
        write.commit().await.map_err(FederationError::from)?;
        Ok(snapshot)
    }

    /// Leaves the snapshot: the log is read from its beginning.
    async fn leave(&self) -> Result<(), PullError> {
        let mut write = self.federation.directory.database().write().await?;
        self.forget_what_was_read(&mut write).await?;
        write.commit().await.map_err(FederationError::from)?;
        Ok(())
    }

    /// Nothing of it was shown yet.
    async fn forget_what_was_read(&self, write: &mut Connection) -> Result<(), PullError> {
        let name = self.peer.origin.as_str();
        let known = store::one(&mut *write, name).await?;
        let kept = logs::kept(&mut *write, name).await?;
        let began = kept.is_none_or(|kept| kept.seq == 0);
        if known.is_some_and(|known| known.state == State::Reading) && began {
            store::forget(write, name).await?;
            if store::is_blank(&mut *write, name).await? {
                store::forget_contents(write, name).await?;
            }
        }
        Ok(())
    }

    /// Asks for the next part, verifies it, and keeps what it brought.
    async fn part(&self, kept: &Kept, snapshot: &Snapshot) -> Result<Came, PullError> {
        let (epoch, seq, part) = (snapshot.epoch, snapshot.seq, snapshot.part);
        let path = format!("/federation/snapshot/{epoch}/{seq}/{part}");
        let sent = match self.get(&path).await {
            Ok(sent) => sent,
            Err(PullError::Asked(ClientError::Refused(refused))) if refused.status == 409 => {
                let said = refused.checkpoint.map(|said| self.theirs(said, kept));
                return Ok(match said {
                    Some(Ok(said)) if is_another(said.message(), snapshot) => {
                        Came::Elsewhere(Box::new(said))
                    }
                    _ => Came::None,
                });
            }
            Err(PullError::Asked(ClientError::Refused(refused))) if refused.status == 404 => {
                return Ok(Came::None);
            }
            Err(PullError::Asked(
                error @ (ClientError::TooLong { .. }
                | ClientError::Form(_)
                | ClientError::Redirect(_)),
            )) => return Ok(Came::Lies("snapshot-answer", chain(&error))),
            Err(error) => return Err(error),
        };
        self.reads(kept, &sent.body).await?;
        let (frame, records) = match self.verified(kept, snapshot, sent).await {
            Ok(read) => read,
            Err(error) => return Ok(error.into()),
        };
        let said = Unverified::<Checkpoint>::read(&snapshot.checkpoint)?;
        let said = said.claimed();
        let read = snapshot.records + records.len() as u64;
        let first = records.first().map(|record| uuid(record.message()));
        if first.is_some_and(|first| first <= snapshot.last) {
            return Ok(SnapshotError::Order { line: 2 }.into());
        }
        if snapshot.parts > 0 && frame.parts != snapshot.parts {
            return Ok(SnapshotError::Elsewhere.into());
        }
        let is_last = frame.part + 1 == frame.parts;
        if read > said.count || (is_last && read != said.count) {
            return Ok(Came::Lies(
                "snapshot-count",
                format!("it has {read} records or more, and {} live", said.count),
            ));
        }
        let bytes = records.iter().map(|record| record.bytes().len() as u64);
        self.takes(said.count, bytes.sum()).await?;
        let now = Snapshot {
            parts: frame.parts,
            part: frame.part + 1,
            records: read,
            last: records
                .last()
                .map_or_else(|| snapshot.last.clone(), |record| uuid(record.message())),
            ..snapshot.clone()
        };
        self.keep_part(snapshot, (now, &records), is_last.then_some(said))
            .await
    }

    async fn verified(
        &self,
        kept: &Kept,
        snapshot: &Snapshot,
        sent: Answer,
    ) -> Result<(SnapshotFrame, Vec<Signed<Record>>), SnapshotError> {
        let asked = SnapshotFrame {
            origin: self.peer.origin.clone(),
            epoch: snapshot.epoch,
            seq: snapshot.seq,
            part: snapshot.part,
            parts: snapshot.parts,
            records: 0,
        };
        let keys = kept.keys.clone();
        // A part is a thousand signatures: beside the runtime's own threads.
        let read = tokio::task::spawn_blocking(move || read_part(&sent.body, &asked, &keys));
        let broke = SnapshotError::Form("it broke its reader");
        read.await.unwrap_or(Err(broke))
    }

    /// Keeps a part; the last one only where all together have the root and the number that their owner signed.
    async fn keep_part(
        &self,
        before: &Snapshot,
        (now, records): (Snapshot, &[Signed<Record>]),
        ends: Option<&Checkpoint>,
    ) -> Result<Came, PullError> {
        let origin = &self.peer.origin;
        let name = origin.as_str();
        let mut write = self.federation.directory.database().write().await?;
        self.still_exchanges(&mut write).await?;
        if store::one(&mut *write, name).await?.as_ref() != Some(before) {
            return Ok(Came::Kept);
        }
        let mut contents = Vec::with_capacity(records.len());
        let mut items = Vec::with_capacity(records.len());
        for record in records {
            let (id, hash) = (uuid(record.message()), record.hash());
            items.push((id.clone(), record.message().revision, hash));
            contents.push((id, hash, record.bytes().to_vec()));
        }
        logs::store::keep_contents(&mut write, name, &contents).await?;
        store::keep_records(&mut write, name, &items).await?;
        let mut now = now;
        if let Some(said) = ends {
            let all = store::records(&mut write, name, ("", i64::MAX)).await?;
            let items = all.into_iter().filter_map(|(id, revision, hash)| {
                let id = record_id(origin, &id)?;
                Some(Item { id, revision, hash })
            });
            if Tree::of(items).root() != said.root {
                return Ok(Came::Lies(
                    "snapshot-root",
                    "its records have not the root that its owner signed".into(),
                ));
            }
            now.state = State::Whole;
            now.last = String::new();
        }
        store::keep(&mut write, name, &now).await?;
        write.commit().await.map_err(FederationError::from)?;
        Ok(Came::Kept)
    }

    /// Shows what was read and found to be whole, some records at a time. With the last of them the copy stands at the snapshot's
    /// place, and the log goes on from there.
    async fn show(&self) -> Result<Kept, PullError> {
        let origin = &self.peer.origin;
        let name = origin.as_str();
        let directory = &self.federation.directory;
        loop {
            let mut write = directory.database().write().await?;
            self.still_exchanges(&mut write).await?;
            let known = store::one(&mut *write, name).await?;
            let Some(mut snapshot) = known.filter(|known| known.state == State::Whole) else {
                // Another process of this instance was faster.
                return logs::kept(&mut *write, name).await?.ok_or(PullError::Over);
            };
            let after = (snapshot.last.as_str(), SHOWN_TOGETHER);
            let items = store::records(&mut write, name, after).await?;
            let words = self.put(&mut write, &items).await?;
            let kept = logs::correct(&mut write, (name, origin), &words).await?;
            let mut kept = kept.ok_or(PullError::Over)?;
            let is_last = (items.len() as i64) < SHOWN_TOGETHER;
            match items.last() {
                Some((id, _, _)) if !is_last => snapshot.last.clone_from(id),
                _ => {
                    self.end(&mut write, (&mut kept, &mut snapshot)).await?;
                }
            }
            store::keep(&mut write, name, &snapshot).await?;
            write.commit().await.map_err(FederationError::from)?;
            if is_last {
                return Ok(kept);
            }
        }
    }

    /// Puts records into the directory: the last word on each.
    async fn put(
        &self,
        write: &mut Connection,
        items: &[snapshots::Item],
    ) -> Result<Vec<Word>, PullError> {
        let name = self.peer.origin.as_str();
        let hashes: Vec<_> = items.iter().map(|(_, _, hash)| *hash).collect();
        let contents = logs::store::contents(write, name, &hashes).await?;
        let mut changes = Vec::with_capacity(items.len());
        for hash in &hashes {
            let bytes = contents.get(hash).ok_or_else(damaged)?;
            let record = Unverified::<Record>::read(bytes)?;
            changes.push(Mirrored::Put(copy(record.claimed())));
        }
        let directory = &self.federation.directory;
        let fates = directory.mirror(write, name, changes).await?;
        let words = items
            .iter()
            .zip(fates)
            .map(|((id, revision, hash), fate)| Word {
                record: id.clone(),
                revision: *revision,
                hash: Some(*hash),
                said: None,
                aside: fate.map_or("", Aside::as_str).to_owned(),
            });
        Ok(words.collect())
    }

    /// All is shown: the copy stands where its owner signed.
    async fn end(
        &self,
        write: &mut Connection,
        (kept, snapshot): (&mut Kept, &mut Snapshot),
    ) -> Result<(), PullError> {
        let name = self.peer.origin.as_str();
        let said = Unverified::<Checkpoint>::read(&snapshot.checkpoint)?;
        let said = said.claimed();
        if (kept.root, kept.living) != (said.root, said.count) {
            return Err(damaged());
        }
        kept.seq = said.seq;
        kept.chain = said.chain;
        kept.checkpoint.clone_from(&snapshot.checkpoint);
        logs::store::keep(write, name, kept).await?;
        if ends_a_page(said.seq) {
            let place = (said.epoch, said.seq);
            logs::store::keep_seal(write, name, place, &snapshot.checkpoint).await?;
        }
        store::forget_records(write, name).await?;
        let newest = kept.keys.lasting().last();
        peers::store::keys_changed(write, (name, newest)).await?;
        snapshot.state = State::Taken;
        snapshot.last = String::new();
        Ok(())
    }
}

/// Whether a checkpoint is of another place of the same epoch.
fn is_another(said: &Checkpoint, snapshot: &Snapshot) -> bool {
    said.epoch == snapshot.epoch && said.seq != snapshot.seq
}

fn uuid(record: &Record) -> String {
    record.id.uuid().to_string()
}

/// What was kept is not what was read.
fn damaged() -> PullError {
    PullError::Failed(logs::store::damaged("snapshot").into())
}
