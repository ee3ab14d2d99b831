//! Pictures that visitors sent: answered while their record is published, at once no longer when it is not. Caches ask each minute
//! whether they still are.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::error::{self, WebError};
use super::plugin_documents::SANDBOX;
use super::visitor::Visitor;
use crate::app::App;
use crate::directory::{Reader, State};
use crate::images::{Format, Image};
use crate::plugins::Loaded;

/// One that is withdrawn stands in nobody's cache for longer.
const FOR_VISITORS: &str = "public, max-age=60, must-revalidate";

/// `{root}/~image/{name}`
pub async fn show(
    app: &App,
    plugin: &Loaded,
    visitor: &Visitor,
    name: &str,
) -> Result<Response, WebError> {
    let found = app.images.get(&plugin.manifest.id, name).await?;
    let image = found.ok_or(WebError::NotFound)?;
    let record = image.record_id.as_deref().ok_or(WebError::NotFound)?;
    if app
        .directory
        .read(record, &Reader::visitor())
        .await?
        .is_none()
    {
        let record = app.directory.get(record).await?;
        return match record.is_some_and(|record| record.state == State::Withdrawn) {
            true => Err(WebError::Gone),
            false => Err(WebError::NotFound),
        };
    }
    // What a name stands for never changes.
    let etag = format!("\"{}\"", image.name);
    let known = visitor.if_none_match.as_deref().unwrap_or_default();
    let mut response = match known.contains(&etag) {
        true => error::not_modified().into_response(),
        false => answer(app, &image).await?,
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(FOR_VISITORS),
    );
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
}

/// A record's picture for who decides about the record.
pub async fn moderated(app: &App, record: &str, name: &str) -> Result<Response, WebError> {
    let images = app.images.of_record(record).await?;
    let mut images = images.into_iter();
    let image = images.find(|image| image.name == name);
    // What a signed-in person reads is kept by no cache: `person.rs` sees to it.
    answer(app, &image.ok_or(WebError::NotFound)?).await
}

async fn answer(app: &App, image: &Image) -> Result<Response, WebError> {
    let bytes = app.images.bytes(image).await?.ok_or(WebError::NotFound)?;
    let content_type = match image.format {
        Format::Jpeg => "image/jpeg",
        Format::Png => "image/png",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
    ];
    Ok((headers, bytes).into_response())
}
