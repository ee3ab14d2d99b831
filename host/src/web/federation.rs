//! What other instances reach. Nothing of a request below `/federation` is looked at before its signature holds; browsers have
//! no business here, so the layer against forged forms stands elsewhere.

use std::sync::Arc;

use axum::Router;
use axum::extract::{OriginalUri, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maille_federation::hash::Hash;
use maille_federation::signatures::Refusal;

use super::error::{self, refusal};
use super::signed;
use crate::app::App;
use crate::federation::{
    self, Denied, FederationError, Heard, Incoming, NotServed, Origin, Received, Reply, Served,
};

/// Bytes of a message.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;
/// Where our log stands, in each answer.
const CHECKPOINT: &str = "maille-checkpoint";

/// The addresses of this protocol.
pub fn router(app: &App) -> Router<Arc<App>> {
    Router::new()
        .route("/.well-known/maille", get(describe))
        .route("/federation", axum::routing::any(answer))
        .route("/federation/", axum::routing::any(answer))
        .route("/federation/{*path}", axum::routing::any(answer))
        .layer(error::time_limit(app.config.federation.request_timeout_s))
}

/// Who we are, for anybody.
async fn describe(State(app): State<Arc<App>>) -> Response {
    match app.federation.description().await {
        Ok(document) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-cache"),
            ];
            (headers, document).into_response()
        }
        Err(FederationError::Off(_)) => refusal(404, "off", "This instance does not federate."),
        Err(error) => failed(&error),
    }
}

/// Everything below `/federation`: who is it, and what is asked for. What is refused is counted.
async fn answer(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
) -> Response {
    let mut sender = Sender::Unread;
    let response = answer_to(&app, signed::target(&uri), request, &mut sender).await;
    let refused = response.extensions().get::<error::Refused>();
    match (refused, sender) {
        (Some(error::Refused(code)), Sender::Unread) => app.federation.count_refused(None, code),
        (Some(error::Refused(code)), Sender::Is(from)) if !AN_ANSWER.contains(code) => {
            app.federation.count_refused(Some(&from), code);
        }
        _ => {}
    }
    response
}

/// What is over, or stands elsewhere, is an answer like another.
const AN_ANSWER: [&str; 4] = ["elsewhere", "not-found", "unavailable", "off"];

/// Who sends a request, as far as that was found out.
enum Sender {
    /// Nobody looked.
    Unread,
    /// Its signature was looked at, and what does not hold was counted there.
    Read,
    Is(Origin),
}

async fn answer_to(app: &App, target: &str, request: Request, sender: &mut Sender) -> Response {
    let (parts, body) = request.into_parts();
    // A stranger's body is not even read.
    let signed = ["signature", "signature-input", "authorization"];
    if !signed.iter().any(|name| parts.headers.contains_key(*name)) {
        return denied(&Refusal::Unsigned.into());
    }
    if let Some(refused) = signed::untold_length(&parts.headers) {
        return refused;
    }
    let body = match signed::read(body, MESSAGE_BYTES_MAX).await {
        Ok(body) => body,
        Err(refused) => return denied(&refused.into()),
    };
    let incoming = Incoming {
        method: &parts.method,
        target,
        headers: &parts.headers,
        body: &body,
    };
    *sender = Sender::Read;
    let from = match app.federation.sender(incoming).await {
        Ok(from) => from,
        Err(refused) => return denied(&refused),
    };
    *sender = Sender::Is(from.clone());
    let path = target.strip_prefix("/federation/").unwrap_or_default();
    let path: Vec<&str> = path.split('/').collect();
    match (&parts.method, path.as_slice()) {
        (&Method::POST, ["peering"]) => peering(app, &from, &body).await,
        (&Method::POST, ["hint"]) => hint(app, &from, &body).await,
        (&Method::POST, ["receipts"]) => heard(app.federation.receive_receipt(&from, &body).await),
        (&Method::POST, ["suggestions"]) => {
            heard(app.federation.receive_suggestion(&from, &body).await)
        }
        (&Method::POST, ["decisions"]) => {
            heard(app.federation.receive_decision(&from, &body).await)
        }
        (&Method::GET, path) => {
            let reply = app.federation.serve(&from, path, unpacks(&parts.headers));
            match reply.await {
                Ok(reply) => served(&parts.headers, reply),
                Err(error) => failed(&error),
            }
        }
        _ => refusal(404, "not-found", "There is nothing at this address."),
    }
}

