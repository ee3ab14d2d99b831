//! Installing, updating, granting, removing: nothing changes where it fails, and what serves goes on serving.

use maille::plugins::InstallError;
use maille::plugins::grants::Capability;

use crate::support::wat::{Parts, component};
use crate::support::{Guest, Instance, Maille, hostile};

fn version(version: &str, write: &[&str]) -> Guest {
    hostile().named("essai", "/essai").with(|manifest| {
        manifest.version = version.to_owned();
        manifest
            .name
            .insert("fr".into(), format!("Essai {version}"));
        manifest.grants.write = write.iter().map(|kind| (*kind).to_owned()).collect();
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn one_mount_belongs_to_one_plugin() {
    let instance = Instance::new().await;
    let said = instance
        .refuses(hostile().named("autre", "/voisin").bytes())
        .await;
    assert!(
        said.contains("`/voisin` is taken by the plugin `voisin`"),
        "{said}"
    );
    assert!(instance.app.plugins.get("autre").is_none());
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_id_is_one_plugin_and_a_second_file_is_its_update() {
    let instance = Instance::new().await;
    assert!(
        !instance
            .install(&version("1.0.0", &["place"]))
            .await
            .updated
    );
    instance.script_of("/essai", &["set k v"]).await;
    assert!(
        instance
            .install(&version("2.0.0", &["place"]))
            .await
            .updated
    );
    assert!(instance.get("/essai").await.text.contains("Essai 2.0.0"));
    assert_eq!(instance.script_of("/essai", &["value k"]).await, ["v"]);
    assert_eq!(instance.app.plugins.list().await.unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_asks_for_more_waits_while_the_old_one_serves() {
    let instance = Instance::new().await;
    instance.install(&version("1.0.0", &["place"])).await;
    let greedy = version("2.0.0", &["place", "procedure"]);
    let installed = instance
        .app
        .plugins
        .install(greedy.bytes(), false)
        .await
        .unwrap();
    assert!(installed.waits && installed.missing == [Capability::Write("procedure".into())]);
    assert!(instance.get("/essai").await.text.contains("Essai 1.0.0"));
    let said = instance
        .script_of("/essai", &["put procedure a {\"title\":\"a\"}"])
        .await;
    assert!(said[0].starts_with("denied"), "{said:#?}");
    let maille = Maille::over(&instance.folder);
    assert!(
        maille
            .run(&["plugin", "list"])
            .check()
            .out
            .contains("la version 2.0.0 attend votre accord")
    );
    assert!(
        maille
            .run(&["plugin", "grant", "essai", "write:procedure"])
            .check()
            .out
            .contains("maintenant en service")
    );
    instance.app.plugins.refresh().await.unwrap();
    assert!(instance.get("/essai").await.text.contains("Essai 2.0.0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_update_changes_nothing() {
    let instance = Instance::new().await;
    instance.install(&version("1.0.0", &["place"])).await;
    let broken = version("2.0.0", &["place"]).with(|manifest| {
        manifest.settings = None;
        manifest.kinds[0].name = "nouvelle".into();
    });
    let mut bytes = broken.bytes();
    let end = bytes.len() / 2;
    bytes[end] ^= 0xFF;
    let refused = instance.app.plugins.install(bytes, true).await;
    assert!(refused.is_err(), "{refused:?}");
    assert!(instance.get("/essai").await.text.contains("Essai 1.0.0"));
    assert_eq!(
        instance
            .script_of("/essai", &["put essai.note a {\"title\":\"a\"}"])
            .await
            .len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_granted_at_install_is_listed_and_the_plugin_serves_without_it() {
    let instance = Instance::new().await;
    let installed = instance
        .app
        .plugins
        .install(version("1.0.0", &["place"]).bytes(), false)
        .await
        .unwrap();
    assert!(
        !installed.waits && installed.missing.contains(&Capability::Storage),
        "{installed:?}"
    );
    assert_eq!(instance.get("/essai").await.status, 200);
    let said = instance
        .script_of("/essai", &["set k v", "count place"])
        .await;
    assert!(
        said.iter().all(|line| line.starts_with("denied")),
        "{said:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_contract_is_said_and_an_older_one_serves() {
    let instance = Instance::new().await;
    let newer = version("1.0.0", &[]).with(|manifest| manifest.contract = "1.2".into());
    let refused = instance
        .app
        .plugins
        .install(newer.bytes(), true)
        .await
        .unwrap_err();
    assert!(
        matches!(refused, InstallError::Package(_))
            && refused.to_string().contains("update Maille"),
        "{refused}"
    );
    let other = version("1.0.0", &[]).with(|manifest| manifest.contract = "2.0".into());
    assert!(
        instance
            .refuses(other.bytes())
            .await
            .contains("update Maille")
    );
    assert_eq!(instance.get("/essai").await.status, 404);
}

/// The files of an archive, by name.
fn held(path: &std::path::Path) -> std::collections::BTreeMap<String, String> {
    use std::io::Read as _;
    let packed = flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap());
    let mut archive = tar::Archive::new(packed);
    let entries = archive.entries().unwrap().map(Result::unwrap);
    let held = entries.map(|mut entry| {
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        (name, text)
    });
    held.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_is_removed_leaves_its_records_and_takes_its_storage_with_purge() {
    let instance = Instance::new().await;
    instance.install(&version("1.0.0", &["place"])).await;
    instance
        .script_of("/essai", &["put place a {\"name\":\"a\"}", "set k v"])
        .await;
    let maille = Maille::over(&instance.folder);
    let unsaid = maille.run(&["plugin", "remove", "essai"]);
    unsaid.refused(&["--keep", "--export", "--purge"]);
    maille.run(&["plugin", "remove", "essai", "--keep"]).check();
    instance.app.plugins.refresh().await.unwrap();
    assert_eq!(instance.get("/essai").await.status, 404);
    assert_eq!(instance.script(&["found place a"]).await, ["true"]);
    instance.install(&version("1.0.0", &["place"])).await;
    assert_eq!(instance.script_of("/essai", &["value k"]).await, ["v"]);
    instance.give("essai", "../horaires.csv", b"a;b").await;
    let file = instance.folder.join("essai.tar.gz");
    let to = file.to_str().unwrap();
    maille
        .run(&["plugin", "remove", "essai", "--export", to])
        .check();
    let held = held(&file);
    assert!(held["records.json"].contains(r#""name": "a""#), "{held:?}");
    assert!(held["storage.json"].contains(r#""text": "v""#), "{held:?}");
    assert!(
        held["documents.json"].contains("../horaires.csv"),
        "{held:?}"
    );
    let documents: Vec<_> = held
        .keys()
        .filter(|name| name.starts_with("documents/"))
        .collect();
    assert_eq!(documents.len(), 1);
    assert_eq!(held[documents[0]], "a;b");
    // What is there is never written over.
    instance.app.plugins.refresh().await.unwrap();
    instance.install(&version("1.0.0", &["place"])).await;
    maille
        .run(&["plugin", "remove", "essai", "--export", to])
        .refused(&["essai.tar.gz"]);
    instance.script_of("/essai", &["set k v"]).await;
    maille
        .run(&["plugin", "remove", "essai", "--purge"])
        .check();
    instance.app.plugins.refresh().await.unwrap();
    instance.install(&version("1.0.0", &["place"])).await;
    assert_eq!(
        instance
            .script_of("/essai", &["value k", "count place"])
            .await,
        ["nothing", "1"]
    );
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_install_declares_no_kinds() {
    let instance = Instance::new().await;
    let broken =
        version("1.0.0", &["place"]).with(|manifest| manifest.exports.push("pages".into()));
    let looping = component(&Parts {
        answer: "unreachable",
        ..Parts::default()
    });
    let broken = broken.made_of(looping).with(|manifest| {
        manifest.exports = vec!["pages".into()];
        manifest.follows.clear();
    });
    assert!(
        instance
            .refuses(broken.bytes())
            .await
            .contains("home page fails")
    );
    assert!(instance.app.directory.kinds().get("essai.note").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn compiled_components_that_nothing_needs_are_swept_and_no_other_file() {
    let instance = Instance::new().await;
    for number in 1..=3 {
        instance
            .install(&version(&format!("{number}.0.0"), &["place"]))
            .await;
    }
    let folder = instance.folder.join("plugins");
    let left = "0193f5a0-0000-7000-8000-000000000000.wasm";
    for name in [left, "theirs.wasm", "theirs.cwasm"] {
        std::fs::write(folder.join(name), "x").unwrap();
    }
    let files = || -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(&folder).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let before = files();
    assert_eq!(instance.app.plugins.sweep().await.unwrap(), 0);
    for path in &before {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
    }
    // The first version's component, and what a killed compiler left.
    assert_eq!(instance.app.plugins.sweep().await.unwrap(), 2);
    assert_eq!(files().len(), before.len() - 2);
    assert!(!folder.join(left).exists());
    assert!(folder.join("theirs.wasm").exists() && folder.join("theirs.cwasm").exists());
    instance.app.plugins.refresh().await.unwrap();
    assert!(instance.get("/essai").await.text.contains("Essai 3.0.0"));
}

/// A version whose home page traps; everything else is in order.
fn broken(name: &str, write: &[&str]) -> Guest {
    let trapping = component(&Parts {
        answer: "unreachable",
        ..Parts::default()
    });
    version(name, write).made_of(trapping).with(|manifest| {
        manifest.exports = vec!["pages".into()];
        manifest.follows.clear();
        manifest.tasks.clear();
        manifest.kinds[0].name = "nouvelle".into();
    })
}

/// The version in use is the first one, whole: pages, kinds, values.
async fn first_version_goes_on(instance: &Instance) {
    assert!(instance.get("/essai").await.text.contains("Essai 1.0.0"));
    assert_eq!(instance.get("/essai/note/a").await.status, 200);
    let calls = ["value k", "found essai.note a"];
    assert_eq!(instance.script_of("/essai", &calls).await, ["v", "true"]);
    assert!(instance.app.directory.kinds().get("essai.note").is_some());
    let new = instance.app.directory.kinds().get("essai.nouvelle");
    assert!(new.is_none());
    let listed = instance.app.plugins.list().await.unwrap();
    let essai = listed.iter().find(|listed| listed.manifest.id == "essai");
    assert_eq!(essai.unwrap().manifest.version, "1.0.0");
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_whose_home_page_fails_is_refused_and_the_old_version_goes_on() {
    let instance = Instance::new().await;
    instance.install(&version("1.0.0", &["place"])).await;
    let note = "put essai.note a {\"title\":\"a\"}";
    instance.script_of("/essai", &["set k v", note]).await;
    let said = instance
        .refuses(broken("2.0.0", &["place", "procedure"]).bytes())
        .await;
    assert!(said.contains("home page fails"), "{said}");
    assert!(said.contains("it panicked"), "{said}");
    first_version_goes_on(&instance).await;
    // What it asked for besides was not granted on the way.
    let held = instance.app.plugins.list().await.unwrap();
    let write = Capability::Write("procedure".into());
    assert!(held.iter().all(|listed| {
        listed.manifest.id != "essai"
            || (!listed.granted.contains(&write) && listed.waiting.is_none())
    }));
    first_version_goes_on(&Instance::reopen(&instance).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_waited_is_tried_before_it_takes_over() {
    let instance = Instance::new().await;
    instance.install(&version("1.0.0", &["place"])).await;
    let note = "put essai.note a {\"title\":\"a\"}";
    instance.script_of("/essai", &["set k v", note]).await;
    let greedy = broken("2.0.0", &["place", "procedure"]).bytes();
    let waits = instance.app.plugins.install(greedy, false).await.unwrap();
    assert!(waits.waits, "{waits:?}");
    let maille = Maille::over(&instance.folder);
    let grant = ["plugin", "grant", "essai", "write:procedure"];
    let words = ["the version in use goes on", "it panicked"];
    maille.run(&grant).refused(&words);
    instance.app.plugins.refresh().await.unwrap();
    first_version_goes_on(&instance).await;
    let mended = version("2.0.1", &["place", "procedure"]).bytes();
    instance.app.plugins.install(mended, false).await.unwrap();
    assert!(instance.get("/essai").await.text.contains("Essai 2.0.1"));
    let listed = instance.app.plugins.list().await.unwrap();
    assert!(listed.iter().all(|listed| listed.waiting.is_none()));
}
