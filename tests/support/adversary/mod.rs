//! Other instances that mean harm: keys of their own, requests byte by byte, a log and a server that answers as the test says.

pub mod false_log;
pub mod false_peer;
pub mod held;
pub mod traces;
pub mod wire;

use maille_federation::keys::SecretKey;
use maille_federation::message::{Message, Signed};
use maille_federation::moment::Moment;
use maille_federation::origin::{KeyId, Origin};
use maille_federation::peering::{Action, Address, Introduction, Peering};
use maille_federation::signatures::{Outgoing, Scheme, Signer};

use super::neighbour::Neighbour;
use wire::Sent;

/// The two ways to sign a request.
pub const BOTH: [Scheme; 2] = [Scheme::Rfc9421, Scheme::Cavage];

/// Somebody with a key.
pub struct Stranger {
    pub origin: Origin,
    pub key: SecretKey,
    pub key_id: KeyId,
}

impl Stranger {
    /// One that calls itself so; another seed makes another key.
    pub fn new(origin: &str, seed: u8) -> Self {
        let origin: Origin = origin.parse().unwrap();
        let key = SecretKey::from_seed(&[seed; 32]);
        let key_id = KeyId::of(&origin, &key.public());
        Self {
            origin,
            key,
            key_id,
        }
    }

    /// Signs a document in its own name.
    pub fn says<T: Message>(&self, message: T) -> Signed<T> {
        Signed::make(message, &self.key_id, &self.key, now(0)).unwrap()
    }

    /// A GET to an instance.
    pub fn get(&self, scheme: Scheme, to: &Neighbour, target: &str) -> Sent {
        self.request(scheme, to, ("GET", target, b""), 0)
    }

    /// A POST to an instance.
    pub fn post(&self, scheme: Scheme, to: &Neighbour, target: &str, body: &[u8]) -> Sent {
        self.request(scheme, to, ("POST", target, body), 0)
    }

    /// A request that is signed so many seconds from now, for whoever answers at the instance's address.
    pub fn request(
        &self,
        scheme: Scheme,
        to: &Neighbour,
        (method, target, body): (&str, &str, &[u8]),
        later_s: i64,
    ) -> Sent {
        let home = format!("http://{}", to.address);
        self.request_to(scheme, &home, (method, target, body), later_s)
    }

    /// The same for whoever answers at this address.
    pub fn request_to(
        &self,
        scheme: Scheme,
        home: &str,
        (method, target, body): (&str, &str, &[u8]),
        later_s: i64,
    ) -> Sent {
        let (protocol, host) = home.split_once("://").unwrap();
        let method = http::Method::from_bytes(method.as_bytes()).unwrap();
        let outgoing = Outgoing {
            method: &method,
            scheme: protocol,
            authority: host,
            target,
            content_type: (method == http::Method::POST).then_some("application/json"),
            body,
        };
        let signer = Signer {
            key_id: &self.key_id,
            key: &self.key,
        };
        // What the two halves of a new UUID hold that nobody guesses is nonce enough.
        let nonce = uuid::Uuid::now_v7().into_bytes();
        let headers = signer.sign(scheme, &outgoing, now(later_s), nonce).unwrap();
        Sent::new(method.as_str(), target, &headers, body)
    }

    /// A first request, whose introduction names this address.
    pub fn asks(&self, to: &str, address: &Address, serial: u64) -> Vec<u8> {
        self.introduces(to, Action::Request, address, serial)
    }

    /// A request or its acceptance.
    pub fn introduces(&self, to: &str, action: Action, address: &Address, serial: u64) -> Vec<u8> {
        let message = Peering {
            action,
            from: self.origin.clone(),
            to: to.parse().unwrap(),
            serial,
            at: now(0),
            introduction: Some(self.introduction(address)),
        };
        self.says(message).bytes().to_vec()
    }

    /// Another step of the handshake.
    pub fn steps(&self, to: &str, action: Action, serial: u64) -> Vec<u8> {
        let message = Peering {
            action,
            from: self.origin.clone(),
            to: to.parse().unwrap(),
            serial,
            at: now(0),
            introduction: None,
        };
        self.says(message).bytes().to_vec()
    }

    fn introduction(&self, address: &Address) -> Introduction {
        Introduction {
            address: address.clone(),
            key: self.key.public(),
            recovery: None,
            protocols: vec![1],
            shares: vec!["place".parse().unwrap()],
        }
    }
}

/// So many seconds from now.
pub fn now(later_s: i64) -> Moment {
    Moment::from_unix(maille::clock::Clock::real().now_ms() / 1000 + later_s)
}
