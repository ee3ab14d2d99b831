//! The journal and the positions, several writers, and the time that a large batch takes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use super::*;

each_database!(positions_move_exactly_where_something_changed);

async fn positions_move_exactly_where_something_changed(on: Backend) {
    let f = fixture(&on).await;
    let done = f
        .commit(vec![f.put_place("a", "Un"), f.put_place("b", "Deux")])
        .await
        .unwrap();
    assert_eq!(
        done.positions,
        HashMap::from([("all".into(), 1), ("kind:place".into(), 1)])
    );

    let mut session = Session::new(&f.directory, guide());
    session.storage_set("cursor", b"7".to_vec()).unwrap();
    let done = session.commit().await.unwrap();
    assert_eq!(
        done.positions,
        HashMap::from([("all".into(), 2), ("storage:guide".into(), 1)])
    );

    let all = f.directory.positions().await.unwrap();
    assert_eq!(
        (all["all"], all["kind:place"], all.get("kind:procedure")),
        (2, 1, None)
    );
}

each_database!(the_journal_is_read_by_kind_in_order_and_in_pages);

async fn the_journal_is_read_by_kind_in_order_and_in_pages(on: Backend) {
    let f = fixture(&on).await;
    f.commit(
        (0..5)
            .map(|n| f.put_place(&n.to_string(), "Lieu"))
            .collect(),
    )
    .await
    .unwrap();
    let procedure = serde_json::json!({"identifier": "F1", "title": "Passeport"});
    f.put("procedure", "F1", procedure).await;
    let kinds = ["procedure".to_owned()];

    let entry = f
        .directory
        .entries_after(0, &kinds, 10)
        .await
        .unwrap()
        .remove(0);

    assert_eq!(f.directory.entries_after(2, &[], 2).await.unwrap().len(), 2);
    assert_eq!(
        (entry.kind.as_str(), entry.origin.as_str()),
        ("procedure", "test.example")
    );
    assert_eq!(entry.seq, f.directory.last_seq().await.unwrap());
}

each_database!(two_processes_write_the_same_file_at_once);

async fn two_processes_write_the_same_file_at_once(on: Backend) {
    let f = fixture(&on).await;
    let other = open(&on).await;
    let write = |directory: Directory, author: Author| async move {
        for n in 0..20 {
            let mut session = Session::new(&directory, author.clone());
            session
                .put("place", &n.to_string(), &place("Lieu"))
                .await
                .unwrap();
            session.commit().await.unwrap();
        }
    };

    tokio::join!(write(f.directory.clone(), guide()), write(other, agenda()));

    assert_eq!(f.entries().await.len(), 40);
    assert_eq!(f.directory.position_all().await.unwrap(), 40);
}

each_database!(many_who_ask_at_once_see_what_another_process_committed_before);

async fn many_who_ask_at_once_see_what_another_process_committed_before(on: Backend) {
    let f = fixture(&on).await;
    let other = open(&on).await;
    let committed = Arc::new(AtomicI64::new(0));
    let mut readers = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (directory, committed) = (f.directory.clone(), committed.clone());
        readers.spawn(async move {
            loop {
                let before = committed.load(std::sync::atomic::Ordering::SeqCst);
                let seen = directory.positions().await.unwrap();
                let all = seen.get("all").copied().unwrap_or_default();
                assert!(all >= before, "{all} was told after {before} was there");
                if before == 30 {
                    return;
                }
                // Most answers wait for nothing: the writer wants its turn.
                tokio::task::yield_now().await;
            }
        });
    }

    for n in 1..=30 {
        let mut session = Session::new(&other, agenda());
        session
            .put("place", &n.to_string(), &place("Lieu"))
            .await
            .unwrap();
        session.commit().await.unwrap();
        committed.store(n, std::sync::atomic::Ordering::SeqCst);
    }

    while let Some(read) = readers.join_next().await {
        read.unwrap();
    }
}

each_database!(two_thousand_puts_again_change_nothing);

async fn two_thousand_puts_again_change_nothing(on: Backend) {
    let f = fixture(&on).await;
    let changes: Vec<Change> = (0..2_000)
        .map(|n| {
            let content = serde_json::json!({
                "name": format!("Bibliothèque numéro {n}"), "latitude": 44.0 + f64::from(n) / 1e4, "longitude": -0.5,
                "address": {"insee_code": "33063", "postal_code": "33000", "municipality": "Bordeaux"},
                "local_service_types": ["mairie", "caf"], "description": "Accueil, aide aux démarches en ligne."
            });
            let content = f.directory.check("place", &content.to_string()).unwrap();
            Change::Put { id: f.directory.new_id(), key: n.to_string(), content, expected: None }
        })
        .collect();
    let first = f.commit(changes.clone()).await.unwrap();
    assert_eq!(
        first.outcomes.iter().filter(|one| one.changed).count(),
        2_000
    );
    let again = f.commit(changes).await.unwrap();
    assert_eq!(again.outcomes.iter().filter(|one| one.changed).count(), 0);
    assert!(again.positions.is_empty());
}

each_database!(a_commit_that_is_given_up_half_way_writes_all_or_nothing);

async fn a_commit_that_is_given_up_half_way_writes_all_or_nothing(on: Backend) {
    let f = fixture(&on).await;
    for n in 0..40_u64 {
        let changes = (0..50).map(|i| f.put_place(&format!("{n}/{i}"), "Lieu"));
        let commit = f.commit(changes.collect());
        _ = tokio::time::timeout(std::time::Duration::from_micros(n * 400), commit).await;
    }
    f.commit(vec![f.put_place("last", "Lieu")]).await.unwrap();
    // A server does not use the numbers again that a dropped transaction took.
    let (mut entries, mut last) = (0, 0);
    loop {
        let read = f.directory.entries_after(last, &[], 1_000).await.unwrap();
        entries += read.len() as u64;
        match read.last() {
            Some(entry) => last = entry.seq,
            None => break,
        }
    }
    let records = Search::new(&["place"])
        .count(&f.directory, &Reader::visitor())
        .await;
    assert_eq!(entries % 50, 1);
    assert_eq!(records.unwrap(), entries);
}
