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
