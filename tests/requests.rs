//! What strangers send: refused in plain words, never a panic, never another page than asked for.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::Instance;

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

#[tokio::test(flavor = "multi_thread")]
async fn forms_that_are_too_large_or_no_form_are_refused() {
    let instance = Instance::new().await;
    let large = "x".repeat(3 * 1024 * 1024);
    let head = format!(
        "POST /hostile/script HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        large.len()
    );
    let line = raw(&instance, &[head.as_bytes(), large.as_bytes()].concat()).await;
    assert!(
        line.is_empty() || line.contains(" 400") || line.contains(" 413"),
        "{line}"
    );
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
