//! What narrows a list, and what is open now.

use super::{angers, plain, titles};

#[tokio::test]
async fn filters_narrow_and_unknown_values_ask_nothing() {
    let instance = angers().await;
    for (query, expected) in [
        ("cout=gratuit", vec!["Médiathèque Toussaint"]),
        ("acces=telephoner", vec!["Maison France Services"]),
        ("fauteuil=1", vec!["Médiathèque Toussaint"]),
        (
            "theme=numerique",
            vec!["Atelier tablette", "Médiathèque Toussaint"],
        ),
        (
            "theme=numerique--acceder-a-une-connexion-internet",
            vec!["Médiathèque Toussaint"],
        ),
        ("theme=numerique&cout=payant", vec![]),
    ] {
        assert_eq!(
            titles(&instance.get(&format!("/annuaire?{query}")).await),
            expected,
            "{query}"
        );
    }
    let unknown = instance
        .get("/annuaire?cout=cher&theme=x&acces=%00&rayon=-1")
        .await;
    assert_eq!(titles(&unknown).len(), 5);
}

#[tokio::test]
async fn what_is_open_is_said_and_found_by_the_instances_clock() {
    let instance = angers().await;
    let open = "/annuaire?ouvert=1";
    assert_eq!(
        titles(&instance.get(open).await),
        ["Atelier tablette", "Médiathèque Toussaint"]
    );
    let text = plain(&instance.get("/annuaire?pres=49100").await);
    assert!(
        text.contains(">ouvert jusqu’à 12 h<") && text.contains(">fermé, ouvre lundi à 9 h<"),
        "{text}"
    );
    let before = instance.get(open).await.header("etag").to_owned();
    instance.clock.advance_ms(3_600_000);
    let after = instance.get_as(open, &[("if-none-match", &before)]).await;
    assert!(titles(&after).is_empty(), "an old list");
    let english = instance.get("/annuaire?pres=49100&lang=en").await;
    assert!(
        english.text.contains(">closed, opens Monday at 9:00<"),
        "{}",
        english.text
    );
}
