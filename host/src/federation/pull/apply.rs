//! What was pulled and verified is written: the copy of the log, and the records in the directory, in one transaction.

use std::collections::{BTreeMap, HashMap};

use maille_federation::hash::Hash;
use maille_federation::log::{Contents, Entry, LogError, Op, Subject};
use maille_federation::message::Signed;
use maille_federation::record::Record;
use serde_json::Value;

use super::{Pull, PullError, ends_a_page};
use crate::directory::{Aside, Copy, Mirrored};
use crate::federation::erasures;
use crate::federation::logs::{self, Kept, Ledger, Line};
use crate::federation::peers;

impl Pull<'_> {
    /// Writes verified entries after `kept`; nothing where the log was changed meanwhile.
    pub(super) async fn apply(
        &self,
        kept: &Kept,
        contents: Contents,
        lines: Vec<Vec<u8>>,
    ) -> Result<Option<Kept>, PullError> {
        let directory = &self.federation.directory;
        let origin = &self.peer.origin;
        let at = directory.clock().now_ms();
        let mut write = directory.database().write().await?;
        self.still_exchanges(&mut write).await?;
        let now = logs::kept(&mut *write, origin.as_str()).await?;
        let Some(now) =
            now.filter(|now| (now.epoch, now.seq, now.chain) == (kept.epoch, kept.seq, kept.chain))
        else {
            return Ok(None);
        };
        let last = last_words(&contents.entries);
        let ids: Vec<&str> = last.keys().map(String::as_str).collect();
        let name = (origin.as_str(), origin);
        let mut ledger = Ledger::open(&mut write, name, now, &ids).await?;
        for (id, entry) in first_words(&contents.entries) {
            let before = ledger.word(&id).map_or(0, |word| word.revision);
            if entry.revision <= before {
                return Err(LogError::Revision { seq: entry.seq }.into());
            }
        }
        let records: HashMap<u64, &Signed<Record>> = contents
            .records
            .iter()
            .map(|(seq, record)| (*seq, record))
            .collect();
        let mut changes = Vec::with_capacity(last.len());
        let mut changed: Vec<&str> = Vec::with_capacity(last.len());
        for (id, entry) in &last {
            if let Some(change) = change(id, entry, &records) {
                changes.push(change);
                changed.push(id);
            }
        }
        let fates = directory
            .mirror(&mut write, origin.as_str(), changes)
            .await?;
        let aside: HashMap<&str, Aside> = changed
            .into_iter()
            .zip(fates)
            .filter_map(|(id, fate)| Some((id, fate?)))
            .collect();
        for (entry, bytes) in contents.entries.iter().zip(lines) {
            let why = record_of(entry).and_then(|id| aside.get(id.as_str()).copied());
            let line = Line {
                entry: entry.clone(),
                bytes,
            };
            ledger.take(line, None, why.map_or("", Aside::as_str));
            if let Some(record) = records.get(&entry.seq)
                && let Some(id) = record_of(entry)
            {
                ledger.take_content(&id, record.hash(), record.bytes().to_vec());
            }
        }
        for (hash, bytes) in contents.statements {
            ledger.take_content("", hash, bytes);
        }
        for (id, entry) in last.iter().filter(|(_, entry)| entry.op == Op::Erase) {
            let place = (ledger.kept.epoch, entry.seq);
            erasures::store::erased(&mut write, (origin.as_str(), id), place, at).await?;
        }
        ledger.flush(&mut write, at).await?;
        if let Some(seal) = &contents.seal {
            if ends_a_page(ledger.kept.seq) {
                ledger.seal(&mut write, seal.bytes()).await?;
            }
            ledger.kept.checkpoint = seal.bytes().to_vec();
        }
        if contents.entries.iter().any(|entry| entry.op == Op::Key) {
            let newest = contents.keys.lasting().last();
            peers::store::keys_changed(&mut write, (origin.as_str(), newest)).await?;
        }
        ledger.kept.keys = contents.keys;
        let now = ledger.kept.clone();
        ledger.close(&mut write).await?;
        write.commit().await?;
        self.fetch_missing(&contents.entries, &contents.missing)
            .await?;
        Ok(Some(now))
    }

    /// Contents that are not beside their entries are got by their hash; where nobody has one, the root will tell.
    async fn fetch_missing(&self, entries: &[Entry], missing: &[u64]) -> Result<(), PullError> {
        let wanted: Vec<Hash> = entries
            .iter()
            .filter(|entry| missing.contains(&entry.seq))
            .filter_map(|entry| entry.hash)
            .collect();
        for hash in wanted {
            self.fetch(hash).await?;
        }
        Ok(())
    }
}

/// The id of the record that an entry speaks of.
fn record_of(entry: &Entry) -> Option<String> {
    match &entry.id {
        Subject::Record(id) => Some(id.uuid().to_string()),
        Subject::Key(_) => None,
    }
}

/// The last entry on each record.
fn last_words(entries: &[Entry]) -> BTreeMap<String, &Entry> {
    let known = entries
        .iter()
        .filter_map(|entry| Some((record_of(entry)?, entry)));
    known.collect()
}

/// The first entry on each record.
fn first_words(entries: &[Entry]) -> BTreeMap<String, &Entry> {
    let known = entries.iter().rev();
    let known = known.filter_map(|entry| Some((record_of(entry)?, entry)));
    known.collect()
}

/// What an entry changes in the directory; nothing where its content is not there yet.
fn change(id: &str, entry: &Entry, records: &HashMap<u64, &Signed<Record>>) -> Option<Mirrored> {
    match entry.op {
        Op::Put => Some(Mirrored::Put(copy(records.get(&entry.seq)?.message()))),
        Op::Delete | Op::Erase => Some(Mirrored::Gone {
            id: id.to_owned(),
            revision: entry.revision,
            erased: entry.op == Op::Erase,
        }),
        Op::Key => None,
    }
}

/// A record of the protocol as the directory writes it.
pub(super) fn copy(record: &Record) -> Copy {
    Copy {
        id: record.id.uuid().to_string(),
        kind: record.kind.to_string(),
        key: record.key.clone(),
        revision: record.revision,
        updated: record.updated.unix() * 1000,
        content: Value::Object(record.content.clone()),
    }
}
