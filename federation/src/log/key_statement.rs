//! A key comes or goes: said in the log, signed by those whom it concerns.

use serde::{Deserialize, Serialize};

use crate::keys::{Keyring, Position, PublicKey, RingError};
use crate::message::{Message, MessageError, Unverified};
use crate::moment::Moment;
use crate::origin::{KeyId, Origin};

/// What happens to the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyAction {
    /// It speaks from this entry on. Signed by itself and by a key that speaks, or by the recovery key.
    Add,
    /// It speaks until this entry, and for ever for what was logged before. Signed by a key that speaks.
    End,
    /// It does not speak from `from` on, however far back, nor do keys that came since, but for those that the recovery key
    /// brought. Signed by the recovery key.
    Revoke,
}

/// The content of an entry `key`. Both keys of a rotation hold for thirty days: the old one is ended by a statement then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyStatement {
    pub origin: Origin,
    pub action: KeyAction,
    pub key: PublicKey,
    pub at: Moment,
    /// Of a revocation: the first place where the key is not believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Position>,
}

/// Why a key statement changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    #[error("the statement is not accepted")]
    Message(#[from] MessageError),
    #[error("the keys do not change so")]
    Ring(#[from] RingError),
    #[error("the statement must be signed by {0}")]
    Signers(&'static str),
    #[error("a revocation cannot begin after its own entry")]
    From,
}

impl Message for KeyStatement {
    const TYPE: &'static str = "KeyStatement";

    fn signer(&self) -> &Origin {
        &self.origin
    }

    fn check(&self) -> Result<(), &'static str> {
        match (self.action == KeyAction::Revoke) == self.from.is_some() {
            true => Ok(()),
            false => Err("a revocation says from where on, and nothing else does"),
        }
    }
}

impl KeyStatement {
    /// The key's name.
    pub fn key_id(&self) -> KeyId {
        KeyId::of(&self.origin, &self.key)
    }

    /// Verifies a statement that stands at `position` and changes the keys as it says.
    pub fn apply(
        statement: Unverified<KeyStatement>,
        ring: &mut Keyring,
        position: Position,
    ) -> Result<(), StatementError> {
        let said = statement.claimed().clone();
        let new = said.key_id();
        let speaks = |id: &KeyId| ring.at(id, position);
        let known = |id: &KeyId| {
            let itself = (said.action == KeyAction::Add && *id == new).then_some(said.key);
            speaks(id).or_else(|| ring.recovery(id)).or(itself)
        };
        let signed = statement.verify(&known)?;
        let by = signed.signed_by();
        let by_recovery = by.iter().any(|id| ring.recovery(id).is_some());
        let by_one_that_speaks = by.iter().any(|id| speaks(id).is_some());
        match said.action {
            KeyAction::Add if by.contains(&new) && (by_one_that_speaks || by_recovery) => {
                ring.add(said.key, position)?;
                if by_recovery {
                    ring.vouch(said.key);
                }
            }
            KeyAction::Add => {
                return Err(StatementError::Signers("the new key and one that speaks"));
            }
            KeyAction::End if by_one_that_speaks => ring.end(said.key, position, true)?,
            KeyAction::End => return Err(StatementError::Signers("a key that speaks")),
            KeyAction::Revoke if by_recovery => {
                let from = said.from.filter(|from| *from <= position);
                ring.revoke(said.key, from.ok_or(StatementError::From)?, position)?;
            }
            KeyAction::Revoke => return Err(StatementError::Signers("the recovery key")),
        }
        Ok(())
    }
}
