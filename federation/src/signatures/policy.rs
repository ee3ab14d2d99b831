//! What a signature must cover, when, for whom, and with what: the same for both schemes.

use http::Method;

use super::rfc9421::Message;
use super::{PinnedKey, Refusal, Request, headers};
use crate::moment::Moment;
use crate::origin::Origin;

/// Who talks: instances of Maille among themselves, or the fediverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plane {
    /// `/federation/*`: plain paths, Ed25519, `content-type` signed on a POST, nonce and tag with RFC 9421.
    Federation,
    /// `/inbox` and the like: what the fediverse's servers send.
    Fediverse,
}

/// What this instance demands of a signed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub plane: Plane,
    /// Our own name: who signs with it is not somebody else.
    pub origin: Origin,
    /// Our own authority as it must stand in `Host`: `creuse.example`, or `127.0.0.1:8095` in a trial on one machine.
    /// No header that a proxy adds is asked.
    pub authority: String,
    /// `https`, or `http` in a trial on one machine.
    pub scheme: String,
    /// How far a request that changes something may be from our clock, both ways.
    pub window_s: u64,
    /// The same for a GET, which changes nothing: a peer whose clock is off can still catch up.
    pub window_read_s: u64,
    /// Bytes of a body.
    pub body_bytes_max: usize,
}

/// What a request says it was signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    Ed25519,
    RsaSha256,
    /// The draft's `hs2019`, or nothing said: the key decides.
    ByKey,
}

impl Policy {
    /// What instances demand of each other: 300 seconds, an hour for reading, 64 KiB.
    pub fn federation(origin: &Origin) -> Policy {
        Policy {
            plane: Plane::Federation,
            origin: origin.clone(),
            authority: origin.to_string(),
            scheme: "https".to_owned(),
            window_s: 300,
            window_read_s: 3600,
            body_bytes_max: crate::json::RECORD_BYTES_MAX,
        }
    }

    /// What is demanded of the fediverse: 300 seconds, 64 KiB.
    pub fn fediverse(origin: &Origin) -> Policy {
        Policy {
            plane: Plane::Fediverse,
            window_read_s: 300,
            ..Policy::federation(origin)
        }
    }

    /// On our own plane a target is a plain path: each has one way to be written.
    pub(super) fn target(&self, request: &Request) -> Result<(), Refusal> {
        let target = request.target;
        let visible = target.bytes().all(|byte| byte.is_ascii_graphic());
        let holds = match self.plane {
            Plane::Fediverse => visible && target.starts_with('/') && !target.contains('#'),
            Plane::Federation => is_plain_path(target),
        };
        if holds { Ok(()) } else { Err(Refusal::Target) }
    }

    /// Whether `created`, and `expires` if it is said, are near enough to `now`.
    pub(super) fn window(
        &self,
        method: &Method,
        created: Moment,
        expires: Option<Moment>,
        now: Moment,
    ) -> Result<(), Refusal> {
        let window_s = if changes(method) {
            self.window_s
        } else {
            self.window_read_s
        };
        if expires.is_some_and(|expires| expires < now) {
            return Err(Refusal::Expired);
        }
        match created.distance_s(now) <= window_s {
            true => Ok(()),
            false if created < now => Err(Refusal::TooOld),
            false => Err(Refusal::Ahead),
        }
    }

    /// Whether the request was sent, and signed, to us: `Host`, once, exactly.
    pub(super) fn authority(&self, request: &Request) -> Result<(), Refusal> {
        match headers::signed(request.headers, "host")? == self.authority {
            true => Ok(()),
            false => Err(Refusal::Authority),
        }
    }

    /// Whether the algorithm is the pinned key's, and the key's sort is accepted here.
    pub(super) fn fits(&self, key: &PinnedKey, algorithm: Algorithm) -> Result<(), Refusal> {
        match (self.plane, key, algorithm) {
            (_, PinnedKey::Ed25519(_), Algorithm::Ed25519 | Algorithm::ByKey)
            | (Plane::Fediverse, PinnedKey::Rsa(_), Algorithm::RsaSha256 | Algorithm::ByKey) => {
                Ok(())
            }
            _ => Err(Refusal::Algorithm),
        }
    }

    pub(super) fn message<'a>(&'a self, request: &Request<'a>) -> Message<'a> {
        Message {
            method: request.method.as_str(),
            scheme: &self.scheme,
            authority: &self.authority,
            target: request.target,
            status: None,
            headers: request.headers,
        }
    }
}

/// Whether a target is a path that has one way to be written: named parts of letters, digits and `-_.~`, no query.
pub fn is_plain_path(target: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let named = |part: &str| !["", ".", ".."].contains(&part) && part.bytes().all(plain);
    let path = target.strip_prefix('/');
    path.is_some_and(|path| path.split('/').all(named))
}

/// Whether a request of this method may change something, so that it is never accepted twice.
pub fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD)
}

/// Whether the digest of the body must be signed.
pub fn wants_digest(request: &Request) -> bool {
    changes(request.method) || !request.body.is_empty()
}
