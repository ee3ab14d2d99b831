//! Receipts of erasures: a promise counts once, for its sender alone, and only where it was asked for.

use maille_federation::keys::Position;
use maille_federation::receipt::{Erased, Receipt};
use maille_federation::signatures::Scheme;

use super::{SECOND, Siege, said};
use crate::support::adversary::Stranger;
use crate::support::adversary::false_log::record_id;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::adversary::now;
use crate::support::neighbour::until;

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
