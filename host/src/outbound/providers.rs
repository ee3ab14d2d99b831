//! The outgoing client for a provider of sign-in (OpenID Connect): the usual guards, a bound on what it answers, and an end to
//! what never ends. Redirects are not followed, and an address inside a provider's answer is checked like any other.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::Response;

use super::{Inside, Outbound, OutboundError, Rule, guarded};

/// Bytes of one answer: documents of settings and keys have some thousands.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Asks a provider.
#[derive(Debug, Clone)]
pub struct Providers {
    outbound: Outbound,
    http: reqwest::Client,
    whole: Duration,
}

/// Why a provider did not answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The address is none that may be asked.
    #[error("the address is refused: {0}")]
    Address(#[from] OutboundError),
    /// It sends elsewhere.
    #[error("it sends elsewhere, which is not followed")]
    Redirect,
    /// More than is read.
    #[error("the answer is longer than {ANSWER_BYTES_MAX} bytes")]
    TooLong,
    /// No connection, no answer in time, or half of one.
    #[error("it does not answer")]
    Network(#[source] reqwest::Error),
    /// The answer cannot be handed on.
    #[error("the answer is no HTTP")]
    Malformed(#[from] http::Error),
}

impl Outbound {
    /// Makes the client for a provider of sign-in, with `whole` for each of its answers. It may stand inside the house, and have
    /// a certificate of the house's own authorities (in PEM), believed besides the public ones.
    pub fn providers(
        &self,
        whole: Duration,
        inside: Option<Inside>,
        authorities: &[u8],
    ) -> Result<Providers, OutboundError> {
        let rule = Rule {
            inside,
            ..self.rule.clone()
        };
        let mut http = guarded(&rule)?.no_brotli();
        let authorities = reqwest::Certificate::from_pem_bundle(authorities);
        http = http.tls_certs_merge(authorities.map_err(OutboundError::Client)?);
        let outbound = Outbound {
            rule,
            ..self.clone()
        };
        Ok(Providers {
            outbound,
            http: http.build().map_err(OutboundError::Client)?,
            whole,
        })
    }
}

impl Providers {
    /// Whether a person or a request may be sent to this address.
    pub fn check(&self, address: &str) -> Result<(), OutboundError> {
        self.outbound.check(address).map(|_| ())
    }

    /// Sends a request and reads the whole answer.
    pub async fn carry(&self, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
        let (parts, body) = request.into_parts();
        let (url, _) = self.outbound.check(&parts.uri.to_string())?;
        let request = self.http.request(parts.method, url).headers(parts.headers);
        let request = request.body(body).timeout(self.whole);
        let response = request.send().await.map_err(Unanswered::Network)?;
        if response.status().is_redirection() {
            return Err(Unanswered::Redirect);
        }
        let mut answer = http::Response::builder().status(response.status());
        if let Some(headers) = answer.headers_mut() {
            *headers = response.headers().clone();
        }
        Ok(answer.body(whole(response).await?)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Providers {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unanswered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.carry(request))
    }
}

async fn whole(mut response: Response) -> Result<Vec<u8>, Unanswered> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Unanswered::Network)? {
        if chunk.len() > ANSWER_BYTES_MAX - body.len() {
            return Err(Unanswered::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
