//! Around a commune or a point, the nearest first.

use super::{angers, place, plain, titles};
use serde_json::json;

#[tokio::test]
async fn near_a_commune_the_nearest_is_first_with_its_distance_in_words() {
    let instance = angers().await;
    let expected = [
        "Hôtel de ville",
        "Médiathèque Toussaint",
        "Atelier tablette",
        "Maison France Services",
    ];
    for near in ["49100", "49007", "angers", "47.47,-0.55", "47,47+%3B+-0,55"] {
        let answer = instance.get(&format!("/annuaire?pres={near}")).await;
        assert_eq!(titles(&answer), expected, "{near}");
        let text = plain(&answer);
        assert!(
            text.contains("Lieu, à 3,3 km") && text.contains("Lieu, à 11 km"),
            "{text}"
        );
        assert!(text.contains("4 résultats à moins de 20 km"), "{text}");
    }
    assert_eq!(
        titles(&instance.get("/annuaire?pres=49100&rayon=5").await),
        expected[..3]
    );
    // The commune that the visitor chose before counts until the field says something else.
    let cookie = [("cookie", "commune=49007")];
    assert_eq!(
        titles(&instance.get_as("/annuaire", &cookie).await),
        expected
    );
    assert_eq!(
        titles(&instance.get_as("/annuaire?pres=", &cookie).await).len(),
        5
    );
    assert_eq!(
        titles(
            &instance
                .get_as("/annuaire", &[("cookie", "commune=75056")])
                .await
        )
        .len(),
        5
    );
}

#[tokio::test]
async fn an_unknown_commune_is_said_at_the_field_and_above() {
    let instance = angers().await;
    for near in ["99999", "Atlantis", "91,0", "%3Cscript%3E"] {
        let answer = instance.get(&format!("/annuaire?pres={near}")).await;
        assert!(titles(&answer).is_empty());
        let text = plain(&answer);
        assert!(
            text.contains("<title>Erreur : ") && text.contains("href=\"#pres\""),
            "{text}"
        );
        assert!(
            text.contains("aria-invalid=\"true\"") && !text.contains("<script>"),
            "{text}"
        );
    }
    let other = place(
        "Mairie d’ailleurs",
        45.0,
        json!({"address": {"postal_code": "24000", "municipality": "Angers"}}),
    );
    instance.put("place", "x", &other.to_string()).await;
    let answer = instance.get("/annuaire?pres=angers").await;
    assert!(
        answer.text.contains("Plusieurs communes"),
        "{}",
        answer.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commune_that_insee_tells_is_searched_around_by_name_and_code() {
    let instance = angers().await;
    let commune = |code: &str, name: &str, postal: &str, latitude: f64| maille::imports::Commune {
        code: code.into(),
        name: name.into(),
        postal_codes: vec![postal.into()],
        latitude: Some(latitude),
        longitude: Some(-0.55),
        population: None,
        epci: None,
        department: Some(code[..2].into()),
        region: None,
    };
    let territory = maille::territory::Territory::new(instance.app.directory.database().clone());
    let communes = [
        commune("49999", "Bois-d’Essai", "49990", 47.58),
        commune("49998", "Saint-Jumeau", "49980", 47.58),
        commune("44998", "Saint-Jumeau", "44980", 47.0),
    ];
    territory.put_communes(&communes).await.unwrap();
    for near in ["bois d'essai", "49990", "49999", "Saint-Jumeau (49)"] {
        let near: String = url::form_urlencoded::byte_serialize(near.as_bytes()).collect();
        let answer = instance.get(&format!("/annuaire?pres={near}")).await;
        assert_eq!(titles(&answer)[0], "Maison France Services", "{near}");
    }
    // Two of the name: the visitor is asked which.
    let answer = instance.get("/annuaire?pres=saint-jumeau").await;
    assert!(
        plain(&answer).contains("error-summary") && titles(&answer).is_empty(),
        "{}",
        answer.text
    );
}
