//! `/api`: the public interface explained to the people who write programs, from the same description.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::document;
use crate::app::App;
use crate::web::page_cache::own_page;
use crate::web::render;
use crate::web::visitor::{Visitor, site};

/// `/api`
pub async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let description = document::in_language(visitor.locale);
    let site = site(&app, visitor.locale);
    let html = render::api_page(&site, &visitor.view(&app), &description);
    own_page(&app, &visitor, html)
}
