//! The exact page cache: kept as long as nothing that was read would answer otherwise, and never longer. Each call of the
//! guest leaves a line in its log; a kept page leaves none.

use maille::plugins::grants::Capability;

use crate::support::{Instance, Maille, hostile};

const MINUTE_MS: i64 = 60_000;

async fn get(instance: &Instance, what: &str) -> String {
    let answer = instance.get(&format!("/hostile/kept/{what}")).await;
    assert_eq!(
        answer.status,
        200,
        "{what}: {:#?}",
        instance.log("hostile").await
    );
    let begin = answer
        .text
        .find("<p>[")
        .unwrap_or_else(|| panic!("{}", answer.text))
        + 4;
    let end = begin + answer.text[begin..].find("]</p>").unwrap();
    answer.text[begin..end].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_kept_until_a_record_of_a_kind_that_it_read_changes() {
    let instance = Instance::new().await;
    instance.put("place", "a", r#"{"name":"a"}"#).await;
    assert_eq!(
        (
            get(&instance, "places").await,
            get(&instance, "places").await
        ),
        ("a".into(), "a".into())
    );
    assert_eq!(instance.calls().await, 1);
    instance
        .script(&["put hostile.note x {\"title\":\"autre\"}"])
        .await;
    get(&instance, "places").await;
    assert_eq!(instance.calls().await, 1, "another kind changed");
    instance.put("place", "b", r#"{"name":"b"}"#).await;
    assert_eq!(get(&instance, "places").await, "a, b");
    instance.script(&["put place c {\"name\":\"c\"}"]).await;
    assert_eq!(get(&instance, "places").await, "a, b, c");
    instance.script(&["delete place c"]).await;
    assert_eq!(get(&instance, "places").await, "a, b");
    assert_eq!(instance.calls().await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_another_process_ends_the_page_too() {
    let instance = Instance::new().await;
    assert_eq!(get(&instance, "places").await, "");
    let maille = Maille::over(&instance.folder);
    let put = [
        "record",
        "put",
        "place",
        "mairie",
        "--content",
        r#"{"name":"Mairie"}"#,
    ];
    assert!(maille.run(&put).check().out.starts_with("créée"));
    assert_eq!(get(&instance, "places").await, "mairie");
    assert!(maille.run(&put).check().out.starts_with("inchangée"));
    get(&instance, "places").await;
    assert_eq!(instance.calls().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_ends_a_page_at_the_minute_or_at_midnight() {
    let instance = Instance::new().await;
    for what in ["now", "wall-clock", "today"] {
        get(&instance, what).await;
    }
    instance.clock.advance_ms(MINUTE_MS / 2 - 1);
    for what in ["now", "wall-clock", "today"] {
        get(&instance, what).await;
    }
    assert_eq!(instance.calls().await, 3);
    instance.clock.advance_ms(1);
    for what in ["now", "wall-clock", "today"] {
        get(&instance, what).await;
    }
    assert_eq!(instance.calls().await, 5, "the minute moved on");
    assert_eq!(get(&instance, "today").await, "2026-11-21");
    // Midnight in Paris is an hour before midnight in London.
    instance.clock.advance_ms((12 * 60 + 44) * MINUTE_MS - 1);
    assert_eq!(get(&instance, "today").await, "2026-11-21");
    assert_eq!(instance.calls().await, 5);
    instance.clock.advance_ms(1);
    assert_eq!(get(&instance, "today").await, "2026-11-22");
    assert_eq!(instance.calls().await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn chance_the_network_and_personal_pages_are_never_kept() {
    let instance = Instance::new().await;
    assert_ne!(
        get(&instance, "random").await,
        get(&instance, "random").await
    );
    get(&instance, "http").await;
    get(&instance, "http").await;
    get(&instance, "personal").await;
    get(&instance, "personal").await;
    assert_eq!(instance.calls().await, 6);
    let personal = instance.get("/hostile/kept/personal").await;
    assert_eq!(
        (personal.header("cache-control"), personal.header("etag")),
        ("private, no-store", "")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_query_only_what_was_asked_for_makes_another_page() {
    let instance = Instance::new().await;
    for query in ["query?a=1", "query?a=1&b=2", "query?b=3&a=1&utm_source=x"] {
        assert!(get(&instance, query).await.contains('1'), "{query}");
    }
    assert_eq!(instance.calls().await, 1);
    assert!(get(&instance, "query?a=2").await.contains('2'));
    assert!(get(&instance, "query").await.contains("None"));
    assert!(get(&instance, "query?a=1").await.contains('1'));
    assert_eq!(instance.calls().await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn language_comfort_and_commune_have_pages_of_their_own() {
    let instance = Instance::new().await;
    let path = "/hostile/kept/municipality";
    let as_is = instance.get(path).await;
    let english = instance.get_as(path, &[("accept-language", "en")]).await;
    assert!(as_is.text.contains("lang=\"fr\"") && english.text.contains("<html lang=\"en\""));
    let here = instance.get_as(path, &[("cookie", "commune=23096")]).await;
    let comfort = format!("{}=150.normal.dark", maille::web::comfort::COOKIE);
    let large = instance.get_as(path, &[("cookie", &comfort)]).await;
    assert!(large.text.contains("size-150") && here.text.contains("23096"));
    let again = instance.get(path).await;
    assert_eq!(again.text, as_is.text);
    assert_eq!(again.header("etag"), as_is.header("etag"));
    assert_ne!(english.header("etag"), as_is.header("etag"));
    assert!(as_is.header("vary").contains("Cookie") && here.status == 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_page_gets_304_and_no_guest_is_called() {
    let instance = Instance::new().await;
    let path = "/hostile/kept/places";
    let first = instance.get(path).await;
    let etag = first.header("etag").to_owned();
    let again = instance.get_as(path, &[("if-none-match", &etag)]).await;
    assert_eq!(
        (again.status, again.text.as_str(), again.header("etag")),
        (304, "", etag.as_str())
    );
    assert_eq!(instance.calls().await, 1);
    instance.put("place", "a", r#"{"name":"a"}"#).await;
    let changed = instance.get_as(path, &[("if-none-match", &etag)]).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), etag);
}

#[tokio::test(flavor = "multi_thread")]
async fn grants_storage_documents_and_settings_end_a_page() {
    let instance = Instance::new().await;
    assert_eq!(get(&instance, "storage").await, "None");
    instance.script(&["set last moi"]).await;
    assert!(get(&instance, "storage").await.contains("moi"));
    assert!(!get(&instance, "documents").await.contains("a.txt"));
    instance
        .app
        .plugins
        .documents()
        .write("hostile", "a.txt", b"a")
        .await
        .unwrap();
    assert!(get(&instance, "documents").await.contains("a.txt"));
    get(&instance, "places").await;
    let place = [Capability::Write("place".into())];
    instance
        .app
        .plugins
        .grant("hostile", &[], &place)
        .await
        .unwrap();
    assert_eq!(instance.get("/hostile/kept/places").await.status, 500);
    instance
        .app
        .plugins
        .grant("hostile", &place, &[])
        .await
        .unwrap();
    assert_eq!(get(&instance, "places").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_one_visitor_stays_in_the_guest_for_another() {
    let instance = Instance::new().await;
    for _ in 0..3 {
        assert_eq!(get(&instance, "statics?x=1").await, "appel 1");
        instance.put("place", "a", r#"{"name":"a"}"#).await;
    }
    let spy = instance.get("/hostile/script?call=set+last+x").await;
    assert!(spy.text.starts_with("denied"), "{}", spy.text);
    assert_eq!(get(&instance, "storage").await, "None");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_plugin_under_the_same_id_has_pages_of_its_own() {
    let instance = Instance::new().await;
    let one = hostile().named("essai", "/essai").with(|manifest| {
        manifest.name.insert("fr".into(), "Premier".into());
    });
    let two = one.clone().with(|manifest| {
        manifest.name.insert("fr".into(), "Second".into());
    });
    instance.install(&one).await;
    assert!(instance.get("/essai").await.text.contains("Premier"));
    instance.app.plugins.remove("essai", true).await.unwrap();
    assert_eq!(instance.get("/essai").await.status, 404);
    instance.install(&two).await;
    let now = instance.get("/essai").await;
    assert!(
        now.text.contains("Second") && !now.text.contains("Premier"),
        "{}",
        now.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn translations_and_settings_are_said_in_pages() {
    let instance = Instance::new().await;
    let said = get(&instance, "translation").await;
    assert!(said.contains("Bonjour") && said.contains("Ada"), "{said}");
    assert!(get(&instance, "settings").await.contains("bonjour"));
}
