//! Signed documents: one form for all that instances say to each other and may have to show to others later.
//!
//! `{"type": …, …, "proof": …}` in canonical JSON. The bytes are kept as they came, for serving on. A type's members are
//! exactly those it names: what a later version adds, it adds under another protocol version.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::hash::Hash;
use crate::json::{self, JsonError, RECORD_BYTES_MAX};
use crate::keys::{PublicKey, SecretKey};
use crate::moment::Moment;
use crate::origin::{KeyId, Origin};
use crate::proof::Proof;

/// Keys that sign one document: the owner's, and a new one beside it.
const PROOFS_MAX: usize = 2;

/// A document that is signed.
pub trait Message: Serialize + DeserializeOwned {
    /// The member `type`: a document of one type can never be taken for one of another.
    const TYPE: &'static str;
    /// Bytes of the document, proof included.
    const BYTES_MAX: usize = RECORD_BYTES_MAX;

    /// Whose key must sign it.
    fn signer(&self) -> &Origin;

    /// What its members must fulfil together; the sentence tells what is wrong.
    fn check(&self) -> Result<(), &'static str> {
        Ok(())
    }
}

/// Why a signed document is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    #[error("the document cannot be read")]
    Json(#[from] JsonError),
    #[error("the document is not of the type `{expected}`")]
    Type { expected: &'static str },
    #[error("the document does not hold together: {0}")]
    Content(&'static str),
    #[error("the document has one proof, or two by different keys")]
    Proofs,
    #[error("a key of {found} cannot sign for {owner}")]
    Signer { owner: Origin, found: Origin },
    #[error("the key `{0}` is not known, or does not hold there")]
    Key(KeyId),
    #[error("the proof by `{0}` does not hold")]
    Proof(KeyId),
}

impl MessageError {
    /// A word that stays the same in all versions, for answers and counters.
    pub fn code(&self) -> &'static str {
        match self {
            MessageError::Json(JsonError::TooLong { .. }) => "document-long",
            MessageError::Json(JsonError::DuplicateKey(_)) => "duplicate-key",
            MessageError::Json(JsonError::TooDeep) => "document-deep",
            MessageError::Json(JsonError::NotCanonical) => "not-canonical",
            MessageError::Json(_) => "document-form",
            MessageError::Type { .. } => "document-type",
            MessageError::Content(_) => "document-content",
            MessageError::Proofs => "proofs",
            MessageError::Signer { .. } => "signer",
            MessageError::Key(_) => "proof-key",
            MessageError::Proof(_) => "proof",
        }
    }
}

/// A document that was read and whose proofs nobody has verified yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Unverified<T> {
    message: T,
    document: Hash,
    proofs: Vec<Proof>,
    bytes: Vec<u8>,
}

/// A document whose proofs hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Signed<T> {
    message: T,
    signed_by: Vec<KeyId>,
    bytes: Vec<u8>,
}

impl<T: Message> Unverified<T> {
    /// Reads the canonical bytes of one document.
    pub fn read(bytes: &[u8]) -> Result<Unverified<T>, MessageError> {
        let value = json::read_canonical(bytes, T::BYTES_MAX)?;
        let form = MessageError::Type { expected: T::TYPE };
        let Value::Object(mut members) = value else {
            return Err(form);
        };
        if members.get("type").and_then(Value::as_str) != Some(T::TYPE) {
            return Err(form);
        }
        let proofs = proofs(members.remove("proof"))?;
        let document = Value::Object(members);
        let hash = Hash::of(&json::canonical_value(&document)?);
        let Value::Object(mut members) = document else {
            return Err(form);
        };
        members.remove("type");
        let message: T = json::shaped(Value::Object(members))?;
        message.check().map_err(MessageError::Content)?;
        Ok(Unverified {
            message,
            document: hash,
            proofs,
            bytes: bytes.to_vec(),
        })
    }

    /// What the document says, which nobody has to believe yet.
    pub fn claimed(&self) -> &T {
        &self.message
    }

    /// The keys that are said to have signed it.
    pub fn claimed_keys(&self) -> impl Iterator<Item = &KeyId> {
        self.proofs.iter().map(|proof| &proof.verification_method)
    }

