//! `/{key}`: one event, with its next dates in words, where it is, how to come, and the way into one's own calendar.

use maille_sdk::directory::Entry;
use maille_sdk::{Reply, Request, Result, Tone, context};

use super::calendar::{begins, later};
use super::enter::who;
use super::filters::AHEAD_DAYS;
use super::row::Row;
use super::words::sentence;
use super::{Say, Scene, address, plain};
use crate::record::{Event, Registration};
use crate::recurrence::{Time, Window};

/// Dates that are listed.
const DATES: usize = 12;

/// The page.
pub fn show(entry: &Entry, request: &Request, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let say = scene.say;
    reply.trail(&say("title", &[]), "/");
    if entry.state != "published" {
        reply.gone().title(&say("missing", &[]));
        reply.link(&say("all", &[]), "/");
        return who::links(entry, request, (say, reply));
    }
    let event: Event = entry.read()?;
    reply.title(&event.name);
    if !event.description.is_empty() {
        reply.lead(&plain(&event.description));
    }
    let file = format!("{}.ics", address(entry));
    reply.alternate("text/calendar", &file, &event.name);
    status(&event, say, reply);
    when(entry, &event, scene, reply);
    facts(entry, &event, say, reply);
    reply.link(&say("add", &[]), &file);
    if let Some(url) = &event.online_url {
        reply.link(&say("take-part", &[]), url);
    }
    registration(&event, say, reply);
    if !event.details.is_empty() && event.details != event.description {
        reply.section(&say("details", &[]), |reply| {
            reply.paragraphs(&paragraphs(&event.details));
        });
    }
    if let Some(url) = &event.website {
        reply.link(&say("website", &[]), url);
    }
    if let Some(source) = event
        .source
        .as_ref()
        .filter(|source| !source.name.is_empty())
    {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (url, updated, licence) = (
            some(&source.url),
            some(&source.updated),
            some(&source.licence),
        );
        reply.source(
            &source.name,
            url.as_deref(),
            updated.as_deref(),
            licence.as_deref(),
        );
    }
    who::links(entry, request, (say, reply))
}

/// What must be known before anything else.
fn status(event: &Event, say: Say, reply: &mut Reply) {
    let (tone, key) = match event.status.as_deref() {
        Some("cancelled") => (Tone::Error, "cancelled"),
        Some("full") => (Tone::Warning, "full"),
        Some("postponed") => (Tone::Warning, "postponed"),
        Some("rescheduled") => (Tone::Warning, "rescheduled"),
        Some("moved-online") => (Tone::Info, "moved-online"),
        _ => return,
    };
    let mut words = say(&format!("status-{key}-words"), &[]);
    if !event.status_words.is_empty() {
        words = format!("{words}\n\n{}", plain(&event.status_words));
    }
    reply.notice(tone, &say(&format!("status-{key}"), &[]), &words);
}

fn when(entry: &Entry, event: &Event, scene: &Scene, reply: &mut Reply) {
    let say = scene.say;
    let window = Window {
        from: begins(scene.today, scene.own),
        to: begins(later(scene.today, 2 * AHEAD_DAYS), scene.own),
    };
    let times = event.times(window, scene.own).all;
    reply.section(&say("dates", &[]), |reply| {
        if let Some(words) = event
            .recurrence
            .as_ref()
            .and_then(|recurrence| sentence(recurrence, say))
        {
            reply.paragraphs(&format!("**{}**", plain(&words)));
        }
        if times.is_empty() {
            past(entry, event, scene, reply);
            return;
        }
        reply.agenda(|agenda| {
            for time in times.iter().take(DATES) {
                Row::new(entry, event, (time.start, time.end), scene.own).tell(agenda, say);
            }
        });
        if times.len() > DATES {
            let more = (times.len() - DATES).to_string();
            reply.paragraphs(&say("dates-more", &[("count", &more)]));
        }
    });
}

