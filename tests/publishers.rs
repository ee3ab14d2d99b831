//! Who publishes a plugin: signed once, its bytes are looked at whenever it is loaded, and nobody else takes its place unasked.

use maille::database::sql;
use maille::plugins::publisher::{self, sign};
use maille::plugins::{InstallError, RegistryError};
use maille_federation::keys::SecretKey;

use crate::support::both::on_both;
use crate::support::process::{Serving, program, said};
use crate::support::visitor::{client, read};
use crate::support::{Guest, Instance, Maille, hostile};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn version(version: &str) -> Guest {
    hostile().named("essai", "/essai").with(|manifest| {
        manifest.version = version.to_owned();
        manifest
            .name
            .insert("fr".into(), format!("Essai {version}"));
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn another_publisher_or_none_takes_no_place_unasked() {
    let instance = Instance::new().await;
    let plugins = &instance.app.plugins;
    let install = async |bytes: Vec<u8>| plugins.install(bytes, true).await;
    let first = install(sign(&version("1.0.0").bytes(), &key(1)))
        .await
        .unwrap();
    assert_eq!(first.publisher, Some(key(1).public()));
    install(sign(&version("1.1.0").bytes(), &key(1)))
        .await
        .unwrap();

    let other = install(sign(&version("2.0.0").bytes(), &key(2))).await;
    assert!(
        matches!(&other, Err(InstallError::Publisher { found: Some(found), .. }) if **found == key(2).public()),
        "{other:?}"
    );
    let none = install(version("2.0.0").bytes()).await;
    assert!(matches!(
        none,
        Err(InstallError::Publisher { found: None, .. })
    ));
    let mut changed = sign(&version("2.0.0").bytes(), &key(1));
    let last = changed.len() - 1;
    changed[last] ^= 1;
    assert!(matches!(
        install(changed).await,
        Err(InstallError::Signature)
    ));
    let twice = [sign(&version("2.0.0").bytes(), &key(1)), sign(&[], &key(1))].concat();
    assert!(matches!(install(twice).await, Err(InstallError::Signature)));
    assert!(instance.get("/essai").await.text.contains("Essai 1.1.0"));

    // Asked for, it is taken, and from then on nobody else.
    let taken = sign(&version("2.0.0").bytes(), &key(2));
    let taken = plugins.install_from(taken, true, true).await.unwrap();
    assert_eq!(taken.publisher, Some(key(2).public()));
    let before = install(sign(&version("2.1.0").bytes(), &key(1))).await;
    assert!(matches!(before, Err(InstallError::Publisher { .. })));
    // The version before comes back with its publisher.
    assert_eq!(plugins.roll_back("essai", false).await.unwrap(), "1.1.0");
    let listed = plugins.one("essai").await.unwrap();
    assert!(listed.is_as_signed && listed.publisher == Some(key(1).public()));
    assert!(instance.get("/essai").await.text.contains("Essai 1.1.0"));
    instance.check().await;
}

on_both!(what_was_changed_after_it_was_signed_is_not_loaded_and_the_rest_serves);

async fn what_was_changed_after_it_was_signed_is_not_loaded_and_the_rest_serves(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let secret = folder.path().join("essai.key");
    let secret = secret.to_str().unwrap();
    // A developer needs no instance.
    let publish = |arguments: &[&str]| said(&program().args(arguments).output().unwrap());
    publish(&["plugin", "key", secret]).says(&["Clé créée", "éditeur"]);
    publish(&["plugin", "key", secret]).refused(&["existe déjà"]);
    let component = folder.path().join("essai.wasm");
    let path = component.to_str().unwrap();
    std::fs::write(&component, version("1.0.0").bytes()).unwrap();
    publish(&["plugin", "sign", path, "--key", path]).refused(&["n’est pas la clé d’un éditeur"]);
    publish(&["plugin", "sign", path, "--key", secret]).says(&["Signée", "éditeur"]);
    maille
        .run(&["plugin", "install", path, "--grant-all"])
        .says(&["éditeur"]);
    maille.run(&["plugin", "list", "essai"]).says(&["éditeur"]);
    std::fs::write(&component, version("2.0.0").bytes()).unwrap();
    maille
        .run(&["plugin", "install", path])
        .refused(&["n’est pas signée", "--new-publisher"]);

    // Somebody who reaches the database gives it other bytes under the same name, without and with a signature of their own.
    let other = key(9);
    let names = ["Essai 1.0.0".as_bytes(), "Essui 1.0.0".as_bytes()];
    let database = maille.database().await;
    let held: (Vec<u8>,) = sql::query_as("select component from plugin_component")
        .fetch_one(database.readers())
        .await
        .unwrap();
    let at = held
        .0
        .windows(names[0].len())
        .position(|part| part == names[0]);
    let mut changed = held.0.clone();
    changed[at.unwrap()..][..names[1].len()].copy_from_slice(names[1]);
    for bytes in [
        changed.clone(),
        sign(&changed, &other),
        version("1.0.0").bytes(),
    ] {
        let mut write = database.write().await.unwrap();
        sql::query("update plugin_component set component = $1")
            .bind(bytes)
            .execute(&mut *write)
            .await
            .unwrap();
        write.commit().await.unwrap();
        let serving = Serving::start(&maille);
        let at = |path: &str| format!("{}{path}", serving.url);
        assert_eq!(read(client().get(at("essai"))).await.status, 404);
        assert_eq!(read(client().get(at(""))).await.status, 200);
        let ready = read(client().get(at("readyz"))).await;
        assert!(
            ready.status == 503 && ready.text.contains("essai"),
            "{}",
            ready.text
        );
        drop(serving);
        let doctor = maille.run(&["doctor"]);
        assert!(
            !doctor.ok && doctor.out.contains("que son éditeur a signés"),
            "{doctor:#?}"
        );
        maille
            .run(&["plugin", "list"])
            .says(&["n’est plus celle que son éditeur a signée"]);
    }
    let error = RegistryError::Signature.to_string();
    assert!(error.contains("what its publisher signed"), "{error}");
    // Its file brings it back.
    std::fs::write(&component, &held.0).unwrap();
    maille.run(&["plugin", "install", path]).check();
    maille.run(&["doctor"]).check();
}

#[test]
fn six_words_say_a_publisher() {
    let words = publisher::words(&key(1).public());
    assert_eq!(words.split(' ').count(), 6, "{words}");
    assert_ne!(words, publisher::words(&key(2).public()));
}
