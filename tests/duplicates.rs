//! Pages on which people decide about duplicates: what they show, what a decision does, and back.

use maille::accounts::Role;
use maille::directory::{Author, Session};
use serde_json::json;

use crate::support::Instance;

/// Two records of one library; their ids, the smaller first.
async fn twice(instance: &Instance) -> (String, String) {
    let mut session = Session::new(&instance.app.directory, Author::host("essai"));
    let address = json!({"street": "1 rue des Tilleuls", "postal_code": "49000", "municipality": "Angers", "insee_code": "49007"});
    let one = json!({"name": "Médiathèque des Tilleuls", "telephone": "02 41 00 00 01", "address": address});
    let other = json!({"name": "Mediathèque les Tilleuls", "telephone": "+33241000001", "address": address, "email": "tilleuls@example.fr"});
    let first = session
        .put("place", "ici:1", &one.to_string())
        .await
        .unwrap();
    let second = session
        .put("place", "ici:2", &other.to_string())
        .await
        .unwrap();
    session.commit().await.unwrap();
    instance
        .app
        .directory
        .look_for_all_duplicates(|_| {})
        .await
        .unwrap();
    let (a, b) = (first.id, second.id);
    if a < b { (a, b) } else { (b, a) }
}

#[tokio::test]
async fn a_mediator_merges_a_pair_and_takes_it_back() {
    let instance = Instance::new().await;
    let (first, second) = twice(&instance).await;
    let person = instance.signed_in(Role::Mediator).await;
    let list = person.get("/administration/doublons").await;
    assert_eq!(list.status, 200);
    let pair = format!("/administration/doublons/{first}/{second}");
    assert!(list.text.contains(&pair), "{}", list.text);

    let page = person.get(&pair).await;
    assert!(
        page.text.contains("Un numéro de téléphone est commun"),
        "{}",
        page.text
    );
    let fields = [
        ("garde", first.as_str()),
        ("revision", "1"),
        ("autre-revision", "1"),
    ];
    let merged = person.post(&format!("{pair}/fusionner"), &fields).await;
    assert_eq!(
        merged.header("location"),
        "/administration/doublons?fait=fusion"
    );

    let old = instance.get(&format!("/annuaire/{second}")).await;
    assert_eq!(old.status, 303);
    assert_eq!(old.header("location"), format!("/annuaire/{first}"));
    let point = instance.get(&format!("/annuaire/{second}.geojson")).await;
    assert_eq!(
        point.header("location"),
        format!("/annuaire/{first}.geojson")
    );
    let told = instance.get(&format!("/api/records/{second}")).await;
    assert!(told.text.contains(&first), "{}", told.text);
    let now = instance.get(&format!("/annuaire/{first}")).await;
    assert!(now.text.contains("tilleuls@example.fr"));

    let decisions = person.get("/administration/doublons/decisions").await;
    let undo = format!("/administration/doublons/decisions/{second}/defaire");
    assert!(decisions.text.contains(&undo), "{}", decisions.text);
    let undone = person.post(&undo, &[]).await;
    assert_eq!(
        undone.header("location"),
        "/administration/doublons/decisions?fait=defaite"
    );
    assert_eq!(
        instance.get(&format!("/annuaire/{second}")).await.status,
        200
    );
}

#[tokio::test]
async fn who_saw_an_older_revision_looks_again() {
    let instance = Instance::new().await;
    let (first, second) = twice(&instance).await;
    let person = instance.signed_in(Role::Mediator).await;
    let mut session = Session::new(&instance.app.directory, Author::host("essai"));
    session
        .update(&first, 1, &json!({"name": "Médiathèque"}).to_string())
        .await
        .unwrap();
    session.commit().await.unwrap();
    let fields = [
        ("garde", first.as_str()),
        ("revision", "1"),
        ("autre-revision", "1"),
    ];
    let late = person
        .post(
            &format!("/administration/doublons/{first}/{second}/fusionner"),
            &fields,
        )
        .await;
    assert_eq!(late.status, 422);
    assert!(late.text.contains("vient de changer"), "{}", late.text);
    assert_eq!(
        instance.get(&format!("/annuaire/{second}")).await.status,
        200
    );
}

#[tokio::test]
async fn different_is_noted_and_asked_again_on_demand() {
    let instance = Instance::new().await;
    let (first, second) = twice(&instance).await;
    let person = instance.signed_in(Role::Mediator).await;
    let pair = format!("/administration/doublons/{first}/{second}");
    let noted = person.post(&format!("{pair}/differentes"), &[]).await;
    assert_eq!(
        noted.header("location"),
        "/administration/doublons?fait=differentes"
    );
    let list = person
        .get("/administration/doublons?fait=differentes")
        .await;
    assert!(!list.text.contains(&pair));
    assert!(list.text.contains("Aucune paire"));

    let again = format!("/administration/doublons/decisions/{first}/{second}/reprendre");
    let decisions = person.get("/administration/doublons/decisions").await;
    assert!(decisions.text.contains(&again), "{}", decisions.text);
    person.post(&again, &[]).await;
    assert!(
        person
            .get("/administration/doublons")
            .await
            .text
            .contains(&pair)
    );
}

#[tokio::test]
async fn nonsense_is_answered_in_words() {
    let instance = Instance::new().await;
    let (first, second) = twice(&instance).await;
    let person = instance.signed_in(Role::Administrator).await;
    assert_eq!(
        person.get("/administration/doublons?apres=x").await.status,
        200
    );
    assert_eq!(person.get("/administration/doublons/a/b").await.status, 404);
    let wrong = person
        .post(
            &format!("/administration/doublons/{first}/{second}/fusionner"),
            &[("garde", "x")],
        )
        .await;
    assert_eq!(wrong.status, 400);
    assert_eq!(
        person
            .post("/administration/doublons/decisions/x/defaire", &[])
            .await
            .status,
        404
    );
}
