//! Instances that keep each other's directories: real servers, real signatures, real databases.

use maille::federation::{Action, Relation};

use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, until};

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
