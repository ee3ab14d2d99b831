//! Instances that keep each other's directories: real servers, real signatures, real databases.

use maille::federation::{Action, Relation};

use maille::suggestions::{Said, State, Subject};

use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, back_up, restore, until};

on_both!(a_change_in_one_arrives_in_the_other);

async fn a_change_in_one_arrives_in_the_other(url: Option<&str>) {
    let other = url.and_then(|_| cluster::database(module_path!()));
    let creuse = Neighbour::start_on("creuse.example", url.map(str::to_owned)).await;
    let gironde = Neighbour::start_on("gironde.example", other).await;
    let place = creuse.put("mediatheque", "Médiathèque d'Essai").await;
    gironde.befriend(&creuse).await;
    until("the record arrives", async || {
        gironde.name_of(&place).await.as_deref() == Some("Médiathèque d'Essai")
    })
    .await;

    creuse.put("mediatheque", "Médiathèque neuve").await;
    until("the change arrives", async || {
        gironde.name_of(&place).await.as_deref() == Some("Médiathèque neuve")
    })
    .await;
    let copy = gironde.app().directory.get(&place).await.unwrap().unwrap();
    assert_eq!(copy.origin, "creuse.example");
    assert_eq!(copy.revision, 2);

    creuse.delete(&place).await;
    until("the deletion arrives", async || {
        gironde.name_of(&place).await.is_none()
    })
    .await;
    gironde.agrees_with(&creuse).await;
    creuse.agrees_with(&gironde).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_erases_the_copies_on_both_sides() {
    let creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let ours = creuse.put("ici", "Mairie d'ici").await;
    let theirs = gironde.put("la", "Mairie de là").await;
    gironde.befriend(&creuse).await;
    until("both hold both", async || {
        creuse.name_of(&theirs).await.is_some() && gironde.name_of(&ours).await.is_some()
    })
    .await;

    let ended = creuse
        .app()
        .federation
        .decide("gironde.example", Action::End);
    assert_eq!(ended.await.unwrap().relation, Relation::Ended);
    assert_eq!(creuse.name_of(&theirs).await, None);
    until("the other side hears it and erases", async || {
        gironde.name_of(&ours).await.is_none()
    })
    .await;
    assert!(creuse.name_of(&ours).await.is_some(), "one's own stays");
    assert!(gironde.name_of(&theirs).await.is_some(), "one's own stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_away_catches_up_page_by_page() {
    let creuse = Neighbour::start("creuse.example").await;
    let mut gironde = Neighbour::start("gironde.example").await;
    let first = creuse.put("premier", "Mairie d'avant").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;

    gironde.stop().await;
    creuse.put_many(1_200).await;
    creuse.put("premier", "Mairie d'après").await;
    gironde.go_on().await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(
        gironde.name_of(&first).await.as_deref(),
        Some("Mairie d'après")
    );
    assert_eq!(gironde.held_of("creuse.example").await, 1_201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backup_is_noticed_and_what_was_lost_comes_back() {
    let mut creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let changed = creuse.put("changee", "Avant").await;
    let deleted = creuse.put("supprimee", "Bientôt partie").await;
    let kept = creuse.put("gardee", "Reste").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    creuse.stop().await;
    let backup = tempfile::tempdir().unwrap();
    back_up(&creuse.folder, backup.path());

    creuse.go_on().await;
    // The new epoch will have fewer entries than the old one: neighbours hear of it all the same.
    for number in 0..12 {
        creuse.put("changee", &format!("Pas encore {number}")).await;
        creuse.has_published().await;
    }
    creuse.put("changee", "Après").await;
    creuse.delete(&deleted).await;
    let lost = creuse.put("perdue", "Née après la sauvegarde").await;
    until("the neighbour knows", async || {
        gironde.name_of(&lost).await.is_some()
    })
    .await;
    gironde.agrees_with(&creuse).await;
    creuse.stop().await;
    restore(backup.path(), &creuse.folder);
    creuse.go_on().await;

    until("what was lost is back", async || {
        creuse.name_of(&lost).await.is_some()
            && creuse.name_of(&deleted).await.is_none()
            && creuse.name_of(&changed).await.as_deref() == Some("Après")
    })
    .await;
    assert!(creuse.name_of(&kept).await.is_some());
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.epoch_of("creuse.example").await, 2);
    for (id, name) in [
        (&changed, "Après"),
        (&kept, "Reste"),
        (&lost, "Née après la sauvegarde"),
    ] {
        assert_eq!(gironde.name_of(id).await.as_deref(), Some(name));
    }
    assert_eq!(gironde.name_of(&deleted).await, None);
    assert_eq!(gironde.held_of("creuse.example").await, 3);

    let new = creuse.put("nouvelle", "Après la guérison").await;
    until("it goes on", async || gironde.name_of(&new).await.is_some()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_was_damaged_is_mended_from_its_owner() {
    let creuse = Neighbour::start("creuse.example").await;
    let mut gironde = Neighbour::start("gironde.example").await;
    creuse.put_many(40).await;
    let place = creuse.put("abimee", "Mairie entière").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;

    gironde.stop().await;
    gironde.forget_copy(&place, "creuse.example").await;
    gironde.go_on().await;
    assert_eq!(gironde.name_of(&place).await, None);
    gironde.agrees_with(&creuse).await;
    assert_eq!(
        gironde.name_of(&place).await.as_deref(),
        Some("Mairie entière")
    );
    assert_eq!(gironde.held_of("creuse.example").await, 41);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_visitor_says_goes_to_the_owner_and_the_answer_comes_back() {
    let creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let place = creuse.put("mairie", "Mairie d'Essai").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;

    let here = gironde.suggestions();
    let said = Said {
        reference: "K7QF-3MZD".into(),
        record_id: place.clone(),
        kind: "place".into(),
        title: "Mairie d'Essai".into(),
        revision: 1,
        subject: Subject::Hours,
        text: "Fermée le lundi.".into(),
        contact: "06 00 00 00 00".into(),
    };
    here.make(&said).await.unwrap();
    let there = creuse.suggestions();
    until("the owner hears it", async || {
        there.count_new().await.unwrap() == 1
    })
    .await;
    let heard = there.list(None, 0, 10).await.unwrap().remove(0);
    assert_eq!(
        (heard.said.record_id.as_str(), heard.said.text.as_str()),
        (place.as_str(), "Fermée le lundi.")
    );
    assert_eq!(
        heard.said.contact, "",
        "how to reach the visitor stays where it was said"
    );

    there
        .decide(
            &heard.said.reference,
            State::Accepted,
            ("Camille", "Corrigé, merci."),
        )
        .await
        .unwrap();
    until("the answer comes back", async || {
        let known = here.get("K7QF-3MZD").await.unwrap().unwrap();
        known.state == State::Accepted
    })
    .await;
    let known = here.get("K7QF-3MZD").await.unwrap().unwrap();
    let decision = known.decision.unwrap();
    assert_eq!(
        (decision.by.as_str(), decision.note.as_str()),
        ("creuse.example", "Corrigé, merci.")
    );
    assert_eq!(there.list(None, 0, 10).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_is_nowhere_any_more_and_the_owner_hears_so() {
    const SECRET: &str = "Nom à oublier";
    let creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let place = creuse.put("oubliee", SECRET).await;
    creuse.put("oubliee", "Nom d'après").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    assert!(gironde.name_of(&place).await.is_some());

    creuse
        .app()
        .federation
        .erase(&place, "Camille")
        .await
        .unwrap();
    until("the copy is gone", async || {
        gironde.name_of(&place).await.is_none()
    })
    .await;
    until("the owner hears so", async || {
        let erasures = creuse.app().federation.erasures().await.unwrap();
        erasures.len() == 1 && erasures[0].confirmed == 1
    })
    .await;
    for one in [&creuse, &gironde] {
        for table in ["record", "record_history", "log_content"] {
            assert_eq!(
                one.rows_with(table, "oubl").await,
                0,
                "{table} of {}",
                one.origin
            );
        }
    }
    gironde.agrees_with(&creuse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_is_followed_by_those_who_pinned_the_old_one_and_by_newcomers() {
    let mut creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let before = creuse.put("avant", "Signé par l'ancienne clé").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    let old = creuse.app().federation.identity().unwrap().key_id.clone();

    let new = creuse.app().federation.rotate_key().await.unwrap();
    creuse.stop().await;
    creuse.go_on().await;
    let now = creuse.app().federation.identity().unwrap();
    assert_eq!((&now.key_id, &now.request.0), (&new, &old));
    let after = creuse.put("apres", "Signé par la nouvelle clé").await;
    until("the neighbour follows", async || {
        gironde.name_of(&after).await.is_some()
    })
    .await;
    gironde.agrees_with(&creuse).await;
    let words = creuse.app().federation.identity().unwrap().words();
    let peer = gironde.peer("creuse.example").await;
    assert_eq!(peer.words(), words, "what is shown is the newest key");

    // Whoever moves after a rotation is the same still.
    let federation = &gironde.app().federation;
    let address = format!("http://{}", creuse.address).parse().unwrap();
    let mut introduced = federation.introduce(&address).await.unwrap();
    let (elsewhere, there) = (peer.address.to_string(), creuse.address.port());
    let elsewhere = elsewhere.replace(&there.to_string(), "9");
    introduced.description.address = elsewhere.parse().unwrap();
    let moved = federation.request(&introduced).await.unwrap();
    assert_eq!(moved.address.to_string(), elsewhere);
    introduced.description.key = maille_federation::keys::SecretKey::from_seed(&[9; 32]).public();
    let other = federation.request(&introduced).await.unwrap_err();
    assert!(other.to_string().contains("another key"), "{other}");

    let landes = Neighbour::start("landes.example").await;
    landes.befriend(&creuse).await;
    landes.agrees_with(&creuse).await;
    for id in [&before, &after] {
        assert!(
            landes.name_of(id).await.is_some(),
            "a newcomer reads what both keys signed"
        );
    }
}
