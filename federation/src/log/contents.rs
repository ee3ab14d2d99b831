//! The contents of entries: each is found by its hash, read, and verified with the key that spoke where it was logged.

use std::collections::{HashMap, HashSet};

use super::{Checkpoint, Entry, Head, KeyStatement, LogError, Op, Subject};
use crate::hash::Hash;
use crate::keys::{Keyring, Position};
use crate::message::{Signed, Unverified};
use crate::record::Record;

/// Entries that follow from a head, as their writer says.
#[derive(Debug, Clone, PartialEq)]
pub struct Advance {
    pub(super) head: Head,
    pub(super) entries: Vec<Entry>,
    pub(super) seal: Option<Unverified<Checkpoint>>,
}

/// Entries that are their owner's, with their contents.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// Where a reader stands after them.
    pub head: Head,
    pub entries: Vec<Entry>,
    /// Records with the number of their entry, in the order of the log.
    pub records: Vec<(u64, Signed<Record>)>,
    /// What was said of keys, byte for byte: whoever serves the log on serves these too.
    pub statements: Vec<(Hash, Vec<u8>)>,
    /// Entries whose records are not there and that no later entry among these supersedes. Later entries may; until then
    /// the records must be got from somewhere, and the root does not fit.
    pub missing: Vec<u64>,
    /// The origin's keys after these entries.
    pub keys: Keyring,
    /// The owner's checkpoint for the last entry; none where there was no entry.
    pub seal: Option<Signed<Checkpoint>>,
}

impl Advance {
    /// The hashes of all contents that these entries name: what is to be fetched.
    pub fn wanted(&self) -> impl Iterator<Item = Hash> {
        self.entries.iter().filter_map(|entry| entry.hash)
    }

    /// Verifies the contents, of all parts together, with the keys of the origin before these entries, and the seal with
    /// the keys after them. What is wrong refuses all of them.
    pub fn read_contents(self, contents: &[&[u8]], keys: &Keyring) -> Result<Contents, LogError> {
        let position = self.head.position();
        let (records, statements, missing, keys) =
            read(&self.entries, position.epoch, contents, keys)?;
        let seal = self
            .seal
            .map(|seal| seal.verify(&|id| keys.at(id, position)));
        let seal = seal.transpose();
        Ok(Contents {
            seal: seal.map_err(|cause| LogError::Seal { cause: Some(cause) })?,
            head: self.head,
            entries: self.entries,
            records,
            statements,
            missing,
            keys,
        })
    }
}

type Read = (
    Vec<(u64, Signed<Record>)>,
    Vec<(Hash, Vec<u8>)>,
    Vec<u64>,
    Keyring,
);

fn read(
    entries: &[Entry],
    epoch: u64,
    contents: &[&[u8]],
    keys: &Keyring,
) -> Result<Read, LogError> {
    let mut keys = keys.clone();
    let mut by_hash: HashMap<Hash, &[u8]> = HashMap::with_capacity(contents.len());
    for content in contents {
        if by_hash.insert(Hash::of(content), content).is_some() {
            return Err(LogError::Stray);
        }
    }
    let mut statements = Vec::new();
    for entry in entries.iter().filter(|entry| entry.op == Op::Key) {
        let seq = entry.seq;
        let content = entry
            .hash
            .and_then(|hash| Some((hash, by_hash.remove(&hash)?)));
        let (hash, content) = content.ok_or(LogError::KeyMissing { seq })?;
        statements.push((hash, content.to_vec()));
        change_keys(entry, content, &mut keys, Position { epoch, seq })?;
    }
    let mut records = Vec::with_capacity(by_hash.len());
    let mut missing = Vec::new();
    let mut later = HashSet::new();
    for entry in entries.iter().rev() {
        let superseded = !later.insert(&entry.id);
        if entry.op != Op::Put {
            continue;
        }
        match entry.hash.and_then(|hash| by_hash.remove(&hash)) {
            Some(content) => records.push((entry.seq, record(entry, epoch, content, &keys)?)),
            None if superseded => {}
            None => missing.push(entry.seq),
        }
    }
    if !by_hash.is_empty() {
        return Err(LogError::Stray);
    }
    records.reverse();
    missing.reverse();
    Ok((records, statements, missing, keys))
}

fn record(
    entry: &Entry,
    epoch: u64,
    content: &[u8],
    keys: &Keyring,
) -> Result<Signed<Record>, LogError> {
    let seq = entry.seq;
    let position = Position { epoch, seq };
    let record = Unverified::<Record>::read(content)
        .and_then(|record| record.verify(&|id| keys.at(id, position)))
        .map_err(|cause| LogError::Content { seq, cause })?;
    let said = record.message();
    let same = entry.id == Subject::Record(said.id.clone())
        && (entry.revision, &entry.kind) == (said.revision, &said.kind);
    match same {
        true => Ok(record),
        false => Err(LogError::Mismatch { seq }),
    }
}

fn change_keys(
    entry: &Entry,
    content: &[u8],
    keys: &mut Keyring,
    position: Position,
) -> Result<(), LogError> {
    let seq = entry.seq;
    let statement = Unverified::<KeyStatement>::read(content)
        .map_err(|cause| LogError::Content { seq, cause })?;
    let said = statement.claimed();
    if entry.id != Subject::Key(said.key_id()) || said.origin != *keys.origin() {
        return Err(LogError::Mismatch { seq });
    }
    KeyStatement::apply(statement, keys, position).map_err(|cause| LogError::Key { seq, cause })
}
