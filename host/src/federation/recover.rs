//! After a backup was restored: peers hold signed words of ours that go beyond what we know. What was lost comes back from them,
//! and a new epoch says so to everybody.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::Duration;

use maille_federation::client::ClientError;
use maille_federation::digest::{Answer, Item, Walk};
use maille_federation::hash::Hash;
use maille_federation::keys::{Keyring, Position};
use maille_federation::log::{Batch, Checkpoint, Head, Op, Opening, Place, Standing, Subject};
use maille_federation::message::{MessageError, Signed, Unverified};
use maille_federation::record::Record;
use serde_json::Value;

use super::error::{FederationError, chain};
use super::identity::Identity;
use super::logs::store::{self, OWN};
use super::logs::{self, Kept, Word};
use super::peers::Peer;
use super::{Federation, moment};
use crate::database::Connection;
use crate::directory::{Author, Batch as Changes, Change, DirectoryError};

/// How long nothing new is said while peers are asked whether they know more of us than we do.
const UNCERTAIN: Duration = Duration::from_secs(30);
/// How long nothing new is said after a peer began to give back what was lost, and did not end.
const TAKING_BACK: Duration = Duration::from_secs(3600);
/// In whose name what was lost is written.
const RECOVERED: &str = "recovery";
/// Entries that are asked for one after the other.
const BATCHES_MAX: u64 = 10_000;

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
            // It is asked again when it answers.
            Err(Lost::Asked(error)) => {
                self.tell_later(&peer.origin);
                tracing::debug!(peer = origin, error = %chain(&error), "a peer could not be asked what it knows of us");
                Ok(None)
            }
            Err(Lost::Failed(error)) => Err(error),
        }
    }

    pub(super) fn has_asked(&self, origin: &str) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.peers.contains(origin)
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
            Standing::Behind(_) => match self.take_back_entries(peer, kept).await? {
                Some((recovered, _)) => recovered,
                None => self.take_back_records(peer, kept, &theirs).await?,
            },
            Standing::NewEpoch | Standing::Forked => {
                self.take_back_records(peer, kept, &theirs).await?
            }
            Standing::Ahead(_) if another => self.take_back_records(peer, kept, &theirs).await?,
            Standing::Ahead(_) | Standing::Same | Standing::OldEpoch => return Ok(None),
        };
        let epoch = self.begin_anew(identity, theirs.message(), None).await?;
        self.takes_back(false);
        Ok(Some(came_back(peer, epoch, recovered)))
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
        let read = self.take_back_entries(peer, kept).await?;
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

    /// Reads our own log on from where we stand, and does again what it says. Nothing where theirs does not follow from ours.
    /// What was done, and how far the owner's words go with all keys up to there.
    async fn take_back_entries(
        &self,
        peer: &Peer,
        kept: &Kept,
    ) -> Result<Option<(Recovered, Option<Last>)>, Lost> {
        let identity = self.identity()?;
        let mut head = kept.head(&identity.origin);
        let mut keys = kept.keys.clone();
        let mut seal = None;
        let mut last: HashMap<String, (Op, u64, Option<Hash>)> = HashMap::new();
        let mut records: HashMap<Hash, Record> = HashMap::new();
        for _ in 0..BATCHES_MAX {
            let answer = self
                .get(peer, &tail(identity, head.epoch, head.seq))
                .await?;
            let Ok(batch) = Batch::read(&answer.body) else {
                return Ok(None);
            };
            let Ok(advance) = head.advance(&batch) else {
                return Ok(None);
            };
            if batch.entries.is_empty() {
                break;
            }
            let contents: Vec<&[u8]> = batch.contents.clone();
            let Ok(read) = advance.read_contents(&contents, &keys) else {
                return Ok(None);
            };
            head = read.head;
            keys = read.keys;
            seal = read.seal.or(seal);
            for entry in &read.entries {
                if let Subject::Record(id) = &entry.id {
                    let word = (entry.op, entry.revision, entry.hash);
                    last.insert(id.uuid().to_string(), word);
                }
            }
            for (_, record) in read.records {
                records.insert(record.hash(), record.into_message());
            }
        }
        let mut recovered = Recovered::default();
        for (id, (op, revision, hash)) in last {
            match (op, hash) {
                (Op::Put, Some(hash)) => {
                    let record = match records.remove(&hash) {
                        Some(record) => Some(record),
                        None => self.fetch_own(peer, kept, hash).await?,
                    };
                    if let Some(record) = record {
                        recovered.records += u64::from(self.put_back(&record).await?);
                    }
                }
                (Op::Erase, _) => recovered.deleted += u64::from(self.erase_again(&id).await?),
                (Op::Delete, _) => recovered.deleted += u64::from(self.delete_again(&id).await?),
                _ => {}
            }
            self.note_revision(identity, &id, revision).await?;
        }
        Ok(Some((recovered, seal.map(|seal| (seal, keys)))))
    }

    /// Where both histories went on apart: what they hold in a later revision is taken; what only we hold stays.
    async fn take_back_records(
        &self,
        peer: &Peer,
        kept: &Kept,
        theirs: &Signed<Checkpoint>,
    ) -> Result<Recovered, Lost> {
        let identity = self.identity()?;
        let said = theirs.message();
        let database = self.directory.database();
        let mut reader = database.snapshot().await.map_err(FederationError::from)?;
        let tree = logs::tree(&mut reader, OWN).await?;
        drop(reader);
        let mut recovered = Recovered::default();
        let mut walk = Walk::new(&identity.origin, &tree, said.root);
        while let Some(prefix) = walk.question() {
            let path = format!(
                "/federation/mirror/{}/digest/{}/{}/{prefix}",
                identity.origin,
                said.epoch,
                prefix.level()
            );
            let answer = self.get(peer, &path).await?;
            let Ok(answer) = Answer::read(&answer.body) else {
                break;
            };
            let mut ours: Vec<Item> = Vec::new();
            if let Some(number) = prefix.bucket() {
                let mut reader = database.snapshot().await.map_err(FederationError::from)?;
                ours = logs::bucket_items(&mut reader, (OWN, &identity.origin), number).await?;
            }
            let Ok(found) = walk.answer(answer, &|_| ours.clone()) else {
                break;
            };
            for item in found.iter().flat_map(|difference| &difference.fetch) {
                let id = item.id.uuid().to_string();
                let known = ours.iter().find(|own| own.id == item.id);
                if known.is_none_or(|own| own.revision < item.revision)
                    && let Some(record) = self.fetch_own(peer, kept, item.hash).await?
                {
                    recovered.records += u64::from(self.put_back(&record).await?);
                }
                self.note_revision(identity, &id, item.revision).await?;
            }
        }
        Ok(recovered)
    }

    /// A record of ours by its hash, as a peer holds it.
    async fn fetch_own(
        &self,
        peer: &Peer,
        kept: &Kept,
        hash: Hash,
    ) -> Result<Option<Record>, Lost> {
        let identity = self.identity()?;
        let path = format!("/federation/mirror/{}/contents/{hash}", identity.origin);
        let answer = match self.get(peer, &path).await {
            Ok(answer) => answer,
            Err(ClientError::Refused(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let read = Unverified::<Record>::read(&answer.body);
        let record = read.and_then(|record| record.verify(&|id| kept.keys.ever(id)));
        Ok(record.ok().map(Signed::into_message))
    }

    /// Writes a record of ours as it left us; what we keep to ourselves stays as the backup has it. False where it is so already.
    async fn put_back(&self, record: &Record) -> Result<bool, Lost> {
        let directory = &self.directory;
        let author = Author::host(RECOVERED);
        let id = record.id.uuid().to_string();
        let kind = record.kind.as_str();
        let known = directory.get(&id).await.map_err(FederationError::from)?;
        let mut content = record.content.clone();
        if let Some(known) = &known {
            let shown = directory.kinds().get(kind);
            let shown = shown.map_or_else(|| "{}".to_owned(), |kind| kind.peers(&known.content));
            let whole: Value = serde_json::from_str(&known.content).unwrap_or_default();
            let shown: Value = serde_json::from_str(&shown).unwrap_or_default();
            for (name, value) in whole.as_object().into_iter().flatten() {
                if shown.get(name).is_none() {
                    content.entry(name).or_insert_with(|| value.clone());
                }
            }
        }
        let Ok(content) = directory.check(kind, &Value::Object(content).to_string()) else {
            tracing::error!(
                record = id,
                "a record that was lost does not fit its kind any more"
            );
            return Ok(false);
        };
        let change = match (&known, &record.key) {
            (Some(known), _) => Change::Update {
                expected: known.revision,
                id,
                content,
            },
            (None, Some(key)) => Change::Put {
                id,
                key: key.clone(),
                content,
                expected: None,
            },
            (None, None) => Change::Create { id, content },
        };
        let batch = Changes {
            changes: vec![change],
            ..Changes::default()
        };
        let committed = directory.commit(batch, &author).await;
        let committed = committed.map_err(FederationError::from)?;
        Ok(committed.outcomes.iter().any(|outcome| outcome.changed))
    }

    async fn delete_again(&self, id: &str) -> Result<bool, Lost> {
        let known = self
            .directory
            .get(id)
            .await
            .map_err(FederationError::from)?;
        let Some(known) = known else {
            return Ok(false);
        };
        let batch = Changes {
            changes: vec![Change::Delete {
                id: id.to_owned(),
                expected: known.revision,
            }],
            ..Changes::default()
        };
        let deleted = self.directory.commit(batch, &Author::host(RECOVERED)).await;
        deleted.map_err(FederationError::from)?;
        Ok(true)
    }

    /// What was to be nowhere any more is asked for again: a peer may have been restored as well.
    async fn erase_again(&self, id: &str) -> Result<bool, Lost> {
        match self.erase(id, RECOVERED).await {
            Ok(()) => Ok(true),
            Err(FederationError::Directory(DirectoryError::NotFound(_))) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The next revision that is said must be higher than one that is known elsewhere.
    async fn note_revision(
        &self,
        identity: &Identity,
        id: &str,
        revision: u64,
    ) -> Result<(), Lost> {
        let mut write = self.writing().await?;
        let words = store::words(&mut write, OWN, &[id]).await;
        let known = words.map_err(FederationError::from)?.remove(id);
        let known = known.unwrap_or(Word {
            record: id.to_owned(),
            revision: 0,
            hash: None,
            said: None,
            aside: String::new(),
        });
        let Some(name) = store::record_id(&identity.origin, id) else {
            return Ok(());
        };
        let word = Word {
            revision: known.revision.max(revision),
            ..known
        };
        let bucket = maille_federation::digest::bucket(&name);
        let kept = store::keep_words(&mut write, OWN, &[(&word, bucket)]).await;
        kept.map_err(FederationError::from)?;
        write.commit().await.map_err(FederationError::from)?;
        Ok(())
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
        let left = match (theirs.epoch, theirs.seq) >= (kept.epoch, kept.seq) {
            true => Place {
                epoch: theirs.epoch,
                seq: theirs.seq,
                chain: theirs.chain,
            },
            false => Place {
                epoch: kept.epoch,
                seq: kept.seq,
                chain: kept.chain,
            },
        };
        let opening = Opening {
            origin: identity.origin.clone(),
            epoch: left.epoch + 1,
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
        store::keep(write, OWN, &kept).await?;
        Ok(epoch)
    }
}

/// The last words behind entries that came back, and all keys up to there.
type Last = (Signed<Checkpoint>, Keyring);

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
    #[error(transparent)]
    Failed(#[from] FederationError),
}
