//! A page that a plugin described, as a whole document.

use askama::Template;

use super::composer::{Composer, ContentsEntry};
use super::dates;
use super::forms::FieldError;
use super::html::Html;
use super::layout::{self, AlternateView, Body};
use super::links::{Links, Target};
use super::parts::LabelledLink;
use super::site::{Rendered, Site, View};
use super::words::Words;
use crate::plugins::page::{Outcome, Page};

/// Fewer sections need no list of them.
const CONTENTS_MIN: usize = 4;

/// Where content comes from, in words.
struct SourceView {
    link: LabelledLink,
    updated: Option<String>,
    licence: String,
}

#[derive(Template)]
#[template(path = "page.html")]
struct PageView<'a> {
    words: Words,
    trail: Vec<LabelledLink>,
    errors: &'a [FieldError],
    /// The host's own words about an outcome.
    outcome: Option<&'static str>,
    title: &'a str,
    title_attributes: Option<Html>,
    lead: Html,
    contents: &'a [ContentsEntry],
    blocks: Html,
    alternates: &'a [AlternateView],
    sources: Vec<SourceView>,
}

/// Renders a plugin's page. `NotFound` and `Gone` keep its blocks below the host's own words; `Forbidden` and `SignIn`
/// show the host's words alone. The caller answers `Redirect` and `Document` without a page.
pub fn page_html(page: &Page, site: &Site, view: &View, links: &Links) -> Rendered {
    let mut composer = Composer::new(site, view, links);
    let (own_title, outcome) = outcome(composer.words, &page.outcome);
    let replaced = matches!(
        page.outcome,
        Outcome::Forbidden | Outcome::SignIn | Outcome::Redirect(_) | Outcome::Document(_)
    );

    let lead_language = composer.other_language(page.title_language.as_deref());
    let lead = page
        .lead
        .as_deref()
        .map(|lead| composer.markdown(lead))
        .unwrap_or_default();
    let blocks = if replaced {
        Html::default()
    } else {
        composer.blocks(&page.blocks, 2, 0)
    };
    let trail = trail(&mut composer, page);
    let alternates = alternates(&mut composer, page);
    let sources = sources(&mut composer, page);
    let title = own_title.map_or_else(|| title(page, site, view), str::to_owned);

    let contents = if composer.contents.len() >= CONTENTS_MIN {
        composer.contents.as_slice()
    } else {
        &[]
    };
    let keeps_words = own_title.is_none();
    let content = Html::render(&PageView {
        words: composer.words,
        trail,
        errors: &composer.errors,
        outcome,
        title: &title,
        title_attributes: lead_language
            .filter(|_| keeps_words)
            .map(|language| Html::from_trusted(language.attributes())),
        lead: if keeps_words { lead } else { Html::default() },
        contents,
        blocks,
        alternates: &alternates,
        sources: if replaced { Vec::new() } else { sources },
    });
    let body = Body {
        scripts: Vec::new(),
        title,
        has_search: false,
        has_errors: !composer.errors.is_empty(),
        alternates,
        hidden_from_search: page.personal,
        person: None,
        content,
    };
    Rendered {
        html: layout::document(site, view, body),
        warnings: composer.warnings,
        unknown_records: composer.unknown_records,
    }
}

/// The host's own title and words for an outcome.
fn outcome(words: Words, outcome: &Outcome) -> (Option<&'static str>, Option<&'static str>) {
    let (title, text) = match outcome {
        Outcome::Found | Outcome::Redirect(_) | Outcome::Document(_) => return (None, None),
        Outcome::NotFound => ("not-found-title", "not-found-text"),
        Outcome::Gone => ("gone-title", "gone-text"),
        Outcome::Forbidden => ("forbidden-title", "forbidden-text"),
        Outcome::SignIn => ("sign-in-title", "sign-in-text"),
    };
    (Some(words.get(title)), Some(words.get(text)))
}

/// The page's title, or the nearest name there is: a page has one heading in any case.
fn title(page: &Page, site: &Site, view: &View) -> String {
    let plugin = view
        .plugin
        .as_ref()
        .map_or("", |plugin| plugin.name.as_str());
    let named = [page.title.as_str(), plugin, site.name.as_str(), "Maille"];
    let title = named.into_iter().find(|title| !title.trim().is_empty());
    title.unwrap_or_default().trim().to_owned()
}

/// From the site's first page over the plugin's to the page above this one.
fn trail(composer: &mut Composer, page: &Page) -> Vec<LabelledLink> {
    let here = |href: &str| {
        Some(Target {
            href: href.to_owned(),
            external: false,
        })
    };
    let mut trail = vec![LabelledLink {
        label: composer.words.get("home").to_owned(),
        target: here("/"),
    }];
    let is_home =
        |root: &str| composer.view.path.trim_end_matches('/') == root.trim_end_matches('/');
    if let Some(plugin) = composer
        .view
        .plugin
        .as_ref()
        .filter(|plugin| !is_home(&plugin.root))
    {
        trail.push(LabelledLink {
            label: plugin.name.clone(),
            target: here(&plugin.root),
        });
    }
    trail.extend(page.trail.iter().map(|link| composer.labelled(link)));
    trail
}

fn alternates(composer: &mut Composer, page: &Page) -> Vec<AlternateView> {
    let mut alternates = Vec::new();
    for alternate in &page.alternates {
        let Some(target) = composer.link(&alternate.href) else {
            continue;
        };
        let title = super::parts::named(&alternate.title, || alternate.content_type.clone());
        alternates.push(AlternateView {
            content_type: alternate.content_type.clone(),
            href: target.href,
            title,
            external: target.external,
        });
    }
    alternates
}

fn sources(composer: &mut Composer, page: &Page) -> Vec<SourceView> {
    let mut sources = Vec::new();
    for source in &page.sources {
        let target = source.href.as_deref().and_then(|href| composer.link(href));
        let updated = source
            .updated
            .as_deref()
            .filter(|date| !date.trim().is_empty());
        sources.push(SourceView {
            link: LabelledLink {
                label: source.label.clone(),
                target,
            },
            updated: updated.map(|date| {
                composer.words.with(
                    "updated",
                    &[("date", &dates::written(composer.words, date))],
                )
            }),
            licence: source.licence.clone().unwrap_or_default(),
        });
    }
    sources
}
