//! Counts the pages that visitors open, for the statistics: the kind of page, never which record, and nothing of who asked.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::Response;

use super::visitor;
use crate::app::App;
use crate::statistics::plugin_page;

/// Patterns of addresses that are counted, and under which name.
const PAGES: [(&str, &str); 6] = [
    ("/", "home"),
    ("/recherche", "search"),
    ("/annuaire", "directory"),
    ("/annuaire/{id}", "record"),
    ("/annuaire/fonctions", "functions"),
    ("/aide", "help"),
];

/// Counts a page that was answered to somebody who is not signed in.
pub async fn count(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let name = name(&app, &request);
    let response = next.run(request).await;
    if let Some(name) = name.filter(|_| is_page(&response)) {
        app.statistics.page(&name);
    }
    response
}

/// What is counted once it was answered.
fn name(app: &App, request: &Request) -> Option<String> {
    let headers = request.headers();
    // A browser that only fetches what may be opened next.
    let ahead = headers.contains_key("sec-purpose");
    if *request.method() != Method::GET || ahead || visitor::has_session(headers) {
        return None;
    }
    if let Some(pattern) = request.extensions().get::<MatchedPath>() {
        let found = PAGES.iter().find(|(known, _)| *known == pattern.as_str());
        return found.map(|(_, name)| (*name).to_owned());
    }
    let mount = request.uri().path().trim_start_matches('/').split('/');
    let plugin = app.plugins.mounted(mount.take(1).last()?)?;
    Some(plugin_page(&plugin.manifest.id))
}

/// Not a file, and not an error.
fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok());
    // A page that the browser still has is not sent again.
    match response.status().as_u16() {
        200 => kind.is_some_and(|kind| kind.starts_with("text/html")),
        304 => true,
        _ => false,
    }
}
