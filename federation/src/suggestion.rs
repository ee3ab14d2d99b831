//! What somebody says is wrong with a record goes to its owner, who alone changes it, and the answer comes back.

use serde::{Deserialize, Serialize};

use crate::message::Message;
use crate::moment::Moment;
use crate::origin::{Origin, RecordId};
use crate::record::INTEGER_MAX;

/// Characters of what is said, and of the words of an answer.
pub const TEXT_CHARACTERS_MAX: usize = 2_000;
const REFERENCE_CHARACTERS_MAX: usize = 40;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    Address,
    Closed,
    Hours,
    Other,
    Telephone,
}

/// The body of `POST /federation/suggestions`. Who said it stays with the instance where it was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suggestion {
    /// Where it was said.
    pub from: Origin,
    /// The name under which the answer finds it again: 1 to 40 letters, digits and `-`.
    pub reference: String,
    pub id: RecordId,
    /// The revision that somebody saw.
    pub revision: u64,
    pub topic: Topic,
    /// At most 2,000 characters.
    pub text: String,
    pub at: Moment,
}

/// What the owner decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Accepted,
    Refused,
}

/// The body of `POST /federation/decisions`: the owner's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The owner.
    pub from: Origin,
    /// As the suggestion has it.
    pub reference: String,
    pub id: RecordId,
    pub verdict: Verdict,
    /// At most 2,000 characters.
    pub note: String,
    pub at: Moment,
}

impl Message for Suggestion {
    const TYPE: &'static str = "Suggestion";
    const BYTES_MAX: usize = 16 * 1024;

    fn signer(&self) -> &Origin {
        &self.from
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.from == *self.id.origin() {
            return Err("an owner suggests nothing to itself");
        }
        if !(1..=INTEGER_MAX).contains(&self.revision) {
            return Err("a revision is 1 or more");
        }
        texts(&self.reference, &self.text)
    }
}

impl Message for Decision {
    const TYPE: &'static str = "Decision";
    const BYTES_MAX: usize = 16 * 1024;

    fn signer(&self) -> &Origin {
        &self.from
    }

    fn check(&self) -> Result<(), &'static str> {
        match self.from == *self.id.origin() {
            true => texts(&self.reference, &self.note),
            false => Err("only the owner decides"),
        }
    }
}

fn texts(reference: &str, text: &str) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let named = (1..=REFERENCE_CHARACTERS_MAX).contains(&reference.len());
    if !named || !reference.bytes().all(plain) {
        return Err("a reference has 1 to 40 letters, digits and hyphens");
    }
    match text.chars().count() <= TEXT_CHARACTERS_MAX {
        true => Ok(()),
        false => Err("a text has at most 2,000 characters"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion() -> Suggestion {
        let id = "https://creuse.example/records/019aab00-0000-7000-8000-000000000001";
        Suggestion {
            from: "gironde.example".parse().unwrap(),
            reference: "K7QF-3MZD".into(),
            id: id.parse().unwrap(),
            revision: 1,
            topic: Topic::Hours,
            text: "Fermé le lundi".into(),
            at: Moment::from_unix(0),
        }
    }

    #[test]
    fn bounds_are_kept_and_nobody_speaks_for_another() {
        assert_eq!(suggestion().check(), Ok(()));
        let long = "é".repeat(TEXT_CHARACTERS_MAX);
        let with = |change: fn(&mut Suggestion)| {
            let mut other = suggestion();
            change(&mut other);
            other.check()
        };
        assert!(with(|it| it.reference = String::new()).is_err());
        assert!(with(|it| it.reference = "a b".into()).is_err());
        assert!(with(|it| it.revision = 0).is_err());
        assert!(with(|it| it.from = "creuse.example".parse().unwrap()).is_err());
        let text = Suggestion {
            text: long.clone(),
            ..suggestion()
        };
        assert_eq!(text.check(), Ok(()));
        let text = Suggestion {
            text: long + "é",
            ..suggestion()
        };
        assert!(text.check().is_err());

        let decision = Decision {
            from: "gironde.example".parse().unwrap(),
            reference: "K7QF-3MZD".into(),
            id: suggestion().id,
            verdict: Verdict::Accepted,
            note: String::new(),
            at: Moment::from_unix(0),
        };
        assert!(decision.check().is_err(), "a stranger decides nothing");
    }
}
