//! Each request in the figures and in the log: its pattern, status and time, under the id that the visitor reads. Neither an
//! address nor a query, which may hold what somebody typed, nor where it came from.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::visitor::RequestId;
use crate::app::App;

/// What is nobody's address is a plugin's page, or is not there.
const OTHER: &str = "(plugins)";

/// Counts a request, and names it in all that is logged on its way.
pub async fn count(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let running = app.metrics.request();
    let begun = app.clock.passed();
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(OTHER, MatchedPath::as_str).to_owned();
    let id = request.extensions().get::<RequestId>();
    let id = id.map(|id| id.0.as_str()).unwrap_or_default();
    let span = tracing::error_span!("request", id, method, route);
    let response = next.run(request).instrument(span.clone()).await;
    let took = app.clock.passed().saturating_sub(begun);
    let status = response.status().as_u16();
    app.metrics.answered(method, &route, status, took);
    span.in_scope(|| tracing::debug!(status, ms = took.as_millis(), "answered"));
    drop(running);
    response
}

/// As a label: others can invent any.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
