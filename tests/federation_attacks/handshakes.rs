//! The handshake is open to strangers: what they leave is bounded, fetches nothing, and decides nothing.

use maille::federation::{Action, Relation};
use maille_federation::peering::Address;
use maille_federation::record::INTEGER_MAX;
use maille_federation::signatures::Scheme;

use super::{Siege, said};
use crate::support::adversary::Stranger;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::adversary::traces::traces;
use crate::support::neighbour::Neighbour;

const PEERING: &str = "/federation/peering";

/// A message of the handshake, signed by whoever says it.
async fn sent(by: &Stranger, to: &Neighbour, body: &[u8]) -> (u16, String) {
    let sent = by.post(Scheme::Rfc9421, to, PEERING, body);
    sent.send(to).await.said()
}

async fn asks(by: &Stranger, to: &Neighbour, home: &Address, serial: u64) -> (u16, String) {
    sent(by, to, &by.asks(&to.origin, home, serial)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_strangers_wait_and_nobody_is_fetched() {
    let gironde = Neighbour::start("gironde.example").await;
    let server = FalsePeer::start("server.example").await;
    let home = server.home();
    for number in 0..50 {
        let stranger = Stranger::new(&format!("s{number}.example"), 7);
        assert_eq!(
            asks(&stranger, &gironde, &home, 1).await,
            said(202, "taken")
        );
    }
    let before = traces(&gironde).await;
    for number in 50..60 {
        let stranger = Stranger::new(&format!("s{number}.example"), 7);
        let answer = asks(&stranger, &gironde, &home, 1).await;
        assert_eq!(answer, said(429, "requests-full"));
    }
    assert_eq!(traces(&gironde).await, before);
    let peers = gironde.app().federation.peers().await.unwrap();
    assert_eq!(peers.len(), 50);
    let waits = |relation| relation == Relation::RequestedByThem;
    assert!(peers.iter().all(|peer| waits(peer.relation)));
    // A peer that is approved is asked: so the others would have been by now.
    let decided = gironde.app().federation.decide("s0.example", Action::End);
    decided.await.unwrap();
    let creuse = FalsePeer::befriended("creuse.example", &gironde).await;
    assert!(creuse.connections() > 0);
    let told: Vec<String> = server.came().into_iter().map(|came| came.path).collect();
    assert_eq!(told, [PEERING], "only that it is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_the_place_of_a_pinned_key() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    let impostor = Stranger::new("creuse.example", 2);
    let elsewhere = FalsePeer::start("elsewhere.example").await;
    let home = elsewhere.home();
    let to = &siege.gironde;
    assert_eq!(
        asks(&impostor, to, &home, 9).await,
        said(401, "key-unknown")
    );
    let body = impostor.steps("gironde.example", Action::End, 9);
    assert_eq!(sent(&impostor, to, &body).await, said(401, "key-unknown"));
    // The pinned key carries the impostor's words, and the other way round.
    let owner = &siege.creuse.stranger;
    let body = impostor.asks("gironde.example", &home, 9);
    assert_eq!(sent(owner, to, &body).await, said(400, "proof-key"));
    let body = owner.asks("gironde.example", &home, 9);
    assert_eq!(sent(&impostor, to, &body).await, said(401, "key-unknown"));
    // Words of before, signed in a request of now.
    let body = owner.steps("gironde.example", Action::End, 1);
    assert_eq!(sent(owner, to, &body).await, said(202, "taken"));
    let peer = siege.gironde.peer("creuse.example").await;
    assert_eq!(
        peer.relation,
        Relation::Approved,
        "an old number changes nothing"
    );
    siege.unmoved(&before).await;
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_alone_lets_nobody_in() {
    let siege = Siege::begin().await;
    let to = &siege.gironde;
    let stranger = Stranger::new("landes.example", 3);
    let home = siege.creuse.home();
    let before = siege.before().await;
    for action in [Action::Suspend, Action::End] {
        let body = stranger.steps("gironde.example", action, 1);
        assert_eq!(sent(&stranger, to, &body).await, said(401, "key-unknown"));
    }
    let body = stranger.asks("landes2.example", &home, 1);
    assert_eq!(sent(&stranger, to, &body).await, said(403, "unexpected"));
    let other = Stranger::new("other.example", 4);
    let body = other.asks("gironde.example", &home, 1);
    assert_eq!(sent(&stranger, to, &body).await, said(401, "key-unknown"));
    // Names that only look like others, and addresses that no instance has.
    let text = String::from_utf8(stranger.asks("gironde.example", &home, 1)).unwrap();
    for (from, other) in [
        ("landes.example", "lаndes.example"),
        ("landes.example", "Landes.example"),
        ("landes.example", "landes.example."),
        ("landes.example", "localhost"),
        (home.to_string().as_str(), "http://10.0.0.1"),
        (home.to_string().as_str(), "https://127.0.0.1"),
        (home.to_string().as_str(), "https://u:p@landes.example"),
        (home.to_string().as_str(), "http://landes.example"),
        (home.to_string().as_str(), "javascript:alert(1)"),
    ] {
        let body = text.replace(from, other);
        assert_ne!(body, text);
        let answer = sent(&stranger, to, body.as_bytes()).await;
        assert_eq!(answer, said(401, "key-unknown"), "{other}");
    }
    siege.unmoved(&before).await;

    assert_eq!(asks(&stranger, to, &home, 1).await, said(202, "taken"));
    let body = stranger.steps("gironde.example", Action::Suspend, 2);
    assert_eq!(sent(&stranger, to, &body).await, said(403, "unexpected"));
    let log = stranger.get(Scheme::Cavage, to, "/federation/log/1/tail/0");
    assert_eq!(log.send(to).await.said(), said(403, "not-approved"));
    let peer = siege.gironde.peer("landes.example").await;
    assert_eq!(peer.relation, Relation::RequestedByThem);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_look_alike_are_two_and_have_other_words() {
    let siege = Siege::begin().await;
    // `crеuse` with a Cyrillic letter, as it stands in the system of names.
    let alike = Stranger::new("xn--cruse-9of.example", 1);
    let home = siege.creuse.home();
    let answer = asks(&alike, &siege.gironde, &home, 1).await;
    assert_eq!(answer, said(202, "taken"));
    let theirs = siege.gironde.peer("creuse.example").await;
    let alike = siege.gironde.peer("xn--cruse-9of.example").await;
    assert_eq!(alike.key, theirs.key, "the same key, and yet:");
    assert_ne!(alike.words(), theirs.words());
    assert_eq!(
        alike.name, "xn--cruse-9of.example",
        "nothing is shown of it but that"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_squatted_name_comes_back_to_its_owner() {
    let gironde = Neighbour::start("gironde.example").await;
    let server = FalsePeer::start("landes.example").await;
    let owner = &server.stranger;
    let squatter = Stranger::new("landes.example", 9);
    let home = server.home();
    let answer = asks(&squatter, &gironde, &home, INTEGER_MAX).await;
    assert_eq!(answer, said(202, "taken"));
    let answer = asks(owner, &gironde, &home, 1).await;
    assert_eq!(answer, said(401, "key-unknown"), "as long as nobody looked");
    let ended = gironde
        .app()
        .federation
        .decide("landes.example", Action::End);
    ended.await.unwrap();
    assert_eq!(asks(owner, &gironde, &home, 1).await, said(202, "taken"));
    let peer = gironde.peer("landes.example").await;
    assert_eq!(peer.relation, Relation::RequestedByThem);
    assert_eq!(peer.key, owner.key.public());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_instance_takes_no_address_of_its_own_machine() {
    let gironde = Neighbour::start_with("gironde.example", |config| {
        config.server.public_url = Some("https://gironde.example".into());
    })
    .await;
    let server = FalsePeer::start("creuse.example").await;
    gironde.app().federation.publish().await.unwrap();
    let before = traces(&gironde).await;
    let body = server.stranger.asks("gironde.example", &server.home(), 1);
    let request = ("POST", PEERING, body.as_slice());
    let sent = server
        .stranger
        .request_to(Scheme::Rfc9421, "https://gironde.example", request, 0)
        .send(&gironde)
        .await;
    assert_eq!(sent.said(), said(403, "unexpected"));
    let asked = gironde.app().federation.introduce(&server.home()).await;
    assert!(asked.is_err());
    assert_eq!(traces(&gironde).await, before);
    assert_eq!(server.connections(), 0);
}
