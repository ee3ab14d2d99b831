//! What narrows a list, and what is open now.

use serde_json::json;

use super::{angers, place, plain, titles, with_records};

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

#[tokio::test]
async fn the_form_offers_what_some_record_holds_and_narrows_by_it() {
    let instance = with_records(&[
        (
            "place",
            "a",
            place(
                "Atelier jeunes",
                47.47,
                json!({"audiences": ["jeunes"], "languages": ["fr", "ar"]}),
            ),
        ),
        (
            "place",
            "b",
            place(
                "Borne",
                47.47,
                json!({"audiences": ["tous-publics"], "equipment": ["wifi", "imprimante"]}),
            ),
        ),
        (
            "place",
            "c",
            place(
                "Comptoir",
                47.47,
                json!({"audiences": ["seniors"], "equipment": ["wifi"], "languages": ["ar"]}),
            ),
        ),
    ])
    .await;
    let hidden = json!({"name": "Camille", "trade": "formateur", "audiences": ["femmes"]});
    instance.put("professional", "p", &hidden.to_string()).await;
    let form = instance.get("/annuaire").await.text;
    for offered in [
        "jeunes",
        "seniors",
        "tous-publics",
        "ar",
        "wifi",
        "imprimante",
    ] {
        assert!(
            form.contains(&format!("<option value=\"{offered}\">")),
            "{offered}"
        );
    }
    for held_by_nobody in ["femmes", "etudiants", "br", "scanner", "fr"] {
        assert!(
            !form.contains(&format!("<option value=\"{held_by_nobody}\">")),
            "{held_by_nobody}"
        );
    }
    assert!(!form.contains("name=\"mobile\""));
    for (query, expected) in [
        ("public=jeunes", vec!["Atelier jeunes", "Borne"]),
        ("langue=ar", vec!["Atelier jeunes", "Comptoir"]),
        ("equipement=wifi", vec!["Borne", "Comptoir"]),
        ("equipement=wifi&langue=ar&public=seniors", vec!["Comptoir"]),
        ("equipement=imprimante&langue=ar", vec![]),
        (
            "public=x&langue=zz&equipement=%00",
            vec!["Atelier jeunes", "Borne", "Comptoir"],
        ),
    ] {
        let answer = instance.get(&format!("/annuaire?{query}")).await;
        assert_eq!(titles(&answer), expected, "{query}");
        let count = format!("{} résultat", expected.len());
        assert!(
            expected.is_empty() || plain(&answer).contains(&count),
            "{query}"
        );
    }
    // A link's own choice stays chosen where nobody holds it any more, and a new one is offered at once.
    let gone = instance.get("/annuaire?public=femmes").await;
    assert!(gone.text.contains("<option value=\"femmes\" selected>"));
    instance
        .put(
            "place",
            "d",
            &place("Dortoir", 47.47, json!({"equipment": ["scanner"]})).to_string(),
        )
        .await;
    assert!(
        instance
            .get("/annuaire")
            .await
            .text
            .contains("<option value=\"scanner\">")
    );
}

#[tokio::test]
async fn a_bus_is_found_where_it_stands_on_a_day() {
    let stop = |name: &str, latitude: f64, hours: &str| {
        place(
            name,
            latitude,
            json!({"mobility": ["itinerant"], "opening_hours": hours}),
        )
    };
    let instance = with_records(&[
        (
            "place",
            "1",
            stop(
                "Bus, place du Marché",
                47.47,
                "Tu 09:00-12:30,13:30-15:00; PH off",
            ),
        ),
        ("place", "2", stop("Bus, gare", 47.55, "Sa 10:00-12:00")),
        (
            "place",
            "3",
            stop("Bus, étang", 47.50, "week 2-53/2 Tu 14:00-16:00"),
        ),
        (
            "place",
            "4",
            place(
                "Mairie",
                47.47,
                json!({"opening_hours": "Mo-Fr 09:00-17:00"}),
            ),
        ),
        ("place", "5", stop("Bus sans horaires", 47.47, "")),
    ])
    .await;
    // It is Saturday 21 November, in the 47th week: the next one is even.
    let tuesday = instance
        .get("/annuaire?pres=47.47,-0.55&mobile=1&jour=2026-11-24")
        .await;
    assert_eq!(titles(&tuesday), ["Bus, place du Marché", "Bus, étang"]);
    let text = plain(&tuesday);
    for wanted in [
        "mardi 24 novembre 2026 : de 9 h à 12 h 30 et de 13 h 30 à 15 h",
        "Lieu, à 3,3 km",
        "Ouverts mardi 24 novembre 2026, sur 4 résultats",
        "Ce lieu se déplace",
        "<option value=\"2026-11-24\" selected>",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let today = instance.get("/annuaire?jour=2026-11-21").await;
    assert_eq!(titles(&today), ["Bus, gare"]);
    assert!(plain(&today).contains("aujourd’hui : de 10 h à 12 h"));
    let with_house = instance.get("/annuaire?jour=2026-12-01").await;
    assert_eq!(titles(&with_house), ["Bus, place du Marché", "Mairie"]);
    // Nobody knows the past, or next year.
    for day in ["2026-11-20", "2027-11-24", "mardi", "%00"] {
        assert_eq!(
            titles(&instance.get(&format!("/annuaire?jour={day}")).await).len(),
            5,
            "{day}"
        );
    }
}
