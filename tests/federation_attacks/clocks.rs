//! Requests of another time, and the same request twice.

use maille_federation::moment::Moment;
use maille_federation::signatures::Scheme;

use super::{Siege, said};
use crate::support::adversary::wire::Sent;
use crate::support::adversary::{BOTH, now};
use crate::support::neighbour::{Neighbour, until};

const HOUR: i64 = 3_600;

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_whose_clock_is_off_is_told_our_time_and_may_still_read() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    let stranger = &siege.creuse.stranger;
    let hint = siege.creuse.log(|log, owner| log.checkpoint(owner));
    let sent = |scheme, what: (&str, &str, &[u8]), later_s| {
        stranger.request(scheme, &siege.gironde, what, later_s)
    };
    for scheme in BOTH {
        for (later_s, code) in [
            (-600, "too-old"),
            (-2 * HOUR, "too-old"),
            (600, "ahead"),
            (2 * HOUR, "ahead"),
            (365 * 24 * HOUR, "ahead"),
        ] {
            let post = ("POST", "/federation/hint", hint.bytes());
            let answer = sent(scheme, post, later_s).send(&siege.gironde).await;
            assert_eq!(answer.said(), said(401, code), "{later_s}");
            let ours = answer.header("date").and_then(Moment::from_http_date);
            assert!(ours.unwrap().distance_s(now(0)) < 300, "our time is said");

            let get = ("GET", "/federation/log/1/tail/0", &b""[..]);
            let answer = sent(scheme, get, later_s).send(&siege.gironde).await;
            match later_s.abs() {
                600 => assert_eq!(answer.status, 200, "{later_s}"),
                _ => assert_eq!(answer.said(), said(401, code), "{later_s}"),
            }
        }
    }
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_with_another_clock_is_pulled_and_the_difference_is_known() {
    let siege = Siege::begin().await;
    let log = siege.creuse.log(|log, owner| {
        let checkpoint = log.checkpoint(owner).header();
        (log.tail(1), checkpoint)
    });
    siege.creuse.answers(move |came| {
        let (tail, checkpoint) = log.clone();
        let response = http::Response::builder()
            .header("date", now(-2 * HOUR).http_date())
            .header("maille-checkpoint", checkpoint);
        (came.path.contains("/tail/")).then(|| response.body(tail.into()).unwrap())
    });
    siege.creuse.asked(&siege.gironde).await;
    until("the difference is known", async || {
        let peer = siege.gironde.peer("creuse.example").await;
        let clock_s = peer.clock_s.unwrap_or(0);
        assert_eq!(peer.fault, "");
        (-2 * HOUR - 300..-2 * HOUR + 300).contains(&clock_s)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_is_taken_once() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    let stranger = &siege.creuse.stranger;
    let hint = siege.creuse.log(|log, owner| log.checkpoint(owner));
    for scheme in BOTH {
        let sent = stranger.post(scheme, &siege.gironde, "/federation/hint", hint.bytes());
        assert_eq!(sent.send(&siege.gironde).await.said(), said(202, "taken"));
        for _ in 0..3 {
            let again = sent.send(&siege.gironde).await;
            assert_eq!(again.said(), said(409, "replayed"));
        }
        // What is not signed does not make another message of it.
        let sent = sent.with("x-other", "1");
        let again = sent.send(&siege.gironde).await;
        assert_eq!(again.said(), said(409, "replayed"));
        let get = stranger.get(scheme, &siege.gironde, "/federation/keys");
        for _ in 0..2 {
            assert_eq!(get.send(&siege.gironde).await.status, 200);
        }
    }
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_for_one_instance_is_none_for_another() {
    let siege = Siege::begin().await;
    let landes = Neighbour::start("landes.example").await;
    siege.creuse.befriend(&landes).await;
    let before = siege.before().await;
    let stranger = &siege.creuse.stranger;
    let hint = siege.creuse.log(|log, owner| log.checkpoint(owner));
    for scheme in BOTH {
        let sent = stranger.post(scheme, &landes, "/federation/hint", hint.bytes());
        let elsewhere = sent.send(&siege.gironde).await;
        assert_eq!(elsewhere.said(), said(401, "authority"));
        let forwarded = sent
            .clone()
            .with("x-forwarded-host", &siege.gironde.address.to_string());
        let elsewhere = forwarded.send(&siege.gironde).await;
        assert_eq!(elsewhere.said(), said(401, "authority"));
        let host = siege.gironde.address.to_string();
        let renamed = Sent {
            headers: sent.headers.clone(),
            ..sent.clone()
        };
        let renamed = renamed.without("host").with("host", &host);
        let elsewhere = renamed.send(&siege.gironde).await;
        assert_eq!(elsewhere.said(), said(401, "signature"));
        assert_eq!(sent.send(&landes).await.said(), said(202, "taken"));
    }
    let asked = stranger.asks("landes.example", &siege.creuse.home(), 9);
    let sent = stranger.post(
        Scheme::Rfc9421,
        &siege.gironde,
        "/federation/peering",
        &asked,
    );
    let answer = sent.send(&siege.gironde).await;
    assert_eq!(
        answer.said(),
        said(403, "unexpected"),
        "signed anew, still for another"
    );
    siege.unmoved(&before).await;
}
