//! A plugin that follows a kind hears of each change once it stands, in order, and never of its own.

use crate::support::Instance;

async fn follow(instance: &Instance) -> Result<(), String> {
    let plugin = instance.app.plugins.get("hostile").unwrap();
    instance
        .app
        .plugins
        .follow(&plugin)
        .await
        .map_err(|failure| failure.to_string())
}

async fn seen(instance: &Instance) -> String {
    instance.script(&["value seen"]).await.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_come_in_order_and_the_own_are_not_echoed() {
    let instance = Instance::new().await;
    // Between the installation and the first look.
    instance.put("place", "before", r#"{"name":"avant"}"#).await;
    follow(&instance).await.unwrap();
    instance.put("place", "a", r#"{"name":"1"}"#).await;
    instance.put("place", "a", r#"{"name":"2"}"#).await;
    instance.script(&["put place own {\"name\":\"moi\"}"]).await;
    instance
        .script_of("/voisin", &["put place b {\"name\":\"3\"}"])
        .await;
    instance.script_of("/voisin", &["delete place b"]).await;
    follow(&instance).await.unwrap();
    let seen = seen(&instance).await;
    let lines: Vec<&str> = seen.lines().collect();
    assert!(
        lines[0].starts_with("changed before ")
            && lines[1].starts_with("changed a ")
            && lines.iter().any(|line| line.contains("{\"name\":\"2\"}")),
        "{seen}"
    );
    assert_eq!(*lines.last().unwrap(), "deleted place", "{seen}");
    assert!(!seen.contains("moi"), "{seen}");
    follow(&instance).await.unwrap();
    assert_eq!(self::seen(&instance).await, seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_was_refused_comes_again() {
    let instance = Instance::new().await;
    follow(&instance).await.unwrap();
    instance.script(&["set refuse-changes yes"]).await;
    instance.put("place", "a", r#"{"name":"1"}"#).await;
    instance.put("place", "b", r#"{"name":"2"}"#).await;
    assert!(follow(&instance).await.unwrap_err().contains("not now"));
    instance.script(&["forget refuse-changes"]).await;
    follow(&instance).await.unwrap();
    let seen = seen(&instance).await;
    assert!(
        seen.lines().count() >= 2 && seen.starts_with("changed a "),
        "{seen}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_not_told_and_a_withdrawal_is_an_end() {
    let instance = Instance::new().await;
    follow(&instance).await.unwrap();
    instance
        .script_of(
            "/voisin",
            &["put place d {\"name\":\"d\"}", "state place d draft"],
        )
        .await;
    follow(&instance).await.unwrap();
    assert!(!seen(&instance).await.contains("changed d"));
    instance
        .script_of("/voisin", &["put place w {\"name\":\"w\"}"])
        .await;
    follow(&instance).await.unwrap();
    instance
        .script_of("/voisin", &["state place w withdrawn"])
        .await;
    follow(&instance).await.unwrap();
    let seen = seen(&instance).await;
    assert!(
        seen.contains("changed w") && seen.ends_with("deleted place\n"),
        "{seen}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_it_trips_over_is_left_out_and_said() {
    let instance = Instance::new().await;
    follow(&instance).await.unwrap();
    for number in 0..3 {
        let trap = format!(r#"{{"name":"piège {number}"}}"#);
        instance.put("place", &format!("t{number}"), &trap).await;
    }
    instance
        .put("place", "behind", r#"{"name":"derrière"}"#)
        .await;
    let mut failed = 0;
    while let Err(failure) = follow(&instance).await {
        assert!(failure.contains("panicked"), "{failure}");
        failed += 1;
        assert!(failed < 10, "it never goes on");
    }
    assert_eq!(failed, 6, "each is tried three times");
    // Its pages go on too: it is not paused.
    let seen = seen(&instance).await;
    assert!(seen.starts_with("changed behind "), "{seen}");
    let log = instance.log("hostile").await;
    let left = log.iter().filter(|line| line.contains("is left out"));
    assert_eq!(left.count(), 3, "{log:?}");
}
