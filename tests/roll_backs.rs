//! Back to the version before, with the data that the plugin kept then or without it: nothing is lost either way.

use maille::accounts::Role;
use maille::people::{self, What};
use maille::plugins::RollBackError;
use maille::retention::Retention;

use crate::support::both::on_both;
use crate::support::{Guest, Instance, hostile};

const ZOE: &str = "zoe@example.org";
const DAY_MS: i64 = 24 * 3_600_000;

fn version(version: &str) -> Guest {
    hostile().named("essai", "/essai").with(|manifest| {
        manifest.version = version.to_owned();
        manifest
            .name
            .insert("fr".into(), format!("Essai {version}"));
    })
}

/// Version 1 kept an address and a draft, version 2 wrote over them.
async fn updated(url: Option<&str>) -> Instance {
    let instance = Instance::moderated_on(url).await;
    instance.install(&version("1.0.0")).await;
    let first = ["set from zoe@example.org", "set draft one"];
    instance.script_of("/essai", &first).await;
    instance.install(&version("2.0.0")).await;
    let second = ["set from nobody", "set draft two", "set more 1"];
    instance.script_of("/essai", &second).await;
    instance
}

async fn kept(instance: &Instance) -> Vec<String> {
    let asked = ["value from", "value draft", "value more"];
    instance.script_of("/essai", &asked).await
}

on_both!(what_was_kept_comes_back_and_what_is_kept_now_waits_for_the_way_forward);

async fn what_was_kept_comes_back_and_what_is_kept_now_waits_for_the_way_forward(
    url: Option<&str>,
) {
    let instance = updated(url).await;
    let plugins = &instance.app.plugins;
    let before = plugins.one("essai").await.unwrap().before.unwrap();
    assert_eq!((before.entries, before.now), (2, 3));

    assert_eq!(plugins.roll_back("essai", true).await.unwrap(), "1.0.0");
    assert_eq!(kept(&instance).await, [ZOE, "one", "nothing"]);
    let before = plugins.one("essai").await.unwrap().before.unwrap();
    assert_eq!((before.entries, before.now), (3, 2));
    instance.check().await;

    assert_eq!(plugins.roll_back("essai", true).await.unwrap(), "2.0.0");
    assert_eq!(kept(&instance).await, ["nobody", "two", "1"]);
    // The program alone: what it keeps stays.
    assert_eq!(plugins.roll_back("essai", false).await.unwrap(), "1.0.0");
    assert_eq!(kept(&instance).await, ["nobody", "two", "1"]);
    // The room that a plugin has is that of what it keeps.
    let bytes: (i64,) = maille::database::sql::query_as(
        "select bytes from plugin_storage_size where plugin = 'essai'",
    )
    .fetch_one(instance.app.directory.database().readers())
    .await
    .unwrap();
    let held = "from".len() + "nobody".len() + "draft".len() + "two".len() + "more".len() + 1;
    assert_eq!(bytes.0, held as i64);
    instance.check().await;
}

on_both!(a_copy_is_searched_for_persons_and_goes_in_its_time);

async fn a_copy_is_searched_for_persons_and_goes_in_its_time(url: Option<&str>) {
    let instance = updated(url).await;
    let wanted = people::Wanted::read(ZOE).unwrap();
    let whats = async || -> Vec<What> {
        let found = people::find(&instance.app, &wanted).await.unwrap().all;
        found.iter().map(|one| one.what).collect()
    };
    // It stands in the copy alone.
    assert_eq!(whats().await, [What::Storage]);
    let found = people::find(&instance.app, &wanted).await.unwrap().all;
    let chosen: Vec<String> = found.iter().map(|one| one.reference.clone()).collect();
    people::erase(&instance.app, &wanted, (&found, &chosen), "camille")
        .await
        .unwrap();
    assert_eq!(whats().await, []);

    let database = instance.app.directory.database().clone();
    let retention = Retention::new(database, instance.clock.clone());
    instance.clock.advance_ms(29 * DAY_MS);
    retention.sweep().await.unwrap();
    assert!(
        instance
            .app
            .plugins
            .one("essai")
            .await
            .unwrap()
            .before
            .is_some()
    );
    instance.clock.advance_ms(2 * DAY_MS);
    retention.sweep().await.unwrap();
    let plugins = &instance.app.plugins;
    assert_eq!(plugins.one("essai").await.unwrap().before, None);
    let back = plugins.roll_back("essai", true).await;
    assert!(matches!(back, Err(RollBackError::NoData)), "{back:?}");
    assert_eq!(plugins.roll_back("essai", false).await.unwrap(), "1.0.0");
    instance.check().await;
}

/// The next version wrote what this one cannot read: its data brings it back where its program alone is refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_cannot_read_what_the_next_one_wrote_comes_back_with_its_data() {
    let instance = Instance::new().await;
    instance.install(&version("1.0.0")).await;
    instance.install(&version("2.0.0")).await;
    instance.script_of("/essai", &["set broken-home 1"]).await;
    let plugins = &instance.app.plugins;
    let alone = plugins.roll_back("essai", false).await;
    assert!(matches!(alone, Err(RollBackError::Home(_))), "{alone:?}");
    assert!(
        instance
            .app
            .plugins
            .one("essai")
            .await
            .unwrap()
            .manifest
            .version
            == "2.0.0"
    );
    plugins.roll_back("essai", true).await.unwrap();
    assert!(instance.get("/essai").await.text.contains("Essai 1.0.0"));
    assert_eq!(
        instance.script_of("/essai", &["value broken-home"]).await,
        ["nothing"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_what_coming_back_changes_and_does_it() {
    let instance = updated(None).await;
    let person = instance.signed_in(Role::Administrator).await;
    let page = "/administration/extensions/essai";
    let shown = person.get(page).await.text;
    assert!(shown.contains("2 entrées, 3 aujourd’hui"), "{shown}");
    let done = person
        .post(&format!("{page}/retour"), &[("donnees", "1")])
        .await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(kept(&instance).await, [ZOE, "one", "nothing"]);
    plugin_is_gone(&instance).await;
}

/// A plugin that is removed leaves no copy behind, whatever becomes of its data.
async fn plugin_is_gone(instance: &Instance) {
    instance.app.plugins.remove("essai", false).await.unwrap();
    let left: (i64,) =
        maille::database::sql::query_as("select count(*) from plugin_storage_before")
            .fetch_one(instance.app.directory.database().readers())
            .await
            .unwrap();
    assert_eq!(left.0, 0);
}
