//! Our own log: follows the journal and says, signed and in order, what of it may leave. In pieces, each in one transaction with
//! its place in the journal: a kill leaves a piece said or not said.

use std::collections::{BTreeMap, BTreeSet};

use maille_federation::hash::Hash;
use maille_federation::json;
use maille_federation::keys::{Keyring, Position, SecretKey};
use maille_federation::log::{
    Change, Checkpoint, Head, LogError, Op, Opening, PAGE_ENTRIES, Subject,
};
use maille_federation::message::Signed;
use maille_federation::moment::Moment;
use maille_federation::origin::{KeyId, Origin};
use maille_federation::record::{Record as Shared, Salt, first_revision};
use serde_json::{Map, Value};

use super::erasures;
use super::error::FederationError;
use super::identity::{self, Identity};
use super::logs::store::{OWN, record_id};
use super::logs::{self, Kept, Ledger, Line, Word};
use super::{Federation, moment};
use crate::database::Connection;
use crate::directory::{Record, State};

/// Changes the rules by which records are chosen and put into words; a program with others says everything anew.
const RULES: &str = "1";

/// What one piece of work came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// Lines of the journal that were looked at; 0 when nothing is new.
    pub looked: u64,
    /// Entries that were written.
    pub said: u64,
    /// Records that are too large to leave.
    pub too_large: u64,
}

/// What the log should say of a record.
enum Wanted {
    Content(Map<String, Value>),
    Nothing,
}

impl Federation {
    /// Looks at what changed since the last look and says what of it may leave.
    pub async fn publish(&self) -> Result<Published, FederationError> {
        let identity = self.identity()?;
        let database = self.directory.database();
        let before = logs::kept(database.readers(), OWN).await?;
        let rules = rules(identity);
        if let Some(kept) = &before
            && kept.rules == rules
            && self.directory.last_seq().await? == kept.journal
            && self.unsaid_erasures().await?.is_empty()
        {
            return Ok(Published::default());
        }
        let mut write = database.write().await?;
        let published = self.publish_into(&mut write, identity, &rules).await?;
        write.commit().await?;
        Ok(published)
    }

    async fn publish_into(
        &self,
        write: &mut Connection,
        identity: &Identity,
        rules: &str,
    ) -> Result<Published, FederationError> {
        let at = self.directory.clock().now_ms();
        let mut kept = match logs::kept(&mut *write, OWN).await? {
            Some(kept) => kept,
            None => open_first_epoch(write, identity, at).await?,
        };
        if kept.keys.current(&identity.key_id).is_none() {
            let folder = identity.folder.clone();
            return Err(match kept.keys.ever(&identity.key_id) {
                Some(_) => FederationError::KeyOver(folder),
                None => FederationError::OtherKey(folder),
            });
        }
        if kept.rules != rules {
            kept.rules = rules.to_owned();
            kept.journal = 0;
        }
        // At most one closed page for each piece of work.
        let entries = self
            .directory
            .entries_after(kept.journal, &[], PAGE_ENTRIES as u32)
            .await?;
        let mut published = Published {
            looked: entries.len() as u64,
            ..Published::default()
        };
        kept.journal = entries.last().map_or(kept.journal, |entry| entry.seq);
        let own = identity.origin.as_str();
        let ids: BTreeSet<&str> = entries
            .iter()
            .filter(|entry| entry.origin == own)
            .map(|entry| entry.record_id.as_str())
            .collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let records: BTreeMap<String, Record> = self
            .directory
            .all_of(write, &ids)
            .await?
            .into_iter()
            .map(|record| (record.id.clone(), record))
            .collect();
        let mut ledger = Ledger::open(write, (OWN, &identity.origin), kept, &ids).await?;
        for id in ids {
            let record = records.get(id);
            match self.say(&mut ledger, identity, (id, record), at) {
                Ok(said) => published.said += u64::from(said),
                Err(TooLarge) => published.too_large += 1,
            }
            if ledger.kept.seq.is_multiple_of(PAGE_ENTRIES) && ledger.has_news() {
                ledger.flush(write, at).await?;
                let seal = checkpoint(&ledger.kept, identity, at)?;
                ledger.seal(write, seal.bytes()).await?;
                ledger.kept.checkpoint = seal.bytes().to_vec();
            }
        }
        if ledger.has_news() {
            ledger.flush(write, at).await?;
        }
        // Behind the deletion of the same record, which may be among what was just looked at.
        published.said += self.say_erasures(write, &mut ledger, identity, at).await?;
        if published.said > 0 {
            ledger.kept.checkpoint = checkpoint(&ledger.kept, identity, at)?.bytes().to_vec();
        }
        ledger.close(write).await?;
        Ok(published)
    }

