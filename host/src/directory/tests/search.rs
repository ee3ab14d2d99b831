//! Search by place, time and filter; orders and pages.

use super::words::{keys, with_procedures};
use super::*;
use serde_json::json;

each_database!(places_are_found_around_inside_and_by_commune);

async fn places_are_found_around_inside_and_by_commune(on: Backend) {
    let f = fixture(&on).await;
    for (key, name, latitude, longitude, insee) in [
        ("b", "Bordeaux", 44.8378, -0.5792, "33063"),
        ("t", "Talence", 44.8086, -0.5893, "33522"),
        ("p", "Paris", 48.8566, 2.3522, "75056"),
        ("z", "Nulle part", 0.0, 0.0, "33063"),
    ] {
        let content = json!({"name": name, "latitude": latitude, "longitude": longitude, "address": {"insee_code": insee}});
        f.put("place", key, content).await;
    }
    let visitor = Reader::visitor();
    let mut near = Search::new(&["place"]);
    near.near(44.81, -0.59, 10_000);
    assert_eq!(
        names(&f.directory, &near, &visitor).await,
        ["Talence", "Bordeaux"]
    );
    near.near(44.8086, -0.5893, 1_000);
    assert_eq!(names(&f.directory, &near, &visitor).await, ["Talence"]);
    near.near(44.8086, -0.5893, u32::MAX).order_by("distance");
    assert_eq!(
        names(&f.directory, &near, &visitor).await,
        ["Talence", "Bordeaux", "Paris"]
    );
    let mut within = Search::new(&["place"]);
    within.within(44.0, -1.0, 45.0, 0.0).order_by("name");
    assert_eq!(
        names(&f.directory, &within, &visitor).await,
        ["Bordeaux", "Talence"]
    );
    let mut commune = Search::new(&["place"]);
    commune.municipality("33063").order_by("name");
    assert_eq!(
        names(&f.directory, &commune, &visitor).await,
        ["Bordeaux", "Nulle part"]
    );
    let mut broken = Search::new(&["place"]);
    broken.near(f64::NAN, 0.0, 1);
    assert_eq!(
        broken
            .count(&f.directory, &visitor)
            .await
            .unwrap_err()
            .code(),
        "invalid"
    );
}

each_database!(filters_count_and_combine);

async fn filters_count_and_combine(on: Backend) {
    let f = with_procedures(&on).await;
    let mut search = Search::new(&["procedure"]);
    search.where_any("/audience", &["professionals", "associations"]);
    assert_eq!(keys(&f, &search).await, ["F5", "F6"]);
    let mut either = Search::new(&["procedure"]);
    either.where_any_at(&["/audience", "/type"], &["associations"]);
    assert_eq!(keys(&f, &either).await, ["F6"]);
    let all = Search::new(&["procedure"]);
    let counted = all
        .count_by(&f.directory, &Reader::visitor(), "/audience")
        .await
        .unwrap();
    assert_eq!(counted[0], ("individuals".into(), 4));
    assert_eq!(counted.len(), 3);
    search.words("coeur");
    assert_eq!(
        search
            .count(&f.directory, &Reader::visitor())
            .await
            .unwrap(),
        1
    );
    let mut unknown = Search::new(&["procedure"]);
    unknown.where_any("/colour", &["red"]);
    let refused = unknown
        .run(&f.directory, &Reader::visitor(), 1)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("/audience"), "{refused}");
}

each_database!(occurrences_are_found_in_their_time);

