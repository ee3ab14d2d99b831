//! Two records of one thing: found, merged, brought back, or called different for ever.

use serde_json::{Value, json};

use super::super::duplicates::ASKED_MIN;
use super::super::provenance::{Said, TakenAs};
use super::*;

async fn import(
    f: &Fixture,
    (source, number): (&str, i64),
    items: &[(&str, Value)],
) -> Vec<TakenAs> {
    let said: Vec<Said> = items
        .iter()
        .map(|(key, content)| Said {
            source: source.into(),
            key: (*key).to_owned(),
            content: f.directory.check("place", &content.to_string()).unwrap(),
            listed: true,
        })
        .collect();
    let (pending, taken) = f.directory.take(source, &said, number).await.unwrap();
    pending.commit().await.unwrap();
    taken.outcomes.into_iter().map(Result::unwrap).collect()
}

fn library() -> Value {
    json!({"name": "Médiathèque des Tilleuls", "telephone": "02 41 00 00 01",
        "address": {"street": "1 rue des Tilleuls", "municipality": "Angers", "insee_code": "49007"},
        "source": {"name": "Hub"}})
}

fn library_elsewhere() -> Value {
    json!({"name": "Mediathèque les Tilleuls", "telephone": "+33241000001", "email": "tilleuls@example.fr",
        "address": {"postal_code": "49000", "municipality": "ANGERS", "insee_code": "49007"},
        "source": {"name": "Plan", "licence": "x"}})
}

/// Both, from two producers, and a neighbour who is neither.
async fn both(on: &Backend) -> Fixture {
    let f = fixture(on).await;
    import(&f, ("hub", 1), &[("hub:1", library())]).await;
    let neighbour = json!({"name": "Piscine", "telephone": "0241000009",
        "address": {"street": "1 rue des Tilleuls", "municipality": "Angers", "insee_code": "49007"}});
    import(
        &f,
        ("plan", 2),
        &[("plan:7", library_elsewhere()), ("plan:8", neighbour)],
    )
    .await;
    look(&f).await;
    f
}

async fn look(f: &Fixture) {
    f.directory.look_for_all_duplicates(|_| {}).await.unwrap();
}

async fn of_key(f: &Fixture, key: &str) -> Record {
    let session = Session::new(&f.directory, Author::host("Zoé"));
    session.get_by_key("place", key).await.unwrap()
}

async fn content(f: &Fixture, id: &str) -> Value {
    serde_json::from_str(&f.directory.get(id).await.unwrap().unwrap().content).unwrap()
}

async fn edit(f: &Fixture, id: &str, change: impl Fn(&mut Value)) {
    let mut session = Session::new(&f.directory, Author::host("Zoé"));
    let record = session.get(id).await.unwrap();
    let mut content: Value = serde_json::from_str(&record.content).unwrap();
    change(&mut content);
    session
        .update(id, record.revision, &content.to_string())
        .await
        .unwrap();
    session.commit().await.unwrap();
}

/// The library of the hub, into which that of the plan went.
async fn merged(on: &Backend) -> (Fixture, Record, Record) {
    let f = both(on).await;
    let (kept, gone) = (of_key(&f, "hub:1").await, of_key(&f, "plan:7").await);
    f.directory
        .merge((&kept.id, kept.revision), (&gone.id, gone.revision), "Zoé")
        .await
        .unwrap();
    (f, kept, gone)
}

each_database!(the_same_place_of_two_producers_is_found_and_no_other);

async fn the_same_place_of_two_producers_is_found_and_no_other(on: Backend) {
    let f = both(&on).await;
    let found = f.directory.duplicates(None, 10).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].score >= ASKED_MIN);
    let (first, second, score) = f
        .directory
        .compare(&found[0].first.id, &found[0].second.id)
        .await
        .unwrap();
    assert_eq!(
        (first, second),
        (found[0].first.clone(), found[0].second.clone())
    );
    assert_eq!(score.score, found[0].score);
    assert_eq!(f.directory.duplicates_waiting().await.unwrap(), 1);

    let telephone = |content: &mut Value| content["telephone"] = json!("0300000000");
    edit(&f, &found[0].second.id, telephone).await;
    edit(&f, &found[0].second.id, |content| {
        content["name"] = json!("Crèche")
    })
    .await;
    look(&f).await;
    assert_eq!(f.directory.duplicates(None, 10).await.unwrap(), []);
}

