//! Our own requests, in both schemes, with one thing wrong each: each meets its own code and leaves nothing behind.

use http::{HeaderMap, HeaderValue, Method};

use crate::keys::{PublicKey, SecretKey};
use crate::moment::Moment;
use crate::origin::{KeyId, Origin};
use crate::signatures::*;

const NOW: i64 = 1_795_256_130;
const BODY: &[u8] = br#"{"epoch":1}"#;
const BOTH: [Scheme; 2] = [Scheme::Rfc9421, Scheme::Cavage];

/// A request of `creuse.example` to `gironde.example`, and what may be changed in it.
struct Sent {
    method: Method,
    target: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

fn ours() -> Origin {
    "gironde.example".parse().unwrap()
}

fn key() -> SecretKey {
    SecretKey::from_seed(&[3; 32])
}

fn key_id() -> KeyId {
    KeyId::of(&"creuse.example".parse().unwrap(), &key().public())
}

fn outgoing<'a>(method: &'a Method, target: &'a str) -> Outgoing<'a> {
    let post = *method == Method::POST;
    Outgoing {
        method,
        scheme: "https",
        authority: "gironde.example",
        target,
        content_type: post.then_some("application/json"),
        body: if post { BODY } else { b"" },
    }
}

fn sign(scheme: Scheme, outgoing: &Outgoing, at: i64) -> Sent {
    let (key, key_id) = (key(), key_id());
    let signer = Signer {
        key_id: &key_id,
        key: &key,
    };
    let headers = signer.sign(scheme, outgoing, Moment::from_unix(at), [5; 16]);
    Sent {
        method: outgoing.method.clone(),
        target: outgoing.target.to_owned(),
        headers: headers.unwrap(),
        body: outgoing.body.to_vec(),
    }
}

fn post(scheme: Scheme) -> Sent {
    sign(scheme, &outgoing(&Method::POST, "/federation/hint"), NOW)
}

fn get(scheme: Scheme) -> Sent {
    sign(scheme, &outgoing(&Method::GET, "/federation/log/1/0"), NOW)
}

impl Sent {
    fn verified(&self, now: i64, replays: &mut ReplayCache) -> Result<Verified, Refusal> {
        let request = Request {
            method: &self.method,
            target: &self.target,
            headers: &self.headers,
            body: &self.body,
        };
        let pinned = |id: &KeyId| (*id == key_id()).then(|| PinnedKey::Ed25519(key().public()));
        let policy = Policy::federation(&ours());
        verify(&request, &policy, &pinned, Moment::from_unix(now), replays)
    }

    fn code_at(&self, now: i64) -> &'static str {
        let mut replays = ReplayCache::new(300, 8);
        match self.verified(now, &mut replays) {
            Ok(_) => "accepted",
            Err(refusal) => {
                assert!(
                    replays.is_empty(),
                    "a refused request leaves nothing behind"
                );
                refusal.code()
            }
        }
    }

    fn code(&self) -> &'static str {
        self.code_at(NOW)
    }

    /// Replaces a text in a header, which must be there.
    fn edit(mut self, name: &'static str, from: &str, to: &str) -> Sent {
        let value = self.headers[name].to_str().unwrap();
        assert!(value.contains(from), "{name}: {value} has {from}");
        let value = value.replacen(from, to, 1);
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    fn with(mut self, name: &'static str, value: &str) -> Sent {
        self.headers.append(name, value.parse().unwrap());
        self
    }

    fn without(mut self, name: &'static str) -> Sent {
        self.headers.remove(name);
        self
    }
}

#[test]
fn what_we_sign_is_accepted_in_both_schemes() {
    for scheme in BOTH {
        for sent in [post(scheme), get(scheme)] {
            let verified = sent.verified(NOW, &mut ReplayCache::new(300, 8)).unwrap();
            assert_eq!(verified.key_id, key_id());
            assert_eq!(verified.origin().as_str(), "creuse.example");
            assert_eq!(verified.scheme, scheme);
            assert_eq!(verified.created.unix(), NOW);
        }
    }
}

