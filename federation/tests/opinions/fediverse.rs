//! RSA in the draft's scheme, as the fediverse speaks it, both ways.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Method};
use maille_federation::keys::{RsaPublicKey, RsaSecretKey};
use maille_federation::origin::KeyId;
use maille_federation::signatures::{
    Outgoing, PinnedKey, Policy, Refusal, ReplayCache, Request, RsaSigner, Scheme, Verified, verify,
};
use serde_json::{Value, json};

use crate::ask::{Language, ask};
use crate::requests::{COMPARE_BODIES, REQUESTS, headers_of, now, task, unsigned};

const LIBRARIES: [(Language, &str); 4] = [
    (Language::Node, "http-message-signatures"),
    (Language::Node, "@misskey-dev/node-http-message-signatures"),
    (Language::Node, "@peertube/http-signature"),
    (Language::Python, "apsig"),
];

type Asked = (Method, &'static str, &'static str);

/// A key of its own for each run of a test would do as well: nothing depends on which it is.
fn pem() -> String {
    RsaSecretKey::make_pem([1; 32]).unwrap()
}

fn public() -> RsaPublicKey {
    RsaSecretKey::from_pem(&pem()).unwrap().public().unwrap()
}

fn key_id() -> KeyId {
    "https://creuse.example/actor#main-key".parse().unwrap()
}

/// The digits of a PEM block.
fn digits(pem: &str) -> String {
    let digits: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    assert!(STANDARD.decode(&digits).is_ok());
    digits
}

fn rsa_task(act: &str, library: &str, request: &Asked, headers: &HeaderMap) -> Value {
    let mut task = task(act, library, Scheme::Cavage, request, headers);
    task["rsa"] = json!(true);
    task["key_id"] = json!(key_id());
    task["secret"] = json!(digits(&pem()));
    task["public"] = json!(digits(&public().to_pem()));
    task
}

fn ours((method, target, body): &Asked) -> HeaderMap {
    let (id, key) = (key_id(), RsaSecretKey::from_pem(&pem()).unwrap());
    let signer = RsaSigner {
        key_id: &id,
        key: &key,
    };
    let outgoing = Outgoing {
        method,
        scheme: "https",
        authority: "gironde.example",
        target,
        content_type: (*method == Method::POST).then_some("application/json"),
        body: body.as_bytes(),
    };
    signer.sign(&outgoing, now()).unwrap()
}

fn we_verify(
    (method, target, body): &Asked,
    headers: &HeaderMap,
    key: &PinnedKey,
    policy: &Policy,
) -> Result<Verified, Refusal> {
    let request = Request {
        method,
        target,
        headers,
        body: body.as_bytes(),
    };
    let pinned = |id: &KeyId| (*id == key_id()).then(|| key.clone());
    verify(
        &request,
        policy,
        &pinned,
        now(),
        &mut ReplayCache::new(300, 8),
    )
}

fn fediverse() -> Policy {
    Policy::fediverse(&"gironde.example".parse().unwrap())
}

#[test]
fn what_our_rsa_key_signs_is_accepted_for_the_fediverse_alone() {
    let rsa = PinnedKey::Rsa(public());
    for request in &REQUESTS {
        let headers = ours(request);
        let verified = we_verify(request, &headers, &rsa, &fediverse()).unwrap();
        assert_eq!(
            (verified.key_id, verified.scheme),
            (key_id(), Scheme::Cavage)
        );
        let elsewhere = (request.0.clone(), "/federation/other", request.2);
        let refused = we_verify(&elsewhere, &headers, &rsa, &fediverse());
        assert_eq!(refused.unwrap_err(), Refusal::Signature);
        let federation = Policy::federation(&"gironde.example".parse().unwrap());
        let refused = we_verify(request, &headers, &rsa, &federation).unwrap_err();
        assert_eq!(refused, Refusal::Algorithm);
        let ed25519 = PinnedKey::Ed25519(crate::ask::key().public());
        let refused = we_verify(request, &headers, &ed25519, &fediverse()).unwrap_err();
        assert_eq!(refused, Refusal::Algorithm);
    }
}

fn both_ways(language: Language, test: &str) {
    let rsa = PinnedKey::Rsa(public());
    let mut asked = Vec::new();
    let mut tasks = Vec::new();
    for (_, library) in LIBRARIES.iter().filter(|known| known.0 == language) {
        for request in &REQUESTS {
            let headers = ours(request);
            let elsewhere = (request.0.clone(), "/federation/other", request.2);
            let other = (request.0.clone(), request.1, "{\"name\":\"Other\"}");
            tasks.extend([
                rsa_task("verify", library, request, &headers),
                rsa_task("verify", library, &elsewhere, &headers),
                rsa_task("verify", library, &other, &headers),
                rsa_task("sign", library, request, &unsigned(request)),
            ]);
            asked.push((*library, request));
        }
    }
    let Some(answers) = ask(language, test, &tasks) else {
        return;
    };
    for (answers, (library, request)) in answers.chunks(4).zip(asked) {
        assert_eq!(answers[0], json!({"ok": true}), "{library}");
        assert_eq!(answers[1]["ok"], false, "{library}: sent to another path");
        let taken = answers[2]["ok"] == true;
        assert_eq!(
            taken,
            !COMPARE_BODIES.contains(&library),
            "{library}: another body"
        );
        assert_eq!(answers[3]["ok"], true, "{library}: {}", answers[3]);
        let mut headers = headers_of(&answers[3]);
        if headers.contains_key("authorization") {
            // A known disagreement: apsig writes its signature a second time, into `Authorization`.
            let refused = we_verify(request, &headers, &rsa, &fediverse());
            assert_eq!(refused.unwrap_err(), Refusal::TwoSignatures);
            assert_eq!(library, "apsig");
            headers.remove("authorization");
        }
        let verified = we_verify(request, &headers, &rsa, &fediverse());
        assert!(verified.is_ok(), "{library}: {verified:?} {headers:?}");
    }
}

#[test]
fn libraries_of_npm_and_we_take_each_others_rsa() {
    let test = "libraries_of_npm_and_we_take_each_others_rsa";
    both_ways(Language::Node, test);
}

#[test]
fn a_library_of_pypi_and_we_take_each_others_rsa() {
    let test = "a_library_of_pypi_and_we_take_each_others_rsa";
    both_ways(Language::Python, test);
}
