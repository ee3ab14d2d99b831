//! A copy that differs from what its owner holds: mended, and nothing is taken out before the owner's root was compared again.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;

use super::{FIRST, SECOND, Siege, place};
use crate::support::adversary::false_log::record_id;
use crate::support::neighbour::until;

impl Siege {
    /// Its owner's log stays as it is, and of what lives in it one record is not there any more.
    fn holds_less(&self) {
        self.creuse.log(|log, owner| {
            let id = record_id(owner, SECOND).to_string();
            log.living.remove(&id).unwrap();
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_owner_does_not_hold_is_taken_out_once_its_root_was_compared_again() {
    let siege = Siege::begin().await;
    siege
        .creuse
        .log(|log, owner| log.put(owner, SECOND, 1, place("De trop")));
    siege.creuse.asked(&siege.gironde).await;
    until("both are here", async || {
        siege.gironde.name_of(SECOND).await.is_some()
    })
    .await;
    siege.creuse.settled(&siege.gironde).await;

    // It says one thing while it is walked through, and another afterwards: nothing is taken out.
    siege.holds_less();
    let before = siege.creuse.log(|log, owner| {
        let mut whole = log.clone();
        whole.put(owner, FIRST, 9, place("Autre"));
        whole.checkpoint_but(owner, |said| {
            said.seq = log.head.seq;
            said.chain = log.head.chain;
        })
    });
    let mut tails = 0;
    let other = before.header();
    let (tail, less) = siege
        .creuse
        .log(|log, owner| (log.tail(log.head.seq), log.checkpoint(owner).header()));
    siege.creuse.answers(move |came| {
        came.path.contains("/tail/").then(|| {
            tails += 1;
            let checkpoint = if tails == 1 {
                less.clone()
            } else {
                other.clone()
            };
            let response = Response::builder().header("maille-checkpoint", checkpoint);
            response.body(Body::from(tail.clone())).unwrap()
        })
    });
    let fault = siege.creuse.fault(&siege.gironde).await;
    assert!(fault.contains("moved on"), "{fault}");
    assert!(siege.gironde.name_of(SECOND).await.is_some());

    siege.creuse.behaves();
    until("what is surplus goes", async || {
        siege.creuse.asked(&siege.gironde).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        siege.gironde.name_of(SECOND).await.is_none()
    })
    .await;
    siege.creuse.settled(&siege.gironde).await;
    assert_eq!(
        siege.gironde.name_of(FIRST).await.as_deref(),
        Some("Médiathèque"),
        "and nothing else"
    );
    assert_eq!(siege.gironde.held_of("creuse.example").await, 1);
    let peer = siege.gironde.peer("creuse.example").await;
    assert_eq!((peer.fault.as_str(), peer.stopped.as_str()), ("", ""));
}