async fn occurrences_are_found_in_their_time(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, agenda());
    let weekly = session
        .put(
            "agenda.event",
            "w",
            r#"{"name": "Hebdo", "start": "2026-11-25"}"#,
        )
        .await
        .unwrap();
    session
        .put(
            "agenda.event",
            "o",
            r#"{"name": "Une fois", "start": "2026-12-03T10:00:00Z"}"#,
        )
        .await
        .unwrap();
    let day = 86_400_000;
    let at = |days: i64| (NOON + days * day, NOON + days * day + 3_600_000);
    session
        .set_occurrences(&weekly.id, &[at(1), at(8), at(15)])
        .await
        .unwrap();
    session.commit().await.unwrap();
    let visitor = Reader::visitor();
    let between = |from: i64, to: i64| {
        let mut search = Search::new(&["agenda.event"]);
        search.between(Some(NOON + from * day), Some(NOON + to * day));
        search
    };

    assert_eq!(
        names(&f.directory, &between(7, 20), &visitor).await,
        ["Hebdo", "Une fois"]
    );
    assert!(
        names(&f.directory, &between(2, 7), &visitor)
            .await
            .is_empty()
    );
    assert_eq!(
        names(&f.directory, &between(11, 13), &visitor).await,
        ["Une fois"]
    );

    let position = f.directory.position_all().await.unwrap();
    let mut session = Session::new(&f.directory, agenda());
    session
        .set_occurrences(&weekly.id, &[at(15), at(1), at(8)])
        .await
        .unwrap();
    session.commit().await.unwrap();
    assert_eq!(f.directory.position_all().await.unwrap(), position);
    let mut session = Session::new(&f.directory, agenda());
    session.set_occurrences(&weekly.id, &[]).await.unwrap();
    session.commit().await.unwrap();
    assert_eq!(
        names(&f.directory, &between(3, 5), &visitor).await,
        ["Hebdo"]
    );
}

each_database!(of_times_said_again_what_differs_is_written);

async fn of_times_said_again_what_differs_is_written(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, agenda());
    let content = r#"{"name": "Hebdo", "start": "2026-11-25"}"#;
    let record = session.put("agenda.event", "w", content).await.unwrap();
    session.commit().await.unwrap();
    let day = 86_400_000;
    let at = |days: i64| (NOON + days * day, NOON + days * day + 3_600_000);
    let daily = |from: i64, to: i64| (from..to).map(at).collect::<Vec<_>>();
    // One gone and one new, a longer one beside the same start, nearly all gone, all of them new.
    let longer = [daily(1, 101), vec![(at(50).0, at(50).1 + 1)]].concat();
    for times in [
        daily(0, 100),
        daily(1, 101),
        longer,
        daily(99, 102),
        daily(200, 300),
    ] {
        let mut session = Session::new(&f.directory, agenda());
        session.set_occurrences(&record.id, &times).await.unwrap();
        session.commit().await.unwrap();
        let mut search = Search::new(&["agenda.event"]);
        search.between(Some(NOON - day), Some(NOON + 400 * day));
        let visitor = Reader::visitor();
        let found = search.run_times(&f.directory, &visitor, 200).await.unwrap();
        let found: Vec<(i64, i64)> = found
            .times
            .iter()
            .map(|(_, starts, ends)| (*starts, *ends))
            .collect();
        let mut times = times;
        times.sort_unstable();
        assert_eq!(found, times);
    }
}

each_database!(every_time_is_a_line_of_an_agenda);

