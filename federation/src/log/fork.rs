//! Two checkpoints of one origin for one place that cannot both be true: a proof of a forked history, for anybody who knows
//! the origin's keys.

use serde_json::{Value, json};

use super::{CHECKPOINT_BYTES_MAX, Checkpoint};
use crate::json;
use crate::keys::PublicKey;
use crate::message::{MessageError, Signed, Unverified};
use crate::origin::KeyId;

/// Both checkpoints, each with its proof. That they were made at different times says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct ForkEvidence {
    first: Signed<Checkpoint>,
    second: Signed<Checkpoint>,
}

/// Why two checkpoints prove no fork.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAFork {
    #[error("the checkpoints are of different places")]
    Places,
    #[error("the checkpoints say the same")]
    Same,
    #[error("a checkpoint is not accepted")]
    Message(#[from] MessageError),
}

impl ForkEvidence {
    /// The evidence in two verified checkpoints.
    pub fn of(
        first: Signed<Checkpoint>,
        second: Signed<Checkpoint>,
    ) -> Result<ForkEvidence, NotAFork> {
        let (a, b) = (first.message(), second.message());
        if a.origin != b.origin || a.position() != b.position() {
            return Err(NotAFork::Places);
        }
        if (a.chain, a.root, a.count) == (b.chain, b.root, b.count) {
            return Err(NotAFork::Same);
        }
        Ok(ForkEvidence { first, second })
    }

    /// Both checkpoints.
    pub fn checkpoints(&self) -> (&Checkpoint, &Checkpoint) {
        (self.first.message(), self.second.message())
    }

    /// The evidence for others: `{"first": …, "second": …, "type": "ForkEvidence"}`. It needs no proof of its own.
    pub fn bytes(&self) -> Vec<u8> {
        let value = |signed: &Signed<Checkpoint>| {
            serde_json::from_slice::<Value>(signed.bytes()).expect("a signed document is JSON")
        };
        let evidence = json!({
            "type": "ForkEvidence",
            "first": value(&self.first),
            "second": value(&self.second),
        });
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
        let value = json::read_canonical(bytes, 2 * CHECKPOINT_BYTES_MAX + 100);
        let Value::Object(mut members) = value.map_err(MessageError::from)? else {
            return Err(form.into());
        };
        let mut checkpoint = |name| -> Result<Signed<Checkpoint>, NotAFork> {
            let value = members.remove(name).ok_or(form.clone())?;
            let bytes = json::canonical_value(&value).map_err(MessageError::from)?;
            Ok(Unverified::read(&bytes)?.verify(key)?)
        };
        let (first, second) = (checkpoint("first")?, checkpoint("second")?);
        let typed = members.remove("type") == Some(Value::from("ForkEvidence"));
        match typed && members.is_empty() {
            true => ForkEvidence::of(first, second),
            false => Err(form.into()),
        }
    }
}
