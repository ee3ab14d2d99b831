//! What instances tell each other of third parties: two histories of one owner are found out and proved, and nothing else is.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use maille_federation::log::{ForkEvidence, Op};
use serde_json::json;

use super::support::Maille;
use super::support::adversary::Stranger;
use super::support::adversary::false_peer::FalsePeer;
use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, back_up, restore, until};

const FIRST: &str = "019aab00-0000-7000-8000-000000000001";
const SECOND: &str = "019aab00-0000-7000-8000-000000000002";

fn place(name: &str) -> serde_json::Value {
    json!({"name": name, "address": {"postal_code": "23000", "municipality": "Saint-Essai"}})
}

/// An owner that tells each of two neighbours a history of its own; the first entry is the same.
async fn two_faced(first: &Neighbour, second: &Neighbour) -> [FalsePeer; 2] {
    let one = FalsePeer::start("creuse.example").await;
    let other = FalsePeer::start("creuse.example").await;
    one.log(|log, owner| log.put(owner, FIRST, 1, place("Médiathèque")));
    let begun = one.log(|log, _| log.clone());
    other.log(|log, _| *log = begun);
    one.log(|log, owner| log.put(owner, SECOND, 1, place("Pour les uns")));
    other.log(|log, owner| log.put(owner, SECOND, 1, place("Pour les autres")));
    one.befriend(first).await;
    other.befriend(second).await;
    [one, other]
}

async fn stopped(one: &Neighbour, origin: &str) -> String {
    let mut why = String::new();
    until("the log of who told two histories stops", async || {
        why = one.peer(origin).await.stopped;
        !why.is_empty()
    })
    .await;
    why
}

on_both!(two_histories_are_found_out_by_those_who_heard_them);

