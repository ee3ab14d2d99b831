//! What sources say and what people correct: neither undoes the other.

use serde_json::{Value, json};

use super::super::provenance::{Said, TakenAs};
use super::*;

/// One import: each item as key and content; shown to everybody.
async fn import(f: &Fixture, number: i64, items: &[(&str, Value)]) -> Vec<TakenAs> {
    let said: Vec<Said> = items
        .iter()
        .map(|(key, content)| Said {
            source: "hub".into(),
            key: (*key).to_owned(),
            content: f.directory.check("place", &content.to_string()).unwrap(),
            listed: true,
        })
        .collect();
    let (pending, taken) = f.directory.take("import hub", &said, number).await.unwrap();
    pending.commit().await.unwrap();
    taken.outcomes.into_iter().map(Result::unwrap).collect()
}

async fn of_key(f: &Fixture, key: &str) -> Record {
    let session = Session::new(&f.directory, Author::host("Zoé"));
    session.get_by_key("place", key).await.unwrap()
}

async fn content(f: &Fixture, key: &str) -> Value {
    serde_json::from_str(&of_key(f, key).await.content).unwrap()
}

/// Somebody of the administration writes this instead.
async fn correct(f: &Fixture, key: &str, content: Value) {
    let mut session = Session::new(&f.directory, Author::host("Zoé"));
    let record = session.get_by_key("place", key).await.unwrap();
    session
        .update(&record.id, record.revision, &content.to_string())
        .await
        .unwrap();
    session.commit().await.unwrap();
}

each_database!(the_same_again_changes_nothing_and_something_new_is_one_revision);

async fn the_same_again_changes_nothing_and_something_new_is_one_revision(on: Backend) {
    let f = fixture(&on).await;
    let mairie = json!({"name": "Mairie", "telephone": "02 41 00 00 01"});
    assert_eq!(
        import(&f, 1, &[("hub:1", mairie.clone())]).await,
        [TakenAs::New]
    );
    let before = f.directory.position_all().await.unwrap();

    assert_eq!(
        import(&f, 2, &[("hub:1", mairie)]).await,
        [TakenAs::Unchanged]
    );
    assert_eq!(f.directory.position_all().await.unwrap(), before);

    let moved = json!({"name": "Mairie", "telephone": "02 41 00 00 02"});
    assert_eq!(
        import(&f, 3, &[("hub:1", moved.clone())]).await,
        [TakenAs::Changed]
    );
    assert_eq!(content(&f, "hub:1").await, moved);
    assert_eq!(of_key(&f, "hub:1").await.revision, 2);
}

each_database!(a_correction_outlives_imports_and_shows_what_the_source_says_now);

async fn a_correction_outlives_imports_and_shows_what_the_source_says_now(on: Backend) {
    let f = fixture(&on).await;
    import(
        &f,
        1,
        &[(
            "hub:1",
            json!({"name": "Mairie", "telephone": "01", "email": "a@example.fr"}),
        )],
    )
    .await;
    correct(&f, "hub:1", json!({"name": "Mairie", "telephone": "09"})).await;
    import(
        &f,
        2,
        &[(
            "hub:1",
            json!({"name": "Mairie annexe", "telephone": "02", "email": "a@example.fr"}),
        )],
    )
    .await;

    assert_eq!(
        content(&f, "hub:1").await,
        json!({"name": "Mairie annexe", "telephone": "09"})
    );
    let id = of_key(&f, "hub:1").await.id;
    let fields = f.directory.provenance(&id).await.unwrap().fields();
    let of = |path: &str| fields.iter().find(|field| field.path == path).unwrap();
    let telephone = of("/telephone");
    let correction = telephone.correction.as_ref().unwrap();
    assert_eq!(correction.corrected_by, "Zoé");
    assert_eq!(correction.said, Some(json!("01")));
    assert_eq!(telephone.said_now, Some(json!("02")));
    assert_eq!(of("/email").value, None);
    assert_eq!(of("/name").source, Some(("hub".to_owned(), NOON)));
    assert!(of("/name").correction.is_none());
}

each_database!(a_field_that_is_given_back_to_its_source_follows_it_again);

async fn a_field_that_is_given_back_to_its_source_follows_it_again(on: Backend) {
    let f = fixture(&on).await;
    import(
        &f,
        1,
        &[("hub:1", json!({"name": "Mairie", "telephone": "01"}))],
    )
    .await;
    correct(&f, "hub:1", json!({"name": "Mairie", "telephone": "09"})).await;
    correct(&f, "hub:1", json!({"name": "Mairie", "telephone": "01"})).await;
    import(
        &f,
        2,
        &[("hub:1", json!({"name": "Mairie", "telephone": "02"}))],
    )
    .await;
    assert_eq!(content(&f, "hub:1").await["telephone"], "02");
}

