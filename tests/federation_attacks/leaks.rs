//! What never leaves: the whole log of an instance, read as its peer, holds no private field and no record that is not shared.

use maille::directory::{Author, Session};
use maille_federation::digest::{BUCKETS, Prefix};
use maille_federation::signatures::Scheme;
use serde_json::{Value, json};

use super::Siege;
use crate::support::adversary::BOTH;
use crate::support::neighbour::until;

/// Each stands in a place from which nothing may leave.
const SECRET: &str = "Camille Jamais-Partagée";

impl Siege {
    /// Puts a record of ours.
    async fn ours(&self, kind: &str, key: &str, content: &Value) -> String {
        let mut session = Session::new(&self.gironde.app().directory, Author::host("test"));
        let record = session.put(kind, key, &content.to_string()).await.unwrap();
        session.commit().await.unwrap();
        record.id
    }

    /// What the peer is answered at a path of our log.
    async fn reads(&self, path: &str) -> (u16, String) {
        let stranger = &self.creuse.stranger;
        let path = format!("/federation/{path}");
        let sent = stranger.get(Scheme::Rfc9421, &self.gironde, &path);
        let answer = sent.send(&self.gironde).await;
        let text = format!("{}{}", answer.head, String::from_utf8_lossy(&answer.body));
        (answer.status, text)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn private_fields_and_records_are_nowhere_in_the_log() {
    let siege = Siege::begin().await;
    let service = json!({"name": "Atelier d’essai", "contact_person": SECRET});
    siege.ours("service", "atelier", &service).await;
    let professional =
        json!({"name": SECRET, "trade": "conseiller-numerique", "consent": {"listed": true}});
    siege.ours("professional", "p", &professional).await;
    // Before it is told for the first time, between two changes, and once it is gone.
    let second = json!({"name": "Atelier d’essai", "contact_person": format!("{SECRET} bis")});
    siege.ours("service", "atelier", &second).await;
    let gone = json!({"name": "Atelier fermé", "contact_person": SECRET});
    let gone = siege.ours("service", "gone", &gone).await;
    siege.gironde.app().federation.publish().await.unwrap();
    siege.gironde.delete(&gone).await;
    until("all is said", async || {
        let federation = &siege.gironde.app().federation;
        federation.publish().await.unwrap().looked == 0
    })
    .await;

    let (status, tail) = siege.reads("log/1/tail/0").await;
    assert_eq!(status, 200);
    assert!(tail.contains("Atelier d’essai"), "the rest is told: {tail}");
    let mut read = vec![tail.clone()];
    for path in [
        "log/1/opening",
        "keys",
        "log/1/tail/1",
        "log/1/0",
        "digest/1/0/_",
    ] {
        read.push(siege.reads(path).await.1);
    }
    let hashes = tail.split("\"hash\":\"").skip(1).map(|rest| &rest[..64]);
    for hash in hashes {
        read.push(siege.reads(&format!("contents/{hash}")).await.1);
    }
    let mut items = 0;
    for number in 0..BUCKETS as u16 {
        let bucket = Prefix::of_bucket(number);
        if number % 16 == 0 {
            let parent = bucket.to_string();
            let (_, node) = siege.reads(&format!("digest/1/2/{}", &parent[..2])).await;
            let empty = node.matches(&"0".repeat(64)).count() == 16;
            if empty {
                continue;
            }
            for digit in 0..16 {
                let path = format!("digest/1/3/{}", Prefix::of_bucket(number + digit));
                let (_, bucket) = siege.reads(&path).await;
                items += bucket.matches("\"revision\"").count();
                read.push(bucket);
            }
        }
    }
    assert_eq!(items, 2, "the town hall and the workshop live");
    for text in read {
        for private in [SECRET, "contact_person", "Jamais"] {
            assert!(!text.contains(private), "{private} in {text:.300}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn places_where_a_log_does_not_stand_are_told_with_where_it_does() {
    let siege = Siege::begin().await;
    let before = siege.before().await;
    for scheme in BOTH {
        for (path, status) in [
            ("log/1/tail/2", 409),
            ("log/1/tail/9007199254740991", 409),
            ("log/2/tail/0", 409),
            ("log/9007199254740991/tail/0", 409),
            ("log/0/tail/0", 409),
            ("log/2/opening", 409),
            ("log/1/0", 409),
            ("log/1/9007199254740991", 409),
            ("log/1/0/contents/0", 409),
            ("digest/2/0/_", 409),
            ("log/1/tail/9007199254740992", 404),
            ("log/1/tail/18446744073709551616", 404),
            ("log/1/tail/-1", 404),
            ("log/1/tail/00", 404),
            ("log/1/tail/1e3", 404),
            ("digest/1/1/_", 404),
            ("digest/1/3/fff0", 404),
            ("contents/00", 404),
            // The copy of another's log is for its owner, and for those on that one's list.
            ("mirror/landes.example/log/1/tail/0", 403),
            ("mirror/creuse.example/log/1/tail/0", 200),
        ] {
            let path = format!("/federation/{path}");
            let stranger = &siege.creuse.stranger;
            let sent = stranger.get(scheme, &siege.gironde, &path);
            let answer = sent.send(&siege.gironde).await;
            assert_eq!(answer.status, status, "{path}: {answer:?}");
            if status == 409 {
                assert_eq!(answer.code(), "elsewhere");
                assert!(answer.header("maille-checkpoint").is_some(), "{path}");
            }
        }
    }
    siege.unmoved(&before).await;
}
