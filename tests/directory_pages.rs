//! `/annuaire`: records are found by words, around a commune and by what visitors need; each has a page of its own that
//! says where it comes from, and nothing private.

mod filters;
mod forgiving;
mod here;
mod near;
mod plan;
mod record;
mod suggestions;
mod words;

use serde_json::{Value, json};

use crate::support::Instance;
use crate::support::visitor::Answer;

/// Saturday 21 November 2026, 11:15 in Paris.
const OPEN_ON_SATURDAY: &str = "Mo-Sa 09:00-12:00";

async fn with_records(records: &[(&str, &str, Value)]) -> Instance {
    let instance = Instance::new().await;
    for (kind, key, content) in records {
        instance.put(kind, key, &content.to_string()).await;
    }
    instance
}

fn place(name: &str, latitude: f64, more: Value) -> Value {
    let mut place = json!({
        "name": name,
        "latitude": latitude,
        "longitude": -0.55,
        "telephone": "02 41 00 00 00",
        "address": {"street": "1 rue du Port", "postal_code": "49100", "municipality": "Angers", "insee_code": "49007"}
    });
    for (field, value) in more.as_object().unwrap() {
        place[field] = value.clone();
    }
    place
}

/// A town hall, a library 3 km and a house 11 km north of it, a far association and a service beside the library.
async fn angers() -> Instance {
    with_records(&[
        ("place", "m", place("Hôtel de ville", 47.47, json!({"local_service_types": ["mairie"]}))),
        ("place", "b", place("Médiathèque Toussaint", 47.50, json!({
            "opening_hours": OPEN_ON_SATURDAY, "fees": ["gratuit"], "wheelchair": "yes",
            "digital_services": ["acces-internet-et-materiel-informatique"], "telephone": "02 41 24 25 50 / 06 00 00 00 01"
        }))),
        ("place", "f", place("Maison France Services", 47.57, json!({
            "opening_hours": "Mo-Fr 09:00-17:00", "fees": ["payant"], "access_modes": ["telephoner"],
            "address": {"postal_code": "49460", "municipality": "Écuillé"}
        }))),
        ("organisation", "a", json!({"name": "Association lointaine", "latitude": 48.5, "longitude": -0.55})),
        ("service", "s", json!({
            "name": "Atelier tablette", "themes": ["numerique--maitriser-les-fondamentaux-du-numerique"],
            "locations": [{"latitude": 47.51, "longitude": -0.55, "opening_hours": OPEN_ON_SATURDAY, "address": {"street": "2 rue du Lac"}}]
        })),
    ])
    .await
}

/// The titles of a list's records, in order.
fn titles(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let parts = answer.text.split("<h3 class=\"card-title\">").skip(1);
    let parts = parts.map(|part| part.split("</a>").next().unwrap());
    parts
        .map(|part| part.rsplit('>').next().unwrap().to_owned())
        .collect()
}

fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Where a list's only link to this record leads, without the way back.
fn href(answer: &Answer, title: &str) -> String {
    let link = link(answer, title);
    link.split('?').next().unwrap().to_owned()
}

/// The same with the way back.
fn link(answer: &Answer, title: &str) -> String {
    let before = answer
        .text
        .split(&format!("\">{title}</a>"))
        .next()
        .unwrap();
    before.rsplit("href=\"").next().unwrap().to_owned()
}
