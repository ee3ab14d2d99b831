//! The living records of an origin at one place of its log, in parts: the first copy, without the history.
//!
//! A part proves little by itself. The whole is right when the tree over its records has the root of a signed checkpoint for
//! that place; from there on the log is pulled ([`crate::log::Head::at`]). Which keys spoke before is told by the pinned one
//! ([`crate::keys::Keyring::told`]).

use serde::{Deserialize, Serialize};

use crate::digest::Item;
use crate::json::{self, RECORD_BYTES_MAX};
use crate::keys::{Keyring, Position};
use crate::message::{MessageError, Signed, Unverified};
use crate::origin::Origin;
use crate::record::Record;

/// Records of a part.
pub const PART_RECORDS: usize = 1_000;

/// Bytes of a part, unpacked: whoever is cut off reads no more than that again.
pub const PART_BYTES_MAX: usize = 4 * 1024 * 1024;

const FRAME_BYTES_MAX: usize = 1024;

/// The first line of a part; the others are signed records in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotFrame {
    pub origin: Origin,
    pub epoch: u64,
    pub seq: u64,
    /// From 0.
    pub part: u64,
    pub parts: u64,
    pub records: u64,
}

/// Why a part is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    #[error("the part is not made as it should be: {0}")]
    Form(&'static str),
    #[error("the part is of another origin, place or number than was asked for")]
    Elsewhere,
    #[error("the record in line {line} is not accepted")]
    Record {
        line: usize,
        #[source]
        cause: MessageError,
    },
    #[error("the record in line {line} is another origin's, or not in the order of names")]
    Order { line: usize },
}

impl SnapshotError {
    /// A word that stays the same in all versions, for counters.
    pub fn code(&self) -> &'static str {
        match self {
            SnapshotError::Form(_) => "snapshot-form",
            SnapshotError::Elsewhere => "snapshot-elsewhere",
            SnapshotError::Record { .. } => "snapshot-record",
            SnapshotError::Order { .. } => "snapshot-order",
        }
    }
}

/// How many records each part has, from their lengths in the order of their names. One part at least; each but the last is full.
pub fn parts(lengths: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut parts = vec![0];
    let mut filled = FRAME_BYTES_MAX;
    for length in lengths {
        let last = parts.last_mut().expect("there is one part at least");
        let fits = *last < PART_RECORDS && filled + length < PART_BYTES_MAX;
        if *last > 0 && !fits {
            parts.push(1);
            filled = FRAME_BYTES_MAX + length + 1;
        } else {
            *last += 1;
            filled += length + 1;
        }
    }
    parts
}

/// Whether a part is as long as one is that others follow: a snapshot has no more parts than its records need.
fn is_full(bytes: usize, records: usize) -> bool {
    records == PART_RECORDS || bytes + RECORD_BYTES_MAX + FRAME_BYTES_MAX > PART_BYTES_MAX
}

/// Writes a part from signed records in the order of their names.
pub fn write_part(frame: &SnapshotFrame, records: &[&[u8]]) -> Result<Vec<u8>, SnapshotError> {
    let form = SnapshotError::Form("its first line cannot be written");
    let mut bytes = json::canonical(frame).map_err(|_| form)?;
    bytes.push(b'\n');
    for record in records {
        bytes.extend_from_slice(record);
        bytes.push(b'\n');
    }
    match bytes.len() <= PART_BYTES_MAX && frame.records == records.len() as u64 {
        true => Ok(bytes),
        false => Err(SnapshotError::Form(
            "it is longer than 4 MiB, or counts other lines",
        )),
    }
}

/// Reads and verifies the part that was asked for. Any key will do that spoke for the origin somewhere in the epoch up to that
/// place: whether a record belongs here is for the root to say.
pub fn read_part(
    bytes: &[u8],
    asked: &SnapshotFrame,
    keys: &Keyring,
) -> Result<(SnapshotFrame, Vec<Signed<Record>>), SnapshotError> {
    if bytes.len() > PART_BYTES_MAX {
        return Err(SnapshotError::Form("it is longer than 4 MiB"));
    }
    let text = bytes
        .strip_suffix(b"\n")
        .ok_or(SnapshotError::Form("its last line does not end"))?;
    let mut lines = text.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let form = SnapshotError::Form("its first line cannot be read");
    let value = json::read_canonical(first, FRAME_BYTES_MAX).map_err(|_| form.clone())?;
    let frame: SnapshotFrame = json::shaped(value).map_err(|_| form)?;
    let place = |frame: &SnapshotFrame| (frame.origin.clone(), frame.epoch, frame.seq, frame.part);
    if place(&frame) != place(asked) || frame.part >= frame.parts {
        return Err(SnapshotError::Elsewhere);
    }
    let begins = Position {
        epoch: frame.epoch,
        seq: 0,
    };
    let ends = Position {
        seq: frame.seq,
        ..begins
    };
    let mut records: Vec<Signed<Record>> = Vec::new();
    for (line, bytes) in (2..).zip(lines) {
        let record = Unverified::<Record>::read(bytes)
            .and_then(|record| record.verify(&|id| keys.between(id, begins, ends)))
            .map_err(|cause| SnapshotError::Record { line, cause })?;
        let id = &record.message().id;
        let before = records.last().map(|record| &record.message().id);
        if *id.origin() != frame.origin || before.is_some_and(|before| before >= id) {
            return Err(SnapshotError::Order { line });
        }
        records.push(record);
    }
    if records.len() as u64 != frame.records || records.len() > PART_RECORDS {
        return Err(SnapshotError::Form("its first line counts other lines"));
    }
    match frame.part + 1 == frame.parts || is_full(bytes.len(), records.len()) {
        true => Ok((frame, records)),
        false => Err(SnapshotError::Form(
            "others follow, and it is not as long as it may be",
        )),
    }
}