    /// Asks for the erasure of records that left us once.
    async fn say_erasures(
        &self,
        write: &mut Connection,
        ledger: &mut Ledger,
        identity: &Identity,
        at: i64,
    ) -> Result<u64, FederationError> {
        let unsaid = self.unsaid_erasures().await?;
        let ids: Vec<&str> = unsaid.iter().map(String::as_str).collect();
        ledger.look_up(write, &ids).await?;
        let mut said = 0;
        for id in ids {
            let (Some(word), Some(name)) = (ledger.word(id), record_id(&identity.origin, id))
            else {
                erasures::store::said(write, id, (0, 0)).await?;
                continue;
            };
            let change = Change {
                op: Op::Erase,
                id: Subject::Record(name),
                revision: next_revision(ledger, Some(word)),
                hash: None,
                at: moment(at),
                kind: GONE.parse().map_err(|_| LogError::Form("no such kind"))?,
            };
            let Some(line) = append(ledger, change) else {
                continue;
            };
            let place = (ledger.kept.epoch, line.entry.seq);
            ledger.take(line, None, "");
            erasures::store::said(write, id, place).await?;
            said += 1;
            // A page must end with its own seal.
            ledger.flush(write, at).await?;
            if ledger.kept.seq.is_multiple_of(PAGE_ENTRIES) {
                let seal = checkpoint(&ledger.kept, identity, at)?;
                ledger.seal(write, seal.bytes()).await?;
            }
        }
        Ok(said)
    }

    /// Says what is new of one record; false where nothing is.
    fn say(
        &self,
        ledger: &mut Ledger,
        identity: &Identity,
        (id, record): (&str, Option<&Record>),
        at: i64,
    ) -> Result<bool, TooLarge> {
        let before = ledger.word(id).cloned();
        let lives = before.as_ref().is_some_and(|word| word.hash.is_some());
        let (Some(name), now) = (record_id(&identity.origin, id), moment(at)) else {
            // Only what somebody wrote into the database by hand has another id.
            return Ok(false);
        };
        let revision = next_revision(ledger, before.as_ref());
        let change = |op, hash, kind: &str| {
            Some(Change {
                op,
                id: Subject::Record(name.clone()),
                revision,
                hash,
                at: now,
                kind: kind.parse().ok()?,
            })
        };
        let (record, content) = match record.map(|record| (record, self.wanted(identity, record))) {
            Some((record, Wanted::Content(content))) => (record, content),
            // Of what never left, nothing is said.
            _ if !lives => return Ok(false),
            other => {
                let kind = other.map_or(GONE, |(record, _)| record.kind.as_str());
                let line = change(Op::Delete, None, kind).and_then(|change| append(ledger, change));
                let said = line.is_some();
                if let Some(line) = line {
                    ledger.take(line, None, "");
                }
                return Ok(said);
            }
        };
        let said = json::canonical(&(&record.kind, &record.key, &content)).map_err(|_| TooLarge)?;
        let said = Hash::of(&said);
        if lives && before.as_ref().and_then(|word| word.said) == Some(said) {
            return Ok(false);
        }
        let shared = Shared {
            id: name.clone(),
            kind: record.kind.parse().map_err(|_| TooLarge)?,
            key: record.key.clone(),
            revision,
            salt: Salt::new(identity::random()),
            updated: moment(record.updated),
            content,
        };
        let signed = identity.sign(shared, now).map_err(|_| TooLarge)?;
        let hash = signed.hash();
        let line = change(Op::Put, Some(hash), &record.kind)
            .and_then(|change| append(ledger, change))
            .ok_or(TooLarge)?;
        ledger.take(line, Some(said), "");
        ledger.take_content(id, hash, signed.bytes().to_vec());
        Ok(true)
    }

