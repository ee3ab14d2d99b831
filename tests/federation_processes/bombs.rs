//! What a peer sends to fill the memory of a process.

use std::io::Write as _;

use axum::body::Body;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use maille::database::sql;
use maille_federation::peering::Action;
use maille_federation::signatures::Scheme;

use super::Department;
use crate::support::adversary::false_peer::FalsePeer;
use crate::support::neighbour::until;
use crate::support::skip::skip;

const MIB: usize = 1 << 20;

impl Department {
    /// The most memory that the process ever held, in bytes; nothing where no such figure is kept.
    fn memory(&self) -> Option<usize> {
        let process = self.serving.as_ref().unwrap().child.id();
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        let kilobytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes * 1024)
    }

    /// Whether both ever held the same.
    async fn agreed_with(&self, origin: &str) -> bool {
        let agreed: Option<Option<i64>> =
            sql::query_scalar("select agreed from peer where origin = $1")
                .bind(origin)
                .fetch_optional(self.database.readers())
                .await
                .unwrap();
        agreed.flatten().is_some()
    }

    /// How often questions to a peer failed since the last answer.
    async fn failures_of(&self, origin: &str) -> i64 {
        sql::query_scalar("select failures from peer where origin = $1")
            .bind(origin)
            .fetch_one(self.database.readers())
            .await
            .unwrap()
    }

    /// A message of a false peer, as it came to the wire's name.
    async fn is_told(&self, by: &FalsePeer, path: &str, body: &[u8]) {
        let home = format!("http://{}", self.wire.address);
        let message = ("POST", path, body);
        let sent = by.stranger.request_to(Scheme::Rfc9421, &home, message, 0);
        assert_eq!(sent.send_to(self.wire.address).await.status, 202);
    }
}

/// A body of so many spaces, packed.
fn packed(bytes: usize) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..bytes / MIB {
        packed.write_all(&vec![b' '; MIB]).unwrap();
    }
    packed.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_does_not_fill_the_memory_of_a_process() {
    let gironde = Department::found("gironde", 3).await;
    if gironde.memory().is_none() {
        return skip("a_bomb_does_not_fill_the_memory_of_a_process", "/proc");
    }
    let creuse = FalsePeer::start("creuse.example").await;
    let address = creuse.home().to_string();
    gironde.says(&["peer", "add", &address, "--yes"]);
    until("the request comes", async || {
        creuse.count("/federation/peering") > 0
    })
    .await;
    let accepts = creuse
        .stranger
        .introduces("gironde.example", Action::Accept, &creuse.home(), 1);
    gironde
        .is_told(&creuse, "/federation/peering", &accepts)
        .await;
    until("it was pulled once", async || {
        gironde.agreed_with("creuse.example").await
    })
    .await;
    let before = gironde.memory().unwrap();

    let bomb = packed(300 * MIB);
    creuse.answers(move |came| {
        let response = Response::builder().header("content-encoding", "gzip");
        let body = Body::from(bomb.clone());
        (came.method == "GET").then(|| response.body(body).unwrap())
    });
    for ahead in 1..=3 {
        let failures = gironde.failures_of("creuse.example").await;
        let hint = creuse
            .log(|log, owner| log.checkpoint_but(owner, |checkpoint| checkpoint.seq += ahead));
        gironde
            .is_told(&creuse, "/federation/hint", hint.bytes())
            .await;
        until("the bomb is fetched and dropped", async || {
            gironde.failures_of("creuse.example").await > failures
        })
        .await;
        let fault = gironde.fault_of("creuse.example").await;
        assert!(fault.contains("longer than 8388608 bytes"), "{fault}");
    }
    let grown = gironde.memory().unwrap() - before;
    assert!(
        grown < 100 * MIB,
        "{grown} bytes for three bombs of 300 MiB"
    );
}
