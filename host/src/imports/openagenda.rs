//! Events of OpenAgenda: an agenda's list, or one event, bare or inside the answer of the API.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::Fate;
use super::draft::{Draft, key};
use super::fields::{scalar, text};
use super::format::Options;
use super::reading::{Reader, say_source};
use super::remark::{Remark, What};
use super::repair::{emails, link, moment, telephones};
use crate::directory::fold;

const SOURCE: &str = "OpenAgenda";
const LICENCE: &str = "Licence Ouverte 2.0";
/// The kind's own bound.
const OCCURRENCES_MAX: usize = 1_000;
/// The languages that are taken, the first that a text has.
const LANGUAGES: [&str; 3] = ["fr", "oc", "en"];
const IMPAIRMENTS: [(&str, &str); 5] = [
    ("mi", "motor"),
    ("hi", "hearing"),
    ("vi", "visual"),
    ("ii", "intellectual"),
    ("pi", "psychic"),
];
const STATUSES: [&str; 6] = [
    "scheduled",
    "rescheduled",
    "moved-online",
    "postponed",
    "full",
    "cancelled",
];
/// Fields of OpenAgenda's own that hold labels, and are read as what they are.
const STANDARD: [&str; 3] = ["status", "attendanceMode", "state"];
/// Numbers of every agenda: what they say is read elsewhere, or is about the agenda and not about the event.
const NUMBERS: [&str; 8] = [
    "uid",
    "locationUid",
    "ownerUid",
    "creatorUid",
    "private",
    "draft",
    "featured",
    "relevance",
];
const ATTENDANCES: [&str; 3] = ["on-site", "online", "mixed"];

pub(super) fn reader(options: &Options) -> Reader {
    let options = options.clone();
    Box::new(move |source| {
        let event = source.value.get("event").unwrap_or(&source.value);
        if event.get("title").is_none()
            || event.get("location").is_none() && event.get("timings").is_none()
        {
            let what = What::new("import-not-of-format").with("format", "openagenda");
            let why = vec![Remark::new("", "", what)];
            return (text(event, "slug"), Fate::Refused { why });
        }
        let producer = options.source_name.as_deref().unwrap_or(SOURCE);
        let id = match text(event, "uid") {
            uid if uid.is_empty() => text(event, "slug"),
            uid => uid,
        };
        let draft = draft(event, &options, &id);
        let listed = event.get("state").is_none_or(|state| scalar(state) == "2")
            && text(event, "private") != "1"
            && text(event, "draft") != "1";
        (
            worded(&event["title"]),
            draft.finish(key(producer, &id), listed),
        )
    })
}

/// A text in the first of our languages, whether it has languages or not.
fn worded(value: &Value) -> String {
    let found = LANGUAGES.iter().find_map(|language| value.get(language));
    let any = || value.as_object().and_then(|texts| texts.values().next());
    match value {
        Value::Object(_) => found.or_else(any).map(scalar).unwrap_or_default(),
        other => scalar(other),
    }
}

fn draft(event: &Value, options: &Options, id: &str) -> Draft {
    let mut draft = Draft::new("event", options.today);
    draft.put("name", "title", &worded(&event["title"]));
    draft.put("description", "description", &worded(&event["description"]));
    draft.put(
        "details",
        "longDescription",
        &worded(&event["longDescription"]),
    );
    let conditions = worded(&event["conditions"]);
    draft.put("conditions", "conditions", &conditions);
    if ["gratuit", "entree libre", "entree gratuite", "gratuite"]
        .contains(&fold(&conditions).as_str())
    {
        draft.push("fees", "gratuit");
    }
    occurrences(&mut draft, event);
    choices(&mut draft, event);
    keywords(&mut draft, &event["keywords"]);
    own_fields(&mut draft, event);
    place(&mut draft, &event["location"]);
    draft.put(
        "online_url",
        "onlineAccessLink",
        &text(event, "onlineAccessLink"),
    );
    registration(&mut draft, &event["registration"]);
    image(&mut draft, event);
    draft.put(
        "organiser/name",
        "originAgenda",
        &text(&event["originAgenda"], "title"),
    );
    draft.put("source/updated", "updatedAt", &text(event, "updatedAt"));
    draft.put("source/licence", "", LICENCE);
    say_source(&mut draft, options, SOURCE, id);
    if id.is_empty() {
        draft.refuse("uid", "", What::new("import-missing"));
    }
    draft.require("name", "title");
    draft.require("occurrences", "timings");
    draft
}

