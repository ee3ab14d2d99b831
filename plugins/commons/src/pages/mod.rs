//! The pages: which one a request asks for.

pub mod feeds;
pub mod filters;
mod form;
mod home;
mod own;
mod pictures;
mod publish;
mod show;
mod voice;

use chrono::{Datelike, NaiveDate};
use maille_sdk::directory::{self, Entry};
use maille_sdk::{OrNone, Reply, Request, Result, context};
use serde::Deserialize;

use crate::record::Kind;
use filters::Filters;

/// What the administrator set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    imported_days: u32,
    offer_days: u32,
}

impl Settings {
    /// How long an imported thing is shown after its last change; nothing for ever.
    pub fn imported_days(&self) -> Option<u32> {
        (self.imported_days > 0).then_some(self.imported_days)
    }

    /// How long an offer is shown.
    pub fn offer_days(&self) -> u32 {
        if self.offer_days == 0 {
            90
        } else {
            self.offer_days
        }
    }
}

/// What the administrator set; the defaults where that cannot be read.
pub fn setting() -> Settings {
    context::settings().unwrap_or_default()
}

/// A sentence of ours in the page's language.
pub fn say(key: &str, arguments: &[(&str, &str)]) -> String {
    context::translate(key, arguments)
}

/// A date such as `2026-11-21` in words; what is none, as it stands.
pub fn date(text: &str) -> String {
    let Ok(day) = text.parse::<NaiveDate>() else {
        return text.to_owned();
    };
    let month = say(&format!("month-{}", day.month()), &[]);
    // French says "1er novembre", and "2 novembre".
    let key = if day.day() == 1 { "date-first" } else { "date" };
    let (number, year) = (day.day().to_string(), day.year().to_string());
    say(key, &[("day", &number), ("month", &month), ("year", &year)])
}

/// Answers a request.
pub fn answer(request: &Request, reply: &mut Reply) -> Result<()> {
    let path = request.path();
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    match segments.as_slice() {
        [] => home::show(request, None, reply),
        [name] if feeds::Format::of(name).is_some() => {
            let filters = Filters::read(request, None);
            match feeds::Format::of(name) {
                Some(format) => feeds::show(format, &filters, request, reply),
                None => Ok(()),
            }
        }
        ["publier"] => publish::choose(reply),
        ["publier", word] => match Kind::of_word(word) {
            Some(kind) => publish::publish(kind, request, reply),
            None => missing(reply),
        },
        [name, act @ ("modifier" | "retirer")] => match any(name)? {
            Some(entry) if *act == "modifier" => own::edit(&entry, request, reply),
            Some(entry) => own::remove(&entry, request, reply),
            None => missing(reply),
        },
        [name, act @ ("signaler" | "ecrire")] => match find(name)? {
            Some(entry) if entry.state != "published" => missing(reply),
            Some(entry) if *act == "signaler" => voice::report(&entry, request, reply),
            Some(entry) => voice::write(&entry, request, reply),
            None => missing(reply),
        },
        [word] if Kind::of_word(word).is_some() => home::show(request, Kind::of_word(word), reply),
        [name] => match find(name)? {
            Some(entry) if entry.state == "withdrawn" => {
                reply.gone().title(&say("gone", &[]));
                reply.paragraphs(&say("gone-words", &[]));
                own::links(&entry, reply);
                reply.link(&say("all", &[]), "/");
                Ok(())
            }
            Some(entry) => show::show(&entry, reply),
            None => missing(reply),
        },
        _ => missing(reply),
    }
}

fn missing(reply: &mut Reply) -> Result<()> {
    reply.not_found().title(&say("missing", &[]));
    reply.link(&say("all", &[]), "/");
    Ok(())
}

/// The record of this key, or of this id where it has no key; drafts are nobody's to see.
fn find(name: &str) -> Result<Option<Entry>> {
    Ok(any(name)?.filter(|entry| entry.state != "draft"))
}

/// The same, drafts too: for who wrote it.
fn any(name: &str) -> Result<Option<Entry>> {
    for kind in Kind::ALL {
        let found = directory::get_by_key(kind.name(), name).or_none()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    let entry = match name.len() {
        36 => directory::get(name).or_none()?,
        _ => None,
    };
    Ok(entry.filter(|entry| Kind::of(&entry.kind).is_some()))
}

/// The address of a record's page.
pub fn address(entry: &Entry) -> String {
    format!("/{}", encoded(entry.key.as_deref().unwrap_or(&entry.id)))
}

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b':' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
