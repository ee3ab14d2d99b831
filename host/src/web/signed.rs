//! Of requests that other servers sign: what is looked at before the signature, alike on every plane.

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;
use http_body_util::{BodyExt as _, Limited};
use maille_federation::signatures::Refusal;

use super::error::refusal;

/// Whose length is said twice, or not at all, a proxy may have parted elsewhere.
pub(super) fn untold_length(headers: &HeaderMap) -> Option<Response> {
    headers.contains_key(header::TRANSFER_ENCODING).then(|| {
        refusal(
            411,
            "length",
            "Say the length of the body, in `Content-Length` alone.",
        )
    })
}

/// The body, of at most so many bytes: who announces more is not listened to.
pub(super) async fn read(body: Body, bytes_max: usize) -> Result<Bytes, Refusal> {
    if body.size_hint().lower() > bytes_max as u64 {
        return Err(Refusal::TooLong { bytes_max });
    }
    let read = Limited::new(body, bytes_max).collect().await;
    Ok(read.map_err(|_| Refusal::TooLong { bytes_max })?.to_bytes())
}

/// What was asked for, as it stood on the wire. A target that names a host as well is none of ours: `Host` is what is signed.
pub(super) fn target(uri: &Uri) -> &str {
    match (uri.authority(), uri.path_and_query()) {
        (None, Some(target)) => target.as_str(),
        _ => "",
    }
}
