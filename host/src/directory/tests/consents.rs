//! A professional exists for others only while the person consents.

use super::*;

fn adviser(consent: serde_json::Value) -> serde_json::Value {
    serde_json::json!({
        "name": "Conseillère numérique", "trade": "conseiller-numerique", "functions": ["former"],
        "telephone": "02 41 00 00 00", "address": {"municipality": "Angers", "insee_code": "49007"},
        "latitude": 47.47, "longitude": -0.55, "consent": consent
    })
}

each_database!(without_a_consent_others_learn_nothing);

async fn without_a_consent_others_learn_nothing(on: Backend) {
    let f = fixture(&on).await;
    let consents = [
        serde_json::json!({"listed": false}),
        serde_json::json!({"on": "2026-01-02"}),
        serde_json::json!({}),
    ];
    for (number, consent) in consents.into_iter().enumerate() {
        let id = f
            .put("professional", &number.to_string(), adviser(consent))
            .await;
        for stranger in [Reader::visitor(), Reader::plugin("agenda", Kinds::All)] {
            assert_eq!(f.directory.read(&id, &stranger).await.unwrap(), None);
        }
    }
    let all = Search::new(&["professional"]);
    let (mut words, mut near, mut filter) = (all.clone(), all.clone(), all.clone());
    words.words("conseillère");
    near.near(47.47, -0.55, 1_000);
    filter.where_any("/functions", &["former"]);
    for search in [&all, &words, &near, &filter, &Search::new(&[])] {
        for stranger in [Reader::visitor(), Reader::plugin("agenda", Kinds::All)] {
            assert_eq!(search.count(&f.directory, &stranger).await.unwrap(), 0);
            assert!(names(&f.directory, search, &stranger).await.is_empty());
            let counted = all.count_by(&f.directory, &stranger, "/functions").await;
            assert_eq!(counted.unwrap(), []);
        }
    }
    assert_eq!(all.count(&f.directory, &Reader::host()).await.unwrap(), 3);
    let maker = Reader::plugin("guide", Kinds::All);
    assert_eq!(all.count(&f.directory, &maker).await.unwrap(), 3);
}

each_database!(a_consent_opens_the_record_and_its_withdrawal_closes_it);

async fn a_consent_opens_the_record_and_its_withdrawal_closes_it(on: Backend) {
    let f = fixture(&on).await;
    let listed = adviser(serde_json::json!({"listed": true, "on": "2026-01-02"}));
    let id = f.put("professional", "a", listed).await;
    let visitor = Reader::visitor();
    let seen = f.directory.read(&id, &visitor).await.unwrap().unwrap();
    assert!(seen.content.contains("02 41 00 00 00") && !seen.content.contains("consent"));
    let mut words = Search::new(&["professional", "place"]);
    words.words("conseillère angers");
    assert_eq!(words.count(&f.directory, &visitor).await.unwrap(), 1);
    f.put(
        "professional",
        "a",
        adviser(serde_json::json!({"listed": false})),
    )
    .await;
    assert_eq!(words.count(&f.directory, &visitor).await.unwrap(), 0);
    assert_eq!(f.directory.read(&id, &visitor).await.unwrap(), None);
}

each_database!(a_consent_that_ends_closes_the_record_the_day_after_and_is_told);

async fn a_consent_that_ends_closes_the_record_the_day_after_and_is_told(on: Backend) {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let f = fixture(&on).await;
    let until = |day: &str| serde_json::json!({"listed": true, "until": day});
    // The fixture's day is 2026-11-21.
    let ends = f
        .put("professional", "a", adviser(until("2026-11-21")))
        .await;
    let later = f
        .put("professional", "b", adviser(until("2026-12-20")))
        .await;
    let far = f
        .put("professional", "c", adviser(until("2027-03-01")))
        .await;
    let never = f
        .put(
            "professional",
            "d",
            adviser(serde_json::json!({"listed": true})),
        )
        .await;
    let visitor = Reader::visitor();
    let (all, mut words) = (
        Search::new(&["professional"]),
        Search::new(&["professional", "place"]),
    );
    words.words("conseillère");
    let seen = async |count: u64| {
        for search in [&all, &words, &Search::new(&[])] {
            let found = search.count(&f.directory, &visitor).await.unwrap();
            assert_eq!(found, count);
            let found = names(&f.directory, search, &visitor).await;
            assert_eq!(found.len() as u64, count);
        }
        let counted = all.count_by(&f.directory, &visitor, "/functions").await;
        assert_eq!(counted.unwrap(), [("former".to_owned(), count)]);
    };
    seen(4).await;
    assert_eq!(f.directory.end_consents().await.unwrap(), 0);
    let ending = f.directory.consents_ending(30, 10).await.unwrap();
    let ids: Vec<&str> = ending.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, [ends.as_str(), later.as_str()]);
    assert_eq!(ending[0].name, "Conseillère numérique");

    // The next day nobody sees it, although nothing was written.
    f.directory.clock().advance_ms(DAY_MS);
    seen(3).await;
    assert_eq!(f.directory.read(&ends, &visitor).await.unwrap(), None);
    let other = Reader::plugin("agenda", Kinds::All);
    assert_eq!(f.directory.read(&ends, &other).await.unwrap(), None);
    let before = f.entries().await.len();
    assert_eq!(f.directory.end_consents().await.unwrap(), 1);
    assert_eq!(f.directory.end_consents().await.unwrap(), 0);
    let entries = f.entries().await;
    assert_eq!(entries.len(), before + 1);
    let last = entries.last().unwrap();
    assert_eq!(
        (last.record_id.as_str(), last.op, last.state),
        (ends.as_str(), Op::State, State::Withdrawn)
    );
    let history = f.directory.history(&ends, 10).await.unwrap();
    assert_eq!(history[0].replaced_by, CONSENT_ENDED);
    let record = f.directory.get(&ends).await.unwrap().unwrap();
    assert_eq!(record.state, State::Withdrawn);
    for stays in [later, far, never] {
        assert!(f.directory.read(&stays, &visitor).await.unwrap().is_some());
    }
    seen(3).await;
    // Renewed before its end: the other stays.
    f.put("professional", "b", adviser(until("2028-01-01")))
        .await;
    f.directory.clock().advance_ms(60 * DAY_MS);
    assert_eq!(f.directory.end_consents().await.unwrap(), 0);
    seen(3).await;
    f.directory.clock().advance_ms(60 * DAY_MS);
    assert_eq!(f.directory.end_consents().await.unwrap(), 1);
    seen(2).await;
}
