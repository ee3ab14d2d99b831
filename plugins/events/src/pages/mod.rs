//! The pages: which one a request asks for, and what is read for it. A dozen reads of the directory each at most.

mod calendar;
mod enter;
pub mod event;
pub mod feeds;
pub mod filters;
mod list;
mod month;
mod row;
mod week;
pub mod words;

use chrono::NaiveDate;
use chrono_tz::Tz;
use maille_sdk::directory::{self, Entry};
use maille_sdk::{OrNone, Reply, Request, Result, context};

use crate::import::own_zone;
use crate::record::KIND;
use filters::Filters;

/// A sentence of ours in the page's language.
pub type Say<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> String;

/// What every page knows.
pub struct Scene<'a> {
    /// In the page's language.
    pub say: Say<'a>,
    /// The instance's zone.
    pub own: Tz,
    /// The day in it.
    pub today: NaiveDate,
    /// The address of the agenda as this visitor has it: for what is read elsewhere.
    pub root: String,
}

/// Answers a request.
pub fn answer(request: &Request, reply: &mut Reply) -> Result<()> {
    let path = request.path();
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let say: Say = &context::translate;
    let today = context::today().parse().unwrap_or(NaiveDate::MIN);
    let scene = Scene {
        say,
        own: own_zone(),
        today,
        root: request.address(),
    };
    match segments.as_slice() {
        [] => list::show(request, &scene, reply),
        ["mois", month] => month::show(month, request, &scene, reply),
        ["semaine", week] => week::show(week, request, &scene, reply),
        ["agenda.ics"] => feeds::ics(&Filters::read(request), &scene, reply),
        ["agenda.atom"] => feeds::atom(&Filters::read(request), &scene, reply),
        ["agenda.jsonld"] => feeds::json_ld(&Filters::read(request), &scene, reply),
        ["proposer"] => enter::propose(request, &scene, reply),
        // What is entered here has no key, so its address is its id.
        [name, act] if name.len() == 36 && enter::ACTS.contains(act) => {
            enter::act((name, act), request, &scene, reply)
        }
        parts => one(&parts.join("/"), request, &scene, reply),
    }
}

/// One event: its page, or a file for a calendar.
fn one(name: &str, request: &Request, scene: &Scene, reply: &mut Reply) -> Result<()> {
    if let Some(entry) = find(name)? {
        return event::show(&entry, request, scene, reply);
    }
    if let Some(entry) = name.strip_suffix(".ics").map(find).transpose()?.flatten()
        && entry.state == "published"
    {
        return feeds::one(&entry, scene, reply);
    }
    reply.not_found().title(&(scene.say)("missing", &[]));
    reply.link(&(scene.say)("all", &[]), "/");
    Ok(())
}

/// The record of this key, or of this id where it has no key.
fn find(name: &str) -> Result<Option<Entry>> {
    let found = directory::get_by_key(KIND, name).or_none()?;
    let entry = match found {
        Some(entry) => Some(entry),
        None if name.len() == 36 => directory::get(name)
            .or_none()?
            .filter(|entry| entry.kind == KIND),
        None => None,
    };
    Ok(entry.filter(|entry| entry.state != "draft"))
}

/// The address of an event's page.
pub fn address(entry: &Entry) -> String {
    let name = entry.key.as_deref().unwrap_or(&entry.id);
    let parts: Vec<String> = name.split('/').map(encoded).collect();
    format!("/{}", parts.join("/"))
}

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'@' => {
                out.push(char::from(byte))
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// A text of others inside Markdown: its marks are letters.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\r' | '\0'..='\x08' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            '\n' | '\t' => out.push(' '),
            letter if letter.is_ascii_punctuation() => {
                out.push('\\');
                out.push(letter);
            }
            other => out.push(other),
        }
    }
    out.trim().to_owned()
}
