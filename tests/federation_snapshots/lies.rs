//! Snapshots that their owner never signed so: each is refused by a word, nothing of it stays, and the log is read instead.

use axum::body::Body;
use axum::response::Response;
use maille_federation::message::Signed;
use maille_federation::record::Record;
use maille_federation::signatures::Scheme;
use maille_federation::snapshot::{SnapshotFrame, write_part};
use serde_json::json;

use crate::support::adversary::false_log::FalseLog;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::adversary::{Stranger, now};
use crate::support::neighbour::{Neighbour, until};

const FIRST: &str = "019aab00-0000-7000-8000-000000000001";
const SECOND: &str = "019aab00-0000-7000-8000-000000000002";
const SNAPSHOT: &str = "/federation/snapshot/";
const LOG: &str = "/federation/log/1/tail/0";
/// Entries on each of two records.
const TIMES: u64 = 255;

/// What is given out as the first part.
type Lie = fn(&FalseLog, &Stranger) -> Vec<u8>;

fn place(name: &str) -> serde_json::Value {
    json!({"name": name, "address": {"postal_code": "23000", "municipality": "Saint-Essai"}})
}

/// A peer with a log that is long enough for a snapshot, with two records that live.
async fn long(origin: &str) -> FalsePeer {
    let peer = FalsePeer::start(origin).await;
    peer.log(|log, owner| {
        for revision in 1..=TIMES {
            for uuid in [FIRST, SECOND] {
                log.put(owner, uuid, revision, place(&format!("Lieu {revision}")));
            }
        }
    });
    peer
}

fn frame(log: &FalseLog, owner: &Stranger) -> SnapshotFrame {
    SnapshotFrame {
        origin: owner.origin.clone(),
        epoch: 1,
        seq: log.head.seq,
        part: 0,
        parts: 1,
        records: log.living.len() as u64,
    }
}

/// The records that live.
fn living(log: &FalseLog) -> Vec<&[u8]> {
    let items = log.living.values();
    let bytes = items.filter_map(|item| log.contents.get(&item.hash));
    bytes.map(Vec::as_slice).collect()
}

fn written(frame: SnapshotFrame, records: &[&[u8]]) -> Vec<u8> {
    let frame = SnapshotFrame {
        records: records.len() as u64,
        ..frame
    };
    write_part(&frame, records).unwrap()
}

fn honest(log: &FalseLog, owner: &Stranger) -> Vec<u8> {
    written(frame(log, owner), &living(log))
}

/// Gives out this as its snapshot, whichever part is asked for.
fn gives(peer: &FalsePeer, lie: Lie) {
    let body = peer.log(|log, owner| lie(log, owner));
    peer.answers(move |came| {
        let body = Body::from(body.clone());
        came.path.starts_with(SNAPSHOT).then(|| Response::new(body))
    });
}