async fn two_histories_are_found_out_by_those_who_heard_them(url: Option<&str>) {
    let other = url.and_then(|_| cluster::database(module_path!()));
    let gironde = Neighbour::start_on("gironde.example", url.map(str::to_owned)).await;
    let landes = Neighbour::start_on("landes.example", other).await;
    let [creuse, _] = two_faced(&gironde, &landes).await;
    landes.befriend(&gironde).await;
    let why = stopped(&gironde, "creuse.example").await;
    assert!(
        why.starts_with("fork: it told landes.example another history up to the entry 2"),
        "{why}"
    );

    let origin = creuse.stranger.origin.clone();
    let fork = gironde.app().federation.fork(&origin).await.unwrap();
    let fork = fork.unwrap();
    assert_eq!((fork.epoch, fork.seq, fork.left), (1, 2, false));
    let key = creuse.stranger.key.public();
    let anybody =
        |id: &maille_federation::origin::KeyId| (*id == creuse.stranger.key_id).then_some(key);
    ForkEvidence::read(&fork.evidence, &anybody).unwrap();
    let checked = landes.app().federation.check_fork(&fork.evidence).await;
    assert_eq!(checked.unwrap().0, origin);
    assert_eq!(
        gironde.name_of(FIRST).await.as_deref(),
        Some("Médiathèque"),
        "what was known stays"
    );

    if url.is_none() {
        let maille = Maille::over(&gironde.folder);
        let said = maille.run(&["peer", "fork", "creuse.example"]);
        let file = gironde.folder.join("preuve.json");
        std::fs::write(&file, &said.check().out).unwrap();
        let file = file.to_str().unwrap();
        let checked = maille.run(&["peer", "fork", "--check", file]);
        assert!(checked.out.contains("entrée 2"), "{checked:?}");
        let shown = maille.run(&["peer", "show", "creuse.example"]);
        assert!(shown.out.contains("landes.example"), "{shown:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_prove_a_fork_below_the_place_where_a_reader_stands() {
    let gironde = Neighbour::start("gironde.example").await;
    let landes = Neighbour::start("landes.example").await;
    let [creuse, _] = two_faced(&gironde, &landes).await;
    creuse.log(|log, owner| log.put(owner, FIRST, 2, place("Médiathèque neuve")));
    creuse.log(|log, owner| log.remove(owner, SECOND, 2, Op::Delete));
    creuse.asked(&gironde).await;
    until("gironde reads on", async || {
        gironde.name_of(FIRST).await.as_deref() == Some("Médiathèque neuve")
    })
    .await;
    landes.befriend(&gironde).await;
    stopped(&gironde, "creuse.example").await;
    let origin = creuse.stranger.origin.clone();
    let fork = gironde.app().federation.fork(&origin).await.unwrap();
    let fork: serde_json::Value = serde_json::from_slice(&fork.unwrap().evidence).unwrap();
    assert_eq!(fork["lines"].as_array().map(Vec::len), Some(2), "{fork}");

    // Once somebody decided, it goes on, although the proof stays.
    let federation = &gironde.app().federation;
    let decided = federation.decide("creuse.example", maille::federation::Action::Accept);
    decided.await.unwrap();
    creuse.log(|log, owner| log.put(owner, FIRST, 3, place("Médiathèque encore")));
    creuse.asked(&gironde).await;
    until("it goes on", async || {
        gironde.name_of(FIRST).await.as_deref() == Some("Médiathèque encore")
    })
    .await;
    gironde.agrees_with(&landes).await;
    assert_eq!(gironde.peer("creuse.example").await.stopped, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_hold_is_counted_to_who_said_it_and_does_no_harm() {
    let gironde = Neighbour::start("gironde.example").await;
    let creuse = FalsePeer::start("creuse.example").await;
    creuse.log(|log, owner| log.put(owner, FIRST, 1, place("Médiathèque")));
    creuse.befriend(&gironde).await;
    let forged = creuse.log(|log, owner| {
        let other = log.checkpoint_but(owner, |said| said.root = said.chain);
        let text = String::from_utf8(other.bytes().to_vec()).unwrap();
        text.replacen("\"count\":1", "\"count\":2", 1)
    });
    let unknown = Stranger::new("nowhere.example", 9);
    let of_unknown = creuse.log(|log, _| {
        log.checkpoint_but(&unknown, |said| {
            said.origin = "nowhere.example".parse().unwrap();
        })
    });
    let lines = format!(
        "{forged}\nnothing at all\n{}\n",
        String::from_utf8(of_unknown.bytes().to_vec()).unwrap()
    );
    let landes = FalsePeer::start("landes.example").await;
    landes.answers(move |came| {
        let told = came.path == "/federation/checkpoints";
        told.then(|| Response::new(Body::from(lines.clone())))
    });
    landes.befriend(&gironde).await;
    let origin = landes.stranger.origin.clone();
    let mut third = None;
    until("it is counted", async || {
        let now = gironde.app().federation.third_parties(&origin).await;
        third = Some(now.unwrap());
        third.as_ref().is_some_and(|third| third.wrong > 0)
    })
    .await;
    let third = third.unwrap();
    assert_eq!(third.wrong, 2, "{}", third.fault);
    creuse.asked(&gironde).await;
    creuse.settled(&gironde).await;
    assert_eq!(gironde.peer("creuse.example").await.stopped, "");
    let fork = gironde.app().federation.fork(&creuse.stranger.origin).await;
    assert_eq!(fork.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_restored_is_no_fork_although_it_said_two_things_meanwhile() {
    let mut creuse = Neighbour::start("creuse.example").await;
    let mut gironde = Neighbour::start("gironde.example").await;
    let landes = Neighbour::start("landes.example").await;
    creuse.put("avant", "Avant").await;
    gironde.befriend(&creuse).await;
    landes.befriend(&creuse).await;
    landes.befriend(&gironde).await;
    gironde.agrees_with(&creuse).await;
    landes.agrees_with(&creuse).await;
    creuse.stop().await;
    let backup = tempfile::tempdir().unwrap();
    back_up(&creuse.folder, backup.path());

    // What only gironde hears of.
    landes
        .app()
        .federation
        .decide("creuse.example", maille::federation::Action::Suspend)
        .await
        .unwrap();
    creuse.go_on().await;
    creuse.put_many(20).await;
    gironde.agrees_with(&creuse).await;
    creuse.stop().await;
    gironde.stop().await;
    restore(backup.path(), &creuse.folder);
    landes
        .app()
        .federation
        .decide("creuse.example", maille::federation::Action::Accept)
        .await
        .unwrap();
    creuse.go_on().await;
    let meanwhile = creuse.put("pendant", "Pendant ce temps").await;
    until("landes hears what was said meanwhile", async || {
        landes.name_of(&meanwhile).await.is_some()
    })
    .await;
    assert_eq!(landes.epoch_of("creuse.example").await, 1);

    gironde.go_on().await;
    until("it began anew", async || {
        creuse.asks_soon(&gironde).await;
        gironde.asks_soon(&creuse).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        gironde.epoch_of("creuse.example").await == 2
    })
    .await;
    for one in [&gironde, &landes] {
        one.agrees_with(&creuse).await;
        one.agrees_with(if one.origin == "gironde.example" {
            &landes
        } else {
            &gironde
        })
        .await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(
            one.peer("creuse.example").await.stopped,
            "",
            "{}",
            one.origin
        );
        let origin = "creuse.example".parse().unwrap();
        let fork = one.app().federation.fork(&origin).await.unwrap();
        assert_eq!(fork, None, "{}", one.origin);
    }
}
