//! `/administration/registre`: the register of processing, as a page, as files, and the draft of the impact assessment.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use crate::accounts::Capability;
use crate::app::App;
use crate::exports;
use crate::register;
use crate::web::error::WebError;
use crate::web::person::{self, Person};
use crate::web::render::{impact_page, register_json, register_page, register_table};
use crate::web::visitor::site;

/// `/administration/registre`
pub async fn show(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadState)?;
    let html = register_page(&person.desk(&app), &register::of(&app));
    Ok(person::page(html))
}

/// `/administration/registre/analyse`
pub async fn impact(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadState)?;
    let html = impact_page(&person.desk(&app), &register::of(&app));
    Ok(person::page(html))
}

/// `/administration/registre.csv`
pub async fn csv(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadState)?;
    let locale = person.visitor.locale;
    let table = register_table(locale, &site(&app, locale), &register::of(&app));
    let mut writer = exports::table(Vec::new())?;
    for row in table {
        let cells = row.into_iter().map(exports::harmless);
        writer.write_record(cells).map_err(std::io::Error::other)?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    let named = "attachment; filename=\"registre.csv\"";
    Ok(file(bytes, "text/csv; charset=utf-8", named))
}

/// `/administration/registre.json`
pub async fn json(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadState)?;
    let locale = person.visitor.locale;
    let json = register_json(locale, &site(&app, locale), &register::of(&app));
    let named = "attachment; filename=\"registre.json\"";
    Ok(file(json.into_bytes(), "application/json", named))
}

/// A file that is kept by nobody between.
pub(super) fn file(bytes: Vec<u8>, content_type: &'static str, named: &'static str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_DISPOSITION, named),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
