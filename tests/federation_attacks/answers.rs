//! Answers that are too long, too slow, broken, or never end: the question fails with a word, and everything else goes on.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use maille::federation::Action;

use super::{FIRST, Siege, place};
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::drip::{End, drip};
use crate::support::neighbour::until;

/// What a page has at most, unpacked.
const PAGE: usize = 8 << 20;

impl Siege {
    /// Answers the next questions for the log so, and says how the pull failed. Nothing of it is taken.
    pub(super) async fn answered(
        &self,
        mut with: impl FnMut() -> Response + Send + 'static,
    ) -> String {
        self.creuse
            .answers(move |came| came.path.contains("/tail/").then(&mut with));
        let fault = self.creuse.fault(&self.gironde).await;
        let name = self.gironde.name_of(FIRST).await;
        assert_eq!(name.as_deref(), Some("Médiathèque"));
        fault
    }

    /// A person decides that a peer that stopped goes on.
    pub(super) async fn resumed(&self) {
        until("it stopped", async || {
            let peer = self.gironde.peer("creuse.example").await;
            !peer.stopped.is_empty()
        })
        .await;
        self.creuse.behaves();
        let federation = &self.gironde.app().federation;
        let decided = federation.decide("creuse.example", Action::Accept);
        decided.await.unwrap();
        self.goes_on().await;
    }

    /// The same peer says something else afterwards, and is heard.
    async fn goes_on(&self) {
        self.creuse.behaves();
        let next = self.creuse.log(|log, owner| {
            let next = log.head.seq + 1;
            log.put(owner, FIRST, next, place("Médiathèque"));
            next
        });
        until("the peer is heard again", async || {
            self.creuse.asked(&self.gironde).await;
            self.creuse.count(&format!("/tail/{next}")) > 0
        })
        .await;
        self.creuse.settled(&self.gironde).await;
        let peer = self.gironde.peer("creuse.example").await;
        assert_eq!(peer.fault, "");
    }
}

pub(super) fn headed(name: &str, value: &str, body: impl Into<Body>) -> Response {
    let response = Response::builder().header(name, value);
    response.body(body.into()).unwrap()
}

/// Spaces without end, and how many were handed out.
fn endless(count: &Arc<AtomicUsize>) -> Body {
    let count = count.clone();
    let pieces = std::iter::repeat_with(move || {
        count.fetch_add(1 << 16, Ordering::SeqCst);
        vec![b' '; 1 << 16]
    });
    drip(pieces, Duration::from_micros(100), End::Silence)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_unpacked_to_the_bound_and_no_further() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..100 {
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 1 << 20, "small on the wire");
    let siege = Siege::begin().await;
    let fault = siege
        .answered(move || headed("content-encoding", "gzip", bomb.clone()))
        .await;
    assert!(fault.contains("longer than 8388608 bytes"), "{fault}");
    siege.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_is_not_read_to_its_end() {
    let siege = Siege::begin().await;
    let read = Arc::new(AtomicUsize::default());
    let count = read.clone();
    let fault = siege
        .answered(move || headed("x", "y", endless(&count)))
        .await;
    assert!(fault.contains("longer than"), "{fault}");
    let read = read.load(Ordering::SeqCst);
    // What stood in buffers on the way is more than the bound, and far less than without one.
    assert!((PAGE..8 * PAGE).contains(&read), "{read} bytes");
    siege.goes_on().await;

    let read = Arc::new(AtomicUsize::default());
    let count = read.clone();
    let fault = siege
        .answered(move || headed("content-length", "10737418240", endless(&count)))
        .await;
    assert!(fault.contains("longer than"), "{fault}");
    let read = read.load(Ordering::SeqCst);
    assert!(read < PAGE, "{read} bytes of what was announced");
    siege.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_not_followed() {
    let siege = Siege::begin().await;
    let elsewhere = FalsePeer::start("elsewhere.example").await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/federation/log/1/tail/1", elsewhere.home());
        let fault = siege
            .answered(move || {
                let response = Response::builder().status(status).header("location", &to);
                response.body(Body::empty()).unwrap()
            })
            .await;
        assert!(fault.contains("sends elsewhere"), "{fault}");
        siege.goes_on().await;
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stalls_or_breaks_off_only_fails() {
    let siege = Siege::begin_with(|config| config.federation.request_timeout_s = 4).await;
    type Answer = fn() -> Response;
    let answers: [(Answer, &str); 6] = [
        (
            || {
                headed(
                    "x",
                    "y",
                    drip(
                        std::iter::repeat(b" ".to_vec()),
                        Duration::from_secs(1),
                        End::Whole,
                    ),
                )
            },
            "took longer",
        ),
        (
            || {
                headed(
                    "x",
                    "y",
                    drip(std::iter::empty(), Duration::from_secs(1), End::Silence),
                )
            },
            "took longer",
        ),
        (
            || {
                headed(
                    "x",
                    "y",
                    drip(std::iter::empty(), Duration::from_millis(1), End::Cut),
                )
            },
            "broke off",
        ),
        (
            || headed("content-encoding", "gzip", "not packed at all"),
            "broke off",
        ),
        (
            || headed("maille-checkpoint", "not base64!", "x"),
            "a checkpoint that cannot be read",
        ),
        (
            || headed("content-encoding", "zstd", "x"),
            "packed in a way",
        ),
    ];
    for (answer, word) in answers {
        let fault = siege.answered(answer).await;
        assert!(fault.contains(word), "{word}: {fault}");
        siege.goes_on().await;
    }
    for status in [100, 204, 206, 304, 401, 403, 404, 409, 418, 429, 500, 599] {
        let before = siege.creuse.count("/tail/");
        siege.creuse.answers(move |came| {
            let response = Response::builder().status(status);
            came.path
                .contains("/tail/")
                .then(|| response.body(Body::from("{\"code\":\"\\u0000\"}")).unwrap())
        });
        siege.creuse.asked(&siege.gironde).await;
        until("it is asked", async || {
            siege.creuse.count("/tail/") > before
        })
        .await;
        let stopped = siege.gironde.peer("creuse.example").await.stopped;
        // An answer without a body is a page that is not made as it should be.
        if status != 204 {
            assert_eq!(stopped, "", "{status}");
            siege.goes_on().await;
        } else {
            siege.resumed().await;
        }
    }
}
