//! New records, and lists of large parts.

use maille::accounts::Role;
use serde_json::json;

use super::{content, filled, plain, save, send};
use crate::support::Instance;

#[tokio::test]
async fn a_professional_is_written_here_and_seen_with_consent_only() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Mediator).await;
    let kinds = person.get("/administration/fiches/nouvelle").await;
    let address = "/administration/fiches/nouvelle?sorte=professional";
    assert!(
        kinds.text.contains(&format!("href=\"{address}\"")),
        "{}",
        kinds.text
    );
    let empty = person.get(address).await;
    let trade = maille::directory::vocabulary::get("trades")
        .unwrap()
        .terms()[0]
        .code
        .as_str();
    let pairs = |fields: &[(String, String)]| {
        let pairs: Vec<(String, String)> = fields.to_vec();
        pairs
    };
    let wrong = pairs(&filled(
        &empty,
        &[
            ("/name", "Conseillère numérique"),
            ("/consent/on-day", "31"),
            ("/consent/on-month", "2"),
            ("/consent/on-year", "2026"),
        ],
    ));
    let wrong: Vec<(&str, &str)> = wrong
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let answer = person.post("/administration/fiches/nouvelle", &wrong).await;
    assert_eq!(answer.status, 422);
    let text = plain(&answer);
    assert!(
        text.contains("Métiers : à remplir.") && text.contains("cette date n’existe pas"),
        "{text}"
    );
    assert!(
        text.contains("value=\"31\"") && text.contains("Conseillère numérique"),
        "{text}"
    );
    let mended = filled(
        &answer,
        &[
            ("/trade", trade),
            ("/consent/on-day", "28"),
            ("/places", "Médiathèque | hub-lo:12\nMairie"),
        ],
    );
    let mended: Vec<(&str, &str)> = mended
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let made = person
        .post("/administration/fiches/nouvelle", &mended)
        .await;
    assert_eq!(made.status, 303, "{}", made.text);
    let id = made
        .header("location")
        .split(['/', '?'])
        .nth(3)
        .unwrap()
        .to_owned();
    assert_eq!(
        content(&instance, &id).await,
        json!({
            "name": "Conseillère numérique", "trade": trade, "consent": {"on": "2026-02-28"},
            "places": [{"name": "Médiathèque", "key": "hub-lo:12"}, {"name": "Mairie"}],
        })
    );
    assert_eq!(instance.get(&format!("/annuaire/{id}")).await.status, 404);
    assert_eq!(
        save(&person, &id, &[("/consent/listed", "yes")])
            .await
            .status,
        303
    );
    assert_eq!(instance.get(&format!("/annuaire/{id}")).await.status, 200);
    // The tick is taken away by leaving its field out, as browsers do.
    let form = person.get(&format!("/administration/fiches/{id}")).await;
    let mut fields = filled(&form, &[]);
    fields.retain(|field| field.0 != "/consent/listed" || field.1.is_empty());
    assert_eq!(send(&person, &id, &fields).await.status, 303);
    assert_eq!(instance.get(&format!("/annuaire/{id}")).await.status, 404);
}

#[tokio::test]
async fn a_draft_waits_and_a_services_places_are_added_and_taken_away() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let empty = person
        .get("/administration/fiches/nouvelle?sorte=service")
        .await;
    let fields = filled(
        &empty,
        &[
            ("/name", "Atelier"),
            ("/locations/0/place/name", "Mairie"),
            ("/locations/0/latitude", "47,5"),
            ("etat", "draft"),
        ],
    );
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let made = person
        .post("/administration/fiches/nouvelle", &fields)
        .await;
    assert_eq!(made.status, 303, "{}", made.text);
    let id = made
        .header("location")
        .split(['/', '?'])
        .nth(3)
        .unwrap()
        .to_owned();
    assert_eq!(instance.get(&format!("/annuaire/{id}")).await.status, 404);
    let drafts = person.get("/administration/fiches?etat=draft").await;
    assert!(drafts.text.contains(&id), "{}", drafts.text);
    let typed = [
        ("/locations/0/place/name", ""),
        ("/locations/0/latitude", ""),
        ("/locations/1/address/street", "1 rue A"),
    ];
    assert_eq!(save(&person, &id, &typed).await.status, 303);
    assert_eq!(
        content(&instance, &id).await["locations"],
        json!([{"address": {"street": "1 rue A"}}])
    );
}

#[tokio::test]
async fn records_of_other_kinds_are_corrected_here_and_not_made() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let event = instance.put("event", "e", r#"{"name": "Fête"}"#).await;
    let saved = save(&person, &event, &[("/name", "Fête du pont")]).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    assert_eq!(content(&instance, &event).await["name"], "Fête du pont");
    // Between places they would drown: they are asked for.
    let all = person.get("/administration/fiches").await;
    assert!(!all.text.contains(&event), "{}", all.text);
    let events = person.get("/administration/fiches?sorte=event").await;
    assert!(events.text.contains(&event), "{}", events.text);
    let answer = person
        .post(
            "/administration/fiches/nouvelle",
            &[("sorte", "event"), ("/name", "x")],
        )
        .await;
    assert_eq!(answer.status, 400);
}
