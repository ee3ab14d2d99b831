//! Instances that mean harm: each attack over the wire against a real server, with the status and the word that it meets, and
//! the proof that it left nothing behind: no row, no question asked in return.

mod answers;
mod clocks;
mod framing;
mod handshakes;
mod hints;
mod leaks;
mod logs;
mod pages;
mod receipts;
mod repairs;
mod signatures;
mod suggestions;
mod texts;
mod unsigned;

use maille::config::Config;
use serde_json::json;

use crate::support::adversary::false_peer::{Came, FalsePeer};
use crate::support::adversary::traces::{Traces, traces};
use crate::support::neighbour::{Neighbour, until};

/// Ids of records that nobody else has.
const FIRST: &str = "019aab00-0000-7000-8000-000000000001";
const SECOND: &str = "019aab00-0000-7000-8000-000000000002";

/// What each round of pulling asks.
const PULLS: [&str; 3] = ["/tail/", "/federation/checkpoints", "/federation/peers"];

/// An instance and a peer that it approved, whose key the test holds.
struct Siege {
    gironde: Neighbour,
    creuse: FalsePeer,
}

/// How everything stood.
struct Before {
    traces: Traces,
    came: Vec<Came>,
}

impl Siege {
    /// Both hold what the other has, and nothing is under way.
    async fn begin() -> Self {
        Self::begin_with(|_| {}).await
    }

    /// The same, configured in another way.
    async fn begin_with(configure: impl FnOnce(&mut Config)) -> Self {
        let gironde = Neighbour::start_with("gironde.example", configure).await;
        gironde.put("mairie", "Mairie de Saint-Essai").await;
        let creuse = FalsePeer::start("creuse.example").await;
        creuse.log(|log, owner| log.put(owner, FIRST, 1, place("Médiathèque")));
        creuse.befriend(&gironde).await;
        Self { gironde, creuse }
    }

    async fn before(&self) -> Before {
        Before {
            traces: traces(&self.gironde).await,
            came: self.creuse.came(),
        }
    }

    /// Nothing was written, and nobody was asked for anything: the next question is the one that we cause.
    async fn unmoved(&self, before: &Before) {
        assert_eq!(traces(&self.gironde).await, before.traces);
        let tails = self.creuse.count("/tail/");
        self.creuse.asked(&self.gironde).await;
        until("the next pull comes", async || {
            self.creuse.count("/tail/") > tails
        })
        .await;
        let came = self.creuse.came();
        let since = &came[before.came.len()..];
        assert!(
            since
                .iter()
                .all(|came| PULLS.iter().any(|path| came.path.contains(path))),
            "{since:?}"
        );
        self.creuse.settled(&self.gironde).await;
    }
}

/// A place as a peer shares it.
fn place(name: &str) -> serde_json::Value {
    json!({
        "name": name,
        "address": {"postal_code": "23000", "municipality": "Saint-Essai"},
    })
}

/// Pairs of status and word, as tests write them.
fn said(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
