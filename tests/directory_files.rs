//! The directory's lists and records in the formats of others: whole, with the page's own question, and nothing private.

use serde_json::{Value, json};

use crate::support::Instance;

/// More than two pages of what is read at once.
const MANY: usize = 430;

fn place(name: &str, more: Value) -> String {
    let mut place = json!({
        "name": name, "latitude": 47.47, "longitude": -0.55, "telephone": "+33 1 99 00 00 01",
        "address": {"street": "1 rue du Fil", "postal_code": "99010", "municipality": "Essai", "insee_code": "99010"}
    });
    for (field, value) in more.as_object().unwrap() {
        place[field] = value.clone();
    }
    place.to_string()
}

async fn instance() -> Instance {
    let instance = Instance::new().await;
    let open = json!({"opening_hours": "Mo-Sa 09:00-12:00", "fees": ["gratuit"]});
    let calm = json!({"description": "=HYPERLINK(\"https://x.example\")"});
    instance
        .put("place", "a", &place("Médiathèque", open))
        .await;
    instance
        .put("place", "b", &place("Café; \"du\" coin", calm))
        .await;
    for (key, listed) in [("vue", true), ("cachee", false)] {
        let adviser = json!({"name": format!("Conseillère {key}"), "trade": "conseiller-numerique",
                             "latitude": 47.48, "longitude": -0.55, "consent": {"listed": listed, "on": "2026-01-01"}});
        instance
            .put("professional", key, &adviser.to_string())
            .await;
    }
    instance
}

/// The rows of a table, without its head.
fn rows(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    let mut table = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.as_bytes());
    table
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[tokio::test]
async fn a_list_is_given_whole_with_the_pages_question() {
    let instance = instance().await;
    for number in 0..MANY {
        let name = format!("Lieu {number}");
        instance
            .put(
                "place",
                &format!("k{number}"),
                &place(&name, json!({"latitude": 44.0, "address": {}})),
            )
            .await;
    }
    let all = instance.get("/annuaire.csv").await;
    assert_eq!(all.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        all.header("content-disposition"),
        "attachment; filename=\"annuaire-2026-11-21.csv\""
    );
    assert_eq!(rows(&all.text).len(), MANY + 3);
    for (query, expected) in [
        ("q=mediatheque", 1),
        ("pres=47.47,-0.55", 3),
        ("cout=gratuit", 1),
        ("ouvert=1", 1),
        ("ouvert=1&q=cafe", 0),
    ] {
        let table = instance.get(&format!("/annuaire.csv?{query}")).await;
        assert_eq!(rows(&table.text).len(), expected, "{query}");
        let points = instance.get(&format!("/annuaire.geojson?{query}")).await;
        let points: Value = serde_json::from_str(&points.text).unwrap();
        assert_eq!(
            points["features"].as_array().unwrap().len(),
            expected,
            "{query}"
        );
        let things = instance.get(&format!("/annuaire.jsonld?{query}")).await;
        let things: Value = serde_json::from_str(&things.text).unwrap();
        assert_eq!(
            things["@graph"].as_array().unwrap().len(),
            expected,
            "{query}"
        );
    }
    // The page's own links, a commune in a cookie included, lead to as many as the page counts.
    let cookie = [("cookie", "commune=99010")];
    let page = instance
        .get_as("/annuaire?q=conseillere&lang=en", &cookie)
        .await;
    let link = page.text.split("href=\"/annuaire.csv").nth(1).unwrap();
    let link = link.split('"').next().unwrap().replace("&#38;", "&");
    assert!(
        link.contains("pres=99010") && !link.contains("lang"),
        "{link}"
    );
    assert_eq!(
        rows(&instance.get(&format!("/annuaire.csv{link}")).await.text).len(),
        1
    );
    assert!(
        page.text
            .contains("<link rel=\"alternate\" type=\"application/geo+json\"")
    );
}

#[tokio::test]
async fn a_table_opens_in_a_spreadsheet_and_computes_nothing() {
    let instance = instance().await;
    let text = instance.get("/annuaire.csv").await.text;
    let rows = rows(&text);
    let cell = |text: &str| rows.iter().flatten().any(|cell| cell == text);
    assert!(
        cell("Café; \"du\" coin") && cell("'=HYPERLINK(\"https://x.example\")"),
        "{text}"
    );
    assert!(
        cell("+33 1 99 00 00 01") && cell("47,47") && cell("-0,55"),
        "{text}"
    );
    for hidden in ["cachee", "consent", "2026-01-01"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    assert!(cell("Conseillère vue"));
    let national = instance
        .get("/annuaire.csv?format=mediation-numerique")
        .await
        .text;
    assert!(national.starts_with("id,"), "{national}");
}

#[tokio::test]
async fn a_place_that_is_none_is_said_on_the_page() {
    let instance = instance().await;
    let answer = instance.get("/annuaire.csv?pres=Atlantis&q=x").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "/annuaire?pres=Atlantis&q=x");
}

#[tokio::test]
async fn a_record_has_its_own_address_in_each_form() {
    let instance = instance().await;
    let id = instance
        .put(
            "place",
            "a",
            &place("Médiathèque", json!({"fees": ["gratuit"]})),
        )
        .await;
    let page = instance.get(&format!("/annuaire/{id}")).await.text;
    for (ending, kind) in [
        ("jsonld", "application/ld+json"),
        ("geojson", "application/geo+json"),
    ] {
        let address = format!("/annuaire/{id}.{ending}");
        assert!(
            page.contains(&format!("type=\"{kind}\"")) && page.contains(&address),
            "{page}"
        );
        let answer = instance.get(&address).await;
        assert_eq!(answer.header("content-type"), kind);
        let tag = answer.header("etag");
        assert_eq!(
            instance
                .get_as(&address, &[("if-none-match", tag)])
                .await
                .status,
            304
        );
    }
    let thing: Value =
        serde_json::from_str(&instance.get(&format!("/annuaire/{id}.jsonld")).await.text).unwrap();
    assert_eq!(thing["@type"], "CivicStructure");
    assert_eq!(thing["@id"], instance.url(&format!("/annuaire/{id}")));
    let point: Value =
        serde_json::from_str(&instance.get(&format!("/annuaire/{id}.geojson")).await.text).unwrap();
    assert_eq!(
        point["features"][0]["geometry"]["coordinates"],
        json!([-0.55, 47.47])
    );
    assert_eq!(instance.get("/annuaire/zzz.jsonld").await.status, 404);
    let adviser = instance
        .put(
            "professional",
            "cachee",
            &json!({"name": "Conseillère cachee", "trade": "formateur"}).to_string(),
        )
        .await;
    assert_eq!(
        instance
            .get(&format!("/annuaire/{adviser}.jsonld"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn who_takes_nothing_holds_no_place_for_others() {
    let instance = instance().await;
    let client = crate::support::visitor::client();
    // More than there are places: each is dropped unread, or only asked about.
    for _ in 0..12 {
        let response = client
            .get(instance.url("/annuaire.csv"))
            .send()
            .await
            .unwrap();
        drop(response);
        let head = client
            .head(instance.url("/annuaire.csv"))
            .send()
            .await
            .unwrap();
        assert_eq!(head.status().as_u16(), 200);
    }
    assert_eq!(instance.get("/annuaire.csv").await.status, 200);
}