each_database!(pairs_come_page_by_page);

async fn pairs_come_page_by_page(on: Backend) {
    let f = fixture(&on).await;
    let items: Vec<(String, Value)> = (0..5)
        .map(|number| (format!("a:{number}"), library()))
        .collect();
    let items: Vec<(&str, Value)> = items
        .iter()
        .map(|(key, value)| (key.as_str(), value.clone()))
        .collect();
    import(&f, ("a", 1), &items).await;
    look(&f).await;
    let all = f.directory.duplicates(None, 200).await.unwrap();
    assert_eq!(all.len(), 10);
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let page = f.directory.duplicates(after.as_ref(), 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.place());
        paged.extend(page);
    }
    assert_eq!(paged, all);
}

each_database!(the_one_that_stays_takes_what_it_lacks_and_listens_to_both_sources);

async fn the_one_that_stays_takes_what_it_lacks_and_listens_to_both_sources(on: Backend) {
    let (f, kept, gone) = merged(&on).await;
    let now = content(&f, &kept.id).await;
    assert_eq!(now["name"], "Médiathèque des Tilleuls");
    assert_eq!(now["email"], "tilleuls@example.fr");
    assert_eq!(now["address"]["postal_code"], "49000");
    assert_eq!(now["source"], json!({"name": "Hub"}));
    assert_eq!(f.directory.get(&gone.id).await.unwrap(), None);
    assert_eq!(
        f.directory.merged_into(&gone.id).await.unwrap(),
        Some(kept.id.clone())
    );
    assert_eq!(f.directory.duplicates(None, 10).await.unwrap(), []);

    let provenance = f.directory.provenance(&kept.id).await.unwrap();
    assert_eq!(provenance.corrections, []);
    let fields = provenance.fields();
    let source = |path: &str| {
        fields
            .iter()
            .find(|field| field.path == path)
            .unwrap()
            .source
            .clone()
            .unwrap()
            .0
    };
    assert_eq!(
        (source("/name").as_str(), source("/email").as_str()),
        ("hub", "plan")
    );

    assert_eq!(
        import(&f, ("plan", 3), &[("plan:7", library_elsewhere())]).await,
        [TakenAs::Unchanged]
    );
    let mut moved = library_elsewhere();
    moved["email"] = json!("neu@example.fr");
    assert_eq!(
        import(&f, ("plan", 4), &[("plan:7", moved)]).await,
        [TakenAs::Changed]
    );
    assert_eq!(content(&f, &kept.id).await["email"], "neu@example.fr");
}

each_database!(a_merge_is_undone_and_what_came_since_stays_where_it_belongs);

async fn a_merge_is_undone_and_what_came_since_stays_where_it_belongs(on: Backend) {
    let (f, kept, gone) = merged(&on).await;
    edit(&f, &kept.id, |content| {
        content["description"] = json!("Au premier étage")
    })
    .await;
    let mut moved = library_elsewhere();
    moved["email"] = json!("neu@example.fr");
    import(&f, ("plan", 3), &[("plan:7", moved.clone())]).await;

    f.directory.undo_merge(&gone.id, "Zoé").await.unwrap();
    let mut wanted = library();
    wanted["description"] = json!("Au premier étage");
    assert_eq!(content(&f, &kept.id).await, wanted);
    assert_eq!(content(&f, &gone.id).await, moved);
    let back = f.directory.get(&gone.id).await.unwrap().unwrap();
    assert_eq!((back.key, back.created), (gone.key, gone.created));
    assert!(back.revision > gone.revision + 1);
    assert_eq!(f.directory.merged_into(&gone.id).await.unwrap(), None);
    assert_eq!(f.directory.duplicates(None, 10).await.unwrap().len(), 1);
    assert_eq!(
        import(&f, ("plan", 4), &[("plan:7", moved)]).await,
        [TakenAs::Unchanged]
    );
    let corrections = f.directory.provenance(&kept.id).await.unwrap().corrections;
    assert_eq!(corrections.len(), 1);
    assert!(f.directory.undo_merge(&gone.id, "Zoé").await.is_err());
}

each_database!(what_was_written_here_merges_and_comes_back_too);

