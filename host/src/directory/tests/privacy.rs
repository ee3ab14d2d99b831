//! What strangers never learn: private fields, by reading, searching, filtering, sorting or counting; and drafts.

use super::*;

async fn with_event(on: &Backend) -> (Fixture, Record) {
    let f = fixture(on).await;
    let content = serde_json::json!({
        "name": "Atelier", "text": "Apprendre", "secret": "chuchotement", "code": "X1", "theme": ["numerique"],
        "partner": "CAF", "home": {"latitude": 44.84, "longitude": -0.58, "town": "Bordeaux"},
        "start": "2026-11-25T09:00:00Z", "end": "2026-11-25T11:00:00Z"
    });
    let mut session = Session::new(&f.directory, agenda());
    let record = session
        .put("agenda.event", "a", &content.to_string())
        .await
        .unwrap();
    session.commit().await.unwrap();
    (f, record)
}

each_database!(a_stranger_reads_the_public_projection);

async fn a_stranger_reads_the_public_projection(on: Backend) {
    let (f, record) = with_event(&on).await;
    let seen = f
        .directory
        .read(&record.id, &Reader::visitor())
        .await
        .unwrap()
        .unwrap();
    assert!(seen.content.contains("Atelier") && seen.content.contains("Bordeaux"));
    for hidden in ["chuchotement", "X1", "CAF", "44.84"] {
        assert!(!seen.content.contains(hidden), "{}", seen.content);
    }
    let session = Session::new(&f.directory, guide());
    assert_eq!(session.get(&record.id).await.unwrap(), seen);
    let granted = Reader::plugin("guide", Kinds::All).with_private(Kinds::only(["agenda.event"]));
    assert_eq!(
        f.directory.read(&record.id, &granted).await.unwrap(),
        Some(record.clone())
    );
    let kind = f.directory.kinds().get("agenda.event").unwrap();
    assert!(kind.peers(&record.content).contains("CAF"));
}

each_database!(a_search_tells_a_stranger_nothing_of_private_fields);

async fn a_search_tells_a_stranger_nothing_of_private_fields(on: Backend) {
    let (f, _) = with_event(&on).await;
    let mut words = Search::new(&["agenda.event"]);
    words.words("chuchotement");
    let mut filter = Search::new(&["agenda.event"]);
    filter.where_any("/code", &["X1"]);
    let mut near = Search::new(&["agenda.event"]);
    near.near(44.84, -0.58, 1_000);
    let mut within = Search::new(&["agenda.event"]);
    within.within(44.0, -1.0, 45.0, 0.0);
    let (visitor, maker) = (Reader::visitor(), Reader::plugin("agenda", Kinds::None));
    let other = Reader::plugin("guide", Kinds::All);
    for search in [&words, &filter, &near, &within] {
        for reader in [&visitor, &other] {
            assert_eq!(
                search.count(&f.directory, reader).await.unwrap(),
                0,
                "{search:?}"
            );
            assert!(
                names(&f.directory, search, reader).await.is_empty(),
                "{search:?}"
            );
        }
    }
    for search in [&filter, &near, &within] {
        assert_eq!(
            names(&f.directory, search, &maker).await,
            ["Atelier"],
            "{search:?}"
        );
    }
    let all = Search::new(&["agenda.event"]);
    assert_eq!(
        all.count_by(&f.directory, &visitor, "/code").await.unwrap(),
        []
    );
    assert_eq!(
        all.count_by(&f.directory, &maker, "/code").await.unwrap(),
        [("X1".into(), 1)]
    );
    assert_eq!(
        all.count_by(&f.directory, &visitor, "/theme")
            .await
            .unwrap(),
        [("numerique".into(), 1)]
    );
}

each_database!(a_draft_exists_for_its_maker_alone);

async fn a_draft_exists_for_its_maker_alone(on: Backend) {
    let (f, record) = with_event(&on).await;
    let mut session = Session::new(&f.directory, agenda());
    session
        .set_state(&record.id, 1, State::Draft)
        .await
        .unwrap();
    session.commit().await.unwrap();
    let mut drafts = Search::new(&["agenda.event"]);
    drafts.state("draft");
    for stranger in [Reader::visitor(), Reader::plugin("guide", Kinds::All)] {
        assert_eq!(f.directory.read(&record.id, &stranger).await.unwrap(), None);
        assert!(names(&f.directory, &drafts, &stranger).await.is_empty());
    }
    for insider in [Reader::plugin("agenda", Kinds::None), Reader::host()] {
        assert!(
            f.directory
                .read(&record.id, &insider)
                .await
                .unwrap()
                .is_some()
        );
        assert_eq!(names(&f.directory, &drafts, &insider).await, ["Atelier"]);
        assert!(
            names(&f.directory, &Search::new(&["agenda.event"]), &insider)
                .await
                .is_empty()
        );
    }
}

each_database!(a_kind_that_is_not_granted_is_not_read);

