//! `/connexion/fournisseur` and the ways back from there: in by a provider that vouches for people (OpenID Connect), and out of
//! it. It begins by a link, since a form may lead to no other site. One cookie, for ten minutes, binds the way back to the
//! browser that left; whatever goes wrong, nobody comes in, and words say what to do instead.

use std::sync::Arc;

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::audit;
use super::error::{self, WebError};
use super::render::{
    DESK, FIRST_ACCESS, PROVIDER_BACK, ProviderFault, SIGN_IN, SIGN_IN_NEXT, SignIn, is_local_path,
    sign_in_page,
};
use super::visitor::{Visitor, cookie, site};
use super::{person, sign_in};
use crate::accounts::{AWAY_MS, Account, AccountError, Secret};
use crate::app::App;
use crate::audit::Said;
use crate::oidc::{Away, Came, OidcError, Provider};

/// The query parameter that holds the word of an invitation.
const INVITATION: &str = "invitation";

/// A short cookie of this host alone.
#[derive(Clone, Copy)]
enum Short {
    /// Who is away to sign in.
    Away,
    /// Who has left here and may leave there too.
    Farewell,
}

impl Short {
    fn name(self, app: &App) -> &'static str {
        match (self, app.is_https()) {
            (Self::Away, true) => "__Host-retour",
            (Self::Away, false) => "retour",
            (Self::Farewell, true) => "__Host-adieu",
            (Self::Farewell, false) => "adieu",
        }
    }

    fn read(self, app: &App, headers: &HeaderMap) -> Option<String> {
        cookie(headers, self.name(app)).filter(|value| !value.is_empty())
    }

    /// Without a value it goes.
    fn write(self, app: &App, value: Option<&str>, response: &mut Response) {
        let name = self.name(app);
        let secure = if app.is_https() { "; Secure" } else { "" };
        let age = value.map_or(0, |_| AWAY_MS / 1000);
        let value = value.unwrap_or_default();
        let cookie =
            format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
        let cookie = HeaderValue::try_from(cookie).expect("words and base64 are header text");
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// `/connexion/fournisseur?suite=&invitation=`: sends the person there.
pub async fn begin(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    parts: Parts,
) -> Result<Response, WebError> {
    let provider = app.provider.as_ref().ok_or(WebError::NotFound)?;
    let next = visitor
        .query(SIGN_IN_NEXT)
        .filter(|path| is_local_path(path));
    let invitation = visitor.query(INVITATION);
    let away = Away::new(next.unwrap_or(DESK), invitation, app.clock.now_ms());
    // Somebody else's page or letter may bind nobody to an account: the person reads first whose it is.
    if let Some(word) = &away.invitation
        && comes_from_elsewhere(&parts.headers)
    {
        return Ok(error::see_other(&format!("{FIRST_ACCESS}/{word}")));
    }
    match provider.begin(&away, PROVIDER_BACK).await {
        Ok(url) => {
            let mut response = elsewhere(url.as_str());
            Short::Away.write(&app, Some(away.kept()), &mut response);
            Ok(response)
        }
        Err(error) => Ok(refused(&app, &parts, &fault_of(&error), &away.next)),
    }
}

/// Whether a browser says that the link stood on no page of ours; old ones say nothing.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let says = headers.get("sec-fetch-site");
    says.is_some_and(|says| says != "same-origin")
}

/// `/connexion/fournisseur/retour?code=&state=`: whoever comes back.
pub async fn come_back(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    parts: Parts,
) -> Result<Response, WebError> {
    let provider = app.provider.as_ref().ok_or(WebError::NotFound)?;
    let mut response = match came(&app, provider, &visitor, &parts).await {
        Ok((away, came, account)) => signed_in(&app, &parts, (&away, &came, &account)).await?,
        Err(Stopped::Fault(fault)) => refused(&app, &parts, &fault, DESK),
        Err(Stopped::Failed(error)) => return Err(error.into()),
    };
    Short::Away.write(&app, None, &mut response);
    Ok(response)
}

/// Why a way back ends without a session.
enum Stopped {
    Fault(ProviderFault),
    Failed(AccountError),
}

impl From<AccountError> for Stopped {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Refused => Self::Fault(ProviderFault::Unknown),
            AccountError::Link => Self::Fault(ProviderFault::Invitation),
            AccountError::TooMany(seconds) => Self::Fault(ProviderFault::TooMany(seconds)),
            other => Self::Failed(other),
        }
    }
}

