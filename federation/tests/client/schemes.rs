//! Which scheme a peer reads is found out once, and only by what can be about it.

use std::io::Write as _;

use maille_federation::client::ClientError;
use maille_federation::signatures::Scheme;

use super::server::{Server, now};

fn refusal(status: &str, code: &str) -> String {
    let body =
        format!("{{\"code\":\"{code}\",\"status\":401,\"title\":\"no\",\"type\":\"about:blank\"}}");
    format!(
        "HTTP/1.1 {status}\r\nDate: Sun, 22 Nov 2026 10:15:40 GMT\r\nContent-Type: application/problem+json\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Takes the draft alone.
fn reads_the_draft() -> Server {
    Server::start(|request, stream| {
        let answer = match request.headers.contains_key("signature-input") {
            true => refusal("401 Unauthorized", "unsigned"),
            false => "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).unwrap();
    })
}

#[tokio::test]
async fn a_peer_that_reads_the_draft_alone_is_asked_a_second_time() {
    let server = reads_the_draft();
    let answer = server.post("/federation/hint", b"{}", None).await.unwrap();
    assert_eq!(answer.scheme, Scheme::Cavage);
    let schemes: Vec<Scheme> = server
        .received()
        .iter()
        .map(|request| server.verify(request, now()).unwrap().scheme)
        .collect();
    assert_eq!(schemes, [Scheme::Rfc9421, Scheme::Cavage]);
    // Whoever remembers asks once.
    let known = server.post("/federation/hint", b"{}", Some(answer.scheme));
    known.await.unwrap();
    assert_eq!(server.received().len(), 3);
    // Whoever is sure hears the refusal.
    let sure = server.post("/federation/hint", b"{}", Some(Scheme::Rfc9421));
    assert_eq!(sure.await.unwrap_err().code(), "refused");
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn a_refusal_about_key_clock_or_host_is_the_last_word() {
    for (status, code, requests) in [
        ("401 Unauthorized", "key-unknown", 1),
        ("401 Unauthorized", "key-form", 1),
        ("401 Unauthorized", "own-identity", 1),
        ("401 Unauthorized", "too-old", 1),
        ("401 Unauthorized", "ahead", 1),
        ("401 Unauthorized", "authority", 1),
        ("403 Forbidden", "not-approved", 1),
        ("409 Conflict", "replayed", 1),
        ("401 Unauthorized", "signature", 2),
        ("401 Unauthorized", "algorithm", 2),
    ] {
        let server = Server::of(refusal(status, code));
        let error = server.get("/federation/keys", None).await.unwrap_err();
        let ClientError::Refused(refused) = error else {
            panic!("{code}: {error}");
        };
        assert_eq!(refused.code.as_deref(), Some(code));
        assert!(status.starts_with(&refused.status.to_string()));
        assert_eq!(
            refused.date,
            Some(now().plus(10)),
            "how far the clocks are apart"
        );
        assert_eq!(server.received().len(), requests, "{code}");
    }
}

#[tokio::test]
async fn a_refusal_without_a_word_of_ours_has_none() {
    let long = format!("{{\"code\":\"{}\"}}", "a".repeat(65));
    for (body, wait) in [
        ("", "30"),
        ("<html>", "30"),
        ("{\"code\":7}", "30"),
        ("{\"code\":\"Not Ours\"}", "30"),
        ("{\"code\":\"a\\u001b[2J\"}", "30"),
        ("{\"code\":\"a\",\"code\":\"b\"}", "30"),
        (&long, "30"),
        ("{\"code\":\"\"}", "Sun, 22 Nov 2026 10:15:40 GMT"),
    ] {
        let server = Server::of(format!(
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: {wait}\r\nMaille-Checkpoint: ?\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        let error = server.get("/federation/keys", None).await.unwrap_err();
        let ClientError::Refused(refused) = error else {
            panic!("{body}: {error}");
        };
        assert_eq!(
            (refused.status, refused.code, refused.checkpoint),
            (503, None, None)
        );
        assert_eq!(refused.wait_s, wait.parse().ok());
    }
}