async fn peering(app: &App, from: &Origin, body: &[u8]) -> Response {
    match app.federation.receive_peering(from, body).await {
        Ok(Received::Taken(_)) => accepted(),
        Ok(Received::Unexpected) => refusal(
            403,
            "unexpected",
            "This does not fit how the two instances stand to each other.",
        ),
        Ok(Received::EndedUnheard) => refusal(
            403,
            "unexpected",
            "What there was is over here too: say it again.",
        ),
        Ok(Received::OtherKey) => refusal(
            403,
            "other-key",
            "This is not the key that was pinned here.",
        ),
        Ok(Received::Full) => refusal(
            429,
            "requests-full",
            "As many requests wait for an administrator here as are kept.",
        ),
        Err(error) => not_taken(&error),
    }
}

async fn hint(app: &App, from: &Origin, body: &[u8]) -> Response {
    match app.federation.receive_hint(from, body).await {
        Ok(told) => with_checkpoint(accepted(), told),
        Err(error) => not_taken(&error),
    }
}

fn heard(heard: Result<Heard, FederationError>) -> Response {
    match heard {
        Ok(Heard::Taken) => accepted(),
        Ok(Heard::Unknown) => refusal(404, "not-found", "There is no such record or suggestion."),
        Ok(Heard::Full) => refusal(
            429,
            "suggestions-full",
            "As many suggestions wait as are kept.",
        ),
        Err(error) => not_taken(&error),
    }
}

/// A message that is signed by a peer and says what cannot be taken.
fn not_taken(error: &FederationError) -> Response {
    match error {
        FederationError::Message(cause) => refusal(400, cause.code(), &cause.to_string()),
        FederationError::Refused(words) => refusal(403, "unexpected", words),
        error => failed(error),
    }
}

fn accepted() -> Response {
    refusal(202, "taken", "Taken.")
}

fn denied(why: &Denied) -> Response {
    match why {
        Denied::Refused(refused) => {
            let mut response = refusal(refused.status(), refused.code(), &refused.to_string());
            if let Refusal::ReplaysFull { wait_s } = refused {
                let wait = HeaderValue::from(*wait_s);
                response.headers_mut().insert(header::RETRY_AFTER, wait);
            }
            response
        }
        Denied::NotApproved(_) => refusal(403, "not-approved", &why.to_string()),
        Denied::Failed(FederationError::Off(_)) => {
            refusal(404, "off", "This instance does not federate.")
        }
        Denied::Failed(error) => failed(error),
    }
}

fn failed(error: &FederationError) -> Response {
    tracing::error!(%error, "a peer was not answered");
    refusal(503, "unavailable", "Try again in a while.")
}

/// A part of a log, which says by its tag whether it changed.
fn served(asked: &HeaderMap, reply: Reply) -> Response {
    let response = match reply.served {
        Ok(served) => part(asked, served),
        Err(NotServed::NotFound) => refusal(404, "not-found", "There is nothing at this address."),
        Err(why @ NotServed::ReadEnough { wait_s }) => {
            let words = "As much was read as one peer may in a day: go on from where you stood.";
            let mut response = refusal(429, why.code(), words);
            let wait = HeaderValue::from(wait_s);
            response.headers_mut().insert(header::RETRY_AFTER, wait);
            response
        }
        Err(why @ NotServed::NotListed) => refusal(
            403,
            why.code(),
            "The owner of this log does not list who asks: ask the owner itself.",
        ),
        Err(why @ NotServed::Elsewhere) => refusal(
            409,
            why.code(),
            "This log stands elsewhere: its checkpoint is in the header.",
        ),
    };
    with_checkpoint(response, reply.checkpoint)
}

fn with_checkpoint(mut response: Response, checkpoint: Option<String>) -> Response {
    let checkpoint = checkpoint.and_then(|checkpoint| HeaderValue::from_str(&checkpoint).ok());
    if let Some(checkpoint) = checkpoint {
        response.headers_mut().insert(CHECKPOINT, checkpoint);
    }
    response
}

/// Whether who asks takes gzip.
fn unpacks(asked: &HeaderMap) -> bool {
    let mut named = asked
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    named.any(|name| name.trim() == "gzip")
}

fn part(asked: &HeaderMap, served: Served) -> Response {
    let unpacked = served.unpacked.unwrap_or_else(|| Hash::of(&served.body));
    let tag = federation::tag(&unpacked);
    let caching = match served.immutable {
        true => "private, no-transform, max-age=31536000, immutable",
        false => "private, no-transform, no-cache",
    };
    let known = asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let headers = [
        (header::CONTENT_TYPE, served.media_type),
        (header::CACHE_CONTROL, caching),
        (header::ETAG, tag.as_str()),
    ];
    let packing = [
        (header::CONTENT_ENCODING, "gzip"),
        (header::VARY, "accept-encoding"),
    ];
    match (known, served.unpacked) {
        (true, _) => (error::not_modified(), headers).into_response(),
        (false, None) => (headers, served.body).into_response(),
        (false, Some(_)) => (headers, packing, served.body).into_response(),
    }
}
