//! An origin that writes, and readers that verify what it wrote.

mod forks;
mod keys;
mod pages;

use serde_json::json;

use super::*;
use crate::keys::{Keyring, SecretKey};
use crate::message::Unverified;
use crate::origin::{KeyId, RecordId};
use crate::record::{Record, Salt};

pub(crate) const NOW: i64 = 1_795_256_130;

/// An origin with a key, its log so far, and all its lines.
pub(crate) struct Writer {
    pub origin: Origin,
    pub key: SecretKey,
    pub opening: Signed<Opening>,
    pub head: Head,
    pub entries: Vec<Vec<u8>>,
    pub contents: Vec<Vec<u8>>,
    /// The head after each entry.
    pub heads: Vec<Head>,
}

impl Writer {
    pub fn new(name: &str) -> Writer {
        let origin: Origin = name.parse().unwrap();
        let key = SecretKey::from_seed(&[1; 32]);
        let opening = Opening {
            origin: origin.clone(),
            epoch: 1,
            at: Moment::from_unix(NOW),
            previous: None,
        };
        let id = KeyId::of(&origin, &key.public());
        let opening = Signed::make(opening, &id, &key, Moment::from_unix(NOW)).unwrap();
        let head = Head::opened(&opening);
        Writer {
            origin,
            key,
            opening,
            head,
            entries: Vec::new(),
            contents: Vec::new(),
            heads: Vec::new(),
        }
    }

    pub fn key_id(&self) -> KeyId {
        KeyId::of(&self.origin, &self.key.public())
    }

    pub fn ring(&self) -> Keyring {
        let recovery = SecretKey::from_seed(&[99; 32]).public();
        Keyring::pinned(self.origin.clone(), self.key.public(), Some(recovery))
    }

    pub fn record_id(&self, number: u64) -> RecordId {
        let uuid = format!("019aab00-0000-7000-8000-{number:012x}");
        format!("https://{}/records/{uuid}", self.origin)
            .parse()
            .unwrap()
    }

    pub fn record(&self, number: u64, revision: u64) -> Signed<Record> {
        let record = Record {
            id: self.record_id(number),
            kind: "place".parse().unwrap(),
            revision,
            key: None,
            salt: Salt::new(u128::from(number * 1000 + revision).to_be_bytes()),
            updated: Moment::from_unix(NOW),
            content: json!({"name": format!("Lieu {number}")})
                .as_object()
                .unwrap()
                .clone(),
        };
        Signed::make(record, &self.key_id(), &self.key, Moment::from_unix(NOW)).unwrap()
    }

    pub fn put(&mut self, number: u64, revision: u64) {
        let record = self.record(number, revision);
        self.log(
            Op::Put,
            Subject::Record(self.record_id(number)),
            revision,
            Some(record.bytes()),
            "place",
        );
    }

    pub fn remove(&mut self, op: Op, number: u64, revision: u64) {
        self.log(
            op,
            Subject::Record(self.record_id(number)),
            revision,
            None,
            "place",
        );
    }

    pub fn log(&mut self, op: Op, id: Subject, revision: u64, content: Option<&[u8]>, kind: &str) {
        let change = Change {
            op,
            id,
            revision,
            hash: content.map(Hash::of),
            at: Moment::from_unix(NOW),
            kind: kind.parse().unwrap(),
        };
        let (_, line) = self.head.append(change).unwrap();
        self.entries.push(line);
        self.heads.push(self.head.clone());
        self.contents.extend(content.map(<[u8]>::to_vec));
    }

    pub fn frame(&self) -> Frame {
        Frame {
            origin: self.origin.clone(),
            epoch: 1,
            after: 0,
            entries: self.entries.len() as u64,
            contents: self.contents.len() as u64,
            part: 0,
            parts: 1,
        }
    }

    /// Everything as one tail.
    pub fn batch(&self) -> Vec<u8> {
        self.batch_of(&self.frame(), &self.entries, &self.contents)
    }

    /// A batch with the seal of its last entry.
    pub fn batch_of(&self, frame: &Frame, entries: &[Vec<u8>], contents: &[Vec<u8>]) -> Vec<u8> {
        let last = usize::try_from(frame.after + frame.entries).unwrap();
        let head = last.checked_sub(1).map(|at| &self.heads[at]);
        let seal = head.filter(|_| frame.entries > 0);
        let seal = seal.map(|head| self.checkpoint_at(head, Hash::ZERO, NOW));
        Batch::write(frame, entries, seal.as_ref(), contents).unwrap()
    }

    pub fn checkpoint(&self, root: Hash, at: i64) -> Signed<Checkpoint> {
        self.checkpoint_at(&self.head, root, at)
    }

    fn checkpoint_at(&self, head: &Head, root: Hash, at: i64) -> Signed<Checkpoint> {
        let checkpoint = Checkpoint {
            origin: self.origin.clone(),
            epoch: head.epoch,
            seq: head.seq,
            chain: head.chain,
            root,
            count: 0,
            at: Moment::from_unix(at),
        };
        Signed::make(checkpoint, &self.key_id(), &self.key, Moment::from_unix(at)).unwrap()
    }
}

/// Reads a batch from the beginning, as a newcomer does.
pub(crate) fn pull(writer: &Writer, bytes: &[u8]) -> Result<Contents, LogError> {
    let head = Head::opened(&writer.opening);
    let batch = Batch::read(bytes)?;
    let advance = head.advance(&batch)?;
    advance.read_contents(&batch.contents, &writer.ring())
}

pub(crate) fn verified<T: Message>(writer: &Writer, bytes: &[u8]) -> Signed<T> {
    let ring = writer.ring();
    Unverified::read(bytes)
        .unwrap()
        .verify(&|id| ring.current(id))
        .unwrap()
}
