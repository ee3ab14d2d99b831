//! `/.well-known/security.txt` (RFC 9116): whom to tell of a weakness, from the first start on.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};

use super::visitor::Visitor;
use crate::app::App;

/// The standard wants less than a year, so that nobody writes to who has long left.
const VALID: SignedDuration = SignedDuration::from_hours(180 * 24);

/// The contact of the configuration; the page with the legal notice where there is none.
pub async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let base = visitor.base(&app);
    let contact = match &app.config.instance.contact_email {
        Some(address) => {
            let address = percent_encoding::utf8_percent_encode(address, ADDRESS);
            format!("mailto:{address}")
        }
        None => format!("{base}/mentions-legales"),
    };
    let now = Timestamp::from_millisecond(app.clock.now_ms()).unwrap_or_default();
    // To the day, so that it stays the same for as long.
    let expires = (now + VALID).strftime("%Y-%m-%dT00:00:00Z");
    let text = format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: fr, en\nCanonical: {base}/.well-known/security.txt\n"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, text).into_response()
}

/// What stands in an address as it is.
const ADDRESS: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'+');
