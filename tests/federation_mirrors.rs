//! The log of an owner that is away comes by way of others, to those whom it lists, and to nobody else.

use axum::body::Body;
use axum::response::Response;
use maille::federation::Action;
use maille_federation::signatures::Scheme;

use super::support::adversary::false_peer::FalsePeer;
use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, until};

const TAIL: &str = "/federation/mirror/creuse.example/log/1/tail/0";

/// Asks an owner that does not answer again and again, until what is awaited holds.
async fn in_vain(of: &Neighbour, origin: &str, what: &str, mut holds: impl AsyncFnMut() -> bool) {
    until(what, async || {
        let origin = origin.parse().unwrap();
        of.app().federation.ask_soon(&origin).await.unwrap();
        holds().await
    })
    .await;
}

/// Until an instance holds the list on which an owner has these peers.
async fn knows_the_list(of: &Neighbour, owner: &Neighbour, peer: &str) {
    until("the list arrives", async || {
        let origin = owner.origin.parse().unwrap();
        let federation = &of.app().federation;
        federation.ask_soon(&origin).await.unwrap();
        let list = federation.listed_by(&origin).await.unwrap();
        list.iter().any(|listed| listed.as_str() == peer)
    })
    .await;
}

on_both!(the_log_of_an_owner_that_is_away_comes_by_way_of_another);

async fn the_log_of_an_owner_that_is_away_comes_by_way_of_another(url: Option<&str>) {
    let [second, third] = ["second", "third"].map(|name| url.and_then(|_| cluster::database(name)));
    let mut creuse = Neighbour::start_on("creuse.example", url.map(str::to_owned)).await;
    let mut gironde = Neighbour::start_on("gironde.example", second).await;
    let landes = Neighbour::start_on("landes.example", third).await;
    let place = creuse.put("mairie", "Mairie d'avant").await;
    gironde.befriend(&creuse).await;
    landes.befriend(&creuse).await;
    landes.befriend(&gironde).await;
    gironde.agrees_with(&creuse).await;
    landes.agrees_with(&creuse).await;
    knows_the_list(&landes, &creuse, "gironde.example").await;
    knows_the_list(&gironde, &creuse, "landes.example").await;

    gironde.stop().await;
    creuse.put("mairie", "Mairie d'après").await;
    creuse.put_many(1_100).await;
    landes.agrees_with(&creuse).await;
    creuse.stop().await;
    gironde.go_on().await;
    in_vain(
        &gironde,
        "creuse.example",
        "it comes all the same",
        async || {
            gironde.name_of(&place).await.as_deref() == Some("Mairie d'après")
                && gironde.held_of("creuse.example").await == 1_101
        },
    )
    .await;
    let origin = creuse.origin.parse().unwrap();
    until("it is noted by way of whom", async || {
        let third = gironde.app().federation.third_parties(&origin).await;
        let via = third.unwrap().via;
        via.is_some_and(|via| via.mirror == "landes.example")
    })
    .await;
    let peer = gironde.peer("creuse.example").await;
    assert!(peer.failures >= 3 && peer.stopped.is_empty(), "{peer:?}");

    creuse.go_on().await;
    creuse.put("mairie", "Mairie d'ensuite").await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(
        gironde.name_of(&place).await.as_deref(),
        Some("Mairie d'ensuite")
    );
    assert_eq!(gironde.epoch_of("creuse.example").await, 1);
    let third = gironde.app().federation.third_parties(&origin).await;
    assert_eq!(third.unwrap().via, None, "it answers itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_an_owner_does_not_list_gets_nothing_of_it_from_others() {
    let creuse = Neighbour::start("creuse.example").await;
    let landes = Neighbour::start("landes.example").await;
    creuse.put("mairie", "Mairie").await;
    landes.befriend(&creuse).await;
    landes.agrees_with(&creuse).await;
    let [lot, gers] = ["lot.example", "gers.example"].map(FalsePeer::start);
    let (lot, gers) = (lot.await, gers.await);
    for one in [&lot, &gers] {
        one.befriend(&landes).await;
    }
    gers.befriend(&creuse).await;
    knows_the_list(&landes, &creuse, "gers.example").await;
    let asks = async |who: &FalsePeer, path: &str| {
        let sent = who.stranger.get(Scheme::Rfc9421, &landes, path);
        let answer = sent.send(&landes).await;
        (answer.status, answer.code())
    };
    let refused = (403, "not-listed".to_owned());
    assert_eq!(asks(&gers, TAIL).await.0, 200);
    for path in [
        TAIL,
        "/federation/mirror/creuse.example/log/1/opening",
        "/federation/mirror/creuse.example/digest/1/0/_",
        "/federation/mirror/nowhere.example/log/1/opening",
        "/federation/mirror/Creuse.example/log/1/opening",
        "/federation/mirror/gers.example/log/1/opening",
    ] {
        assert_eq!(asks(&lot, path).await, refused, "{path}");
    }

    let ended = creuse.app().federation.decide("gers.example", Action::End);
    ended.await.unwrap();
    until("whoever was ended is off the list", async || {
        let origin = creuse.origin.parse().unwrap();
        let federation = &landes.app().federation;
        federation.ask_soon(&origin).await.unwrap();
        asks(&gers, TAIL).await == refused
    })
    .await;
    landes
        .app()
        .federation
        .decide("creuse.example", Action::Suspend)
        .await
        .unwrap();
    assert_eq!(asks(&lot, TAIL).await, refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_that_lies_harms_nobody_but_itself() {
    let mut creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let place = creuse.put("mairie", "Mairie d'avant").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    let landes = FalsePeer::start("landes.example").await;
    landes.befriend(&creuse).await;
    landes.befriend(&gironde).await;
    knows_the_list(&gironde, &creuse, "landes.example").await;
    landes.answers(|came| {
        let asked = came.path.contains("/mirror/");
        asked.then(|| Response::new(Body::from("{\"nothing\":true}\n")))
    });

    creuse.stop().await;
    let federation = &gironde.app().federation;
    let mut faults = Vec::new();
    in_vain(&gironde, "creuse.example", "it is noted", async || {
        let third = federation.third_parties(&landes.stranger.origin).await;
        faults = third.unwrap().mirror_faults;
        !faults.is_empty()
    })
    .await;
    assert_eq!(
        (faults[0].owner.as_str(), faults[0].times),
        ("creuse.example", 1)
    );
    assert_eq!(gironde.peer("creuse.example").await.stopped, "");
    assert_eq!(gironde.peer("landes.example").await.stopped, "");
    let asked = landes.count("/mirror/creuse.example");
    for _ in 0..3 {
        let failures = gironde.peer("creuse.example").await.failures;
        in_vain(
            &gironde,
            "creuse.example",
            "it is asked again",
            async || gironde.peer("creuse.example").await.failures > failures,
        )
        .await;
    }
    assert_eq!(landes.count("/mirror/creuse.example"), asked, "for a day");

    creuse.go_on().await;
    creuse.put("mairie", "Mairie d'après").await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(
        gironde.name_of(&place).await.as_deref(),
        Some("Mairie d'après")
    );
}
