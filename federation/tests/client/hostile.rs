//! Servers that mean no good: each ends at a bound, with a code of its own.
//!
//! Two threads: connections go on being closed while a test waits for its server to see it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;

use flate2::Compression;
use flate2::write::GzEncoder;
use maille_federation::client::{Client, ClientError};
use maille_federation::json::PAGE_BYTES_MAX;
use maille_federation::peering::Address;
use maille_federation::signatures::Signer;

use super::server::{LONG, SHORT, Server, builder, call, client, key, key_id};

const KEYS: &str = "/federation/keys";

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Waits until the other side has hung up, and says whether it has.
fn hung_up(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    stream.set_read_timeout(Some(LONG)).unwrap();
    match stream.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_bomb_ends_at_the_bound_of_what_it_unpacks_to() {
    let packed = gzip(&vec![b' '; 100 * 1024 * 1024]);
    assert!(packed.len() < 128 * 1024, "{}", packed.len());
    let mut answer =
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n".to_vec();
    answer.extend(packed);
    let error = Server::of(answer).get(KEYS, None).await.unwrap_err();
    let bound = matches!(error, ClientError::TooLong { bytes_max } if bytes_max == PAGE_BYTES_MAX);
    assert!(bound, "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_endless_answer_is_left_at_the_bound() {
    let (left, told) = mpsc::channel();
    let server = Server::start(move |_, stream| {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        let mut chunks = 0;
        while stream.write_all(chunk.as_bytes()).is_ok() {
            chunks += 1;
        }
        left.send(chunks).unwrap();
    });
    let error = server.get(KEYS, None).await.unwrap_err();
    assert_eq!(error.code(), "too-long");
    let chunks: usize = told.recv_timeout(LONG).unwrap();
    assert!(
        chunks >= PAGE_BYTES_MAX / 0x10000,
        "{chunks} chunks were sent before it hung up"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_says_that_it_is_too_long_is_not_read() {
    let (left, told) = mpsc::channel();
    let server = Server::start(move |_, stream| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        left.send(hung_up(stream)).unwrap();
    });
    let error = server.get(KEYS, None).await.unwrap_err();
    assert!(["too-long", "cut-off"].contains(&error.code()), "{error}");
    assert!(told.recv_timeout(LONG).unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_bound_is_the_last_byte_that_is_taken() {
    let server = Server::of("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345");
    let exact = server.get_within(KEYS, None, 5, LONG).await.unwrap();
    assert_eq!(exact.body, b"12345");
    let error = server.get_within(KEYS, None, 4, LONG).await.unwrap_err();
    assert_eq!(error.code(), "too-long");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_answer_that_drips_ends_with_the_time_that_it_has() {
    let (left, told) = mpsc::channel();
    let server = Server::start(move |_, stream| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        while stream.write_all(b"x").is_ok() {
            std::thread::sleep(SHORT / 20);
        }
        left.send(()).unwrap();
    });
    let error = server.get_within(KEYS, None, PAGE_BYTES_MAX, SHORT).await;
    assert_eq!(error.unwrap_err().code(), "timed-out");
    told.recv_timeout(LONG).expect("the client hung up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn silence_ends_with_the_time_that_the_callers_client_allows() {
    for head in ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx"] {
        let (left, told) = mpsc::channel();
        let server = Server::start(move |_, stream| {
            stream.write_all(head.as_bytes()).unwrap();
            left.send(hung_up(stream)).unwrap();
        });
        let (http, id, key) = (
            builder().read_timeout(SHORT).build().unwrap(),
            key_id(),
            key(),
        );
        let signer = Signer {
            key_id: &id,
            key: &key,
        };
        let client = Client::new(&http, signer, &server.address, &server.address, LONG).unwrap();
        let error = client.get(KEYS, None, PAGE_BYTES_MAX, call(None)).await;
        assert_eq!(error.unwrap_err().code(), "timed-out", "{head}");
        assert!(told.recv_timeout(LONG).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_breaks_off_is_no_shorter_answer() {
    let packed = gzip(&[b'x'; 1000]);
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n";
    let mut torn = head.as_bytes().to_vec();
    torn.extend(&packed[..packed.len() / 2]);
    let mut wrong = head.as_bytes().to_vec();
    wrong.extend(b"this is no gzip at all");
    for answer in [
        Vec::new(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello".to_vec(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nContent-Le".to_vec(),
        b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
        torn,
        wrong,
    ] {
        let words = String::from_utf8_lossy(&answer).into_owned();
        let error = Server::of(answer).get(KEYS, None).await.unwrap_err();
        assert_eq!(error.code(), "cut-off", "{words}: {error:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nobody_is_sent_elsewhere() {
    let aim = Server::of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    for status in [301, 302, 303, 307, 308] {
        let server = Server::of(format!(
            "HTTP/1.1 {status} Elsewhere\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
            aim.address
        ));
        let error = server.get(KEYS, None).await.unwrap_err();
        assert!(
            matches!(error, ClientError::Redirect(found) if found == status),
            "{error}"
        );
    }
    assert!(aim.received().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_refusal_without_end_is_read_as_far_as_its_code_could_stand() {
    let (left, told) = mpsc::channel();
    let server = Server::start(move |_, stream| {
        let head = "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let chunk = format!("400\r\n{}\r\n", " ".repeat(0x400));
        while stream.write_all(chunk.as_bytes()).is_ok() {}
        left.send(()).unwrap();
    });
    let error = server.get(KEYS, None).await.unwrap_err();
    let ClientError::Refused(refused) = error else {
        panic!("{error}");
    };
    assert_eq!((refused.status, refused.code), (403, None));
    told.recv_timeout(LONG).expect("the client hung up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_no_answer_to_a_question_of_ours_is_none() {
    for head in [
        "HTTP/1.1 206 Partial Content\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 999 Own\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nMaille-Checkpoint: e30=\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nMaille-Checkpoint: a\r\nMaille-Checkpoint: a\r\nContent-Length: 0\r\n\r\n",
    ] {
        let error = Server::of(head).get(KEYS, None).await.unwrap_err();
        assert_eq!(error.code(), "form", "{head}");
    }
    let odd = Server::of(format!(
        "HTTP/1.1 200 OK\r\nDate: yesterday\r\nETag: \"{}\"\r\nContent-Length: 0\r\n\r\n",
        "e".repeat(200)
    ));
    let answer = odd.get(KEYS, None).await.unwrap();
    assert_eq!((answer.date, answer.etag), (None, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nobody_at_home_no_name_and_no_certificate_are_all_unreachable() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone: Address = format!("http://{}", closed.local_addr().unwrap())
        .parse()
        .unwrap();
    drop(closed);
    // Speaks, but not TLS.
    let plain = Server::of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let port = plain.address.authority().rsplit_once(':').unwrap().1;
    let there: SocketAddr = plain.address.authority().parse().unwrap();
    let secret: Address = format!("https://gironde.example:{port}").parse().unwrap();
    let resolves = builder().resolve("gironde.example", there).build().unwrap();
    let nowhere = builder()
        .resolve_to_addrs("gironde.example", &[])
        .build()
        .unwrap();

    let (id, key) = (key_id(), key());
    let signer = Signer {
        key_id: &id,
        key: &key,
    };
    for (http, peer) in [(client(), &gone), (resolves, &secret), (nowhere, &secret)] {
        let client = Client::new(&http, signer, &gone, peer, LONG).unwrap();
        let error = client.get(KEYS, None, PAGE_BYTES_MAX, call(None)).await;
        assert_eq!(error.unwrap_err().code(), "unreachable", "{peer}");
    }
    assert!(plain.received().is_empty());
}
