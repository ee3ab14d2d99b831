//! A professional whose consent ended is shown nowhere from the day after: no page, no file, no program, no count, no export.

use serde_json::{Value, json};

use maille::clock::Clock;
use maille::directory::State;

use crate::support::{Instance, Maille};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn adviser(name: &str, until: &str) -> String {
    json!({
        "name": name, "trade": "conseiller-numerique", "functions": ["former"],
        "address": {"municipality": "Essai", "insee_code": "99010"}, "latitude": 47.47, "longitude": -0.55,
        "consent": {"listed": true, "until": until}
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_consent_ended_is_shown_nowhere_from_the_day_after() {
    let instance = Instance::new().await;
    let id = instance
        .put("professional", "a", &adviser("Camille Bref", "2026-11-21"))
        .await;
    instance
        .put(
            "professional",
            "b",
            &adviser("Dominique Long", "2027-11-21"),
        )
        .await;
    let lists = [
        "/annuaire",
        "/annuaire?q=camille&exact=1",
        "/annuaire?pres=47.47,-0.55",
        "/annuaire.csv",
        "/annuaire.geojson",
        "/annuaire.jsonld",
        "/api/records",
        "/api/records?kind=professional&q=camille",
    ];
    let shown = async |path: &str| instance.get(path).await.text.contains("Camille Bref");
    for path in lists {
        assert!(shown(path).await, "{path}");
    }
    let own = [
        format!("/annuaire/{id}"),
        format!("/annuaire/{id}.jsonld"),
        format!("/api/records/{id}"),
    ];
    for path in &own {
        assert_eq!(instance.get(path).await.status, 200, "{path}");
    }
    let trained = async || {
        let table = instance.get("/annuaire/fonctions.csv").await.text;
        let line = table.lines().find(|line| line.starts_with("former;"));
        line.unwrap_or_else(|| panic!("{table}")).to_owned()
    };
    let before = trained().await;

    instance.clock.advance_ms(DAY_MS);
    // Nothing was written yet.
    let state = async || {
        instance
            .app
            .directory
            .get(&id)
            .await
            .unwrap()
            .unwrap()
            .state
    };
    assert_eq!(state().await, State::Published);
    for path in lists {
        assert!(!shown(path).await, "{path}");
    }
    for path in &own {
        assert_eq!(instance.get(path).await.status, 404, "{path}");
    }
    assert!(
        instance
            .get("/annuaire")
            .await
            .text
            .contains("Dominique Long")
    );
    let after = trained().await;
    assert!(
        before.ends_with(";2") && after.ends_with(";1"),
        "{before} / {after}"
    );

    instance.start_jobs();
    let began = std::time::Instant::now();
    while state().await != State::Withdrawn {
        assert!(began.elapsed().as_secs() < 60, "nobody withdraws it");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let history = instance.app.directory.history(&id, 5).await.unwrap();
    assert_eq!(history[0].replaced_by, "consent ended");
    for path in lists {
        assert!(!shown(path).await, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_leaves_them_out_and_doctor_names_who_ends_soon() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let today = Clock::real().today(&jiff::tz::TimeZone::UTC);
    let day = |days: i64| {
        let span = jiff::Span::new().days(days);
        today.saturating_add(span).to_string()
    };
    for (key, name, until) in [
        ("a", "Camille Bref", day(-2)),
        ("b", "Sacha Proche", day(20)),
        ("c", "Dominique Long", day(300)),
    ] {
        let content = adviser(name, &until);
        maille
            .run(&["record", "put", "professional", key, "--content", &content])
            .check();
    }
    let path = folder.path().join("tout.jsonld");
    maille
        .run(&["export", "json-ld", path.to_str().unwrap()])
        .check();
    let text = std::fs::read_to_string(&path).unwrap();
    let exported: Value = serde_json::from_str(&text).unwrap();
    let exported = exported.to_string();
    assert!(!exported.contains("Camille Bref"), "{exported}");
    assert!(exported.contains("Sacha Proche") && exported.contains("Dominique Long"));
    let doctor = maille.run(&["doctor"]).out;
    assert!(
        doctor.contains(&format!("Sacha Proche ({})", day(20))),
        "{doctor}"
    );
    assert!(!doctor.contains("Dominique Long"), "{doctor}");
    assert!(doctor.contains("consent.until"), "{doctor}");
}
