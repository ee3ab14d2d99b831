//! A record as it is signed, read, and refused.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::json::{JsonError, canonical_value};
use crate::keys::{PublicKey, SecretKey};
use crate::message::{MessageError, Signed, Unverified};
use crate::origin::KeyId;

fn key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn key_id() -> KeyId {
    KeyId::of(&"creuse.example".parse().unwrap(), &key().public())
}

fn record(content: Value) -> Record {
    Record {
        id: "https://creuse.example/records/019aab00-0000-7000-8000-000000000001"
            .parse()
            .unwrap(),
        kind: "place".parse().unwrap(),
        revision: 3,
        key: None,
        salt: Salt::new([9; 16]),
        updated: Moment::from_unix(1_795_256_130),
        content: content.as_object().unwrap().clone(),
    }
}

fn signed(content: Value) -> Signed<Record> {
    let created = Moment::from_unix(1_795_256_130);
    Signed::make(record(content), &key_id(), &key(), created).unwrap()
}

fn ours(id: &KeyId) -> Option<PublicKey> {
    (*id == key_id()).then(|| key().public())
}

fn verified(bytes: &[u8]) -> Result<Signed<Record>, MessageError> {
    Unverified::read(bytes)?.verify(&ours)
}

/// The signed record with one member of the document changed; canonical again.
fn changed(change: impl Fn(&mut Value)) -> Result<Signed<Record>, MessageError> {
    let mut value: Value =
        serde_json::from_slice(signed(json!({"name": "Médiathèque"})).bytes()).unwrap();
    change(&mut value);
    verified(&canonical_value(&value).unwrap())
}

fn code(change: impl Fn(&mut Value)) -> &'static str {
    changed(change).map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn a_signed_record_is_read_as_it_was_and_keeps_its_bytes() {
    let signed = signed(json!({"name": "Médiathèque", "hours": [9, 12.5]}));
    let read = verified(signed.bytes()).unwrap();
    assert_eq!(read, signed);
    assert_eq!(read.message().content["name"], "Médiathèque");
    assert_eq!(read.signed_by(), [key_id()]);
    assert_eq!(code(|_| ()), "accepted");
}

#[test]
fn whatever_is_changed_the_record_is_refused() {
    assert_eq!(code(|it| it["content"]["name"] = json!("x")), "proof");
    assert_eq!(code(|it| it["revision"] = json!(4)), "proof");
    assert_eq!(code(|it| it["revision"] = json!(0)), "document-content");
    assert_eq!(code(|it| it["revision"] = json!(-1)), "document-form");
    assert_eq!(code(|it| it["revision"] = json!(1.5)), "document-form");
    assert_eq!(code(|it| it["salt"] = json!("AAAA")), "document-form");
    assert_eq!(
        code(|it| it["salt"] = json!("CQkJCQkJCQkJCQkJCQkJCR")),
        "document-form"
    );
    assert_eq!(code(|it| it["kind"] = json!("Place")), "document-form");
    assert_eq!(code(|it| it["more"] = json!(1)), "document-form");
    assert_eq!(code(|it| it["content"] = json!([])), "document-form");
    assert_eq!(code(|it| it["type"] = json!("Checkpoint")), "document-type");
    assert_eq!(code(|it| it["proof"] = Value::Null), "proofs");
    assert_eq!(code(|it| it["proof"] = json!([])), "proofs");
    assert_eq!(code(|it| it["proof"] = json!([it["proof"]])), "proofs");
    assert_eq!(
        code(|it| it["proof"] = json!([it["proof"], it["proof"]])),
        "proofs"
    );
    assert_eq!(code(|it| it["proof"]["proofValue"] = json!("z1")), "proof");
}

#[test]
fn a_key_of_another_host_signs_no_record_of_this_one() {
    let id = "https://gironde.example/records/019aab00-0000-7000-8000-000000000001";
    assert_eq!(code(|it| it["id"] = json!(id)), "signer");
    let method = key_id().to_string().replace("creuse", "gironde");
    assert_eq!(
        code(|it| it["proof"]["verificationMethod"] = json!(method)),
        "signer"
    );
    let unknown = KeyId::of(
        &"creuse.example".parse().unwrap(),
        &SecretKey::from_seed(&[2; 32]).public(),
    );
    assert_eq!(
        code(|it| it["proof"]["verificationMethod"] = json!(unknown.to_string())),
        "proof-key"
    );
}

#[test]
fn the_bytes_have_one_form() {
    let bytes = signed(json!({"name": "Médiathèque"})).bytes().to_vec();
    let text = String::from_utf8(bytes).unwrap();
    for other in [
        format!("{text}\n"),
        format!(" {text}"),
        text.replace('é', "\\u00e9"),
        text.replace("\"revision\":3", "\"revision\":3.0"),
    ] {
        let error = verified(other.as_bytes()).unwrap_err();
        assert_eq!(
            error,
            MessageError::Json(JsonError::NotCanonical),
            "{other}"
        );
    }
    let twice = text.replace("\"revision\":3", "\"revision\":3,\"revision\":3");
    let error = verified(twice.as_bytes()).unwrap_err();
    assert_eq!(error.code(), "duplicate-key");
}

#[test]
fn a_record_that_is_too_long_is_neither_sent_nor_read() {
    let long = record(json!({"text": "a".repeat(65_000)}));
    let created = Moment::from_unix(0);
    let error = Signed::make(long, &key_id(), &key(), created).unwrap_err();
    assert_eq!(error.code(), "document-long");
}

proptest! {
    #[test]
    fn any_content_comes_back(name in ".{0,40}", number in any::<i32>(), list in prop::collection::vec(".{0,9}", 0..5)) {
        let content = json!({"name": name, "number": number, "list": list});
        let signed = signed(content.clone());
        let read = verified(signed.bytes()).unwrap();
        prop_assert_eq!(Value::Object(read.message().content.clone()), content);
    }

    #[test]
    fn one_changed_byte_is_one_too_many(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = signed(json!({"name": "Médiathèque"})).bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(verified(&bytes).is_err());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(verified(&bytes).is_err());
    }
}
