//! What the fediverse reads of an instance, and its inbox. Answers are JSON, or a code; switched off, all of it is 404.

use std::sync::Arc;

use axum::Router;
use axum::extract::{OriginalUri, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maille_federation::actor::Actor;
use maille_federation::fediverse::{self as words, ACTIVITY_JSON, LD_JSON};
use maille_federation::signatures::Refusal;
use serde::Deserialize;
use serde_json::Value;

use super::error::{self, WebError, refusal};
use super::visitor::Visitor;
use super::{records, signed};
use crate::app::App;
use crate::fediverse::{AtAddress, Denied, FediverseError, Identity, Posted};

/// Bytes of an activity.
const ACTIVITY_BYTES_MAX: usize = 64 * 1024;
/// A whole activity, from its first byte to the end of its answer: less than those have who send.
const TIME_LIMIT_S: u64 = 10;
/// What whoever must wait is told, in seconds.
const WAIT_S: u64 = 60;

const JRD_JSON: &str = "application/jrd+json";
const NODE_INFO_JSON: &str =
    "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\"";

/// The addresses of this plane. Browsers send no form to any of them.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/.well-known/webfinger", get(web_finger))
        .route("/.well-known/nodeinfo", get(node_info_links))
        .route("/nodeinfo/2.1", get(node_info))
        .route("/actor", get(actor))
        .route("/outbox", get(outbox))
        .route("/outbox/{until}", get(outbox_page))
        .route("/followers", get(followers))
        .route("/inbox", post(receive))
        .layer(error::time_limit(TIME_LIMIT_S))
}

#[derive(Debug, Deserialize)]
struct Asked {
    resource: Option<String>,
}

