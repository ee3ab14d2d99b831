//! `/`, and a list of one kind alone: the newest first, or the nearest.

use maille_sdk::directory::Entry;
use maille_sdk::{Reply, Request, Result, Tone};

use super::feeds::Format;
use super::filters::Filters;
use super::{address, encoded, say};
use crate::record::{Item, Kind};
use crate::words::{cut, markdown};

/// Records of a page.
const ENTRIES: u32 = 20;
/// Letters of a card's text.
const LETTERS: usize = 200;

/// The page.
pub fn show(request: &Request, kind: Option<Kind>, reply: &mut Reply) -> Result<()> {
    let filters = Filters::read(request, kind);
    let root = kind.map_or("/".to_owned(), |kind| format!("/{}", kind.word()));
    let name = kind.map_or("title".to_owned(), |kind| format!("kind-{}", kind.word()));
    let name = say(&name, &[]);
    let title = match filters.words() {
        "" if filters.narrows() => say("title-narrowed", &[("what", &name)]),
        "" => name,
        words => say("title-words", &[("what", &name), ("words", words)]),
    };
    reply.title(&title);
    match kind {
        Some(kind) => {
            reply.lead(&say(&format!("lead-{}", kind.word()), &[]));
        }
        None => {
            reply.lead(&say("lead", &[]));
            reply.section(&say("kinds", &[]), |reply| {
                for kind in Kind::ALL {
                    reply.link(
                        &say(&format!("kind-{}", kind.word()), &[]),
                        &format!("/{}", kind.word()),
                    );
                }
            });
        }
    }
    let publish = kind.map_or("/publier".to_owned(), |kind| {
        format!("/publier/{}", kind.word())
    });
    reply.link(&say("publish", &[]), &publish);
    for format in Format::ALL {
        let href = format!("/{}{}", format.name(), filters.feed_query());
        reply.alternate(format.content_type(), &href, &say(format.key(), &[]));
    }
    let (search, wrong) = match filters.search()? {
        Ok(search) => (Some(search), None),
        Err(wrong) => (None, Some(wrong)),
    };
    reply.search_form(&root, &say("filter-submit", &[]), |form| {
        filters.form(form, wrong)
    });
    let Some(mut search) = search else {
        return Ok(());
    };
    if let Some(cursor) = &filters.after {
        search = search.after(cursor);
    }
    let found = search.run(ENTRIES)?;
    if found.entries.is_empty() {
        empty(&filters, &root, reply);
    } else {
        list(&found.entries, reply)?;
    }
    let query = filters.query();
    let mark = if query.is_empty() { '?' } else { '&' };
    let next = found
        .next
        .map(|cursor| format!("{root}{query}{mark}suite={}", encoded(&cursor)));
    let first = filters.after.as_ref().map(|_| format!("{root}{query}"));
    if next.is_some() || first.is_some() {
        let position = if first.is_some() {
            "page-further"
        } else {
            "page-first"
        };
        reply.pager(first.as_deref(), next.as_deref(), &say(position, &[]));
    }
    reply.section(&say("data", &[]), |reply| {
        reply.paragraphs(&say("data-words", &[]));
        for format in Format::ALL {
            let href = format!("/{}{}", format.name(), filters.feed_query());
            reply.link(&say(format.key(), &[]), &href);
        }
    });
    Ok(())
}

fn empty(filters: &Filters, root: &str, reply: &mut Reply) {
    if filters.narrows() {
        reply.notice(Tone::Info, &say("none-title", &[]), &say("none", &[]));
        reply.link(&say("all-of-these", &[]), root);
    } else {
        reply.notice(Tone::Info, &say("empty-title", &[]), &say("empty", &[]));
    }
}

fn list(entries: &[Entry], reply: &mut Reply) -> Result<()> {
    let items: Vec<(&Entry, Item)> = entries
        .iter()
        .map(|entry| Ok((entry, entry.read()?)))
        .collect::<Result<_>>()?;
    reply.section(&say("found", &[]), |reply| {
        reply.cards(|cards| {
            for (entry, item) in &items {
                let mut text = cut(&item.description.replace('\n', " "), LETTERS);
                if item.description.chars().count() > LETTERS {
                    text.push('…');
                }
                cards.card(&item.name, Some(&address(entry)), &markdown(&text));
                cards.tag(&sort(entry, item));
                if !item.address.municipality.is_empty() {
                    cards.fact(&say("where", &[]), &item.address.municipality);
                }
                if !item.institution.is_empty() {
                    cards.fact(&say("to", &[]), &item.institution);
                    cards.fact(&say("answer", &[]), &outcome(item));
                }
            }
        });
        if items.iter().any(|(_, item)| item.latitude.is_some()) {
            reply.places(&say("map", &[]), |places| {
                for (entry, item) in &items {
                    if let (Some(latitude), Some(longitude)) = (item.latitude, item.longitude) {
                        places.marker(&item.name, Some(&address(entry)), latitude, longitude);
                    }
                }
            });
        }
    });
    Ok(())
}

/// What sort of thing it is, in words.
pub fn sort(entry: &Entry, item: &Item) -> String {
    match Kind::of(&entry.kind) {
        Some(Kind::Offer) => say(&format!("way-{}", item.way), &[]),
        Some(Kind::Point) if !item.sort.is_empty() => say(&format!("point-{}", item.sort), &[]),
        Some(kind) => say(&format!("one-{}", kind.word()), &[]),
        None => String::new(),
    }
}

/// Whether an institution answered, in words.
pub fn outcome(item: &Item) -> String {
    let outcome = item
        .answer
        .as_ref()
        .map_or("none", |answer| answer.outcome.as_str());
    say(&format!("outcome-{outcome}"), &[])
}