    /// Verifies each proof with the key that `key` knows by that name. All must hold, and be of the signer's own keys.
    pub fn verify(
        self,
        key: &dyn Fn(&KeyId) -> Option<PublicKey>,
    ) -> Result<Signed<T>, MessageError> {
        let owner = self.message.signer();
        for proof in &self.proofs {
            let id = &proof.verification_method;
            if id.origin() != owner {
                let (owner, found) = (owner.clone(), id.origin().clone());
                return Err(MessageError::Signer { owner, found });
            }
            let key = key(id).ok_or_else(|| MessageError::Key(id.clone()))?;
            if !proof.holds(&self.document, &key) {
                return Err(MessageError::Proof(id.clone()));
            }
        }
        let signed_by = self.proofs.into_iter();
        Ok(Signed {
            message: self.message,
            signed_by: signed_by.map(|proof| proof.verification_method).collect(),
            bytes: self.bytes,
        })
    }
}

/// One proof, or an array of several.
fn proofs(member: Option<Value>) -> Result<Vec<Proof>, MessageError> {
    let proofs: Vec<Proof> = match member {
        Some(Value::Array(list)) if (2..=PROOFS_MAX).contains(&list.len()) => {
            json::shaped(Value::Array(list))?
        }
        Some(one @ Value::Object(_)) => vec![json::shaped(one)?],
        _ => return Err(MessageError::Proofs),
    };
    let first = &proofs[0].verification_method;
    if proofs[1..]
        .iter()
        .any(|proof| proof.verification_method == *first)
    {
        return Err(MessageError::Proofs);
    }
    Ok(proofs)
}

impl<T: Message> Signed<T> {
    /// Signs a message with the key of this name.
    pub fn make(
        message: T,
        key_id: &KeyId,
        key: &SecretKey,
        created: Moment,
    ) -> Result<Signed<T>, MessageError> {
        Signed::make_by_all(message, &[(key_id, key)], created)
    }

    /// Signs a message with one key or two.
    pub fn make_by_all(
        message: T,
        keys: &[(&KeyId, &SecretKey)],
        created: Moment,
    ) -> Result<Signed<T>, MessageError> {
        message.check().map_err(MessageError::Content)?;
        let Value::Object(mut members) =
            serde_json::to_value(&message).map_err(|error| JsonError::Shape(error.to_string()))?
        else {
            return Err(MessageError::Type { expected: T::TYPE });
        };
        members.insert("type".to_owned(), Value::from(T::TYPE));
        let document = Hash::of(&json::canonical(&members)?);
        let prove = |(id, key): &(&KeyId, &SecretKey)| Proof::make(&document, id, key, created);
        let proofs: Result<Vec<Proof>, JsonError> = keys.iter().map(prove).collect();
        let bytes = with_proofs(members, &proofs?)?;
        // Read as a stranger will: what we would refuse, we do not send.
        let known = |id: &KeyId| {
            let mut keys = keys.iter().filter(|(known, _)| *known == id);
            keys.next().map(|(_, key)| key.public())
        };
        Unverified::read(&bytes)?.verify(&known)
    }

    /// What the document says.
    pub fn message(&self) -> &T {
        &self.message
    }

    /// What the document says, without its proof.
    pub fn into_message(self) -> T {
        self.message
    }

    /// The keys whose proofs hold.
    pub fn signed_by(&self) -> &[KeyId] {
        &self.signed_by
    }

    /// The document as it was signed and came: canonical JSON, to be kept and served on.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The hash of [`Signed::bytes`].
    pub fn hash(&self) -> Hash {
        Hash::of(&self.bytes)
    }
}

fn with_proofs(mut members: Map<String, Value>, proofs: &[Proof]) -> Result<Vec<u8>, JsonError> {
    let shape = |error: serde_json::Error| JsonError::Shape(error.to_string());
    let proof = match proofs {
        [one] => serde_json::to_value(one).map_err(shape)?,
        several => serde_json::to_value(several).map_err(shape)?,
    };
    members.insert("proof".to_owned(), proof);
    json::canonical(&members)
}
