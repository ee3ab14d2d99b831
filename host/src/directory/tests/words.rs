//! Words as people type them, and what hostile ones do.

use proptest::prelude::*;
use serde_json::json;

use super::*;

pub(super) async fn with_procedures(on: &Backend) -> Fixture {
    let f = fixture(on).await;
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

each_database!(people_find_what_they_type);

async fn people_find_what_they_type(on: Backend) {
    let f = with_procedures(&on).await;
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

each_database!(a_match_in_the_title_comes_first);

async fn a_match_in_the_title_comes_first(on: Backend) {
    let f = fixture(&on).await;
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

each_database!(hostile_queries_never_fail);

async fn hostile_queries_never_fail(on: Backend) {
    let f = with_procedures(&on).await;
    let runtime = tokio::runtime::Handle::current();
    let check = |words: &str| {
        let mut search = Search::new(&["procedure"]);
        search
            .words(words)
            .where_any("/audience", &[words])
            .municipality(words)
            .after(words);
        let mut plain = Search::new(&["procedure"]);
        plain.words(words);
        let asked = async {
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
        };
        tokio::task::block_in_place(|| runtime.block_on(asked));
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

each_database!(what_a_place_offers_is_found_by_its_words_and_not_by_its_codes_alone);

async fn what_a_place_offers_is_found_by_its_words_and_not_by_its_codes_alone(on: Backend) {
    let f = fixture(&on).await;
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
