//! Receipts of erasures: a promise counts once, for its sender alone, and only where it was asked for.

use maille::database::sql;
use maille::federation::{Action, Relation};
use maille_federation::keys::Position;
use maille_federation::receipt::{Erased, Receipt};
use maille_federation::signatures::Scheme;

use super::{SECOND, Siege, said};
use crate::support::Maille;
use crate::support::adversary::Stranger;
use crate::support::adversary::false_log::record_id;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::adversary::now;
use crate::support::neighbour::{Neighbour, until};

const RECEIPTS: &str = "/federation/receipts";

impl Siege {
    /// A body as a receipt, sent by the peer and well signed.
    async fn promised(&self, body: &[u8]) -> (u16, String) {
        let stranger = &self.creuse.stranger;
        let sent = stranger.post(Scheme::Rfc9421, &self.gironde, RECEIPTS, body);
        sent.send(&self.gironde).await.said()
    }

    async fn confirmed(&self) -> u64 {
        let erasures = self.gironde.app().federation.erasures().await.unwrap();
        erasures[0].confirmed
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_receipt_counts_for_nothing() {
    let siege = Siege::begin().await;
    let landes = FalsePeer::befriended("landes.example", &siege.gironde).await;
    let gone = siege.gironde.put("oubliee", "Nom à oublier").await;
    let stays = siege.gironde.put("poste", "Poste").await;
    siege.gironde.has_published().await;
    let federation = &siege.gironde.app().federation;
    federation.erase(&gone, "Camille").await.unwrap();
    until("the erasure is said", async || {
        let erasures = federation.erasures().await.unwrap();
        erasures[0].seq.is_some()
    })
    .await;
    siege.gironde.has_published().await;
    siege.creuse.asked(&siege.gironde).await;
    siege.creuse.settled(&siege.gironde).await;
    let seq = federation.erasures().await.unwrap()[0].seq.unwrap();
    let epoch = siege.gironde.epoch_of("").await.unsigned_abs();
    let entry = Position { epoch, seq };
    let owner = Stranger::new("gironde.example", 99);
    let receipt = |uuid: &str, entry: Position| Receipt {
        from: siege.creuse.stranger.origin.clone(),
        id: record_id(&owner, uuid),
        entry,
        at: now(0),
        erased: vec![Erased::Records],
    };
    let creuse = &siege.creuse.stranger;
    let before = siege.before().await;

    let other_entry = Position {
        epoch,
        seq: seq + 1,
    };
    let of_landes = Receipt {
        from: landes.stranger.origin.clone(),
        ..receipt(&gone, entry)
    };
    let others = Receipt {
        id: record_id(&landes.stranger, SECOND),
        ..receipt(&gone, entry)
    };
    for (what, body) in [
        ("another entry", creuse.says(receipt(&gone, other_entry))),
        ("never erased", creuse.says(receipt(&stays, entry))),
        ("never there", creuse.says(receipt(SECOND, entry))),
        ("another's record", creuse.says(others)),
    ] {
        let answer = siege.promised(body.bytes()).await;
        assert_eq!(answer, said(404, "not-found"), "{what}");
    }
    let passed_on = landes.stranger.says(of_landes);
    assert_eq!(
        siege.promised(passed_on.bytes()).await,
        said(404, "not-found"),
        "another's promise"
    );
    let thief = Stranger::new("creuse.example", 98);
    let (status, code) = siege
        .promised(thief.says(receipt(&gone, entry)).bytes())
        .await;
    assert_eq!(status, 400, "by a key that is not its sender's: {code}");
    let honest = creuse.says(receipt(&gone, entry));
    let altered = String::from_utf8(honest.bytes().to_vec()).unwrap();
    let altered = altered.replace("\"records\"", "\"media\",\"records\"");
    let (status, code) = siege.promised(altered.as_bytes()).await;
    assert_eq!(status, 400, "altered: {code}");
    assert_eq!(siege.confirmed().await, 0);
    siege.unmoved(&before).await;

    for _ in 0..2 {
        assert_eq!(
            siege.promised(honest.bytes()).await,
            said(202, "taken"),
            "its own"
        );
        assert_eq!(siege.confirmed().await, 1);
    }
}

/// An end asks for more than any erasure: all copies go, and neither side sends or takes a receipt afterwards. What was asked for
/// before waits for those alone with whom something is exchanged.
#[tokio::test(flavor = "multi_thread")]
async fn who_was_ended_sends_no_receipt_and_none_is_taken() {
    let mut creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let landes = Neighbour::start("landes.example").await;
    let gone = creuse.put("oubliee", "Nom à oublier").await;
    gironde.befriend(&creuse).await;
    landes.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    landes.agrees_with(&creuse).await;
    // Erased while one of them cannot be reached; then that one ends.
    let app = gironde.app().clone();
    creuse.stop().await;
    let ended = app.federation.decide("creuse.example", Action::End).await;
    assert_eq!(ended.unwrap().relation, Relation::Ended);
    assert_eq!(gironde.held_of("creuse.example").await, 0);
    creuse.go_on().await;
    let federation = &creuse.app().federation;
    federation.erase(&gone, "Camille").await.unwrap();
    let origin = creuse.origin.parse().unwrap();
    until(
        "who is still there confirms, and the other has ended",
        async || {
            app.federation.ask_soon(&origin).await.unwrap();
            let erasures = federation.erasures().await.unwrap();
            let peer = creuse.peer("gironde.example").await;
            erasures[0].confirmed == 1 && peer.relation == Relation::Ended
        },
    )
    .await;
    let said = Maille::over(&creuse.folder).run(&["record", "erasures"]);
    assert!(
        said.out.contains("1 voisin sur 1"),
        "nobody is waited for: {said:?}"
    );

    // Nor would one be taken, although its key is known.
    let erasure = federation.erasures().await.unwrap().remove(0);
    let stands_for = Stranger::new("gironde.example", 1);
    let receipt = Receipt {
        from: stands_for.origin.clone(),
        id: record_id(&Stranger::new("creuse.example", 1), &gone),
        entry: Position {
            epoch: 1,
            seq: erasure.seq.unwrap(),
        },
        at: now(0),
        erased: vec![Erased::Records],
    };
    let body = stands_for.says(receipt);
    let sent = stands_for.post(Scheme::Rfc9421, &creuse, RECEIPTS, body.bytes());
    assert_eq!(sent.send(&creuse).await.said(), said_key_unknown());
    let owed: i64 = sql::query_scalar("select count(*) from erased_copy where told = 0")
        .fetch_one(app.directory.database().readers())
        .await
        .unwrap();
    assert_eq!(owed, 0, "nothing is owed to whom was ended");
    assert_eq!(federation.erasures().await.unwrap()[0].confirmed, 1);
}

fn said_key_unknown() -> (u16, String) {
    said(401, "key-unknown")
}
