//! `/api`: what everybody may read, for programs. Reading alone, in the projection that visitors see; the description is
//! generated from the code below, and the page that explains it from the description.

mod answer;
mod changes;
mod communes;
mod document;
mod filters;
mod kinds;
mod page;
mod parameters;
mod problem;
mod records;
mod shapes;
mod vocabularies;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, Method, header};
use axum::routing::{any, get};
use tower_http::cors::{Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

pub use answer::{Answer, Keep, name_encoding, tell};
pub use problem::{Problem, problem_of};

use crate::app::App;

/// Below this path every answer is for programs, errors too.
const ROOT: &str = "/api/";
/// Seconds for which a browser remembers what other sites may send.
const ALLOWED_S: u64 = 86_400;

/// Whether errors at this address are told to a program.
pub fn is_below(path: &str) -> bool {
    path.starts_with(ROOT)
}

/// The addresses of the public interface. Any site may read them: it is open data, and no cookie counts.
pub fn router() -> Router<Arc<App>> {
    let others = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::IF_NONE_MATCH, header::ACCEPT_LANGUAGE])
        .expose_headers([header::ETAG, header::LINK, header::LAST_MODIFIED])
        .max_age(std::time::Duration::from_secs(ALLOWED_S));
    let embedded = SetResponseHeaderLayer::overriding(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    let programs = Router::new()
        .route("/api/openapi.json", get(document::show))
        .route("/api/records", get(records::list))
        .route("/api/records/{id}", get(records::show))
        .route("/api/changes", get(changes::list))
        .route("/api/kinds", get(kinds::list))
        .route("/api/kinds/{kind}", get(kinds::show))
        .route("/api/vocabularies", get(vocabularies::list))
        .route("/api/vocabularies/{name}", get(vocabularies::show))
        .route("/api/communes", get(communes::list))
        .route("/api/{*rest}", any(problem::nothing_here))
        .layer(others)
        .layer(embedded);
    Router::new().route("/api", get(page::show)).merge(programs)
}
