//! The outgoing client for the fediverse. It is given nothing but addresses of the type [`KeyId`]: https, a host name, no port;
//! the resolver sees each of them and hands on public addresses alone. Apart from the client for instances: neither waits for
//! the other's connections.

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};
use maille_federation::fediverse::{ACTIVITY_JSON, LD_JSON};
use maille_federation::origin::KeyId;
use reqwest::{Response, Url};

use super::{OutboundError, Rule, guarded};

/// A server that sends nothing for so long has stalled.
const STALL_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections to one host that are kept open.
const IDLE_EACH: usize = 1;
/// Bytes of the answer to a letter; nobody reads it.
const ANSWER_BYTES_MAX: usize = 4 * 1024;

/// Asks and tells servers of the fediverse.
#[derive(Debug, Clone)]
pub struct FediverseServers {
    http: reqwest::Client,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// Its name, its connection or its certificate fails.
    Unreachable,
    /// It took longer than it has.
    TimedOut,
    /// It broke off, or is no HTTP.
    CutOff,
    /// It sends elsewhere, which is not followed.
    Redirect,
    /// The answer is longer than is read.
    TooLong,
    /// The answer is not of the fediverse: what somebody uploaded is no actor.
    Type,
    /// The address would be sent in another way than it is signed.
    Address,
}

impl Unmet {
    /// A word that stays the same in all versions.
    pub fn code(self) -> &'static str {
        match self {
            Unmet::Unreachable => "unreachable",
            Unmet::TimedOut => "timed-out",
            Unmet::CutOff => "cut-off",
            Unmet::Redirect => "redirect",
            Unmet::TooLong => "too-long",
            Unmet::Type => "type",
            Unmet::Address => "address",
        }
    }

    fn of(error: &reqwest::Error) -> Self {
        match error {
            error if error.is_connect() => Unmet::Unreachable,
            error if error.is_timeout() => Unmet::TimedOut,
            _ => Unmet::CutOff,
        }
    }
}

impl FediverseServers {
    /// The usual guards, and an end for those that stall.
    pub(super) fn new(rule: &Rule) -> Result<Self, OutboundError> {
        let http = guarded(rule)?
            .no_brotli()
            .read_timeout(STALL_TIMEOUT)
            .pool_max_idle_per_host(IDLE_EACH)
            .build()
            .map_err(OutboundError::Client)?;
        Ok(Self { http })
    }

    /// What stands at an address: the status, and for 200 the document, which has at most `bytes_max` unpacked bytes. `whole`
    /// bounds all of it.
    pub async fn get(
        &self,
        at: &KeyId,
        mut headers: HeaderMap,
        whole: Duration,
        bytes_max: usize,
    ) -> Result<(u16, Vec<u8>), Unmet> {
        headers.insert(ACCEPT, HeaderValue::from_static(ACTIVITY_JSON));
        let request = self.http.get(url(at)?).headers(headers).timeout(whole);
        let response = request.send().await.map_err(|error| Unmet::of(&error))?;
        match response.status().as_u16() {
            300..=399 => Err(Unmet::Redirect),
            200 if !is_activity(response.headers()) => Err(Unmet::Type),
            200 => Ok((200, body(response, bytes_max).await?)),
            status => Ok((status, Vec::new())),
        }
    }

    /// Sends a letter: the status, and the seconds that the server asks us to wait.
    pub async fn post(
        &self,
        to: &KeyId,
        headers: HeaderMap,
        letter: Vec<u8>,
        whole: Duration,
    ) -> Result<(u16, Option<u64>), Unmet> {
        let request = self.http.post(url(to)?).headers(headers);
        let request = request.body(letter).timeout(whole);
        let response = request.send().await.map_err(|error| Unmet::of(&error))?;
        let status = response.status().as_u16();
        let wait = response.headers().get(RETRY_AFTER);
        let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
        // Read to its end the connection serves again; whatever it says changes nothing.
        let _ = body(response, ANSWER_BYTES_MAX).await;
        match status {
            300..=399 => Err(Unmet::Redirect),
            status => Ok((status, wait)),
        }
    }
}

/// The address exactly as it is signed: what the library would write in another way is not sent.
fn url(at: &KeyId) -> Result<Url, Unmet> {
    let url = Url::parse(at.as_str()).ok();
    url.filter(|url| url.as_str() == at.as_str())
        .ok_or(Unmet::Address)
}

fn is_activity(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let ld = LD_JSON.split(';').next().unwrap_or_default();
    essence == ACTIVITY_JSON || essence == ld
}

async fn body(mut response: Response, bytes_max: usize) -> Result<Vec<u8>, Unmet> {
    if response
        .content_length()
        .is_some_and(|told| told > bytes_max as u64)
    {
        return Err(Unmet::TooLong);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Unmet::of(&error))? {
        if chunk.len() > bytes_max - body.len() {
            return Err(Unmet::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
