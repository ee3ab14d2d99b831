//! What search keeps of a content.

use jiff::tz::TimeZone;
use serde_json::json;

use super::*;
use crate::directory::KindRegistry;

fn index_of(kind: &str, content: Value) -> Indexed {
    let kind = KindRegistry::core().get(kind).unwrap();
    indexed(&kind, &content, &TimeZone::UTC)
}

#[test]
fn lists_give_a_term_for_each_item_once() {
    let found = index_of(
        "place",
        json!({"name": "M", "local_service_types": ["mairie", "caf", "mairie"]}),
    );
    let values: Vec<&str> = found.terms.iter().map(|term| term.value.as_str()).collect();
    assert_eq!(values, ["caf", "mairie"]);
}

#[test]
fn texts_are_folded_and_weighted() {
    let content =
        json!({"identifier": "F1", "title": "L'Été", "keywords": ["Chaud"], "text": "Soleil"});
    let found = index_of("procedure", content);
    assert_eq!(
        (found.title.as_str(), found.text.trim()),
        ("l ete chaud", "soleil")
    );
}

#[test]
fn an_unknown_place_has_no_point() {
    assert_eq!(
        index_of("place", json!({"name": "M", "latitude": 0, "longitude": 0})).place,
        None
    );
    assert_eq!(
        index_of("place", json!({"name": "M", "latitude": 44.8})).place,
        None
    );
    assert!(
        index_of(
            "place",
            json!({"name": "M", "latitude": 44.8, "longitude": -0.5})
        )
        .place
        .is_some()
    );
}

#[test]
fn moments_are_read_in_their_zone() {
    let paris = TimeZone::fixed(jiff::tz::offset(1));
    assert_eq!(moment(&json!("1970-01-01T01:00:00"), &paris), Some((0, 0)));
    assert_eq!(
        moment(&json!("1970-01-01T00:00:01Z"), &paris),
        Some((1_000, 1_000))
    );
    assert_eq!(
        moment(&json!("1970-01-01"), &TimeZone::UTC),
        Some((0, 86_399_999))
    );
    assert_eq!(moment(&json!(42), &paris), Some((42, 42)));
    assert_eq!(moment(&json!("demain"), &paris), None);
}

#[test]
fn an_event_has_a_time_for_each_occurrence() {
    let found = index_of(
        "event",
        json!({"name": "Atelier", "occurrences": [
            {"start": "1970-01-01T00:00:01Z"},
            {"start": "1970-01-01T00:00:02Z", "end": "1970-01-01T00:00:03Z"}
        ]}),
    );
    let times: Vec<_> = found
        .times
        .iter()
        .map(|time| (time.starts, time.ends, time.public))
        .collect();
    assert_eq!(times, [(1_000, 1_000, true), (2_000, 3_000, true)]);
    assert!(index_of("place", json!({"name": "M"})).times.is_empty());
}
