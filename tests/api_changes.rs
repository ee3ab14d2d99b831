//! `/api/records` narrowed as the directory's page is, and `/api/changes`, by which a copy elsewhere stays the same.

use std::collections::BTreeMap;

use maille::directory::{Author, Change, Reader, Record, Search, Session, State};
use serde_json::{Value, json};

use crate::support::{Instance, NOW_MS};

async fn read(instance: &Instance, path: &str) -> Value {
    let answer = instance.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

fn names(page: &Value) -> Vec<&str> {
    let records = page["records"].as_array().unwrap().iter();
    records
        .map(|record| record["content"]["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn programs_narrow_by_all_that_the_page_narrows_by() {
    let instance = Instance::new().await;
    for (key, place) in [
        (
            "bus",
            json!({"name": "Bus", "mobility": ["itinerant"], "audiences": ["seniors"], "languages": ["en"],
                   "equipment": ["imprimante"], "opening_hours": "Mo 09:00-12:00", "fees": ["gratuit"]}),
        ),
        (
            "mairie",
            json!({"name": "Mairie", "audiences": ["tous-publics"], "languages": ["fr"], "opening_hours": "Tu 09:00-12:00"}),
        ),
        ("poste", json!({"name": "Poste", "audiences": ["femmes"]})),
    ] {
        instance.put("place", key, &place.to_string()).await;
    }
    // 2026-11-21 is a Saturday, the 23rd a Monday.
    for (query, expected) in [
        ("public=seniors", vec!["Bus", "Mairie"]),
        ("public=femmes&kind=place", vec!["Mairie", "Poste"]),
        ("langue=en", vec!["Bus"]),
        ("equipement=imprimante", vec!["Bus"]),
        ("mobile=1", vec!["Bus"]),
        ("jour=2026-11-23", vec!["Bus"]),
        ("jour=2026-11-24&limit=1", vec!["Mairie"]),
        ("jour=2026-11-22", vec![]),
        ("jour=2026-11-23&langue=fr", vec![]),
    ] {
        let page = read(&instance, &format!("/api/records?order=name&{query}")).await;
        assert_eq!(names(&page), expected, "{query}");
        assert!(page["total"].is_null(), "{query}");
        let html = instance.get(&format!("/annuaire?{query}")).await.text;
        for name in ["Bus", "Mairie", "Poste"] {
            let shown = html.contains(&format!(">{name}</a>"));
            assert_eq!(shown, expected.contains(&name), "{query}: {name}");
        }
    }
    for (query, total) in [("", 3), ("langue=en&", 1), ("limit=1&", 3), ("q=rien&", 0)] {
        let page = read(&instance, &format!("/api/records?{query}total=1")).await;
        assert_eq!(page["total"], total, "{query}");
    }
    for (query, words) in [
        ("public=senior", "« seniors »"),
        ("langue=zz", "fsl"),
        ("equipement=imprimantes", "/api/vocabularies/equipment"),
        ("mobile=oui", "Donnez 1"),
        ("total=2", "Donnez 1"),
        ("jour=2026-11-20", "du 2026-11-21 au 2026-12-04"),
        ("jour=demain", "du 2026-11-21 au 2026-12-04"),
    ] {
        let answer = instance.get(&format!("/api/records?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text);
        let text = answer.text.replace('\u{a0}', " ");
        assert!(text.contains(words), "{query}: {text}");
    }
}

/// A copy that a program keeps: names by id.
#[derive(Default)]
struct Copy {
    records: BTreeMap<String, String>,
    merged: BTreeMap<String, String>,
    next: Option<String>,
}

impl Copy {
    /// Reads on to the end; what came.
    async fn follow(&mut self, instance: &Instance, first: &str) -> Vec<Value> {
        let mut came = Vec::new();
        loop {
            let path = self.next.clone().unwrap_or_else(|| first.to_owned());
            let page = read(instance, &path).await;
            for change in page["changes"].as_array().unwrap() {
                let id = change["id"].as_str().unwrap().to_owned();
                if change["gone"] == true {
                    assert!(change["record"].is_null(), "{change}");
                    let into = change["merged_into"].as_str();
                    if let Some(into) = into {
                        self.merged.insert(id.clone(), into.to_owned());
                    }
                    self.records.remove(&id);
                } else {
                    let name = change["record"]["content"]["name"].as_str().unwrap();
                    self.records.insert(id, name.to_owned());
                }
                came.push(change.clone());
            }
            self.next = Some(page["next"].as_str().unwrap().to_owned());
            if page["more"] == false {
                return came;
            }
        }
    }
}

async fn standing(instance: &Instance) -> BTreeMap<String, String> {
    let all = read(
        instance,
        "/api/records?kind=place&kind=professional&limit=200",
    )
    .await;
    let records = all["records"].as_array().unwrap().iter();
    records
        .map(|record| {
            let name = record["content"]["name"].as_str().unwrap();
            (record["id"].as_str().unwrap().to_owned(), name.to_owned())
        })
        .collect()
}

async fn set_state(instance: &Instance, id: &str, state: State) {
    let mut session = Session::new(&instance.app.directory, Author::host("test"));
    let record = session.get(id).await.unwrap();
    session.set_state(id, record.revision, state).await.unwrap();
    session.commit().await.unwrap();
}

#[tokio::test]
async fn who_follows_the_changes_has_what_stands_and_hears_of_what_is_gone() {
    const FROM: &str = "/api/changes?kind=place&kind=professional&limit=3";
    let instance = Instance::new().await;
    let put = async |key: &str, name: &str| {
        let place = json!({"name": name}).to_string();
        instance.put("place", key, &place).await
    };
    let adviser = |listed: bool| {
        json!({"name": "Conseil", "trade": "conseiller-numerique", "consent": {"listed": listed}})
            .to_string()
    };
    let mut ids = Vec::new();
    for number in 0..7 {
        ids.push(put(&format!("k{number}"), &format!("Lieu {number}")).await);
    }
    let person = instance.put("professional", "p", &adviser(true)).await;
    let hidden = instance.put("professional", "h", &adviser(false)).await;
    let mut copy = Copy::default();
    copy.follow(&instance, FROM).await;
    assert_eq!(copy.records, standing(&instance).await);
    assert_eq!(copy.records.len(), 8);
    assert_eq!(copy.follow(&instance, FROM).await, Vec::<Value>::new());

    instance.clock.advance_ms(60_000);
    put("k0", "Lieu changé").await;
    put("k0", "Lieu changé encore").await;
    set_state(&instance, &ids[1], State::Withdrawn).await;
    let directory = &instance.app.directory;
    let revision = directory.get(&ids[2]).await.unwrap().unwrap().revision;
    let mut session = Session::new(directory, Author::host("test"));
    session.delete(&ids[2], revision).await.unwrap();
    session.commit().await.unwrap();
    directory
        .merge((&ids[3], 1), (&ids[4], 1), "test")
        .await
        .unwrap();
    instance.put("professional", "p", &adviser(false)).await;
    instance.put("professional", "h", &adviser(false)).await;
    set_state(&instance, &hidden, State::Withdrawn).await;
    let new = put("k8", "Lieu nouveau").await;
    let came = copy.follow(&instance, FROM).await;
    let of =
        |id: &str| -> Vec<&Value> { came.iter().filter(|change| change["id"] == id).collect() };
    assert_eq!(copy.records, standing(&instance).await);
    assert_eq!(copy.records[&ids[0]], "Lieu changé encore");
    assert!(copy.records.contains_key(&new));
    for gone in [&ids[1], &ids[2], &ids[4], &person] {
        assert!(
            of(gone).iter().all(|change| change["gone"] == true),
            "{gone}"
        );
        assert!(!of(gone).is_empty(), "{gone}");
    }
    assert_eq!(
        copy.merged,
        BTreeMap::from([(ids[4].clone(), ids[3].clone())])
    );
    // Nobody could ever see it, so nobody is told that it was there.
    assert!(of(&hidden).is_empty());
    // The id of what was merged answers with what was kept.
    let merged = read(&instance, &format!("/api/records/{}", ids[4])).await;
    assert_eq!(merged["id"], *ids[3]);

    // The same from a moment, by who has no cursor.
    let moment = jiff::Timestamp::from_millisecond(NOW_MS + 30_000).unwrap();
    let since = format!("/api/changes?changed_since={moment}&kind=place&kind=professional");
    let mut later = Copy::default();
    let all = later.follow(&instance, &since).await;
    assert_eq!(later.merged, copy.merged);
    assert!(later.records.len() < copy.records.len());
    assert!(all.iter().all(|change| change["id"] != *ids[5]));
    let future = "/api/changes?changed_since=2030-01-01T00:00:00Z";
    let none = read(&instance, future).await;
    assert_eq!(
        (none["changes"].as_array().unwrap().len(), &none["more"]),
        (0, &json!(false))
    );
    for (query, words) in [
        ("changed_since=hier", "2026-11-01T00:00:00Z"),
        ("cursor=12", "première page"),
        ("cursor=j99999999999999999999", "première page"),
        (
            "cursor=j1&changed_since=2026-01-01T00:00:00Z",
            "un seul des deux",
        ),
    ] {
        let answer = instance.get(&format!("/api/changes?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text);
        let text = answer.text.replace('\u{a0}', " ");
        assert!(text.contains(words), "{query}: {text}");
    }
}

#[tokio::test]
async fn a_draft_that_was_never_shown_is_no_change() {
    let instance = Instance::new().await;
    let directory = &instance.app.directory;
    let content = directory
        .check("place", r#"{"name": "Brouillon"}"#)
        .unwrap();
    let id = directory.new_id();
    // As an import makes what its source does not show: both in one transaction.
    let changes = vec![
        Change::Put {
            id: id.clone(),
            key: "b".into(),
            content,
            expected: Some(0),
        },
        Change::SetState {
            id: id.clone(),
            expected: 1,
            state: State::Draft,
        },
    ];
    let batch = maille::directory::Batch {
        changes,
        ..Default::default()
    };
    directory
        .commit(batch, &Author::host("test"))
        .await
        .unwrap();
    let told = async || {
        let page = instance.get("/api/changes?kind=place&limit=200").await;
        page.text.contains(&id)
    };
    assert!(!told().await);
    let found: Vec<Record> = Search::new(&["place"])
        .run(directory, &Reader::visitor(), 10)
        .await
        .unwrap()
        .records;
    assert!(found.iter().all(|record| record.id != id));
    instance.clock.advance_ms(1_000);
    set_state(&instance, &id, State::Published).await;
    assert!(told().await);
}
