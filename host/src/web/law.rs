//! `/donnees-personnelles`: what this instance keeps of people, said from the register of processing.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::page_cache::own_page;
use super::render;
use super::visitor::{Visitor, site};
use crate::app::App;
use crate::register;

/// `/donnees-personnelles`
pub async fn personal_data(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let site = site(&app, visitor.locale);
    let html = render::personal_data_page(&site, &visitor.view(&app), &register::of(&app));
    own_page(&app, &visitor, html)
}
