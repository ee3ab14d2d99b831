//! Data Integrity proofs of the suite `eddsa-jcs-2022` (W3C vc-di-eddsa, 3.3): a document is signed by its canonical
//! form, so it can be kept, served on by others, and verified by anybody.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::json::{self, JsonError};
use crate::keys::{PublicKey, SecretKey, multibase};
use crate::moment::Moment;
use crate::origin::KeyId;

/// One proof, with exactly these members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    r#type: Type,
    cryptosuite: Suite,
    /// When it was made, as its maker says; nothing is decided by it.
    pub created: Moment,
    /// The key that made it.
    pub verification_method: KeyId,
    proof_purpose: Purpose,
    proof_value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Type {
    DataIntegrityProof,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Suite {
    #[serde(rename = "eddsa-jcs-2022")]
    EddsaJcs2022,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Purpose {
    #[serde(rename = "assertionMethod")]
    AssertionMethod,
}

/// A proof's members but its value: what is hashed beside the document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Configuration<'a> {
    r#type: Type,
    cryptosuite: Suite,
    created: Moment,
    verification_method: &'a KeyId,
    proof_purpose: Purpose,
}

impl Proof {
    /// Proves the document whose canonical form, without any proof, has the hash `document`.
    pub fn make(
        document: &Hash,
        key_id: &KeyId,
        key: &SecretKey,
        created: Moment,
    ) -> Result<Proof, JsonError> {
        let mut proof = Proof {
            r#type: Type::DataIntegrityProof,
            cryptosuite: Suite::EddsaJcs2022,
            created,
            verification_method: key_id.clone(),
            proof_purpose: Purpose::AssertionMethod,
            proof_value: String::new(),
        };
        let signature = key.sign(&signed(&proof.configuration()?, document));
        proof.proof_value = format!("z{}", bs58::encode(signature).into_string());
        Ok(proof)
    }

    /// Whether the proof is `key`'s, over the document with this hash.
    pub fn holds(&self, document: &Hash, key: &PublicKey) -> bool {
        let signature = multibase(&self.proof_value, 64);
        let configuration = self.configuration().ok();
        match (signature, configuration) {
            (Some(signature), Some(configuration)) => {
                key.verifies(&signed(&configuration, document), &signature)
            }
            _ => false,
        }
    }

    fn configuration(&self) -> Result<Hash, JsonError> {
        let configuration = Configuration {
            r#type: self.r#type,
            cryptosuite: self.cryptosuite,
            created: self.created,
            verification_method: &self.verification_method,
            proof_purpose: self.proof_purpose,
        };
        Ok(Hash::of(&json::canonical(&configuration)?))
    }
}

/// What is signed: the hash of the proof's configuration, then the document's (3.3.4).
fn signed(configuration: &Hash, document: &Hash) -> [u8; 64] {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(configuration.bytes());
    bytes[32..].copy_from_slice(document.bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The published example of the suite (the test vectors of vc-di-eddsa; its key is named in two ways there: the
    /// hashes are printed for `did:key`, the signature is given for the https name).
    #[test]
    fn the_published_example_holds() {
        let text = include_bytes!("../testdata/proof/eddsa-jcs-2022.json");
        let mut document = json::read(text, json::RECORD_BYTES_MAX).unwrap();
        let mut configuration = document.as_object_mut().unwrap().remove("proof").unwrap();
        let value = configuration.as_object_mut().unwrap().remove("proofValue");
        let name = configuration["verificationMethod"].as_str().unwrap();
        let multikey = name.rsplit_once('#').unwrap().1.to_owned();
        let hash = |value: &Value| Hash::of(&json::canonical_value(value).unwrap());

        let both = signed(&hash(&configuration), &hash(&document));
        let signature = multibase(value.unwrap().as_str().unwrap(), 64).unwrap();
        let key: PublicKey = multikey.parse().unwrap();
        assert!(key.verifies(&both, &signature));

        configuration["verificationMethod"] = json!(format!("did:key:{multikey}#{multikey}"));
        let printed = [
            "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db",
            "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19",
        ];
        let hashes = [hash(&configuration), hash(&document)];
        assert_eq!(hashes.map(|hash| hash.to_string()), printed);
    }

    #[test]
    fn a_proof_is_of_one_document_one_key_and_one_configuration() {
        let key = SecretKey::from_seed(&[1; 32]);
        let id = KeyId::of(&"creuse.example".parse().unwrap(), &key.public());
        let document = Hash::of(b"{}");
        let now = Moment::from_unix(1_795_256_130);
        let proof = Proof::make(&document, &id, &key, now).unwrap();
        assert!(proof.holds(&document, &key.public()));
        assert!(!proof.holds(&Hash::of(b"[]"), &key.public()));
        let other = SecretKey::from_seed(&[2; 32]).public();
        assert!(!proof.holds(&document, &other));
        let mut later = proof.clone();
        later.created = now.plus(1);
        assert!(!later.holds(&document, &key.public()));
        for value in ["", "z", "zz", "u1234", &proof.proof_value[..80]] {
            let mut changed = proof.clone();
            changed.proof_value = value.to_owned();
            assert!(!changed.holds(&document, &key.public()), "{value}");
        }
    }

    #[test]
    fn no_other_suite_or_member_is_read_as_a_proof() {
        let key = SecretKey::from_seed(&[1; 32]);
        let id = KeyId::of(&"creuse.example".parse().unwrap(), &key.public());
        let proof = Proof::make(&Hash::ZERO, &id, &key, Moment::from_unix(0)).unwrap();
        let good = serde_json::to_value(&proof).unwrap();
        assert!(serde_json::from_value::<Proof>(good.clone()).is_ok());
        for (name, value) in [
            ("cryptosuite", json!("eddsa-rdfc-2022")),
            ("type", json!("Ed25519Signature2020")),
            ("proofPurpose", json!("authentication")),
            ("verificationMethod", json!("http://creuse.example/actor#k")),
            ("created", json!("2026-01-01T00:00:00+00:00")),
            ("expires", json!("2026-01-01T00:00:00Z")),
            ("@context", json!([])),
        ] {
            let mut other = good.clone();
            other[name] = value;
            assert!(serde_json::from_value::<Proof>(other).is_err(), "{name}");
        }
    }
}
