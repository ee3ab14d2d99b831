//! Logs that do not hold together: their origin stops and says why, what was known stays, and others go on.

use axum::body::Body;
use axum::response::Response;
use maille::federation::Action;
use maille_federation::log::Op;
use maille_federation::origin::RecordId;

use super::{FIRST, SECOND, Siege, place};
use crate::support::adversary::Stranger;
use crate::support::adversary::false_log::FalseLog;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::adversary::held::held;
use crate::support::adversary::traces::{Traces, traces};
use crate::support::neighbour::until;

impl Siege {
    /// Lets the log be asked for, and says why it stopped; nothing of it may have been taken.
    async fn stops(&self) -> String {
        let before = self.rows().await;
        let fault = self.creuse.fault(&self.gironde).await;
        let peer = self.gironde.peer("creuse.example").await;
        assert_eq!(peer.stopped, fault, "nothing more is pulled");
        assert_eq!(self.rows().await, before);
        let name = self.gironde.name_of(FIRST).await;
        assert_eq!(name.as_deref(), Some("Médiathèque"));
        fault
    }

    /// The proof that it told two histories, as anybody can check it.
    async fn proof(&self) -> String {
        let (owner, federation) = (&self.creuse.stranger, &self.gironde.app().federation);
        let fork = federation.fork(&owner.origin).await.unwrap().unwrap();
        let key = owner.key.public();
        let key = |id: &maille_federation::origin::KeyId| (*id == owner.key_id).then_some(key);
        maille_federation::log::ForkEvidence::read(&fork.evidence, &key).unwrap();
        String::from_utf8(fork.evidence).unwrap()
    }

