//! Feeds: what a list shows, for calendars, readers of news and machines. One answer of an instance has at most a mebibyte, so a
//! feed has at most so many events; what is left out is said in it, with the address that goes on.

use maille_sdk::directory::Entry;
use maille_sdk::serde_json::{Value, json};
use maille_sdk::{Error, Reply, Result};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};

use super::calendar::{begins, later};
use super::filters::{AHEAD_DAYS, Filters};
use super::{Scene, address, encoded};
use crate::ics::moment::rfc3339;
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
/// Times of one event in JSON-LD.
const TIMES_MAX: usize = 20;

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
        calendar.say("X-MAILLE-NEXT", &further("agenda.ics", filters, next));
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

/// `/agenda.atom`
pub fn atom(filters: &Filters, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let found = find(filters, scene)?;
    let text = atom_text(&found, filters, scene)
        .map_err(|error| Error::invalid(format!("the feed cannot be written: {error}")))?;
    reply.document("application/atom+xml", Some("agenda.atom"), &text);
    Ok(())
}

fn atom_text(found: &Found, filters: &Filters, scene: &Scene) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let origin = found
        .events
        .first()
        .map_or("", |(entry, _)| entry.origin.as_str());
    let newest = found
        .events
        .iter()
        .map(|(entry, _)| entry.updated)
        .max()
        .unwrap_or_default();
    let feed = writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed.write_inner_content(|writer| {
        let own = format!("agenda.atom{}", filters.query());
        element(writer, "title", &(scene.say)("title", &[]))?;
        element(
            writer,
            "id",
            &format!("tag:{origin},2026:agenda{}", filters.query()),
        )?;
        element(writer, "updated", &rfc3339(newest, scene.own))?;
        link(writer, "self", &own)?;
        if let Some(next) = &found.next {
            link(writer, "next", &further("agenda.atom", filters, next))?;
        }
        for (entry, event) in &found.events {
            writer
                .create_element("entry")
                .write_inner_content(|writer| {
                    element(writer, "title", &event.name)?;
                    element(
                        writer,
                        "id",
                        &format!("tag:{},2026:event/{}", entry.origin, entry.id),
                    )?;
                    element(writer, "updated", &rfc3339(entry.updated, scene.own))?;
                    element(writer, "published", &rfc3339(entry.created, scene.own))?;
                    link(writer, "alternate", address(entry).trim_start_matches('/'))?;
                    let organiser = event
                        .organiser
                        .as_ref()
                        .map_or("", |organiser| organiser.name.as_str());
                    let author = if organiser.is_empty() {
                        &entry.origin
                    } else {
                        organiser
                    };
                    writer
                        .create_element("author")
                        .write_inner_content(|writer| element(writer, "name", author))?;
                    element(writer, "summary", &summary(event, scene))
                })?;
        }
        Ok(())
    })?;
    Ok(writer.into_inner())
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> std::io::Result<()> {
    // XML has no letter for most controls.
    let text: String = text
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect();
    writer
        .create_element(name)
        .write_text_content(BytesText::new(&text))?;
    Ok(())
}

fn link(writer: &mut Writer<Vec<u8>>, relation: &str, href: &str) -> std::io::Result<()> {
    // Beside the feed: readers join it with the feed's own address.
    writer
        .create_element("link")
        .with_attributes([("rel", relation), ("href", href)])
        .write_empty()?;
    Ok(())
}

/// The next date, the place and the text.
fn summary(event: &Event, scene: &Scene) -> String {
    let next = event.times(ahead(scene), scene.own).all;
    let date = next.first().map(|time| {
        let day = super::words::date(super::calendar::day(time.start, scene.own), scene.say);
        match event.all_day {
            true => day,
            false => format!(
                "{day}, {}",
                super::words::clock(time.start, scene.own, scene.say)
            ),
        }
    });
    let parts = [
        date.unwrap_or_default(),
        event.place_line(),
        event.description.clone(),
    ];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" – ")
}

