//! What peers hold of us and we lost is written again, as changes of our own: the log tells them in its new epoch.

use std::collections::{BTreeMap, HashMap, HashSet};

use maille_federation::client::ClientError;
use maille_federation::digest::{Answer, Item, Walk};
use maille_federation::hash::Hash;
use maille_federation::keys::Keyring;
use maille_federation::log::{Batch, Checkpoint, Entry, Head, Op, Subject};
use maille_federation::message::{Signed, Unverified};
use maille_federation::moment::Moment;
use maille_federation::origin::Origin;
use maille_federation::record::Record;
use serde_json::Value;

use super::{Lost, Recovered, tail};
use crate::directory::{Author, Batch as Changes, Change, DirectoryError, Outcome, State};
use crate::federation::erasures;
use crate::federation::error::FederationError;
use crate::federation::identity::Identity;
use crate::federation::logs::store::{self, OWN};
use crate::federation::logs::{self, Kept, Word};
use crate::federation::peers::Peer;
use crate::federation::publish::GONE;
use crate::federation::{Federation, moment};

/// In whose name what was lost is written.
const RECOVERED: &str = "recovery";
/// Entries that are asked for one after the other.
const BATCHES_MAX: u64 = 10_000;

/// From where what peers hold of our log is read on.
pub(super) struct Reading {
    pub(super) head: Head,
    pub(super) keys: Keyring,
    /// Where another epoch began since: what was changed here after that moment stays, and so does what is gone since, of which a
    /// revision from this one on was said.
    pub(super) stays: Option<(Moment, u64)>,
}

impl Reading {
    /// From where we stand.
    pub(super) fn of(kept: &Kept, origin: &Origin) -> Self {
        Self {
            head: kept.head(origin),
            keys: kept.keys.clone(),
            stays: None,
        }
    }
}

/// The last words behind entries that came back, and all keys up to there.
type Last = (Signed<Checkpoint>, Keyring);