    /// What may leave of a record now.
    fn wanted(&self, identity: &Identity, record: &Record) -> Wanted {
        let shared = identity
            .shares
            .iter()
            .any(|kind| kind.as_str() == record.kind);
        if record.state != State::Published || !shared {
            return Wanted::Nothing;
        }
        let Some(kind) = self.directory.kinds().get(&record.kind) else {
            return Wanted::Nothing;
        };
        if !kind.lists(&record.content, self.directory.today()) {
            return Wanted::Nothing;
        }
        match serde_json::from_str(&kind.peers(&record.content)) {
            Ok(Value::Object(content)) if !content.is_empty() => Wanted::Content(content),
            _ => Wanted::Nothing,
        }
    }
}

/// The kind of a record that is gone, where nobody knows any more what it was: it was deleted, and not withdrawn.
pub(super) const GONE: &str = "record";

/// A record that does not fit in a message: over 64 KiB, or with numbers that JSON does not hold.
#[derive(Debug)]
struct TooLarge;

/// One more than the last, and more than any that was said before a restored backup, known here or not.
fn next_revision(ledger: &Ledger, before: Option<&Word>) -> u64 {
    let next = before.map_or(1, |word| word.revision + 1);
    next.max(first_revision(ledger.kept.epoch))
}

fn append(ledger: &Ledger, change: Change) -> Option<Line> {
    let mut head = ledger.head();
    let (entry, bytes) = head.append(change).ok()?;
    Some(Line { entry, bytes })
}

/// By which rules records are chosen: where they change, everything is looked at anew.
fn rules(identity: &Identity) -> String {
    let kinds: Vec<&str> = identity.shares.iter().map(|kind| kind.as_str()).collect();
    format!("{RULES} {}", kinds.join(" "))
}

/// Signs where our log stands.
pub(super) fn checkpoint(
    kept: &Kept,
    identity: &Identity,
    at: i64,
) -> Result<Signed<Checkpoint>, FederationError> {
    checkpoint_by(
        kept,
        &identity.origin,
        (&identity.key_id, &identity.key),
        at,
    )
}

/// The same by a key that is about to be ours.
pub(super) fn checkpoint_by(
    kept: &Kept,
    origin: &Origin,
    (key_id, key): (&KeyId, &SecretKey),
    at: i64,
) -> Result<Signed<Checkpoint>, FederationError> {
    let now = moment(at);
    let checkpoint = Checkpoint {
        origin: origin.clone(),
        epoch: kept.epoch,
        seq: kept.seq,
        chain: kept.chain,
        root: kept.root,
        count: kept.living,
        at: now,
    };
    Ok(Signed::make(checkpoint, key_id, key, now)?)
}

/// The beginning of everything.
async fn open_first_epoch(
    write: &mut Connection,
    identity: &Identity,
    at: i64,
) -> Result<Kept, FederationError> {
    let now: Moment = moment(at);
    let opening = Opening {
        origin: identity.origin.clone(),
        epoch: 1,
        at: now,
        previous: None,
    };
    let opening = identity.sign(opening, now)?;
    let head = Head::opened(&opening);
    logs::store::open_epoch(write, OWN, 1, opening.bytes()).await?;
    let Position { epoch, seq } = head.position();
    let mut kept = Kept {
        epoch,
        seq,
        chain: head.chain,
        root: Hash::ZERO,
        living: 0,
        checkpoint: Vec::new(),
        keys: Keyring::pinned(
            identity.origin.clone(),
            identity.key.public(),
            identity.recovery,
        ),
        journal: 0,
        rules: String::new(),
    };
    kept.checkpoint = checkpoint(&kept, identity, at)?.bytes().to_vec();
    Ok(kept)
}
