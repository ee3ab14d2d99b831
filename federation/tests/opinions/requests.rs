//! Signed requests, both ways and in both schemes. The libraries ask the clock, so these tests do.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use maille_federation::moment::Moment;
use maille_federation::origin::KeyId;
use maille_federation::signatures::{
    Outgoing, PinnedKey, Policy, Refusal, ReplayCache, Request, Scheme, Signer, verify,
};
use serde_json::{Value, json};

use crate::ask::{Language, ask, key, key_id, with_key};

/// The libraries that read and write each scheme with Ed25519.
const LIBRARIES: [(Language, &str, Scheme); 6] = [
    (Language::Node, "http-message-signatures", Scheme::Rfc9421),
    (Language::Node, "http-message-signatures", Scheme::Cavage),
    (
        Language::Node,
        "@misskey-dev/node-http-message-signatures",
        Scheme::Rfc9421,
    ),
    (
        Language::Node,
        "@misskey-dev/node-http-message-signatures",
        Scheme::Cavage,
    ),
    (Language::Node, "@peertube/http-signature", Scheme::Cavage),
    (
        Language::Python,
        "http-message-signatures (Python)",
        Scheme::Rfc9421,
    ),
];

/// Those that compare the digest with the body, and refuse a body without one. With the others that is their caller's
/// business: a signature over a digest is all that they look at.
pub const COMPARE_BODIES: [&str; 3] = [
    "@misskey-dev/node-http-message-signatures",
    "apsig",
    "http-message-signatures (Python)",
];

/// A question, and a hint with a body in more than ASCII.
pub const REQUESTS: [(Method, &str, &str); 2] = [
    (Method::GET, "/federation/log/1/tail/0", ""),
    (
        Method::POST,
        "/federation/hint",
        "{\"name\":\"Médiathèque\"}",
    ),
];

#[expect(
    clippy::disallowed_methods,
    reason = "the libraries read the clock themselves"
)]
pub fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment::from_unix(since.unwrap().as_secs().try_into().unwrap())
}

/// What must be signed, as the README has it.
pub fn components(scheme: Scheme, posts: bool) -> Vec<&'static str> {
    let (mut all, more) = match scheme {
        Scheme::Rfc9421 => (
            vec!["@method", "@target-uri", "@authority"],
            ["content-digest", "content-type"],
        ),
        Scheme::Cavage => (
            vec!["(request-target)", "host", "date"],
            ["digest", "content-type"],
        ),
    };
    if posts {
        all.extend(more);
    }
    all
}

pub fn ours(
    scheme: Scheme,
    (method, target, body): &(Method, &str, &str),
    at: Moment,
) -> HeaderMap {
    let (id, key) = (key_id(), key());
    let signer = Signer {
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
    signer
        .sign(scheme, &outgoing, at, *b"sixteen bytes of")
        .unwrap()
}

pub fn we_verify(
    (method, target, body): &(Method, &str, &str),
    headers: &HeaderMap,
    now: Moment,
) -> Result<Scheme, Refusal> {
    let policy = Policy::federation(&"gironde.example".parse().unwrap());
    let request = Request {
        method,
        target,
        headers,
        body: body.as_bytes(),
    };
    let pinned = |id: &KeyId| (*id == key_id()).then(|| PinnedKey::Ed25519(key().public()));
    let mut replays = ReplayCache::new(300, 8);
    verify(&request, &policy, &pinned, now, &mut replays).map(|verified| verified.scheme)
}

pub fn task(
    act: &str,
    library: &str,
    scheme: Scheme,
    (method, target, body): &(Method, &str, &str),
    headers: &HeaderMap,
) -> Value {
    let texts = headers
        .iter()
        .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap())));
    let posts = *method == Method::POST;
    with_key(json!({
        "act": act,
        "library": library,
        "scheme": if scheme == Scheme::Cavage { "cavage" } else { "rfc9421" },
        "method": method.as_str(),
        "url": format!("https://gironde.example{target}"),
        "target": target,
        "headers": texts.collect::<serde_json::Map<_, _>>(),
        "body": body,
        "components": components(scheme, posts),
        "created": now().unix(),
        "nonce": "c2l4dGVlbiBieXRlcyBvZg",
    }))
}