#[test]
fn missing_and_double_signatures_are_refused() {
    for scheme in BOTH {
        assert_eq!(post(scheme).without("signature").code(), "unsigned");
        let signature = post(scheme).headers["signature"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            post(scheme).with("signature", &signature).code(),
            "header-twice"
        );
        let other = post(scheme).with("authorization", "Signature keyId=\"x\"");
        assert_eq!(other.code(), "two-signatures");
        assert_eq!(
            post(scheme).with("authorization", "Bearer x").code(),
            "accepted"
        );
    }
    let input = post(Scheme::Rfc9421).headers["signature-input"].clone();
    let mut both = post(Scheme::Cavage);
    both.headers.insert("signature-input", input);
    assert_eq!(both.code(), "two-signatures");
    assert_eq!(
        post(Scheme::Rfc9421).without("signature-input").code(),
        "form"
    );
}

#[test]
fn a_changed_signature_is_refused() {
    for scheme in BOTH {
        let headers = post(scheme).headers;
        let value = headers["signature"].to_str().unwrap().to_owned();
        let mark = if scheme == Scheme::Cavage {
            "signature=\""
        } else {
            "=:"
        };
        let begin = value.find(mark).unwrap() + mark.len();
        let digits = &value[begin..begin + 88];
        let flipped = if digits.starts_with('A') { "B" } else { "A" };
        for (changed, code) in [
            (format!("{flipped}{}", &digits[1..]), "signature"),
            (String::new(), "form"),
            (digits[..84].to_owned(), "form"),
            (digits.trim_end_matches('=').to_owned(), "form"),
            // 64 bytes leave four bits of the last letter unused: they must be zero.
            (format!("{}B==", &digits[..85]), "form"),
            (format!("{digits}AAAA"), "form"),
            ("A".repeat(86) + "==", "signature"),
            ("!".repeat(88), "form"),
        ] {
            let sent = post(scheme).edit("signature", digits, &changed);
            assert_eq!(sent.code(), code, "{scheme:?} {changed}");
        }
    }
}

#[test]
fn time_is_bounded_on_both_sides_and_reading_is_tolerant() {
    for scheme in BOTH {
        for (distance, of_post, of_get) in [
            (300, "accepted", "accepted"),
            (301, "too-old", "accepted"),
            (600, "too-old", "accepted"),
            (3600, "too-old", "accepted"),
            (3601, "too-old", "too-old"),
            (-300, "accepted", "accepted"),
            (-301, "ahead", "accepted"),
            (-3601, "ahead", "ahead"),
            (-31_536_000, "ahead", "ahead"),
        ] {
            assert_eq!(post(scheme).code_at(NOW + distance), of_post, "{distance}");
            assert_eq!(get(scheme).code_at(NOW + distance), of_get, "{distance}");
        }
    }
}

#[test]
fn numbers_out_of_range_are_refused_before_anything_is_computed() {
    let numbers = [
        "-1",
        "1.5",
        "9223372036854775808",
        "18446744073709551615",
        "9223372036854775807",
        "999999999999999",
        "253402300800",
        "1e9",
        "",
    ];
    for number in numbers {
        let parameter = format!("algorithm=\"hs2019\",created={number}");
        let sent = post(Scheme::Cavage).edit("signature", "algorithm=\"hs2019\"", &parameter);
        assert_eq!(sent.code(), "number", "created={number}");
        let parameter = format!("algorithm=\"hs2019\",expires={number}");
        let sent = post(Scheme::Cavage).edit("signature", "algorithm=\"hs2019\"", &parameter);
        assert_eq!(sent.code(), "number", "expires={number}");
        let created = format!("created={NOW}");
        let sent =
            post(Scheme::Rfc9421).edit("signature-input", &created, &format!("created={number}"));
        assert!(
            ["number", "form"].contains(&sent.code()),
            "created={number}"
        );
        let sent = post(Scheme::Rfc9421).edit(
            "signature-input",
            &created,
            &format!("{created};expires={number}"),
        );
        assert!(
            ["number", "form"].contains(&sent.code()),
            "expires={number}"
        );
    }
    let expired = format!("created={NOW};expires={}", NOW - 1);
    let sent = post(Scheme::Rfc9421).edit("signature-input", &format!("created={NOW}"), &expired);
    assert_eq!(sent.code(), "expired");
}

