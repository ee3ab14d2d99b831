//! The host's own pages: home, search, help, legal notice, and a record's page.

use askama::Template;

use super::composer::Composer;
use super::contact::ContactView;
use super::dates;
use super::holder::Holder;
use super::html::Html;
use super::layout::{self, Body};
use super::links::{Links, Target, telephone};
use super::parts::{LabelledLink, named};
use super::records::RecordView;
use super::site::{Site, View, is_local_path};
use super::words::Words;
use crate::plugins::page::{Contact, RecordCard, Source};

/// An installed service, for the first page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// Its name in the page's language.
    pub name: String,
    /// A sentence in the page's language.
    pub description: String,
    /// Its mount path.
    pub href: String,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchResults {
    /// What was looked for; empty where nothing was asked yet.
    pub query: String,
    /// How many there are in all, if that was counted.
    pub total: Option<u64>,
    /// This page's records.
    pub records: Vec<RecordCard>,
    /// The page before, as a path of this site.
    pub previous: Option<String>,
    /// The page after, as a path of this site.
    pub next: Option<String>,
}

pub(super) fn document(site: &Site, view: &View, title: &str, page: &impl Template) -> String {
    let content = Html::render(page);
    layout::document(
        site,
        view,
        Body {
            title: title.to_owned(),
            content,
            ..Body::default()
        },
    )
}

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home<'a> {
    words: Words,
    services: &'a [Service],
}

/// `/`: welcome, search, and the installed services.
pub fn home_page(site: &Site, view: &View, services: &[Service]) -> String {
    let words = Words(view.locale);
    let body = Body {
        title: words.get("home").to_owned(),
        has_search: true,
        content: Html::render(&Home { words, services }),
        ..Body::default()
    };
    layout::document(site, view, body)
}

#[derive(Template)]
#[template(path = "pages/search.html")]
struct Search<'a> {
    words: Words,
    title: &'a str,
    query: &'a str,
    count: Option<String>,
    records: Html,
    previous: Option<&'a str>,
    next: Option<&'a str>,
}

/// `/recherche`: what was found in the directory.
pub fn search_page(site: &Site, view: &View, results: &SearchResults) -> String {
    let links = Links::default();
    let mut composer = Composer::new(site, view, &links);
    let words = composer.words;
    let query = results.query.trim();
    let local = |href: &'_ Option<String>| {
        href.as_deref()
            .filter(|href| is_local_path(href))
            .map(str::to_owned)
    };
    let (previous, next) = (local(&results.previous), local(&results.next));
    let title = if query.is_empty() {
        words.get("search-title").to_owned()
    } else {
        words.with(
            "search-title-for",
            &[("query", &super::text::shortened(query, 80))],
        )
    };
    let page = Search {
        words,
        title: &title,
        query,
        count: results
            .total
            .filter(|_| !query.is_empty())
            .map(|total| words.count("search-count", total)),
        records: RecordView::list(&mut composer, &results.records, 2),
        previous: previous.as_deref(),
        next: next.as_deref(),
    };
    let content = Html::render(&page);
    let body = Body {
        title,
        content,
        has_search: true,
        hidden_from_search: true,
        ..Body::default()
    };
    layout::document(site, view, body)
}

/// Whom to ask, as a contact of this page.
pub(super) fn help_contact(site: &Site, view: &View) -> Option<Html> {
    let links = Links::default();
    let mut composer = Composer::new(site, view, &links);
    let contact = Contact {
        telephones: site.contact.telephone.iter().cloned().collect(),
        emails: site.contact.email.iter().cloned().collect(),
        addresses: vec![site.contact.address.clone()],
        ..Contact::default()
    };
    ContactView::new(&mut composer, &contact).map(|view| Html::render(&view))
}

#[derive(Template)]
#[template(path = "pages/help.html")]
struct Help {
    words: Words,
    contact: Option<Html>,
}

/// `/aide`: how to use the site, and whom to ask.
pub fn help_page(site: &Site, view: &View) -> String {
    let words = Words(view.locale);
    document(
        site,
        view,
        words.get("help"),
        &Help {
            words,
            contact: help_contact(site, view),
        },
    )
}

#[derive(Template)]
#[template(path = "pages/legal.html")]
struct LegalView<'a> {
    words: Words,
    site: &'a Site,
    publisher: &'a str,
    contact: Option<Html>,
}

/// `/mentions-legales`: who publishes and who hosts.
pub fn legal_page(site: &Site, view: &View) -> String {
    let words = Words(view.locale);
    let page = LegalView {
        words,
        site,
        publisher: publisher(site),
        contact: help_contact(site, view),
    };
    document(site, view, words.get("legal-title"), &page)
}

/// Who publishes: as the legal notice names them, else the département, else the instance.
pub(super) fn publisher(site: &Site) -> &str {
    let named = [
        site.legal.publisher.as_deref().unwrap_or_default(),
        &site.department,
        &site.name,
    ];
    named
        .into_iter()
        .find(|name| !name.trim().is_empty())
        .unwrap_or_default()
}

#[derive(Template)]
#[template(path = "pages/record.html")]
struct RecordPage<'a> {
    words: Words,
    title: &'a str,
    kind: &'a str,
    summary: Option<&'a str>,
    contact: Option<Html>,
    facts: &'a [(String, String)],
    source: Option<LabelledLink>,
    updated: Option<String>,
    licence: &'a str,
    holder: Option<String>,
    visit: Option<(String, Target)>,
}

/// A record's own page, where no plugin shows its kind: what the card says, further facts as plain texts, and the source.
pub fn record_page(
    site: &Site,
    view: &View,
    record: &RecordCard,
    facts: &[(String, String)],
    (source, holder): (Option<&Source>, Option<&Holder>),
) -> String {
    let links = Links::default();
    let mut composer = Composer::new(site, view, &links);
    let words = composer.words;
    let title = named(&record.title, || words.get("untitled").to_owned());
    let contact = ContactView::new(&mut composer, &record.contact).map(|view| Html::render(&view));
    let link = source.map(|source| LabelledLink {
        label: source.label.clone(),
        target: source.href.as_deref().and_then(|href| composer.link(href)),
    });
    let updated = source.and_then(|source| source.updated.as_deref());
    let page = RecordPage {
        holder: holder.map(|holder| holder.say(words)),
        visit: holder.and_then(|holder| holder.visit(&mut composer)),
        words,
        title: &title,
        kind: record.kind_label.trim(),
        summary: record
            .summary
            .as_deref()
            .filter(|summary| !summary.trim().is_empty()),
        contact,
        facts,
        source: link,
        updated: updated
            .map(|date| words.with("updated", &[("date", &dates::written(words, date))])),
        licence: source
            .and_then(|source| source.licence.as_deref())
            .unwrap_or_default(),
    };
    document(site, view, &title, &page)
}

/// A telephone number's link, for the templates.
pub(super) fn telephone_href(number: &str) -> Option<String> {
    telephone(number).map(|Target { href, .. }| href)
}
