//! A log that its owner writes as it should be, until the test writes something else into it.

use std::collections::BTreeMap;

use maille_federation::digest::{Answer, Item, Prefix, Tree};
use maille_federation::hash::Hash;
use maille_federation::json;
use maille_federation::log::{Batch, Checkpoint, Entry, Frame, Head, Op, Opening, Subject};
use maille_federation::message::Signed;
use maille_federation::origin::{Origin, RecordId};
use maille_federation::record::{Record, Salt};
use serde_json::Value;

use super::{Stranger, now};

/// Entries of one batch.
const BATCH: usize = 500;

/// A log of one epoch with what lives in it.
#[derive(Clone)]
pub struct FalseLog {
    origin: Origin,
    pub opening: Signed<Opening>,
    pub head: Head,
    /// The lines, each with the hash of its content.
    pub lines: Vec<(Vec<u8>, Option<Hash>)>,
    pub contents: BTreeMap<Hash, Vec<u8>>,
    pub living: BTreeMap<String, Item>,
    seals: BTreeMap<usize, Signed<Checkpoint>>,
}

impl FalseLog {
    /// An empty one of the first epoch.
    pub fn new(owner: &Stranger) -> Self {
        let opening = owner.says(Opening {
            origin: owner.origin.clone(),
            epoch: 1,
            at: now(0),
            previous: None,
        });
        Self {
            origin: owner.origin.clone(),
            head: Head::opened(&opening),
            opening,
            lines: Vec::new(),
            contents: BTreeMap::new(),
            living: BTreeMap::new(),
            seals: BTreeMap::new(),
        }
    }

    /// Puts a place of this id.
    pub fn put(&mut self, owner: &Stranger, uuid: &str, revision: u64, content: Value) -> Hash {
        let id = record_id(owner, uuid);
        self.put_as(owner, (id, "place", revision), content)
    }

    /// Puts whatever record, in the owner's own log.
    pub fn put_as(&mut self, owner: &Stranger, put: (RecordId, &str, u64), content: Value) -> Hash {
        self.put_named(owner, put, None, content)
    }

    /// The same, with the name that its maker gave it.
    pub fn put_named(
        &mut self,
        owner: &Stranger,
        (id, kind, revision): (RecordId, &str, u64),
        key: Option<&str>,
        content: Value,
    ) -> Hash {
        let Value::Object(content) = content else {
            panic!("a content is an object");
        };
        let record = Record {
            id: id.clone(),
            kind: kind.parse().unwrap(),
            key: key.map(str::to_owned),
            revision,
            salt: Salt::new([7; 16]),
            updated: now(0),
            content,
        };
        let bytes = match id.origin() == &owner.origin {
            true => owner.says(record).bytes().to_vec(),
            // What nobody can sign still is said.
            false => json::canonical(&record).unwrap(),
        };
        let hash = Hash::of(&bytes);
        self.write(owner, (Op::Put, id, kind, revision), Some(hash));
        self.contents.insert(hash, bytes);
        hash
    }

    /// Puts bytes that need be no record, as the first revision of one.
    pub fn put_bytes(&mut self, owner: &Stranger, uuid: &str, bytes: &[u8]) {
        let hash = Hash::of(bytes);
        let put = (Op::Put, record_id(owner, uuid), "place", 1);
        self.write(owner, put, Some(hash));
        self.contents.insert(hash, bytes.to_vec());
    }

    /// Withdraws or erases a record.
    pub fn remove(&mut self, owner: &Stranger, uuid: &str, revision: u64, op: Op) {
        self.write(owner, (op, record_id(owner, uuid), "place", revision), None);
    }

