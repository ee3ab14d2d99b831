//! `/~dev`: the author's page of `maille plugin dev`. Its addresses are there only where a [`Workbench`] is handed to the server, which
//! `maille serve` never does; and only a browser on this machine that was sent there by nobody else's page reaches them.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};

use super::error::{self, WebError};
use super::locale::Locale;
use super::page_cache::own_page;
use super::render::{self, BenchCall, BenchLine, WORKBENCH, WorkbenchPage};
use super::visitor::{Visitor, site};
use crate::app::App;
use crate::plugins::registry_store;

/// Lines of the log that are shown.
const LOG_LINES: i64 = 100;

/// What the author's page asks. It is looked at for each request.
pub trait Workbench: Send + Sync {
    /// The plugin's id, once one runs.
    fn plugin(&self) -> Option<String>;
    /// All that there is to show but the log.
    fn look(&self, locale: Locale) -> WorkbenchPage;
    /// One call, whole.
    fn call(&self, number: u64) -> Option<BenchCall>;
    /// Begins a task of the plugin; false where it has none of this name.
    fn begin(&self, task: &str) -> bool;
}

type Bench = Extension<Arc<dyn Workbench>>;

/// The author's addresses; none without a workbench.
pub fn router(bench: Option<Arc<dyn Workbench>>) -> Router<Arc<App>> {
    let Some(bench) = bench else {
        return Router::new();
    };
    Router::new()
        .route(WORKBENCH, get(show))
        .route("/~dev/appels/{number}", get(call))
        .route("/~dev/taches/{name}", post(begin))
        .layer(Extension(bench))
        .layer(middleware::from_fn(guard))
}

/// For a browser of this machine, and no page of another origin: neither by a request of its own, nor by a name that it lets lead here.
async fn guard(request: Request, next: Next) -> Response {
    if is_own(request.headers()) {
        next.run(request).await
    } else {
        WebError::NotFound.into_response()
    }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = text(header::HOST.as_str()) else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => host.split(':').next(),
    };
    let here = matches!(name, Some("127.0.0.1" | "localhost" | "::1"));
    let sent = text("sec-fetch-site").is_none_or(|site| matches!(site, "none" | "same-origin"));
    let origin = text(header::ORIGIN.as_str());
    here && sent && origin.is_none_or(|origin| origin == format!("http://{host}"))
}

/// `/~dev`
async fn show(
    State(app): State<Arc<App>>,
    Extension(bench): Bench,
    visitor: Visitor,
) -> Result<Response, WebError> {
    let mut page = bench.look(visitor.locale);
    app.plugins.write_logs().await?;
    if let Some(plugin) = bench.plugin() {
        let lines = registry_store::log(app.directory.database(), &plugin, LOG_LINES).await?;
        page.log = lines
            .into_iter()
            .rev()
            .map(|line| BenchLine {
                at: line.at,
                level: line.level,
                call: line.call,
                message: line.message,
            })
            .collect();
    }
    let html = render::workbench_page(&site(&app, visitor.locale), &visitor.view(&app), &page);
    Ok(own_page(&app, &visitor, html))
}

/// `/~dev/appels/{number}`
async fn call(
    State(app): State<Arc<App>>,
    Extension(bench): Bench,
    Path(number): Path<u64>,
    visitor: Visitor,
) -> Result<Response, WebError> {
    let call = bench.call(number).ok_or(WebError::NotFound)?;
    let html = render::workbench_call_page(&site(&app, visitor.locale), &visitor.view(&app), &call);
    Ok(own_page(&app, &visitor, html))
}

/// `/~dev/taches/{name}`
async fn begin(Extension(bench): Bench, Path(name): Path<String>) -> Result<Response, WebError> {
    if bench.begin(&name) {
        Ok(error::see_other(WORKBENCH))
    } else {
        Err(WebError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| {
            let name = header::HeaderName::from_static(name);
            (name, header::HeaderValue::from_static(value))
        });
        is_own(&headers.collect())
    }

    #[test]
    fn nobody_else_s_page_reaches_it() {
        assert!(asked(&[("host", "127.0.0.1:8096")]));
        assert!(asked(&[
            ("host", "localhost:8096"),
            ("sec-fetch-site", "none")
        ]));
        assert!(asked(&[
            ("host", "[::1]:8096"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(asked(&[
            ("host", "127.0.0.1:1"),
            ("origin", "http://127.0.0.1:1")
        ]));
        assert!(!asked(&[]));
        assert!(
            !asked(&[("host", "evil.example:8096")]),
            "a name that leads here"
        );
        assert!(!asked(&[("host", "127.0.0.1.evil.example")]));
        for site in ["cross-site", "same-site"] {
            assert!(
                !asked(&[("host", "127.0.0.1:1"), ("sec-fetch-site", site)]),
                "{site}"
            );
        }
        for origin in ["https://evil.example", "http://127.0.0.1:2", "null"] {
            assert!(
                !asked(&[("host", "127.0.0.1:1"), ("origin", origin)]),
                "{origin}"
            );
        }
    }
}
