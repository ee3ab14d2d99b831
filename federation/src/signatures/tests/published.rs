//! The vectors of RFC 9421, of the draft, and the policy cases of the project's real data.

#[path = "../../../../tests/support/skip.rs"]
mod skip;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderName, Method};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    RSA_PSS_2048_8192_SHA512, UnparsedPublicKey,
};
use serde_json::Value;

use crate::keys::{PublicKey, RsaError, RsaPublicKey, SecretKey};
use crate::moment::Moment;
use crate::signatures::rfc9421::Message;
use crate::signatures::structured::{InnerList, byte_sequence};
use crate::signatures::*;

fn workspace() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A file of published vectors, or `None` after saying that `test` is left out.
fn vectors(test: &str, name: &str) -> Option<Value> {
    let Some(folder) = skip::real_data() else {
        skip::skip(test, "the folder of real data (MAILLE_REAL_DATA)");
        return None;
    };
    let text = std::fs::read_to_string(folder.join("signatures").join(name)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn headers(vector: &Value) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for pair in vector["headers"].as_array().unwrap() {
        let name: HeaderName = pair[0].as_str().unwrap().parse().unwrap();
        headers.append(name, pair[1].as_str().unwrap().parse().unwrap());
    }
    headers
}

fn ed25519(key: &Value) -> PublicKey {
    let bytes = URL_SAFE_NO_PAD.decode(text(&key["jwk"], "x")).unwrap();
    PublicKey::from_bytes(&bytes.try_into().unwrap()).unwrap()
}

/// Splits an address into authority and target.
fn parts(url: &str) -> (&str, &str) {
    let rest = url.trim_start_matches("https://");
    rest.split_at(rest.find('/').unwrap_or(rest.len()))
}

fn holds(algorithm: &str, key: &Value, message: &[u8], signature: &[u8]) -> bool {
    let pem = text(key, "public_pem");
    let by_ring = |verification: &'static dyn ring::signature::VerificationAlgorithm,
                   der: &[u8]| {
        UnparsedPublicKey::new(verification, der)
            .verify(message, signature)
            .is_ok()
    };
    match algorithm {
        "ed25519" => ed25519(key).verifies(message, signature),
        "rsa-pss-sha512" => by_ring(
            &RSA_PSS_2048_8192_SHA512,
            &RsaPublicKey::der_of_any_size(pem),
        ),
        "ecdsa-p256-sha256" => {
            let coordinate = |name| URL_SAFE_NO_PAD.decode(text(&key["jwk"], name)).unwrap();
            let point = [vec![4], coordinate("x"), coordinate("y")].concat();
            by_ring(&ECDSA_P256_SHA256_FIXED, &point)
        }
        "hmac-sha256" => {
            let secret = STANDARD.decode(text(key, "secret_b64")).unwrap();
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret);
            ring::hmac::verify(&key, message, signature).is_ok()
        }
        other => panic!("no test for {other}"),
    }
}

/// RFC 9421, B.2.6: read, verified, and signed again to the same letters; it needs no data beside the crate.
#[test]
fn the_ed25519_vector_of_rfc_9421_holds_and_is_signed_again() {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-length", "18"),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    let message = Message {
        method: "POST",
        scheme: "https",
        authority: "example.com",
        target: "/foo?param=Value&Pet=dog",
        status: None,
        headers: &headers,
    };
    let said = r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#;
    let signature =
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    let seed = URL_SAFE_NO_PAD
        .decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU")
        .unwrap();
    let key = SecretKey::from_seed(&seed.try_into().unwrap());
    let input = InnerList::read(said).unwrap();
    let base = rfc9421::base(&input, &message).unwrap();
    assert_eq!(STANDARD.encode(key.sign(base.as_bytes())), signature);
    let signature = STANDARD.decode(signature).unwrap();
    assert!(key.public().verifies(base.as_bytes(), &signature));
    let elsewhere = Message {
        authority: "example.org",
        ..message
    };
    let base = rfc9421::base(&input, &elsewhere).unwrap();
    assert!(!key.public().verifies(base.as_bytes(), &signature));
}

#[test]
fn the_vectors_of_rfc_9421_appendix_b_hold() {
    let test = "the_vectors_of_rfc_9421_appendix_b_hold";
    let Some(file) = vectors(test, "rfc9421-appendix-b.json") else {
        return;
    };
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 13);
    for vector in vectors {
        let name = text(vector, "name");
        let (authority, target) = parts(text(vector, "url"));
        let headers = headers(vector);
        let message = Message {
            method: text(vector, "method"),
            scheme: "https",
            authority,
            target,
            status: vector["status"]
                .as_u64()
                .map(|status| u16::try_from(status).unwrap()),
            headers: &headers,
        };
        let input = InnerList::read(text(vector, "signature_input")).unwrap();
        let (label, signature) = byte_sequence(text(vector, "signature")).unwrap();
        assert_eq!(label, input.label, "{name}");
        let base = rfc9421::base(&input, &message).unwrap();
        let valid = vector["expected"] == "valid";
        assert_eq!(base, text(vector, "signature_base"), "{name}");
        let key = &file["keys"][text(vector, "keyid")];
        let held = holds(text(vector, "alg"), key, base.as_bytes(), &signature);
        assert_eq!(held, valid, "{name}");
    }
}