async fn web_finger(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Response {
    let Some(resource) = asked.resource else {
        return refusal(
            400,
            "resource",
            "Say whom you look for: `?resource=acct:…`.",
        );
    };
    let found = app.fediverse.identity();
    match found.map(|identity| words::web_finger(&identity.origin, &resource)) {
        Ok(Some(found)) => open_to_all(json(JRD_JSON, &found)),
        Ok(None) => refusal(404, "not-found", "There is nobody of this name here."),
        Err(error) => failed(&error),
    }
}

async fn node_info_links(State(app): State<Arc<App>>) -> Response {
    match app.fediverse.identity() {
        Ok(identity) => json(
            "application/json",
            &words::node_info_links(&identity.origin),
        ),
        Err(error) => failed(&error),
    }
}

async fn node_info(State(app): State<Arc<App>>) -> Response {
    let (identity, count) = match (
        app.fediverse.identity(),
        app.fediverse.count_objects().await,
    ) {
        (Ok(identity), Ok(count)) => (identity, count),
        (Err(error), _) | (_, Err(error)) => return failed(&error),
    };
    let info = words::node_info(&identity.name, env!("CARGO_PKG_VERSION"), count);
    json(NODE_INFO_JSON, &info)
}

async fn actor(State(app): State<Arc<App>>) -> Response {
    let identity = match app.fediverse.identity() {
        Ok(identity) => identity,
        Err(error) => return failed(&error),
    };
    json(ACTIVITY_JSON, &document(&app, identity))
}

/// Our actor, with the key of this plane and, where instances are exchanged with, that of theirs.
fn document(app: &App, identity: &Identity) -> Value {
    let keys: Vec<_> = app
        .federation
        .identity()
        .map(|identity| identity.key.public())
        .into_iter()
        .collect();
    let actor = Actor {
        address: &identity.address,
        origin: &identity.origin,
        name: &identity.name,
        keys: &keys,
        rsa_pem: Some(&identity.key_pem),
    };
    actor.document()
}

async fn outbox(State(app): State<Arc<App>>) -> Response {
    answered(app.fediverse.outbox().await)
}

async fn outbox_page(State(app): State<Arc<App>>, Path(until): Path<String>) -> Response {
    match until.parse() {
        Ok(until) => answered(app.fediverse.outbox_page(until).await),
        Err(_) => refusal(404, "not-found", "There is nothing at this address."),
    }
}

async fn followers(State(app): State<Arc<App>>) -> Response {
    answered(app.fediverse.followers().await)
}

/// `/records/{id}`: the page, or for whoever asks for it the object of the fediverse.
pub async fn record(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    if app.fediverse.identity().is_err() {
        return records::show(State(app), visitor, Path(id)).await;
    }
    let mut response = match wants_activity(&headers) {
        false => records::show(State(app), visitor, Path(id)).await?,
        true => match app.fediverse.at_address(&id).await {
            Ok(AtAddress::Object(object)) => json(ACTIVITY_JSON, &object),
            Ok(AtAddress::Gone(object)) => error::gone_document(json(ACTIVITY_JSON, &object)),
            Ok(AtAddress::Nothing) => refusal(404, "not-found", "There is no such record here."),
            Err(error) => failed(&error),
        },
    };
    let varies = HeaderValue::from_static("Accept");
    response.headers_mut().append(header::VARY, varies);
    Ok(response)
}

fn wants_activity(headers: &HeaderMap) -> bool {
    let ld = LD_JSON.split(';').next().unwrap_or_default();
    let accepts = headers.get_all(header::ACCEPT).iter();
    let mut accepts = accepts.filter_map(|accept| accept.to_str().ok());
    accepts.any(|accept| accept.contains(ACTIVITY_JSON) || accept.contains(ld))
}

async fn receive(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
) -> Response {
    if let Err(error) = app.fediverse.identity() {
        return failed(&error);
    }
    let (parts, body) = request.into_parts();
    // Of what nobody signed not even the body is read.
    if !parts.headers.contains_key("signature") {
        return denied(&Refusal::Unsigned.into());
    }
    if let Some(refused) = signed::untold_length(&parts.headers) {
        return refused;
    }
    if !is_activity(&parts.headers) {
        return refusal(415, "content-type", "Send `application/activity+json`.");
    }
    let body = match signed::read(body, ACTIVITY_BYTES_MAX).await {
        Ok(body) => body,
        Err(refused) => return denied(&refused.into()),
    };
    let target = signed::target(&uri);
    let posted = Posted {
        method: &parts.method,
        target,
        headers: &parts.headers,
        body: &body,
    };
    match app.fediverse.receive(posted).await {
        Ok(_) => refusal(202, "taken", "Taken."),
        Err(why) => denied(&why),
    }
}

fn is_activity(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let ld = LD_JSON.split(';').next().unwrap_or_default();
    [ACTIVITY_JSON, ld, "application/json"]
        .iter()
        .any(|known| essence.eq_ignore_ascii_case(known))
}

fn denied(why: &Denied) -> Response {
    let words = why.to_string();
    match why {
        Denied::Refused(why @ Refusal::ReplaysFull { wait_s }) => {
            later(refusal(why.status(), why.code(), &words), *wait_s)
        }
        Denied::Refused(why) => refusal(why.status(), why.code(), &words),
        Denied::NotTaken(why) => refusal(why.status(), why.code(), &words),
        Denied::Actor(why) => match why.status() {
            503 => later(refusal(503, why.code(), &words), WAIT_S),
            status => refusal(status, why.code(), &words),
        },
        Denied::Full => refusal(429, "followers-full", &words),
        Denied::Busy => later(refusal(503, "busy", &words), WAIT_S),
        Denied::Failed(error) => failed(error),
    }
}

fn later(mut response: Response, wait_s: u64) -> Response {
    let wait = HeaderValue::from(wait_s);
    response.headers_mut().insert(header::RETRY_AFTER, wait);
    response
}

fn answered(found: Result<Value, FediverseError>) -> Response {
    match found {
        Ok(found) => json(ACTIVITY_JSON, &found),
        Err(error) => failed(&error),
    }
}

fn failed(error: &FediverseError) -> Response {
    if let FediverseError::Off(_) = error {
        return refusal(404, "off", "The fediverse does not read this instance.");
    }
    tracing::error!(%error, "the fediverse was not answered");
    later(refusal(503, "unavailable", "Try again in a while."), WAIT_S)
}

fn json(media_type: &'static str, document: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, document.to_string()).into_response()
}

/// Scripts of other sites may look for us too (RFC 7033, 5).
fn open_to_all(mut response: Response) -> Response {
    let all = HeaderValue::from_static("*");
    response
        .headers_mut()
        .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, all);
    response
}
