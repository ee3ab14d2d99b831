//! Two checkpoints of one origin that cannot both be true: a proof of a forked history, for anybody who knows the origin's keys.

use serde_json::{Value, json};

use super::{Checkpoint, Entry, PAGE_ENTRIES};
use crate::hash::Hash;
use crate::json;
use crate::keys::PublicKey;
use crate::message::{MessageError, Signed, Unverified};
use crate::origin::KeyId;

/// Bytes of evidence with lines: those of a page, of names as long as they may be, are fewer than this.
const EVIDENCE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Both checkpoints, each with its proof. That they were made at different times says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct ForkEvidence {
    first: Signed<Checkpoint>,
    second: Signed<Checkpoint>,
    /// Where the second is of a later place: the lines that lead up to it, from behind the place of the first.
    lines: Vec<Vec<u8>>,
}

/// Why two checkpoints prove no fork.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAFork {
    #[error("the checkpoints are of different places")]
    Places,
    #[error("the checkpoints say the same")]
    Same,
    #[error("the lines do not lead from the place of the first checkpoint to the second")]
    Lines,
    #[error("a checkpoint is not accepted")]
    Message(#[from] MessageError),
}

impl ForkEvidence {
    /// The evidence in two verified checkpoints for one place.
    pub fn of(
        first: Signed<Checkpoint>,
        second: Signed<Checkpoint>,
    ) -> Result<ForkEvidence, NotAFork> {
        Self::along(first, second, Vec::new())
    }

    /// The evidence where the second checkpoint is of a later place: `lines` are all entries behind the place of the first up to
    /// the second, at most a page of them. The first of them says what its owner told others of the place of the first.
    pub fn along(
        first: Signed<Checkpoint>,
        second: Signed<Checkpoint>,
        lines: Vec<Vec<u8>>,
    ) -> Result<ForkEvidence, NotAFork> {
        let (a, b) = (first.message(), second.message());
        let ahead = b.seq.checked_sub(a.seq);
        if (&a.origin, a.epoch) != (&b.origin, b.epoch)
            || ahead != Some(lines.len() as u64)
            || lines.len() as u64 > PAGE_ENTRIES
        {
            return Err(NotAFork::Places);
        }
        let same = match lines.first() {
            None => (a.chain, a.root, a.count) == (b.chain, b.root, b.count),
            Some(line) => a.chain == told_of_the_place_before(line, b, &lines)?,
        };
        match same {
            true => Err(NotAFork::Same),
            false => Ok(ForkEvidence {
                first,
                second,
                lines,
            }),
        }
    }

    /// Both checkpoints.
    pub fn checkpoints(&self) -> (&Checkpoint, &Checkpoint) {
        (self.first.message(), self.second.message())
    }

    /// The evidence for others: `{"first": …, "second": …, "type": "ForkEvidence"}`, and `lines` where there are any. It needs
    /// no proof of its own.
    pub fn bytes(&self) -> Vec<u8> {
        let value = |bytes: &[u8]| {
            serde_json::from_slice::<Value>(bytes).expect("what was verified is JSON")
        };
        let mut evidence = json!({
            "type": "ForkEvidence",
            "first": value(self.first.bytes()),
            "second": value(self.second.bytes()),
        });
        if !self.lines.is_empty() {
            evidence["lines"] = self.lines.iter().map(|line| value(line)).collect();
        }
        json::canonical_value(&evidence).expect("what was canonical can be so again")
    }

    /// Reads evidence and verifies both checkpoints.
    pub fn read(
        bytes: &[u8],
        key: &dyn Fn(&KeyId) -> Option<PublicKey>,
    ) -> Result<ForkEvidence, NotAFork> {
        let form = MessageError::Type {
            expected: "ForkEvidence",
        };
        let value = json::read_canonical(bytes, EVIDENCE_BYTES_MAX);
        let Value::Object(mut members) = value.map_err(MessageError::from)? else {
            return Err(form.into());
        };
        let mut checkpoint = |name| -> Result<Signed<Checkpoint>, NotAFork> {
            let value = members.remove(name).ok_or(form.clone())?;
            let bytes = json::canonical_value(&value).map_err(MessageError::from)?;
            Ok(Unverified::read(&bytes)?.verify(key)?)
        };
        let (first, second) = (checkpoint("first")?, checkpoint("second")?);
        let lines = match members.remove("lines") {
            None => Vec::new(),
            Some(Value::Array(lines)) if !lines.is_empty() => lines
                .iter()
                .map(json::canonical_value)
                .collect::<Result<Vec<Vec<u8>>, _>>()
                .map_err(MessageError::from)?,
            Some(_) => return Err(form.into()),
        };
        let typed = members.remove("type") == Some(Value::from("ForkEvidence"));
        match typed && members.is_empty() {
            true => ForkEvidence::along(first, second, lines),
            false => Err(form.into()),
        }
    }
}

/// The chain that lines up to a checkpoint follow from.
fn told_of_the_place_before(
    first: &[u8],
    last: &Checkpoint,
    lines: &[Vec<u8>],
) -> Result<Hash, NotAFork> {
    let begins = Entry::read(first).map_err(|_| NotAFork::Lines)?.prev;
    let mut chain = begins;
    for (line, left) in lines.iter().zip((0..lines.len() as u64).rev()) {
        let entry = Entry::read(line).map_err(|_| NotAFork::Lines)?;
        if entry.prev != chain || entry.seq.checked_add(left) != Some(last.seq) {
            return Err(NotAFork::Lines);
        }
        chain = Hash::of(line);
    }
    match chain == last.chain {
        true => Ok(begins),
        false => Err(NotAFork::Lines),
    }
}
