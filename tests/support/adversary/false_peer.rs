//! A server in the place of an instance: it answers from its log, or whatever else the test says, and counts who came.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use maille::federation::{Action, Relation};
use maille_federation::actor::{Description, Limits};
use maille_federation::peering::Address;
use maille_federation::signatures::Scheme;
use tokio::net::TcpListener;

use super::false_log::FalseLog;
use super::{Stranger, now};
use crate::support::neighbour::{Neighbour, until};

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    pub method: String,
    pub path: String,
    pub body: Vec<u8>,
}

/// What the test answers instead; nothing where the log shall answer.
type Rule = Box<dyn FnMut(&Came) -> Option<Response> + Send>;

/// An instance that only seems to be one.
pub struct FalsePeer {
    pub stranger: Stranger,
    pub address: SocketAddr,
    inside: Arc<Inside>,
}

struct Inside {
    stranger: Stranger,
    address: SocketAddr,
    log: Mutex<FalseLog>,
    rule: Mutex<Option<Rule>>,
    came: Mutex<Vec<Came>>,
    connections: AtomicUsize,
}

impl FalsePeer {
    /// One that nobody knows yet.
    pub async fn start(origin: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stranger = Stranger::new(origin, 1);
        let inside = Arc::new(Inside {
            log: Mutex::new(FalseLog::new(&stranger)),
            stranger: Stranger::new(origin, 1),
            address,
            rule: Mutex::default(),
            came: Mutex::default(),
            connections: AtomicUsize::default(),
        });
        tokio::spawn(accept(listener, inside.clone()));
        Self {
            stranger,
            address,
            inside,
        }
    }

    /// One with which an instance exchanges, and which it has pulled once.
    pub async fn befriended(origin: &str, with: &Neighbour) -> Self {
        let peer = Self::start(origin).await;
        peer.befriend(with).await;
        peer
    }

    /// Asks and is accepted.
    pub async fn befriend(&self, with: &Neighbour) {
        let asked = self.stranger.asks(&with.origin, &self.home(), 1);
        let sent = self
            .stranger
            .post(Scheme::Rfc9421, with, "/federation/peering", &asked);
        assert_eq!(sent.send(with).await.said(), (202, "taken".to_owned()));
        let federation = &with.app().federation;
        let decided = federation.decide(&self.origin(), Action::Accept).await;
        assert_eq!(decided.unwrap().relation, Relation::Approved);
        self.settled(with).await;
    }

    /// Until the instance has pulled all that there is and has nothing more to say.
    pub async fn settled(&self, with: &Neighbour) {
        until("the instance holds what the false peer has", async || {
            let peer = with.peer(&self.origin()).await;
            let pulled = peer.agreed.is_some()
                && peer.to_say.is_none()
                && peer.due > with.app().clock.now_ms();
            if !pulled {
                return false;
            }
            // Only now: the journal of what was copied is looked at too, and what a pull wrote after that look would be looked at
            // later, in the middle of what the test does next.
            let published = with.app().federation.publish().await.unwrap();
            let peer = with.peer(&self.origin()).await;
            published.looked == 0 && peer.hinted == own_seq(with).await
        })
        .await;
    }

    pub fn origin(&self) -> String {
        self.stranger.origin.to_string()
    }

    /// Where it answers.
    pub fn home(&self) -> Address {
        format!("http://{}", self.address).parse().unwrap()
    }

    /// Changes its log.
    pub fn log<T>(&self, change: impl FnOnce(&mut FalseLog, &Stranger) -> T) -> T {
        change(&mut self.inside.log.lock().unwrap(), &self.stranger)
    }

    /// Answers so from now on, where the rule says something.
    pub fn answers(&self, rule: impl FnMut(&Came) -> Option<Response> + Send + 'static) {
        *self.inside.rule.lock().unwrap() = Some(Box::new(rule));
    }

    /// Answers from its log again.
    pub fn behaves(&self) {
        *self.inside.rule.lock().unwrap() = None;
    }

    /// All requests that came.
    pub fn came(&self) -> Vec<Came> {
        self.inside.came.lock().unwrap().clone()
    }

    /// How many requests for such a path came.
    pub fn count(&self, path: &str) -> usize {
        let came = self.inside.came.lock().unwrap();
        came.iter().filter(|came| came.path.contains(path)).count()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.inside.connections.load(Ordering::SeqCst)
    }

    /// Lets the instance ask now; `holds` is awaited afterwards.
    pub async fn asked(&self, by: &Neighbour) {
        let origin = self.stranger.origin.clone();
        by.app().federation.ask_soon(&origin).await.unwrap();
    }

    /// Lets the instance pull, and says why it stopped or failed.
    pub async fn fault(&self, by: &Neighbour) -> String {
        self.asked(by).await;
        let mut fault = String::new();
        until("the pull fails", async || {
            fault = by.peer(&self.origin()).await.fault;
            !fault.is_empty()
        })
        .await;
        fault
    }
}

/// Where an instance's own log stands, as it tells strangers.
pub async fn own_seq(of: &Neighbour) -> u64 {
    let said = of.app().federation.description().await.unwrap();
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
    said["seq"].as_u64().unwrap()
}

async fn accept(listener: TcpListener, inside: Arc<Inside>) {
    while let Ok((stream, _)) = listener.accept().await {
        inside.connections.fetch_add(1, Ordering::SeqCst);
        let inside = inside.clone();
        let router = Router::new().fallback(move |request: Request| answer(inside, request));
        tokio::spawn(async move {
            let service = TowerToHyperService::new(router);
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(inside: Arc<Inside>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let came = Came {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        body: body.to_vec(),
    };
    inside.came.lock().unwrap().push(came.clone());
    let ruled = inside
        .rule
        .lock()
        .unwrap()
        .as_mut()
        .and_then(|rule| rule(&came));
    ruled.unwrap_or_else(|| inside.honestly(&came))
}

impl Inside {
    fn honestly(&self, came: &Came) -> Response {
        let log = self.log.lock().unwrap();
        let checkpoint = log.checkpoint(&self.stranger).header();
        let response = Response::builder().header("maille-checkpoint", checkpoint);
        let body = match (came.method.as_str(), came.path.as_str()) {
            ("POST", _) => return response.status(202).body(Body::empty()).unwrap(),
            (_, "/.well-known/maille") => Some(self.description(&log)),
            (_, path) => log.answer(path),
        };
        match body {
            Some(body) => response.body(Body::from(body)).unwrap(),
            None if came.path.contains("/tail/") => {
                response.status(409).body(Body::empty()).unwrap()
            }
            None => response.status(404).body(Body::empty()).unwrap(),
        }
    }

    fn description(&self, log: &FalseLog) -> Vec<u8> {
        let description = Description {
            origin: self.stranger.origin.clone(),
            address: format!("http://{}", self.address).parse().unwrap(),
            name: "Annuaire".to_owned(),
            protocols: vec![1],
            key: self.stranger.key.public(),
            recovery: None,
            epoch: 1,
            seq: log.head.seq,
            shares: Vec::new(),
            limits: Limits::OURS,
            at: now(0),
        };
        self.stranger.says(description).bytes().to_vec()
    }
}
