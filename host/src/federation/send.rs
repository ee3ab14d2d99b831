//! Requests to peers: signed, bounded in bytes and time, and to addresses that were checked.

use std::time::Duration;

use http::Method;
use maille_federation::log::Checkpoint;
use maille_federation::message::Unverified;
use maille_federation::moment::Moment;
use maille_federation::peering::Address;
use maille_federation::signatures::{Outgoing, Scheme, Signer};

use super::error::FederationError;
use super::peers::Peer;
use super::{Federation, identity, moment};

/// Bytes of an answer of somebody with whom nothing was agreed.
pub(super) const ASKED_BYTES_MAX: usize = 16 * 1024;
/// Bytes of a page, unpacked.
const PAGE_BYTES_MAX: usize = maille_federation::json::PAGE_BYTES_MAX;
/// Bytes of an answer that refuses.
const REFUSAL_BYTES_MAX: usize = 4 * 1024;

/// Why a peer gave no answer that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("it did not answer in time")]
    TooSlow,
    #[error("its answer broke off")]
    CutOff,
    #[error("its answer is longer than {bytes_max} bytes")]
    TooLong { bytes_max: usize },
    #[error("it refuses with {status} {code}")]
    Refused { status: u16, code: String },
    #[error("the request cannot be signed")]
    Unsigned,
}

/// What a peer answered.
#[derive(Debug, Clone)]
pub struct Sent {
    pub status: u16,
    /// Where its log stands; nobody verified it yet.
    pub checkpoint: Option<Unverified<Checkpoint>>,
    pub etag: Option<String>,
    /// What its clock shows beyond ours, in seconds.
    pub clock_s: Option<i64>,
    /// The way of signing that it read.
    pub scheme: Scheme,
    pub body: Vec<u8>,
}

impl Federation {
    /// Asks somebody with whom nothing was agreed: not signed.
    pub(super) async fn get_public(
        &self,
        address: &Address,
        path: &str,
        bytes_max: usize,
    ) -> Result<Sent, FederationError> {
        let request = self.http.get(address.url(path)).timeout(self.patience());
        let sent = self.send(request, Scheme::Rfc9421, bytes_max).await;
        sent.map_err(|error| FederationError::Refused(format!("{address}: {error}")))
    }

    /// Asks a peer, in the way of signing that it reads.
    pub(super) async fn get(&self, peer: &Peer, path: &str) -> Result<Sent, SendError> {
        self.signed(peer, (&Method::GET, path), None).await
    }

    /// Tells a peer something.
    pub(super) async fn post(
        &self,
        peer: &Peer,
        path: &str,
        body: &[u8],
    ) -> Result<Sent, SendError> {
        self.signed(peer, (&Method::POST, path), Some(body)).await
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(self.patience_s)
    }

    async fn signed(
        &self,
        peer: &Peer,
        (method, path): (&Method, &str),
        body: Option<&[u8]>,
    ) -> Result<Sent, SendError> {
        let first = peer.scheme.unwrap_or(Scheme::Rfc9421);
        let sent = self.signed_as(peer, (method, path), body, first).await;
        match sent {
            // An older program reads the draft alone.
            Err(SendError::Refused { status: 401, ref code }) if peer.scheme.is_none() && code.is_empty() => {
                self.signed_as(peer, (method, path), body, Scheme::Cavage).await
            }
            other => other,
        }
    }

    async fn signed_as(
        &self,
        peer: &Peer,
        (method, path): (&Method, &str),
        body: Option<&[u8]>,
        scheme: Scheme,
    ) -> Result<Sent, SendError> {
        let identity = self.identity().map_err(|_| SendError::Unsigned)?;
        if !peer.address.is_acceptable_to(&identity.address) {
            return Err(SendError::Unreachable("its address leads to this machine".into()));
        }
        let outgoing = Outgoing {
            method,
            scheme: peer.address.scheme(),
            authority: peer.address.authority(),
            target: path,
            content_type: body.map(|_| "application/json"),
            body: body.unwrap_or_default(),
        };
        let signer = Signer {
            key_id: &identity.key_id,
            key: &identity.key,
        };
        let now = moment(self.directory.clock().now_ms());
        let headers = signer
            .sign(scheme, &outgoing, now, identity::random())
            .map_err(|_| SendError::Unsigned)?;
        let mut request = self
            .http
            .request(method.clone(), peer.address.url(path))
            .headers(headers)
            .timeout(self.patience());
        if let Some(body) = body {
            request = request.body(body.to_vec());
        }
        self.send(request, scheme, PAGE_BYTES_MAX).await
    }

    async fn send(
        &self,
        request: reqwest::RequestBuilder,
        scheme: Scheme,
        bytes_max: usize,
    ) -> Result<Sent, SendError> {
        let response = request.send().await.map_err(said)?;
        let status = response.status().as_u16();
        let text = |name: &str| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let checkpoint = text("maille-checkpoint")
            .and_then(|value| Unverified::<Checkpoint>::from_header(&value).ok());
        let now = moment(self.directory.clock().now_ms());
        let clock_s = text("date")
            .and_then(|date| Moment::from_http_date(&date))
            .map(|theirs| theirs.unix() - now.unix());
        let etag = text("etag");
        let conflict = status == 409;
        if !(200..300).contains(&status) && status != 304 && !conflict {
            let body = read(response, REFUSAL_BYTES_MAX).await.unwrap_or_default();
            return Err(SendError::Refused {
                status,
                code: code_of(&body),
            });
        }
        let body = read(response, bytes_max).await?;
        Ok(Sent {
            status,
            checkpoint,
            etag,
            clock_s,
            scheme,
            body,
        })
    }
}

/// Reads an answer, unpacked, up to a bound.
async fn read(mut response: reqwest::Response, bytes_max: usize) -> Result<Vec<u8>, SendError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(said)? {
        if body.len() + chunk.len() > bytes_max {
            return Err(SendError::TooLong { bytes_max });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn said(error: reqwest::Error) -> SendError {
    if error.is_timeout() {
        SendError::TooSlow
    } else if error.is_body() || error.is_decode() {
        SendError::CutOff
    } else {
        let mut cause: &dyn std::error::Error = &error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        SendError::Unreachable(cause.to_string())
    }
}

/// The word that a refusal carries.
fn code_of(body: &[u8]) -> String {
    let problem = maille_federation::json::read(body, REFUSAL_BYTES_MAX).unwrap_or_default();
    let code = problem["code"].as_str().unwrap_or_default();
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    match code.len() <= 40 && code.chars().all(plain) {
        true => code.to_owned(),
        false => String::new(),
    }
}
