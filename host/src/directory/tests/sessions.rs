//! A call's session: its own writes at once, nobody else's view before the commit, nothing after a drop.

use super::*;

each_database!(a_dropped_session_writes_nothing);

async fn a_dropped_session_writes_nothing(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, guide());
    let record = session.create("place", &place("Mairie")).await.unwrap();
    session.storage_set("cursor", b"1".to_vec()).unwrap();
    drop(session);
    assert_eq!(f.directory.get(&record.id).await.unwrap(), None);
    assert_eq!(f.directory.position_all().await.unwrap(), 0);
    let session = Session::new(&f.directory, guide());
    assert_eq!(session.storage_get("cursor").await.unwrap(), None);
}

each_database!(a_session_reads_its_own_writes_and_nobody_else_does);

async fn a_session_reads_its_own_writes_and_nobody_else_does(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, guide());
    let made = session.put("place", "a", &place("Un")).await.unwrap();
    let changed = session.update(&made.id, 1, &place("Deux")).await.unwrap();
    let hidden = session.set_state(&made.id, 2, State::Draft).await.unwrap();

    assert_eq!(
        (changed.revision, hidden.revision, hidden.state),
        (2, 3, State::Draft)
    );
    assert_eq!(session.get(&made.id).await.unwrap(), hidden);
    assert_eq!(session.get_by_key("place", "a").await.unwrap(), hidden);
    assert_eq!(f.directory.get(&made.id).await.unwrap(), None);
    session.commit().await.unwrap();
    assert_eq!(f.directory.get(&made.id).await.unwrap(), Some(hidden));
}

each_database!(what_a_session_deleted_is_gone_for_it);

async fn what_a_session_deleted_is_gone_for_it(on: Backend) {
    let f = fixture(&on).await;
    let id = f.put("place", "a", serde_json::json!({"name": "Un"})).await;
    let mut session = Session::new(&f.directory, guide());
    session.delete(&id, 1).await.unwrap();
    assert_eq!(session.get(&id).await.unwrap_err().code(), "not-found");
    assert_eq!(
        session.get_by_key("place", "a").await.unwrap_err().code(),
        "not-found"
    );
    assert_ne!(
        session.put("place", "a", &place("Deux")).await.unwrap().id,
        id
    );
    session.commit().await.unwrap();
    assert_eq!(f.entries().await.len(), 3);
}

each_database!(a_change_of_another_in_the_meantime_is_a_conflict_at_the_commit);

async fn a_change_of_another_in_the_meantime_is_a_conflict_at_the_commit(on: Backend) {
    let f = fixture(&on).await;
    f.put("place", "a", serde_json::json!({"name": "Un"})).await;
    let mut session = Session::new(&f.directory, guide());
    session.put("place", "a", &place("Deux")).await.unwrap();
    session.storage_set("cursor", b"1".to_vec()).unwrap();
    f.put("place", "a", serde_json::json!({"name": "Trois"}))
        .await;
    assert_eq!(session.commit().await.unwrap_err().code(), "conflict");
    let session = Session::new(&f.directory, guide());
    assert_eq!(session.storage_get("cursor").await.unwrap(), None);
}

each_database!(two_sessions_that_make_the_same_key_do_not_make_two_records);

async fn two_sessions_that_make_the_same_key_do_not_make_two_records(on: Backend) {
    let f = fixture(&on).await;
    let mut first = Session::new(&f.directory, guide());
    let mut second = Session::new(&f.directory, guide());
    first.put("place", "a", &place("Un")).await.unwrap();
    second.put("place", "a", &place("Deux")).await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(second.commit().await.unwrap_err().code(), "conflict");
}

each_database!(an_equal_put_waits_for_no_commit);

async fn an_equal_put_waits_for_no_commit(on: Backend) {
    let f = fixture(&on).await;
    f.put("place", "a", serde_json::json!({"name": "Un"})).await;
    let mut session = Session::new(&f.directory, guide());
    assert_eq!(
        session
            .put("place", "a", &place("Un"))
            .await
            .unwrap()
            .revision,
        1
    );
    assert_eq!(session.pending(), (0, 0));
}