    /// All but what is kept of the exchange itself, and the proof of a fork.
    async fn rows(&self) -> Traces {
        let mut rows = traces(&self.gironde).await;
        rows.remove("peer");
        rows.remove("fork_evidence");
        rows
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_somebody_else_stops_a_log() {
    let siege = Siege::begin().await;
    let landes = FalsePeer::befriended("landes.example", &siege.gironde).await;
    siege.creuse.settled(&siege.gironde).await;
    siege.creuse.log(|log, owner| {
        let other = Stranger::new("landes.example", 1);
        let id = RecordId::new(other.origin, SECOND.parse().unwrap()).unwrap();
        log.put_as(owner, (id, "place", 1), place("Pas à moi"));
    });
    let fault = siege.stops().await;
    assert!(fault.contains("log-owner"), "{fault}");

    landes.log(|log, owner| log.put(owner, SECOND, 1, place("Fab lab")));
    landes.asked(&siege.gironde).await;
    until("others go on", async || {
        siege.gironde.name_of(SECOND).await.as_deref() == Some("Fab lab")
    })
    .await;
    let asked = siege.creuse.came().len();
    siege.creuse.asked(&siege.gironde).await;
    landes.asked(&siege.gironde).await;
    landes.settled(&siege.gironde).await;
    assert_eq!(siege.creuse.came().len(), asked, "who stopped is not asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_is_not_revived() {
    for revision in [1, 2] {
        let siege = Siege::begin().await;
        siege
            .creuse
            .log(|log, owner| log.remove(owner, FIRST, 2, Op::Delete));
        siege.creuse.asked(&siege.gironde).await;
        until("the record goes", async || {
            siege.gironde.name_of(FIRST).await.is_none()
        })
        .await;
        siege.creuse.settled(&siege.gironde).await;
        let before = siege.rows().await;
        siege
            .creuse
            .log(|log, owner| log.put(owner, FIRST, revision, place("Revenante")));
        let fault = siege.creuse.fault(&siege.gironde).await;
        assert!(fault.contains("log-revision"), "{fault}");
        assert_eq!(siege.rows().await, before);
        assert_eq!(siege.gironde.name_of(FIRST).await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_revision_does_not_come_back() {
    let siege = Siege::begin().await;
    siege
        .creuse
        .log(|log, owner| log.put(owner, FIRST, 1, place("Ancienne")));
    let fault = siege.stops().await;
    assert!(fault.contains("log-revision"), "{fault}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_histories_are_a_fork() {
    let siege = Siege::begin().await;
    siege.creuse.log(|log, owner| {
        let opening = log.opening.clone();
        *log = FalseLog::new(owner);
        log.head = maille_federation::log::Head::opened(&opening);
        log.opening = opening;
        log.put(owner, SECOND, 1, place("Autre histoire"));
    });
    let fault = siege.stops().await;
    assert!(fault.starts_with("fork"), "{fault}");
    assert!(!siege.proof().await.contains("\"lines\":["));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_was_changed_below_is_seen_at_the_next_entry() {
    let siege = Siege::begin().await;
    siege.creuse.log(|log, owner| {
        let opening = log.opening.clone();
        *log = FalseLog::new(owner);
        log.head = maille_federation::log::Head::opened(&opening);
        log.opening = opening;
        log.put(owner, SECOND, 1, place("Autre histoire"));
        log.put(owner, SECOND, 2, place("Suite"));
    });
    let fault = siege.stops().await;
    assert!(fault.contains("log-chain"), "{fault}");
    assert!(siege.proof().await.contains("\"lines\":["));
}

/// Answers with this checkpoint at each question for the log, and what else the log says.
fn says_of_itself(siege: &Siege, change: impl FnOnce(&mut maille_federation::log::Checkpoint)) {
    let (tail, checkpoint) = siege.creuse.log(|log, owner| {
        let checkpoint = log.checkpoint_but(owner, change);
        (log.tail(1), checkpoint.header())
    });
    siege.creuse.answers(move |came| {
        let response = Response::builder().header("maille-checkpoint", &checkpoint);
        let body = Body::from(tail.clone());
        (came.path.contains("/tail/")).then(|| response.body(body).unwrap())
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_that_does_not_fit_its_log_stops_it() {
    type Change = fn(&mut maille_federation::log::Checkpoint);
    let changes: [(Change, &str, bool); 6] = [
        (|said| said.root = said.chain, "moved on", false),
        (|said| said.count += 1, "root: ", true),
        (|said| said.chain = said.root, "fork: ", true),
        (|said| said.seq += 1, "tail: ", true),
        // A new epoch begins with an opening, which it does not have.
        (|said| said.epoch += 1, "refuses", false),
        (|said| said.seq -= 1, "gone back", false),
    ];
    for (change, word, stops) in changes {
        let siege = Siege::begin().await;
        says_of_itself(&siege, change);
        let fault = match stops {
            true => siege.stops().await,
            false => siege.creuse.fault(&siege.gironde).await,
        };
        assert!(fault.contains(word), "{word}: {fault}");
        let peer = siege.gironde.peer("creuse.example").await;
        assert_eq!(peer.stopped.is_empty(), !stops);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stopped_goes_on_once_a_person_decides() {
    let siege = Siege::begin().await;
    says_of_itself(&siege, |said| said.count += 1);
    siege.stops().await;
    siege.creuse.behaves();
    let federation = &siege.gironde.app().federation;
    let decided = federation.decide("creuse.example", Action::Accept);
    decided.await.unwrap();
    siege
        .creuse
        .log(|log, owner| log.put(owner, FIRST, 2, place("Médiathèque neuve")));
    siege.creuse.asked(&siege.gironde).await;
    until("it goes on", async || {
        siege.gironde.name_of(FIRST).await.as_deref() == Some("Médiathèque neuve")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_another_has_touches_nothing_of_it() {
    let siege = Siege::begin().await;
    let ours = siege.gironde.put("mairie", "Mairie de Saint-Essai").await;
    siege.gironde.put("mairie", "Mairie neuve").await;
    let theirs = FalsePeer::start("landes.example").await;
    theirs.log(|log, owner| {
        log.put(owner, SECOND, 1, place("Fab lab"));
        log.put(owner, SECOND, 2, place("Fab lab neuf"));
    });
    theirs.befriend(&siege.gironde).await;
    let directory = &siege.gironde.app().directory;
    let mut stood = Vec::new();
    for id in [ours.as_str(), SECOND] {
        let record = directory.get(id).await.unwrap().unwrap();
        let history = directory.history(id, 100).await.unwrap();
        stood.push((format!("{record:?}"), format!("{history:?}")));
    }
    for op in [None, Some(Op::Delete), Some(Op::Erase)] {
        for id in [ours.as_str(), SECOND] {
            siege.creuse.log(|log, owner| {
                let revision = log.lines.len() as u64 + 5;
                match op {
                    None => {
                        log.put(owner, id, revision, place("Prise"));
                    }
                    Some(op) => {
                        log.put(owner, id, revision, place("Prise"));
                        log.remove(owner, id, revision + 1, op);
                    }
                }
            });
        }
        siege.creuse.asked(&siege.gironde).await;
        let seq = siege.creuse.log(|log, _| log.head.seq);
        until("its log is read to the end", async || {
            siege.creuse.count(&format!("/tail/{seq}")) > 0
        })
        .await;
        siege.creuse.settled(&siege.gironde).await;
        for (id, (record, history)) in [ours.as_str(), SECOND].into_iter().zip(&stood) {
            let now = directory.get(id).await.unwrap().unwrap();
            assert_eq!(&format!("{now:?}"), record, "{op:?}");
            let now = directory.history(id, 100).await.unwrap();
            assert_eq!(&format!("{now:?}"), history, "{op:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_after_the_end_is_dropped() {
    let siege = Siege::begin().await;
    let (tail, header) = siege.creuse.log(|log, owner| {
        log.put(owner, SECOND, 1, place("Trop tard"));
        (log.tail(1), log.checkpoint(owner).header())
    });
    let (go_on, body) = held();
    let mut body = Some(body);
    siege.creuse.answers(move |came| {
        let asked = came.path.contains("/tail/");
        let body = body.take_if(|_| asked)?;
        let response = Response::builder().header("maille-checkpoint", &header);
        Some(response.body(body).unwrap())
    });
    let tails = siege.creuse.count("/tail/");
    siege.creuse.asked(&siege.gironde).await;
    until("it is asked", async || siege.creuse.count("/tail/") > tails).await;
    let federation = &siege.gironde.app().federation;
    let ended = federation.decide("creuse.example", Action::End);
    ended.await.unwrap();
    let before = siege.rows().await;
    go_on.send(tail).unwrap();
    until("it hears that it is over", async || {
        siege.gironde.peer("creuse.example").await.to_say.is_none()
    })
    .await;
    assert_eq!(siege.gironde.name_of(SECOND).await, None);
    assert_eq!(siege.rows().await["log_entry"], before["log_entry"]);
    assert_eq!(siege.rows().await["record"], before["record"]);
    let peer = siege.gironde.peer("creuse.example").await;
    assert_eq!((peer.fault, peer.stopped), (String::new(), String::new()));
}