/// What a request carries before it is signed.
pub fn unsigned((method, _, _): &(Method, &str, &str)) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("host", "gironde.example".parse().unwrap());
    headers.insert("date", now().http_date().parse().unwrap());
    if *method == Method::POST {
        headers.insert("content-type", "application/json".parse().unwrap());
    }
    headers
}

/// The headers of a request that a library has signed.
pub fn headers_of(answer: &Value) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in answer["headers"].as_object().unwrap() {
        let name: HeaderName = name.to_ascii_lowercase().parse().unwrap();
        let value: HeaderValue = value.as_str().unwrap().parse().unwrap();
        headers.insert(name, value);
    }
    headers
}

fn others_verify(language: Language, test: &str) {
    let mut tasks = Vec::new();
    for (_, library, scheme) in LIBRARIES.iter().filter(|known| known.0 == language) {
        for request in &REQUESTS {
            let headers = ours(*scheme, request, now());
            tasks.push(task("verify", library, *scheme, request, &headers));
            let elsewhere = (request.0.clone(), "/federation/other", request.2);
            tasks.push(task("verify", library, *scheme, &elsewhere, &headers));
            let other = (request.0.clone(), request.1, "{\"name\":\"Other\"}");
            tasks.push(task("verify", library, *scheme, &other, &headers));
        }
    }
    let Some(answers) = ask(language, test, &tasks) else {
        return;
    };
    for (answers, tasks) in answers.chunks(3).zip(tasks.chunks(3)) {
        let task = &tasks[0];
        let what = format!("{} {} {}", task["library"], task["scheme"], task["method"]);
        assert_eq!(answers[0], json!({"ok": true}), "{what}");
        assert_eq!(answers[1]["ok"], false, "{what}: sent to another path");
        let compares = COMPARE_BODIES.iter().any(|known| task["library"] == *known);
        let taken = answers[2]["ok"] == true;
        assert_eq!(taken, !compares, "{what}: with another body");
    }
}

fn we_verify_others(language: Language, test: &str) {
    let mut asked = Vec::new();
    let mut tasks = Vec::new();
    for (_, library, scheme) in LIBRARIES.iter().filter(|known| known.0 == language) {
        for request in &REQUESTS {
            let headers = unsigned(request);
            tasks.push(task("sign", library, *scheme, request, &headers));
            asked.push((*library, *scheme, request));
        }
    }
    let Some(answers) = ask(language, test, &tasks) else {
        return;
    };
    for (answer, (library, scheme, request)) in answers.iter().zip(asked) {
        assert_eq!(answer["ok"], true, "{library}: {answer}");
        let headers = headers_of(answer);
        let verified = we_verify(request, &headers, now());
        assert_eq!(verified, Ok(scheme), "{library}: {headers:?}");
        let elsewhere = (request.0.clone(), "/federation/other", request.2);
        let refused = we_verify(&elsewhere, &headers, now());
        assert_eq!(refused, Err(Refusal::Signature), "{library}");
    }
}

#[test]
fn libraries_of_npm_accept_what_we_sign() {
    others_verify(Language::Node, "libraries_of_npm_accept_what_we_sign");
}

#[test]
fn libraries_of_pypi_accept_what_we_sign() {
    others_verify(Language::Python, "libraries_of_pypi_accept_what_we_sign");
}

#[test]
fn what_libraries_of_npm_sign_is_accepted() {
    we_verify_others(Language::Node, "what_libraries_of_npm_sign_is_accepted");
}

#[test]
fn what_libraries_of_pypi_sign_is_accepted() {
    we_verify_others(Language::Python, "what_libraries_of_pypi_sign_is_accepted");
}

/// A known disagreement: apsig 0.6 writes the parameters of RFC 9421 anew as `created`, `alg` and `keyid`, so that a
/// signature with a nonce and a tag never holds there; and it makes none with Ed25519.
#[test]
fn a_library_that_knows_only_its_own_form_of_rfc_9421_refuses_ours() {
    let request = &REQUESTS[0];
    let headers = ours(Scheme::Rfc9421, request, now());
    let task = task("verify", "apsig", Scheme::Rfc9421, request, &headers);
    let test = "a_library_that_knows_only_its_own_form_of_rfc_9421_refuses_ours";
    if let Some(answers) = ask(Language::Python, test, &[task]) {
        assert_eq!(answers[0]["ok"], false);
        let why = answers[0]["why"].as_str().unwrap();
        assert!(why.contains("VerificationFailedError"), "{why}");
    }
}