/// How often a word was counted for a peer.
async fn refused(of: &Neighbour, peer: &FalsePeer) -> Vec<(String, u64)> {
    let federation = &of.app().federation;
    federation.write_refused().await.unwrap();
    let refused = federation.refused(Some(&peer.stranger.origin)).await;
    let refused = refused.unwrap().into_iter();
    refused.map(|one| (one.code, one.times)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_is_not_what_its_owner_signed_is_refused_and_the_log_is_read() {
    let gironde = Neighbour::start("gironde.example").await;
    let good = long("creuse.example").await;
    gives(&good, honest);
    good.befriend(&gironde).await;
    assert_eq!(good.count(LOG), 0, "who tells the truth is believed");
    assert_eq!(gironde.held_of("creuse.example").await, 2);
    assert_eq!(refused(&gironde, &good).await, []);

    // What its copy has not, it does not give on, and says where it begins.
    let mirrored = async |rest: &str| {
        let path = format!("/federation/mirror/creuse.example/{rest}");
        let asked = good.stranger.get(Scheme::Rfc9421, &gironde, &path);
        asked.send(&gironde).await
    };
    for rest in ["log/1/0", "log/1/0/contents/0", "snapshot/1/510/0"] {
        let said = mirrored(rest).await.said();
        assert_eq!(said, (404, "not-found".to_owned()), "{rest}");
    }
    let tail = mirrored("log/1/tail/0").await;
    let first = tail.body.split(|byte| *byte == b'\n').next().unwrap();
    let first: serde_json::Value = serde_json::from_slice(first).unwrap();
    assert_eq!((tail.status, &first["after"]), (200, &json!(510)));

    let lies: [(Lie, &str); 9] = [
        (
            |log, owner| written(frame(log, owner), &living(log)[1..]),
            "snapshot-count",
        ),
        (
            |log, owner| {
                let third = record(owner, "019aab00-0000-7000-8000-000000000003", 1);
                let mut records = living(log);
                records.push(third.bytes());
                written(frame(log, owner), &records)
            },
            "snapshot-count",
        ),
        (
            |log, owner| {
                let old = record(owner, SECOND, 1);
                written(frame(log, owner), &[living(log)[0], old.bytes()])
            },
            "snapshot-root",
        ),
        (
            |log, owner| {
                let other = Stranger::new("landes.example", 1);
                let foreign = record(&other, SECOND, TIMES);
                written(frame(log, owner), &[living(log)[0], foreign.bytes()])
            },
            "snapshot-record",
        ),
        (
            |log, owner| {
                let thief = Stranger::new(owner.origin.as_str(), 9);
                let forged = record(&thief, SECOND, TIMES);
                written(frame(log, owner), &[living(log)[0], forged.bytes()])
            },
            "snapshot-record",
        ),
        (
            |log, owner| {
                let records = living(log);
                written(frame(log, owner), &[records[1], records[0]])
            },
            "snapshot-order",
        ),
        (
            |log, owner| {
                let endless = SnapshotFrame {
                    parts: 1 << 50,
                    ..frame(log, owner)
                };
                written(endless, &living(log))
            },
            "snapshot-form",
        ),
        (
            |log, owner| {
                let elsewhere = SnapshotFrame {
                    seq: 3,
                    ..frame(log, owner)
                };
                written(elsewhere, &living(log))
            },
            "snapshot-elsewhere",
        ),
        (|_, _| vec![b' '; 9 << 20], "snapshot-answer"),
    ];
    for (number, (lie, word)) in lies.into_iter().enumerate() {
        let origin = format!("voisin-{number}.example");
        let liar = long(&origin).await;
        gives(&liar, lie);
        liar.befriend(&gironde).await;
        assert_eq!(liar.count(SNAPSHOT), 1, "{word}");
        assert_eq!(liar.count(LOG), 1, "{word}: the log is read instead");
        until("it is counted", async || {
            refused(&gironde, &liar).await == [(word.to_owned(), 1)]
        })
        .await;
        let held = gironde.app().federation.held(&liar.stranger.origin).await;
        assert_eq!(held.unwrap().records, 2, "{word}");
        assert_eq!(gironde.peer(&origin).await.stopped, "", "{word}");
    }
    good.log(|log, owner| log.put(owner, FIRST, TIMES + 1, place("Suite")));
    good.asked(&gironde).await;
    good.settled(&gironde).await;
    assert_eq!(good.count(SNAPSHOT), 1, "others go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_whose_snapshot_is_always_elsewhere_is_read_entry_by_entry() {
    let gironde = Neighbour::start("gironde.example").await;
    let creuse = long("creuse.example").await;
    let mut places: Vec<String> = creuse.log(|log, owner| {
        let further = (1..20).map(|further| log.checkpoint_but(owner, |said| said.seq += further));
        further.map(|said| said.header()).collect()
    });
    creuse.answers(move |came| {
        let asked = came.path.starts_with(SNAPSHOT);
        let place = asked.then(|| places.pop()).flatten()?;
        let response = Response::builder().status(409);
        let response = response.header("maille-checkpoint", place);
        Some(response.body(Body::empty()).unwrap())
    });
    creuse.befriend(&gironde).await;
    assert_eq!(creuse.count(SNAPSHOT), 4);
    assert_eq!(gironde.held_of("creuse.example").await, 2);
    assert_eq!(refused(&gironde, &creuse).await, []);
}

fn record(by: &Stranger, uuid: &str, revision: u64) -> Signed<Record> {
    let mut log = FalseLog::new(by);
    let hash = log.put(by, uuid, revision, place("Pas celle-ci"));
    let record: Signed<Record> = maille_federation::message::Unverified::read(&log.contents[&hash])
        .unwrap()
        .verify(&|_| Some(by.key.public()))
        .unwrap();
    assert!(record.message().updated <= now(0));
    record
}
