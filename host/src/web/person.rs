//! Who is signed in, as handlers ask for it: a `Person` in the arguments, `person.may(…)?` in the first line. Whoever is not
//! signed in is sent there; who lacks the right reads which one.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Response};

use super::audit::Told;
use super::error::WebError;
use super::render::{DESK, Desk};
use super::server::Peer;
use super::visitor::{Visitor, cookie, site};
use crate::accounts::{Account, AccountError, Capability, Signed};
use crate::app::App;

/// A browser gives a cookie with this prefix to nobody but this host over HTTPS.
pub const SECURE_COOKIE: &str = "__Host-session";
/// Over plain HTTP, on somebody's own machine, browsers refuse the other.
pub const PLAIN_COOKIE: &str = "session";

/// Somebody who is signed in, and the request.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who it is.
    pub signed: Signed,
    /// How the page is asked for.
    pub visitor: Visitor,
    told: Told,
}

impl FromRequestParts<Arc<App>> for Person {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, WebError> {
        let visitor = Visitor::read(parts);
        let signed = signed(app, &parts.headers).await?;
        // What was sent with a form is lost on the way to sign-in, so the way leads back to a page.
        let next = match (&parts.method, parts.uri.path_and_query()) {
            (&Method::GET, Some(address)) => address.as_str().to_owned(),
            _ => DESK.to_owned(),
        };
        let signed = signed.ok_or(WebError::SignIn(next))?;
        let told = parts.extensions.get::<Told>().cloned().unwrap_or_default();
        Ok(Self {
            signed,
            visitor,
            told,
        })
    }
}

impl Person {
    /// Goes on where the person has this right.
    pub fn may(&self, capability: Capability) -> Result<(), WebError> {
        match self.signed.has(capability) {
            true => Ok(()),
            false => Err(WebError::Lacks(capability)),
        }
    }

    /// Adds to what the journal of acts says of this request: to what it was done, and what else there is to say.
    pub fn tell(&self, object: &str, details: &str) {
        self.told.tell(object, details);
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.signed.account
    }

    /// What the frame around a page must know.
    pub fn desk(&self, app: &App) -> Desk {
        self.desk_at(app, &self.visitor.path)
    }

    /// The same for the answer to a form, whose own address shows no page: as if it stood at `path`.
    pub fn desk_at(&self, app: &App, path: &str) -> Desk {
        let mut visitor = self.visitor.clone();
        if visitor.path != path {
            visitor.path = path.to_owned();
            visitor.query.clear();
        }
        Desk {
            site: site(app, visitor.locale),
            view: visitor.view(app),
            name: self.account().name.clone(),
            role: self.account().role,
        }
    }
}

/// A page for one person: nobody keeps it.
pub fn page(html: String) -> Response {
    let mut response = Html(html).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

/// Who is signed in, if somebody is.
pub async fn signed(app: &App, headers: &HeaderMap) -> Result<Option<Signed>, AccountError> {
    match word(app, headers) {
        Some(word) => {
            let signed = app.accounts.signed(&word).await?;
            if signed.is_some() {
                app.gate.know(&word);
            }
            Ok(signed)
        }
        None => Ok(None),
    }
}

/// The word of the session that a request comes with.
pub fn word(app: &App, headers: &HeaderMap) -> Option<String> {
    cookie(headers, cookie_name(app)).filter(|word| !word.is_empty())
}

fn cookie_name(app: &App) -> &'static str {
    match app.is_https() {
        true => SECURE_COOKIE,
        false => PLAIN_COOKIE,
    }
}

/// The cookie of a session; without a word it goes. It ends with the browser: computers are shared.
pub fn session_cookie(app: &App, word: Option<&str>) -> HeaderValue {
    let name = cookie_name(app);
    let secure = if app.is_https() { "; Secure" } else { "" };
    let (word, age) = match word {
        Some(word) => (word, ""),
        None => ("", "; Max-Age=0"),
    };
    let cookie = format!("{name}={word}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::try_from(cookie).expect("hexadecimal digits are header text")
}

/// Where a request comes from, as the server knows it (`server.rs`).
pub fn address(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<Peer>();
    peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0)
}

/// Lets no browser and no proxy keep what somebody read who is signed in, whatever page it was.
pub async fn keep_nothing(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let signed = !path.starts_with("/static/") && word(&app, request.headers()).is_some();
    let mut response = next.run(request).await;
    if signed {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.remove(header::ETAG);
    }
    response
}
