//! `/agenda.jsonld`: what a list shows, in schema.org's words.

use maille_sdk::directory::Entry;
use maille_sdk::serde_json::{Value, json};
use maille_sdk::{Reply, Result};

use super::schedule::schedule;
use super::{ahead, find, further, page, uid};
use crate::ics::moment::rfc3339;
use crate::pages::Scene;
use crate::pages::filters::Filters;
use crate::record::Event;

/// Times of one event.
const TIMES_MAX: usize = 20;

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
            graph.push(json!({ "@type": "ItemList", "name": "next", "url": further("agenda.jsonld", filters, (next, scene)) }));
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
        true => crate::pages::calendar::day(milliseconds, scene.own).to_string(),
        false => rfc3339(milliseconds, scene.own),
    };
    let mut value = json!({
        "@type": "Event",
        "@id": page(entry, scene),
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
        set("eventSchedule", schedule(recurrence, event.all_day));
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
