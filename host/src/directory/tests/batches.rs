//! Batches: all or nothing, idempotent, in order, and told by the journal and the positions.

use super::*;

each_database!(an_equal_content_changes_nothing);

async fn an_equal_content_changes_nothing(on: Backend) {
    let f = fixture(&on).await;
    f.commit(vec![f.put_place("a", "Mairie")]).await.unwrap();
    let position = f.directory.position_all().await.unwrap();
    let spaced = Change::Put {
        id: f.directory.new_id(),
        key: "a".into(),
        content: f
            .directory
            .check("place", "{ \"name\" : \"Mairie\" }")
            .unwrap(),
        expected: None,
    };

    let again = f.commit(vec![spaced]).await.unwrap();

    assert!(!again.outcomes[0].changed);
    assert_eq!(again.outcomes[0].revision, 1);
    assert!(again.positions.is_empty());
    assert_eq!(f.entries().await.len(), 1);
    assert_eq!(f.directory.position_all().await.unwrap(), position);
}

each_database!(a_batch_with_one_refusal_writes_nothing);

async fn a_batch_with_one_refusal_writes_nothing(on: Backend) {
    let f = fixture(&on).await;
    let absent = Change::Delete {
        id: f.directory.new_id(),
        expected: 1,
    };

    let refused = f
        .commit(vec![f.put_place("a", "Mairie"), absent])
        .await
        .unwrap_err();

    assert_eq!(refused.code(), "not-found");
    assert!(f.entries().await.is_empty());
    assert_eq!(f.directory.position_all().await.unwrap(), 0);
}

each_database!(an_older_revision_is_a_conflict);

async fn an_older_revision_is_a_conflict(on: Backend) {
    let f = fixture(&on).await;
    let id = f.put("place", "a", serde_json::json!({"name": "Un"})).await;
    f.put("place", "a", serde_json::json!({"name": "Deux"}))
        .await;
    let content = f.directory.check("place", &place("Trois")).unwrap();
    let changes = [
        Change::Update {
            id: id.clone(),
            expected: 1,
            content,
        },
        Change::SetState {
            id: id.clone(),
            expected: 1,
            state: State::Draft,
        },
        Change::Delete {
            id: id.clone(),
            expected: 3,
        },
    ];
    for change in changes {
        assert_eq!(f.commit(vec![change]).await.unwrap_err().code(), "conflict");
    }
    assert_eq!(f.directory.get(&id).await.unwrap().unwrap().revision, 2);
}

each_database!(every_replaced_content_is_kept);

