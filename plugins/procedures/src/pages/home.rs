//! The home page: search, themes, what to do if…, guided searches, what changed lately.

use maille_sdk::{Field, Tone};

use super::Say;
use super::links::address;
use super::part::{Card, Part, section};
use super::procedure::audience_key;
use crate::fiche::{AUDIENCES, markdown};
use crate::import::home::{Entry, Home};
use crate::import::index::Present;

/// What is known of each audience, in their order.
pub type Boards = Vec<(&'static str, Home, Present)>;

/// The page.
pub fn parts(boards: &Boards, say: Say) -> Vec<Part> {
    let mut parts = vec![Part::Title(say("title", &[]))];
    let (count, newest) = boards
        .iter()
        .map(|(_, _, present)| present.summary())
        .fold((0, String::new()), |all, one| {
            (all.0 + one.0, all.1.max(one.1))
        });
    if count == 0 {
        parts.push(Part::Lead(say("home-lead", &[])));
        parts.push(Part::Notice(
            Tone::Info,
            say("empty-title", &[]),
            say("empty", &[]),
        ));
        return parts;
    }
    parts.push(Part::Lead(say("home-lead", &[])));
    parts.push(search_form(None, None, say));
    for (audience, home, _) in boards {
        let title = say(
            "themes",
            &[("audience", &say(&audience_key(audience), &[]))],
        );
        parts.extend(section(title, cards(audience, &home.themes)));
    }
    parts.extend(section(
        say("life-events", &[]),
        joined(boards, |home| &home.life_events),
    ));
    parts.extend(section(
        say("guided", &[]),
        joined(boards, |home| &home.guides),
    ));
    parts.extend(section(say("latest", &[]), latest(boards, say)));
    let key = if count == 1 {
        "home-count-one"
    } else {
        "home-count"
    };
    let (count, newest) = (count.to_string(), super::day(&newest, say));
    let words = say(key, &[("count", &count), ("date", &newest)]);
    parts.push(Part::Paragraphs(markdown::escaped(&words)));
    parts
}

/// The search form, wherever it stands.
pub fn search_form(words: Option<&str>, audience: Option<&str>, say: Say) -> Part {
    let mut public = Field::one_of("public", &say("search-public", &[]))
        .value(audience)
        .optional();
    for audience in AUDIENCES {
        public = public.choice(audience, &say(&audience_key(audience), &[]));
    }
    let mut fields = vec![
        Field::text("q", &say("search-label", &[]))
            .hint(&say("search-hint", &[]))
            .value(words)
            .maximum(200),
    ];
    // One question at the start; who searched may narrow it.
    if words.is_some() {
        fields.push(public);
    }
    Part::Search("/".to_owned(), say("search-submit", &[]), fields)
}

fn cards(audience: &str, entries: &[Entry]) -> Vec<Part> {
    if entries.is_empty() {
        return Vec::new();
    }
    let cards = entries.iter().map(|entry| Card {
        title: entry.title.clone(),
        href: Some(address(audience, &entry.id)),
        markdown: markdown::escaped(&entry.description),
        tags: Vec::new(),
    });
    vec![Part::French(vec![Part::Cards(cards.collect())])]
}

fn joined(boards: &Boards, pick: impl Fn(&Home) -> &Vec<Entry>) -> Vec<Part> {
    let mut lines = Vec::new();
    for (audience, home, _) in boards {
        lines.extend(pick(home).iter().map(|entry| {
            format!(
                "- {}",
                markdown::link(&entry.title, &address(audience, &entry.id))
            )
        }));
    }
    if lines.is_empty() {
        Vec::new()
    } else {
        vec![Part::French(vec![Part::Paragraphs(lines.join("\n"))])]
    }
}

fn latest(boards: &Boards, say: Say) -> Vec<Part> {
    let mut all: Vec<(&str, &Entry)> = boards
        .iter()
        .flat_map(|(audience, home, _)| home.latest.iter().map(|entry| (*audience, entry)))
        .collect();
    all.sort_by(|one, other| other.1.updated.cmp(&one.1.updated));
    let lines: Vec<String> = all
        .into_iter()
        .take(8)
        .map(|(audience, entry)| {
            let date = say("latest-date", &[("date", &super::day(&entry.updated, say))]);
            format!(
                "- {} – {}",
                markdown::link(&entry.title, &address(audience, &entry.id)),
                markdown::escaped(&date)
            )
        })
        .collect();
    if lines.is_empty() {
        Vec::new()
    } else {
        vec![Part::French(vec![Part::Paragraphs(lines.join("\n"))])]
    }
}
