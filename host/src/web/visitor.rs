//! Who asks, and how: language, reading comfort and commune from address and cookies; nothing else is known of a visitor.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

use super::comfort::{self, Comfort};
use super::locale::{self, Locale};
use super::person::{PLAIN_COOKIE, SECURE_COOKIE};
use super::render::{
    Declared, EXPAND_ALL, NavigationEntry, Site, SiteContact, View, ViewedPlugin, directory_entry,
};
use crate::app::App;
use crate::plugins::Loaded;
use crate::plugins::manifest::said;

/// The cookie that holds the INSEE code of the visitor's commune.
const MUNICIPALITY: &str = "commune";
/// Names and values of a query that are read; nobody types more.
const QUERY_PAIRS_MAX: usize = 100;

/// Ties together what visitor and administrator read.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Whether somebody may be signed in.
pub fn has_session(headers: &HeaderMap) -> bool {
    [SECURE_COOKIE, PLAIN_COOKIE]
        .iter()
        .any(|name| cookie(headers, name).is_some())
}

/// A visitor's request, without its body.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The page's language.
    pub locale: Locale,
    /// True where the address itself names the language: a cookie remembers it.
    pub locale_named: bool,
    /// Reading comfort.
    pub comfort: Comfort,
    /// An INSEE code.
    pub municipality: Option<String>,
    /// As it stands in the address.
    pub path: String,
    /// Decoded names and values.
    pub query: Vec<(String, String)>,
    /// To be read out on the telephone.
    pub request_id: String,
    /// Such as `"ab12"`.
    pub if_none_match: Option<String>,
    /// Whether somebody may be signed in: what they read is kept for nobody else.
    pub has_session: bool,
    /// Host name and port as asked for.
    host: Option<String>,
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self::read(parts))
    }
}

impl Visitor {
    /// Reads what is known of a visitor.
    pub fn read(parts: &Parts) -> Self {
        let query: Vec<(String, String)> = parts
            .uri
            .query()
            .map(|query| {
                url::form_urlencoded::parse(query.as_bytes())
                    .into_owned()
                    .take(QUERY_PAIRS_MAX)
                    .collect()
            })
            .unwrap_or_default();
        let named = query
            .iter()
            .rev()
            .find(|(name, _)| name == locale::NAME)
            .map(|(_, value)| value.as_str());
        let text = |name: header::HeaderName| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        Self {
            locale: Locale::choose(
                named,
                cookie(&parts.headers, locale::NAME).as_deref(),
                text(header::ACCEPT_LANGUAGE),
            ),
            locale_named: named.is_some_and(|named| Locale::from_code(named).is_some()),
            comfort: cookie(&parts.headers, comfort::COOKIE)
                .map(|value| Comfort::from_cookie(&value))
                .unwrap_or_default(),
            municipality: cookie(&parts.headers, MUNICIPALITY).filter(|code| is_insee_code(code)),
            path: parts.uri.path().to_owned(),
            request_id: parts
                .extensions
                .get::<RequestId>()
                .map(|id| id.0.clone())
                .unwrap_or_default(),
            if_none_match: text(header::IF_NONE_MATCH).map(str::to_owned),
            has_session: has_session(&parts.headers),
            host: text(header::HOST).map(str::to_owned),
            query,
        }
    }

    /// The address asked for, to come back to.
    pub fn address(&self) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.query)
            .finish();
        match query.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }

    /// The last value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The address of this instance as the visitor has it, without a slash at its end; empty where it is not known.
    pub fn base(&self, app: &App) -> String {
        match (&app.config.server.public_url, &self.host) {
            (Some(url), _) => url.trim_end_matches('/').to_owned(),
            (None, Some(host)) => format!("{}://{host}", app.scheme()),
            (None, None) => String::new(),
        }
    }

    /// What pages are rendered with.
    pub fn view(&self, app: &App) -> View {
        let base = self.base(app);
        View {
            locale: self.locale,
            comfort: self.comfort,
            path: self.path.clone(),
            query: self.query.clone(),
            address: if base.is_empty() {
                base
            } else {
                format!("{base}{}", self.path)
            },
            search: String::new(),
            expand_all: self.query(EXPAND_ALL).is_some(),
            plugin: None,
            contribution_proof: None,
            pictured: Vec::new(),
        }
    }

    /// What pages of a plugin are rendered with.
    pub fn view_of(&self, app: &App, plugin: &Loaded) -> View {
        let plugin = ViewedPlugin {
            name: plugin.manifest.name_in(self.locale.code()).to_owned(),
            root: plugin.manifest.mount.clone().unwrap_or_default(),
        };
        View {
            plugin: Some(plugin),
            ..self.view(app)
        }
    }
}

/// Lets the pages of this request know whether there is a directory to lead to.
pub async fn look(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if let Err(error) = app.look_into_directory().await {
        tracing::warn!(%error, "the directory cannot be looked into");
    }
    next.run(request).await
}

/// The instance as pages of this language show it.
pub fn site(app: &App, locale: Locale) -> Site {
    let instance = &app.config.instance;
    let installed = app.plugins.installed();
    let directory = app.has_directory().then(|| directory_entry(locale));
    let services = installed.values().filter_map(|plugin| {
        let label = said(plugin.manifest.navigation.as_ref()?, locale.code())?.to_owned();
        Some(NavigationEntry {
            label,
            href: plugin.manifest.mount.clone()?,
        })
    });
    Site {
        name: instance.name.clone(),
        department: instance.department.clone(),
        navigation: directory.into_iter().chain(services).collect(),
        contact: SiteContact {
            email: instance.contact_email.clone(),
            telephone: instance.contact_telephone.clone(),
            address: Vec::new(),
        },
        legal: app.config.legal.clone(),
        accessibility: Declared {
            state: app.conformity.state(),
            table: app.conformity.clone(),
            contact: app.config.accessibility.contact.clone(),
            plan: app.config.accessibility.plan.clone(),
            declared: app.config.accessibility.declared.clone(),
        },
        sends_mail: app.mailer.is_some(),
        time_zone: app.directory.settings().zone.clone(),
    }
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// A cookie that only this site reads, for a year; an empty value lets it go.
pub fn set_cookie(name: &str, value: Option<&str>, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    let (value, age) = value.map_or(("", 0), |value| (value, 31_536_000));
    format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}")
}

fn is_insee_code(code: &str) -> bool {
    code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