each_database!(what_was_deleted_or_withdrawn_here_stays_so);

async fn what_was_deleted_or_withdrawn_here_stays_so(on: Backend) {
    let f = fixture(&on).await;
    let (one, two) = (json!({"name": "Un"}), json!({"name": "Deux"}));
    import(&f, 1, &[("hub:1", one), ("hub:2", two)]).await;
    let mut session = Session::new(&f.directory, Author::host("Zoé"));
    let first = session.get_by_key("place", "hub:1").await.unwrap();
    session.delete(&first.id, first.revision).await.unwrap();
    let second = session.get_by_key("place", "hub:2").await.unwrap();
    session
        .set_state(&second.id, second.revision, State::Withdrawn)
        .await
        .unwrap();
    session.commit().await.unwrap();

    let again = [
        ("hub:1", json!({"name": "Un bis"})),
        ("hub:2", json!({"name": "Deux bis"})),
    ];
    let outcomes = import(&f, 2, &again).await;
    assert_eq!(outcomes, [TakenAs::DeletedHere, TakenAs::Changed]);
    assert!(f.directory.get(&first.id).await.unwrap().is_none());
    let second = of_key(&f, "hub:2").await;
    assert_eq!(
        (second.state, name(&second).as_str()),
        (State::Withdrawn, "Deux bis")
    );
}

each_database!(an_id_that_stands_twice_in_one_import_is_taken_once);

async fn an_id_that_stands_twice_in_one_import_is_taken_once(on: Backend) {
    let f = fixture(&on).await;
    let item = |name: &str| Said {
        source: "hub".into(),
        key: "hub:1".into(),
        content: f.directory.check("place", &place(name)).unwrap(),
        listed: true,
    };
    for number in 1..=2 {
        let twice = [item("Un"), item("Deux")];
        let (pending, taken) = f
            .directory
            .take("import hub", &twice, number)
            .await
            .unwrap();
        pending.commit().await.unwrap();
        let second = taken.outcomes[1].as_ref().unwrap_err();
        assert_eq!(second.code(), "conflict");
        // The same in a later transaction of the same import.
        let (pending, taken) = f
            .directory
            .take("import hub", &[item("Trois")], number)
            .await
            .unwrap();
        pending.commit().await.unwrap();
        assert!(taken.outcomes[0].is_err());
        assert_eq!(content(&f, "hub:1").await["name"], "Un");
    }
}

each_database!(what_was_written_here_first_is_a_correction_of_the_source_that_comes);

async fn what_was_written_here_first_is_a_correction_of_the_source_that_comes(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, Author::host("Zoé"));
    session
        .put("place", "hub:1", &json!({"name": "Chez nous"}).to_string())
        .await
        .unwrap();
    session.commit().await.unwrap();
    let said = json!({"name": "Mairie", "telephone": "01"});
    assert_eq!(
        import(&f, 1, &[("hub:1", said)]).await,
        [TakenAs::Unchanged]
    );
    assert_eq!(content(&f, "hub:1").await, json!({"name": "Chez nous"}));
    let said = json!({"name": "Mairie", "telephone": "02", "email": "a@example.fr"});
    assert_eq!(import(&f, 2, &[("hub:1", said)]).await, [TakenAs::Changed]);
    assert_eq!(
        content(&f, "hub:1").await,
        json!({"name": "Chez nous", "email": "a@example.fr"})
    );
}

each_database!(what_a_source_does_not_show_begins_as_a_draft_and_follows_it);

async fn what_a_source_does_not_show_begins_as_a_draft_and_follows_it(on: Backend) {
    let f = fixture(&on).await;
    let take = async |listed: bool, number: i64| {
        let said = Said {
            source: "hub".into(),
            key: "hub:1".into(),
            content: f.directory.check("place", &place("Mairie")).unwrap(),
            listed,
        };
        let (pending, _) = f
            .directory
            .take("import hub", &[said], number)
            .await
            .unwrap();
        pending.commit().await.unwrap();
        of_key(&f, "hub:1").await.state
    };
    assert_eq!(take(false, 1).await, State::Draft);
    assert_eq!(take(true, 2).await, State::Published);
    assert_eq!(take(false, 3).await, State::Draft);
}

each_database!(what_is_not_committed_leaves_nothing);

async fn what_is_not_committed_leaves_nothing(on: Backend) {
    let f = fixture(&on).await;
    let said = Said {
        source: "hub".into(),
        key: "hub:1".into(),
        content: f.directory.check("place", &place("Mairie")).unwrap(),
        listed: true,
    };
    let (pending, _) = f.directory.take("import hub", &[said], 1).await.unwrap();
    drop(pending);
    assert!(f.entries().await.is_empty());
    assert_eq!(
        import(&f, 2, &[("hub:1", json!({"name": "Mairie"}))]).await,
        [TakenAs::New]
    );
}
