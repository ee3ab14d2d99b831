//! Other forms of a word, words that mean the same, and typing errors.

use serde_json::json;

use super::*;

async fn places(on: &Backend) -> Fixture {
    let f = fixture(on).await;
    for (key, content) in [
        (
            "m",
            json!({"name": "Médiathèque du Lac", "description": "Ateliers informatiques, démarches administratives."}),
        ),
        (
            "e",
            json!({"name": "Espace numérique", "description": "Un atelier informatique, des formations. Certificat d’immatriculation."}),
        ),
        (
            "c",
            json!({"name": "Caisse d’allocations familiales", "description": "Accueil."}),
        ),
        (
            "f",
            json!({"name": "Centre des finances publiques", "description": "Café associatif à côté."}),
        ),
        (
            "r",
            json!({"name": "Association Relais", "description": "Aide pour les impôts."}),
        ),
    ] {
        f.put("place", key, content).await;
    }
    f
}

async fn found(f: &Fixture, words: &str) -> Vec<String> {
    let mut search = Search::new(&["place"]);
    search.words(words);
    names(&f.directory, &search, &Reader::visitor()).await
}

each_database!(every_form_of_a_word_finds_every_other);

async fn every_form_of_a_word_finds_every_other(on: Backend) {
    let f = places(&on).await;
    for words in ["atelier informatique", "ateliers informatiques"] {
        assert_eq!(found(&f, words).await.len(), 2, "{words}");
    }
    for words in [
        "démarche administrative",
        "administratif",
        "demarches administratifs",
    ] {
        assert_eq!(found(&f, words).await, ["Médiathèque du Lac"], "{words}");
    }
    assert!(found(&f, "information").await.is_empty());
}

each_database!(what_holds_a_word_as_it_was_typed_comes_first);

async fn what_holds_a_word_as_it_was_typed_comes_first(on: Backend) {
    let f = fixture(&on).await;
    for (key, name) in [
        ("a", "Formateur"),
        ("b", "Formation"),
        ("c", "Formations du lac"),
        ("d", "Formatrice"),
    ] {
        f.put("place", key, json!({"name": name})).await;
    }
    assert_eq!(found(&f, "formations").await[0], "Formations du lac");
    assert_eq!(found(&f, "formation").await[0], "Formation");
}

each_database!(acronyms_and_everyday_words_find_what_they_stand_for);

async fn acronyms_and_everyday_words_find_what_they_stand_for(on: Backend) {
    let f = places(&on).await;
    assert_eq!(found(&f, "caf").await, ["Caisse d’allocations familiales"]);
    assert_eq!(found(&f, "carte grise").await, ["Espace numérique"]);
    let taxes = found(&f, "impots").await;
    assert_eq!(taxes.len(), 2, "{taxes:?}");
    assert_eq!(
        found(&f, "finances publiques").await,
        ["Centre des finances publiques"]
    );
    assert_eq!(found(&f, "bibliotheque lac").await, ["Médiathèque du Lac"]);
}

each_database!(a_typing_error_is_corrected_where_something_is_found_by_it);

async fn a_typing_error_is_corrected_where_something_is_found_by_it(on: Backend) {
    let f = places(&on).await;
    let visitor = Reader::visitor();
    let corrected = async |words| {
        f.directory
            .corrected(words, &["place"], &visitor)
            .await
            .unwrap()
    };
    for (typed, meant) in [
        ("mediatehque", Some("médiathèque")),
        ("espasse NUMRIQUE", Some("espace numérique")),
        ("ateliers informatike", Some("ateliers informatique")),
        ("médiathèque", None),
        ("atelier", None),
        ("zzzzzz", None),
        ("numérique zzzzzz", Some("numérique")),
        ("espacenumérique", Some("espace numérique")),
        ("financespubliques", Some("finances publiques")),
        ("le", None),
        ("", None),
    ] {
        assert_eq!(corrected(typed).await.as_deref(), meant, "{typed}");
    }
    // Other kinds have other words.
    let elsewhere = f
        .directory
        .corrected("mediatehque", &["event"], &visitor)
        .await;
    assert_eq!(elsewhere.unwrap(), None);
}

each_database!(words_of_what_is_not_published_are_told_to_nobody);

async fn words_of_what_is_not_published_are_told_to_nobody(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, guide());
    let record = session
        .put("place", "x", &place("Quincaillerie secrète"))
        .await
        .unwrap();
    session
        .set_state(&record.id, record.revision, State::Draft)
        .await
        .unwrap();
    session.commit().await.unwrap();
    let hidden = json!({"name": "Camille Quatrevingt", "trade": "formateur"});
    f.put("professional", "p", hidden).await;
    for typed in ["quincailerie", "quatrevint"] {
        let kinds = ["place", "professional"];
        let told = f
            .directory
            .corrected(typed, &kinds, &Reader::visitor())
            .await;
        assert_eq!(told.unwrap(), None, "{typed}");
    }
}

each_database!(what_was_read_by_other_rules_is_read_anew_once);

async fn what_was_read_by_other_rules_is_read_anew_once(on: Backend) {
    let f = places(&on).await;
    let empty = f.directory.note_empty_kinds().await.unwrap();
    assert_eq!(empty as usize, f.directory.kinds().names().len() - 1);
    assert_eq!(f.directory.note_empty_kinds().await.unwrap(), 0);
    assert_eq!(f.directory.reindex_outdated().await.unwrap(), 5);
    assert_eq!(f.directory.reindex_outdated().await.unwrap(), 0);
    assert_eq!(found(&f, "ateliers informatiques").await.len(), 2);
    let visitor = Reader::visitor();
    let corrected = f
        .directory
        .corrected("mediatehque", &["place"], &visitor)
        .await;
    assert_eq!(corrected.unwrap().as_deref(), Some("médiathèque"));
    // A plugin's new schema has other rules.
    let event = EVENT.replace("\"/text\", ", "");
    f.put("place", "n", json!({"name": "Nouveau"})).await;
    f.directory
        .kinds()
        .declare("agenda", &[("agenda.event", &event)])
        .unwrap();
    assert_eq!(f.directory.reindex_outdated().await.unwrap(), 0);
}

each_database!(what_came_after_its_kind_was_noted_is_not_read_anew);

async fn what_came_after_its_kind_was_noted_is_not_read_anew(on: Backend) {
    let f = fixture(&on).await;
    assert!(f.directory.note_empty_kinds().await.unwrap() > 0);
    f.put("place", "m", json!({"name": "Médiathèque"})).await;
    let stood = f.directory.positions().await.unwrap();
    assert_eq!(f.directory.reindex_outdated().await.unwrap(), 0);
    assert_eq!(f.directory.positions().await.unwrap(), stood);
    assert_eq!(found(&f, "mediatheque").await.len(), 1);
}
