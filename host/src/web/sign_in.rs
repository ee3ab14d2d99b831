//! `/connexion` and `/deconnexion`: in with a name and a password, out with a button. A session gets a new word each time.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::audit;
use super::error::{self, WebError};
use super::person::{self, session_cookie, word};
use super::provider;
use super::render::{
    DESK, SIGN_IN, SIGN_IN_NEXT, SignIn, SignInFault, is_local_path, sign_in_page,
};
use super::visitor::{Visitor, site};
use crate::accounts::{Account, AccountError, Device, Secret};
use crate::app::App;
use crate::audit::Said;

/// The query parameter that says that somebody just signed out.
const SIGNED_OUT: &str = "fini";
/// What the browser forgets with the session: its copies of pages, and whatever else a page might have kept. Language and
/// reading comfort stay: they say nothing of a person.
const CLEARED: &str = "\"cache\", \"storage\"";

/// `/connexion?suite=`
pub async fn edit_form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let signed_out = visitor.query(SIGNED_OUT).is_some();
    let page = SignIn {
        next: next(visitor.query(SIGN_IN_NEXT)).to_owned(),
        signed_out,
        provider: app.provider.as_ref().map(|one| one.name().to_owned()),
        farewell: signed_out && provider::has_farewell(&app, &headers),
        no_administrator: !app.accounts.has_administrator().await?,
        ..SignIn::default()
    };
    let site = site(&app, visitor.locale);
    Ok(person::page(sign_in_page(
        &site,
        &visitor.view(&app),
        &page,
    )))
}

/// Signs in and goes on to where the person wanted to go.
pub async fn save(
    State(app): State<Arc<App>>,
    parts: Parts,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let value = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let next = next(Some(value(SIGN_IN_NEXT)));
    let login = value("identifiant");
    let from = person::address(&parts);
    let came = app
        .accounts
        .sign_in(login, value("mot-de-passe"), from)
        .await;
    let (fault, answer): (_, fn(String, u64) -> Response) = match came {
        Ok(account) => return begin(&app, &parts, &account, next).await,
        Err(AccountError::Refused) => (SignInFault::Refused, |html, _| error::to_mend(html)),
        Err(AccountError::TooMany(seconds)) => (SignInFault::TooMany(seconds), error::too_many),
        Err(other) => return Err(other.into()),
    };
    let visitor = Visitor::read(&parts);
    let page = SignIn {
        login: login.to_owned(),
        next: next.to_owned(),
        fault: Some(fault),
        provider: app.provider.as_ref().map(|one| one.name().to_owned()),
        ..SignIn::default()
    };
    let html = sign_in_page(&site(&app, visitor.locale), &visitor.view(&app), &page);
    let seconds = match fault {
        SignInFault::TooMany(seconds) => seconds,
        SignInFault::Refused => 0,
    };
    Ok(answer(html, seconds))
}

/// Begins a session for an account that has just shown who it is.
pub async fn begin(
    app: &App,
    parts: &Parts,
    account: &Account,
    next: &str,
) -> Result<Response, WebError> {
    let (response, _) = begin_kept(app, parts, account, next).await?;
    Ok(response)
}

/// The same, and the session's word.
pub async fn begin_kept(
    app: &App,
    parts: &Parts,
    account: &Account,
    next: &str,
) -> Result<(Response, Secret), WebError> {
    let before = word(app, &parts.headers);
    let secret = app
        .accounts
        .begin_session(account, before.as_deref(), device(parts))
        .await?;
    let said = Said::by(audit::who(account));
    if let Err(error) = app.audit.note("signed-in", said).await {
        tracing::error!(%error, "a sign-in could not be noted in the journal of acts");
    }
    let mut response = error::see_other(next);
    let cookie = session_cookie(app, Some(secret.as_str()));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    Ok((response, secret))
}

/// What the browser says that it is.
fn device(parts: &Parts) -> Device {
    let says = parts.headers.get(header::USER_AGENT);
    Device::of(says.and_then(|says| says.to_str().ok()).unwrap_or_default())
}

/// Ends the session.
pub async fn sign_out(State(app): State<Arc<App>>, parts: Parts) -> Result<Response, WebError> {
    let farewell = match word(&app, &parts.headers) {
        Some(word) => app.accounts.leave(&word).await?,
        None => None,
    };
    let mut response = error::see_other(&format!("{SIGN_IN}?{SIGNED_OUT}=1"));
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, session_cookie(&app, None));
    headers.insert("clear-site-data", HeaderValue::from_static(CLEARED));
    if let (Some(farewell), Some(_)) = (farewell, &app.provider) {
        provider::offer_farewell(&app, &farewell, &mut response);
    }
    Ok(response)
}

/// Only to a page of this site.
fn next(wanted: Option<&str>) -> &str {
    wanted.filter(|path| is_local_path(path)).unwrap_or(DESK)
}
