//! `/mot-de-passe-oublie`: a new link by mail. The answer and its time are the same whether an account has this name or not.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::request::Parts;
use axum::response::Response;

use super::error::{self, WebError};
use super::letters::{self, Access};
use super::pace::{Sender, WINDOW_S};
use super::person;
use super::render::{Forgotten, forgotten_page};
use super::visitor::{Visitor, site};
use crate::app::App;

/// `/mot-de-passe-oublie`
pub async fn edit_form(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    person::page(shown(&app, &visitor, Forgotten::Asked))
}

/// Says that a letter goes if there is an account; looks for it beside the answer.
pub async fn save(
    State(app): State<Arc<App>>,
    parts: Parts,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let visitor = Visitor::read(&parts);
    if !app.pace.allows(&Sender::of(&parts)) {
        let html = shown(&app, &visitor, Forgotten::TooMany(WINDOW_S));
        return Ok(error::too_many(html, WINDOW_S));
    }
    let login = fields.into_iter().find(|(name, _)| name == "identifiant");
    let login = login.map(|(_, login)| login).unwrap_or_default();
    if app.mailer.is_some() {
        let (app, locale) = (app.clone(), visitor.locale);
        tokio::spawn(async move {
            let letter = |account: &_, secret: &_| {
                letters::access(&app, locale, (account, secret), Access::Forgotten)
            };
            if let Err(error) = app.accounts.forgotten(&login, letter).await {
                tracing::warn!(%error, "a link for a forgotten password could not be made");
            }
        });
    }
    Ok(person::page(shown(&app, &visitor, Forgotten::Sent)))
}

fn shown(app: &App, visitor: &Visitor, state: Forgotten) -> String {
    forgotten_page(&site(app, visitor.locale), &visitor.view(app), state)
}
