//! Other words, mistyped ones, the way back to a list, and what helps where nothing is found.

use serde_json::json;

use super::{angers, link, place, plain, titles, with_records};

#[tokio::test]
async fn a_typing_error_is_forgiven_said_and_can_be_searched_exactly() {
    let instance = angers().await;
    let answer = instance.get("/annuaire?q=mediatehque+Toussaint").await;
    assert_eq!(titles(&answer), ["Médiathèque Toussaint"]);
    let text = plain(&answer);
    let said = "Aucun résultat pour « mediatehque Toussaint ». Nous avons cherché « médiathèque Toussaint ».";
    assert!(text.contains(said), "{text}");
    let exactly = "/annuaire?q=mediatehque+Toussaint&exact=1";
    assert!(
        answer.text.contains(&exactly.replace('&', "&#38;")),
        "{}",
        answer.text
    );
    let exact = instance.get(exactly).await;
    assert!(titles(&exact).is_empty() && !plain(&exact).contains("Nous avons cherché"));
    // The filters hold for the corrected words too.
    let dear = instance.get("/annuaire?q=mediatehque&cout=payant").await;
    assert!(titles(&dear).is_empty() && plain(&dear).contains("Nous avons cherché"));
    let hostile = instance.get("/annuaire?q=mediatehque+%3Cscript%3E").await;
    assert!(!hostile.text.contains("<script>"), "{}", hostile.text);
}

#[tokio::test]
async fn everyday_words_find_offices() {
    let instance = with_records(&[
        (
            "place",
            "c",
            place(
                "Caisse d’allocations familiales de l’Essai",
                47.5,
                json!({}),
            ),
        ),
        (
            "place",
            "f",
            place("Centre des finances publiques", 47.5, json!({})),
        ),
        (
            "place",
            "p",
            place(
                "Relais des Tilleuls",
                47.5,
                json!({"types": ["CAF"], "name": "Relais des Tilleuls"}),
            ),
        ),
        ("place", "x", place("Café du Port", 47.5, json!({}))),
    ])
    .await;
    let found = async |query: &str| {
        let mut found = titles(&instance.get(&format!("/annuaire?q={query}&pres=")).await);
        found.sort();
        found
    };
    let family = [
        "Caisse d’allocations familiales de l’Essai",
        "Relais des Tilleuls",
    ];
    assert_eq!(found("caf").await, family);
    assert_eq!(found("allocation+familiale").await, family);
    assert_eq!(found("impots").await, ["Centre des finances publiques"]);
    assert_eq!(found("caffé").await, ["Café du Port"]);
}

#[tokio::test]
async fn a_records_page_leads_back_to_the_same_list_and_nowhere_else() {
    let instance = angers().await;
    let list = "/annuaire?q=mediatheque&pres=49100";
    let record = link(&instance.get(list).await, "Médiathèque Toussaint");
    let page = instance.get(&record.replace("&#38;", "&")).await;
    let way_back = format!("<a href=\"{}\">", list.replace('&', "&#38;"));
    assert!(page.text.contains(&way_back), "{}", page.text);
    assert!(page.text.contains("name=\"robots\" content=\"noindex\""));
    let bare = record.split('?').next().unwrap();
    for elsewhere in [
        "//evil.example",
        "https%3A%2F%2Fevil.example",
        "%2Faide",
        "%2Fannuaire%2F..%2Fx",
        "%2Fannuairex%3F",
    ] {
        let page = instance.get(&format!("{bare}?retour={elsewhere}")).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("Revenir aux résultats"), "{elsewhere}");
        assert!(!page.text.contains("href=\"//evil"), "{elsewhere}");
    }
    // Nobody asked for the whole list: its records keep their plain address.
    let all = instance.get("/annuaire").await;
    assert!(!link(&all, "Médiathèque Toussaint").contains("retour"));
}

#[tokio::test]
async fn where_nothing_is_found_there_are_ways_on() {
    let instance = angers().await;
    let none = instance
        .get("/annuaire?q=mediatheque&pres=49100&rayon=5&cout=payant&equipement=wifi")
        .await;
    assert!(titles(&none).is_empty());
    for wanted in [
        "rayon=10",
        "href=\"/annuaire?q=mediatheque&#38;pres=49100&#38;rayon=5\"",
        "href=\"/aide\"",
    ] {
        assert!(none.text.contains(wanted), "{wanted}: {}", none.text);
    }
}
