//! A guest reaches nothing but what its manifest asks for and the administrator granted.

use maille::plugins::grants::Capability;

use crate::support::{Instance, hostile};

const SAINT_AUBIN: &str = r#"{"name":"Mairie"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn kinds_that_were_not_granted_are_denied() {
    let instance = Instance::new().await;
    let asked = hostile().named("curieux", "/curieux").with(|manifest| {
        manifest.grants.read.clear();
        manifest.grants.write.clear();
    });
    instance.install(&asked).await;
    instance.put("place", "mairie", SAINT_AUBIN).await;
    let calls = [
        "get place mairie",
        "count place",
        "put place x {\"name\":\"x\"}",
        "count hostile.note",
        "update place mairie {\"name\":\"x\"}",
        "delete place mairie",
    ];
    for said in instance.script_of("/curieux", &calls).await {
        assert!(
            said.starts_with("denied: ") && said.contains("plugin.toml"),
            "{said}"
        );
    }
    assert_eq!(
        instance.script(&["get place mairie"]).await,
        [r#"mairie 1 published {"name":"Mairie"}"#]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_is_taken_back_ends_at_once() {
    let instance = Instance::new().await;
    let place = [Capability::Write("place".into())];
    assert_eq!(instance.script(&["count place"]).await, ["0"]);
    instance
        .app
        .plugins
        .grant("hostile", &[], &place)
        .await
        .unwrap();
    assert!(instance.script(&["count place"]).await[0].starts_with("denied"));
    instance
        .app
        .plugins
        .grant("hostile", &place, &[])
        .await
        .unwrap();
    assert_eq!(instance.script(&["count place"]).await, ["0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_others_are_read_and_never_changed() {
    let instance = Instance::new().await;
    instance.put("place", "mairie", SAINT_AUBIN).await;
    let said = instance
        .script(&[
            "update place mairie {\"name\":\"à moi\"}",
            "delete place mairie",
            "state place mairie withdrawn",
        ])
        .await;
    assert!(
        said.iter().all(|line| line.starts_with("denied")),
        "{said:#?}"
    );
    instance.clock.advance_ms(1);
    let said = instance
        .script(&["put place mairie {\"name\":\"la mienne\"}"])
        .await;
    assert!(said[0].starts_with("mairie 1 published"), "{said:#?}");
    assert_eq!(
        instance.script_of("/voisin", &["get place mairie"]).await,
        [r#"mairie 1 published {"name":"Mairie"}"#]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_others_only_what_is_published_and_public_is_seen() {
    let instance = Instance::new().await;
    let reader = hostile()
        .named("lecteur", "/lecteur")
        .with(|manifest| manifest.grants.read.push("hostile.note".into()));
    instance.install(&reader).await;
    instance
        .script(&[
            "put hostile.note a {\"title\":\"Vue\",\"secret\":\"caché\"}",
            "put hostile.note b {\"title\":\"Brouillon\"}",
        ])
        .await;
    instance.script(&["state hostile.note b draft"]).await;
    let said = instance
        .script_of(
            "/lecteur",
            &[
                "get hostile.note a",
                "get hostile.note b",
                "count hostile.note",
                "drafts hostile.note",
                "words hostile.note caché",
            ],
        )
        .await;
    assert_eq!(said[0], r#"a 1 published {"title":"Vue"}"#);
    assert!(said[1].starts_with("not-found"), "{said:#?}");
    assert_eq!(said[2], "1");
    assert_ne!(said[3], "1", "{said:#?}");
    assert_eq!(said[4], "0");
    let own = instance
        .script(&["get hostile.note a", "get hostile.note b"])
        .await;
    assert!(
        own[0].contains("caché") && own[1].contains("draft"),
        "{own:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_and_documents_of_another_plugin_are_out_of_reach() {
    let instance = Instance::new().await;
    instance.script(&["set secret 42"]).await;
    instance
        .app
        .plugins
        .documents()
        .write("hostile", "secret.txt", b"42")
        .await
        .unwrap();
    let calls = [
        "value secret",
        "keys ",
        "names ",
        "read secret.txt",
        "read ../hostile/secret.txt",
    ];
    let said = instance.script_of("/voisin", &calls).await;
    assert_eq!(said[..2], ["nothing", ""]);
    assert!(!said[2].contains("secret"), "{said:#?}");
    assert!(
        said[3].starts_with("not-found") && said[4].starts_with("not-found"),
        "{said:#?}"
    );
    assert_eq!(
        instance.script(&["value secret", "read secret.txt"]).await,
        ["42", "42"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_is_bounded_by_what_was_asked_for() {
    let instance = Instance::new().await;
    assert_eq!(
        instance
            .script_answer("/hostile", &["set-large a 60000"])
            .await
            .status,
        200
    );
    let refused = instance
        .script_answer("/hostile", &["set-large b 60000"])
        .await;
    assert_eq!(refused.status, 500);
    let log = instance.log("hostile").await;
    assert!(log.last().unwrap().contains("not kept"), "{log:#?}");
    assert_eq!(instance.script(&["keys "]).await, ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_has_no_files_no_environment_and_no_sockets() {
    let instance = Instance::new().await;
    let socket = format!("socket {}", instance.address());
    let said = instance.script(&["environment", "files", &socket]).await;
    assert_eq!(said[0], "[]");
    assert!(
        said[1].starts_with("Err") && said[2].starts_with("Err"),
        "{said:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_another_instance_is_read_and_never_changed() {
    let instance = Instance::new().await;
    let trusted = hostile().with(|manifest| manifest.grants.edit_others = vec!["place".into()]);
    instance.install(&trusted).await;
    instance.put("place", "mairie", SAINT_AUBIN).await;
    let own = ["put place halte {\"name\":\"Halte\"}"];
    assert!(instance.script(&own).await[0].starts_with("halte 1 published"));
    let calls = |name: &str| {
        [
            format!("update place {name} {{\"name\":\"à moi\"}}"),
            format!("state place {name} withdrawn"),
            format!("delete place {name}"),
        ]
    };
    // Its grant reaches as far as the instance's own records.
    let [update, ..] = calls("mairie");
    assert!(instance.script(&[&update]).await[0].starts_with("mairie 2 published"));
    let mut write = instance.app.directory.database().write().await.unwrap();
    maille::database::sql::query("update record set origin = 'autre.example.org'")
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let (before, read) = (
        instance.tables().await,
        ["get place mairie", "get place halte"],
    );
    let stood = instance.script(&read).await;
    for name in ["mairie", "halte"] {
        for call in calls(name) {
            let said = instance.script(&[&call]).await;
            let denied = said[0].starts_with("denied: ") && said[0].contains("autre.example.org");
            assert!(denied, "{call}: {said:#?}");
        }
    }
    // Nor by its key, which would make it anew.
    let changed = ["put place halte {\"name\":\"À moi\"}"];
    for put in [own, changed] {
        let said = instance.script(&put).await;
        assert!(said[0].starts_with("denied: "), "{said:#?}");
    }
    assert_eq!(instance.script(&read).await, stood);
    assert_eq!(instance.tables().await, before);
}
