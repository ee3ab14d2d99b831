//! What one peer may cost another: pages are packed once, and whoever sends or reads too much is told so.

use maille::config::Config;
use maille::federation::{Action, Trouble};
use maille_federation::signatures::Scheme;

use super::support::adversary::false_peer::FalsePeer;
use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_page_is_packed_once_for_all_who_read_it_and_anew_once_contents_went() {
    const SECRET: &str = "Nom à oublier";
    let creuse = Neighbour::start("creuse.example").await;
    let place = creuse.put("oubliee", SECRET).await;
    creuse.put_many(1_200).await;
    creuse.has_published().await;
    let packed = || creuse.app().federation.pages_packed();
    let gironde = Neighbour::start("gironde.example").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(packed(), 2, "two pages are closed");
    let landes = Neighbour::start("landes.example").await;
    landes.befriend(&creuse).await;
    landes.agrees_with(&creuse).await;
    assert_eq!(packed(), 2, "whoever comes later reads the same");
    assert_eq!(landes.held_of("creuse.example").await, 1_201);

    let federation = &creuse.app().federation;
    federation.erase(&place, "Camille").await.unwrap();
    let lot = Neighbour::start("lot.example").await;
    lot.befriend(&creuse).await;
    lot.agrees_with(&creuse).await;
    assert_eq!(packed(), 4, "what shrank is read anew");
    assert_eq!(lot.rows_with("log_content", "oubl").await, 0);
    assert_eq!(lot.held_of("creuse.example").await, 1_200);
}

on_both!(who_shares_more_than_is_held_of_one_peer_stops_and_says_so);

async fn who_shares_more_than_is_held_of_one_peer_stops_and_says_so(url: Option<&str>) {
    let other = url.and_then(|_| cluster::database(module_path!()));
    let creuse = Neighbour::start_on("creuse.example", other).await;
    creuse.put_many(1_600).await;
    creuse.has_published().await;
    let here = url.map(str::to_owned);
    let mut gironde = Neighbour::start_with("gironde.example", |config| {
        config.database.url = here.clone();
        config.federation.peer_records_max = 700;
    })
    .await;
    gironde.befriend(&creuse).await;
    let stopped = stopped(&gironde).await;
    assert!(
        stopped.contains("`federation.peer_records_max`"),
        "{stopped}"
    );
    assert_eq!(
        gironde.held_of("creuse.example").await,
        1_000,
        "to the end of a page"
    );
    let peer = gironde.peer("creuse.example").await;
    assert_eq!(
        peer.trouble().map(|(trouble, _)| trouble),
        Some(Trouble::Full)
    );

    go_on_with(&mut gironde, |config| {
        config.federation.peer_records_max = 10_000;
        config.federation.peer_bytes_max = 10_000;
    })
    .await;
    let stopped = self::stopped(&gironde).await;
    assert!(stopped.contains("`federation.peer_bytes_max`"), "{stopped}");
    assert_eq!(
        gironde.held_of("creuse.example").await,
        1_000,
        "nothing more"
    );

    go_on_with(&mut gironde, |config| {
        config.federation.peer_bytes_max = 100_000_000
    })
    .await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.held_of("creuse.example").await, 1_600);
}

async fn stopped(one: &Neighbour) -> String {
    let mut why = String::new();
    until("it stops", async || {
        why = one.peer("creuse.example").await.stopped;
        !why.is_empty()
    })
    .await;
    why
}

/// Starts it again with other bounds, and somebody decides to go on.
async fn go_on_with(one: &mut Neighbour, change: impl FnOnce(&mut Config)) {
    one.stop().await;
    one.configure(change);
    one.go_on().await;
    let federation = &one.app().federation;
    let decided = federation.decide("creuse.example", Action::Accept).await;
    decided.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_begins_from_zero_again_and_again_waits() {
    let creuse = Neighbour::start_with("creuse.example", |config| {
        config.federation.reader_bytes_max = 200_000;
    })
    .await;
    creuse.put_many(100).await;
    creuse.has_published().await;
    let greedy = FalsePeer::befriended("landes.example", &creuse).await;
    let mut answers = Vec::new();
    for _ in 0..20 {
        let path = "/federation/log/1/tail/0";
        let sent = greedy.stranger.get(Scheme::Rfc9421, &creuse, path);
        answers.push(sent.send(&creuse).await);
        if answers.last().unwrap().status != 200 {
            break;
        }
    }
    let last = answers.last().unwrap();
    assert_eq!(last.said(), (429, "read-enough".to_owned()), "{last:?}");
    let wait: u64 = last.header("retry-after").unwrap().parse().unwrap();
    assert!((80_000..=86_400).contains(&wait), "{wait}");
    assert!(answers.len() > 2, "a first copy is no abuse");

    let gironde = Neighbour::start("gironde.example").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.held_of("creuse.example").await, 100);
}
