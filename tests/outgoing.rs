//! Outgoing requests: to granted names over HTTPS, to public addresses, within bounds, and nowhere else.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::get;
use maille::config::{CallBounds, PluginBounds};
use maille::outbound::{Lookup, Rule};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::support::drip::{End, drip};
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
        .route("/slow", get(slow))
        .route("/patient", get(patient))
        .route("/silent", get(silent))
        .route("/cut", get(cut));
    https::serve(&["granted.example.org", "nobody.example.org"], router).await
}

/// A byte at a time, without end.
async fn slow() -> Body {
    let pieces = std::iter::repeat(b".".to_vec());
    drip(pieces, Duration::from_millis(50), End::Whole)
}

/// Twenty pieces in two seconds.
async fn patient() -> Body {
    let pieces = std::iter::repeat_n(vec![b'x'; 5_000], 20);
    drip(pieces, Duration::from_millis(100), End::Whole)
}

/// Begins and then says nothing more.
async fn silent() -> Body {
    let pieces = std::iter::once(vec![b'x'; 500_000]);
    drip(pieces, Duration::from_millis(1), End::Silence)
}

async fn cut() -> Body {
    let pieces = std::iter::repeat_n(vec![b'x'; 300_000], 2);
    drip(pieces, Duration::from_millis(1), End::Cut)
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

/// A door on this machine that notes who knocks, and a resolver that notes how often it is asked.
struct Trap {
    door: SocketAddr,
    knocks: Arc<AtomicUsize>,
    looks: Arc<AtomicUsize>,
}

impl Trap {
    /// An instance whose names have the addresses that `name` gives for the door and the number of the look, from 1.
    async fn set(
        name: impl Fn(SocketAddr, usize) -> Vec<SocketAddr> + Send + Sync + 'static,
    ) -> (Self, Instance) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let trap = Self {
            door: listener.local_addr().unwrap(),
            knocks: Arc::default(),
            looks: Arc::default(),
        };
        let (knocks, looks, door) = (trap.knocks.clone(), trap.looks.clone(), trap.door);
        tokio::spawn(async move {
            // Whoever comes is noted and sent away.
            while listener.accept().await.is_ok() {
                knocks.fetch_add(1, SeqCst);
            }
        });
        let lookup = Lookup::new(move |asked| {
            assert_eq!(asked, "granted.example.org");
            name(door, looks.fetch_add(1, SeqCst) + 1)
        });
        let rule = Rule {
            lookup: Some(lookup),
            ..Rule::default()
        };
        (trap, Instance::with(bounds(), rule).await)
    }

    /// How often the resolver was asked, and the door knocked at.
    fn seen(&self) -> (usize, usize) {
        (self.looks.load(SeqCst), self.knocks.load(SeqCst))
    }
}

const ASK: &str = "http https://granted.example.org/";
/// A public address that nobody has: the network of an experiment that ended in 2006 (RFC 3701).
const NOBODY: SocketAddr =
    SocketAddr::new(IpAddr::V6(Ipv6Addr::new(0x3ffe, 0, 0, 0, 0, 0, 0, 1)), 443);