    /// Writes an entry and its seal, right or wrong.
    fn write(
        &mut self,
        owner: &Stranger,
        (op, id, kind, revision): (Op, RecordId, &str, u64),
        hash: Option<Hash>,
    ) {
        let entry = Entry {
            seq: self.head.seq + 1,
            prev: self.head.chain,
            op,
            id: Subject::Record(id.clone()),
            revision,
            hash,
            at: now(0),
            kind: kind.parse().unwrap(),
        };
        let line = json::canonical(&entry).unwrap();
        self.head.seq += 1;
        self.head.chain = Hash::of(&line);
        self.lines.push((line, hash));
        match hash {
            Some(hash) => {
                let item = Item { id, revision, hash };
                self.living.insert(item.id.to_string(), item);
            }
            None => {
                self.living.remove(&id.to_string());
            }
        }
        // The seals of all places, so that a batch may end anywhere.
        let seal = self.checkpoint(owner);
        self.seals.insert(self.lines.len(), seal);
    }

    /// The tree over what lives.
    pub fn tree(&self) -> Tree {
        Tree::of(self.living.values().cloned())
    }

    /// Where the log stands.
    pub fn checkpoint(&self, owner: &Stranger) -> Signed<Checkpoint> {
        self.checkpoint_but(owner, |_| {})
    }

    /// The same, but for what the test changes.
    pub fn checkpoint_but(
        &self,
        owner: &Stranger,
        change: impl FnOnce(&mut Checkpoint),
    ) -> Signed<Checkpoint> {
        let mut checkpoint = Checkpoint {
            origin: self.origin.clone(),
            epoch: self.head.epoch,
            seq: self.head.seq,
            chain: self.head.chain,
            root: self.tree().root(),
            count: self.living.len() as u64,
            at: now(0),
        };
        change(&mut checkpoint);
        owner.says(checkpoint)
    }

    /// The lines after one with their seal and contents.
    pub fn tail(&self, after: u64) -> Vec<u8> {
        let begins = usize::try_from(after).unwrap().min(self.lines.len());
        let ends = (begins / BATCH * BATCH + BATCH).min(self.lines.len());
        let lines = &self.lines[begins..ends];
        let hashes = lines.iter().filter_map(|(_, hash)| hash.as_ref());
        let contents: Vec<Vec<u8>> = hashes
            .filter_map(|hash| self.contents.get(hash).cloned())
            .collect();
        let frame = Frame {
            origin: self.origin.clone(),
            epoch: self.head.epoch,
            after,
            entries: lines.len() as u64,
            contents: contents.len() as u64,
            part: 0,
            parts: 1,
        };
        let lines: Vec<Vec<u8>> = lines.iter().map(|(line, _)| line.clone()).collect();
        let seal = self.seals.get(&ends).filter(|_| !lines.is_empty());
        Batch::write(&frame, &lines, seal, &contents).unwrap()
    }

    /// What an honest instance answers at a path below `/federation`.
    pub fn answer(&self, path: &str) -> Option<Vec<u8>> {
        let parts: Vec<&str> = path.trim_start_matches("/federation/").split('/').collect();
        match parts.as_slice() {
            ["log", "1", "opening"] => Some(self.opening.bytes().to_vec()),
            ["log", "1", "tail", after] => {
                let after: u64 = after.parse().unwrap();
                (after <= self.head.seq).then(|| self.tail(after))
            }
            ["contents", hash] => self.contents.get(&hash.parse().ok()?).cloned(),
            ["digest", "1", _, prefix] => {
                let prefix: Prefix = prefix.parse().ok()?;
                let answer = match prefix.bucket() {
                    Some(number) => {
                        let items = self.living.values().cloned();
                        let inside = items
                            .filter(|item| maille_federation::digest::bucket(&item.id) == number);
                        Answer::of_bucket(number, inside.collect())
                    }
                    None => Answer::of_node(&self.tree(), prefix)?,
                };
                Some(answer.bytes().unwrap())
            }
            _ => None,
        }
    }
}

/// A record of this owner.
pub fn record_id(owner: &Stranger, uuid: &str) -> RecordId {
    RecordId::new(owner.origin.clone(), uuid.parse().unwrap()).unwrap()
}
