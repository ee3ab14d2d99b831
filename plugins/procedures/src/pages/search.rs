//! Results of a search, and the page that is not there.

use serde::Deserialize;

use super::Say;
use super::home::search_form;
use super::links::address;
use super::part::{Card, Part};
use super::procedure::audience_key;
use crate::fiche::markdown;
use crate::record::Procedure;

/// What a result needs of a record: the body is not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Hit {
    /// `F1234`.
    pub identifier: String,
    /// The kind's code.
    pub audience: String,
    /// As written.
    pub title: String,
    /// `Fiche d'information`…
    #[serde(rename = "type")]
    pub kind: String,
    /// One or two sentences.
    pub description: String,
}

/// What was asked and found.
#[derive(Debug, Default)]
pub struct Results {
    /// The reader's words.
    pub words: String,
    /// Only this audience.
    pub audience: Option<String>,
    /// From 1.
    pub page: u32,
    /// On this page.
    pub hits: Vec<Hit>,
    /// On all pages.
    pub count: u64,
    /// The next page.
    pub next: Option<String>,
}

/// Letters of a description on a card.
const DESCRIPTION_LETTERS: usize = 220;

/// The page.
pub fn parts(results: &Results, say: Say) -> Vec<Part> {
    let words = results.words.as_str();
    let count = results.count.to_string();
    let mut parts = vec![
        Part::Trail(say("title", &[]), "/".to_owned()),
        Part::Title(say("search-title", &[("words", words)])),
        search_form(Some(words), results.audience.as_deref(), say),
    ];
    if results.hits.is_empty() {
        parts.push(Part::Paragraphs(markdown::escaped(&say(
            "search-none",
            &[("words", words)],
        ))));
        parts.push(Part::Paragraphs(say("search-advice", &[])));
        return parts;
    }
    let key = if results.count == 1 {
        "search-count-one"
    } else {
        "search-count"
    };
    parts.push(Part::Paragraphs(markdown::escaped(&say(
        key,
        &[("count", &count)],
    ))));
    let cards = results.hits.iter().map(|hit| card(hit, say)).collect();
    parts.push(Part::French(vec![Part::Cards(cards)]));
    if results.next.is_some() || results.page > 1 {
        let page = results.page.to_string();
        let first = (results.page > 1).then(|| query(results, None));
        let next = results
            .next
            .as_deref()
            .map(|cursor| query(results, Some(cursor)));
        parts.push(Part::Pager(
            first,
            next,
            say("search-page", &[("page", &page)]),
        ));
    }
    parts
}

fn card(hit: &Hit, say: Say) -> Card {
    let audience = Procedure {
        audience: hit.audience.clone(),
        ..Procedure::default()
    }
    .audience_name();
    let mut description: String = hit.description.chars().take(DESCRIPTION_LETTERS).collect();
    if description.len() < hit.description.len() {
        description.push('…');
    }
    Card {
        title: hit.title.clone(),
        href: Some(address(audience, &hit.identifier)),
        markdown: if description == hit.title {
            String::new()
        } else {
            markdown::escaped(&description)
        },
        tags: vec![say(&audience_key(audience), &[]), hit.kind.clone()],
    }
}

/// The address of another page of the same search.
fn query(results: &Results, cursor: Option<&str>) -> String {
    let mut href = format!("/?q={}", encoded(&results.words));
    if let Some(audience) = &results.audience {
        href.push_str(&format!("&public={}", encoded(audience)));
    }
    if let Some(cursor) = cursor {
        href.push_str(&format!(
            "&page={}&suite={}",
            results.page + 1,
            encoded(cursor)
        ));
    }
    href
}

/// A value for a query (RFC 3986).
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A page that is not there: how to search, and where the publisher has it.
pub fn missing(identifier: Option<(&str, &str)>, say: Say) -> Vec<Part> {
    let mut parts = vec![Part::NotFound];
    if let Some((audience, identifier)) = identifier {
        let link = markdown::link(
            &say("missing-official", &[("id", identifier)]),
            &super::links::official(audience, identifier),
        );
        parts.push(Part::Paragraphs(format!(
            "{} {link}",
            markdown::escaped(&say("missing", &[("id", identifier)]))
        )));
    }
    parts.push(search_form(None, None, say));
    parts.push(Part::Link(say("missing-home", &[]), "/".to_owned()));
    parts
}
