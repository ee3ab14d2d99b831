//! Restored backups where not everybody who knows more can be asked at once.

use std::time::Duration;

use maille::directory::{Author, Session, State};
use maille::federation::Action;

use super::support::neighbour::{Neighbour, back_up, restore, until};

/// Creuse, restored from a backup: landes knows a little more of it, and gives that back while gironde, which knows most, is away.
struct Restored {
    creuse: Neighbour,
    gironde: Neighbour,
    landes: Neighbour,
    /// Changed by what both know, and by what gironde alone knows.
    twice: String,
    /// Changed by what gironde alone knows, and after the backup was restored.
    meanwhile: String,
    deleted: String,
    erased: String,
    born: String,
}

async fn restored() -> Restored {
    let mut creuse = Neighbour::start("creuse.example").await;
    let mut gironde = Neighbour::start("gironde.example").await;
    let landes = Neighbour::start("landes.example").await;
    let twice = creuse.put("deux-fois", "Un").await;
    let meanwhile = creuse.put("entre-temps", "Un").await;
    let deleted = creuse.put("supprimee", "Un").await;
    let erased = creuse.put("effacee", "Un").await;
    for other in [&gironde, &landes] {
        other.befriend(&creuse).await;
        other.agrees_with(&creuse).await;
    }
    creuse.stop().await;
    let backup = tempfile::tempdir().unwrap();
    back_up(&creuse.folder, backup.path());

    creuse.go_on().await;
    creuse.put("deux-fois", "Deux").await;
    gironde.agrees_with(&creuse).await;
    landes.agrees_with(&creuse).await;
    let decided = landes
        .app()
        .federation
        .decide("creuse.example", Action::Suspend);
    decided.await.unwrap();
    creuse.put("deux-fois", "Trois").await;
    creuse.put("entre-temps", "Deux").await;
    creuse.delete(&deleted).await;
    creuse
        .app()
        .federation
        .erase(&erased, "test")
        .await
        .unwrap();
    let born = creuse.put("nee", "Née après la sauvegarde").await;
    until("gironde knows it all", async || {
        gironde.name_of(&born).await.is_some() && gironde.name_of(&erased).await.is_none()
    })
    .await;
    gironde.agrees_with(&creuse).await;
    creuse.stop().await;
    gironde.stop().await;

    restore(backup.path(), &creuse.folder);
    creuse.go_on().await;
    let decided = landes
        .app()
        .federation
        .decide("creuse.example", Action::Accept);
    decided.await.unwrap();
    until("landes gives back what it knows", async || {
        creuse.asks_soon(&landes).await;
        landes.asks_soon(&creuse).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        creuse.name_of(&twice).await.as_deref() == Some("Deux")
            && landes.epoch_of("creuse.example").await == 2
    })
    .await;
    Restored {
        creuse,
        gironde,
        landes,
        twice,
        meanwhile,
        deleted,
        erased,
        born,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knew_more_than_those_asked_first_waits_and_gives_back_the_rest() {
    let mut world = restored().await;
    // A second is the finest that the protocol tells apart.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    world.creuse.put("entre-temps", "Après la sauvegarde").await;
    world.landes.agrees_with(&world.creuse).await;

    world.gironde.go_on().await;
    until("creuse asked gironde and began once more", async || {
        world.creuse.asks_soon(&world.gironde).await;
        world.gironde.asks_soon(&world.creuse).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        world.gironde.epoch_of("creuse.example").await == 3
    })
    .await;
    for one in [&world.gironde, &world.landes] {
        one.agrees_with(&world.creuse).await;
        assert_eq!(one.peer("creuse.example").await.stopped, "");
    }
    for one in [&world.creuse, &world.gironde, &world.landes] {
        let name = async |id: &str| one.name_of(id).await;
        assert_eq!(name(&world.twice).await.as_deref(), Some("Trois"));
        assert_eq!(
            name(&world.meanwhile).await.as_deref(),
            Some("Après la sauvegarde")
        );
        assert_eq!(name(&world.deleted).await, None);
        assert_eq!(name(&world.erased).await, None);
        assert_eq!(
            name(&world.born).await.as_deref(),
            Some("Née après la sauvegarde")
        );
    }
    let asked = world.creuse.app().federation.erasures().await.unwrap();
    assert!(asked.iter().any(|one| one.record_id == world.erased));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_or_published_after_the_backup_is_so_again() {
    let mut creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let withdrawn = creuse.put("retiree", "Retirée").await;
    let published = creuse.put("publiee", "Publiée").await;
    let deleted = creuse.put("cle", "D’abord").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    set_state(&creuse, &published, State::Withdrawn).await;
    gironde.agrees_with(&creuse).await;
    creuse.stop().await;
    let backup = tempfile::tempdir().unwrap();
    back_up(&creuse.folder, backup.path());

    creuse.go_on().await;
    set_state(&creuse, &withdrawn, State::Withdrawn).await;
    set_state(&creuse, &published, State::Published).await;
    // Withdrawn, then deleted, and its key given to another one.
    set_state(&creuse, &deleted, State::Withdrawn).await;
    creuse.has_published().await;
    creuse.delete(&deleted).await;
    let heir = creuse.put("cle", "Ensuite").await;
    assert_ne!(heir, deleted);
    gironde.agrees_with(&creuse).await;
    creuse.stop().await;
    restore(backup.path(), &creuse.folder);
    creuse.go_on().await;

    until("the neighbour gives back what it knows", async || {
        creuse.asks_soon(&gironde).await;
        creuse.name_of(&heir).await.is_some() && gironde.epoch_of("creuse.example").await == 2
    })
    .await;
    gironde.agrees_with(&creuse).await;
    let state = async |id: &str| {
        let record = creuse.app().directory.get(id).await.unwrap();
        record.map(|record| record.state)
    };
    assert_eq!(state(&withdrawn).await, Some(State::Withdrawn));
    assert_eq!(state(&published).await, Some(State::Published));
    assert_eq!(state(&deleted).await, None);
    assert_eq!(state(&heir).await, Some(State::Published));
    assert_eq!(gironde.name_of(&withdrawn).await, None);
    assert_eq!(
        gironde.name_of(&published).await.as_deref(),
        Some("Publiée")
    );
    assert_eq!(gironde.name_of(&heir).await.as_deref(), Some("Ensuite"));
}

async fn set_state(of: &Neighbour, id: &str, state: State) {
    let mut session = Session::new(&of.app().directory, Author::host("test"));
    let record = of.app().directory.get(id).await.unwrap().unwrap();
    session.set_state(id, record.revision, state).await.unwrap();
    session.commit().await.unwrap();
}
