//! A peer of one test: it reads requests from a socket as they come and answers with whatever bytes the test wants.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use maille_federation::client::{Answer, Call, Client, ClientError};
use maille_federation::json::PAGE_BYTES_MAX;
use maille_federation::keys::SecretKey;
use maille_federation::moment::Moment;
use maille_federation::origin::{KeyId, Origin};
use maille_federation::peering::Address;
use maille_federation::signatures::{
    PinnedKey, Policy, Refusal, ReplayCache, Request, Scheme, Signer, Verified, verify,
};

/// A request as it stood on the wire.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: Method,
    pub target: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A server; each connection carries one request.
pub struct Server {
    pub address: Address,
    received: Arc<Mutex<Vec<Received>>>,
}

/// Answers one request, in raw bytes.
pub trait Answers: Fn(&Received, &mut TcpStream) + Send + 'static {}

impl<F: Fn(&Received, &mut TcpStream) + Send + 'static> Answers for F {}

impl Server {
    /// Serves until the test ends.
    pub fn start(answers: impl Answers) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = received.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                if let Some(request) = read(&stream) {
                    kept.lock().unwrap().push(request.clone());
                    answers(&request, &mut stream);
                }
            }
        });
        Server {
            address: format!("http://127.0.0.1:{port}").parse().unwrap(),
            received,
        }
    }

    /// Answers each request with these bytes.
    pub fn of(answer: impl Into<Vec<u8>>) -> Server {
        let answer = answer.into();
        Server::start(move |_, stream| drop(stream.write_all(&answer)))
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// What the verifier says of a request that came here.
    pub fn verify(&self, request: &Received, now: Moment) -> Result<Verified, Refusal> {
        let origin: Origin = "gironde.example".parse().unwrap();
        let policy = Policy {
            authority: self.address.authority().to_owned(),
            scheme: self.address.scheme().to_owned(),
            ..Policy::federation(&origin)
        };
        let request = Request {
            method: &request.method,
            target: &request.target,
            headers: &request.headers,
            body: &request.body,
        };
        let pinned = |id: &KeyId| (*id == key_id()).then(|| PinnedKey::Ed25519(key().public()));
        verify(
            &request,
            &policy,
            &pinned,
            now,
            &mut ReplayCache::new(300, 8),
        )
    }

    pub async fn get(&self, path: &str, etag: Option<&str>) -> Result<Answer, ClientError> {
        self.get_within(path, etag, PAGE_BYTES_MAX, LONG).await
    }

    pub async fn get_within(
        &self,
        path: &str,
        etag: Option<&str>,
        bytes_max: usize,
        whole: Duration,
    ) -> Result<Answer, ClientError> {
        let (http, id, key) = (client(), key_id(), key());
        let signer = Signer {
            key_id: &id,
            key: &key,
        };
        let ours = &self.address;
        let client = Client::new(&http, signer, ours, &self.address, whole)?;
        client.get(path, etag, bytes_max, call(None)).await
    }

    pub async fn post(
        &self,
        path: &str,
        body: &[u8],
        scheme: Option<Scheme>,
    ) -> Result<Answer, ClientError> {
        let (http, id, key) = (client(), key_id(), key());
        let signer = Signer {
            key_id: &id,
            key: &key,
        };
        let ours = &self.address;
        let client = Client::new(&http, signer, ours, &self.address, LONG)?;
        client.post(path, body, call(scheme)).await
    }
}

/// More than any test on a busy machine needs.
pub const LONG: Duration = Duration::from_secs(60);

/// What is waited for where waiting is the test: nothing else has to happen meanwhile.
pub const SHORT: Duration = Duration::from_millis(700);

/// An HTTP client with the guards that this crate asks for.
pub fn client() -> reqwest::Client {
    builder().build().unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the guards of the host are not this crate's"
)]
pub fn builder() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
}

pub fn key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

pub fn key_id() -> KeyId {
    KeyId::of(&"creuse.example".parse().unwrap(), &key().public())
}

/// 2026-11-22T10:15:30Z
pub fn now() -> Moment {
    Moment::from_unix(1_795_342_530)
}

pub fn call(scheme: Option<Scheme>) -> Call {
    Call {
        at: now(),
        nonce: *b"sixteen bytes of",
        scheme,
    }
}

/// One request: its line, its headers, and as many bytes of body as it says.
fn read(stream: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (method, rest) = line.split_once(' ')?;
    let (target, _) = rest.split_once(' ')?;
    let (method, target) = (method.parse().ok()?, target.to_owned());
    let mut headers = HeaderMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        let name: HeaderName = name.parse().ok()?;
        headers.append(name, HeaderValue::from_str(value).ok()?);
    }
    let length = headers.get("content-length");
    let length = length.map_or(0, |length| length.to_str().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received {
        method,
        target,
        headers,
        body,
    })
}
