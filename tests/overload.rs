//! More than the instance can answer: who comes too many is told when to come again, who works here and who watches are
//! answered, and connections on which nobody speaks keep nobody out.

use std::time::Duration;

use maille::accounts::Role;
use maille::config::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::Instance;

/// A page that a guest takes long to make.
const LONG: &str = "/hostile/bounds/sleep";

/// Begins to ask for something and waits until it is being answered; the connection is to be held.
async fn asks(instance: &Instance, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(instance.address()).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_come_again_and_who_works_here_goes_on() {
    let instance = Instance::serving(Server {
        requests_max: 1,
        ..Server::default()
    })
    .await;
    let person = instance.signed_in(Role::Administrator).await;
    assert_eq!(person.get("/administration").await.status, 200);
    let home = instance.get("/").await.text;
    let (_, style) = home.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let style = style.split('"').next().unwrap().to_owned();
    let long = asks(&instance, LONG).await;

    let (french, english) = tokio::join!(
        instance.get("/aide"),
        instance.get_as("/", &[("accept-language", "en")])
    );
    for (answer, words, language) in [
        (french, "Beaucoup de monde", "lang=\"fr\""),
        (english, "Many visitors", "lang=\"en\""),
    ] {
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (503, "5"),
            "{}",
            answer.text
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(
            answer
                .header("content-security-policy")
                .contains("default-src")
        );
        for words in [words, language, "<main"] {
            assert!(answer.text.contains(words), "{words}: {}", answer.text);
        }
    }
    // Machines that watch, files in memory, forms, and whoever is signed in.
    for path in ["/livez", "/readyz", style.as_str()] {
        assert_eq!(instance.get(path).await.status, 200, "{path}");
    }
    let wrong = [("login", "nobody"), ("password", "nothing at all")];
    assert_eq!(instance.post("/connexion", &wrong, &[]).await.status, 422);
    assert_eq!(person.get("/administration").await.status, 200);
    assert_eq!(person.get("/aide").await.status, 200);
    // A cookie that anybody can write is nobody's session.
    let forged = [("cookie", "session=00112233445566778899aabbccddeeff")];
    assert_eq!(instance.get_as("/aide", &forged).await.status, 503);

    // The place is free once who asked goes away.
    drop(long);
    let mut tries = 0;
    while instance.get("/aide").await.status != 200 {
        tries += 1;
        assert!(tries < 20, "the place was not given back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_on_which_nobody_speaks_keep_nobody_out() {
    let instance = Instance::serving(Server {
        connections_max: 4,
        header_timeout_s: 60,
        ..Server::default()
    })
    .await;
    let answered = asks(&instance, LONG).await;
    let mut silent = Vec::new();
    for _ in 0..12 {
        let mut stream = TcpStream::connect(instance.address()).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        silent.push(stream);
    }
    let wanted = tokio::time::timeout(Duration::from_secs(20), instance.get("/aide"));
    assert_eq!(wanted.await.expect("somebody is kept out").status, 200);
    // The oldest made room.
    let closed = silent[0].read_u8();
    let closed = tokio::time::timeout(Duration::from_secs(20), closed).await;
    assert!(closed.expect("it is still open").is_err());
    // Who was being answered was not cut off.
    let mut byte = [0];
    let open = answered.try_read(&mut byte);
    assert_eq!(open.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}
