//! Files that are part of the program. Their addresses hold a digest, so browsers keep them for ever.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::error::WebError;
use super::render::assets;

/// `/static/{path}`
pub async fn show(Path(path): Path<String>) -> Result<Response, WebError> {
    let (bytes, content_type) = assets::find(&path).ok_or(WebError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, bytes).into_response())
}

/// `/favicon.ico`, which browsers ask for unasked.
pub async fn icon() -> Response {
    super::error::moved(assets::icon_href())
}

/// `/robots.txt`
pub async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /recherche\nDisallow: /confort\nDisallow: /connexion\nDisallow: /administration\n"
}
