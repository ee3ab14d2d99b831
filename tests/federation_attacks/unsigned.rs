//! What nobody signed is refused before anything of it is read.

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::{Siege, said};
use crate::support::adversary::BOTH;
use crate::support::adversary::wire::{Sent, answer};
use crate::support::workspace;

/// What the protocol's own schema says of a refusal.
fn refusal() -> jsonschema::Validator {
    let path = workspace().join("federation/testdata/schemas/messages.schema.json");
    let text = std::fs::read_to_string(path).unwrap();
    let mut schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    schema["$ref"] = serde_json::json!("#/$defs/Refusal");
    jsonschema::validator_for(&schema).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_unsigned_is_refused() {
    let refusal = refusal();
    let siege = Siege::begin().await;
    let before = siege.before().await;
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
        for path in [
            "/federation",
            "/federation/",
            "/federation/hint",
            "/federation/peering",
            "/federation/receipts",
            "/federation/log/1/0",
            "/federation/log/1/tail/0",
            "/federation/keys",
            "/federation/nothing/of/that/sort",
            "/federation/%2e%2e/administration",
            "/federation/log/1/0?x=1",
        ] {
            let sent = Sent::unsigned(method, path, &siege.gironde, b"");
            let answer = sent.send(&siege.gironde).await;
            assert_eq!(answer.said(), said(401, "unsigned"), "{method} {path}");
            let kind = answer.header("content-type");
            assert_eq!(kind, Some("application/problem+json"), "{method} {path}");
            let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            assert!(refusal.is_valid(&body), "{method} {path}: {body}");
        }
    }
    for content_type in [
        "application/json",
        "application/activity+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=edge",
        "text/plain",
        "",
        "/",
    ] {
        for path in ["hint", "peering"] {
            let path = format!("/federation/{path}");
            let sent = Sent::unsigned("POST", &path, &siege.gironde, b"{}")
                .with("content-type", content_type)
                .with("origin", "https://evil.example")
                .with("sec-fetch-site", "cross-site");
            let answer = sent.send(&siege.gironde).await;
            assert_eq!(answer.said(), said(401, "unsigned"), "{content_type}");
        }
    }
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_nobody_signed_is_not_waited_for() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    let sent = Sent::unsigned("POST", "/federation/hint", &siege.gironde, b"");
    for length in [
        "content-length: 1048576",
        "content-length: 10737418240",
        "transfer-encoding: chunked",
    ] {
        let mut stream = TcpStream::connect(siege.gironde.address).await.unwrap();
        let head = format!("{}{length}\r\nconnection: close\r\n\r\n", sent.head());
        stream.write_all(head.as_bytes()).await.unwrap();
        // Not a byte of the body follows.
        let answer = answer(&mut stream).await;
        assert_eq!(answer.said(), said(401, "unsigned"), "{length}");
    }
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_signatures_and_other_credentials_are_none() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    let to = &siege.gironde;
    let stranger = &siege.creuse.stranger;
    let [rfc9421, cavage] = BOTH.map(|scheme| stranger.get(scheme, to, "/federation/keys"));
    let both = rfc9421
        .clone()
        .with("signature", cavage.header("signature"));
    assert_eq!(both.send(to).await.said(), said(400, "header-twice"));
    let both = cavage
        .clone()
        .with("signature-input", rfc9421.header("signature-input"));
    assert_eq!(both.send(to).await.said(), said(400, "two-signatures"));
    let authorization = format!("Signature {}", cavage.header("signature"));
    let both = cavage.clone().with("authorization", &authorization);
    assert_eq!(both.send(to).await.said(), said(400, "two-signatures"));
    let alone = cavage
        .without("signature")
        .with("authorization", &authorization);
    assert_eq!(alone.send(to).await.said(), said(401, "unsigned"));
    let bearer = Sent::unsigned("POST", "/federation/hint", to, b"{}")
        .with("authorization", "Bearer secret")
        .with("cookie", "session=secret");
    assert_eq!(bearer.send(to).await.said(), said(401, "unsigned"));
    siege.unmoved(&before).await;
}
