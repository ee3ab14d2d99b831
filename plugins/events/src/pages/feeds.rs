//! Feeds: what a list shows, for calendars, readers of news and machines. One answer of an instance has at most a mebibyte, so a
//! feed has at most so many events; what is left out is said in it, with the address that goes on.

use maille_sdk::directory::Entry;
use maille_sdk::{Reply, Result};

mod atom;
mod linked;
mod schedule;

pub use atom::atom;
pub use linked::json_ld;

use super::calendar::{begins, later};
use super::filters::{AHEAD_DAYS, Filters};
use super::{Scene, address, encoded};
use crate::ics::write::{Calendar, Item};
use crate::record::Event;
use crate::recurrence::Window;

/// Events of one answer: below the bound on its bytes unless their texts are very long.
const EVENTS_MAX: usize = 400;
/// Events asked for at once.
const ASKED: u32 = 100;
/// Bytes of one answer; the host takes 1,048,576.
const BYTES_MAX: usize = 900 * 1024;
/// What is over stays in feeds so long: a calendar that was off does not lose it.
const PAST_DAYS: i64 = 31;

/// The events of a feed, and where it goes on.
struct Found {
    events: Vec<(Entry, Event)>,
    next: Option<String>,
}

/// `/agenda.ics`
pub fn ics(filters: &Filters, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let found = find(filters, scene)?;
    let mut calendar = Calendar::new(&(scene.say)("title", &[]), scene.own);
    for (entry, event) in &found.events {
        calendar.add(item(entry, event, &uid(entry, event)));
    }
    if let Some(next) = &found.next {
        calendar.say(
            "X-MAILLE-NEXT",
            &further("agenda.ics", filters, (next, scene)),
        );
    }
    reply.document(
        "text/calendar",
        Some("agenda.ics"),
        calendar.text().as_bytes(),
    );
    Ok(())
}

/// One event for a calendar.
pub fn one(entry: &Entry, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let event: Event = entry.read()?;
    let mut calendar = Calendar::new(&event.name, scene.own);
    calendar.add(item(entry, &event, &uid(entry, &event)));
    reply.document(
        "text/calendar",
        Some("evenement.ics"),
        calendar.text().as_bytes(),
    );
    Ok(())
}

fn item<'a>(entry: &Entry, event: &'a Event, uid: &'a str) -> Item<'a> {
    Item {
        event,
        uid,
        updated: entry.updated,
    }
}

/// Its organiser's name of it, so that it is one event wherever it is read; else the record's.
fn uid(entry: &Entry, event: &Event) -> String {
    match event.uid.is_empty() {
        true => format!("{}@{}", entry.id, entry.origin),
        false => event.uid.clone(),
    }
}

fn ahead(scene: &Scene) -> Window {
    Window {
        from: begins(scene.today, scene.own),
        to: begins(later(scene.today, AHEAD_DAYS), scene.own),
    }
}

/// The address of what is left out.
fn further(name: &str, filters: &Filters, (cursor, scene): (&str, &Scene)) -> String {
    let (root, query) = (&scene.root, filters.query());
    let mark = if query.is_empty() { '?' } else { '&' };
    format!("{root}/{name}{query}{mark}suite={}", encoded(cursor))
}

/// The address of an event's page, whole: feeds are read elsewhere.
fn page(entry: &Entry, scene: &Scene) -> String {
    format!("{}{}", scene.root, address(entry))
}

/// The events of a list, by their next date, as far as one answer goes. Without a question of time also those just over.
fn find(filters: &Filters, scene: &Scene) -> Result<Found> {
    let mut window = filters.window(scene);
    if filters.when.is_empty() && filters.from.is_none() {
        let past = scene
            .today
            .checked_sub_signed(chrono::TimeDelta::days(PAST_DAYS))
            .unwrap_or(scene.today);
        window.from = begins(past, scene.own);
    }
    let mut found = Found {
        events: Vec::new(),
        next: filters.after.clone(),
    };
    let mut bytes = 0;
    loop {
        let Ok(search) = filters.search()? else {
            return Ok(Found {
                events: Vec::new(),
                next: None,
            });
        };
        let mut search = search
            .between(Some(window.from), Some(window.to))
            .order_by("start");
        if let Some(cursor) = &found.next {
            search = search.after(cursor);
        }
        let page = search.run(ASKED)?;
        // A page is whole or waits for the next address, so that no event falls between two.
        let weight: usize = page.entries.iter().map(weight).sum();
        if !found.events.is_empty() && bytes + weight > BYTES_MAX {
            return Ok(found);
        }
        bytes += weight;
        let read = page.entries.into_iter().filter_map(|entry| {
            let event = entry.read().ok()?;
            Some((entry, event))
        });
        found.events.extend(read);
        found.next = page.next;
        if found.next.is_none() || found.events.len() >= EVENTS_MAX {
            return Ok(found);
        }
    }
}

/// Bytes that an event may take in a feed: its content, and as much again for what each form adds.
fn weight(entry: &Entry) -> usize {
    entry.content.len() * 2 + 1_500
}