#[test]
fn none_of_rfc_9421_s_vectors_is_enough_for_us() {
    let test = "none_of_rfc_9421_s_vectors_is_enough_for_us";
    let Some(file) = vectors(test, "rfc9421-appendix-b.json") else {
        return;
    };
    for vector in file["vectors"].as_array().unwrap() {
        if vector["type"] != "request" {
            continue;
        }
        let (authority, target) = parts(text(vector, "url"));
        let mut headers = headers(vector);
        let mut put = |name: &'static str| {
            headers.insert(name, text(vector, &name.replace('-', "_")).parse().unwrap());
        };
        put("signature-input");
        put("signature");
        let method: Method = text(vector, "method").parse().unwrap();
        let request = Request {
            method: &method,
            target,
            headers: &headers,
            body: text(vector, "body").as_bytes(),
        };
        let policy = Policy::fediverse(&authority.parse().unwrap());
        let now = Moment::from_unix(1_618_884_473);
        let mut replays = ReplayCache::new(300, 8);
        let refusal = verify(&request, &policy, &|_| None, now, &mut replays).unwrap_err();
        let name = text(vector, "name");
        // The names of their keys are no addresses; an HMAC is too short for any key of ours.
        let known = [
            Refusal::KeyForm,
            Refusal::Form("the signature has not 64 to 1024 bytes"),
        ];
        assert!(known.contains(&refusal), "{name}: {refusal:?}");
    }
}

#[test]
fn the_vectors_of_the_draft_s_appendix_c_hold_and_their_key_is_too_small() {
    let test = "the_vectors_of_the_draft_s_appendix_c_hold_and_their_key_is_too_small";
    let Some(file) = vectors(test, "draft-cavage-12-appendix-c.json") else {
        return;
    };
    let pem = text(&file["keys"]["Test"], "public_pem");
    assert_eq!(RsaPublicKey::from_pem(pem), Err(RsaError::Bits(1024)));
    let der = RsaPublicKey::der_of_any_size(pem);
    let key = UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, der);
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 4);
    for vector in vectors {
        let name = text(vector, "name");
        let headers = headers(vector);
        let said = cavage::parameters(text(vector, "signature")).unwrap();
        let (_, target) = parts(text(vector, "url"));
        let components: Vec<String> = vector["signed_headers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect();
        let listed = said.headers.unwrap_or("date");
        assert_eq!(listed, components.join(" "), "{name}");
        let value = |name: &String| match name.as_str() {
            "(created)" => said.created.unwrap().to_owned(),
            "(expires)" => said.expires.unwrap().to_owned(),
            header => headers[header].to_str().unwrap().to_owned(),
        };
        let values: Vec<(String, String)> = components
            .iter()
            .filter(|name| *name != "(request-target)")
            .map(|name| (name.clone(), value(name)))
            .collect();
        let signed = cavage::signing_string(&Method::POST, target, &components, &values).unwrap();
        assert_eq!(signed, text(vector, "signature_base"), "{name}");
        let signature = STANDARD.decode(said.signature.unwrap()).unwrap();
        let held = key.verify(signed.as_bytes(), &signature).is_ok();
        assert_eq!(held, vector["expected"] == "valid", "{name}");
    }
}

/// The code that refuses each policy case, or `None` where it is to be accepted.
fn expected(name: &str) -> Option<&'static str> {
    Some(match name {
        "good-rsa" | "good-ed25519-hs2019" | "space-after-comma" => return None,
        // An Authorization of another scheme is not ours to judge.
        "authorization-bearer-and-signature" => return None,
        "date-future-1y" => "ahead",
        "date-old-1h" => "too-old",
        "date-rfc3339" => "date-form",
        "digest-not-signed" | "request-target-not-signed" | "host-not-signed" => "not-covered",
        "body-mismatch" => "digest-mismatch",
        "two-digest-headers" | "two-signature-headers" => "header-twice",
        "authorization-and-signature" => "two-signatures",
        "alg-none" | "alg-rsa-with-ed25519-key" => "algorithm",
        "created-u64max" => "number",
        "duplicate-keyid-param" => "form",
        "duplicate-header-in-list" => "listed-twice",
        "keyid-loopback" | "keyid-http" => "key-form",
        // A peer that signs a path without its query has signed another path.
        "query-dropped" => "signature",
        other => panic!("the case {other} has no expectation yet"),
    })
}

#[test]
fn every_policy_case_meets_its_own_code() {
    let Some(file) = vectors(
        "every_policy_case_meets_its_own_code",
        "policy-draft-cavage.json",
    ) else {
        return;
    };
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 22);
    let rsa = RsaPublicKey::from_pem(text(&file["keys"]["test-key-rsa"], "public_pem")).unwrap();
    let ed25519 = ed25519(&file["keys"]["test-key-ed25519"]);
    for case in cases {
        let name = text(case, "name");
        let key = match text(case, "key") {
            "test-key-rsa" => PinnedKey::Rsa(rsa.clone()),
            _ => PinnedKey::Ed25519(ed25519),
        };
        let headers = headers(case);
        let method: Method = text(case, "method").parse().unwrap();
        let request = Request {
            method: &method,
            target: text(case, "path"),
            headers: &headers,
            body: text(case, "body").as_bytes(),
        };
        let ours = text(case, "self_authority").parse().unwrap();
        let now = Moment::from_unix(case["now"].as_i64().unwrap());
        let pinned = |_: &KeyId| Some(key.clone());
        let mut replays = ReplayCache::new(300, 8);
        let policy = Policy::fediverse(&ours);
        let answer = verify(&request, &policy, &pinned, now, &mut replays);
        let code = answer.as_ref().err().map(Refusal::code);
        assert_eq!(code, expected(name), "{name}: {answer:?}");
        assert_eq!(replays.len(), usize::from(answer.is_ok()), "{name}");

        // On our own plane none of them is enough: no case signs `content-type`.
        let mut replays = ReplayCache::new(300, 8);
        let policy = Policy::federation(&ours);
        assert!(
            verify(&request, &policy, &pinned, now, &mut replays).is_err(),
            "{name}"
        );
        assert!(replays.is_empty(), "{name}");
    }
}
