//! `/administration`: the pages of people who work here. Each handler states the right that opens it in its first line; a
//! test asks every address as every role.

pub mod accounts;
pub mod acts;
pub mod codes;
pub mod duplicates;
pub mod extensions;
mod import_upload;
pub mod imports;
pub mod moderation;
pub mod peers;
pub mod people;
pub mod record;
pub mod records;
pub mod register;
mod report_body;
pub mod statistics;
pub mod suggestions;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::error::WebError;
use super::person::{self, Person};
use super::render::{desk_home_page, roles_page};
use crate::accounts::Capability;
use crate::app::App;
use crate::doctor;

/// `/administration`
pub async fn show(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::Enter)?;
    let findings = match person.signed.has(Capability::ReadState) {
        true => Some(doctor::look_quickly(&app).await),
        false => None,
    };
    let peers = match person.signed.has(Capability::ManagePeers) {
        true => app.federation.waiting().await?,
        false => 0,
    };
    let cases = match person.signed.has(Capability::Moderate) {
        true => moderation::of(&app).count().await?.cases,
        false => 0,
    };
    Ok(person::page(desk_home_page(
        &person.desk(&app),
        findings.as_deref(),
        (peers, cases),
    )))
}

/// `/administration/roles`
pub async fn roles(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::Enter)?;
    Ok(person::page(roles_page(&person.desk(&app))))
}
