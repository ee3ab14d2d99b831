//! One call, one transaction: kept on ok, dropped on an error, a trap, a time-out; a GET never writes.

use crate::support::Instance;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_call_wrote_is_kept_only_where_it_ends_well() {
    let instance = Instance::new().await;
    for end in ["!fail", "panic", "loop"] {
        let answer = instance
            .script_answer(
                "/hostile",
                &["put place a {\"name\":\"a\"}", "set a 1", end],
            )
            .await;
        assert_eq!(answer.status, 500, "{end}");
        assert_eq!(
            instance
                .script(&["count place", "value a", "found place a"])
                .await,
            ["0", "nothing", "false"],
            "{end}"
        );
    }
    instance
        .script(&["put place a {\"name\":\"a\"}", "set a 1"])
        .await;
    assert_eq!(
        instance.script(&["count place", "value a"]).await,
        ["1", "1"]
    );
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_answered_to_get_writes_nothing() {
    let instance = Instance::new().await;
    instance
        .app
        .plugins
        .documents()
        .write("hostile", "a.txt", b"a")
        .await
        .unwrap();
    let calls = [
        "put place a {\"name\":\"a\"}",
        "create place {\"name\":\"a\"}",
        "set a 1",
        "forget a",
        "delete-document a.txt",
        "save https://granted.example.org/ x",
    ];
    for said in instance.asked(&calls).await {
        assert!(
            said.starts_with("denied: ") && said.contains("POST"),
            "{said}"
        );
    }
    assert_eq!(
        instance
            .script(&["count place", "keys ", "names a.txt"])
            .await,
        ["0", "", "a.txt"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_sees_its_own_pending_writes_by_name_and_not_by_search() {
    let instance = Instance::new().await;
    let calls = [
        "put place a {\"name\":\"a\"}",
        "get place a",
        "count place",
        "set k v",
        "value k",
        "keys ",
        "put place a {\"name\":\"b\"}",
        "get place a",
    ];
    let said = instance.script(&calls).await;
    assert_eq!(said[1], r#"a 1 published {"name":"a"}"#);
    assert_eq!(said[2], "0");
    assert_eq!(said[4..6], ["v", "k"]);
    assert!(said[7].ends_with(r#"published {"name":"b"}"#), "{said:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_revision_is_a_conflict() {
    let instance = Instance::new().await;
    instance.script(&["put place a {\"name\":\"a\"}"]).await;
    let said = instance
        .script(&[
            "update-stale place a {\"name\":\"b\"}",
            "update place a {\"name\":\"c\"}",
        ])
        .await;
    assert!(said[0].starts_with("conflict"), "{said:#?}");
    assert!(said[1].starts_with("a 2 published"), "{said:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_its_kind_is_invalid_and_says_why() {
    let instance = Instance::new().await;
    let said = instance
        .script(&[
            "put place a {}",
            "put place a []",
            "put nothing a {}",
            "put place a {\"name\":\"a\",\"latitude\":\"x\"}",
        ])
        .await;
    assert!(
        said[0].starts_with("invalid") && said[0].contains("name"),
        "{said:#?}"
    );
    assert!(said[1].starts_with("invalid"), "{said:#?}");
    assert!(said[2].starts_with("denied"), "{said:#?}");
    assert!(
        said[3].starts_with("invalid") && said[3].contains("latitude"),
        "{said:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_without_end_are_refused_and_none_is_kept() {
    let instance = Instance::new().await;
    let answer = instance
        .script_answer("/hostile", &["!puts place 50"])
        .await;
    assert_eq!(answer.status, 500);
    let log = instance.log("hostile").await;
    assert!(
        log.iter()
            .any(|line| line.contains("exhausted: more than 20 writes")),
        "{log:#?}"
    );
    assert_eq!(instance.script(&["count place"]).await, ["0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_equal_content_changes_nothing() {
    let instance = Instance::new().await;
    let put = ["put place a {\"name\":\"a\"}"];
    let (first, again) = (instance.script(&put).await, instance.script(&put).await);
    assert_eq!(first, again);
}