/// From the way back to the account; nothing is written but that the way back was used, until it is known who came.
async fn came(
    app: &App,
    provider: &Provider,
    visitor: &Visitor,
    parts: &Parts,
) -> Result<(Away, Came, Account), Stopped> {
    let broken = || Stopped::Fault(ProviderFault::Broken);
    let kept = Short::Away.read(app, &parts.headers).ok_or_else(broken)?;
    let away = Away::read(&kept, app.clock.now_ms()).ok_or_else(broken)?;
    let state = visitor.query("state").unwrap_or_default();
    if !is_same(state, &away.state()) {
        return Err(broken());
    }
    match app.accounts.came_back(state, person::address(parts)).await {
        Ok(()) => {}
        Err(AccountError::Refused) => return Err(broken()),
        Err(other) => return Err(other.into()),
    }
    match (visitor.query("error"), visitor.query("code")) {
        (Some(_), _) => Err(Stopped::Fault(ProviderFault::Declined)),
        (None, None) => Err(broken()),
        (None, Some(code)) => {
            let code = (code, visitor.query("iss"));
            let came = provider.finish(&away, code, PROVIDER_BACK).await;
            let came = came.map_err(|error| {
                tracing::warn!(%error, "a sign-in by the provider was refused");
                Stopped::Fault(fault_of(&error))
            })?;
            let invitation = away.invitation.as_deref();
            let (account, is_new) = app.accounts.sign_in_by(&came.identity, invitation).await?;
            if is_new {
                note(app, &account, "identity-bound").await;
            }
            Ok((away, came, account))
        }
    }
}

async fn signed_in(
    app: &App,
    parts: &Parts,
    (away, came, account): (&Away, &Came, &Account),
) -> Result<Response, WebError> {
    app.accounts.came_in(account, person::address(parts));
    let next = Some(away.next.as_str()).filter(|path| is_local_path(path));
    let (response, word) = sign_in::begin_kept(app, parts, account, next.unwrap_or(DESK)).await?;
    app.accounts.keep_proof(word.as_str(), &came.proof).await?;
    Ok(response)
}

/// `/deconnexion/fournisseur`: from a session that has ended here to its end there.
pub async fn leave(State(app): State<Arc<App>>, parts: Parts) -> Result<Response, WebError> {
    let provider = app.provider.as_ref().ok_or(WebError::NotFound)?;
    let mut to = None;
    if let Some(word) = Short::Farewell.read(&app, &parts.headers)
        && let Some(proof) = app.accounts.farewell(&word).await?
    {
        let away = Away::new("", None, app.clock.now_ms());
        to = provider.end(Some(&proof), &away, SIGN_IN).await;
    }
    let mut response = match to {
        Some(url) => elsewhere(url.as_str()),
        None => error::see_other(SIGN_IN),
    };
    Short::Farewell.write(&app, None, &mut response);
    Ok(response)
}

/// Lets somebody who has just left here leave there too.
pub(super) fn offer_farewell(app: &App, word: &Secret, response: &mut Response) {
    Short::Farewell.write(app, Some(word.as_str()), response);
}

/// Whether it is offered to this browser.
pub(super) fn has_farewell(app: &App, headers: &HeaderMap) -> bool {
    app.provider.is_some() && Short::Farewell.read(app, headers).is_some()
}

async fn note(app: &App, account: &Account, act: &str) {
    let said = Said::by(audit::who(account));
    if let Err(error) = app.audit.note(act, said).await {
        tracing::error!(act, %error, "an act could not be noted in the journal of acts");
    }
}

/// Never kept by a browser or a proxy: the address opens something.
fn elsewhere(url: &str) -> Response {
    let mut response = error::see_other(url);
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

fn fault_of(error: &OidcError) -> ProviderFault {
    match error {
        OidcError::Down(_) => ProviderFault::Down,
        OidcError::Refused(_) => ProviderFault::Refused,
        OidcError::NotHere(_) => ProviderFault::Unknown,
    }
}

/// The page to sign in, with what went wrong: the password still opens.
fn refused(app: &App, parts: &Parts, fault: &ProviderFault, next: &str) -> Response {
    let mut visitor = Visitor::read(parts);
    visitor.path = SIGN_IN.to_owned();
    visitor.query.clear();
    let page = SignIn {
        next: next.to_owned(),
        provider: app.provider.as_ref().map(|one| one.name().to_owned()),
        provider_fault: Some(*fault),
        ..SignIn::default()
    };
    let html = sign_in_page(&site(app, visitor.locale), &visitor.view(app), &page);
    match fault {
        ProviderFault::TooMany(seconds) => error::too_many(html, *seconds),
        ProviderFault::Down => error::unavailable(html),
        _ => error::to_mend(html),
    }
}

/// Without telling by the time how much of it is right.
fn is_same(one: &str, other: &str) -> bool {
    let differ = one.bytes().zip(other.bytes());
    one.len() == other.len() && differ.fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}
