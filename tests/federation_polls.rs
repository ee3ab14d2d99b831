//! What it costs to ask again where nothing is new, and when it is asked: answers as they stand on the wire, waits by a clock that the
//! test moves.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use maille::app::App;
use maille::clock::Clock;
use maille::federation::Peer;
use maille_federation::log::{Batch, Frame};
use maille_federation::signatures::Scheme;
use serde_json::json;

use super::support::adversary::false_peer::FalsePeer;
use super::support::adversary::wire::Answer;
use super::support::neighbour::{Neighbour, until};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const FIRST: &str = "019aab00-0000-7000-8000-000000000001";

async fn asked(by: &FalsePeer, of: &Neighbour, path: &str, tag: Option<&str>) -> Answer {
    let sent = by.stranger.get(Scheme::Rfc9421, of, path);
    match tag {
        Some(tag) => sent.with("if-none-match", tag).send(of).await,
        None => sent.send(of).await,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_pages_never_change_and_an_end_that_is_known_has_no_body() {
    let creuse = Neighbour::start("creuse.example").await;
    creuse.put_many(520).await;
    creuse.has_published().await;
    let gironde = FalsePeer::befriended("gironde.example", &creuse).await;
    for path in [
        "/federation/log/1/opening",
        "/federation/log/1/0",
        "/federation/log/1/0/contents/0",
    ] {
        let answer = asked(&gironde, &creuse, path, None).await;
        assert_eq!(answer.status, 200, "{path}");
        let contents = path.ends_with("contents/0");
        let caching = answer.header("cache-control").unwrap();
        assert!(
            caching.starts_with("private, no-transform"),
            "{path}: {caching}"
        );
        assert_eq!(
            caching.ends_with("immutable"),
            !contents,
            "{path}: {caching}"
        );
        let tag = answer.header("etag").unwrap().to_owned();
        assert!(tag.starts_with('"') && tag.len() == 34, "{path}: {tag}");
        let again = asked(&gironde, &creuse, path, Some(&tag)).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), Some(tag.as_str()), "{path}");
        let other = asked(&gironde, &creuse, path, Some("\"0123\"")).await;
        assert_eq!(other.status, 200, "{path}");
    }
    let tail = asked(&gironde, &creuse, "/federation/log/1/tail/520", None).await;
    assert_eq!(
        tail.header("cache-control"),
        Some("private, no-transform, no-cache")
    );
    assert_eq!(
        tail.body,
        nothing_behind(520),
        "it is known before it is asked for"
    );
    let tag = tail.header("etag").unwrap();
    let again = asked(&gironde, &creuse, "/federation/log/1/tail/520", Some(tag)).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert!(
        again.header("maille-checkpoint").is_some(),
        "where it stands is said all the same"
    );
}