each_database!(a_refusal_names_the_field_the_value_and_the_mend);

async fn a_refusal_names_the_field_the_value_and_the_mend(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, guide());
    let content = r#"{"name": "Mairie", "address": {"insee_code": "3306"}}"#;
    let refused = session.put("place", "a", content).await.unwrap_err();
    assert_eq!(refused.code(), "invalid");
    let message = refused.to_string();
    for part in ["place", "/address/insee_code", "\"3306\"", "correct it"] {
        assert!(message.contains(part), "{message}");
    }
    let refused = session
        .put("place", "a", "{}")
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("\"name\" is missing: add it"), "{refused}");
    let refused = session
        .put("place", "a", r#"{"name": 3}"#)
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("at /name, the value 3"), "{refused}");
    let refused = session
        .create("museum", "{}")
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("no kind \"museum\""), "{refused}");
}

each_database!(storage_reads_through_what_is_pending);

async fn storage_reads_through_what_is_pending(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, guide());
    for key in ["a/1", "a/2", "a/3", "b/1"] {
        session.storage_set(key, key.into()).unwrap();
    }
    session.commit().await.unwrap();
    let mut session = Session::new(&f.directory, guide());
    session.storage_delete("a/2").unwrap();
    session.storage_set("a/4", vec![0, 255]).unwrap();

    assert_eq!(
        session.storage_keys("a/", None, 10).await.unwrap(),
        ["a/1", "a/3", "a/4"]
    );
    assert_eq!(
        session.storage_keys("a/", Some("a/1"), 1).await.unwrap(),
        ["a/3"]
    );
    assert_eq!(session.storage_get("a/2").await.unwrap(), None);
    assert_eq!(
        session.storage_get("a/4").await.unwrap(),
        Some(vec![0, 255])
    );
    session.commit().await.unwrap();
    let other = Session::new(&f.directory, agenda());
    assert!(other.storage_keys("", None, 10).await.unwrap().is_empty());
    assert_eq!(
        f.directory.storage_bytes("guide").await.unwrap(),
        3 * 3 + 3 * 3 + 3 + 2
    );
    f.directory.storage_clear("guide").await.unwrap();
    assert_eq!(f.directory.storage_bytes("guide").await.unwrap(), 0);
}

each_database!(storage_never_passes_its_bound);

async fn storage_never_passes_its_bound(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, guide()).with_storage_max(1_000);
    session.storage_set("a", vec![0; 900]).unwrap();
    session.commit().await.unwrap();
    let mut session = Session::new(&f.directory, guide()).with_storage_max(1_000);
    session.storage_set("b", vec![0; 200]).unwrap();
    assert_eq!(session.commit().await.unwrap_err().code(), "exhausted");
    let mut session = Session::new(&f.directory, guide()).with_storage_max(1_000);
    session.storage_set("a", vec![0; 100]).unwrap();
    session.storage_set("b", vec![0; 200]).unwrap();
    session.commit().await.unwrap();
    let mut session = Session::new(&f.directory, guide());
    let large = vec![0; STORAGE_VALUE_BYTES_MAX + 1];
    assert_eq!(
        session.storage_set("c", large).unwrap_err().code(),
        "exhausted"
    );
}

each_database!(the_reader_s_own_record_comes_before_another_s_with_the_same_key);

async fn the_reader_s_own_record_comes_before_another_s_with_the_same_key(on: Backend) {
    let f = fixture(&on).await;
    f.put("place", "a", serde_json::json!({"name": "Guide"}))
        .await;
    let session = Session::new(&f.directory, agenda());
    assert_eq!(
        name(&session.get_by_key("place", "a").await.unwrap()),
        "Guide"
    );
    let mut session = Session::new(&f.directory, agenda());
    session.put("place", "a", &place("Agenda")).await.unwrap();
    session.commit().await.unwrap();
    let session = Session::new(&f.directory, agenda());
    assert_eq!(
        name(&session.get_by_key("place", "a").await.unwrap()),
        "Agenda"
    );
}
