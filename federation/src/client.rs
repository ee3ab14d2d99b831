//! The small client: signs a question to a peer, sends it over the HTTP client that the caller hands in, and reads the
//! answer within bounds.
//!
//! What it is handed decides where it may connect and how long it waits for the next byte: redirects and proxies off, a
//! resolver that dials public addresses alone, a time to connect, and a `read_timeout`, which ends a peer that stalls.
//! This crate has no timers of its own.

mod answer;
mod error;
mod transport;

use std::time::Duration;

use http::header::IF_NONE_MATCH;
use http::{HeaderValue, Method};
use reqwest::{Body, Request, Url};

use crate::json::RECORD_BYTES_MAX;
use crate::moment::Moment;
use crate::peering::Address;
use crate::signatures::{Outgoing, Scheme, Signer, is_plain_path};

pub use answer::Answer;
pub use error::{ClientError, Refused};
pub use transport::{Carried, Transport};

/// Asks one peer.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    http: &'a dyn Transport,
    signer: Signer<'a>,
    peer: &'a Address,
    whole: Duration,
}

/// What the caller knows at the time of one question: this crate reads no clock and makes no random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    pub at: Moment,
    /// Fresh from the system's source of randomness.
    pub nonce: [u8; 16],
    /// How the peer is known to read signatures ([`Answer::scheme`] of an earlier question). `None`: RFC 9421 is tried
    /// first, and where the peer does not take its form, the draft.
    pub scheme: Option<Scheme>,
}

/// A question but for its signature.
#[derive(Clone, Copy)]
struct Question<'a> {
    method: &'a Method,
    path: &'a str,
    etag: Option<&'a str>,
    body: &'a [u8],
    bytes_max: usize,
}

impl<'a> Client<'a> {
    /// A client for the instance that answers at `peer`, for one that answers at `ours`: a loopback address is asked only
    /// from a loopback address, and no resolver ever sees it. `whole` bounds one try, from the connection to the last byte
    /// of the answer.
    pub fn new(
        http: &'a dyn Transport,
        signer: Signer<'a>,
        ours: &Address,
        peer: &'a Address,
        whole: Duration,
    ) -> Result<Client<'a>, ClientError> {
        if !peer.is_acceptable_to(ours) {
            return Err(ClientError::Loopback);
        }
        Ok(Client {
            http,
            signer,
            peer,
            whole,
        })
    }

    /// Asks for a path. `etag` is what an earlier answer carried: where nothing changed, the answer is
    /// [`Answer::is_unchanged`]. A body longer than `bytes_max` *unpacked* bytes is not read to its end: 8 MiB for a page
    /// ([`crate::json::PAGE_BYTES_MAX`]), 64 KiB for anything else ([`RECORD_BYTES_MAX`]).
    pub async fn get(
        &self,
        path: &str,
        etag: Option<&str>,
        bytes_max: usize,
        call: Call,
    ) -> Result<Answer, ClientError> {
        let question = Question {
            method: &Method::GET,
            path,
            etag,
            body: &[],
            bytes_max,
        };
        self.ask(question, call).await
    }

    /// Sends a document of JSON to a path. The answer has at most 64 KiB.
    pub async fn post(&self, path: &str, body: &[u8], call: Call) -> Result<Answer, ClientError> {
        let question = Question {
            method: &Method::POST,
            path,
            etag: None,
            body,
            bytes_max: RECORD_BYTES_MAX,
        };
        self.ask(question, call).await
    }

    async fn ask(&self, question: Question<'_>, call: Call) -> Result<Answer, ClientError> {
        if let Some(scheme) = call.scheme {
            return self.once(question, call, scheme).await;
        }
        match self.once(question, call, Scheme::Rfc9421).await {
            Err(ClientError::Refused(refused)) if refused.may_be_for_the_scheme() => {
                self.once(question, call, Scheme::Cavage).await
            }
            answered => answered,
        }
    }

    async fn once(
        &self,
        question: Question<'_>,
        call: Call,
        scheme: Scheme,
    ) -> Result<Answer, ClientError> {
        let url = self.url(question.path)?;
        let posts = question.method == Method::POST;
        let outgoing = Outgoing {
            method: question.method,
            scheme: self.peer.scheme(),
            authority: self.peer.authority(),
            target: question.path,
            content_type: posts.then_some("application/json"),
            body: question.body,
        };
        let mut headers = self.signer.sign(scheme, &outgoing, call.at, call.nonce)?;
        if let Some(etag) = question.etag {
            let etag = HeaderValue::from_str(etag).map_err(|_| ClientError::Etag)?;
            headers.insert(IF_NONE_MATCH, etag);
        }
        let mut request = Request::new(question.method.clone(), url.clone());
        *request.headers_mut() = headers;
        *request.timeout_mut() = Some(self.whole);
        if posts {
            *request.body_mut() = Some(Body::from(question.body.to_vec()));
        }
        let response = self.http.carry(request).await?;
        if *response.url() != url {
            // The caller's client follows redirects: what came back answers another question.
            return Err(ClientError::Redirect(response.status().as_u16()));
        }
        answer::read(response, scheme, &question).await
    }

    /// The address exactly as it is signed: what the library would write in another way is not sent.
    fn url(&self, path: &str) -> Result<Url, ClientError> {
        let text = self.peer.url(path);
        let url = Url::parse(&text).ok().filter(|url| url.as_str() == text);
        url.filter(|_| is_plain_path(path))
            .ok_or(ClientError::Target)
    }
}