async fn every_replaced_content_is_kept(on: Backend) {
    let f = fixture(&on).await;
    let id = f.put("place", "a", serde_json::json!({"name": "Un"})).await;
    f.put("place", "a", serde_json::json!({"name": "Deux"}))
        .await;
    f.commit(vec![Change::Delete {
        id: id.clone(),
        expected: 2,
    }])
    .await
    .unwrap();

    let history = f.directory.history(&id, 10).await.unwrap();

    let contents: Vec<&str> = history.iter().map(|old| old.content.as_str()).collect();
    assert_eq!(contents, [r#"{"name":"Deux"}"#, r#"{"name":"Un"}"#]);
    assert_eq!(history[0].replaced_by, "guide");
}

each_database!(a_deleted_record_leaves_a_tombstone_and_is_never_revived);

async fn a_deleted_record_leaves_a_tombstone_and_is_never_revived(on: Backend) {
    let f = fixture(&on).await;
    let id = f
        .put("place", "a", serde_json::json!({"name": "Mairie"}))
        .await;
    let gone = f
        .commit(vec![Change::Delete {
            id: id.clone(),
            expected: 1,
        }])
        .await
        .unwrap();
    assert_eq!(gone.outcomes[0].revision, 2);
    assert_eq!(f.directory.get(&id).await.unwrap(), None);

    let content = f.directory.check("place", &place("Mairie")).unwrap();
    let revived = f
        .commit(vec![Change::Create {
            id: id.clone(),
            content,
        }])
        .await;
    assert_eq!(revived.unwrap_err().code(), "conflict");

    let ops: Vec<Op> = f.entries().await.iter().map(|entry| entry.op).collect();
    assert_eq!(ops, [Op::Put, Op::Delete]);
    let words = Search::new(&["place"]).words("mairie").clone();
    assert_eq!(
        words.count(&f.directory, &Reader::visitor()).await.unwrap(),
        0
    );
    assert_ne!(
        f.put("place", "a", serde_json::json!({"name": "Mairie"}))
            .await,
        id
    );
}

each_database!(one_batch_may_make_change_and_delete_the_same_key);

async fn one_batch_may_make_change_and_delete_the_same_key(on: Backend) {
    let f = fixture(&on).await;
    let first = f.put_place("a", "Un");
    let id = first.id().to_owned();
    let delete = Change::Delete {
        id: id.clone(),
        expected: 2,
    };
    let changes = vec![
        first,
        f.put_place("a", "Deux"),
        delete,
        f.put_place("a", "Trois"),
    ];

    let done = f.commit(changes).await.unwrap();

    assert_eq!(
        done.outcomes
            .iter()
            .map(|outcome| outcome.revision)
            .collect::<Vec<_>>(),
        [1, 2, 3, 1]
    );
    assert_eq!(f.directory.get(&id).await.unwrap(), None);
    let last = f
        .directory
        .get(&done.outcomes[3].id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(name(&last), "Trois");
    assert_eq!(f.entries().await.len(), 4);
    assert_eq!(f.directory.history(&id, 9).await.unwrap().len(), 2);
}

each_database!(a_put_leaves_the_state_to_who_set_it);

async fn a_put_leaves_the_state_to_who_set_it(on: Backend) {
    let f = fixture(&on).await;
    let id = f.put("place", "a", serde_json::json!({"name": "Un"})).await;
    let withdraw = Change::SetState {
        id: id.clone(),
        expected: 1,
        state: State::Withdrawn,
    };
    f.commit(vec![withdraw]).await.unwrap();
    f.put("place", "a", serde_json::json!({"name": "Deux"}))
        .await;
    let record = f.directory.get(&id).await.unwrap().unwrap();
    assert_eq!((record.state, record.revision), (State::Withdrawn, 3));
}

each_database!(a_maker_changes_only_what_it_made);

async fn a_maker_changes_only_what_it_made(on: Backend) {
    let f = fixture(&on).await;
    let id = f.put("place", "a", serde_json::json!({"name": "Un"})).await;
    let delete = |author: Author| {
        let change = Change::Delete {
            id: id.clone(),
            expected: 1,
        };
        let batch = Batch {
            changes: vec![change],
            ..Batch::default()
        };
        let directory = f.directory.clone();
        async move { directory.commit(batch, &author).await }
    };
    assert_eq!(delete(agenda()).await.unwrap_err().code(), "denied");
    let mut editor = agenda();
    editor.edit_others = Kinds::only(["place"]);
    assert!(delete(editor).await.is_ok());
}

each_database!(bounds_are_kept);

async fn bounds_are_kept(on: Backend) {
    let f = fixture(&on).await;
    let long = f
        .commit(vec![f.put_place(&"k".repeat(KEY_BYTES_MAX + 1), "Un")])
        .await;
    assert_eq!(long.unwrap_err().code(), "exhausted");
    let many = vec![f.put_place("a", "Un"); BATCH_CHANGES_MAX + 1];
    assert_eq!(f.commit(many).await.unwrap_err().code(), "exhausted");
    let large = place(&"x".repeat(CONTENT_BYTES_MAX));
    assert_eq!(
        f.directory.check("place", &large).unwrap_err().code(),
        "exhausted"
    );
    let deep = format!(
        "{{\"identifier\":\"F1\",\"title\":\"T\",\"body\":{}1{}}}",
        "[".repeat(70),
        "]".repeat(70)
    );
    assert_eq!(
        f.directory.check("procedure", &deep).unwrap_err().code(),
        "invalid"
    );
}
