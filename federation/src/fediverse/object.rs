//! Records as objects of ActivityStreams: `Event` (as Mobilizon writes it), `Organization`, `Place`. Only what is handed in is
//! said: the caller hands in nothing but public fields of published records.

use serde_json::{Map, Value, json};

use super::{ACTIVITY_STREAMS, PUBLIC, actor_id, followers_id};
use crate::moment::Moment;
use crate::origin::RecordId;

/// The kinds that have a word in ActivityStreams.
pub const KINDS: [&str; 3] = ["event", "organisation", "place"];

/// Characters of a text of ours that leave: who wants more follows the link.
const TEXT_CHARACTERS_MAX: usize = 20_000;
const TAGS_MAX: usize = 30;

/// A record as anybody may see it.
#[derive(Debug, Clone, Copy)]
pub struct Published<'a> {
    pub id: &'a RecordId,
    /// One of [`KINDS`].
    pub kind: &'a str,
    /// Its public fields.
    pub content: &'a Map<String, Value>,
    /// When it could first be read on the fediverse, and when what is said of it last changed.
    pub published: Moment,
    pub updated: Moment,
    /// Of the instance, as `Europe/Paris`.
    pub timezone: &'a str,
    /// Of its texts, as `fr`.
    pub language: &'a str,
    /// Of a series, the time that is next is told.
    pub now: Moment,
}

/// The object that a record is; `None` for kinds without a word, and for one without a name.
pub fn object(record: &Published<'_>) -> Option<Value> {
    let content = record.content;
    let name = text(content, "name")?;
    let (kind, id) = (record.kind, record.id.to_string());
    let mut object = json!({
        "@context": context(),
        "id": id,
        "type": match kind {
            "event" => "Event",
            "organisation" => "Organization",
            "place" => "Place",
            _ => return None,
        },
        "name": name,
        "url": id,
        "attributedTo": actor_id(record.id.origin()),
        "to": [PUBLIC],
        "cc": [followers_id(record.id.origin())],
        "published": record.published,
        "updated": record.updated,
        "inLanguage": record.language,
    });
    let said = ["description", "details", "conditions"];
    let said: Vec<&str> = said.iter().filter_map(|name| text(content, name)).collect();
    if !said.is_empty() {
        object["content"] = json!(paragraphs(&said.join("\n\n")));
    }
    match kind {
        "event" => event(record, &mut object),
        "organisation" => {
            set(&mut object, "location", location(content, Some(name)));
            set(&mut object, "attachment", contacts(content));
        }
        _ => {
            for (member, value) in position(content) {
                object[member] = value;
            }
            set(&mut object, "address", address(content));
            set(&mut object, "attachment", contacts(content));
        }
    }
    Some(object)
}

/// What stands at the address of a record that was deleted.
pub fn tombstone(id: &RecordId, deleted: Moment) -> Value {
    json!({
        "@context": ACTIVITY_STREAMS,
        "id": id,
        "type": "Tombstone",
        "deleted": deleted,
    })
}

fn event(record: &Published<'_>, object: &mut Value) {
    let content = record.content;
    let id = record.id.to_string();
    let (start, end) = occurrence(content, record.now);
    set(object, "startTime", start.map(Value::from));
    set(object, "endTime", end.map(Value::from));
    let status = match text(content, "status") {
        Some("cancelled") => "CANCELLED",
        Some("postponed") => "TENTATIVE",
        _ => "CONFIRMED",
    };
    let registration = content.get("registration").and_then(Value::as_array);
    let by_link = registration.into_iter().flatten().find_map(|way| {
        let link = way["type"] == "link";
        way["value"].as_str().filter(|value| link && is_web(value))
    });
    let website = text(content, "website").filter(|url| is_web(url));
    object["timezone"] = json!(record.timezone);
    // Of Mobilizon's list, what these events are.
    object["category"] = json!("LEARNING");
    object["status"] = json!(status);
    // Mobilizon asks for the member by this very name: what is cancelled must not stand there as if it were not.
    object["ical:status"] = json!(status);
    object["uuid"] = json!(record.id.uuid());
    object["joinMode"] = json!("external");
    object["externalParticipationUrl"] = json!(by_link.or(website).unwrap_or(&id));
    let place = content
        .get("place")
        .and_then(|place| place["name"].as_str());
    let online = text(content, "online_url").filter(|url| is_web(url));
    let there = match location(content, place) {
        None => online.map(|url| json!({"type": "VirtualLocation", "url": url})),
        there => there,
    };
    set(object, "location", there);
    set(object, "tag", tags(content));
}

/// The time that is next, or goes on; of a series that is over, the last one.
fn occurrence(content: &Map<String, Value>, now: Moment) -> (Option<&str>, Option<&str>) {
    let all = content.get("occurrences").and_then(Value::as_array);
    let times: Vec<(&str, Option<&str>)> = all
        .into_iter()
        .flatten()
        .filter_map(|time| Some((time["start"].as_str()?, time["end"].as_str())))
        .collect();
    let over = |(start, end): &(&str, Option<&str>)| {
        let last: Option<jiff::Timestamp> = end.unwrap_or(start).parse().ok();
        last.is_none_or(|last| last.as_second() < now.unix())
    };
    let next = times.iter().find(|time| !over(time)).or(times.last());
    next.map_or((None, None), |(start, end)| (Some(start), *end))
}

