//! Everything that is not a page as asked for: the only home of status codes. A visitor reads plain words and a code that
//! can be said on the telephone; the administrator finds the same code in the log.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse};

use tower_http::timeout::TimeoutLayer;

use super::api::{self, Problem};
use super::render::{self, ErrorKind, SIGN_IN, SIGN_IN_NEXT};
use super::visitor::{Visitor, site};
use crate::accounts::{AccountError, Capability};
use crate::app::App;
use crate::contributors::ContributorError;
use crate::database::DatabaseError;
use crate::directory::DirectoryError;
use crate::federation::FederationError;
use crate::imports::orders::OrderError;
use crate::moderation::ModerationError;
use crate::plugins::page::Outcome;
use crate::plugins::store::DocumentError;
use crate::plugins::{Failure, Loaded, RegistryError};
use crate::suggestions::SuggestionError;

/// Seconds after which a visitor may try again.
const RETRY_AFTER_S: &str = "5";

/// An answer that is a page of ours already, whatever its status.
#[derive(Debug, Clone, Copy)]
struct Said;

/// A right that whoever asked has not.
#[derive(Debug, Clone, Copy)]
struct Lacks(Capability);

/// The database or the disk failed: that is no crowd.
#[derive(Debug, Clone, Copy)]
struct Away;

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// No such page.
    #[error("no such page")]
    NotFound,
    /// It was there, and was withdrawn.
    #[error("no longer there")]
    Gone,
    /// The request cannot be read.
    #[error("the request cannot be read: {0}")]
    BadRequest(String),
    /// The directory failed.
    #[error("the directory failed")]
    Directory(#[from] DirectoryError),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DatabaseError),
    /// As many as can be served are being served.
    #[error("too many files are being sent")]
    Busy,
    /// A file could not be written.
    #[error("a file could not be written")]
    Write(#[source] std::io::Error),
    /// What visitors say could not be kept or read.
    #[error("the suggestions failed")]
    Suggestions(#[from] SuggestionError),
    /// Moderation failed.
    #[error("moderation failed")]
    Moderation(#[from] ModerationError),
    /// Nobody is signed in; the page that was asked for.
    #[error("nobody is signed in")]
    SignIn(String),
    /// The person has not this right.
    #[error("the right {0:?} lacks")]
    Lacks(Capability),
    /// Imports failed.
    #[error("imports failed")]
    Imports(#[from] OrderError),
    /// The disk failed.
    #[error("the disk failed")]
    Disk(#[from] std::io::Error),
    /// What is exchanged with other instances failed.
    #[error("the exchange with other instances failed")]
    Federation(#[from] FederationError),
    /// Plugins could not be looked up or changed.
    #[error("the plugins failed")]
    Plugins(#[from] RegistryError),
    /// Documents of plugins could not be read or written.
    #[error("the documents of a plugin failed")]
    Documents(#[from] DocumentError),
    /// Contributors could not be read or written.
    #[error("the contributors failed")]
    Contributors(#[from] ContributorError),
    /// Accounts failed.
    #[error("accounts failed")]
    Accounts(#[from] AccountError),
}

impl WebError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Gone => ErrorKind::Gone,
            Self::BadRequest(_) => ErrorKind::BadRequest,
            Self::Directory(failure) => kind_of_failure(failure),
            Self::Busy => ErrorKind::Overloaded,
            Self::Database(_) | Self::Disk(_) | Self::Write(_) => ErrorKind::Unavailable,
            Self::Imports(_) => ErrorKind::Internal,
            Self::Suggestions(SuggestionError::Database(_)) => ErrorKind::Unavailable,
            Self::Contributors(ContributorError::Database(_)) => ErrorKind::Unavailable,
            Self::Suggestions(SuggestionError::NotFound(_)) => ErrorKind::NotFound,
            Self::Suggestions(_) => ErrorKind::Internal,
            Self::Moderation(error) => match error {
                ModerationError::NotFound(_) => ErrorKind::NotFound,
                ModerationError::Directory(failure) => kind_of_failure(failure),
                _ => ErrorKind::BadRequest,
            },
            Self::Federation(error) => match error {
                FederationError::NoPeer(_) => ErrorKind::NotFound,
                FederationError::Refused(_) | FederationError::Off(_) => ErrorKind::BadRequest,
                FederationError::Database(_) => ErrorKind::Unavailable,
                FederationError::Directory(failure) => kind_of_failure(failure),
                _ => ErrorKind::Internal,
            },
            Self::Plugins(error) => match error {
                RegistryError::Unknown(_) => ErrorKind::NotFound,
                RegistryError::Database(_) => ErrorKind::Unavailable,
                RegistryError::Settings(_) => ErrorKind::BadRequest,
                _ => ErrorKind::Internal,
            },
            Self::Documents(error) => match error {
                DocumentError::NotFound(_) => ErrorKind::NotFound,
                DocumentError::Unavailable(_) => ErrorKind::Unavailable,
                DocumentError::Name(_) | DocumentError::TooLarge(_) => ErrorKind::BadRequest,
            },
            Self::SignIn(_) | Self::Lacks(_) => ErrorKind::Forbidden,
            Self::Accounts(error) => match error {
                AccountError::Unknown | AccountError::Link => ErrorKind::NotFound,
                AccountError::TooMany(_) => ErrorKind::TooMany,
                AccountError::Busy => ErrorKind::Overloaded,
                AccountError::Database(_) => ErrorKind::Unavailable,
                AccountError::Hash(_) => ErrorKind::Internal,
                _ => ErrorKind::BadRequest,
            },
        }
    }
}

impl From<sqlx::Error> for WebError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// What a failure of the directory is to who asked.
pub fn kind_of_failure(failure: &DirectoryError) -> ErrorKind {
    match failure {
        DirectoryError::NotFound(_) => ErrorKind::NotFound,
        DirectoryError::Invalid(_) => ErrorKind::BadRequest,
        DirectoryError::Denied(_) => ErrorKind::Forbidden,
        DirectoryError::Unavailable(_) => ErrorKind::Unavailable,
        _ => ErrorKind::Internal,
    }
}

/// A failed handler's answer: `polite` makes the page.
impl IntoResponse for WebError {
    fn into_response(self) -> axum::response::Response {
        let kind = self.kind();
        match &self {
            Self::SignIn(next) => return to_sign_in(next),
            Self::Lacks(capability) => {
                let mut response = status(kind).into_response();
                response.extensions_mut().insert(Lacks(*capability));
                return response;
            }
            _ => {}
        }
        if !matches!(kind, ErrorKind::NotFound | ErrorKind::BadRequest) {
            let source = std::error::Error::source(&self).map(ToString::to_string);
            tracing::error!(error = %self, source, "a request failed");
        }
        let mut response = status(kind).into_response();
        if kind == ErrorKind::Unavailable {
            response.extensions_mut().insert(Away);
        }
        response
    }
}

/// The one table of status codes.
fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::BadRequest => StatusCode::BAD_REQUEST,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorKind::TooSlow => StatusCode::REQUEST_TIMEOUT,
        ErrorKind::Gone => StatusCode::GONE,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorKind::Overloaded | ErrorKind::Unavailable | ErrorKind::NotKept => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// Whether an answer to a form says that something was done, or (true within) that the right to it lacked.
pub fn was_act(response: &axum::response::Response) -> Option<bool> {
    match response.status() {
        StatusCode::OK | StatusCode::SEE_OTHER => Some(false),
        _ if response.extensions().get::<Lacks>().is_some() => Some(true),
        _ => None,
    }
}

/// The page for a status that came from anywhere: the router, a limit, the layer against forged forms.
fn kind_of(status: StatusCode) -> ErrorKind {
    match status {
        StatusCode::FORBIDDEN => ErrorKind::Forbidden,
        StatusCode::NOT_FOUND => ErrorKind::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorKind::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => ErrorKind::TooSlow,
        StatusCode::GONE => ErrorKind::Gone,
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG => ErrorKind::TooLarge,
        StatusCode::TOO_MANY_REQUESTS => ErrorKind::TooMany,
        StatusCode::SERVICE_UNAVAILABLE => ErrorKind::Overloaded,
        status if status.is_client_error() => ErrorKind::BadRequest,
        _ => ErrorKind::Internal,
    }
}

/// The status of a plugin's page.
pub fn outcome_status(outcome: &Outcome) -> StatusCode {
    match outcome {
        Outcome::Found | Outcome::Document(_) => StatusCode::OK,
        Outcome::NotFound => StatusCode::NOT_FOUND,
        Outcome::Gone => StatusCode::GONE,
        Outcome::Forbidden => StatusCode::FORBIDDEN,
        Outcome::SignIn => StatusCode::UNAUTHORIZED,
        Outcome::Redirect(_) => StatusCode::SEE_OTHER,
    }
}

/// Bounds a whole request, its body included: 408.
pub fn time_limit(seconds: u64) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(seconds))
}

/// The same for one answer.
pub async fn in_time(
    limit: Duration,
    answering: impl Future<Output = axum::response::Response>,
) -> axum::response::Response {
    let answered = tokio::time::timeout(limit, answering).await;
    answered.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}

/// 413.
pub fn too_large() -> axum::response::Response {
    status_page(ErrorKind::TooLarge)
}

/// An error for programs (RFC 9457).
pub fn problem(kind: ErrorKind, mut problem: Problem) -> axum::response::Response {
    let status = status(kind);
    problem.status = status.as_u16();
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, "application/problem+json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept-Language"),
    ];
    as_it_is((status, headers, body).into_response())
}

/// What another instance is told, with a word that stays the same in all versions. Statuses of the protocol are its own.
pub fn refusal(status: u16, code: &'static str, detail: &str) -> axum::response::Response {
    let refused = (status >= 400).then_some(Refused(code));
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let title = status.canonical_reason().unwrap_or_default();
    let body = serde_json::json!({
        "title": title, "status": status.as_u16(), "code": code, "detail": detail,
    });
    let headers = [
        (header::CONTENT_TYPE, "application/problem+json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = as_it_is((status, headers, body.to_string()).into_response());
    if let Some(refused) = refused {
        response.extensions_mut().insert(refused);
    }
    response
}

/// The word of a refusal, beside the answer that says it.
#[derive(Debug, Clone, Copy)]
pub struct Refused(pub &'static str);

/// 200 or 503, for machines that watch: one line for each part.
pub fn readiness(is_ready: bool, lines: String) -> axum::response::Response {
    let status = match is_ready {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = (status, lines).into_response();
    no_store(&mut response);
    as_it_is(response)
}

/// 401, for machines.
pub fn wants_token() -> axum::response::Response {
    let headers = [(header::WWW_AUTHENTICATE, "Bearer")];
    let words = "the token of `metrics.token_file` is wanted\n";
    as_it_is((StatusCode::UNAUTHORIZED, headers, words).into_response())
}

/// 410, with a document for programs that says so.
pub fn gone_document(mut response: axum::response::Response) -> axum::response::Response {
    *response.status_mut() = StatusCode::GONE;
    as_it_is(response)
}

/// 304.
pub fn not_modified() -> StatusCode {
    StatusCode::NOT_MODIFIED
}

/// Elsewhere, for good.
pub fn moved(to: &str) -> axum::response::Response {
    with_location(StatusCode::PERMANENT_REDIRECT, to)
}

/// Elsewhere, after a form was sent.
pub fn see_other(to: &str) -> axum::response::Response {
    with_location(StatusCode::SEE_OTHER, to)
}

/// Where people sign in, with the way back.
/// 303 to where people sign in, and from there to the address `next`.
pub fn to_sign_in(next: &str) -> axum::response::Response {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(SIGN_IN_NEXT, next)
        .finish();
    let mut response = see_other(&format!("{SIGN_IN}?{query}"));
    no_store(&mut response);
    response
}

/// 422: a form with something to mend, and the page that says what.
pub fn to_mend(html: String) -> axum::response::Response {
    own(StatusCode::UNPROCESSABLE_ENTITY, html)
}

/// 429: a page that says when to try again.
pub fn too_many(html: String, seconds: u64) -> axum::response::Response {
    let mut response = own(StatusCode::TOO_MANY_REQUESTS, html);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// 503: a page that says what does not answer, and what to do instead.
pub fn unavailable(html: String) -> axum::response::Response {
    own(StatusCode::SERVICE_UNAVAILABLE, html)
}

/// 503: a page that was made beforehand, and when to try again.
pub fn come_again(html: Bytes, seconds: u64) -> axum::response::Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, headers, html).into_response();
    let again = HeaderValue::from(seconds);
    response.headers_mut().insert(header::RETRY_AFTER, again);
    no_store(&mut response);
    as_it_is(response)
}

/// 410: a page that says what to do instead.
pub fn gone(html: String) -> axum::response::Response {
    own(StatusCode::GONE, html)
}

/// A page of ours for one person, whatever its status.
fn own(status: StatusCode, html: String) -> axum::response::Response {
    let mut response = (status, Html(html)).into_response();
    no_store(&mut response);
    as_it_is(response)
}

fn no_store(response: &mut axum::response::Response) {
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
}

/// 405: pages are read with GET and sent to with POST.
pub fn not_allowed() -> axum::response::Response {
    (
        StatusCode::METHOD_NOT_ALLOWED,
        [(header::ALLOW, "GET, HEAD, POST")],
    )
        .into_response()
}

fn with_location(status: StatusCode, to: &str) -> axum::response::Response {
    match HeaderValue::from_str(to) {
        Ok(location) => (status, [(header::LOCATION, location)]).into_response(),
        Err(_) => status_page(ErrorKind::Internal),
    }
}

fn status_page(kind: ErrorKind) -> axum::response::Response {
    status(kind).into_response()
}

/// Marks an answer as one that needs no page of ours.
pub fn as_it_is(mut response: axum::response::Response) -> axum::response::Response {
    response.extensions_mut().insert(Said);
    response
}

/// What a visitor sees when a plugin fails: a polite block in the normal layout. The rest of the site stands.
pub fn plugin_failed(
    app: &App,
    visitor: &Visitor,
    plugin: &Loaded,
    failure: &Failure,
) -> axum::response::Response {
    let (site, view) = (site(app, visitor.locale), visitor.view_of(app, plugin));
    let code = &visitor.request_id;
    let (status, html) = match failure {
        Failure::Overloaded => (
            StatusCode::SERVICE_UNAVAILABLE,
            render::overloaded_page(&site, &view, code),
        ),
        Failure::Paused => (
            StatusCode::SERVICE_UNAVAILABLE,
            render::plugin_paused_page(&site, &view, code),
        ),
        Failure::NotThere(_) => (
            StatusCode::NOT_FOUND,
            render::error_page(ErrorKind::NotFound, &site, &view, code),
        ),
        Failure::Stopped(_) | Failure::Refused { .. } | Failure::Commit(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            render::plugin_failed_page(&site, &view, code),
        ),
    };
    let mut response = (status, Html(html)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
    }
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    as_it_is(response)
}

/// Turns every error that is not a page yet into one.
pub async fn polite(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let (visitor, looks) = (Visitor::read(&parts), parts.method.is_safe());
    let response = next.run(Request::from_parts(parts, body)).await;
    make_polite(&app, (&visitor, looks), response)
}

/// The same for what stands outside: the layer against forged forms, and panics.
pub async fn again_polite(
    state: State<Arc<App>>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    polite(state, request, next).await
}

/// Of who only looks, nothing was lost.
fn make_polite(
    app: &App,
    (visitor, looks): (&Visitor, bool),
    response: axum::response::Response,
) -> axum::response::Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error())
        || response.extensions().get::<Said>().is_some()
    {
        return response;
    }
    let kind = match (response.extensions().get::<Away>(), looks) {
        (None, _) => kind_of(status),
        (Some(_), true) => ErrorKind::Unavailable,
        (Some(_), false) => ErrorKind::NotKept,
    };
    let mut polite = if api::is_below(&visitor.path) {
        problem(kind, api::problem_of(visitor, kind))
    } else {
        let (site, view) = (site(app, visitor.locale), visitor.view(app));
        let code = &visitor.request_id;
        let html = match response.extensions().get::<Lacks>() {
            Some(Lacks(capability)) => render::lacks_page(&site, &view, *capability, code),
            None => render::error_page(kind, &site, &view, code),
        };
        (status, Html(html)).into_response()
    };
    for name in [header::ALLOW, header::ACCESS_CONTROL_ALLOW_ORIGIN] {
        if let Some(value) = response.headers().get(&name) {
            polite.headers_mut().insert(name, value.clone());
        }
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        polite
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
    }
    polite
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    as_it_is(polite)
}

/// A panic is a fault of ours: the visitor reads that, the log has the words.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    tracing::error!(panic = words, "a request panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