fn occurrences(draft: &mut Draft, event: &Value) {
    let zone = TimeZone::get(&text(event, "timezone"))
        .or_else(|_| TimeZone::get("Europe/Paris"))
        .unwrap_or(TimeZone::UTC);
    let mut found: Vec<Value> = Vec::new();
    let timings = event["timings"].as_array().into_iter().flatten();
    for timing in timings {
        let begin = text(timing, "begin");
        let begin = if begin.is_empty() {
            text(timing, "start")
        } else {
            begin
        };
        let mut said = |text: &str| {
            let mended = moment(text, &zone);
            if let Some(what) = mended.what {
                draft.repaired("timings", text, what);
            }
            mended.value
        };
        let Some(start) = said(&begin) else { continue };
        let mut occurrence = json!({ "start": start });
        if let Some(end) = said(&text(timing, "end")) {
            occurrence["end"] = end.into();
        }
        if !found.contains(&occurrence) {
            found.push(occurrence);
        }
    }
    if found.len() > OCCURRENCES_MAX {
        let what = What::new("import-list-cut").with("max", OCCURRENCES_MAX);
        draft.repaired("timings", &found.len().to_string(), what);
        found.truncate(OCCURRENCES_MAX);
    }
    if !found.is_empty() {
        draft.set("occurrences", found);
    }
}

/// What OpenAgenda writes as numbers and flags.
fn choices(draft: &mut Draft, event: &Value) {
    let number = |field: &str| {
        event[field]
            .as_u64()
            .or_else(|| event[field]["id"].as_u64())
    };
    let word = |words: &[&'static str], number: Option<u64>| {
        number.and_then(|number| words.get(number.checked_sub(1)? as usize).copied())
    };
    if let Some(status) = word(&STATUSES, number("status")) {
        draft.set("status", status);
    }
    if let Some(attendance) = word(&ATTENDANCES, number("attendanceMode")) {
        draft.set("attendance", attendance);
    }
    for (code, impairment) in IMPAIRMENTS {
        if event["accessibility"][code] == Value::Bool(true) {
            draft.push("accessibility", impairment);
        }
    }
    for (side, path) in [("min", "age/min"), ("max", "age/max")] {
        let age = event["age"][side].as_u64().filter(|age| *age <= 130);
        if let Some(age) = age {
            draft.set(path, age);
        }
    }
}

fn keywords(draft: &mut Draft, keywords: &Value) {
    let found = LANGUAGES.iter().find_map(|language| keywords.get(language));
    for word in found
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .take(100)
    {
        draft.put("keywords", "keywords", &scalar(word));
    }
}

/// The fields that an agenda added of its own, where they say what they mean: `{"id": 7, "label": {"fr": "Concert"}}`, one or several.
/// A bare number means something to that agenda alone: it is left, and said.
fn own_fields(draft: &mut Draft, event: &Value) {
    let fields = event.as_object().into_iter().flatten();
    for (name, value) in fields.filter(|(name, _)| !STANDARD.contains(&name.as_str())) {
        let one = std::slice::from_ref(value);
        let values = value.as_array().map_or(one, Vec::as_slice);
        for value in values.iter().take(20) {
            let label = worded(&value["label"]);
            if !label.is_empty() {
                draft.put("keywords", name, &label);
            } else if value.is_number() && !NUMBERS.contains(&name.as_str()) {
                draft.repaired(name, &scalar(value), What::new("import-own-number"));
            }
        }
    }
}

fn place(draft: &mut Draft, location: &Value) {
    draft.put("place/name", "location", &text(location, "name"));
    let (code, town) = (text(location, "postalCode"), text(location, "city"));
    let whole = text(location, "address");
    // The address holds the town once more.
    let tail = whole.find(&code).filter(|_| !code.is_empty());
    let street = whole[..tail.unwrap_or(whole.len())]
        .trim()
        .trim_end_matches([',', '-'])
        .trim();
    draft.put("address/street", "address", street);
    draft.put("address/postal_code", "postalCode", &code);
    draft.put("address/municipality", "city", &town);
    draft.put("address/insee_code", "insee", &text(location, "insee"));
    draft.put("latitude", "latitude", &text(location, "latitude"));
    draft.put("longitude", "longitude", &text(location, "longitude"));
}

fn registration(draft: &mut Draft, registration: &Value) {
    for entry in registration.as_array().into_iter().flatten().take(20) {
        let value = match entry {
            Value::Object(_) => text(entry, "value"),
            bare => scalar(bare),
        };
        let telephone = || {
            let first = telephones(&value).into_iter().next()?;
            Some(("telephone", first.1.value?.number))
        };
        let email = || Some(("email", emails(&value).into_iter().next()?.1.value?));
        let known = match value.contains('@') && !value.contains("://") {
            true => email(),
            false => telephone().or_else(|| Some(("link", link(&value).value?))),
        };
        match known {
            Some((kind, value)) => {
                draft.push("registration", json!({ "type": kind, "value": value }))
            }
            None => draft.repaired("registration", &value, What::new("import-registration")),
        }
    }
}

fn image(draft: &mut Draft, event: &Value) {
    let image = &event["image"];
    let whole = match image {
        Value::Object(_) => format!("{}{}", text(image, "base"), text(image, "filename")),
        other => scalar(other),
    };
    let whole = match whole.strip_prefix("//") {
        Some(rest) => format!("https://{rest}"),
        None => whole,
    };
    if let Some(url) = link(&whole).value.filter(|_| whole.contains("://")) {
        draft.set("image/url", url);
        draft.put("image/credit", "imageCredits", &text(event, "imageCredits"));
    }
}
