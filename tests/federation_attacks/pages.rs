//! Pages that another reader would read otherwise, and a log that never ends.

use std::sync::Mutex;
use std::time::Duration;

use maille::federation::Action;

use super::answers::headed;
use super::{FIRST, SECOND, Siege, place};
use crate::support::adversary::Stranger;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::neighbour::until;
use crate::support::visitor::client;

/// What is changed in a good page, and the word that it meets.
type Change = (fn(&str) -> String, &'static str);

#[tokio::test(flavor = "multi_thread")]
async fn json_that_others_would_read_otherwise_stops_a_log() {
    let siege = Siege::begin().await;
    let changes: [Change; 22] = [
        (|_| String::new(), "log-form"),
        (|_| "\n".to_owned(), "log-form"),
        (|_| "\0\n".to_owned(), "log-form"),
        (|_| "{}\n".to_owned(), "log-form"),
        (
            |_| format!("{}{}\n", "[".repeat(100_000), "]".repeat(100_000)),
            "log-form",
        ),
        (|page| format!("{page}x"), "log-form"),
        (|page| format!("{page}\n"), "log-form"),
        (|page| format!("{page}{{}}\n"), "log-form"),
        (|page| page.trim_end().to_owned(), "log-form"),
        (|page| page.replace('\n', "\r\n"), "log-form"),
        (|page| format!("\u{feff}{page}"), "log-form"),
        (
            |page| page.replacen("{\"after\":", "{\"after\":0,\"after\":", 1),
            "log-form",
        ),
        (
            |page| page.replacen("{\"after\":", "{\"after\":9", 1),
            "log-elsewhere",
        ),
        (
            |page| page.replacen("\"entries\":1", "\"entries\":9007199254740991", 1),
            "log-form",
        ),
        (
            |page| page.replacen("\"contents\":1", "\"contents\":500", 1),
            "log-form",
        ),
        (
            |page| page.replacen("creuse.example", "landes.example", 1),
            "log-elsewhere",
        ),
        (
            |page| page.replacen("\"op\":\"put\"", "\"op\":\"PUT\"", 1),
            "log-entry",
        ),
        (
            |page| page.replacen("{\"at\":", "{\"at\":\"\\ud800\",\"at\":", 1),
            "log-entry",
        ),
        // The hash of each of these is not the one that the entry names.
        (|page| page.replacen("Fab lab", "\\ud800", 1), "log-stray"),
        (|page| page.replacen("Fab lab", "Fab\tlab", 1), "log-stray"),
        (
            |page| page.replacen("\"name\"", "\"name\":\"a\",\"name\"", 1),
            "log-stray",
        ),
        (
            |page| {
                let seal = page.lines().nth(2).unwrap();
                page.replacen(seal, &seal.replace("\"count\":", "\"count\":9"), 1)
            },
            "log-seal",
        ),
    ];
    for (change, word) in changes {
        let page = siege.creuse.log(|log, owner| {
            let mut further = log.clone();
            further.put(owner, SECOND, 1, place("Fab lab"));
            String::from_utf8(further.tail(log.head.seq)).unwrap()
        });
        let other = change(&page);
        assert_ne!(other, page);
        let sent = other.clone();
        let fault = siege.answered(move || headed("x", "y", sent.clone())).await;
        let peer = siege.gironde.peer("creuse.example").await;
        assert_eq!(peer.stopped, fault, "{other:.200}");
        assert!(fault.starts_with(word), "{fault}: {other:.200}");
        assert_eq!(siege.gironde.name_of(SECOND).await, None);
        siege.resumed().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_no_reader_takes_stops_a_log_even_if_its_hash_fits() {
    let siege = Siege::begin().await;
    let long = "a".repeat(70_000);
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    for (content, word) in [
        ("{\"a\":1,\"a\":2}".to_owned(), "log-content"),
        ("{\"a\":\"\\ud800\"}".to_owned(), "log-content"),
        ("{}x".to_owned(), "log-content"),
        ("{}".to_owned(), "log-content"),
        (deep, "log-content"),
        (format!("{{\"a\":\"{long}\"}}"), "log-content"),
        ("{\"a\":1e400}".to_owned(), "log-content"),
    ] {
        let (page, header) = siege.creuse.log(|log, owner| {
            let mut further = log.clone();
            further.put_bytes(owner, SECOND, content.as_bytes());
            let header = further.checkpoint(owner).header();
            (further.tail(log.head.seq), header)
        });
        let answer = move || headed("maille-checkpoint", &header, page.clone());
        let fault = siege.answered(answer).await;
        assert!(fault.starts_with(word), "{fault}: {content:.80}");
        siege.resumed().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_without_end_keeps_nobody_else_waiting() {
    let siege = Siege::begin().await;
    let landes = FalsePeer::befriended("landes.example", &siege.gironde).await;
    // At each question there is one more entry.
    let log = siege.creuse.log(|log, _| log.clone());
    let growing = Mutex::new((log, Stranger::new("creuse.example", 1)));
    siege.creuse.answers(move |came| {
        let after = came.path.split("/tail/").nth(1)?;
        let mut growing = growing.lock().unwrap();
        let (log, owner) = &mut *growing;
        let next = log.head.seq + 1;
        log.put(owner, FIRST, next, place("Médiathèque"));
        let header = log.checkpoint(owner).header();
        let tail = log.tail(after.parse().unwrap());
        Some(headed("maille-checkpoint", &header, tail))
    });
    siege.creuse.asked(&siege.gironde).await;
    until("it is well under way", async || {
        siege.creuse.count("/tail/") > 20
    })
    .await;
    landes.log(|log, owner| log.put(owner, SECOND, 1, place("Fab lab")));
    landes.asked(&siege.gironde).await;
    until("the other one is heard", async || {
        siege.gironde.name_of(SECOND).await.as_deref() == Some("Fab lab")
    })
    .await;
    let asked = siege.creuse.count("/tail/");
    until("it still goes on", async || {
        siege.creuse.count("/tail/") > asked
    })
    .await;
    let page = client()
        .get(format!("http://{}/", siege.gironde.address))
        .send()
        .await;
    assert_eq!(page.unwrap().status(), 200, "visitors are served");
    let federation = &siege.gironde.app().federation;
    let decided = federation.decide("creuse.example", Action::Suspend);
    decided.await.unwrap();
    until("a person ends it", async || {
        let before = siege.creuse.count("/tail/");
        tokio::time::sleep(Duration::from_millis(700)).await;
        siege.creuse.count("/tail/") == before
    })
    .await;
}
