//! What is said of records and decided about it: only in the sender's own name, only of its owner's own records, and nothing of it
//! changes a record.

use maille::suggestions::{Said, State, Subject};
use maille_federation::message::Message;
use maille_federation::origin::RecordId;
use maille_federation::signatures::Scheme;
use maille_federation::suggestion::{Decision, Suggestion, Topic, Verdict};

use super::{FIRST, SECOND, Siege, said};
use crate::support::adversary::false_log::record_id;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::adversary::{Stranger, now};
use crate::support::neighbour::until;

const SUGGESTIONS: &str = "/federation/suggestions";
const DECISIONS: &str = "/federation/decisions";
const REFERENCE: &str = "K7QF-3MZD";

impl Siege {
    /// A body as the peer sends it, well signed.
    async fn posts(&self, by: &Stranger, path: &str, body: &[u8]) -> (u16, String) {
        let sent = by.post(Scheme::Rfc9421, &self.gironde, path, body);
        sent.send(&self.gironde).await.said()
    }

    async fn state(&self) -> State {
        let known = self.gironde.suggestions().get(REFERENCE).await.unwrap();
        known.unwrap().state
    }
}

fn text<T: Message>(by: &Stranger, message: T) -> String {
    String::from_utf8(by.says(message).bytes().to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_suggestion_reaches_nobody() {
    let siege = Siege::begin().await;
    let landes = FalsePeer::befriended("landes.example", &siege.gironde).await;
    let place = siege.gironde.put("poste", "Poste").await;
    siege.creuse.settled(&siege.gironde).await;
    landes.settled(&siege.gironde).await;
    let owner = Stranger::new("gironde.example", 99);
    let suggestion = |from: &Stranger, id: RecordId| Suggestion {
        from: from.origin.clone(),
        reference: "AAAA-BBBB".to_owned(),
        id,
        revision: 1,
        topic: Topic::Closed,
        text: "Fermé pour toujours".to_owned(),
        at: now(0),
    };
    let creuse = &siege.creuse.stranger;
    let before = siege.before().await;
    let honest = text(creuse, suggestion(creuse, record_id(&owner, &place)));
    for (what, body, wanted) in [
        (
            "a record that is not there",
            text(creuse, suggestion(creuse, record_id(&owner, SECOND))),
            (404, "not-found"),
        ),
        (
            "a record of a third party",
            text(
                creuse,
                suggestion(creuse, record_id(&landes.stranger, FIRST)),
            ),
            (404, "not-found"),
        ),
        (
            "passed on in another's name",
            text(
                &landes.stranger,
                suggestion(&landes.stranger, record_id(&owner, &place)),
            ),
            (404, "not-found"),
        ),
        (
            "altered on the way",
            honest.replace("Fermé pour toujours", "Tout va bien, allez-y"),
            (400, "proof"),
        ),
        (
            "by a key that is not its sender's",
            text(
                &Stranger::new("creuse.example", 98),
                suggestion(creuse, record_id(&owner, &place)),
            ),
            (400, "proof-key"),
        ),
    ] {
        let (status, code) = siege.posts(creuse, SUGGESTIONS, body.as_bytes()).await;
        assert_eq!((status, code.as_str()), wanted, "{what}");
    }
    assert_eq!(siege.gironde.suggestions().count_new().await.unwrap(), 0);
    siege.unmoved(&before).await;

    for _ in 0..2 {
        let met = siege.posts(creuse, SUGGESTIONS, honest.as_bytes()).await;
        assert_eq!(met, said(202, "taken"));
    }
    assert_eq!(
        siege.gironde.suggestions().count_new().await.unwrap(),
        1,
        "said twice, it waits once"
    );
    assert_eq!(
        siege.gironde.name_of(&place).await.as_deref(),
        Some("Poste"),
        "a person decides"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_decision_decides_nothing() {
    let siege = Siege::begin().await;
    let landes = FalsePeer::befriended("landes.example", &siege.gironde).await;
    let own = siege.gironde.put("poste", "Poste").await;
    for (reference, record) in [(REFERENCE, FIRST), ("BBBB-CCCC", own.as_str())] {
        let made = Said {
            reference: reference.into(),
            record_id: record.to_owned(),
            kind: "place".into(),
            title: "Médiathèque".into(),
            revision: 1,
            subject: Subject::Hours,
            text: "Fermée le lundi.".into(),
            contact: String::new(),
        };
        siege.gironde.suggestions().make(&made).await.unwrap();
    }
    until("the owner was told", async || {
        siege.creuse.count(SUGGESTIONS) > 0
    })
    .await;
    siege.creuse.settled(&siege.gironde).await;
    landes.settled(&siege.gironde).await;
    let decision = |by: &Stranger, reference: &str, uuid: &str| Decision {
        from: by.origin.clone(),
        reference: reference.to_owned(),
        id: record_id(by, uuid),
        verdict: Verdict::Accepted,
        note: "C’est fait.".to_owned(),
        at: now(0),
    };
    let (creuse, other) = (&siege.creuse.stranger, &landes.stranger);
    let before = siege.before().await;
    let honest = text(creuse, decision(creuse, REFERENCE, FIRST));
    let thief = Stranger::new("creuse.example", 98);
    for (what, by, body, wanted) in [
        (
            "of another owner's record, as if it were its own",
            other,
            text(other, decision(other, REFERENCE, FIRST)),
            (404, "not-found"),
        ),
        (
            "of a record of ours, as if it were its own",
            creuse,
            text(creuse, decision(creuse, "BBBB-CCCC", &own)),
            (404, "not-found"),
        ),
        (
            "passed on by somebody else",
            other,
            honest.clone(),
            (404, "not-found"),
        ),
        (
            "of what nobody said",
            creuse,
            text(creuse, decision(creuse, "DDDD-EEEE", FIRST)),
            (404, "not-found"),
        ),
        (
            "of another record than was spoken of",
            creuse,
            text(creuse, decision(creuse, REFERENCE, SECOND)),
            (404, "not-found"),
        ),
        (
            "altered on the way",
            creuse,
            honest.replace("accepted", "refused"),
            (400, "proof"),
        ),
        (
            "by a key that is not its sender's",
            creuse,
            text(&thief, decision(&thief, REFERENCE, FIRST)),
            (400, "proof-key"),
        ),
    ] {
        let (status, code) = siege.posts(by, DECISIONS, body.as_bytes()).await;
        assert_eq!((status, code.as_str()), wanted, "{what}");
        assert_eq!(siege.state().await, State::New, "{what}");
    }
    siege.unmoved(&before).await;

    let met = siege.posts(creuse, DECISIONS, honest.as_bytes()).await;
    assert_eq!(met, said(202, "taken"));
    assert_eq!(siege.state().await, State::Accepted);
}
