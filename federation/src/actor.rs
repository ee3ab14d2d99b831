//! What anybody may read of an instance: its description at `/.well-known/maille`, and its actor on the fediverse.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::json::{self, JsonError, PAGE_BYTES_MAX, RECORD_BYTES_MAX};
use crate::keys::{PublicKey, RsaPublicKey};
use crate::message::Message;
use crate::moment::Moment;
use crate::origin::{KeyId, Origin};
use crate::peering::Address;
use crate::record::Kind;

/// The version of this protocol.
pub const PROTOCOL: u32 = 1;

const NAME_CHARACTERS_MAX: usize = 200;

/// `/.well-known/maille`, signed by the key that it names: the one document that is read before anything was agreed, so
/// members that are not known are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    pub origin: Origin,
    pub address: Address,
    /// What people call it, at most 200 characters, in the language of the place.
    pub name: String,
    pub protocols: Vec<u32>,
    pub key: PublicKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<PublicKey>,
    /// Where its log stands; 0 for both before it publishes anything.
    pub epoch: u64,
    pub seq: u64,
    /// The kinds that it shares with peers.
    pub shares: Vec<Kind>,
    pub limits: Limits,
    pub at: Moment,
}

/// What an instance takes. A peer keeps below these and below its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub record_bytes: u64,
    pub page_bytes: u64,
    pub page_entries: u64,
}

impl Limits {
    /// What this crate reads.
    pub const OURS: Limits = Limits {
        record_bytes: RECORD_BYTES_MAX as u64,
        page_bytes: PAGE_BYTES_MAX as u64,
        page_entries: crate::log::PAGE_ENTRIES,
    };
}

impl Message for Description {
    const TYPE: &'static str = "Instance";
    const BYTES_MAX: usize = 16 * 1024;

    fn signer(&self) -> &Origin {
        &self.origin
    }

    fn check(&self) -> Result<(), &'static str> {
        let plain = !self
            .name
            .chars()
            .any(|letter| letter.is_control() || turns(letter));
        match plain && (1..=NAME_CHARACTERS_MAX).contains(&self.name.chars().count()) {
            true => Ok(()),
            false => Err("a name has 1 to 200 characters, none of which steers the line"),
        }
    }
}

/// Marks that turn the direction of a line, and so could make a name look like another (Unicode TR 36).
pub(crate) fn turns(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Our actor: `Application`, since some servers let nobody follow a `Person` that is an instance.
#[derive(Debug, Clone)]
pub struct Actor<'a> {
    pub address: &'a Address,
    pub origin: &'a Origin,
    pub name: &'a str,
    pub keys: &'a [PublicKey],
    /// The RSA key for servers that read nothing else, as PEM.
    pub rsa_pem: Option<&'a str>,
}

impl Actor<'_> {
    /// The document at `/actor`, as `application/activity+json`.
    pub fn document(&self) -> Value {
        let id = format!("https://{}/actor", self.origin);
        let at = |path: &str| self.address.url(path);
        let multikey = |key: &PublicKey| {
            json!({
                "id": KeyId::of(self.origin, key),
                "type": "Multikey",
                "controller": id,
                "publicKeyMultibase": key,
            })
        };
        let mut document = json!({
            "@context": [
                "https://www.w3.org/ns/activitystreams",
                "https://w3id.org/security/v1",
                // What servers of the fediverse have at hand, so that none must fetch it (FEP-521a).
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1",
            ],
            "id": id,
            "type": "Application",
            "preferredUsername": self.origin,
            "name": self.name,
            "url": at("/"),
            "manuallyApprovesFollowers": false,
            "inbox": at("/inbox"),
            "outbox": at("/outbox"),
            "followers": at("/followers"),
            "assertionMethod": self.keys.iter().map(multikey).collect::<Vec<_>>(),
        });
        if let Some(pem) = self.rsa_pem {
            document["publicKey"] = json!({
                "id": format!("{id}#main-key"),
                "owner": id,
                "publicKeyPem": pem,
            });
        }
        document
    }
}

/// The keys in somebody's actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorKeys {
    pub actor: KeyId,
    pub ed25519: Vec<(KeyId, PublicKey)>,
    pub rsa: Option<(KeyId, RsaPublicKey)>,
}

/// Why an actor gives no keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActorError {
    #[error("the actor cannot be read")]
    Json(#[from] JsonError),
    #[error("the actor is not the one that was asked for")]
    Other,
    #[error("the actor names no key of its own that is accepted here")]
    NoKey,
}