async fn every_time_is_a_line_of_an_agenda(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, agenda());
    let put = |name: &'static str, start: &str| {
        (name, format!(r#"{{"name": "{name}", "start": "{start}"}}"#))
    };
    let mut ids = Vec::new();
    for (key, content) in [
        put("Hebdo", "2026-11-25"),
        put("Une fois", "2026-12-03T10:00:00Z"),
    ] {
        ids.push(session.put("agenda.event", key, &content).await.unwrap().id);
    }
    let day = 86_400_000;
    let at = |days: i64| (NOON + days * day, NOON + days * day + 3_600_000);
    let weekly: Vec<(i64, i64)> = (0..5).map(|week| at(week * 7)).collect();
    session.set_occurrences(&ids[0], &weekly).await.unwrap();
    session.commit().await.unwrap();
    let visitor = Reader::visitor();
    let (mut lines, mut pages) = (Vec::new(), 0);
    let mut after: Option<String> = None;
    loop {
        let mut search = Search::new(&["agenda.event"]);
        search.between(Some(NOON + day), Some(NOON + 22 * day));
        if let Some(cursor) = &after {
            search.after(cursor);
        }
        let found = search.run_times(&f.directory, &visitor, 2).await.unwrap();
        assert!(found.records.len() <= found.times.len(), "each record once");
        for (record, starts, _) in &found.times {
            let key = found.records[*record].key.clone().unwrap();
            lines.push((key, starts.div_euclid(day) - NOON.div_euclid(day)));
        }
        pages += 1;
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    let lines: Vec<(&str, i64)> = lines
        .iter()
        .map(|(key, day)| (key.as_str(), *day))
        .collect();
    assert_eq!(
        lines,
        [("Hebdo", 7), ("Une fois", 12), ("Hebdo", 14), ("Hebdo", 21)]
    );
    assert_eq!(pages, 2);
    let mut search = Search::new(&["agenda.event"]);
    search.after("s1~x");
    let foreign = search.run_times(&f.directory, &visitor, 2).await;
    assert_eq!(foreign.unwrap_err().code(), "invalid");
}

each_database!(said_occurrences_survive_a_new_content);

async fn said_occurrences_survive_a_new_content(on: Backend) {
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, agenda());
    let event = session
        .put(
            "agenda.event",
            "w",
            r#"{"name": "Un", "start": "2026-11-25"}"#,
        )
        .await
        .unwrap();
    session
        .set_occurrences(&event.id, &[(NOON, NOON)])
        .await
        .unwrap();
    session.commit().await.unwrap();
    let mut session = Session::new(&f.directory, agenda());
    session
        .put(
            "agenda.event",
            "w",
            r#"{"name": "Deux", "start": "2026-11-26"}"#,
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
    let mut search = Search::new(&["agenda.event"]);
    search.between(Some(NOON), Some(NOON + 1));
    assert_eq!(
        names(&f.directory, &search, &Reader::visitor()).await,
        ["Deux"]
    );
}

each_database!(pages_follow_each_other_in_every_order);

async fn pages_follow_each_other_in_every_order(on: Backend) {
    let f = fixture(&on).await;
    let changes = (0..25).map(|n| {
        let content = json!({"name": format!("Lieu {}", n % 7), "latitude": 44.0 + f64::from(n % 5) / 100.0, "longitude": 0.1});
        let content = f.directory.check("place", &content.to_string()).unwrap();
        Change::Put { id: f.directory.new_id(), key: n.to_string(), content, expected: None }
    });
    f.commit(changes.collect()).await.unwrap();
    for order in ["relevance", "newest", "start", "distance", "name"] {
        let mut search = Search::new(&["place"]);
        search
            .words("lieu")
            .near(44.0, 0.1, 100_000)
            .order_by(order);
        let whole = search
            .run(&f.directory, &Reader::visitor(), 200)
            .await
            .unwrap()
            .records;
        let mut paged = Vec::new();
        loop {
            let found = search
                .run(&f.directory, &Reader::visitor(), 4)
                .await
                .unwrap();
            paged.extend(found.records);
            match found.next {
                Some(next) => _ = search.after(&next),
                None => break,
            }
        }
        assert_eq!(whole.len(), 25, "{order}");
        assert_eq!(paged, whole, "{order}");
    }
}

each_database!(a_cursor_stays_where_it_is_while_records_come_and_go);

async fn a_cursor_stays_where_it_is_while_records_come_and_go(on: Backend) {
    let f = fixture(&on).await;
    for name in ["B", "D", "F"] {
        f.put("place", name, json!({"name": name})).await;
    }
    let mut search = Search::new(&["place"]);
    search.order_by("name");
    let first = search
        .run(&f.directory, &Reader::visitor(), 2)
        .await
        .unwrap();
    f.put("place", "A", json!({"name": "A"})).await;
    f.put("place", "E", json!({"name": "E"})).await;
    search.after(&first.next.unwrap());
    assert_eq!(
        names(&f.directory, &search, &Reader::visitor()).await,
        ["E", "F"]
    );
    search.order_by("newest");
    assert_eq!(
        search
            .run(&f.directory, &Reader::visitor(), 2)
            .await
            .unwrap_err()
            .code(),
        "invalid"
    );
}

each_database!(an_empty_list_of_kinds_reads_all_that_is_granted);

async fn an_empty_list_of_kinds_reads_all_that_is_granted(on: Backend) {
    let f = with_procedures(&on).await;
    f.put("place", "a", json!({"name": "Mairie"})).await;
    let all = Search::new(&[]);
    assert_eq!(
        all.count(&f.directory, &Reader::visitor()).await.unwrap(),
        7
    );
    let places = Reader::plugin("agenda", Kinds::only(["place"]));
    assert_eq!(all.count(&f.directory, &places).await.unwrap(), 1);
    assert_eq!(
        Search::new(&["museum"])
            .count(&f.directory, &Reader::visitor())
            .await
            .unwrap(),
        0
    );
}

each_database!(what_lasts_long_is_found_like_what_is_short);

/// Against all times, looked at one by one.
async fn what_lasts_long_is_found_like_what_is_short(on: Backend) {
    const HOUR: i64 = 3_600_000;
    let f = fixture(&on).await;
    let mut session = Session::new(&f.directory, agenda());
    let mut all: Vec<(i64, i64)> = Vec::new();
    for (index, hours) in [0, 1, 23, 24, 25, 47, 48, 49, 72, 240, 2_000]
        .into_iter()
        .enumerate()
    {
        let key = format!("e{index}");
        let content = format!(r#"{{"name": "{key}", "theme": ["x"], "start": "2026-11-25"}}"#);
        let id = session
            .put("agenda.event", &key, &content)
            .await
            .unwrap()
            .id;
        let times: Vec<(i64, i64)> = [-2_000, -300, -73, -49, -48, -47, -24, -1, 0, 1, 24, 700]
            .into_iter()
            .map(|begin: i64| (NOON + begin * HOUR, NOON + (begin + hours) * HOUR))
            .collect();
        session.set_occurrences(&id, &times).await.unwrap();
        all.extend(times);
    }
    session.commit().await.unwrap();
    all.sort_unstable();
    let visitor = Reader::visitor();
    for (start, end) in [
        (Some(NOON), Some(NOON + HOUR)),
        (Some(NOON), Some(NOON)),
        (Some(NOON), None),
        (Some(NOON + 90 * HOUR), Some(NOON + 2_400 * HOUR)),
        (None, Some(NOON)),
        (Some(i64::MIN), Some(i64::MAX)),
    ] {
        let within = |(starts, ends): &&(i64, i64)| {
            start.is_none_or(|start| *ends > start || *starts >= start)
                && end.is_none_or(|end| *starts < end)
        };
        let wanted: Vec<(i64, i64)> = all.iter().filter(within).copied().collect();
        // As the whole, and narrowed by a value.
        for narrowed in [false, true] {
            let mut search = Search::new(&["agenda.event"]);
            search.between(start, end);
            if narrowed {
                search.where_any("/theme", &["x"]);
            }
            let mut found = Vec::new();
            let mut records = BTreeSet::new();
            loop {
                let page = search.run_times(&f.directory, &visitor, 7).await.unwrap();
                for (record, starts, ends) in &page.times {
                    records.insert(page.records[*record].id.clone());
                    found.push((*starts, *ends));
                }
                match page.next {
                    Some(next) => search.after(&next),
                    None => break,
                };
            }
            found.sort_unstable();
            assert_eq!(found, wanted, "{start:?} {end:?} {narrowed}");
            let mut search = Search::new(&["agenda.event"]);
            search.between(start, end);
            let counted = search.count(&f.directory, &visitor).await.unwrap();
            assert_eq!(counted, records.len() as u64, "{start:?} {end:?}");
        }
    }
}