#[tokio::test(flavor = "multi_thread")]
async fn a_granted_name_that_leads_inside_is_looked_up_and_not_dialled() {
    let inside = [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fd00::1",
    ];
    let (trap, instance) = Trap::set(move |door, look| {
        let address: IpAddr = inside[look - 1].parse().unwrap();
        vec![door, SocketAddr::new(address, door.port())]
    })
    .await;
    for number in 1..=inside.len() {
        let said = instance.script(&[ASK]).await;
        let words = "`granted.example.org` has no public address";
        assert!(
            said[0].starts_with("unavailable: ") && said[0].contains(words),
            "{said:#?}"
        );
        assert_eq!(trap.seen(), (number, 0));
    }
    // The door does note who knocks: where the name stands for it by the rule, the same call reaches it.
    let known = Rule {
        known: vec![("granted.example.org".into(), trap.door)],
        ..Rule::default()
    };
    let instance = Instance::with(bounds(), known).await;
    instance.script(&[ASK]).await;
    assert_eq!(trap.seen(), (inside.len(), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_changes_after_the_look_is_dialled_where_it_was_checked() {
    let (trap, instance) = Trap::set(|door, look| match look {
        1 => vec![door, NOBODY],
        _ => vec![door],
    })
    .await;
    // Checked is the public address; a second look, for dialling, would lead to the door.
    let said = instance.script(&[ASK]).await;
    assert!(
        said[0].starts_with("unavailable: ") && !said[0].contains("public address"),
        "{said:#?}"
    );
    assert_eq!(trap.seen(), (1, 0), "{said:#?}");
    let said = instance.script(&[ASK]).await;
    assert!(said[0].contains("has no public address"), "{said:#?}");
    assert_eq!(trap.seen(), (2, 0));
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
    let page = CallBounds {
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

/// A request has 400 ms, a step of a task one second, a download three while something comes each 800 ms.
fn short() -> PluginBounds {
    PluginBounds {
        request_ms: 400,
        save_stall_ms: 800,
        save_ms: 3_000,
        task: CallBounds {
            wall_ms: 1_000,
            ..bounds().task
        },
        ..bounds()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_goes_on_is_waited_for() {
    let (instance, port) = instance(short()).await;
    let save = format!("save https://granted.example.org:{port}/patient x.txt");
    let begun = Instant::now();
    assert_eq!(instance.task(&[&save]).await, Ok("100000".into()));
    assert!(begun.elapsed() > Duration::from_millis(1_500), "no drip");
    let documents = instance.app.plugins.documents();
    assert_eq!(documents.size("hostile", "x.txt").await.unwrap(), 100_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_stops_breaks_or_never_ends_leaves_nothing() {
    let (instance, port) = instance(short()).await;
    instance.task(&["count place"]).await.unwrap();
    let before = instance.tables().await;
    for (path, reason) in [
        ("silent", "unavailable: nothing came for 800 ms"),
        ("cut", "unavailable: "),
        ("slow", "timed out"),
    ] {
        let begun = Instant::now();
        let save = format!("save https://granted.example.org:{port}/{path} x.txt");
        let said = instance.task(&[&save, "names x"]).await.unwrap();
        assert!(said.contains(reason), "{path}: {said}");
        assert!(said.ends_with('\n'), "{path}: {said}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{path}");
        assert_eq!(instance.tables().await, before, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_does_not_keep_an_instance_from_stopping() {
    let (instance, port) = instance(bounds()).await;
    let scheduled = hostile().with(|manifest| manifest.tasks[0].every = Some("1h".into()));
    instance.install(&scheduled).await;
    let save = format!("save https://granted.example.org:{port}/slow x.txt");
    instance.task(&["count place"]).await.unwrap();
    let (documents, calls) = (instance.app.plugins.documents(), ["set a 1", &save]);
    let script = calls.join("\n");
    documents
        .write("hostile", "script", script.as_bytes())
        .await
        .unwrap();
    instance.clock.advance_ms(2 * 3_600_000);
    let (stop, stopping) = watch::channel(false);
    let mut jobs = maille::jobs::start(&instance.app, &stopping);
    // What is due is looked for each half minute; the download has begun where its document has.
    let before = instance.tables().await["document"];
    let mut waited = 0;
    while instance.tables().await["document"] == before {
        waited += 1;
        assert!(waited < 450, "the task was not run");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    stop.send_replace(true);
    let ended = async { while jobs.join_next().await.is_some() {} };
    let ended = tokio::time::timeout(Duration::from_secs(5), ended).await;
    assert!(ended.is_ok(), "the download was waited for");
    assert_eq!(instance.script(&["value a"]).await, ["nothing"]);
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pages_download_has_no_more_time_than_the_page() {
    let page = CallBounds {
        wall_ms: 700,
        ..bounds().page
    };
    let (instance, port) = instance(PluginBounds { page, ..short() }).await;
    let save = format!("save https://granted.example.org:{port}/patient x.txt");
    assert_eq!(
        instance.script_answer("/hostile", &[&save]).await.status,
        500
    );
    let log = instance.log("hostile").await;
    assert!(
        log.last()
            .unwrap()
            .contains("it took more than 700 ms in all"),
        "{log:#?}"
    );
    assert_eq!(instance.script(&["names x"]).await, [""]);
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
