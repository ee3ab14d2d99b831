//! Requests whose bytes say two things, come one at a time, or name a host in another way.

use std::time::Duration;

use maille_federation::signatures::Scheme;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::{Siege, said};
use crate::support::adversary::wire::{Answer, Sent, answer, exchange};
use crate::support::adversary::{BOTH, Stranger};
use crate::support::neighbour::Neighbour;

/// Sends bytes one at a time, as long as somebody takes them.
async fn dripped(siege: &Siege, head: &str, more: u8) -> Answer {
    let stream = TcpStream::connect(siege.gironde.address).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    writing.write_all(head.as_bytes()).await.unwrap();
    let dripping = tokio::spawn(async move {
        while writing.write_all(&[more]).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    });
    let answer = answer(&mut reading).await;
    dripping.abort();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_a_byte_now_and_then_is_cut_off() {
    let siege = Siege::begin_with(|config| {
        config.server.header_timeout_s = 1;
        config.federation.request_timeout_s = 4;
    })
    .await;
    let before = siege.before().await;
    let answer = dripped(&siege, "GET /federation/keys HTTP/1.1\r\nx: ", b'a').await;
    assert!([0, 408].contains(&answer.status), "{answer:?}");
    for scheme in BOTH {
        let stranger = &siege.creuse.stranger;
        let sent = stranger.post(scheme, &siege.gironde, "/federation/hint", b"{}");
        let head = format!(
            "{}content-length: 60000\r\nconnection: close\r\n\r\n",
            sent.head()
        );
        let answer = dripped(&siege, &head, b' ').await;
        assert_eq!(answer.status, 408, "{answer:?}");
    }
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_bound_is_not_read_to_its_end() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    for scheme in BOTH {
        let body = vec![b' '; 64 * 1024 + 1];
        let stranger = &siege.creuse.stranger;
        let sent = stranger.post(scheme, &siege.gironde, "/federation/hint", &body);
        for length in ["content-length: 65537", "content-length: 10737418240"] {
            let mut stream = TcpStream::connect(siege.gironde.address).await.unwrap();
            let head = format!("{}{length}\r\nconnection: close\r\n\r\n", sent.head());
            stream.write_all(head.as_bytes()).await.unwrap();
            let answer = answer(&mut stream).await;
            assert_eq!(answer.said(), said(413, "too-long"), "{length}");
        }
        // Nothing is announced, and it never ends.
        let head = format!("{}transfer-encoding: chunked\r\n\r\n", sent.head());
        let mut stream = TcpStream::connect(siege.gironde.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let answer = answer(&mut stream).await;
        assert_eq!(answer.said(), said(411, "length"));
    }
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_two_readers_would_part_differently_are_refused() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    let stranger = &siege.creuse.stranger;
    let hint = siege.creuse.log(|log, owner| log.checkpoint(owner));
    let to = siege.gironde.address;
    for scheme in BOTH {
        let sent = stranger.post(scheme, &siege.gironde, "/federation/hint", hint.bytes());
        let body = String::from_utf8(hint.bytes().to_vec()).unwrap();
        let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        let length = body.len();
        for (framing, status) in [
            (
                format!("content-length: {length}\r\ntransfer-encoding: chunked"),
                411,
            ),
            (
                "transfer-encoding: chunked\r\ncontent-length: 3".to_owned(),
                411,
            ),
            ("transfer-encoding: chunked".to_owned(), 411),
            ("content-length: 1\r\ncontent-length: 2".to_owned(), 400),
            ("content-length: +3".to_owned(), 400),
            ("transfer-encoding: chunked, identity".to_owned(), 400),
            ("transfer-encoding: xchunked".to_owned(), 400),
        ] {
            let head = format!("{}{framing}\r\nconnection: close\r\n\r\n", sent.head());
            let answer = exchange(to, format!("{head}{chunked}").as_bytes()).await;
            assert_eq!(answer.status, status, "{framing}: {answer:?}");
        }
        let get = stranger.get(scheme, &siege.gironde, "/federation/keys");
        for odd in [
            "x: a\r\n b: c",
            "x: a\0b",
            "x\0: a",
            "x : a",
            "x: a\nb: c\r\n d",
        ] {
            let head = format!("{}{odd}\r\nconnection: close\r\n\r\n", get.head());
            let answer = exchange(to, head.as_bytes()).await;
            assert_eq!(answer.status, 400, "{odd:?}: {answer:?}");
        }
        let absolute = get.clone().to(&format!("http://{to}/federation/keys"));
        let answer = absolute.send(&siege.gironde).await;
        assert_eq!(answer.said(), said(400, "target"));
        assert_eq!(get.send(&siege.gironde).await.status, 200, "this one holds");
    }
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn our_host_has_one_name() {
    let gironde = Neighbour::start_with("gironde.example", |config| {
        config.server.public_url = Some("https://gironde.example".into());
    })
    .await;
    let stranger = Stranger::new("creuse.example", 1);
    let sent = |scheme: Scheme, host: &str| {
        let mut sent = stranger.request_to(
            scheme,
            "https://x.example",
            ("GET", "/federation/keys", b""),
            0,
        );
        sent.headers.retain(|(name, _)| name != "host");
        sent.with("host", host)
    };
    for scheme in BOTH {
        for host in [
            "GIRONDE.example",
            "gironde.example.",
            "gironde.example:443",
            "gironde.example:80",
            "creuse.example",
            "xn--gironde-9za.example",
            &gironde.address.to_string(),
            "",
        ] {
            let answer = sent(scheme, host).send(&gironde).await;
            assert_eq!(answer.said(), said(401, "authority"), "{host}");
            let forwarded = sent(scheme, host)
                .with("x-forwarded-host", "gironde.example")
                .with("forwarded", "host=gironde.example");
            let answer = forwarded.send(&gironde).await;
            assert_eq!(answer.said(), said(401, "authority"), "{host} forwarded");
        }
        let answer = sent(scheme, "gironde．example").send(&gironde).await;
        assert_eq!(answer.said(), said(400, "header-letters"));
        let twice = sent(scheme, "gironde.example").with("host", "gironde.example");
        assert_eq!(twice.send(&gironde).await.status, 400);
        let none = Sent {
            headers: Vec::new(),
            ..sent(scheme, "x")
        };
        assert_eq!(none.send(&gironde).await.said(), said(401, "unsigned"));
        let ours = sent(scheme, "gironde.example").send(&gironde).await;
        assert_eq!(ours.said(), said(401, "key-unknown"), "for us, by nobody");
    }
}
