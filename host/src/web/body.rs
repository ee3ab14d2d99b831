//! The body of a request: never more than the limit reaches a handler, and what a handler left is read on for a while. A
//! browser that is still sending when the connection closes sees a reset, and its visitor no page at all.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};

use super::error;
use super::render::{EXTENSIONS, IMPORTS};
use crate::app::App;
use crate::images;
use crate::plugins::grants::Capability;

/// Bytes of a form around its one file.
const AROUND_A_FILE: u64 = 64 * 1024;

/// Hands a body on within its limit and answers 413 past it, once what was on its way has been read.
pub async fn bound(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let limit = limit(&app, &parts);
    // Who asks before sending has sent nothing yet, and reads the answer first.
    let asks_first = parts.headers.contains_key(header::EXPECT);
    if announced(&parts.headers).is_some_and(|bytes| bytes > limit) {
        if !asks_first {
            read_on(body, &app).await;
        }
        return error::too_large();
    }
    let shared = Shared::new(body, limit);
    let handed = Body::new(Bounded(shared.clone()));
    let response = next.run(Request::from_parts(parts, handed)).await;
    let Incoming { body, passed, left } = shared.take();
    if !(asks_first && left == limit) {
        read_on(body, &app).await;
    }
    if passed { error::too_large() } else { response }
}

/// Files to import are large, and are written to the disk while they come; pictures are read in `forms.rs`, which bounds what it holds.
fn limit(app: &App, parts: &Parts) -> u64 {
    let usual = app.config.server.body_bytes_max as u64;
    match parts.uri.path() {
        IMPORTS => app.config.imports.upload_bytes_max,
        EXTENSIONS => app.config.plugins.component_bytes + AROUND_A_FILE,
        path if is_of_documents(path) => app.config.plugins.save_bytes + AROUND_A_FILE,
        _ if brings_pictures(app, parts) => images::BODY_BYTES_MAX.max(usual),
        _ => usual,
    }
}

/// Where an administrator hands a plugin its documents.
fn is_of_documents(path: &str) -> bool {
    let below = path.strip_prefix(EXTENSIONS);
    let below = below.and_then(|below| below.strip_prefix('/'));
    below
        .and_then(|below| below.split_once('/'))
        .is_some_and(|(_, last)| last == "documents")
}

/// A form for a plugin that takes pictures.
fn brings_pictures(app: &App, parts: &Parts) -> bool {
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    let has_files = content_type.is_some_and(|value| value.as_bytes().starts_with(b"multipart/"));
    let mount = parts.uri.path().trim_start_matches('/').split('/').next();
    has_files
        && mount
            .and_then(|mount| app.plugins.mounted(mount))
            .is_some_and(|plugin| plugin.grants.allows(&Capability::Images))
}

/// Bounds a whole request, its body included: 408. A picture takes longer to come than anything else that visitors send.
pub async fn in_time(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let usual = app.config.server.request_timeout_s;
    let seconds = match brings_pictures(&app, &parts) {
        true => images::BODY_S.max(usual),
        false => usual,
    };
    let answering = next.run(Request::from_parts(parts, body));
    error::in_time(Duration::from_secs(seconds), answering).await
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// Reads to the end and throws away, within bytes and a time.
async fn read_on(mut body: Body, app: &App) {
    let server = &app.config.server;
    let mut left = server.linger_bytes_max;
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            let bytes = frame.data_ref().map_or(0, |data| data.len() as u64);
            let Some(rest) = left.checked_sub(bytes) else {
                return;
            };
            left = rest;
        }
    };
    let limit = Duration::from_secs(server.linger_s);
    if tokio::time::timeout(limit, reading).await.is_err() {
        tracing::debug!("a body without end was cut");
    }
}

/// A body on its way in, and what of the limit is left.
struct Incoming {
    body: Body,
    left: u64,
    passed: bool,
}

/// Held by the handler and by [`bound`], which takes the rest once the handler has answered.
#[derive(Clone)]
struct Shared(Arc<Mutex<Incoming>>);

impl Shared {
    fn new(body: Body, limit: u64) -> Self {
        Self(Arc::new(Mutex::new(Incoming {
            body,
            left: limit,
            passed: false,
        })))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Incoming) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn take(&self) -> Incoming {
        let empty = Incoming {
            body: Body::empty(),
            left: 0,
            passed: false,
        };
        self.with(|incoming| std::mem::replace(incoming, empty))
    }
}

/// What the handler reads: it ends with an error where the limit is passed.
struct Bounded(Shared);

impl HttpBody for Bounded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.0.with(|incoming| {
            let frame = ready!(Pin::new(&mut incoming.body).poll_frame(context));
            let bytes = match &frame {
                Some(Ok(frame)) => frame.data_ref().map_or(0, |data| data.len() as u64),
                _ => 0,
            };
            match incoming.left.checked_sub(bytes) {
                Some(left) => incoming.left = left,
                None => {
                    incoming.passed = true;
                    let words = "the request has more bytes than `server.body_bytes_max`";
                    return Poll::Ready(Some(Err(axum::Error::new(std::io::Error::other(words)))));
                }
            }
            Poll::Ready(frame)
        })
    }

    fn is_end_stream(&self) -> bool {
        self.0.with(|incoming| incoming.body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.0.with(|incoming| incoming.body.size_hint())
    }
}
