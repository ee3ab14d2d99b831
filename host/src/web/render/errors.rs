//! Pages that say plainly what went wrong, what the visitor can do instead, and a code to read out on the telephone. They
//! never show an error's own words: those are for the logs.

use askama::Template;

use super::host_pages::telephone_href;
use super::html::Html;
use super::layout::{self, Body};
use super::site::{Site, View};
use super::words::Words;
use crate::web::locale::Locale;

/// What went wrong, as a visitor sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// 400: the request could not be read.
    BadRequest,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 405: the address is right, the way to ask is not.
    MethodNotAllowed,
    /// 408: the visitor's connection is too slow.
    TooSlow,
    /// 410.
    Gone,
    /// 413: what was sent is too large.
    TooLarge,
    /// 429: too many requests from one place.
    TooMany,
    /// 500.
    Internal,
    /// 503: too many visitors at once.
    Overloaded,
    /// 503: the database or the disk does not answer.
    Unavailable,
    /// 503: the same while something was to be kept.
    NotKept,
}

impl ErrorKind {
    /// Title and text.
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::BadRequest => ("bad-request-title", "bad-request-text"),
            Self::Forbidden => ("forbidden-title", "forbidden-text"),
            Self::NotFound => ("not-found-title", "not-found-text"),
            Self::MethodNotAllowed => ("method-title", "method-text"),
            Self::TooSlow => ("too-slow-title", "too-slow-text"),
            Self::Gone => ("gone-title", "gone-text"),
            Self::TooLarge => ("too-large-title", "too-large-text"),
            Self::TooMany => ("too-many-title", "too-many-text"),
            Self::Internal => ("internal-title", "internal-text"),
            Self::Overloaded => ("overloaded-title", "overloaded-text"),
            Self::Unavailable => ("unavailable-title", "unavailable-text"),
            Self::NotKept => ("not-kept-title", "not-kept-text"),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorView<'a> {
    words: Words,
    title: &'a str,
    text: &'a str,
    telephone: Option<(&'a str, String)>,
    email: Option<&'a str>,
    /// Where the visitor can try again.
    again: Option<&'a str>,
    code: &'a str,
}

/// An error page. `code` is the request's, as [`crate::codes::readable_code`] makes it; without one, none is shown.
pub fn error_page(kind: ErrorKind, site: &Site, view: &View, code: &str) -> String {
    let (title, text) = kind.keys();
    let words = Words(view.locale);
    render(site, view, words.get(title), words.get(text), None, code)
}

/// Title and text of an error, for who shows no page.
pub fn error_words(kind: ErrorKind, locale: Locale) -> (&'static str, &'static str) {
    let ((title, text), words) = (kind.keys(), Words(locale));
    (words.get(title), words.get(text))
}

/// The same with a title and a text of their own.
pub(super) fn own_error_page(
    site: &Site,
    view: &View,
    title: &str,
    text: &str,
    code: &str,
) -> String {
    render(site, view, title, text, None, code)
}

/// 503 for too many visitors at once. Nothing is looked up for it, so it can be made beforehand.
pub fn overloaded_page(site: &Site, view: &View, code: &str) -> String {
    error_page(ErrorKind::Overloaded, site, view, code)
}

/// The polite page for a plugin that failed: the rest of the site stands.
pub fn plugin_failed_page(site: &Site, view: &View, code: &str) -> String {
    let words = Words(view.locale);
    let again = view.address_with("", None);
    render(
        site,
        view,
        words.get("plugin-failed-title"),
        &service_text(words, view, "plugin-failed-text"),
        Some(&again),
        code,
    )
}

/// The polite page for a plugin that was paused after failing again and again, or by an administrator.
pub fn plugin_paused_page(site: &Site, view: &View, code: &str) -> String {
    let words = Words(view.locale);
    render(
        site,
        view,
        words.get("plugin-paused-title"),
        &service_text(words, view, "plugin-paused-text"),
        None,
        code,
    )
}

/// The service's name at the beginning, if it is known.
fn service_text(words: Words, view: &View, key: &'static str) -> String {
    let name = view.plugin.as_ref().map_or("", |plugin| plugin.name.trim());
    let name = if name.is_empty() {
        words.get("this-service").to_owned()
    } else {
        words.with("service-named", &[("name", name)])
    };
    words.with(key, &[("service", &name)])
}

fn render(
    site: &Site,
    view: &View,
    title: &str,
    text: &str,
    again: Option<&str>,
    code: &str,
) -> String {
    let page = ErrorView {
        words: Words(view.locale),
        title,
        text,
        telephone: site
            .contact
            .telephone
            .as_deref()
            .and_then(|number| Some((number, telephone_href(number)?))),
        email: site
            .contact
            .email
            .as_deref()
            .filter(|email| email.contains('@')),
        again,
        code,
    };
    let body = Body {
        title: title.to_owned(),
        content: Html::render(&page),
        hidden_from_search: true,
        ..Body::default()
    };
    layout::document(site, view, body)
}
