//! `/carte/{sha256}.pmtiles`: the instance's map, which browsers read by pieces. Its address holds its digest, so what was read once is
//! kept for ever. Nothing else of the data folder is reached from here.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use super::error::WebError;
use crate::app::App;

/// PMTiles, as they are registered.
pub const CONTENT_TYPE: &str = "application/vnd.pmtiles";

/// `/carte/{name}`
pub async fn show(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let file = name
        .strip_suffix(".pmtiles")
        .and_then(|sha256| app.maps.file(sha256));
    let file = file.ok_or(WebError::NotFound)?;
    let answer = ServeFile::new(file).oneshot(request).await;
    let Ok(answer) = answer;
    let mut response = answer.map(Body::new).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    let keep = HeaderValue::from_static("public, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, keep);
    Ok(response)
}
