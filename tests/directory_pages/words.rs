//! Words, the empty form, and one page after the other.

use super::{OPEN_ON_SATURDAY, angers, place, titles, with_records};
use crate::support::Instance;
use serde_json::{Value, json};

#[tokio::test]
async fn words_are_found_without_accents_and_the_empty_form_lists_all_by_name() {
    let instance = angers().await;
    assert_eq!(
        titles(&instance.get("/annuaire?q=mediatheques+toussain").await),
        ["Médiathèque Toussaint"]
    );
    let all = titles(&instance.get("/annuaire").await);
    assert_eq!(
        all,
        [
            "Association lointaine",
            "Atelier tablette",
            "Hôtel de ville",
            "Maison France Services",
            "Médiathèque Toussaint"
        ]
    );
    let none = instance.get("/annuaire?q=zzzzzz").await;
    assert!(
        titles(&none).is_empty() && none.text.contains("moins de mots"),
        "{}",
        none.text
    );
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_or_a_double() {
    let records: Vec<(String, Value)> = (0..45)
        .map(|number| {
            let hours = if number % 3 == 0 {
                OPEN_ON_SATURDAY
            } else {
                "Su 09:00-10:00"
            };
            let north = 47.47 + f64::from(number) / 1_000.0;
            (
                format!("k{number}"),
                place(
                    &format!("Lieu {number:02}"),
                    north,
                    json!({"opening_hours": hours}),
                ),
            )
        })
        .collect();
    let records: Vec<_> = records
        .iter()
        .map(|(key, content)| ("place", key.as_str(), content.clone()))
        .collect();
    let instance = with_records(&records).await;
    for (query, pages, total) in [
        ("pres=47.47,-0.55", 3, 45),
        ("q=lieu&pres=", 3, 45),
        ("pres=", 3, 45),
        ("ouvert=1&pres=", 1, 15),
    ] {
        let mut path = format!("/annuaire?{query}");
        let mut seen = Vec::new();
        let mut count = 0;
        loop {
            let answer = instance.get(&path).await;
            seen.extend(titles(&answer));
            count += 1;
            let Some(next) = answer.text.split("<a rel=\"next\" href=\"").nth(1) else {
                break;
            };
            path = next.split('"').next().unwrap().replace("&#38;", "&");
        }
        assert_eq!(count, pages, "{query}");
        let found = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((found, seen.len()), (total, total), "{query}");
    }
    assert_eq!(instance.get("/annuaire?suite=nonsense").await.status, 400);
}

#[tokio::test]
async fn the_directory_stands_in_the_navigation_once_there_is_something_in_it() {
    let instance = Instance::new().await;
    let named = "<a href=\"/annuaire\"";
    for path in ["/", "/aide", "/hostile"] {
        assert!(!instance.get(path).await.text.contains(named), "{path}");
    }
    let empty = instance.get("/annuaire").await;
    assert!(
        empty.status == 200 && empty.text.contains("encore vide"),
        "{}",
        empty.text
    );
    instance.put("event", "e", r#"{"name": "Fête"}"#).await;
    assert!(!instance.get("/").await.text.contains(named));
    instance
        .put("organisation", "o", r#"{"name": "Emmaüs"}"#)
        .await;
    for path in ["/", "/aide", "/hostile", "/annuaire", "/nulle-part"] {
        assert!(instance.get(path).await.text.contains(named), "{path}");
    }
}
