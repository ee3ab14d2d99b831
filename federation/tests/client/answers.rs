//! Questions that are taken, and what their answers say.

use maille_federation::client::Client;
use maille_federation::hash::Hash;
use maille_federation::log::Checkpoint;
use maille_federation::message::Signed;
use maille_federation::moment::Moment;
use maille_federation::peering::Address;
use maille_federation::signatures::{Scheme, Signer};

use super::server::{LONG, Server, client, key, key_id, now};

fn checkpoint() -> Signed<Checkpoint> {
    let checkpoint = Checkpoint {
        origin: "creuse.example".parse().unwrap(),
        epoch: 1,
        seq: 7,
        chain: Hash::of(b"seven"),
        root: Hash::ZERO,
        count: 0,
        at: now(),
    };
    Signed::make(checkpoint, &key_id(), &key(), now()).unwrap()
}

#[tokio::test]
async fn a_question_is_taken_by_the_verifier_and_its_answer_is_read() {
    let head = format!(
        "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 10:15:40 GMT\r\nETag: \"seven\"\r\nMaille-Checkpoint: {}\r\n\
         Content-Length: 5\r\n\r\nhello",
        checkpoint().header()
    );
    let server = Server::of(head);
    let answer = server.get("/federation/log/1/tail/0", None).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, b"hello");
    assert_eq!(answer.scheme, Scheme::Rfc9421);
    assert_eq!(answer.etag.as_deref(), Some("\"seven\""));
    assert_eq!(answer.date, Some(now().plus(10)));
    assert!(!answer.is_unchanged());
    let said = answer.checkpoint.unwrap();
    assert_eq!(said.claimed(), checkpoint().message());

    let [request] = &server.received()[..] else {
        panic!("one request is sent");
    };
    assert_eq!(request.target, "/federation/log/1/tail/0");
    let verified = server.verify(request, now()).unwrap();
    assert_eq!(verified.key_id, key_id());
    assert_eq!(verified.scheme, Scheme::Rfc9421);
    assert_eq!(
        request.headers["host"],
        server.address.authority(),
        "what is signed is what is sent"
    );
}

#[tokio::test]
async fn a_document_is_sent_and_taken_in_either_scheme() {
    let server = Server::of("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    let hint = checkpoint();
    for scheme in [Scheme::Rfc9421, Scheme::Cavage] {
        let answer = server.post("/federation/hint", hint.bytes(), Some(scheme));
        let answer = answer.await.unwrap();
        assert_eq!((answer.status, answer.scheme), (202, scheme));
        assert!(answer.body.is_empty());
        let request = server.received().pop().unwrap();
        assert_eq!(request.body, hint.bytes());
        let verified = server.verify(&request, now()).unwrap();
        assert_eq!(verified.scheme, scheme);
        let late = server.verify(&request, Moment::from_unix(now().unix() + 301));
        assert!(late.is_err(), "the given time is what is signed");
    }
}

#[tokio::test]
async fn what_has_not_changed_costs_no_body() {
    let server = Server::start(|request, stream| {
        use std::io::Write as _;
        let known = request.headers.get("if-none-match");
        let answer = match known.map(|etag| etag.as_bytes()) {
            Some(b"\"seven\"") => "HTTP/1.1 304 Not Modified\r\nETag: \"seven\"\r\n\r\n",
            _ => "HTTP/1.1 200 OK\r\nETag: \"eight\"\r\nContent-Length: 3\r\n\r\nnew",
        };
        stream.write_all(answer.as_bytes()).unwrap();
    });
    let same = server.get("/federation/keys", Some("\"seven\"")).await;
    let same = same.unwrap();
    assert!(same.is_unchanged());
    assert_eq!(same.etag.as_deref(), Some("\"seven\""));
    assert!(same.body.is_empty());
    let other = server.get("/federation/keys", Some("\"six\"")).await;
    assert_eq!(other.unwrap().body, b"new");

    let lying = Server::of("HTTP/1.1 304 Not Modified\r\n\r\n");
    let error = lying.get("/federation/keys", None).await.unwrap_err();
    assert_eq!(error.code(), "form", "nothing was asked that could be so");
}

#[tokio::test]
async fn packed_answers_are_unpacked() {
    let packed = super::hostile::gzip(b"hello hello hello");
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        packed.len()
    )
    .into_bytes();
    answer.extend(packed);
    let server = Server::of(answer);
    let answer = server.get("/federation/keys", None).await.unwrap();
    assert_eq!(answer.body, b"hello hello hello");
}

#[tokio::test]
async fn only_what_stands_as_it_is_signed_is_sent() {
    let server = Server::of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    for path in [
        "",
        "keys",
        "//keys",
        "/a/../keys",
        "/./keys",
        "/keys?page=1",
        "/keys#1",
        "/k%65ys",
        "/kéys",
        "/keys/",
        "/keys\\1",
        "/keys\r\nHost: other.example",
        "@other.example/keys",
    ] {
        let error = server.get(path, None).await.unwrap_err();
        assert_eq!(error.code(), "target", "{path}");
    }
    let error = server.get("/keys", Some("\"\r\nA: b\"")).await.unwrap_err();
    assert_eq!(error.code(), "etag");
    assert!(server.received().is_empty());
    server.get("/.well-known/maille", None).await.unwrap();
}

#[test]
fn this_machine_is_asked_only_from_this_machine() {
    let (http, id, key) = (client(), key_id(), key());
    let signer = Signer {
        key_id: &id,
        key: &key,
    };
    let address = |text: &str| -> Address { text.parse().unwrap() };
    let public = address("https://a.example");
    let here = address("http://127.0.0.1");
    for (ours, peer, may) in [
        (&public, &here, false),
        (&public, &public, true),
        (&here, &here, true),
        (&here, &public, true),
    ] {
        let client = Client::new(&http, signer, ours, peer, LONG);
        let code = client.map(|_| ()).map_err(|error| error.code());
        let expected = if may { Ok(()) } else { Err("loopback") };
        assert_eq!(code, expected, "{ours} asks {peer}");
    }
}
