//! The document around every page: head, header, navigation, search, help and footer, always in the same places.

use askama::Template;

use super::address_code;
use super::administration::DESK;
use super::assets;
use super::html::Html;
use super::site::{COMFORT, COMFORT_BACK, COMFORT_SAVED, Site, View};
use super::text::clean_document;
use super::words::Words;
use crate::conformity::State;
use crate::web::locale::{self, Locale};

/// What differs between pages.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// For `<title>`, without the site's name.
    pub title: String,
    /// Something is to be mended in a form.
    pub has_errors: bool,
    /// Other forms of this page.
    pub alternates: Vec<AlternateView>,
    /// It has a search box of its own: a second one in the header would only take space.
    pub has_search: bool,
    /// Search engines should not list it.
    pub hidden_from_search: bool,
    /// Who is signed in, on pages of the administration.
    pub person: Option<PersonView>,
    /// Scripts of ours that add what no page needs.
    pub scripts: Vec<&'static str>,
    /// What stands in `<main>`.
    pub content: Html,
}

/// Who is signed in, in words.
#[derive(Debug)]
pub(super) struct PersonView {
    pub words: String,
}

/// Another form of a page, resolved.
#[derive(Debug)]
pub(super) struct AlternateView {
    pub content_type: String,
    pub href: String,
    pub title: String,
    pub external: bool,
}

struct LanguageView {
    code: &'static str,
    name: &'static str,
    href: String,
    current: bool,
}

struct EntryView<'a> {
    label: &'a str,
    href: &'a str,
    /// `page` or `true`, for `aria-current`.
    current: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    words: Words,
    site: &'a Site,
    view: &'a View,
    code: &'static str,
    classes: String,
    css: &'static str,
    icon: &'static str,
    mark: &'static str,
    languages: Vec<LanguageView>,
    /// How far the site is accessible, as the law wants it said on each page.
    accessibility: &'static str,
    /// The page on reading comfort, which leads back here.
    comfort: String,
    /// The page's address for the cameras of telephones.
    code_for_cameras: Option<Html>,
    navigation: Vec<EntryView<'a>>,
    plugin_name: Option<&'a str>,
    body: Body,
}

/// Writes the whole document.
pub(super) fn document(site: &Site, view: &View, body: Body) -> String {
    let words = Words(view.locale);
    let layout = Layout {
        words,
        site,
        view,
        code: view.locale.code(),
        classes: view.comfort.classes(),
        css: assets::css_href(),
        icon: assets::icon_href(),
        mark: assets::mark_href(),
        languages: Locale::ALL
            .into_iter()
            .map(|locale| language(view, locale))
            .collect(),
        accessibility: mention(words, site.accessibility.state),
        comfort: comfort(view),
        code_for_cameras: address_code::svg(&view.address),
        navigation: site
            .navigation
            .iter()
            .map(|entry| EntryView {
                label: &entry.label,
                href: &entry.href,
                current: current(&view.path, &entry.href),
            })
            .collect(),
        plugin_name: view
            .plugin
            .as_ref()
            .map(|plugin| plugin.name.as_str())
            .filter(|name| *name != body.title && !name.is_empty()),
        body,
    };
    clean_document(Html::render(&layout).into_string())
}

/// The mention of the declaration's state.
pub(super) fn mention(words: Words, state: State) -> &'static str {
    match state {
        State::NotCompliant => words.get("accessibility-mention"),
        State::Partial => words.get("accessibility-mention-partial"),
        State::Whole => words.get("accessibility-mention-whole"),
    }
}

fn language(view: &View, locale: Locale) -> LanguageView {
    LanguageView {
        code: locale.code(),
        name: Words(locale).get("language-name"),
        href: view.in_language(locale),
        current: locale == view.locale,
    }
}

/// `/confort?retour=/demarches/F1234`; the language is chosen there, so the address names none.
fn comfort(view: &View) -> String {
    if view.path == COMFORT {
        return view.address_with(COMFORT_SAVED, None);
    }
    let back = view.address_with(locale::NAME, None);
    if back == "/" {
        return COMFORT.to_owned();
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(COMFORT_BACK, &back)
        .finish();
    format!("{COMFORT}?{query}")
}

fn current(path: &str, href: &str) -> Option<&'static str> {
    let below = path.strip_prefix(href);
    match below {
        Some("" | "/") => Some("page"),
        // The first pages of the site and of the administration stand above all others.
        Some(rest) if rest.starts_with('/') && href != "/" && href != DESK => Some("true"),
        _ => None,
    }
}