#[test]
fn the_date_has_one_form_and_stands_once() {
    let date = Moment::from_unix(NOW).http_date();
    for (other, code) in [
        ("2026-11-21T10:15:30Z", "date-form"),
        ("Sat, 21 Nov 2026 10:15:30 +0000", "date-form"),
        ("Sat Nov 21 10:15:30 2026", "date-form"),
        ("", "date-form"),
    ] {
        assert_eq!(post(Scheme::Cavage).edit("date", &date, other).code(), code);
    }
    assert_eq!(post(Scheme::Cavage).without("date").code(), "header-absent");
    assert_eq!(
        post(Scheme::Cavage).with("date", &date).code(),
        "header-twice"
    );
    let second_later = Moment::from_unix(NOW + 1).http_date();
    assert_eq!(
        post(Scheme::Cavage)
            .edit("date", &date, &second_later)
            .code(),
        "signature"
    );
}

#[test]
fn a_request_is_for_us_whatever_headers_say() {
    for scheme in BOTH {
        for host in [
            "creuse.example",
            "GIRONDE.example",
            "gironde.example.",
            "gironde.example:443",
            "gironde．example",
            "gironde.example, creuse.example",
            "",
        ] {
            let mut sent = post(scheme);
            sent.headers
                .insert("host", HeaderValue::from_bytes(host.as_bytes()).unwrap());
            assert!(
                ["authority", "header-letters"].contains(&sent.code()),
                "{host}"
            );
        }
        assert_eq!(post(scheme).without("host").code(), "header-absent");
        assert_eq!(
            post(scheme).with("host", "gironde.example").code(),
            "header-twice"
        );

        // Signed for another instance and played to us.
        let elsewhere = Outgoing {
            authority: "landes.example",
            ..outgoing(&Method::POST, "/federation/hint")
        };
        let replayed = sign(scheme, &elsewhere, NOW);
        assert_eq!(replayed.code(), "authority");
        let mut replayed = replayed.with("x-forwarded-host", "gironde.example");
        assert_eq!(replayed.code(), "authority");
        replayed
            .headers
            .insert("host", "gironde.example".parse().unwrap());
        assert_eq!(replayed.code(), "signature");
    }
}

#[test]
fn method_and_path_are_signed_and_have_one_form() {
    for scheme in BOTH {
        let mut sent = get(scheme);
        sent.method = Method::HEAD;
        assert_eq!(sent.code(), "signature");
        sent.method = Method::DELETE;
        assert_eq!(sent.code(), "not-covered", "a DELETE needs a digest");
        for (target, code) in [
            ("/federation/log/1/1", "signature"),
            ("/Federation/log/1/0", "signature"),
            ("/federation/log/1/0/", "target"),
            ("/federation//log/1/0", "target"),
            ("/federation/log/1/%30", "target"),
            ("/federation/log/%2e%2e/0", "target"),
            ("/federation/log/../0", "target"),
            ("/federation/log/./0", "target"),
            ("/federation/log/1/0?x=1", "target"),
            ("https://gironde.example/federation/log/1/0", "target"),
            ("*", "target"),
            ("", "target"),
            ("/fédération", "target"),
        ] {
            let mut sent = get(scheme);
            sent.target = target.to_owned();
            assert_eq!(sent.code(), code, "{target}");
        }
        let mut sent = sign(
            scheme,
            &outgoing(&Method::GET, "/federation/log/1/0?x=1"),
            NOW,
        );
        assert_eq!(sent.code(), "target", "well signed, still no query");
        sent.target = "/federation/log/1/0".to_owned();
        assert_eq!(sent.code(), "signature");
    }
}

#[test]
fn the_body_is_the_one_that_was_signed() {
    for (scheme, name) in [
        (Scheme::Cavage, "digest"),
        (Scheme::Rfc9421, "content-digest"),
    ] {
        let mut sent = post(scheme);
        sent.body = br#"{"epoch":2}"#.to_vec();
        assert_eq!(sent.code(), "digest-mismatch");
        assert_eq!(post(scheme).without(name).code(), "header-absent");
        let value = post(scheme).headers[name].to_str().unwrap().to_owned();
        assert_eq!(post(scheme).with(name, &value).code(), "header-twice");
        let weak = post(scheme).edit(
            name,
            if scheme == Scheme::Cavage {
                "SHA-256"
            } else {
                "sha-256"
            },
            "md5",
        );
        assert_eq!(weak.code(), "signature", "what is signed comes first");
        let mut long = post(scheme);
        long.body = vec![b' '; 64 * 1024 + 1];
        assert_eq!(long.code(), "too-long");
        // The other scheme's digest, unsigned, that tells of another body.
        let other = if scheme == Scheme::Cavage {
            (
                "content-digest",
                "sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:",
            )
        } else {
            (
                "digest",
                "SHA-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=",
            )
        };
        assert_eq!(
            post(scheme).with(other.0, other.1).code(),
            "digest-mismatch"
        );
        let mut get = get(scheme);
        get.body = BODY.to_vec();
        assert_eq!(get.code(), "not-covered", "a GET with a body");
    }
}

