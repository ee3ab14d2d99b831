//! A server of the fediverse whose key the test holds: it has actors as it is told to, notes who asks, and keeps its letters.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, Method};
use http_body_util::BodyExt as _;
use maille::outbound::Rule;
use maille_federation::keys::RsaSecretKey;
use maille_federation::moment::Moment;
use maille_federation::origin::{KeyId, Origin};
use maille_federation::signatures::{Outgoing, PinnedKey, Policy, ReplayCache, RsaSigner, verify};
use serde_json::{Value, json};

use super::{NAME, pem};
use crate::support::adversary::wire::{Answer, Sent};
use crate::support::fediverse::Here;
use crate::support::https;
use crate::support::neighbour::until;

/// Its usual name; `evil.example` is the same server.
pub const READER: &str = "reader.example";
/// Its usual actor.
pub const ALICE: &str = "https://reader.example/users/alice";

/// How it answers at one path.
#[derive(Clone)]
pub enum Says {
    Document(Value),
    /// Bytes of this type, as many.
    Flood(&'static str, usize),
    /// The same without saying how many.
    Stream(usize),
    Typed(&'static str, Value),
    Elsewhere(String),
    /// A head, and never a body.
    Nothing,
    Status(u16),
}

/// A letter that came.
#[derive(Debug, Clone)]
pub struct Letter {
    pub host: String,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Letter {
    pub fn document(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Default)]
struct Inner {
    says: Mutex<BTreeMap<String, Says>>,
    asked: Mutex<Vec<String>>,
    letters: Mutex<Vec<Letter>>,
    /// What letters meet.
    /// Where letters are taken in and never answered.
    stalls: Mutex<std::collections::BTreeSet<String>>,
    status: Mutex<BTreeMap<String, u16>>,
    /// What was sent of floods.
    sent: Arc<std::sync::atomic::AtomicUsize>,
}

/// The server.
#[derive(Clone)]
pub struct Reader {
    inner: Arc<Inner>,
    pub rule: Rule,
}

impl Reader {
    /// One that has Alice, whose key the test holds.
    pub async fn start() -> Self {
        let inner: Arc<Inner> = Arc::default();
        let router = Router::new().fallback(answer).with_state(inner.clone());
        let rule = https::serve(&[READER, "evil.example", "other.example"], router).await;
        let reader = Self { inner, rule };
        reader.says("/users/alice", Says::Document(actor(ALICE)));
        reader
    }

    pub fn says(&self, path: &str, what: Says) {
        self.inner
            .says
            .lock()
            .unwrap()
            .insert(path.to_owned(), what);
    }

    /// From now on letters to this path meet this status.
    pub fn answers(&self, path: &str, status: u16) {
        self.inner
            .status
            .lock()
            .unwrap()
            .insert(path.to_owned(), status);
    }

    /// From now on letters to this path are never answered.
    pub fn stalls(&self, path: &str) {
        self.inner.stalls.lock().unwrap().insert(path.to_owned());
    }

    /// Paths that it was asked for.
    pub fn asked(&self) -> Vec<String> {
        self.inner.asked.lock().unwrap().clone()
    }

    /// Letters that it took.
    pub fn letters(&self) -> Vec<Letter> {
        self.inner.letters.lock().unwrap().clone()
    }

    /// The types of the letters that it took.
    pub fn types(&self) -> Vec<String> {
        let letters = self.letters();
        letters
            .iter()
            .map(|letter| letter.document()["type"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Waits for so many letters.
    pub async fn expect(&self, count: usize) -> Vec<Letter> {
        until("letters come", async || self.letters().len() >= count).await;
        self.letters()
    }

    /// Bytes of floods that left it.
    pub fn flooded(&self) -> usize {
        self.inner.sent.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// Follows, and is told so.
    pub async fn follow(&self, here: &Here) {
        let before = self.letters().len();
        let answer = post(here, &follow(ALICE)).send_to(here.address).await;
        assert_eq!(answer.said(), (202, "taken".to_owned()));
        let letters = self.expect(before + 1).await;
        assert_eq!(letters[before].document()["type"], "Accept");
    }
}

async fn answer(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if parts.method == Method::POST {
        let body = body.collect().await.unwrap().to_bytes();
        if inner.stalls.lock().unwrap().contains(&path) {
            inner.asked.lock().unwrap().push(format!("POST {path}"));
            std::future::pending::<()>().await;
        }
        let status = inner
            .status
            .lock()
            .unwrap()
            .get(&path)
            .copied()
            .unwrap_or(202);
        if status < 300 {
            let host = parts.headers["host"].to_str().unwrap().to_owned();
            let letter = Letter {
                host,
                path,
                headers: parts.headers,
                body,
            };
            inner.letters.lock().unwrap().push(letter);
        } else {
            inner.asked.lock().unwrap().push(format!("POST {path}"));
        }
        return http::StatusCode::from_u16(status).unwrap().into_response();
    }
    inner.asked.lock().unwrap().push(path.clone());
    let says = inner.says.lock().unwrap().get(&path).cloned();
    let activity = "application/activity+json";
    match says {
        None => http::StatusCode::NOT_FOUND.into_response(),
        Some(Says::Status(status)) => http::StatusCode::from_u16(status).unwrap().into_response(),
        Some(Says::Document(document)) => {
            ([("content-type", activity)], document.to_string()).into_response()
        }
        Some(Says::Typed(kind, document)) => {
            ([("content-type", kind)], document.to_string()).into_response()
        }
        Some(Says::Elsewhere(to)) => (http::StatusCode::FOUND, [("location", to)]).into_response(),
        Some(Says::Flood(kind, bytes)) => {
            let length = bytes.to_string();
            let headers = [("content-type", kind), ("content-length", length.as_str())];
            (headers, flood(&inner, bytes)).into_response()
        }
        Some(Says::Stream(bytes)) => {
            ([("content-type", activity)], flood(&inner, bytes)).into_response()
        }
        Some(Says::Nothing) => {
            let never = futures_never();
            ([("content-type", activity)], Body::new(never)).into_response()
        }
    }
}

/// A body that has begun and does not go on.
fn futures_never()
-> impl http_body_util::BodyExt<Data = Bytes, Error = std::io::Error> + Send + 'static {
    Never
}

struct Never;

impl hyper::body::Body for Never {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, std::io::Error>>> {
        std::task::Poll::Pending
    }
}

/// Spaces, in pieces of 64 KiB, and how many left.
fn flood(inner: &Inner, bytes: usize) -> Body {
    Body::new(Flood {
        left: bytes,
        sent: inner.sent.clone(),
    })
}

struct Flood {
    left: usize,
    sent: Arc<std::sync::atomic::AtomicUsize>,
}

impl hyper::body::Body for Flood {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, std::io::Error>>> {
        if self.left == 0 {
            return std::task::Poll::Ready(None);
        }
        let piece = self.left.min(64 * 1024);
        self.left -= piece;
        self.sent
            .fetch_add(piece, std::sync::atomic::Ordering::SeqCst);
        let frame = hyper::body::Frame::data(Bytes::from(vec![b' '; piece]));
        std::task::Poll::Ready(Some(Ok(frame)))
    }
}

/// An actor with the test's key and a shared inbox.
pub fn actor(id: &str) -> Value {
    let host = id.split('/').nth(2).unwrap();
    let key = RsaSecretKey::from_pem(pem(1)).unwrap().public().unwrap();
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": id,
        "type": "Person",
        "inbox": format!("{id}/inbox"),
        "endpoints": {"sharedInbox": format!("https://{host}/inbox")},
        "publicKey": {"id": format!("{id}#main-key"), "owner": id, "publicKeyPem": key.to_pem()},
    })
}

/// A Follow of ours by this actor.
pub fn follow(actor: &str) -> Value {
    let host = actor.split('/').nth(2).unwrap();
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("https://{host}/activities/{}", uuid::Uuid::now_v7()),
        "type": "Follow",
        "actor": actor,
        "object": format!("https://{NAME}/actor"),
    })
}

/// An activity as its own actor sends it to our inbox.
pub fn post(here: &Here, activity: &Value) -> Sent {
    let actor = activity["actor"].as_str().unwrap();
    signed(
        here,
        &format!("{actor}#main-key"),
        activity.to_string().as_bytes(),
    )
}

/// Bytes as whoever has this key id, and the test's key, sends them.
pub fn signed(here: &Here, key_id: &str, body: &[u8]) -> Sent {
    signed_by(here, key_id, body, 1)
}

/// The same by another key.
pub fn signed_by(here: &Here, key_id: &str, body: &[u8], key: usize) -> Sent {
    let outgoing = Outgoing {
        method: &Method::POST,
        scheme: "https",
        authority: NAME,
        target: "/inbox",
        content_type: Some("application/activity+json"),
        body,
    };
    // What no key id may be is written into one that may.
    let plain: KeyId = "https://key.example/id".parse().unwrap();
    let key = RsaSecretKey::from_pem(pem(key)).unwrap();
    let id = key_id.parse().unwrap_or_else(|_| plain.clone());
    let signer = RsaSigner {
        key_id: &id,
        key: &key,
    };
    let now = Moment::from_unix(here.clock.now_ms() / 1000);
    let headers = signer.sign(&outgoing, now).unwrap();
    let sent = Sent::new("POST", "/inbox", &headers, body);
    match id == plain {
        true => sent.edit("signature", plain.as_str(), key_id),
        false => sent,
    }
}

/// Whether a letter is signed by the actor that the instance shows, as any server checks it.
pub async fn is_signed(here: &Here, letter: &Letter) -> bool {
    let shown = here.document("/actor").await;
    let key = shown["publicKey"]["publicKeyPem"].as_str().unwrap();
    let key = PinnedKey::Rsa(maille_federation::keys::RsaPublicKey::from_pem(key).unwrap());
    let origin: Origin = letter.host.parse().unwrap();
    let request = maille_federation::signatures::Request {
        method: &Method::POST,
        target: &letter.path,
        headers: &letter.headers,
        body: &letter.body,
    };
    let pinned = |id: &KeyId| (shown["publicKey"]["id"] == id.as_str()).then(|| key.clone());
    let now = Moment::from_unix(here.clock.now_ms() / 1000);
    let mut replays = ReplayCache::new(300, 8);
    verify(
        &request,
        &Policy::fediverse(&origin),
        &pinned,
        now,
        &mut replays,
    )
    .is_ok()
}

/// Status and word, as tests write them.
pub fn said(answer: &Answer) -> (u16, String) {
    answer.said()
}
