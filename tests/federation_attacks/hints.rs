//! Hints: a peer may say at any time that there is news, and nothing else by it.

use maille::federation::Action;
use maille_federation::signatures::Scheme;

use super::{SECOND, Siege, place, said};
use crate::support::adversary::BOTH;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::neighbour::until;

const HINT: &str = "/federation/hint";

impl Siege {
    /// A body as a hint of the peer, well signed.
    async fn hinted(&self, body: &[u8]) -> (u16, String) {
        let stranger = &self.creuse.stranger;
        let sent = stranger.post(Scheme::Rfc9421, &self.gironde, HINT, body);
        sent.send(&self.gironde).await.said()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_that_is_no_checkpoint_is_refused() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    let hint = siege.creuse.log(|log, owner| log.checkpoint(owner));
    let hint = String::from_utf8(hint.bytes().to_vec()).unwrap();
    let seq = "\"seq\":1,";
    assert!(hint.contains(seq));
    for (number, code) in [
        ("9223372036854775807", "document-form"),
        ("9223372036854775808", "document-form"),
        ("18446744073709551616", "not-canonical"),
        ("9007199254740992", "document-form"),
        ("-1", "document-form"),
        ("1.5", "document-form"),
        ("1e400", "document-form"),
        ("1.0", "not-canonical"),
        ("2", "proof"),
    ] {
        let other = hint.replace(seq, &format!("\"seq\":{number},"));
        let answer = siege.hinted(other.as_bytes()).await;
        assert_eq!(answer, said(400, code), "{number}");
    }
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let long = format!("{{\"type\":\"{}\"}}", "a".repeat(2_000));
    for (body, code) in [
        ("", "document-form"),
        ("null", "document-type"),
        ("{}", "document-type"),
        (r#"{"type":"Record"}"#, "document-type"),
        (r#"{"type":"Checkpoint"}"#, "proofs"),
        (r#"{"a":1,"a":2}"#, "duplicate-key"),
        (r#"{"type":"\ud800"}"#, "document-form"),
        (&deep, "document-deep"),
        (&long, "document-long"),
        (&format!("{hint} "), "not-canonical"),
        (&format!("{hint}x"), "document-form"),
        (&hint.replacen('{', "{\"a\":1,", 1), "document-form"),
    ] {
        let answer = siege.hinted(body.as_bytes()).await;
        assert_eq!(answer, said(400, code), "{body:.80}");
    }
    assert_eq!(siege.hinted(b"\xff\xfe").await, said(400, "document-form"));
    siege.unmoved(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_speaks_of_its_sender_alone() {
    let siege = Siege::begin().await;
    let landes = FalsePeer::befriended("landes.example", &siege.gironde).await;
    let before = siege.before().await;
    let asked = landes.came().len();
    landes.log(|log, owner| log.put(owner, SECOND, 1, place("Fab lab")));
    let theirs = landes.log(|log, owner| log.checkpoint(owner));
    assert_eq!(siege.hinted(theirs.bytes()).await, said(403, "unexpected"));
    let nobody = FalsePeer::start("nobody.example").await;
    let of_nobody = nobody.log(|log, owner| log.checkpoint(owner));
    assert_eq!(
        siege.hinted(of_nobody.bytes()).await,
        said(400, "proof-key")
    );
    // In the peer's own name, by a key that is not its.
    let forged = nobody.log(|log, owner| {
        let origin = siege.creuse.stranger.origin.clone();
        let checkpoint = log.checkpoint(owner);
        let text = String::from_utf8(checkpoint.bytes().to_vec()).unwrap();
        text.replace("\"nobody.example\"", &format!("\"{origin}\""))
    });
    assert_eq!(siege.hinted(forged.as_bytes()).await, said(400, "signer"));
    siege.unmoved(&before).await;
    assert_eq!(landes.came().len(), asked, "nobody else is asked");
    assert_eq!(nobody.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_hints_is_one_question_now_and_then() {
    const HINTS: usize = 120;
    let siege = Siege::begin().await;
    let tails = siege.creuse.count("/tail/");
    for ahead in 0..HINTS {
        // It lies: there is nothing more.
        let hint = siege.creuse.log(|log, owner| {
            log.checkpoint_but(owner, |checkpoint| checkpoint.seq += 1 + ahead as u64)
        });
        assert_eq!(siege.hinted(hint.bytes()).await, said(202, "taken"));
    }
    until("it was asked", async || {
        siege.creuse.count("/tail/") > tails
    })
    .await;
    siege.creuse.settled(&siege.gironde).await;
    let asked = siege.creuse.count("/tail/") - tails;
    assert!(asked * 4 < HINTS, "{asked} questions for {HINTS} hints");
    let connections = siege.creuse.connections();
    assert!(connections < 20, "{connections} connections");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_or_ended_gets_and_says_nothing() {
    let siege = Siege::begin().await;
    let federation = &siege.gironde.app().federation;
    let stranger = &siege.creuse.stranger;
    let hint = siege.creuse.log(|log, owner| log.checkpoint(owner));
    for (action, status, code) in [
        (Action::Suspend, 403, "not-approved"),
        (Action::End, 401, "key-unknown"),
    ] {
        federation.decide("creuse.example", action).await.unwrap();
        until("the peer was told", async || {
            let peer = siege.gironde.peer("creuse.example").await;
            peer.to_say.is_none()
        })
        .await;
        let before = siege.creuse.came();
        for scheme in BOTH {
            for path in ["keys", "log/1/opening", "log/1/tail/0", "digest/1/0/_"] {
                let path = format!("/federation/{path}");
                let sent = stranger.get(scheme, &siege.gironde, &path);
                let answer = sent.send(&siege.gironde).await;
                assert_eq!(answer.said(), said(status, code), "{path} {action:?}");
                assert_eq!(answer.header("maille-checkpoint"), None);
            }
            let sent = stranger.post(scheme, &siege.gironde, HINT, hint.bytes());
            let answer = sent.send(&siege.gironde).await;
            assert_eq!(answer.said(), said(status, code), "{action:?}");
        }
        assert_eq!(siege.creuse.came(), before, "nothing is asked or told");
    }
}