async fn what_was_written_here_merges_and_comes_back_too(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, Author::host("Zoé"));
    let kept = session
        .put("place", "ici:1", &library().to_string())
        .await
        .unwrap();
    let gone = session
        .put("place", "ici:2", &library_elsewhere().to_string())
        .await
        .unwrap();
    session.commit().await.unwrap();
    f.directory
        .merge((&kept.id, 1), (&gone.id, 1), "Zoé")
        .await
        .unwrap();
    edit(&f, &kept.id, |content| content["telephone"] = json!("03")).await;

    f.directory.undo_merge(&gone.id, "Zoé").await.unwrap();
    let mut wanted = library();
    wanted["telephone"] = json!("03");
    assert_eq!(content(&f, &kept.id).await, wanted);
    assert_eq!(content(&f, &gone.id).await, library_elsewhere());
}

each_database!(different_is_for_ever_until_somebody_takes_it_back);

async fn different_is_for_ever_until_somebody_takes_it_back(on: Backend) {
    let f = both(&on).await;
    let pair = f.directory.duplicates(None, 1).await.unwrap().remove(0);
    let (first, second) = (pair.first.id.as_str(), pair.second.id.as_str());
    f.directory
        .call_different(second, first, "Zoé")
        .await
        .unwrap();
    edit(&f, first, |content| {
        content["email"] = json!("tilleuls@example.fr")
    })
    .await;
    look(&f).await;
    assert_eq!(f.directory.duplicates(None, 10).await.unwrap(), []);
    let called = f.directory.called_different(10).await.unwrap();
    assert_eq!(
        called,
        [(first.to_owned(), second.to_owned(), NOON, "Zoé".to_owned())]
    );

    f.directory.call_undecided(first, second).await.unwrap();
    assert_eq!(f.directory.duplicates(None, 10).await.unwrap().len(), 1);
}

each_database!(nothing_is_merged_that_changed_meanwhile_or_is_no_pair);

async fn nothing_is_merged_that_changed_meanwhile_or_is_no_pair(on: Backend) {
    let f = both(&on).await;
    let (kept, gone) = (of_key(&f, "hub:1").await, of_key(&f, "plan:7").await);
    edit(&f, &gone.id, |content| {
        content["email"] = json!("x@example.fr")
    })
    .await;
    let late = f.directory.merge((&kept.id, 1), (&gone.id, 1), "Zoé").await;
    assert!(matches!(late, Err(DirectoryError::Conflict(_))), "{late:?}");
    let itself = f.directory.merge((&kept.id, 1), (&kept.id, 1), "Zoé").await;
    assert!(
        matches!(itself, Err(DirectoryError::Invalid(_))),
        "{itself:?}"
    );
    assert!(f.directory.get(&gone.id).await.unwrap().is_some());
    assert_eq!(f.directory.merges(10).await.unwrap(), []);
}

each_database!(a_chain_of_merges_leads_to_its_end_and_is_undone_from_there);

async fn a_chain_of_merges_leads_to_its_end_and_is_undone_from_there(on: Backend) {
    let (f, kept, gone) = merged(&on).await;
    let last = of_key(&f, "plan:8").await;
    let now = of_key(&f, "hub:1").await;
    f.directory
        .merge((&last.id, 1), (&kept.id, now.revision), "Zoé")
        .await
        .unwrap();
    assert_eq!(
        f.directory.merged_into(&gone.id).await.unwrap(),
        Some(last.id)
    );
    let early = f.directory.undo_merge(&gone.id, "Zoé").await;
    assert!(
        matches!(early, Err(DirectoryError::Conflict(_))),
        "{early:?}"
    );
    f.directory.undo_merge(&kept.id, "Zoé").await.unwrap();
    f.directory.undo_merge(&gone.id, "Zoé").await.unwrap();
    assert_eq!(content(&f, &kept.id).await, library());
    assert_eq!(content(&f, &gone.id).await, library_elsewhere());
}

each_database!(a_number_that_many_share_compares_nobody);

async fn a_number_that_many_share_compares_nobody(on: Backend) {
    let f = fixture(&on).await;
    let items: Vec<(String, Value)> = (0..60)
        .map(|number| {
            (
                format!("a:{number}"),
                json!({"name": format!("Permanence {number}"), "telephone": "0809000000"}),
            )
        })
        .collect();
    let items: Vec<(&str, Value)> = items
        .iter()
        .map(|(key, value)| (key.as_str(), value.clone()))
        .collect();
    import(&f, ("a", 1), &items).await;
    look(&f).await;
    assert_eq!(f.directory.duplicates(None, 10).await.unwrap(), []);
}
