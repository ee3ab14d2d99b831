//! For whoever watches the instance: is it alive, can it answer, and its figures.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use sha2::{Digest as _, Sha256};

use super::error;
use crate::app::App;
use crate::health;

/// The addresses that stand on a listener of their own, `metrics.listen`.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/livez", get(live))
        .route("/readyz", get(ready))
        .route("/metrics", get(own_metrics))
        .with_state(app)
}

/// `/livez`: this process answers. Whoever watches it starts it again when it does not.
pub async fn live() -> &'static str {
    "ok\n"
}

/// `/readyz`: 200 where the instance can do its work, 503 where it cannot; a line for each part.
pub async fn ready(State(app): State<Arc<App>>) -> Response {
    let checks = health::look(&app).await;
    let is_ready = checks.iter().all(|check| check.fault.is_none());
    let line = |check: &health::Check| {
        let state = check.fault.as_deref().unwrap_or("ok");
        format!("{}: {state}\n", check.name)
    };
    error::readiness(is_ready, checks.iter().map(line).collect())
}

/// `/metrics` beside the site: for who sends the token. Nothing stands there where none is configured.
pub async fn metrics(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    match &app.metrics_token {
        None => error::WebError::NotFound.into_response(),
        Some(token) if sends(&headers, token) => text(&app).await,
        Some(_) => error::wants_token(),
    }
}

/// The same on its own listener, which may be open to this machine alone.
async fn own_metrics(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    match &app.metrics_token {
        Some(token) if !sends(&headers, token) => error::wants_token(),
        _ => text(&app).await,
    }
}

async fn text(app: &App) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, app.metrics.text(app).await).into_response()
}

fn sends(headers: &HeaderMap, token: &str) -> bool {
    let sent = headers.get(header::AUTHORIZATION);
    let sent = sent.and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    // Of digests, how long a comparison takes tells nothing.
    sent.is_some_and(|sent| Sha256::digest(sent) == Sha256::digest(token))
}