/// `/agenda.jsonld`
pub fn json_ld(filters: &Filters, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let found = find(filters, scene)?;
    let items: Vec<Value> = found
        .events
        .iter()
        .map(|(entry, event)| linked(entry, event, scene))
        .collect();
    let mut document = json!({ "@context": "https://schema.org", "@graph": items });
    if let Some(next) = &found.next {
        document["@graph"].as_array_mut().into_iter().for_each(|graph| {
            graph.push(json!({ "@type": "ItemList", "name": "next", "url": further("agenda.jsonld", filters, next) }));
        });
    }
    reply.document(
        "application/ld+json",
        Some("agenda.jsonld"),
        document.to_string().as_bytes(),
    );
    Ok(())
}

/// An event in schema.org's words; of what recurs, its rule as a schedule and its next times as they are.
fn linked(entry: &Entry, event: &Event, scene: &Scene) -> Value {
    let status = match event.status.as_deref() {
        Some("cancelled") => "EventCancelled",
        Some("postponed") => "EventPostponed",
        Some("rescheduled") => "EventRescheduled",
        Some("moved-online") => "EventMovedOnline",
        _ => "EventScheduled",
    };
    let attendance = match event.attendance.as_deref() {
        Some("online") => "OnlineEventAttendanceMode",
        Some("mixed") => "MixedEventAttendanceMode",
        _ => "OfflineEventAttendanceMode",
    };
    let times = event.times(ahead(scene), scene.own).all;
    let iso = |milliseconds| match event.all_day {
        true => super::calendar::day(milliseconds, scene.own).to_string(),
        false => rfc3339(milliseconds, scene.own),
    };
    let mut value = json!({
        "@type": "Event",
        "@id": address(entry).trim_start_matches('/'),
        "identifier": uid(entry, event),
        "name": event.name,
        "eventStatus": format!("https://schema.org/{status}"),
        "eventAttendanceMode": format!("https://schema.org/{attendance}"),
        "dateModified": rfc3339(entry.updated, scene.own),
    });
    let mut set = |name: &str, said: Value| {
        let empty = said.is_null() || said == "" || said.as_array().is_some_and(Vec::is_empty);
        if !empty {
            value[name] = said;
        }
    };
    set("description", event.description.clone().into());
    if let Some(first) = times.first() {
        set("startDate", iso(first.start).into());
        set("endDate", iso(first.end).into());
    } else if let Some(first) = event.occurrences.first() {
        set("startDate", first.start.clone().into());
    }
    if times.len() > 1 {
        let parts = times.iter().take(TIMES_MAX).map(|time| json!({ "@type": "Event", "name": event.name, "startDate": iso(time.start), "endDate": iso(time.end) }));
        set("subEvent", parts.collect());
    }
    if let Some(recurrence) = &event.recurrence {
        let schedule = json!({
            "@type": "Schedule",
            "scheduleTimezone": recurrence.zone,
            "duration": recurrence.duration,
            "description": recurrence.rules.join("\n"),
        });
        set("eventSchedule", schedule);
    }
    let place = event.place_line();
    if !place.is_empty() {
        let mut location = json!({ "@type": "Place", "name": place });
        if let (Some(latitude), Some(longitude)) = (event.latitude, event.longitude) {
            location["geo"] =
                json!({ "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude });
        }
        set("location", location);
    } else if let Some(url) = &event.online_url {
        set(
            "location",
            json!({ "@type": "VirtualLocation", "url": url }),
        );
    }
    set("keywords", event.keywords.clone().into());
    if event.fees.iter().any(|fee| fee == "gratuit") {
        set("isAccessibleForFree", true.into());
    }
    set("url", event.website.clone().into());
    if let Some(organiser) = &event.organiser {
        set(
            "organizer",
            json!({ "@type": "Organization", "name": organiser.name }),
        );
    }
    value
}

fn ahead(scene: &Scene) -> Window {
    Window {
        from: begins(scene.today, scene.own),
        to: begins(later(scene.today, AHEAD_DAYS), scene.own),
    }
}

/// The address of what is left out, beside the feed's own.
fn further(name: &str, filters: &Filters, cursor: &str) -> String {
    let query = filters.query();
    let mark = if query.is_empty() { '?' } else { '&' };
    format!("{name}{query}{mark}suite={}", encoded(cursor))
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
