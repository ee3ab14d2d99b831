//! Reading an answer: headers that may be wrong, and a body that may never end.

use http::header::{CONTENT_ENCODING, DATE, ETAG, RETRY_AFTER};
use http::{HeaderMap, HeaderName};
use reqwest::Response;
use serde::Deserialize;

use super::{ClientError, Question, Refused};
use crate::json;
use crate::log::Checkpoint;
use crate::message::Unverified;
use crate::moment::Moment;
use crate::signatures::Scheme;

/// Bytes of a refusal that are read: its code stands at the beginning.
const REFUSAL_BYTES_MAX: usize = 4 * 1024;

/// Characters of an ETag that is kept. Ours have 66.
const ETAG_CHARACTERS_MAX: usize = 128;

const CHECKPOINT: HeaderName = HeaderName::from_static("maille-checkpoint");

/// What a peer answered to a question that it took.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// 200, 201, 202, 204, or 304 where an ETag was sent.
    pub status: u16,
    /// The scheme that the peer took: worth remembering.
    pub scheme: Scheme,
    /// Where its log stands, which nobody has verified yet.
    pub checkpoint: Option<Unverified<Checkpoint>>,
    /// What to send along when the same is asked again: at most 128 characters, else none.
    pub etag: Option<String>,
    /// Its own time: how far our clocks are apart.
    pub date: Option<Moment>,
    /// Unpacked, whole, and read as nothing yet.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether the peer says that what the ETag stands for is still so.
    pub fn is_unchanged(&self) -> bool {
        self.status == 304
    }
}

/// Reads the answer to `question`, which was signed in `scheme`.
pub(super) async fn read(
    mut response: Response,
    scheme: Scheme,
    question: &Question<'_>,
) -> Result<Answer, ClientError> {
    let status = response.status().as_u16();
    match status {
        200 | 201 | 202 | 204 => {}
        304 if question.etag.is_some() => {}
        304 => return Err(ClientError::Form("304 without an ETag")),
        300..=399 => return Err(ClientError::Redirect(status)),
        400..=599 => return Err(refused(response).await),
        _ => return Err(ClientError::Form("a status that nothing asked for")),
    }
    let headers = response.headers();
    if headers.contains_key(CONTENT_ENCODING) {
        // The library takes this header away when it unpacks.
        return Err(ClientError::Form("packed in a way that was not offered"));
    }
    let checkpoint =
        checkpoint(headers).map_err(|()| ClientError::Form("a checkpoint that cannot be read"))?;
    let (etag, date) = (etag(headers), date(headers));
    Ok(Answer {
        status,
        scheme,
        checkpoint,
        etag,
        date,
        body: body(&mut response, question.bytes_max).await?,
    })
}

/// The whole body, while it has no more than `bytes_max` unpacked bytes.
async fn body(response: &mut Response, bytes_max: usize) -> Result<Vec<u8>, ClientError> {
    let told = response.content_length();
    if told.is_some_and(|told| told > bytes_max as u64) {
        return Err(ClientError::TooLong { bytes_max });
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(ClientError::of_reading)? {
        if chunk.len() > bytes_max - body.len() {
            return Err(ClientError::TooLong { bytes_max });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What a refusal says. Its status is worth more than its body: whatever is wrong with that one only costs the code.
async fn refused(mut response: Response) -> ClientError {
    #[derive(Deserialize)]
    struct Problem {
        code: String,
    }
    let headers = response.headers();
    let wait_s = one(headers, &RETRY_AFTER).and_then(|seconds| seconds.parse().ok());
    let date = date(headers);
    let checkpoint = checkpoint(headers).ok().flatten();
    let body = body(&mut response, REFUSAL_BYTES_MAX).await;
    let problem: Option<Problem> = body
        .ok()
        .and_then(|body| json::read_as(&body, REFUSAL_BYTES_MAX).ok());
    let code = problem.map(|problem| problem.code);
    ClientError::Refused(Box::new(Refused {
        status: response.status().as_u16(),
        code: code.filter(|code| is_word(code)),
        wait_s,
        date,
        checkpoint,
    }))
}

fn is_word(code: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&code.len()) && code.bytes().all(plain)
}

/// A header that stands once, in visible letters.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none());
    value.and_then(|value| value.to_str().ok())
}

fn etag(headers: &HeaderMap) -> Option<String> {
    let etag = one(headers, &ETAG).filter(|etag| etag.len() <= ETAG_CHARACTERS_MAX);
    etag.map(str::to_owned)
}

fn date(headers: &HeaderMap) -> Option<Moment> {
    one(headers, &DATE).and_then(Moment::from_http_date)
}

/// The checkpoint that goes with each answer; an error if there is one that cannot be read, or two.
fn checkpoint(headers: &HeaderMap) -> Result<Option<Unverified<Checkpoint>>, ()> {
    if !headers.contains_key(CHECKPOINT) {
        return Ok(None);
    }
    let value = one(headers, &CHECKPOINT).ok_or(())?;
    let read = Unverified::from_header(value);
    read.map(Some).map_err(|_| ())
}
