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
use super::render::{self, COMFORT, COMFORT_BACK, COMFORT_SAVED, is_local_path};
use super::visitor::{Visitor, set_cookie, site};
use crate::app::App;

/// `/confort`
pub async fn edit_form(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let back = visitor
        .query(COMFORT_BACK)
        .filter(|path| is_local_path(path))
        .unwrap_or("/");
    let html = render::comfort_page(
        &site(&app, visitor.locale),
        &visitor.view(&app),
        back,
        visitor.query(COMFORT_SAVED).is_some(),
    );
    own_page(&app, &visitor, html)
}

/// Keeps the choice and shows it on the form, which leads back to where the visitor was.
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
    let back = value(COMFORT_BACK)
        .filter(|path| is_local_path(path))
        .unwrap_or("/");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(COMFORT_SAVED, "1")
        .append_pair(COMFORT_BACK, back)
        .finish();
    let mut response = see_other(&format!("{COMFORT}?{query}"));
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
