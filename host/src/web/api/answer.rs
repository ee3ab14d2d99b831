//! An answer for programs: its bytes, under a strong ETag over them. Who has them already is told so and nothing else.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::problem::{Refusal, refuse};
use crate::web::error;
use crate::web::visitor::Visitor;

/// What compression does to the bytes, at the end of a tag.
const ENCODINGS: [&str; 2] = ["-gzip", "-br"];

/// For how long an answer may be used without asking again.
#[derive(Debug, Clone, Copy)]
pub enum Keep {
    /// A record may be withdrawn at any moment: ask each time.
    Never,
    /// It moves with the program or its plugins.
    AnHour,
}

/// An answer that succeeded.
#[derive(Debug)]
pub struct Answer {
    body: Vec<u8>,
    content_type: &'static str,
    keep: Keep,
    /// Milliseconds since 1970.
    modified: Option<i64>,
    next: Option<String>,
    /// The words are in the visitor's language.
    in_language: bool,
}

impl Answer {
    /// As JSON.
    pub fn json(value: &impl Serialize, keep: Keep) -> Self {
        Self {
            body: serde_json::to_vec(value).expect("our shapes have text keys and finite numbers"),
            content_type: "application/json",
            keep,
            modified: None,
            next: None,
            in_language: false,
        }
    }

    /// Under another media type.
    pub fn typed(mut self, content_type: &'static str) -> Self {
        self.content_type = content_type;
        self
    }

    /// The one thing that it tells was changed then, in milliseconds since 1970.
    pub fn modified(mut self, at: i64) -> Self {
        self.modified = Some(at);
        self
    }

    /// The page after this one.
    pub fn next(mut self, address: Option<String>) -> Self {
        self.next = address;
        self
    }

    /// Its words are in the visitor's language.
    pub fn in_language(mut self) -> Self {
        self.in_language = true;
        self
    }
}

/// The answer, 304 where the visitor has it, or why there is none.
pub fn tell(visitor: &Visitor, told: Result<Answer, Refusal>) -> Response {
    let answer = match told {
        Ok(answer) => answer,
        Err(refusal) => return refuse(visitor, refusal),
    };
    let tag = tag(&answer.body);
    let known = visitor.if_none_match.as_deref();
    let (mut response, tag) = match known.and_then(|known| found(known, &tag)) {
        Some(known) => (error::not_modified().into_response(), known),
        None => {
            let kind = [(header::CONTENT_TYPE, answer.content_type)];
            ((kind, answer.body).into_response(), tag)
        }
    };
    let keep = match answer.keep {
        Keep::Never => "public, no-cache",
        Keep::AnHour => "public, max-age=3600",
    };
    let vary = match answer.in_language {
        true => "Accept-Encoding, Accept-Language, Cookie",
        false => "Accept-Encoding",
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static(vary));
    let next = answer.next.map(|next| format!("<{next}>; rel=\"next\""));
    for (name, text) in [
        (header::ETAG, Some(tag)),
        (header::LAST_MODIFIED, answer.modified.and_then(http_date)),
        (header::LINK, next),
    ] {
        if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// Compressed bytes are other bytes: a strong tag says so (RFC 9110, 8.8.3.3).
pub fn name_encoding(headers: &mut HeaderMap) {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let (Some(encoding), Some(tag)) = (text(header::CONTENT_ENCODING), text(header::ETAG)) else {
        return;
    };
    let Some(strong) = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')) else {
        return;
    };
    if let Ok(tag) = HeaderValue::try_from(format!("\"{strong}-{encoding}\"")) {
        headers.insert(header::ETAG, tag);
    }
}

fn tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{hex}\"")
}

/// The tag among those that the visitor has, as it wrote it; `*` stands for any.
fn found(known: &str, tag: &str) -> Option<String> {
    let bare = |tag: &str| -> String {
        let tag = tag.trim().trim_start_matches("W/").trim_matches('"');
        let whole = ENCODINGS
            .iter()
            .find_map(|encoding| tag.strip_suffix(encoding));
        whole.unwrap_or(tag).to_owned()
    };
    let wanted = bare(tag);
    let mut known = known.split(',').map(str::trim);
    let found = known.find(|known| *known == "*" || bare(known) == wanted)?;
    Some(if found == "*" {
        tag.to_owned()
    } else {
        found.to_owned()
    })
}

/// `Sat, 21 Nov 2026 10:15:00 GMT`.
fn http_date(at: i64) -> Option<String> {
    let at = Timestamp::from_millisecond(at).ok()?;
    Some(at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_each_form_that_went_out() {
        let tag = tag(b"x");
        let bare = tag.trim_matches('"');
        for known in [
            tag.clone(),
            format!("\"{bare}-br\""),
            format!("W/\"{bare}-gzip\""),
            format!("\"other\", {tag}"),
        ] {
            assert!(found(&known, &tag).is_some(), "{known}");
        }
        assert_eq!(found("*", &tag).as_ref(), Some(&tag));
        assert_eq!(found("\"other\"", &tag), None);
        assert_eq!(found("", &tag), None);
    }

    #[test]
    fn dates_are_those_of_http() {
        let date = http_date(784_111_777_000);
        assert_eq!(date.as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(http_date(i64::MAX), None);
    }
}
