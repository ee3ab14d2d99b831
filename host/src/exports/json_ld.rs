//! schema.org as JSON-LD: what search engines and other directories read.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Record, Report, list, street};

/// Types of places that are the State's or a commune's.
const GOVERNMENT: [&str; 6] = ["MUNI", "PREF", "CD", "EPCI", "REG", "CC"];

pub(super) fn write(
    records: impl Iterator<Item = Record>,
    out: &mut dyn Write,
) -> io::Result<Report> {
    out.write_all(b"{\"@context\": \"https://schema.org\", \"@graph\": ")?;
    let things = records.map(|record| {
        let mut thing = thing(&record);
        if let Some(fields) = thing.as_object_mut() {
            fields.remove("@context");
        }
        thing
    });
    let written = list::write(things, out)?;
    out.write_all(b"}\n")?;
    Ok(Report {
        written,
        ..Report::default()
    })
}

/// One record as a document of its own.
pub(super) fn thing(record: &Record) -> Value {
    let mut thing = Thing(Map::new());
    thing.set("@context", json!("https://schema.org"));
    thing.set("@type", json!(type_of(record)));
    thing.set("identifier", json!(record.key));
    for (name, path) in [
        ("name", "/name"),
        ("description", "/description"),
        ("telephone", "/telephone"),
        ("email", "/email"),
        ("url", "/website"),
    ] {
        thing.text(name, record.text(path));
    }
    thing.text("dateModified", record.text("/source/updated"));
    thing.text("license", record.text("/source/licence"));
    // Who publishes these words about it: a list holds neighbours' records too.
    thing.set(
        "sdPublisher",
        json!({"@type": "Organization", "identifier": record.origin}),
    );
    match record.kind.as_str() {
        "service" => service(&mut thing, record),
        "event" => event(&mut thing, record),
        "professional" => {
            thing.text("jobTitle", record.text("/name"));
            thing.set(
                "worksFor",
                named("Organization", record.text("/organisation/name")),
            );
        }
        "resource" => {
            thing.text("url", record.text("/url"));
            thing.text("author", record.text("/author"));
        }
        _ => {
            thing.place(&record.content);
            thing.set(
                "parentOrganization",
                named("Organization", record.text("/organisation/name")),
            );
            thing.set("alternateName", json!(record.texts("/alternate_names")));
        }
    }
    Value::Object(thing.0)
}

fn type_of(record: &Record) -> &'static str {
    let government = record
        .texts("/types")
        .iter()
        .any(|code| GOVERNMENT.contains(code));
    match (record.kind.as_str(), government) {
        ("place", true) => "GovernmentOffice",
        ("place", false) => "CivicStructure",
        ("organisation", true) => "GovernmentOrganization",
        ("organisation", false) => "Organization",
        ("service", _) => "Service",
        ("event", _) => "Event",
        ("professional", _) => "Person",
        ("resource", _) => "CreativeWork",
        _ => "Thing",
    }
}

struct Thing(Map<String, Value>);

impl Thing {
    /// Sets a property, unless it would say nothing.
    fn set(&mut self, name: &str, value: Value) {
        let empty = match &value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        if !empty {
            self.0.insert(name.to_owned(), value);
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        self.set(name, json!(text));
    }

    fn place(&mut self, place: &Value) {
        self.set("address", address(&place["address"]));
        self.set("geo", geo(place));
        let hours = place["opening_hours"].as_str().unwrap_or_default();
        self.set(
            "openingHours",
            json!(
                hours
                    .split("; ")
                    .filter(|rule| !rule.is_empty())
                    .collect::<Vec<_>>()
            ),
        );
        let wheelchair = match place["wheelchair"].as_str() {
            Some("yes") => json!(true),
            Some("no") => json!(false),
            _ => return,
        };
        self.set(
            "amenityFeature",
            json!([{"@type": "LocationFeatureSpecification", "name": "wheelchair", "value": wheelchair}]),
        );
    }
}

fn address(address: &Value) -> Value {
    if !address.is_object() {
        return Value::Null;
    }
    let mut found = Thing(Map::new());
    found.text("@type", "PostalAddress");
    found.text("streetAddress", &street(address));
    found.set("postalCode", address["postal_code"].clone());
    found.set("addressLocality", address["municipality"].clone());
    found.text("addressCountry", "FR");
    Value::Object(found.0)
}

fn geo(place: &Value) -> Value {
    match (place["latitude"].as_f64(), place["longitude"].as_f64()) {
        (Some(latitude), Some(longitude)) => {
            json!({"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude})
        }
        _ => Value::Null,
    }
}

fn named(kind: &str, name: &str) -> Value {
    match name {
        "" => Value::Null,
        name => json!({"@type": kind, "name": name}),
    }
}

fn service(thing: &mut Thing, record: &Record) {
    thing.set(
        "provider",
        named("Organization", record.text("/organisation/name")),
    );
    thing.text("serviceType", record.text("/type"));
    thing.set("areaServed", json!(record.texts("/eligibility_areas")));
    thing.set("audience", json!(record.texts("/audiences")));
    let free = record.texts("/fees") == ["gratuit"];
    thing.set(
        "isAccessibleForFree",
        if free { json!(true) } else { Value::Null },
    );
    let locations = record.content["locations"].as_array();
    let channels: Vec<Value> = locations
        .into_iter()
        .flatten()
        .map(|location| {
            let mut place = Thing(Map::new());
            place.text("@type", "Place");
            place.set("name", location["place"]["name"].clone());
            place.place(location);
            json!({"@type": "ServiceChannel", "serviceLocation": place.0})
        })
        .collect();
    thing.set("availableChannel", json!(channels));
}

fn event(thing: &mut Thing, record: &Record) {
    let occurrences = record.content["occurrences"].as_array();
    let occurrences: Vec<&Value> = occurrences.into_iter().flatten().collect();
    thing.set(
        "startDate",
        occurrences
            .first()
            .map(|first| first["start"].clone())
            .into(),
    );
    thing.set(
        "endDate",
        occurrences.last().map(|last| last["end"].clone()).into(),
    );
    if occurrences.len() > 1 {
        let parts = occurrences.iter().map(|one| {
            json!({"@type": "Event", "name": record.text("/name"), "startDate": one["start"], "endDate": one["end"]})
        });
        thing.set("subEvent", parts.collect());
    }
    let status = match record.text("/status") {
        "rescheduled" => "EventRescheduled",
        "moved-online" => "EventMovedOnline",
        "postponed" => "EventPostponed",
        "cancelled" => "EventCancelled",
        _ => "EventScheduled",
    };
    thing.text("eventStatus", &format!("https://schema.org/{status}"));
    let attendance = match record.text("/attendance") {
        "online" => "OnlineEventAttendanceMode",
        "mixed" => "MixedEventAttendanceMode",
        _ => "OfflineEventAttendanceMode",
    };
    thing.text(
        "eventAttendanceMode",
        &format!("https://schema.org/{attendance}"),
    );
    let mut location = Thing(Map::new());
    location.text("@type", "Place");
    location.text("name", record.text("/place/name"));
    location.place(&record.content);
    thing.set("location", Value::Object(location.0));
    thing.set(
        "organizer",
        named("Organization", record.text("/organiser/name")),
    );
    thing.set("image", record.content["image"]["url"].clone());
}
