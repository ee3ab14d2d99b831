//! Bytes that come from a plugin rather than from the renderer: images of its pages, and machine-readable answers. None of
//! them can run as a page of ours.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::error::{WebError, as_it_is};
use crate::app::App;
use crate::plugins::Loaded;
use crate::plugins::page::Document;

/// What a browser may show as itself.
const SERVED: [&str; 9] = [
    "application/json",
    "application/ld+json",
    "application/geo+json",
    "application/atom+xml",
    "application/rss+xml",
    "application/pdf",
    "text/calendar",
    "text/csv",
    "text/plain",
];
/// Images by the ends of their names. SVG is a document that can hold script.
const IMAGES: [(&str, &str); 6] = [
    (".png", "image/png"),
    (".jpg", "image/jpeg"),
    (".jpeg", "image/jpeg"),
    (".webp", "image/webp"),
    (".gif", "image/gif"),
    (".avif", "image/avif"),
];
/// Where images of pages stand among a plugin's documents: the others are its own business.
const SHOWN: [&str; 2] = ["assets/", "images/"];
/// Bytes of an image.
const IMAGE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Whatever is inside, it runs nothing and reads nothing.
pub const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// An image of a page: `{root}/~document/{name}`.
pub async fn show(app: &App, plugin: &Loaded, name: &str) -> Result<Response, WebError> {
    let lower = name.to_lowercase();
    let content_type = IMAGES
        .iter()
        .find(|(end, _)| lower.ends_with(end))
        .ok_or(WebError::NotFound)?
        .1;
    if !SHOWN.iter().any(|folder| name.starts_with(folder)) {
        return Err(WebError::NotFound);
    }
    let bytes = match name
        .strip_prefix("assets/")
        .and_then(|path| plugin.asset(path))
    {
        Some(asset) => asset.to_vec(),
        None => image(app, &plugin.manifest.id, name)
            .await
            .ok_or(WebError::NotFound)?,
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=3600"),
        ),
    ];
    Ok((headers, bytes).into_response())
}

async fn image(app: &App, plugin: &str, name: &str) -> Option<Vec<u8>> {
    let documents = app.plugins.documents();
    let size = documents
        .size(plugin, name)
        .await
        .ok()
        .filter(|size| *size <= IMAGE_BYTES_MAX)?;
    documents
        .read(plugin, name, 0, u32::try_from(size).ok()?)
        .await
        .ok()
}

/// A machine-readable answer: the listed types as themselves, every other as a download.
pub fn answer(document: Document) -> Response {
    let bare = document
        .content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let known = SERVED.iter().find(|served| **served == bare);
    let content_type = match known {
        Some(known) if known.starts_with("text/") => format!("{known}; charset=utf-8"),
        Some(known) => (*known).to_owned(),
        None => "application/octet-stream".to_owned(),
    };
    let disposition = disposition(document.filename.as_deref(), known.is_some());
    let mut response = document.body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    if let Ok(content_type) = HeaderValue::from_str(&content_type) {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    as_it_is(response)
}

/// A name in letters that no header can be broken with.
fn disposition(filename: Option<&str>, inline: bool) -> String {
    let how = if inline { "inline" } else { "attachment" };
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_');
    let name: String = filename
        .unwrap_or_default()
        .chars()
        .map(|char| if plain(char) { char } else { '-' })
        .take(100)
        .collect();
    let name = name.trim_matches('.');
    if name.is_empty() {
        how.to_owned()
    } else {
        format!("{how}; filename=\"{name}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(content_type: &str, filename: &str) -> (String, String) {
        let document = Document {
            content_type: content_type.into(),
            filename: Some(filename.into()),
            body: Vec::new(),
        };
        let response = answer(document);
        let text = |name| {
            response
                .headers()
                .get(name)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        };
        (
            text(header::CONTENT_TYPE),
            text(header::CONTENT_DISPOSITION),
        )
    }

    #[test]
    fn what_could_run_is_a_download() {
        for dangerous in [
            "text/html",
            "application/xhtml+xml",
            "image/svg+xml",
            "text/xml",
            "application/javascript",
            "",
        ] {
            let (content_type, disposition) = served(dangerous, "x.html");
            assert_eq!(content_type, "application/octet-stream", "{dangerous}");
            assert!(disposition.starts_with("attachment"), "{dangerous}");
        }
        assert_eq!(
            served("Text/Calendar; charset=x", "a.ics").0,
            "text/calendar; charset=utf-8"
        );
    }

    #[test]
    fn names_cannot_break_headers() {
        assert_eq!(
            served("text/csv", "a\"\r\nSet-Cookie: x=y").1,
            "inline; filename=\"a---Set-Cookie--x-y\""
        );
        assert_eq!(
            served("text/csv", "../../etc").1,
            "inline; filename=\"-..-etc\""
        );
    }
}
