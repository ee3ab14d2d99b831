//! Outgoing requests: to granted names over HTTPS, to public addresses, within bounds, and nowhere else.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::get;
use hyper::body::Frame;
use maille::config::PluginBounds;
use maille::outbound::Rule;
use tokio::time::Interval;

use crate::support::{Instance, bounds, hostile, https};

/// A server outside, known as the granted name and as one that nobody granted.
async fn outside() -> Rule {
    let router = Router::new()
        .route("/number", get(|| async { "42" }))
        .route(
            "/headers",
            get(|headers: HeaderMap| async move { format!("{:?}", headers.get("x-test")) }),
        )
        .route(
            "/away",
            get(|| async {
                (
                    StatusCode::FOUND,
                    [(header::LOCATION, "https://127.0.0.1/secret")],
                )
            }),
        )
        .route("/large", get(|| async { vec![b'x'; 200_000] }))
        .route("/slow", get(slow));
    https::serve(&["granted.example.org", "nobody.example.org"], router).await
}

async fn slow() -> Body {
    Body::new(Ticks(tokio::time::interval(Duration::from_millis(50))))
}

/// A body that never ends, a byte at a time.
struct Ticks(Interval);

impl HttpBody for Ticks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let tick = self.0.poll_tick(context);
        tick.map(|_| Some(Ok(Frame::data(Bytes::from_static(b".")))))
    }
}

async fn instance(bounds: PluginBounds) -> (Instance, u16) {
    let rule = outside().await;
    let port = https::port(&rule);
    (Instance::with(bounds, rule).await, port)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_granted_host_answers() {
    let (instance, port) = instance(bounds()).await;
    let call = format!("http https://granted.example.org:{port}/number");
    assert_eq!(instance.script(&[&call]).await, ["200 42"]);
    let header = format!("http-header https://granted.example.org:{port}/headers x-test yes");
    assert!(instance.script(&[&header]).await[0].contains("yes"));
    let save = format!("save https://granted.example.org:{port}/number saved.txt");
    assert_eq!(
        instance.script(&[&save, "read saved.txt"]).await,
        ["2", "42"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_other_address_is_denied_in_words() {
    let (instance, port) = instance(bounds()).await;
    let not_granted = format!("https://nobody.example.org:{port}/number");
    let addresses = [
        not_granted.as_str(),
        "https://other.example.org:8443/",
        "http://granted.example.org/number",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://localhost/",
        "https://metadata.google.internal/",
        "https://user:word@granted.example.org/",
        "https://granted.example.org.evil.example.org/",
        "file:///etc/passwd",
        "ftp://granted.example.org/",
    ];
    for address in addresses {
        let said = instance.script(&[&format!("http {address}")]).await;
        assert!(said[0].starts_with("denied: "), "{address}: {}", said[0]);
    }
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_granted_name_that_leads_inside_is_not_dialled() {
    let instance = Instance::bare().await;
    let inside = hostile().with(|manifest| {
        manifest.grants.hosts = vec![
            "localhost.localdomain".into(),
            "ip6-localhost.localdomain".into(),
        ]
    });
    instance.install(&inside).await;
    for host in ["localhost.localdomain", "ip6-localhost.localdomain"] {
        let said = instance.script(&[&format!("http https://{host}/")]).await;
        assert!(said[0].starts_with("unavailable: "), "{}", said[0]);
        assert!(
            !said[0].contains("refused") || said[0].contains("no public address"),
            "{}",
            said[0]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_unreachable_once_its_grant_is_taken_back() {
    let (instance, port) = instance(bounds()).await;
    let host = [maille::plugins::grants::Capability::Host(
        "granted.example.org".into(),
    )];
    instance
        .app
        .plugins
        .grant("hostile", &[], &host)
        .await
        .unwrap();
    let call = format!("http https://granted.example.org:{port}/number");
    assert!(instance.script(&[&call]).await[0].starts_with("denied"));
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_handed_over_and_not_followed() {
    let (instance, port) = instance(bounds()).await;
    let said = instance
        .script(&[&format!("http https://granted.example.org:{port}/away")])
        .await;
    assert!(said[0].starts_with("302"), "{said:#?}");
    let said = instance
        .script(&[
            &format!("save https://granted.example.org:{port}/away x.txt"),
            "names x",
        ])
        .await;
    assert!(
        said[0].starts_with("unavailable") && said[1].is_empty(),
        "{said:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_and_requests_without_end_are_exhausted() {
    let small = PluginBounds {
        request_bytes: 100_000,
        save_bytes: 100_000,
        requests: 3,
        ..bounds()
    };
    let (instance, port) = instance(small).await;
    let at = |path: &str| format!("https://granted.example.org:{port}{path}");
    let said = instance.script(&[&format!("http {}", at("/large"))]).await;
    assert!(said[0].starts_with("exhausted"), "{said:#?}");
    let said = instance
        .script(&[&format!("save {} x.txt", at("/large")), "names x"])
        .await;
    assert!(
        said[0].starts_with("exhausted") || said[0].starts_with("invalid"),
        "{said:#?}"
    );
    assert_eq!(said[1], "");
    let said = instance
        .script(&[&format!("http-times {} 4", at("/number"))])
        .await;
    assert!(
        said[0].contains("more than 3 outgoing requests"),
        "{said:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_body_ends_with_the_request_or_with_the_call() {
    let slow = PluginBounds {
        request_ms: 500,
        ..bounds()
    };
    let (slow, port) = instance(slow).await;
    let call = format!("http https://granted.example.org:{port}/slow");
    assert!(slow.script(&[&call]).await[0].starts_with("unavailable"));
    slow.check().await;
    let page = maille::config::CallBounds {
        wall_ms: 700,
        ..bounds().page
    };
    let (wall, port) = instance(PluginBounds { page, ..bounds() }).await;
    let call = format!("http https://granted.example.org:{port}/slow");
    assert_eq!(
        wall.script_answer("/hostile", &["set a 1", &call])
            .await
            .status,
        500
    );
    assert!(
        wall.log("hostile")
            .await
            .last()
            .unwrap()
            .contains("it took more than 700 ms")
    );
    assert_eq!(wall.script(&["value a"]).await, ["nothing"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_cannot_be_broken_or_borrowed() {
    let (instance, port) = instance(bounds()).await;
    let at = format!("https://granted.example.org:{port}/headers");
    for header in [
        "x-test a\\nx-evil: b",
        "host evil.example.org",
        "x\u{e9} b",
        "Transfer-Encoding chunked",
    ] {
        let said = instance
            .script(&[&format!("http-header {at} {header}")])
            .await;
        assert!(said[0].starts_with("invalid"), "{header}: {said:#?}");
    }
}