fn location(content: &Map<String, Value>, name: Option<&str>) -> Option<Value> {
    let (address, position) = (address(content), position(content));
    if address.is_none() && position.is_empty() && name.is_none() {
        return None;
    }
    let mut place = json!({"type": "Place"});
    let town = content
        .get("address")
        .and_then(|address| address["municipality"].as_str());
    set(&mut place, "name", name.or(town).map(Value::from));
    set(&mut place, "address", address);
    for (member, value) in position {
        place[member] = value;
    }
    Some(place)
}

fn address(content: &Map<String, Value>) -> Option<Value> {
    let said = content.get("address")?;
    let lines = said["lines"].as_array().into_iter().flatten();
    let lines: Vec<&str> = lines.filter_map(Value::as_str).collect();
    let street = said["street"].as_str().map(str::to_owned);
    let street = street.or_else(|| (!lines.is_empty()).then(|| lines.join(", ")));
    let mut address = json!({"type": "PostalAddress", "addressCountry": "FR"});
    set(&mut address, "streetAddress", street.map(Value::from));
    for (theirs, ours) in [
        ("postalCode", "postal_code"),
        ("addressLocality", "municipality"),
    ] {
        set(&mut address, theirs, said[ours].as_str().map(Value::from));
    }
    let told = address.as_object().is_some_and(|members| members.len() > 2);
    told.then_some(address)
}

fn position(content: &Map<String, Value>) -> Vec<(&'static str, Value)> {
    let degrees = |name| content.get(name).filter(|value| value.is_number()).cloned();
    match (degrees("latitude"), degrees("longitude")) {
        (Some(latitude), Some(longitude)) => vec![("latitude", latitude), ("longitude", longitude)],
        _ => Vec::new(),
    }
}

/// How to reach it, as the rows of a profile.
fn contacts(content: &Map<String, Value>) -> Option<Value> {
    let rows = [
        ("Téléphone", "telephone"),
        ("Courriel", "email"),
        ("Site", "website"),
        ("Horaires", "opening_hours"),
    ];
    let rows: Vec<Value> = rows
        .iter()
        .filter_map(|(label, name)| {
            let value = escaped(text(content, name)?);
            Some(json!({"type": "PropertyValue", "name": label, "value": value}))
        })
        .collect();
    (!rows.is_empty()).then(|| json!(rows))
}

/// Keywords as hashtags: letters and digits of theirs alone.
fn tags(content: &Map<String, Value>) -> Option<Value> {
    let words = content.get("keywords").and_then(Value::as_array);
    let mut tags: Vec<Value> = Vec::new();
    for word in words.into_iter().flatten().filter_map(Value::as_str) {
        let word: String = word
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .collect();
        let tag = json!({"type": "Hashtag", "name": format!("#{}", word.to_lowercase())});
        if !word.is_empty() && !tags.contains(&tag) && tags.len() < TAGS_MAX {
            tags.push(tag);
        }
    }
    (!tags.is_empty()).then(|| json!(tags))
}

fn text<'a>(content: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    let text = content.get(name)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Plain text as HTML, which `content` is: paragraphs and line breaks, nothing else.
fn paragraphs(text: &str) -> String {
    let text: String = text.chars().take(TEXT_CHARACTERS_MAX).collect();
    let text = text.replace("\r\n", "\n");
    let paragraphs = text
        .split("\n\n")
        .map(str::trim)
        .filter(|text| !text.is_empty());
    paragraphs
        .map(|text| format!("<p>{}</p>", escaped(text).replace('\n', "<br>")))
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn set(object: &mut Value, member: &str, value: Option<Value>) {
    if let Some(value) = value {
        object[member] = value;
    }
}

/// What the words mean that ActivityStreams does not have, as Mobilizon says it; written out, so that nobody fetches it.
fn context() -> Value {
    json!([ACTIVITY_STREAMS, {
        "sc": "http://schema.org#",
        "ical": "http://www.w3.org/2002/12/cal/ical#",
        "mz": "https://joinmobilizon.org/ns#",
        "Hashtag": "as:Hashtag",
        "PropertyValue": "sc:PropertyValue",
        "value": "sc:value",
        "PostalAddress": "sc:PostalAddress",
        "VirtualLocation": "sc:VirtualLocation",
        "address": "sc:address",
        "streetAddress": "sc:streetAddress",
        "postalCode": "sc:postalCode",
        "addressLocality": "sc:addressLocality",
        "addressCountry": "sc:addressCountry",
        "category": "sc:category",
        "inLanguage": "sc:inLanguage",
        "uuid": "sc:identifier",
        "status": "ical:status",
        "timezone": "mz:timezone",
        "joinMode": "mz:joinMode",
        "externalParticipationUrl": "mz:externalParticipationUrl",
    }])
}

#[cfg(test)]
mod tests;
