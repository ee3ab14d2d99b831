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