/// Nothing is to come: the last of what was.
fn past(entry: &Entry, event: &Event, scene: &Scene, reply: &mut Reply) {
    let whole = Window {
        from: i64::MIN / 4,
        to: begins(scene.today, scene.own),
    };
    let listed: Vec<Time> = match event.recurrence {
        Some(_) => Vec::new(),
        None => event.times(whole, scene.own).all,
    };
    reply.notice(
        Tone::Info,
        &(scene.say)("over", &[]),
        &(scene.say)("over-words", &[]),
    );
    if let Some(last) = listed.last() {
        reply.agenda(|agenda| {
            Row::new(entry, event, (last.start, last.end), scene.own).tell(agenda, scene.say);
        });
    }
}

fn facts(entry: &Entry, event: &Event, say: Say, reply: &mut Reply) {
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut add = |key: &str, text: String| {
        if !text.is_empty() {
            facts.push((say(key, &[]), text));
        }
    };
    add("where", place(event));
    let free = event.fees.iter().any(|fee| fee == "gratuit");
    let price = match (free, event.conditions.is_empty()) {
        (true, _) if event.conditions.chars().count() < 20 => say("free", &[]),
        (_, false) => plain(&event.conditions),
        (true, true) => say("free", &[]),
        _ => String::new(),
    };
    add("price", price);
    let access: Vec<String> = event
        .accessibility
        .iter()
        .map(|code| say(&format!("access-{code}"), &[]))
        .collect();
    add("access", access.join(", "));
    if let Some(age) = &event.age {
        let text = |age: Option<u32>| age.map(|age| age.to_string());
        let words = match (text(age.min), text(age.max)) {
            (Some(min), Some(max)) => say("age-between", &[("min", &min), ("max", &max)]),
            (Some(min), None) => say("age-from", &[("min", &min)]),
            (None, Some(max)) => say("age-to", &[("max", &max)]),
            (None, None) => String::new(),
        };
        add("age", words);
    }
    add(
        "organiser",
        event
            .organiser
            .as_ref()
            .map(|organiser| plain(&organiser.name))
            .unwrap_or_default(),
    );
    let keywords: Vec<String> = event
        .keywords
        .iter()
        .take(20)
        .map(|keyword| plain(keyword))
        .collect();
    add("keywords", keywords.join(", "));
    if entry.origin != context::origin() {
        add("holder", plain(&entry.origin));
    }
    if !facts.is_empty() {
        reply.facts(|block| {
            for (term, text) in &facts {
                block.fact(term, text);
            }
        });
    }
}

fn place(event: &Event) -> String {
    let mut lines: Vec<String> = event.place.iter().map(|place| plain(&place.name)).collect();
    if let Some(address) = &event.address {
        let street = if address.street.is_empty() {
            address.lines.join(", ")
        } else {
            address.street.clone()
        };
        lines.push(plain(&street));
        lines.push(plain(&format!(
            "{} {}",
            address.postal_code, address.municipality
        )));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\\\n")
}

fn registration(event: &Event, say: Say, reply: &mut Reply) {
    if event.registration.is_empty() {
        return;
    }
    let of = |kind: &str| -> Vec<&Registration> {
        event
            .registration
            .iter()
            .filter(|one| one.kind == kind)
            .collect()
    };
    reply.section(&say("registration", &[]), |reply| {
        for link in of("link") {
            reply.link(&say("register", &[]), &link.value);
        }
        let (telephones, emails) = (of("telephone"), of("email"));
        if !telephones.is_empty() || !emails.is_empty() {
            let organiser = event
                .organiser
                .as_ref()
                .map_or("", |organiser| organiser.name.as_str());
            reply.contact(organiser, |contact| {
                for one in &telephones {
                    contact.telephone(&one.value);
                }
                for one in &emails {
                    contact.email(&one.value);
                }
            });
        }
    });
}

/// A text of others as Markdown: its own paragraphs, its marks as letters.
fn paragraphs(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines: Vec<String> = paragraph
            .lines()
            .map(plain)
            .filter(|line| !line.is_empty())
            .collect();
        lines.join("\\\n")
    });
    paragraphs
        .filter(|paragraph| !paragraph.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}
