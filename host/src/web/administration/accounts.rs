//! `/administration/comptes`: who has an account; add one, give a role, close it, end its sessions.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;

use crate::accounts::{Account, AccountError, Capability, NewAccount, Role, Secret};
use crate::app::App;
use crate::web::error::{self, WebError};
use crate::web::letters::{self, Access};
use crate::web::person::{self, Person};
use crate::web::render::{
    AccountPage, AccountsPage, FIRST_ACCESS, Invitation, account_page, accounts_page,
};

/// The query parameter that says that a change was kept.
const DONE: &str = "fait";

/// `/administration/comptes`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let page = AccountsPage {
        accounts: app.accounts.list().await?,
        ..AccountsPage::default()
    };
    Ok(person::page(accounts_page(&person.desk(&app), &page)))
}

/// Makes an account and shows its link, once.
pub async fn add(
    State(app): State<Arc<App>>,
    person: Person,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let new = NewAccount {
        name: value(&fields, "nom").to_owned(),
        login: value(&fields, "identifiant").to_owned(),
    };
    let role = role(&fields)?;
    match app.accounts.invite(&new, role).await {
        Ok((account, secret)) => shown(&app, &person, &account, Some(secret), None).await,
        Err(fault @ (AccountError::Field(_) | AccountError::LoginTaken(_))) => {
            let page = AccountsPage {
                accounts: app.accounts.list().await?,
                name: &new.name,
                login: &new.login,
                role: Some(role),
                fault: Some(&fault),
            };
            Ok(error::to_mend(accounts_page(&person.desk(&app), &page)))
        }
        Err(other) => Err(other.into()),
    }
}

/// `/administration/comptes/{id}`
pub async fn show(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let account = app.accounts.get(&id).await?;
    shown(&app, &person, &account, None, None).await
}

/// Makes a link with which the account's owner chooses a password, and shows it once.
pub async fn link(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let secret = app.accounts.link(&id).await?;
    let account = app.accounts.get(&id).await?;
    shown(&app, &person, &account, Some(secret), None).await
}

/// Takes back its links.
pub async fn withdraw(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    app.accounts.get(&id).await?;
    let withdrawn = app.accounts.withdraw_links(&id).await;
    after(&app, &person, &id, withdrawn).await
}

/// Gives another role.
pub async fn change_role(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let changed = app.accounts.change_role(&id, role(&fields)?).await;
    after(&app, &person, &id, changed).await
}

/// Closes the account.
pub async fn disable(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let changed = app.accounts.disable(&id).await;
    after(&app, &person, &id, changed).await
}

/// Opens it again.
pub async fn enable(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let changed = app.accounts.enable(&id).await;
    after(&app, &person, &id, changed).await
}

/// Ends every session of the account.
pub async fn end_sessions(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    app.accounts.get(&id).await?;
    let ended = app.accounts.end_sessions(&id).await;
    after(&app, &person, &id, ended.map(|_| ())).await
}

/// Back to the account, with what was done or why it was not.
async fn after(
    app: &App,
    person: &Person,
    id: &str,
    changed: Result<(), AccountError>,
) -> Result<Response, WebError> {
    match changed {
        Ok(()) => Ok(error::see_other(&format!(
            "/administration/comptes/{id}?{DONE}=1"
        ))),
        Err(AccountError::LastAdministrator) => {
            let account = app.accounts.get(id).await?;
            shown(
                app,
                person,
                &account,
                None,
                Some(AccountError::LastAdministrator),
            )
            .await
        }
        Err(other) => Err(other.into()),
    }
}

async fn shown(
    app: &App,
    person: &Person,
    account: &Account,
    secret: Option<Secret>,
    fault: Option<AccountError>,
) -> Result<Response, WebError> {
    let desk = person.desk_at(app, &format!("/administration/comptes/{}", account.id));
    let sent = match &secret {
        Some(secret) => send(app, person, account, secret).await?,
        None => None,
    };
    let invitation = secret.map(|secret| Invitation {
        address: desk.link(&format!("{FIRST_ACCESS}/{}", secret.as_str())),
        name: account.name.clone(),
        sent,
    });
    let page = AccountPage {
        account,
        sessions: app.accounts.sessions_of(&account.id).await?,
        invitation,
        fault: fault.as_ref(),
        done: person.visitor.query(DONE).is_some(),
    };
    let html = account_page(&desk, &page);
    Ok(match page.fault {
        Some(_) => error::to_mend(html),
        None => person::page(html),
    })
}

/// Sends the link to its owner too, where the instance sends mail and the sign-in name is an address; which one it was.
async fn send(
    app: &App,
    person: &Person,
    account: &Account,
    secret: &Secret,
) -> Result<Option<String>, WebError> {
    let Some(address) = account.address().filter(|_| app.mailer.is_some()) else {
        return Ok(None);
    };
    let locale = person.visitor.locale;
    let letter = letters::access(app, locale, (account, secret), Access::Invited);
    app.letters.post(&letter).await?;
    Ok(Some(address.as_str().to_owned()))
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.as_str())
}

fn role(fields: &[(String, String)]) -> Result<Role, WebError> {
    let word = value(fields, "role");
    word.parse()
        .map_err(|error: crate::accounts::UnknownRole| WebError::BadRequest(error.to_string()))
}
