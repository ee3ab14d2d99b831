//! `/administration/journal`: who did what, in words, and as CSV.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use crate::accounts::Capability;
use crate::app::App;
use crate::exports;
use crate::web::error::WebError;
use crate::web::person::{self, Person};
use crate::web::render::{ACTS_BEFORE, ActsPage, acts_page, acts_table};

/// Entries of one page.
const ENTRIES: usize = 50;
/// Entries of one file: a year of a busy instance.
const FILE_ENTRIES: u32 = 100_000;

/// `/administration/journal?avant=`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadAudit)?;
    let before = person.visitor.query(ACTS_BEFORE);
    let before: Option<i64> = before.and_then(|number| number.parse().ok());
    let from = before.unwrap_or(i64::MAX);
    let mut entries = app.audit.before(from, ENTRIES as u32 + 1).await?;
    let more = entries.len() > ENTRIES;
    entries.truncate(ENTRIES);
    let page = ActsPage {
        next: entries.last().map(|last| last.number).filter(|_| more),
        entries,
        is_later: before.is_some(),
        verdict: app.audit.check().await?,
    };
    Ok(person::page(acts_page(&person.desk(&app), &page)))
}

/// `/administration/journal.csv`
pub async fn csv(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadAudit)?;
    let entries = app.audit.before(i64::MAX, FILE_ENTRIES).await?;
    let table = acts_table(&person.desk(&app), &entries);
    let mut writer = exports::table(Vec::new())?;
    for row in table {
        let cells = row.into_iter().map(exports::harmless);
        writer.write_record(cells).map_err(std::io::Error::other)?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let named = |value| HeaderValue::from_static(value);
    headers.insert(header::CONTENT_TYPE, named("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, named("no-store"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        named("attachment; filename=\"journal.csv\""),
    );
    Ok(response)
}
