//! The host's own pages that read nothing: home, help, accessibility, legal notice.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::page_cache::own_page;
use super::render::{self, Service};
use super::visitor::{Visitor, site};
use crate::app::App;
use crate::plugins::manifest::said;

/// `/`
pub async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let locale = visitor.locale.code();
    let installed = app.plugins.installed();
    let services = installed.values().filter_map(|plugin| {
        Some(Service {
            name: plugin.manifest.name_in(locale).to_owned(),
            description: said(&plugin.manifest.description, locale)
                .unwrap_or_default()
                .to_owned(),
            href: plugin.manifest.mount.clone()?,
        })
    });
    let directory = app
        .has_directory()
        .then(|| render::directory_service(visitor.locale));
    let services: Vec<Service> = directory.into_iter().chain(services).collect();
    let html = render::home_page(&site(&app, visitor.locale), &visitor.view(&app), &services);
    own_page(&app, &visitor, html)
}

/// `/aide`
pub async fn help(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let html = render::help_page(&site(&app, visitor.locale), &visitor.view(&app));
    own_page(&app, &visitor, html)
}

/// `/accessibilite`
pub async fn accessibility(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let html = render::accessibility_page(&site(&app, visitor.locale), &visitor.view(&app));
    own_page(&app, &visitor, html)
}

/// `/mentions-legales`
pub async fn legal(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let html = render::legal_page(&site(&app, visitor.locale), &visitor.view(&app));
    own_page(&app, &visitor, html)
}
