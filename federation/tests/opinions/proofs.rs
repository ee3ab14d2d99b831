//! Proofs of the suite `eddsa-jcs-2022` on our own messages, both ways.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maille_federation::json;
use serde_json::{Value, json};

use crate::ask::{Language, ask, with_key};
use crate::canonical::messages;

const NODE: &str = "@digitalbazaar/eddsa-jcs-2022-cryptosuite";

/// The example messages that one key of the Creuse has signed.
fn proven() -> Vec<(String, Value)> {
    let by = format!(
        "https://creuse.example/actor#{}",
        crate::ask::key().public()
    );
    let all = messages().into_iter().map(|(name, text)| {
        let document: Value = serde_json::from_str(&text).unwrap();
        (name, document)
    });
    all.filter(|(_, document)| document["proof"]["verificationMethod"] == by.as_str())
        .collect()
}

fn signature(document: &Value) -> Vec<u8> {
    let value = document["proof"]["proofValue"].as_str().unwrap();
    bs58::decode(value.strip_prefix('z').unwrap())
        .into_vec()
        .unwrap()
}

fn check(library: &str, document: &Value) -> Value {
    with_key(json!({
        "act": "check",
        "library": library,
        "document": document.to_string(),
        "signature": STANDARD.encode(signature(document)),
    }))
}

fn prove(library: &str, document: &Value) -> Value {
    let mut document = document.clone();
    let mut options = document.as_object_mut().unwrap().remove("proof").unwrap();
    options.as_object_mut().unwrap().remove("proofValue");
    with_key(json!({
        "act": "prove",
        "library": library,
        "document": document.to_string(),
        "options": options,
    }))
}

/// Each message holds there, a changed one does not, and the library's own proof of it is ours to the last bit.
fn both_ways(language: Language, library: &str, test: &str) {
    let documents = proven();
    assert!(documents.len() >= 9, "{} messages", documents.len());
    let mut tasks = Vec::new();
    for (_, document) in &documents {
        let mut changed = document.clone();
        changed["type"] = json!("Other");
        tasks.extend([
            check(library, document),
            check(library, &changed),
            prove(library, document),
        ]);
    }
    let Some(answers) = ask(language, test, &tasks) else {
        return;
    };
    for (answers, (name, document)) in answers.chunks(3).zip(&documents) {
        assert_eq!(answers[0], json!({"ok": true}), "{name}");
        assert_eq!(answers[1]["ok"], false, "{name}, changed");
        assert_eq!(answers[2]["ok"], true, "{name}: {}", answers[2]);
        match language {
            Language::Node => {
                let theirs = STANDARD.decode(answers[2]["signature"].as_str().unwrap());
                assert_eq!(theirs.unwrap(), signature(document), "{name}");
            }
            Language::Python => {
                let theirs = json::canonical_value(&answers[2]["document"]).unwrap();
                let ours = json::canonical_value(document).unwrap();
                assert_eq!(theirs, ours, "{name}");
            }
        }
    }
}

#[test]
fn a_library_of_npm_proves_our_messages_as_we_do() {
    let test = "a_library_of_npm_proves_our_messages_as_we_do";
    both_ways(Language::Node, NODE, test);
}

#[test]
fn a_library_of_pypi_proves_our_messages_as_we_do() {
    let test = "a_library_of_pypi_proves_our_messages_as_we_do";
    both_ways(Language::Python, "apsig", test);
}
