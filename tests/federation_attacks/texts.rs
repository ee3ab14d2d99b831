//! Texts of peers: what would act on a page is shown as letters or not at all, and what no database holds harms nobody.

use serde_json::{Value, json};

use super::{SECOND, place};
use crate::support::adversary::Stranger;
use crate::support::adversary::false_log::record_id;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::both::on_both;
use crate::support::neighbour::{Neighbour, until};
use crate::support::visitor::client;

/// A record that follows all others: once it is here, they were looked at.
const LAST: &str = "019aab00-0000-7000-8000-00000000ffff";

const SCRIPT: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>";

/// Records of a peer, one for each of these contents; their ids.
fn told(peer: &FalsePeer, contents: &[Value]) -> Vec<String> {
    let ids: Vec<String> = (0..contents.len())
        .map(|number| format!("019aab00-0000-7000-8000-{number:012x}"))
        .collect();
    peer.log(|log, owner: &Stranger| {
        for (id, content) in ids.iter().zip(contents) {
            let id = record_id(owner, id);
            log.put_as(owner, (id, "place", 1), content.clone());
        }
        log.put(owner, LAST, 1, place("La dernière"));
    });
    ids
}

async fn page(of: &Neighbour, path: &str) -> (u16, String) {
    let answer = client()
        .get(format!("http://{}{path}", of.address))
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_peer_acts_on_a_page() {
    let gironde = Neighbour::start("gironde.example").await;
    let creuse = FalsePeer::start("creuse.example").await;
    let mut texts = place(SCRIPT);
    texts["description"] = json!(format!("[clic](javascript:alert(3)) {SCRIPT}"));
    texts["telephone"] = json!("\" onclick=\"alert(4)");
    texts["address"]["street"] = json!(SCRIPT);
    let mut address = place("Adresse");
    address["website"] = json!("javascript:alert(5)");
    let mut other = place("Autre adresse");
    other["website"] = json!("https://\"onmouseover=alert(6) x=\".example/");
    let bidi = "\u{202e}eriaM";
    let contents = [
        texts,
        address,
        other,
        place(bidi),
        place(&"é".repeat(20_000)),
        place(""),
        json!({"name": ["a"]}),
        json!({"name": {"fr": "a"}}),
        json!({"name": "Inconnu", "_private": "x", "__proto__": {"a": 1}}),
        json!({}),
    ];
    let ids = told(&creuse, &contents);
    creuse.befriend(&gironde).await;
    assert_eq!(gironde.name_of(LAST).await.as_deref(), Some("La dernière"));
    for (number, id) in ids.iter().enumerate() {
        let shown = gironde.name_of(id).await.is_some();
        assert_eq!(shown, [0, 3].contains(&number), "{}", contents[number]);
    }
    let mut paths: Vec<String> = ids.iter().map(|id| format!("/annuaire/{id}")).collect();
    paths.extend(["/annuaire", "/annuaire?q=script", "/annuaire?q=Mairie"].map(str::to_owned));
    for path in paths {
        let (status, text) = page(&gironde, &path).await;
        assert!([200, 404].contains(&status), "{path}: {status}");
        for active in [
            "<script>alert",
            "<img src=x",
            "=\"javascript:",
            "\" onclick=",
            "\"onmouseover",
        ] {
            assert!(!text.contains(active), "{path} holds {active}");
        }
    }
    // The line is turned inside the name alone.
    let (_, text) = page(&gironde, &format!("/annuaire/{}", ids[3])).await;
    let name = text.split("<h1").nth(1).unwrap();
    let name = name.split("</h1>").next().unwrap();
    assert!(
        !name.contains(bidi) || name.contains("<bdi") || name.contains("dir=\"auto\""),
        "{name}"
    );
}

on_both!(letters_that_no_database_holds_stop_nobody);

async fn letters_that_no_database_holds_stop_nobody(url: Option<&str>) {
    let gironde = Neighbour::start_with("gironde.example", |config| {
        config.database.url = url.map(str::to_owned);
    })
    .await;
    let creuse = FalsePeer::start("creuse.example").await;
    let mut inside = place("Dedans");
    inside["description"] = json!("a\u{0}b");
    let mut deep = place("Profond");
    deep["x"] = json!([[[["\u{0}"]]]]);
    told(
        &creuse,
        &[
            place("a\u{0}b"),
            inside,
            deep,
            place("\u{fffe}\u{ffff}\u{1f}\u{7f}"),
            place("\u{10ffff}"),
        ],
    );
    creuse.befriend(&gironde).await;
    assert_eq!(gironde.name_of(LAST).await.as_deref(), Some("La dernière"));
    let peer = gironde.peer("creuse.example").await;
    assert_eq!((peer.fault.as_str(), peer.stopped.as_str()), ("", ""));
    creuse.log(|log, owner| {
        let id = record_id(owner, SECOND);
        log.put_named(owner, (id, "place", 9), Some("a\u{0}b"), place("Nommée"));
        log.put(owner, LAST, 2, place("La toute dernière"));
    });
    creuse.asked(&gironde).await;
    until("what follows arrives", async || {
        gironde.name_of(LAST).await.as_deref() == Some("La toute dernière")
    })
    .await;
}