async fn a_kind_that_is_not_granted_is_not_read(on: Backend) {
    let (f, record) = with_event(&on).await;
    let reader = Reader::plugin("guide", Kinds::only(["place"]));
    assert_eq!(f.directory.read(&record.id, &reader).await.unwrap(), None);
    let refused = Search::new(&["agenda.event"])
        .run(&f.directory, &reader, 10)
        .await;
    assert_eq!(refused.unwrap_err().code(), "denied");
    assert!(
        names(&f.directory, &Search::new(&[]), &reader)
            .await
            .is_empty()
    );
}

each_database!(a_kind_that_was_withdrawn_is_seen_by_its_maker_alone);

async fn a_kind_that_was_withdrawn_is_seen_by_its_maker_alone(on: Backend) {
    let (f, record) = with_event(&on).await;
    f.directory.kinds().withdraw("agenda");
    assert_eq!(
        f.directory
            .read(&record.id, &Reader::visitor())
            .await
            .unwrap(),
        None
    );
    assert!(
        f.directory
            .read(&record.id, &Reader::plugin("agenda", Kinds::None))
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        names(
            &f.directory,
            &Search::new(&["agenda.event"]),
            &Reader::visitor()
        )
        .await
        .is_empty()
    );
}

each_database!(a_field_that_becomes_private_leaves_the_index);

async fn a_field_that_becomes_private_leaves_the_index(on: Backend) {
    let (f, _) = with_event(&on).await;
    let mut words = Search::new(&["agenda.event"]);
    words.words("apprendre");
    assert_eq!(
        words.count(&f.directory, &Reader::visitor()).await.unwrap(),
        1
    );
    let closed = EVENT.replace(
        r#""text": {"type": "string", "x-share": "public"}"#,
        r#""text": {"type": "string"}"#,
    );
    f.directory
        .kinds()
        .declare("agenda", &[("agenda.event", &closed)])
        .unwrap();
    assert_eq!(f.directory.reindex("agenda.event").await.unwrap(), 1);
    assert_eq!(
        words.count(&f.directory, &Reader::visitor()).await.unwrap(),
        0
    );
}

each_database!(an_editor_who_sees_a_part_cannot_lose_the_rest);

async fn an_editor_who_sees_a_part_cannot_lose_the_rest(on: Backend) {
    let (f, record) = with_event(&on).await;
    let editor = |private| {
        let reader = Reader::plugin("guide", Kinds::All).with_private(private);
        let mut author = Author::plugin(reader);
        author.edit_others = Kinds::only(["agenda.event"]);
        Session::new(&f.directory, author)
    };
    let mut blind = editor(Kinds::None);
    let refused = blind
        .update(&record.id, 1, r#"{"name": "Autre"}"#)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "denied");
    let hidden = blind
        .set_state(&record.id, 1, State::Withdrawn)
        .await
        .unwrap();
    assert!(!hidden.content.contains("chuchotement"));
    assert_eq!(blind.get(&record.id).await.unwrap(), hidden);
    drop(blind);
    let mut seeing = editor(Kinds::only(["agenda.event"]));
    seeing
        .update(&record.id, 1, r#"{"name": "Autre"}"#)
        .await
        .unwrap();
    seeing.commit().await.unwrap();
    let changed = f.directory.get(&record.id).await.unwrap().unwrap();
    assert_eq!((changed.maker.as_str(), changed.revision), ("agenda", 2));
}

each_database!(who_is_granted_the_times_of_a_kind_says_them_and_nothing_else);

async fn who_is_granted_the_times_of_a_kind_says_them_and_nothing_else(on: Backend) {
    let (f, record) = with_event(&on).await;
    let mut author = Author::plugin(Reader::plugin("guide", Kinds::only(["agenda.event"])));
    author.times = Kinds::only(["agenda.event"]);
    let mut session = Session::new(&f.directory, author);
    session
        .set_occurrences(&record.id, &[(NOON, NOON)])
        .await
        .unwrap();
    let refused = session.update(&record.id, 1, r#"{"name": "Autre"}"#).await;
    assert_eq!(refused.unwrap_err().code(), "denied");
    session.commit().await.unwrap();
    let mut search = Search::new(&["agenda.event"]);
    search.between(Some(NOON), Some(NOON + 1));
    let found = search.count(&f.directory, &Reader::visitor()).await;
    assert_eq!(found.unwrap(), 1);
    let same = f.directory.get(&record.id).await.unwrap().unwrap();
    assert_eq!(same.revision, record.revision, "the record is as it was");
}

each_database!(only_the_declarer_or_the_maker_says_when_a_record_takes_place);

async fn only_the_declarer_or_the_maker_says_when_a_record_takes_place(on: Backend) {
    let (f, record) = with_event(&on).await;
    let mut other = Session::new(&f.directory, guide());
    let refused = other.set_occurrences(&record.id, &[(NOON, NOON)]).await;
    assert_eq!(refused.unwrap_err().code(), "denied");
    let mut own = Session::new(&f.directory, agenda());
    let backwards = own.set_occurrences(&record.id, &[(NOON, NOON - 1)]).await;
    assert_eq!(backwards.unwrap_err().code(), "invalid");
    let many = vec![(NOON, NOON); OCCURRENCES_MAX + 1];
    assert_eq!(
        own.set_occurrences(&record.id, &many)
            .await
            .unwrap_err()
            .code(),
        "exhausted"
    );
}
