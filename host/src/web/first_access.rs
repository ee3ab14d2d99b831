//! `/premier-acces/{token}`: what a one-time link opens. The first one makes an administrator, the others set a password.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::request::Parts;
use axum::response::Response;

use super::error::{self, WebError};
use super::render::{DESK, FirstAccess, first_access_page, link_over_page};
use super::visitor::{Visitor, site};
use super::{person, sign_in};
use crate::accounts::{Account, AccountError, NewAccount, Opened, PasswordFault};
use crate::app::App;

/// `/premier-acces/{token}`
pub async fn edit_form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    match app.accounts.opened_by(&token).await {
        Ok(opened) => Ok(person::page(show(
            &app,
            &visitor,
            &opened,
            FirstAccess {
                token: &token,
                ..FirstAccess::default()
            },
        ))),
        Err(error) => over(&app, &visitor, error),
    }
}

/// Uses the link, and signs in.
pub async fn save(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    parts: Parts,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let visitor = Visitor::read(&parts);
    let value = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let opened = match app.accounts.opened_by(&token).await {
        Ok(opened) => opened,
        Err(error) => return over(&app, &visitor, error),
    };
    let new = NewAccount {
        name: value("nom").to_owned(),
        login: value("identifiant").to_owned(),
    };
    let passwords = (value("mot-de-passe"), value("encore"));
    match use_link(&app, (&token, &opened), &new, passwords).await {
        Ok(account) => {
            app.accounts.came_in(&account, person::address(&parts));
            sign_in::begin(&app, &parts, &account, DESK).await
        }
        Err(
            fault @ (AccountError::Field(_)
            | AccountError::LoginTaken(_)
            | AccountError::Password(_)),
        ) => {
            let page = FirstAccess {
                token: &token,
                name: &new.name,
                login: &new.login,
                fault: Some(&fault),
                ..FirstAccess::default()
            };
            Ok(error::to_mend(show(&app, &visitor, &opened, page)))
        }
        Err(error) => over(&app, &visitor, error),
    }
}

async fn use_link(
    app: &App,
    (token, opened): (&str, &Opened),
    new: &NewAccount,
    (password, again): (&str, &str),
) -> Result<Account, AccountError> {
    if password != again {
        return Err(AccountError::Password(PasswordFault::Different));
    }
    match opened {
        Opened::First => app.accounts.make_first(token, new, password).await,
        Opened::Password(_) => app.accounts.set_password(token, password).await,
    }
}

fn show(app: &App, visitor: &Visitor, opened: &Opened, page: FirstAccess) -> String {
    let owner = match opened {
        Opened::First => None,
        Opened::Password(account) => Some((account.name.as_str(), account.login.as_str())),
    };
    let provider = app.provider.as_ref().map(|one| one.name());
    let page = FirstAccess {
        owner,
        provider,
        ..page
    };
    first_access_page(&site(app, visitor.locale), &visitor.view(app), &page)
}

/// The page for a link that opens nothing any more.
fn over(app: &App, visitor: &Visitor, error: AccountError) -> Result<Response, WebError> {
    match error {
        AccountError::Link => {
            let html = link_over_page(&site(app, visitor.locale), &visitor.view(app));
            Ok(error::gone(html))
        }
        other => Err(other.into()),
    }
}