/// An answer that has nothing behind an entry of the first epoch.
fn nothing_behind(after: u64) -> Vec<u8> {
    let frame = Frame {
        origin: "creuse.example".parse().unwrap(),
        epoch: 1,
        after,
        entries: 0,
        contents: 0,
        part: 0,
        parts: 1,
    };
    Batch::write(&frame, &[], None, &[]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_poll_is_one_question_whose_answer_has_no_body() {
    let creuse = Neighbour::start("creuse.example").await;
    creuse.put_many(3).await;
    let mut gironde = Neighbour::start("gironde.example").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    gironde.stop().await;
    let app = gironde.alone().await;
    let peer = app.federation.peer("creuse.example").await.unwrap();
    let idle = app.federation.pull(&peer).await.unwrap();
    assert!(idle.agreed, "{idle:?}");
    assert_eq!((idle.requests, idle.bytes, idle.entries), (1, 0, 0));
    creuse.put("nouvelle", "Nouvelle").await;
    creuse.has_published().await;
    let news = app.federation.pull(&peer).await.unwrap();
    assert!(
        news.agreed && news.entries == 1 && news.bytes > 0,
        "{news:?}"
    );
    app.close().await;
}

/// An instance whose clock the test moves, and a peer whose log it holds already.
async fn by_the_clock() -> (Neighbour, Arc<App>, FalsePeer) {
    let mut gironde = Neighbour::start("gironde.example").await;
    let creuse = FalsePeer::start("creuse.example").await;
    let content = json!({"name": "Médiathèque", "address": {"postal_code": "23000", "municipality": "Saint-Essai"}});
    creuse.log(|log, owner| log.put(owner, FIRST, 1, content));
    creuse.befriend(&gironde).await;
    gironde.stop().await;
    gironde.clock = Clock::fixed(Clock::real().now_ms());
    let app = gironde.alone().await;
    let origin = creuse.stranger.origin.clone();
    app.federation.ask_soon(&origin).await.unwrap();
    (gironde, app, creuse)
}

async fn is_due(app: &App) -> Option<Peer> {
    let due = app.federation.due().await.unwrap();
    due.into_iter()
        .find(|peer| peer.origin.as_str() == "creuse.example")
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_each_quarter_of_an_hour_give_or_take_a_fifth() {
    let (gironde, app, creuse) = by_the_clock().await;
    let before = creuse.count("/tail/");
    let mut waits = Vec::new();
    for _ in 0..60 {
        let peer = is_due(&app).await.expect("it is due");
        app.federation.exchange(&peer).await.unwrap();
        let peer = app.federation.peer("creuse.example").await.unwrap();
        assert_eq!(peer.fault, "");
        let wait = peer.due - app.clock.now_ms();
        gironde.clock.advance_ms(wait - 1);
        assert_eq!(is_due(&app).await, None, "not before it is time");
        gironde.clock.advance_ms(1);
        waits.push(wait);
    }
    let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
    assert!((12 * MINUTE..13 * MINUTE).contains(least), "{waits:?}");
    assert!((17 * MINUTE..=18 * MINUTE).contains(most), "{waits:?}");
    let mean = waits.iter().sum::<i64>() / waits.len() as i64;
    assert!((14 * MINUTE..16 * MINUTE).contains(&mean), "{mean}");
    // The first of them also asked the peer what it knows of our own log.
    let tails = creuse.count("/tail/") - before;
    assert!(
        (60..=61).contains(&tails),
        "one question each time: {tails}"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_is_asked_less_and_less_often_up_to_six_hours() {
    let (gironde, app, creuse) = by_the_clock().await;
    creuse.answers(|_| Some(Response::builder().status(503).body(Body::empty()).unwrap()));
    let begun = app.clock.now_ms();
    let mut waits = Vec::new();
    let mut came = Vec::new();
    while app.clock.now_ms() < begun + 7 * DAY {
        let before = creuse.came().len();
        let peer = is_due(&app).await.expect("it is due");
        app.federation.exchange(&peer).await.unwrap();
        came.push((app.clock.now_ms() - begun, creuse.came().len() - before));
        let peer = app.federation.peer("creuse.example").await.unwrap();
        assert_eq!(peer.tried, Some(app.clock.now_ms()));
        assert!(!peer.fault.is_empty());
        waits.push(peer.due - app.clock.now_ms());
        gironde.clock.advance_ms(peer.due - app.clock.now_ms());
    }
    let seconds: Vec<i64> = waits.iter().map(|wait| wait / 1000).collect();
    assert_eq!(
        seconds[..11],
        [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15_360, 21_600]
    );
    assert!(
        seconds[10..].iter().all(|wait| *wait == 21_600),
        "{seconds:?}"
    );
    let last_day: usize = came
        .iter()
        .filter(|(at, _)| *at >= 6 * DAY)
        .map(|(_, count)| count)
        .sum();
    assert!(
        last_day <= 4 * 4,
        "a few probes a day: {last_day} of {came:?}"
    );

    creuse.behaves();
    let peer = is_due(&app).await.expect("it is due");
    app.federation.exchange(&peer).await.unwrap();
    let peer = app.federation.peer("creuse.example").await.unwrap();
    assert_eq!((peer.fault.as_str(), peer.failures), ("", 0));
    assert!(
        peer.due - app.clock.now_ms() <= 18 * MINUTE,
        "as if nothing had been"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_nobody_looks_at_is_forgotten_after_seven_days() {
    let (gironde, app, creuse) = by_the_clock().await;
    let asks = async |name: &str| {
        let stranger = super::support::adversary::Stranger::new(name, 5);
        let body = stranger.asks("gironde.example", &creuse.home(), 1);
        app.federation
            .receive_peering(&stranger.origin, &body)
            .await
            .unwrap();
    };
    let waiting = async || app.federation.waiting().await.unwrap();
    asks("landes.example").await;
    gironde.clock.advance_ms(6 * DAY);
    asks("lot.example").await;
    app.federation.forget_old_requests().await.unwrap();
    assert_eq!(waiting().await, 2);
    gironde.clock.advance_ms(DAY + 1);
    app.federation.forget_old_requests().await.unwrap();
    assert_eq!(waiting().await, 1, "without anybody who asks after it");
    assert!(app.federation.peer("landes.example").await.is_err());
    assert!(app.federation.peer("lot.example").await.is_ok());
    gironde.clock.advance_ms(7 * DAY);
    asks("gers.example").await;
    assert_eq!(waiting().await, 1, "nor when the next one asks");
    app.close().await;
}

/// Both clocks matter: each refuses what the other signs, says so, and agrees again by itself once the clock is right.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_two_hours_off_is_told_and_once_set_right_both_agree_again() {
    let creuse = Neighbour::start("creuse.example").await;
    let mut gironde = Neighbour::start("gironde.example").await;
    creuse.put("mairie", "Mairie").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    gironde.stop().await;
    gironde.clock = Clock::fixed(Clock::real().now_ms() + 2 * HOUR);
    gironde.go_on().await;
    let place = creuse.put("poste", "Poste").await;
    let refused = async |here: &Neighbour, there: &Neighbour, beyond: std::ops::Range<i64>| {
        until("the difference is told", async || {
            here.asks_soon(there).await;
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            // Time goes on there too.
            gironde.clock.advance_ms(100);
            let peer = here.peer(&there.origin).await;
            !peer.fault.is_empty() && beyond.contains(&peer.clock_s.unwrap_or(0))
        })
        .await;
        let words = here
            .desk(&format!("/administration/voisins/{}", there.origin))
            .await;
        assert!(
            words.contains("Les deux horloges sont trop éloignées"),
            "{words}"
        );
    };
    refused(&gironde, &creuse, -7_500..-7_000).await;
    assert_eq!(gironde.name_of(&place).await, None);
    let fault = gironde.peer("creuse.example").await.fault;
    assert!(fault.contains("401"), "{fault}");

    let ahead = gironde.clock.now_ms() - Clock::real().now_ms();
    gironde.clock.advance_ms(-ahead);
    until("it agrees again", async || {
        gironde.asks_soon(&creuse).await;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        gironde.clock.advance_ms(100);
        // What arrived is written before it is noted that the peer answered.
        let peer = gironde.peer("creuse.example").await;
        gironde.name_of(&place).await.is_some() && peer.fault.is_empty()
    })
    .await;
    let peer = gironde.peer("creuse.example").await;
    assert_eq!(peer.stopped, "");
    assert!(peer.clock_s.unwrap_or(0).abs() < 60, "{peer:?}");
}