impl Federation {
    /// Reads our own log on from where we stand, and does again what it says. Nothing where theirs does not follow from ours.
    /// What was done, and how far the owner's words go with all keys up to there.
    pub(super) async fn take_back_entries(
        &self,
        peer: &Peer,
        reading: &Reading,
    ) -> Result<Option<(Recovered, Option<Last>)>, Lost> {
        let identity = self.identity()?;
        let Reading { head, keys, .. } = reading;
        let (mut head, mut keys) = (head.clone(), keys.clone());
        let mut seal = None;
        let mut last: BTreeMap<String, Entry> = BTreeMap::new();
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
            for entry in read.entries {
                if let Subject::Record(id) = &entry.id {
                    last.insert(id.uuid().to_string(), entry);
                }
            }
            for (_, record) in read.records {
                records.insert(record.hash(), record.into_message());
            }
        }
        let mut recovered = Recovered::default();
        let (mut puts, mut gone) = (Vec::new(), Vec::new());
        for (id, entry) in last {
            if self.stays(reading, &id, entry.at).await? {
                continue;
            }
            match (entry.op, entry.hash) {
                (Op::Put, Some(hash)) => {
                    let record = match records.remove(&hash) {
                        Some(record) => Some(record),
                        None => self.fetch_own(peer, &keys, hash).await?,
                    };
                    puts.push((id, entry.revision, record));
                }
                _ => gone.push((id, entry)),
            }
        }
        // What is gone goes first: another record may bear its key since.
        let borne = puts.iter().filter_map(|(_, _, record)| {
            let record = record.as_ref()?;
            Some((record.kind.to_string(), record.key.clone()?))
        });
        let borne: HashSet<(String, String)> = borne.collect();
        for (id, entry) in gone {
            let went = match entry.op {
                Op::Erase => self.erase_again(&id).await?,
                _ => self.take_away(&id, &entry, &borne).await?,
            };
            recovered.deleted += u64::from(went);
            self.note_revision(identity, &id, entry.revision).await?;
        }
        for (id, revision, record) in puts {
            if let Some(record) = record {
                recovered.records += u64::from(self.put_back(&record).await?);
            }
            self.note_revision(identity, &id, revision).await?;
        }
        Ok(Some((recovered, seal.map(|seal| (seal, keys)))))
    }

    /// Where both histories went on apart: what they hold in a later revision is taken; what only we hold stays.
    pub(super) async fn take_back_records(
        &self,
        peer: &Peer,
        reading: &Reading,
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
            let answer = Answer::read(&answer.body).map_err(|_| Lost::Moved)?;
            let mut ours: Vec<Item> = Vec::new();
            if let Some(number) = prefix.bucket() {
                let mut reader = database.snapshot().await.map_err(FederationError::from)?;
                ours = logs::bucket_items(&mut reader, (OWN, &identity.origin), number).await?;
            }
            let found = walk.answer(answer, &|_| ours.clone());
            let found = found.map_err(|_| Lost::Moved)?;
            for item in found.iter().flat_map(|difference| &difference.fetch) {
                let id = item.id.uuid().to_string();
                let known = ours.iter().find(|own| own.id == item.id);
                let later = known.is_none_or(|own| own.revision < item.revision);
                if (later || reading.stays.is_some())
                    && let Some(record) = self.fetch_own(peer, &reading.keys, item.hash).await?
                    && !self.stays(reading, &id, record.updated).await?
                {
                    recovered.records += u64::from(self.put_back(&record).await?);
                }
                self.note_revision(identity, &id, item.revision).await?;
            }
        }
        Ok(recovered)
    }

    /// Whether what stands here was said after they had heard of us for the last time, and so is not taken back to what they know.
    async fn stays(&self, reading: &Reading, id: &str, theirs: Moment) -> Result<bool, Lost> {
        let Some((began, revision)) = reading.stays else {
            return Ok(false);
        };
        let known = self.directory.get(id).await;
        if let Some(known) = known.map_err(FederationError::from)? {
            let changed = moment(known.updated);
            return Ok(changed > began && changed > theirs);
        }
        let reader = self.directory.database().snapshot().await;
        let mut reader = reader.map_err(FederationError::from)?;
        let words = store::words(&mut reader, OWN, &[id]).await;
        let word = words.map_err(FederationError::from)?.remove(id);
        Ok(word.is_some_and(|word| word.revision >= revision))
    }

    /// A record of ours by its hash, as a peer holds it.
    async fn fetch_own(
        &self,
        peer: &Peer,
        keys: &Keyring,
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
        let record = read.and_then(|record| record.verify(&|id| keys.ever(id)));
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
        let changed = committed.outcomes.iter().any(|outcome| outcome.changed);
        let hidden = known.is_some_and(|known| known.state != State::Published);
        Ok(match committed.outcomes.first() {
            // It was a draft, or withdrawn, when the backup was made.
            Some(outcome) if hidden => self.publish_again(outcome).await? || changed,
            _ => changed,
        })
    }

    async fn publish_again(&self, outcome: &Outcome) -> Result<bool, Lost> {
        let batch = Changes {
            changes: vec![Change::SetState {
                id: outcome.id.clone(),
                expected: outcome.revision,
                state: State::Published,
            }],
            ..Changes::default()
        };
        let published = self.directory.commit(batch, &Author::host(RECOVERED)).await;
        published.map_err(FederationError::from)?;
        Ok(true)
    }

    /// Withdraws again what was withdrawn, and deletes what was deleted: of that its entry knew no kind any more. What was withdrawn
    /// and bears a key that another record has since was deleted later, of which no entry tells.
    async fn take_away(
        &self,
        id: &str,
        entry: &Entry,
        borne: &HashSet<(String, String)>,
    ) -> Result<bool, Lost> {
        let known = self.directory.get(id).await;
        let Some(known) = known.map_err(FederationError::from)? else {
            return Ok(false);
        };
        let (id, expected) = (id.to_owned(), known.revision);
        let key = known.key.map(|key| (known.kind, key));
        let deleted = entry.kind.as_str() == GONE || key.is_some_and(|key| borne.contains(&key));
        let change = match (deleted, known.state) {
            (true, _) => Change::Delete { id, expected },
            (false, State::Published) => Change::SetState {
                id,
                expected,
                state: State::Withdrawn,
            },
            (false, _) => return Ok(false),
        };
        let batch = Changes {
            changes: vec![change],
            ..Changes::default()
        };
        let gone = self.directory.commit(batch, &Author::host(RECOVERED)).await;
        gone.map_err(FederationError::from)?;
        Ok(true)
    }

    /// What was to be nowhere any more is asked for again: a peer may have been restored as well.
    async fn erase_again(&self, id: &str) -> Result<bool, Lost> {
        match self.erase(id, RECOVERED).await {
            Ok(()) => Ok(true),
            // It came and went after the backup: nothing of it is here, and whoever has it still is to be asked.
            Err(FederationError::Directory(DirectoryError::NotFound(_))) => {
                let at = self.directory.clock().now_ms();
                let mut write = self.writing().await?;
                let asked = erasures::store::ask(&mut write, id, (at, RECOVERED)).await;
                asked.map_err(FederationError::from)?;
                write.commit().await.map_err(FederationError::from)?;
                Ok(true)
            }
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
}