/// A record as the digest knows it.
pub fn item(record: &Signed<Record>) -> Item {
    Item {
        id: record.message().id.clone(),
        revision: record.message().revision,
        hash: record.hash(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Tree;
    use crate::log::tests::Writer;

    fn frame(writer: &Writer, records: u64) -> SnapshotFrame {
        SnapshotFrame {
            origin: writer.origin.clone(),
            epoch: 1,
            seq: 0,
            part: 0,
            parts: 1,
            records,
        }
    }

    #[test]
    fn a_copy_has_the_root_that_the_owner_signed() {
        let writer = Writer::new("creuse.example");
        let held: Vec<Signed<Record>> = (1..40).map(|number| writer.record(number, 1)).collect();
        let root = Tree::of(held.iter().map(item)).root();
        let lines: Vec<&[u8]> = held.iter().map(Signed::bytes).collect();
        let asked = frame(&writer, 39);
        let bytes = write_part(&asked, &lines).unwrap();
        let (_, records) = read_part(&bytes, &asked, &writer.ring()).unwrap();
        assert_eq!(Tree::of(records.iter().map(item)).root(), root);

        // A record that is left out makes no error here, and another root.
        let asked = frame(&writer, 38);
        let bytes = write_part(&asked, &lines[1..]).unwrap();
        let (_, records) = read_part(&bytes, &asked, &writer.ring()).unwrap();
        assert_ne!(Tree::of(records.iter().map(item)).root(), root);
    }

    #[test]
    fn a_part_is_the_one_that_was_asked_for_and_in_order() {
        let writer = Writer::new("creuse.example");
        let (one, two) = (writer.record(1, 1), writer.record(2, 1));
        let theirs = Writer::new("gironde.example").record(3, 1);
        let asked = frame(&writer, 2);
        let of = |lines: &[&[u8]]| {
            let bytes = write_part(&frame(&writer, lines.len() as u64), lines).unwrap();
            read_part(&bytes, &asked, &writer.ring()).map(|(_, records)| records.len())
        };
        assert_eq!(of(&[one.bytes(), two.bytes()]), Ok(2));
        assert_eq!(
            of(&[two.bytes(), one.bytes()]),
            Err(SnapshotError::Order { line: 3 })
        );
        assert_eq!(
            of(&[one.bytes(), one.bytes()]),
            Err(SnapshotError::Order { line: 3 })
        );
        assert!(matches!(
            of(&[theirs.bytes()]),
            Err(SnapshotError::Record { line: 2, .. })
        ));
        let bytes = write_part(&asked, &[one.bytes(), two.bytes()]).unwrap();
        for other in [
            SnapshotFrame {
                seq: 1,
                ..asked.clone()
            },
            SnapshotFrame {
                part: 1,
                ..asked.clone()
            },
            SnapshotFrame {
                epoch: 2,
                ..asked.clone()
            },
        ] {
            assert_eq!(
                read_part(&bytes, &other, &writer.ring()),
                Err(SnapshotError::Elsewhere)
            );
        }
        let text = String::from_utf8(bytes).unwrap();
        let more = text.replace("\"parts\":1", "\"parts\":2");
        let short = read_part(more.as_bytes(), &asked, &writer.ring()).unwrap_err();
        assert_eq!(short.code(), "snapshot-form", "no parts without an end");
        let counted = text.replace("\"records\":2", "\"records\":3");
        assert!(matches!(
            read_part(counted.as_bytes(), &asked, &writer.ring()),
            Err(SnapshotError::Form(_))
        ));
    }

    #[test]
    fn a_key_that_was_taken_away_before_the_epoch_signed_nothing_that_lives_in_it() {
        let writer = Writer::new("creuse.example");
        let record = writer.record(1, 1);
        let asked = SnapshotFrame {
            epoch: 2,
            ..frame(&writer, 1)
        };
        let bytes = write_part(&asked, &[record.bytes()]).unwrap();
        let mut keys = writer.ring();
        assert!(read_part(&bytes, &asked, &keys).is_ok());
        let place = |epoch, seq| Position { epoch, seq };
        let key = keys.lasting().next().unwrap();
        let next = crate::keys::SecretKey::from_seed(&[77; 32]).public();
        keys.add(next, place(1, 2)).unwrap();
        keys.revoke(key, place(1, 3), place(2, 1)).unwrap();
        let refused = read_part(&bytes, &asked, &keys).unwrap_err();
        assert_eq!(refused.code(), "snapshot-record");
    }

    #[test]
    fn parts_are_full_but_for_the_last_one() {
        assert_eq!(parts([]), [0]);
        assert_eq!(parts(vec![900; 2_500]), [1_000, 1_000, 500]);
        let large = parts(vec![RECORD_BYTES_MAX; 130]);
        assert_eq!(large.iter().sum::<usize>(), 130);
        for count in &large[..large.len() - 1] {
            let bytes = count * (RECORD_BYTES_MAX + 1);
            assert!(
                bytes <= PART_BYTES_MAX && is_full(bytes, *count),
                "{large:?}"
            );
        }
    }
}
