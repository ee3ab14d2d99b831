//! `/confort`: size, spacing, contrast and language, without script, kept in cookies alone.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::comfort::{COOKIE, Comfort};
use super::error::see_other;
use super::locale::{self, Locale};
use super::page_cache::own_page;
use super::render::{self, is_local_path};
use super::visitor::{Visitor, set_cookie, site};
use crate::app::App;

/// `/confort`
pub async fn edit_form(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let back = visitor
        .query("retour")
        .filter(|path| is_local_path(path))
        .unwrap_or("/");
    let html = render::comfort_page(
        &site(&app, visitor.locale),
        &visitor.view(&app),
        back,
        false,
    );
    own_page(&app, &visitor, html)
}

/// Keeps the choice and goes back to where the visitor was.
pub async fn save(
    State(app): State<Arc<App>>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let value = |name: &str| {
        fields
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    let comfort = Comfort::from_form(
        fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    let back = value("retour")
        .filter(|path| is_local_path(path))
        .unwrap_or("/");
    let mut response = see_other(back);
    let mut cookies = vec![set_cookie(
        COOKIE,
        comfort.to_cookie().as_deref(),
        app.is_https(),
    )];
    if let Some(locale) = value("lang").and_then(Locale::from_code) {
        cookies.push(set_cookie(
            locale::NAME,
            Some(locale.code()),
            app.is_https(),
        ));
    }
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}
