//! A stolen key: the recovery key puts another in its place at once, and whoever goes on with the stolen one is heard by nobody.

use maille_federation::keys::SecretKey;
use maille_federation::origin::KeyId;
use maille_federation::signatures::Scheme;

use super::support::Maille;
use super::support::adversary::Stranger;
use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, back_up, restore, until};

/// Whoever copied an instance's key.
fn thief(of: &Neighbour) -> Stranger {
    let text = std::fs::read_to_string(of.folder.join("keys/instance.key")).unwrap();
    let text = text.trim();
    let bytes = (0..32).map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap());
    let seed: Vec<u8> = bytes.collect();
    let key = SecretKey::from_seed(&seed.try_into().unwrap());
    let origin = of.origin.parse().unwrap();
    Stranger {
        key_id: KeyId::of(&origin, &key.public()),
        key,
        origin,
    }
}

/// A drawer for the recovery key, which leaves the data folder.
fn drawer(of: &Neighbour) -> tempfile::TempDir {
    let drawer = tempfile::tempdir().unwrap();
    let key = of.folder.join("keys/recovery.key");
    std::fs::copy(&key, drawer.path().join("recovery.key")).unwrap();
    std::fs::remove_file(key).unwrap();
    drawer
}

on_both!(a_stolen_key_is_refused_by_its_name_and_the_new_one_is_followed);

async fn a_stolen_key_is_refused_by_its_name_and_the_new_one_is_followed(url: Option<&str>) {
    let other = url.and_then(|_| cluster::database(module_path!()));
    let mut creuse = Neighbour::start_on("creuse.example", url.map(str::to_owned)).await;
    let gironde = Neighbour::start_on("gironde.example", other).await;
    let before = creuse.put("avant", "Avant le vol").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    let (thief, drawer) = (thief(&creuse), drawer(&creuse));
    let hint = {
        let readers = creuse.app().directory.database().readers();
        let kept = "select checkpoint from log where origin = ''";
        let kept: Vec<u8> = maille::database::sql::query_scalar(kept)
            .fetch_one(readers)
            .await
            .unwrap();
        kept
    };

    let federation = &creuse.app().federation;
    let file = drawer.path().join("recovery.key");
    let revoked = federation.revoke_key(&file, None).await.unwrap();
    assert_eq!((revoked.epoch, revoked.begins), (1, 2));
    creuse.put("entre", "Avant le redémarrage").await;
    let silent = federation.publish().await.unwrap_err();
    assert!(silent.to_string().contains("restart"), "{silent}");
    creuse.stop().await;
    creuse.go_on().await;
    let after = creuse.put("apres", "Après le vol").await;
    until("the neighbour follows", async || {
        gironde.asks_soon(&creuse).await;
        gironde.name_of(&after).await.is_some()
    })
    .await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.epoch_of("creuse.example").await, 2);
    assert_eq!(gironde.held_of("creuse.example").await, 3);
    let name = gironde.name_of(&before).await;
    assert_eq!(name.as_deref(), Some("Avant le vol"));
    let words = creuse.app().federation.identity().unwrap().words();
    assert_eq!(gironde.peer("creuse.example").await.words(), words);

    let refused = (401, "key-revoked".to_owned());
    for scheme in [Scheme::Rfc9421, Scheme::Cavage] {
        let asked = thief.get(scheme, &gironde, "/federation/log/1/tail/0");
        assert_eq!(asked.send(&gironde).await.said(), refused);
        let hinted = thief.post(scheme, &gironde, "/federation/hint", &hint);
        assert_eq!(hinted.send(&gironde).await.said(), refused);
    }
    gironde.put("la", "Chez le voisin").await;
    creuse.agrees_with(&gironde).await;

    let landes = Neighbour::start("landes.example").await;
    landes.befriend(&creuse).await;
    landes.agrees_with(&creuse).await;
    assert!(landes.name_of(&after).await.is_some(), "newcomers follow");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thief_who_publishes_loses_what_he_wrote_and_is_heard_by_nobody_any_more() {
    let mut creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let good = creuse.put("bonne", "Vraie mairie").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    creuse.agrees_with(&gironde).await;
    let drawer = drawer(&creuse);
    creuse.stop().await;
    let (owner, stolen) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    back_up(&creuse.folder, owner.path());

    // Whoever stole the key also leads the name to a machine of his own, and publishes there.
    creuse.go_on().await;
    creuse.put("bonne", "Mairie du voleur").await;
    let false_one = creuse.put("fausse", "Fausse mairie").await;
    until("the neighbour believes the thief", async || {
        gironde.asks_soon(&creuse).await;
        gironde.name_of(&false_one).await.is_some()
    })
    .await;
    creuse.stop().await;
    back_up(&creuse.folder, stolen.path());

    restore(owner.path(), &creuse.folder);
    let settings = format!(
        "[instance]\norigin = \"creuse.example\"\n[server]\npublic_url = \"http://{}\"\n",
        creuse.address
    );
    std::fs::write(creuse.folder.join("maille.toml"), settings).unwrap();
    let maille = Maille::over(&creuse.folder);
    let revoke = ["peer", "revoke-key", "--yes", "--recovery"];
    let wrong = drawer.path().join("other.key");
    std::fs::write(&wrong, "11".repeat(32)).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&wrong, mode).unwrap();
    let refused = maille.run(&[&revoke[..], &[wrong.to_str().unwrap()]].concat());
    assert!(
        !refused.ok && refused.err.contains("recovery key"),
        "{refused:?}"
    );
    let key = drawer.path().join("recovery.key");
    let said = maille.run(&[&revoke[..], &[key.to_str().unwrap()]].concat());
    assert!(said.out.contains("Redémarrez"), "{said:?}");

    creuse.go_on().await;
    until("what the thief wrote is gone", async || {
        gironde.asks_soon(&creuse).await;
        gironde.name_of(&false_one).await.is_none()
    })
    .await;
    gironde.agrees_with(&creuse).await;
    let name = gironde.name_of(&good).await;
    assert_eq!(name.as_deref(), Some("Vraie mairie"));
    assert_eq!(
        creuse.name_of(&false_one).await,
        None,
        "nor is it taken back"
    );

    // He comes back with what he stole.
    creuse.stop().await;
    let owner = tempfile::tempdir().unwrap();
    back_up(&creuse.folder, owner.path());
    restore(stolen.path(), &creuse.folder);
    creuse.go_on().await;
    creuse.put("encore", "Encore une fausse").await;
    let failures = gironde.peer("creuse.example").await.failures;
    until("he is asked", async || {
        gironde.asks_soon(&creuse).await;
        gironde.peer("creuse.example").await.failures > failures
    })
    .await;
    let peer = gironde.peer("creuse.example").await;
    assert!(peer.fault.contains("revoked"), "{}", peer.fault);
    assert_eq!(peer.stopped, "", "the owner goes on when it is back");
    assert_eq!(gironde.held_of("creuse.example").await, 1);

    creuse.stop().await;
    restore(owner.path(), &creuse.folder);
    creuse.go_on().await;
    creuse.put("bonne", "Mairie retrouvée").await;
    gironde.agrees_with(&creuse).await;
    let name = gironde.name_of(&good).await;
    assert_eq!(name.as_deref(), Some("Mairie retrouvée"));
}