#[test]
fn what_must_be_signed_is_on_the_list_once() {
    for name in ["(request-target)", "host", "date", "digest", "content-type"] {
        let list = "(request-target) host date digest content-type";
        let shorter = list.replace(name, "").replace("  ", " ").trim().to_owned();
        let sent = post(Scheme::Cavage).edit("signature", list, &shorter);
        assert_eq!(sent.code(), "not-covered", "{name}");
        let sent = post(Scheme::Cavage).edit("signature", list, &format!("{list} {name}"));
        assert_eq!(sent.code(), "listed-twice", "{name}");
    }
    for (more, code) in [
        (" accept\"", "header-absent"),
        (" authorization\"", "component"),
        (" signature\"", "component"),
        (" (other)\"", "component"),
        (" Host\"", "component"),
        ("  accept\"", "component"),
        (" (created)\"", "parameter-missing"),
    ] {
        let sent = post(Scheme::Cavage).edit(
            "signature",
            " content-type\"",
            &format!(" content-type{more}"),
        );
        assert_eq!(sent.code(), code, "{more}");
    }
    let list = "(\"@method\" \"@target-uri\" \"@authority\" \"content-digest\" \"content-type\")";
    for name in ["@method", "@target-uri", "@authority", "content-digest"] {
        let quoted = format!("\"{name}\"");
        let shorter = list.replace(&format!("{quoted} "), "");
        let sent = post(Scheme::Rfc9421).edit("signature-input", list, &shorter);
        assert_eq!(sent.code(), "not-covered", "{name}");
        let longer = list.replace(&quoted, &format!("{quoted} {quoted}"));
        let sent = post(Scheme::Rfc9421).edit("signature-input", list, &longer);
        assert_eq!(sent.code(), "listed-twice", "{name}");
    }
    for (item, code) in [
        ("\"accept\"", "header-absent"),
        ("\"@query-param\";name=\"a\"", "component"),
        ("\"@status\"", "component"),
        ("\"content-type\";bs", "component"),
        ("\"authorization\"", "component"),
        ("\"date\";req", "component"),
    ] {
        let longer = list.replace(')', &format!(" {item})"));
        let sent = post(Scheme::Rfc9421).edit("signature-input", list, &longer);
        assert_eq!(sent.code(), code, "{item}");
    }
}

#[test]
fn the_algorithm_is_the_key_s() {
    for other in ["none", "hmac-sha256", "rsa-sha256", "ed25519", "HS2019", ""] {
        let sent = post(Scheme::Cavage).edit("signature", "\"hs2019\"", &format!("\"{other}\""));
        assert_eq!(sent.code(), "algorithm", "{other}");
    }
    let none = post(Scheme::Cavage).edit("signature", "algorithm=\"hs2019\",", "");
    assert_eq!(none.code(), "algorithm");
    for other in [
        "none",
        "hmac-sha256",
        "rsa-v1_5-sha256",
        "rsa-pss-sha512",
        "ecdsa-p256-sha256",
        "",
    ] {
        let sent = post(Scheme::Rfc9421).edit(
            "signature-input",
            "alg=\"ed25519\"",
            &format!("alg=\"{other}\""),
        );
        assert_eq!(sent.code(), "algorithm", "{other}");
    }
    let none = post(Scheme::Rfc9421).edit("signature-input", ";alg=\"ed25519\"", "");
    assert_eq!(none.code(), "parameter-missing");
}

