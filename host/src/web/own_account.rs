//! `/mon-compte`: where somebody is signed in, and how to end that; for each account its own, whatever its role.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::error::{self, WebError};
use super::person::{self, Person};
use super::render::{OWN_ACCOUNT, OwnAccountPage, own_account_page};
use crate::app::App;

/// The query parameter that says that a change was kept.
const DONE: &str = "fait";

/// `/mon-compte`
pub async fn show(
    State(app): State<Arc<App>>,
    person: Person,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let word = person::word(&app, &headers).unwrap_or_default();
    let account = person.account();
    let page = OwnAccountPage {
        account,
        sessions: app.accounts.sessions(&account.id, &word).await?,
        done: person.visitor.query(DONE).is_some(),
    };
    Ok(person::page(own_account_page(&person.desk(&app), &page)))
}

/// Ends one of one's own sessions; of somebody else's nothing is said.
pub async fn end_one(
    State(app): State<Arc<App>>,
    person: Person,
    Path(handle): Path<String>,
) -> Result<Response, WebError> {
    app.accounts.end_one(&person.account().id, &handle).await?;
    Ok(done())
}

/// Ends all of them but this browser's.
pub async fn end_others(
    State(app): State<Arc<App>>,
    person: Person,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let word = person::word(&app, &headers).unwrap_or_default();
    let id = &person.account().id;
    app.accounts.end_others(id, &word).await?;
    Ok(done())
}

fn done() -> Response {
    error::see_other(&format!("{OWN_ACCOUNT}?{DONE}=1"))
}
