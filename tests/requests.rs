//! What strangers send: refused in plain words, never a panic, never another page than asked for.

use std::time::{Duration, Instant};

use maille::config::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::Instance;
use crate::support::visitor::{client, read};

/// The first line of the answer to these bytes.
async fn raw(instance: &Instance, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(instance.address()).await.unwrap();
    // A server that refuses does not read to the end.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer)
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_in_disguise_are_refused() {
    let instance = Instance::new().await;
    let long = format!("/hostile/{}", "a".repeat(8_192));
    let paths = [
        "/hostile/%2e%2e/voisin",
        "/hostile/..%2fvoisin",
        "/hostile/%00",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//voisin",
        "/hostile//note/x",
        "/hostile/%ff",
        "/static/../maille.toml",
        "/static/%2e%2e/maille.toml",
        "/hostile/~document/%2e%2e/secret.png",
        "/hostile/a%5cb",
        &long,
    ];
    for path in paths {
        let line = raw(
            &instance,
            format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes(),
        )
        .await;
        let status: u16 = line
            .split(' ')
            .nth(1)
            .unwrap_or_default()
            .parse()
            .unwrap_or(0);
        assert!([400, 404, 414].contains(&status), "{path}: {line}");
    }
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_request_end_the_connection_alone() {
    let instance = Instance::new().await;
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nhost: x\r\n\r\n",
        b"BREW / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ] {
        let line = raw(&instance, bytes).await;
        assert!(line.is_empty() || line.contains(" 4"), "{line}");
    }
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_to_the_search_is_answered() {
    let instance = Instance::new().await;
    instance
        .put("place", "a", r#"{"name":"Mairie d’Évaux"}"#)
        .await;
    let long = "mairie ".repeat(1_500);
    let questions = [
        "\"",
        "\"\"\"",
        "a AND",
        "NOT",
        "NEAR(a b)",
        "name:x",
        "*",
        "a*b*",
        "(",
        "'; drop table record; --",
        "{x}",
        "^a",
        "-a",
        "🥐",
        "👩‍👩‍👧",
        "\u{202E}abc",
        "%",
        "_",
        "\\",
        "a\nb",
        "ﷺ",
        &long,
        "",
    ];
    for question in questions {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", question)
            .finish();
        let answer = instance.get(&format!("/recherche?{query}")).await;
        assert_eq!(answer.status, 200, "{question:?}");
    }
    assert!(
        instance
            .get("/recherche?q=evaux")
            .await
            .text
            .contains("Mairie d’Évaux")
    );
    assert!(
        [200, 400].contains(
            &instance
                .get("/recherche?q=mairie&suite=nonsense")
                .await
                .status
        )
    );
    assert_eq!(
        instance
            .script(&["words place \"", "words place *"])
            .await
            .len(),
        2
    );
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_another_site_is_refused_and_writes_nothing() {
    let instance = Instance::new().await;
    let fields = [("call", "set stolen yes")];
    let foreign: [&[(&str, &str)]; 4] = [
        &[("origin", "https://evil.example.org")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ];
    for headers in foreign {
        let answer = instance.post("/hostile/script", &fields, headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(answer.text.contains("<h1>"), "{}", answer.text);
    }
    assert_eq!(instance.script(&["value stolen"]).await, ["nothing"]);
    let own = instance.url("");
    for headers in [
        &[][..],
        &[("sec-fetch-site", "same-origin")],
        &[("origin", own.as_str())],
    ] {
        assert_eq!(
            instance
                .post("/hostile/script", &fields, headers)
                .await
                .status,
            200,
            "{headers:?}"
        );
    }
    assert_eq!(instance.script(&["value stolen"]).await, ["yes"]);
}

/// Sends all of it before it reads a byte, as old browsers do; what it reads then, to the end.
async fn sent_whole(instance: &Instance, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(instance.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let sent = tokio::time::timeout(Duration::from_secs(20), stream.write_all(body)).await;
    assert!(
        matches!(sent, Ok(Ok(()))),
        "cut off while sending: {sent:?}"
    );
    // What is on its way in both directions has arrived; a reset would have, too.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer).await;
    assert!(read.is_ok(), "{read:?} after {} bytes", answer.len());
    String::from_utf8_lossy(&answer).into_owned()
}

const MIB: usize = 1024 * 1024;
const FORM: &str = "content-type: application/x-www-form-urlencoded";

fn head(path: &str, length: usize, more: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n{more}\r\n\r\n"
    )
}

/// In chunks of 60,000 bytes, of which nobody said how many come.
fn chunked(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for chunk in body.chunks(60_000) {
        bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_too_large_is_read_and_answered_with_a_page() {
    let instance = Instance::new().await;
    instance.script(&["count place"]).await;
    let before = instance.tables().await;
    let (large, file) = ("x".repeat(8 * MIB), "x".repeat(3 * MIB));
    let chunks = chunked(large.as_bytes());
    let unannounced = "POST /hostile/script HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
                       transfer-encoding: chunked\r\n\r\n";
    let multipart = format!(
        "--x\r\ncontent-disposition: form-data; name=f; filename=a.txt\r\n\r\na\r\n\
         --x\r\ncontent-disposition: form-data; name=g; filename=b.txt\r\n\r\n{file}\r\n--x--\r\n"
    );
    let kind = "content-type: multipart/form-data; boundary=x";
    let forms = [
        (head("/hostile/script", large.len(), FORM), large.as_bytes()),
        (unannounced.to_owned(), &chunks[..]),
        (
            head("/hostile/script", multipart.len(), kind),
            multipart.as_bytes(),
        ),
        (head("/confort", large.len(), FORM), large.as_bytes()),
    ];
    for (head, body) in forms {
        let answer = sent_whole(&instance, &head, body).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{head}: {answer}");
        assert!(
            answer.contains("<h1>") && answer.contains("</html>"),
            "{answer}"
        );
        assert_eq!(instance.tables().await, before, "{head}");
    }
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_refused_for_another_reason_is_read_too() {
    let instance = Instance::new().await;
    let body = "x".repeat(MIB);
    let foreign = format!("{FORM}\r\norigin: https://evil.example.org");
    for (path, more, status) in [
        ("/hostile/script", "content-type: application/xml", "400"),
        ("/hostile/script", foreign.as_str(), "403"),
        ("/nulle-part", FORM, "404"),
        ("/aide", FORM, "405"),
    ] {
        let head = head(path, body.len(), more);
        let answer = sent_whole(&instance, &head, body.as_bytes()).await;
        let line = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&line), "{head}: {answer}");
        assert!(answer.contains("<h1>"), "{answer}");
    }
}

/// Sends one letter each 50 ms for ever, and reads meanwhile; what it read and how long the connection lived.
async fn dripping(instance: &Instance, begin: &[u8]) -> (String, Duration) {
    let stream = TcpStream::connect(instance.address()).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let begun = Instant::now();
    writer.write_all(begin).await.unwrap();
    let drip = async move {
        while writer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let read = async move {
        let mut answer = Vec::new();
        // The end may well be a reset.
        let _ = reader.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    };
    let both = async { tokio::join!(read, drip).0 };
    let answer = tokio::time::timeout(Duration::from_secs(20), both).await;
    (answer.expect("it was never cut"), begun.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_end_is_cut() {
    let server = Server {
        request_timeout_s: 1,
        linger_s: 1,
        linger_bytes_max: 4 * MIB as u64,
        ..Server::default()
    };
    let instance = Instance::serving(server).await;
    let announced = head("/hostile/script", 1024 * MIB, FORM).into_bytes();
    let past = [&announced[..], "x".repeat(3 * MIB).as_bytes()].concat();
    let within = head("/hostile/script", MIB, FORM).into_bytes();
    for (begin, status) in [(announced, "413"), (past, "413"), (within, "408")] {
        let (answer, lived) = dripping(&instance, &begin).await;
        let line = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&line), "{status}: {answer}");
        assert!(lived < Duration::from_secs(8), "{status}: {lived:?}");
    }
    // Faster than it is slow: what is read on ends with bytes, long before its time.
    let mut stream = TcpStream::connect(instance.address()).await.unwrap();
    let begin = head("/hostile/script", 1024 * MIB, FORM);
    stream.write_all(begin.as_bytes()).await.unwrap();
    let (mut sent, piece) = (0, vec![b'x'; MIB]);
    while sent < 200 * MIB && stream.write_all(&piece).await.is_ok() {
        sent += MIB;
    }
    assert!(sent < 200 * MIB, "everything was read");
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_asks_first_need_not_send_what_is_too_large() {
    let instance = Instance::new().await;
    let more = format!("{FORM}\r\nexpect: 100-continue");
    let answer = sent_whole(&instance, &head("/hostile/script", 8 * MIB, &more), b"").await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_of_a_form_is_the_administrators() {
    let server = Server {
        body_bytes_max: 6 * MIB,
        ..Server::default()
    };
    let instance = Instance::serving(server).await;
    let file = "x".repeat(5 * MIB);
    let multipart = format!(
        "--x\r\ncontent-disposition: form-data; name=call\r\n\r\ncount place\r\n\
         --x\r\ncontent-disposition: form-data; name=f; filename=a.txt\r\n\r\n{file}\r\n--x--\r\n"
    );
    let kind = "multipart/form-data; boundary=x";
    let request = client().post(instance.url("/hostile/script"));
    let answer = read(request.header("content-type", kind).body(multipart)).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_form_is_refused() {
    let instance = Instance::new().await;
    let odd = instance
        .post(
            "/hostile/script",
            &[],
            &[("content-type", "application/xml")],
        )
        .await;
    assert_eq!(odd.status, 400);
    let cut = instance
        .post(
            "/hostile/script",
            &[("a", "b")],
            &[("content-type", "multipart/form-data; boundary=x")],
        )
        .await;
    assert_eq!(cut.status, 400);
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_that_pages_do_not_have_are_named() {
    let instance = Instance::new().await;
    for (method, path) in [
        ("PUT", "/hostile"),
        ("DELETE", "/hostile"),
        ("POST", "/"),
        ("TRACE", "/hostile"),
    ] {
        let line = raw(
            &instance,
            format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes(),
        )
        .await;
        assert!(line.contains(" 405"), "{method} {path}: {line}");
    }
}

/// RFC 9116: a contact, an end within a year, its own address; from the first start on.
#[tokio::test(flavor = "multi_thread")]
async fn whom_to_tell_of_a_weakness_is_said_from_the_start() {
    let instance = Instance::new().await;
    let page = read(client().get(instance.url("/.well-known/security.txt"))).await;
    assert_eq!(page.status, 200);
    let line = |name: &str| {
        let lines = page.text.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(known, _)| *known == name);
        let value = found
            .next()
            .unwrap_or_else(|| panic!("no {name}: {}", page.text))
            .1;
        assert!(found.next().is_none(), "{name} twice");
        value.to_owned()
    };
    assert!(line("Contact").ends_with("/mentions-legales"));
    assert!(line("Canonical").ends_with("/.well-known/security.txt"));
    let now = jiff::Timestamp::from_millisecond(instance.clock.now_ms()).unwrap();
    let expires: jiff::Timestamp = line("Expires").parse().unwrap();
    let hours = (expires - now).total(jiff::Unit::Hour).unwrap();
    assert!((150.0 * 24.0..365.0 * 24.0).contains(&hours), "{hours}");
}