#[test]
fn a_key_is_pinned_or_unknown_and_its_name_is_never_a_way_in() {
    for (scheme, header) in [
        (Scheme::Cavage, "signature"),
        (Scheme::Rfc9421, "signature-input"),
    ] {
        let id = key_id().to_string();
        let long = format!("https://creuse.example/{}", "a".repeat(500));
        for (other, code) in [
            (id.replace("creuse", "landes"), "key-unknown"),
            (id.replace("creuse", "gironde"), "own-identity"),
            (id.replace("https", "http"), "key-form"),
            (id.replace("creuse.example", "127.0.0.1"), "key-form"),
            (id.replace("creuse.example", "localhost"), "key-form"),
            (
                id.replace("creuse.example", "[::ffff:127.0.0.1]"),
                "key-form",
            ),
            (id.replace("creuse.example", "169.254.169.254"), "key-form"),
            (
                id.replace("creuse.example", "u:p@creuse.example"),
                "key-form",
            ),
            (
                id.replace("creuse.example", "creuse.example:8443"),
                "key-form",
            ),
            (id.replace("creuse", "CREUSE"), "key-form"),
            (long, "key-form"),
            (String::new(), "key-form"),
        ] {
            assert_eq!(
                post(scheme).edit(header, &id, &other).code(),
                code,
                "{other:.80}"
            );
        }
        let twice = match scheme {
            Scheme::Cavage => {
                post(scheme).edit(header, "keyId=", "keyId=\"https://a.example/k\",keyId=")
            }
            Scheme::Rfc9421 => {
                post(scheme).edit(header, ";keyid=", ";keyid=\"https://a.example/k\";keyid=")
            }
        };
        assert_eq!(twice.code(), "form");
    }
}

#[test]
fn a_key_of_small_order_is_no_key() {
    // The identity: with it, a signature of R = identity and s = 0 holds for each message where checks are lax.
    let mut identity = [0; 32];
    identity[0] = 1;
    assert!(PublicKey::from_bytes(&identity).is_err());
}

#[test]
fn tag_nonce_and_label_are_demanded() {
    let input = |from: &str, to: &str| {
        post(Scheme::Rfc9421)
            .edit("signature-input", from, to)
            .code()
    };
    assert_eq!(input("tag=\"maille\"", "tag=\"other\""), "tag");
    assert_eq!(input(";tag=\"maille\"", ""), "tag");
    assert_eq!(
        input(";nonce=\"BQUFBQUFBQUFBQUFBQUFBQ\"", ""),
        "parameter-missing"
    );
    assert_eq!(input("BQUFBQUFBQUFBQUFBQUFBQ", "short"), "nonce");
    assert_eq!(
        input("BQUFBQUFBQUFBQUFBQUFBQ", "CQUFBQUFBQUFBQUFBQUFBQ"),
        "signature"
    );
    assert_eq!(input("maille=(", "other=("), "form");
    assert_eq!(input("created=1795256130;", ""), "parameter-missing");
    let two = post(Scheme::Rfc9421).headers["signature-input"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(input("maille=(", &format!("{two}, b=(")), "form");
}

#[test]
fn the_same_post_again_is_a_replay_and_the_same_get_is_not() {
    for scheme in BOTH {
        let mut replays = ReplayCache::new(300, 8);
        let sent = post(scheme);
        sent.verified(NOW, &mut replays).unwrap();
        let again = sent.verified(NOW + 299, &mut replays).unwrap_err();
        assert_eq!((again.code(), again.status()), ("replayed", 409));
        let get = get(scheme);
        get.verified(NOW, &mut replays).unwrap();
        get.verified(NOW, &mut replays).unwrap();
        assert_eq!(replays.len(), 1);
    }
}

#[test]
fn each_refusal_has_its_class() {
    assert_eq!(Refusal::Unsigned.status(), 401);
    assert_eq!(Refusal::HeaderTwice("host".to_owned()).status(), 400);
    assert_eq!(Refusal::TooLong { bytes_max: 1 }.status(), 413);
    assert_eq!(Refusal::ReplaysFull { wait_s: 1 }.status(), 429);
    assert_eq!(Refusal::HeadersTooLong { bytes_max: 1 }.status(), 431);
    let long = post(Scheme::Rfc9421).with("authorization", &"a".repeat(9000));
    assert_eq!(long.code(), "headers-too-long");
}
