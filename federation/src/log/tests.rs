//! An origin that writes, and readers that verify what it wrote.

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
        Batch::write(&self.frame(), &self.entries, &self.contents).unwrap()
    }

    pub fn checkpoint(&self, root: Hash, at: i64) -> Signed<Checkpoint> {
        let checkpoint = Checkpoint {
            origin: self.origin.clone(),
            epoch: self.head.epoch,
            seq: self.head.seq,
            chain: self.head.chain,
            root,
            count: 0,
            at: Moment::from_unix(at),
        };
        Signed::make(checkpoint, &self.key_id(), &self.key, Moment::from_unix(at)).unwrap()
    }
}

/// Reads a batch from the beginning, as a newcomer does.
pub(crate) fn pull(writer: &Writer, bytes: &[u8]) -> Result<(Head, Contents), LogError> {
    let mut head = Head::opened(&writer.opening);
    let batch = Batch::read(bytes)?;
    let entries = head.advance(&batch)?;
    let contents = read_contents(&entries, head.epoch, &batch.contents, &writer.ring())?;
    Ok((head, contents))
}

pub(crate) fn verified<T: Message>(writer: &Writer, bytes: &[u8]) -> Signed<T> {
    let ring = writer.ring();
    Unverified::read(bytes)
        .unwrap()
        .verify(&|id| ring.current(id))
        .unwrap()
}
