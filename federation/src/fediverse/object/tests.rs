//! What of a record leaves, and in which words.

use super::*;

const ID: &str = "https://creuse.example/records/019aab00-0000-7000-8000-000000000001";

fn said(kind: &str, content: Value) -> Option<Value> {
    let record = Published {
        id: &ID.parse().unwrap(),
        kind,
        content: content.as_object().unwrap(),
        published: Moment::from_unix(1_795_342_530),
        updated: Moment::from_unix(1_795_342_590),
        timezone: "Europe/Paris",
        language: "fr",
        now: Moment::from_unix(1_795_342_600),
    };
    object(&record)
}

#[test]
fn an_event_says_all_that_the_fediverse_reads_of_one() {
    let event = said(
        "event",
        json!({
            "name": "Atelier <mots de passe>",
            "description": "Venez & apprenez.\nÀ deux.\n\n<script>alert(1)</script>",
            "occurrences": [
                {"start": "2026-11-20T14:00:00+01:00", "end": "2026-11-20T16:00:00+01:00"},
                {"start": "2026-11-27T14:00:00+01:00", "end": "2026-11-27T16:00:00+01:00"},
                {"start": "2026-12-04T14:00:00+01:00"},
            ],
            "status": "cancelled",
            "place": {"name": "Médiathèque"},
            "address": {"street": "8 avenue du Modèle", "postal_code": "23000", "municipality": "Saint-Essai"},
            "latitude": 46.1713, "longitude": 1.8718,
            "registration": [
                {"type": "telephone", "value": "05 36 49 26 20"},
                {"type": "link", "value": "javascript:alert(1)"},
                {"type": "link", "value": "https://inscriptions.example/7"},
            ],
            "keywords": ["Mot de passe", "mot de passe", "!", "Sécurité"],
        }),
    )
    .unwrap();
    for (member, value) in [
        ("id", json!(ID)),
        ("type", json!("Event")),
        ("name", json!("Atelier <mots de passe>")),
        (
            "content",
            json!(
                "<p>Venez &amp; apprenez.<br>À deux.</p><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
            ),
        ),
        ("startTime", json!("2026-11-27T14:00:00+01:00")),
        ("endTime", json!("2026-11-27T16:00:00+01:00")),
        ("timezone", json!("Europe/Paris")),
        ("category", json!("LEARNING")),
        ("status", json!("CANCELLED")),
        ("ical:status", json!("CANCELLED")),
        ("uuid", json!("019aab00-0000-7000-8000-000000000001")),
        ("attributedTo", json!("https://creuse.example/actor")),
        ("to", json!([PUBLIC])),
        ("cc", json!(["https://creuse.example/followers"])),
        ("published", json!("2026-11-22T10:15:30Z")),
        ("updated", json!("2026-11-22T10:16:30Z")),
        ("inLanguage", json!("fr")),
        ("joinMode", json!("external")),
        (
            "externalParticipationUrl",
            json!("https://inscriptions.example/7"),
        ),
        (
            "tag",
            json!([{"type": "Hashtag", "name": "#motdepasse"}, {"type": "Hashtag", "name": "#sécurité"}]),
        ),
    ] {
        assert_eq!(event[member], value, "{member}");
    }
    let place = &event["location"];
    assert_eq!(
        (&place["type"], &place["name"]),
        (&json!("Place"), &json!("Médiathèque"))
    );
    assert_eq!(place["address"]["addressLocality"], "Saint-Essai");
    assert_eq!(place["latitude"], 46.1713);
}

#[test]
fn what_an_event_leaves_open_is_left_out_and_registration_leads_to_its_page() {
    let event = said("event", json!({"name": "Permanence"})).unwrap();
    for member in ["startTime", "endTime", "location", "tag", "content"] {
        assert_eq!(event.get(member), None, "{member}");
    }
    assert_eq!(event["externalParticipationUrl"], ID);
    assert_eq!(event["status"], "CONFIRMED");
    let online = json!({"name": "À distance", "online_url": "https://visio.example/7", "status": "postponed"});
    let online = said("event", online).unwrap();
    assert_eq!(
        online["location"],
        json!({"type": "VirtualLocation", "url": "https://visio.example/7"})
    );
    assert_eq!(online["status"], "TENTATIVE");
    let over = json!({"name": "Fini", "occurrences": [{"start": "2020-01-01T10:00:00Z"}, {"start": "2021-01-01T10:00:00Z"}]});
    assert_eq!(
        said("event", over).unwrap()["startTime"],
        "2021-01-01T10:00:00Z"
    );
}

#[test]
fn places_and_organisations_say_where_and_how_to_reach_them() {
    let content = json!({
        "name": "Mairie",
        "telephone": "05 36 49 26 20",
        "website": "https://mairie.example/?a=\"b\"",
        "address": {"lines": ["Bâtiment B", "1 rue du Test"], "postal_code": "23000"},
        "latitude": 46.1, "longitude": 1.8,
    });
    let place = said("place", content.clone()).unwrap();
    assert_eq!(
        (&place["type"], &place["latitude"]),
        (&json!("Place"), &json!(46.1))
    );
    assert_eq!(
        place["address"]["streetAddress"],
        "Bâtiment B, 1 rue du Test"
    );
    assert_eq!(
        place["attachment"][1]["value"],
        "https://mairie.example/?a=&quot;b&quot;"
    );
    let organisation = said("organisation", content).unwrap();
    assert_eq!(organisation["type"], "Organization");
    assert_eq!(organisation["location"]["longitude"], 1.8);
}

#[test]
fn other_kinds_and_what_has_no_name_have_no_word() {
    assert_eq!(said("professional", json!({"name": "Camille"})), None);
    assert_eq!(said("place", json!({"name": "  "})), None);
    assert_eq!(said("place", json!({})), None);
}
