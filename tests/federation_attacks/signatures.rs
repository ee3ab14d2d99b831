//! Requests of an approved peer with one thing wrong each: the server's words for what the crate refuses.

use maille_federation::signatures::Scheme;

use super::{Siege, said};
use crate::support::adversary::wire::Sent;
use crate::support::adversary::{BOTH, Stranger, now};

const HINT: &str = "/federation/hint";
const KEYS: &str = "/federation/keys";

impl Siege {
    /// A hint that says the truth.
    fn hint(&self, scheme: Scheme) -> Sent {
        let body = self.creuse.log(|log, owner| log.checkpoint(owner));
        self.creuse
            .stranger
            .post(scheme, &self.gironde, HINT, body.bytes())
    }

    fn get(&self, scheme: Scheme, path: &str) -> Sent {
        self.creuse.stranger.get(scheme, &self.gironde, path)
    }

    async fn meets(&self, sent: &Sent, (status, code): (u16, &str)) {
        let answer = sent.send(&self.gironde).await;
        assert_eq!(answer.said(), said(status, code), "{}", sent.head());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_nobody_knows_is_refused_without_a_question() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    let connections = siege.creuse.connections();
    for scheme in BOTH {
        for (origin, seed) in [("landes.example", 1), ("creuse.example", 2)] {
            let stranger = Stranger::new(origin, seed);
            let sent = stranger.get(scheme, &siege.gironde, KEYS);
            siege.meets(&sent, (401, "key-unknown")).await;
            let sent = stranger.post(scheme, &siege.gironde, HINT, b"{}");
            siege.meets(&sent, (401, "key-unknown")).await;
        }
        let ours = Stranger::new("gironde.example", 1);
        let sent = ours.get(scheme, &siege.gironde, KEYS);
        siege.meets(&sent, (401, "own-identity")).await;

        let header = match scheme {
            Scheme::Cavage => "signature",
            Scheme::Rfc9421 => "signature-input",
        };
        let id = siege.creuse.stranger.key_id.to_string();
        let here = siege.creuse.address;
        let other_key = id.replace("#z6Mk", "#z6Mj");
        for (other, code) in [
            (format!("http://{here}/actor"), "key-form"),
            (format!("https://{here}/actor"), "key-form"),
            (id.replace("creuse.example", "localhost"), "key-form"),
            (id.replace("creuse.example", "169.254.169.254"), "key-form"),
            (id.replace("creuse.example", "[::1]"), "key-form"),
            (id.replace("creuse.", "u:p@creuse."), "key-form"),
            (id.replace(".example", ".example:8443"), "key-form"),
            (id.replace("creuse", "Creuse"), "key-form"),
            (id.replace(".example", ".example."), "key-form"),
            (format!("https://a.example/{}", "a".repeat(500)), "key-form"),
            (other_key, "key-unknown"),
            (id.replace("/actor", "/other"), "key-unknown"),
        ] {
            let sent = siege.hint(scheme).edit(header, &id, &other);
            siege.meets(&sent, (401, code)).await;
        }
    }
    assert_eq!(siege.creuse.connections(), connections, "no key is fetched");
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_does_not_hold_is_refused() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    for scheme in BOTH {
        let signed = siege.hint(scheme);
        let value = signed.header("signature").to_owned();
        let edge = match scheme {
            Scheme::Cavage => '"',
            Scheme::Rfc9421 => ':',
        };
        let digits = value.trim_end_matches(edge).rsplit(edge).next().unwrap();
        let first = if digits.starts_with('A') { "B" } else { "A" };
        let flipped = format!("{first}{}", &digits[1..]);
        for (other, status, code) in [
            (flipped.as_str(), 401, "signature"),
            ("", 400, "form"),
            (&digits[..80], 400, "form"),
            (&digits[..40], 400, "form"),
            (&"A".repeat(88), 401, "signature"),
            (&"é".repeat(44), 400, "header-letters"),
        ] {
            let sent = signed.clone().edit("signature", digits, other);
            siege.meets(&sent, (status, code)).await;
        }
    }
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_is_what_arrives() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    for scheme in BOTH {
        let mut sent = siege.get(scheme, KEYS);
        sent.method = "HEAD".to_owned();
        let answer = sent.send(&siege.gironde).await;
        assert_eq!(answer.status, 401, "{answer:?}");
        for (target, status, code) in [
            ("/federation/log/1/opening", 401, "signature"),
            ("/federation/Keys", 401, "signature"),
            ("/federation/keys/", 400, "target"),
            ("/federation//keys", 400, "target"),
            ("/federation/./keys", 400, "target"),
            ("/federation/x/../keys", 400, "target"),
            ("/federation/%6beys", 400, "target"),
            ("/federation/%2e%2e/keys", 400, "target"),
            ("/federation/keys?x=1", 400, "target"),
            ("/federation/keys?", 400, "target"),
        ] {
            siege
                .meets(&siege.get(scheme, KEYS).to(target), (status, code))
                .await;
        }
        let digest = match scheme {
            Scheme::Cavage => "digest",
            Scheme::Rfc9421 => "content-digest",
        };
        let mut sent = siege.hint(scheme);
        sent.body.push(b' ');
        siege.meets(&sent, (401, "digest-mismatch")).await;
        let value = siege.hint(scheme).header(digest).to_owned();
        let sent = siege.hint(scheme).with(digest, &value);
        siege.meets(&sent, (400, "header-twice")).await;
        let sent = siege.hint(scheme).without(digest);
        siege.meets(&sent, (401, "header-absent")).await;
        let sent = siege.get(scheme, KEYS);
        let sent = Sent {
            body: b"{}".to_vec(),
            ..sent
        };
        siege.meets(&sent, (401, "not-covered")).await;
    }
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_and_algorithms_are_read_strictly() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    for number in [
        "9223372036854775808",
        "18446744073709551615",
        "-1",
        "1.5",
        "1e9",
    ] {
        let created = format!("algorithm=\"hs2019\",created={number}");
        let sent = siege
            .hint(Scheme::Cavage)
            .edit("signature", "algorithm=\"hs2019\"", &created);
        siege.meets(&sent, (400, "number")).await;
        let sent = siege.hint(Scheme::Rfc9421);
        let input = sent.header("signature-input");
        let signed_at = input.split("created=").nth(1).unwrap();
        let signed_at = signed_at.split(';').next().unwrap().to_owned();
        let sent = sent.edit("signature-input", &signed_at, number);
        let answer = sent.send(&siege.gironde).await;
        assert_eq!(answer.status, 400, "created={number}: {answer:?}");
    }
    let date = now(0).http_date();
    let sent = siege.hint(Scheme::Cavage).without("date");
    siege.meets(&sent, (401, "header-absent")).await;
    let sent = siege.hint(Scheme::Cavage).with("date", &date);
    siege.meets(&sent, (400, "header-twice")).await;
    let sent = siege.hint(Scheme::Cavage).without("date");
    siege
        .meets(
            &sent.with("date", "2026-11-21T10:15:30Z"),
            (400, "date-form"),
        )
        .await;
    for other in ["none", "hmac-sha256", "rsa-sha256", ""] {
        let sent = siege
            .hint(Scheme::Cavage)
            .edit("signature", "hs2019", other);
        siege.meets(&sent, (401, "algorithm")).await;
        let other = format!("alg=\"{other}\"");
        let sent = siege
            .hint(Scheme::Rfc9421)
            .edit("signature-input", "alg=\"ed25519\"", &other);
        siege.meets(&sent, (401, "algorithm")).await;
    }
    let sent = siege.get(Scheme::Cavage, KEYS);
    let long = sent.with("authorization", &"a".repeat(9_000));
    siege.meets(&long, (431, "headers-too-long")).await;
    siege.unmoved(&before).await;
}
