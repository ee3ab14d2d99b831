//! Words as people type them, and what hostile ones do.

use proptest::prelude::*;
use serde_json::json;

use super::*;

pub(super) async fn with_procedures() -> Fixture {
    let f = fixture().await;
    let titles = [
        ("F1", "Impôts : déclarer ses revenus", "individuals"),
        ("F2", "Carte d'identité", "individuals"),
        ("F3", "Carte d’identité perdue", "individuals"),
        ("F4", "Revenu de solidarité active (RSA)", "individuals"),
        ("F5", "Travaux dans un logement", "professionals"),
        ("F6", "Cœur artificiel", "associations"),
    ];
    for (key, title, audience) in titles {
        let content = json!({"identifier": key, "title": title, "audience": audience, "text": "La page d'une démarche."});
        f.put("procedure", key, content).await;
    }
    f
}

pub(super) async fn keys(f: &Fixture, search: &Search) -> Vec<String> {
    let found = search
        .run(&f.directory, &Reader::visitor(), 200)
        .await
        .unwrap();
    let mut keys: Vec<String> = found
        .records
        .into_iter()
        .filter_map(|record| record.key)
        .collect();
    keys.sort();
    keys
}

#[tokio::test]
async fn people_find_what_they_type() {
    let f = with_procedures().await;
    let cases: &[(&str, &[&str])] = &[
        ("impots", &["F1"]),
        ("IMPÔT", &["F1"]),
        ("impôts revenus", &["F1"]),
        ("carte d'identité", &["F2", "F3"]),
        ("carte d’identite", &["F2", "F3"]),
        ("la carte de l'identité", &["F2", "F3"]),
        ("cartes", &["F2", "F3"]),
        ("RSA", &["F4"]),
        ("travau", &["F5"]),
        ("travaux", &["F5"]),
        ("coeur", &["F6"]),
        ("démar", &["F1", "F2", "F3", "F4", "F5", "F6"]),
        ("identité travaux", &[]),
        ("!!! ''", &[]),
        ("", &["F1", "F2", "F3", "F4", "F5", "F6"]),
    ];
    for (words, expected) in cases {
        let mut search = Search::new(&["procedure"]);
        search.words(words);
        assert_eq!(keys(&f, &search).await, *expected, "{words}");
    }
}

#[tokio::test]
async fn a_match_in_the_title_comes_first() {
    let f = fixture().await;
    f.put(
        "procedure",
        "F1",
        json!({"identifier": "F1", "title": "Passeport", "text": "une carte grise"}),
    )
    .await;
    f.put(
        "procedure",
        "F2",
        json!({"identifier": "F2", "title": "Carte grise", "text": "rien"}),
    )
    .await;
    f.put(
        "procedure",
        "F3",
        json!({"identifier": "F3", "title": "Permis", "text": "une carte"}),
    )
    .await;
    let mut search = Search::new(&["procedure"]);
    search.words("carte");
    assert_eq!(
        names(&f.directory, &search, &Reader::visitor()).await[0],
        "Carte grise"
    );
}

#[test]
fn hostile_queries_never_fail() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let f = runtime.block_on(with_procedures());
    let check = |words: &str| {
        let mut search = Search::new(&["procedure"]);
        search
            .words(words)
            .where_any("/audience", &[words])
            .municipality(words)
            .after(words);
        let mut plain = Search::new(&["procedure"]);
        plain.words(words);
        runtime.block_on(async {
            plain
                .run(&f.directory, &Reader::visitor(), 10)
                .await
                .unwrap();
            plain.count(&f.directory, &Reader::visitor()).await.unwrap();
            let answer = search.run(&f.directory, &Reader::visitor(), 10).await;
            match answer {
                Ok(found) => assert!(found.records.is_empty()),
                Err(refused) => assert_eq!(refused.code(), "invalid"),
            }
        });
    };
    let listed = [
        "\"",
        "'; drop table record; --",
        "title:x",
        "NEAR(a b)",
        "a AND",
        "OR",
        "NOT impots",
        "*",
        "^a",
        "(",
        ")",
        "{a b}:c",
        "carte*",
        "-carte",
        "a+b",
        "😀",
        "\0",
        "a\0b",
        "ⓐ",
        "٣",
        "%_\\",
        "r0~",
        "u1~x",
        "é\u{301}\u{301}",
    ];
    for words in listed {
        check(words);
    }
    check(&"carte ".repeat(2_000));
    check(&"x".repeat(10_240));
    check(&"\"".repeat(10_240));
    proptest!(ProptestConfig::with_cases(64), |(words in "\\PC{0,40}")| check(&words));
    proptest!(ProptestConfig::with_cases(64), |(words in "[a-z\"*():^+ -]{0,40}")| check(&words));
}

#[tokio::test]
async fn what_a_place_offers_is_found_by_its_words_and_not_by_its_codes_alone() {
    let f = fixture().await;
    let first = json!({"name": "Médiathèque", "equipment": ["imprimante"], "audiences": ["seniors"],
        "digital_services": ["aide-aux-demarches-administratives"]});
    f.put("place", "a", first).await;
    f.put(
        "place",
        "b",
        json!({"name": "Gymnase", "equipment": ["wifi"]}),
    )
    .await;
    for (words, expected) in [
        ("imprimante", &["a"][..]),
        ("imprimer", &["a"]),
        ("printer", &["a"]),
        ("aide démarches", &["a"]),
        ("mediatheque imprimantes", &["a"]),
        ("wifi", &["b"]),
        ("piscine", &[]),
    ] {
        let mut search = Search::new(&["place"]);
        search.words(words);
        assert_eq!(keys(&f, &search).await, expected, "{words}");
    }
}
