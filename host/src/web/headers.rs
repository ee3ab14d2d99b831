//! Headers of every answer: what a browser may do with our pages, and the request's id.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::render::readable_code;
use super::visitor::RequestId;
use crate::app::App;

/// Nothing but our own style, images and forms; no script at all.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const FIXED: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // With `no-referrer` browsers send `Origin: null`, and our own forms would look foreign.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    ),
];

/// Adds them, and gives each request its id.
pub async fn add(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    // The low bits of a version 7 id are random.
    let code = readable_code(uuid::Uuid::now_v7().as_u64_pair().1);
    request.extensions_mut().insert(RequestId(code.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    super::api::name_encoding(headers);
    for (name, value) in FIXED {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if app.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000"),
        );
    }
    if let Ok(code) = HeaderValue::from_str(&code) {
        headers.insert("x-request-id", code);
    }
    response
}