impl ActorKeys {
    /// Reads the keys of the actor that was fetched from `asked`. A key counts only if the actor owns it and its name is
    /// on the actor's own host: a key on host A says nothing for an actor on host B.
    pub fn read(bytes: &[u8], asked: &KeyId) -> Result<ActorKeys, ActorError> {
        let document = json::read(bytes, RECORD_BYTES_MAX)?;
        if document["id"] != asked.as_str() {
            return Err(ActorError::Other);
        }
        let own = |key: &Value, owner: &str| -> Option<KeyId> {
            let id: KeyId = key["id"].as_str()?.parse().ok()?;
            let owned = key[owner] == asked.as_str() && id.origin() == asked.origin();
            owned.then_some(id)
        };
        let multikey = |key: &Value| -> Option<(KeyId, PublicKey)> {
            let typed = key["type"] == "Multikey";
            let id = own(key, "controller").filter(|_| typed)?;
            Some((id, key["publicKeyMultibase"].as_str()?.parse().ok()?))
        };
        let rsa = |key: &Value| -> Option<(KeyId, RsaPublicKey)> {
            let pem = key["publicKeyPem"].as_str()?;
            Some((own(key, "owner")?, RsaPublicKey::from_pem(pem).ok()?))
        };
        let methods = document["assertionMethod"].as_array().into_iter().flatten();
        let keys = ActorKeys {
            actor: asked.clone(),
            ed25519: methods.take(8).filter_map(multikey).collect(),
            rsa: rsa(&document["publicKey"]),
        };
        match keys.ed25519.is_empty() && keys.rsa.is_none() {
            true => Err(ActorError::NoKey),
            false => Ok(keys),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SecretKey;
    use crate::message::Signed;

    fn key() -> PublicKey {
        SecretKey::from_seed(&[1; 32]).public()
    }

    fn document() -> Value {
        let actor = Actor {
            address: &"https://annuaire.creuse.example".parse().unwrap(),
            origin: &"creuse.example".parse().unwrap(),
            name: "Numérique en Creuse",
            keys: &[key()],
            rsa_pem: None,
        };
        actor.document()
    }

    fn read(document: &Value) -> Result<ActorKeys, ActorError> {
        let asked = "https://creuse.example/actor".parse().unwrap();
        ActorKeys::read(document.to_string().as_bytes(), &asked)
    }

    #[test]
    fn our_own_actor_is_read_as_any_other() {
        let keys = read(&document()).unwrap();
        let id = KeyId::of(&"creuse.example".parse().unwrap(), &key());
        assert_eq!(keys.ed25519, [(id, key())]);
        assert_eq!(document()["inbox"], "https://annuaire.creuse.example/inbox");
    }

    #[test]
    fn a_key_of_another_host_or_owner_is_none_of_the_actor_s() {
        let changed = |name: &str, value: &str| {
            let mut document = document();
            document["assertionMethod"][0][name] = json!(value);
            read(&document)
        };
        for (name, value) in [
            ("controller", "https://gironde.example/actor"),
            ("id", "https://gironde.example/actor#k"),
            ("id", "https://127.0.0.1/actor#k"),
            ("type", "Other"),
            ("publicKeyMultibase", "z6Mk"),
        ] {
            assert_eq!(
                changed(name, value),
                Err(ActorError::NoKey),
                "{name} {value}"
            );
        }
        let mut other = document();
        other["id"] = json!("https://creuse.example/other");
        assert_eq!(read(&other), Err(ActorError::Other));
        assert_eq!(read(&json!([])), Err(ActorError::Other));
    }

    #[test]
    fn a_description_may_say_more_and_its_name_steers_nothing() {
        let description = |name: &str| Description {
            origin: "creuse.example".parse().unwrap(),
            address: "https://creuse.example".parse().unwrap(),
            name: name.to_owned(),
            protocols: vec![PROTOCOL],
            key: key(),
            recovery: None,
            epoch: 1,
            seq: 0,
            shares: Vec::new(),
            limits: Limits::OURS,
            at: Moment::from_unix(0),
        };
        let secret = SecretKey::from_seed(&[1; 32]);
        let id = KeyId::of(&"creuse.example".parse().unwrap(), &key());
        let sign = |name: &str| Signed::make(description(name), &id, &secret, Moment::from_unix(0));
        let signed = sign("Numérique en Creuse").unwrap();
        let mut more: Value = serde_json::from_slice(signed.bytes()).unwrap();
        more["later"] = json!({"more": 1});
        let bytes = json::canonical_value(&more).unwrap();
        let read = crate::message::Unverified::<Description>::read(&bytes).unwrap();
        assert_eq!(read.claimed().name, "Numérique en Creuse");
        assert!(
            read.verify(&|_| Some(key())).is_err(),
            "and the proof is over all of it"
        );
        for name in ["", "a\nb", "a\u{202e}b", &"a".repeat(201)] {
            assert!(sign(name).is_err(), "{name:?}");
        }
    }
}
