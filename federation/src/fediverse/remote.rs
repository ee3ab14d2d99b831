//! Somebody's actor on the fediverse: its keys, and where it is written to.

use serde_json::Value;

use crate::actor::{ActorError, ActorKeys};
use crate::json::{self, JsonError, RECORD_BYTES_MAX};
use crate::origin::KeyId;
use crate::signatures::PinnedKey;

/// Who may follow, and sign.
const TYPES: [&str; 5] = ["Application", "Group", "Organization", "Person", "Service"];

/// An actor as it was fetched from its own address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteActor {
    pub keys: ActorKeys,
    /// On the actor's own host.
    pub inbox: KeyId,
    /// One for all actors of the host, where there is one.
    pub shared_inbox: Option<KeyId>,
}

/// Why a document is no actor that is accepted here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActorFault {
    #[error(transparent)]
    Keys(#[from] ActorError),
    #[error("the document is of no type that an actor has")]
    Type,
    #[error("the actor has no inbox on its own host")]
    Inbox,
}

impl From<JsonError> for ActorFault {
    fn from(error: JsonError) -> ActorFault {
        ActorFault::Keys(error.into())
    }
}

impl RemoteActor {
    /// Bytes of an actor that are read.
    pub const BYTES_MAX: usize = RECORD_BYTES_MAX;

    /// Reads the actor that was fetched from `asked`. Addresses are https, host names, without a port: what is not so, or
    /// lies on another host, is none of the actor's.
    pub fn read(bytes: &[u8], asked: &KeyId) -> Result<RemoteActor, ActorFault> {
        let document = json::read(bytes, Self::BYTES_MAX)?;
        let keys = ActorKeys::read(bytes, asked)?;
        let known = |kind: &Value| kind.as_str().is_some_and(|kind| TYPES.contains(&kind));
        let typed = match &document["type"] {
            Value::Array(kinds) => kinds.iter().any(known),
            kind => known(kind),
        };
        if !typed {
            return Err(ActorFault::Type);
        }
        let own = |address: &Value| -> Option<KeyId> {
            let address: KeyId = address.as_str()?.parse().ok()?;
            let plain = !address.as_str().contains('#');
            (plain && address.origin() == asked.origin()).then_some(address)
        };
        Ok(RemoteActor {
            inbox: own(&document["inbox"]).ok_or(ActorFault::Inbox)?,
            shared_inbox: own(&document["endpoints"]["sharedInbox"]),
            keys,
        })
    }

    /// The key of this name, if the actor has it.
    pub fn key(&self, id: &KeyId) -> Option<PinnedKey> {
        let rsa = self.keys.rsa.as_ref().filter(|(known, _)| known == id);
        let rsa = rsa.map(|(_, key)| PinnedKey::Rsa(key.clone()));
        rsa.or_else(|| {
            let known = self.keys.ed25519.iter().find(|(known, _)| known == id);
            known.map(|(_, key)| PinnedKey::Ed25519(*key))
        })
    }
}
