//! Headers of every answer: what a browser may do with our pages, and the request's id.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::visitor::RequestId;
use crate::app::App;
use crate::codes::readable_code;

/// Nothing but our own style, images and forms; no script at all, but for the pages of [`let_ask_for_position`].
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const POLICY_WITH_SCRIPT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const POLICY_WITH_MAP: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const PERMISSIONS_WITH_POSITION: &str =
    "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=()";

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

/// Lets a page load our own script, and that script ask where the browser is. Nobody else's, and nothing inline.
pub fn let_ask_for_position(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY_WITH_SCRIPT),
    );
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(PERMISSIONS_WITH_POSITION),
    );
}

/// Lets a page load our own scripts, and those read pieces of the map's file and show its tiles, which are made of them (`blob:`).
pub fn let_show_map(response: &mut Response) {
    let policy = HeaderValue::from_static(POLICY_WITH_MAP);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
}

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
