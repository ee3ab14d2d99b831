//! A page at which three processes die is read no more, and nothing else waits for it.

use std::time::{Duration, Instant};

use super::{Department, put};
use crate::support::neighbour::until;

/// Long enough for any machine.
const PATIENCE: Duration = Duration::from_secs(150);

/// Killed by the machine at the same page each time, as by what it reads: nobody put a number anywhere by hand.
#[tokio::test(flavor = "multi_thread")]
async fn three_processes_that_die_at_one_page_park_that_log_alone() {
    const RECORDS: usize = 700;
    let creuse = Department::found("creuse", RECORDS).await;
    let landes = Department::found("landes", 5).await;
    let mut gironde = Department::found("gironde", 3).await;
    gironde.befriend(&landes).await;
    gironde.agrees_with(&landes, 5).await;
    gironde.befriend(&creuse).await;
    for time in 1..=3 {
        let begun = Instant::now();
        while gironde.attempts_at("creuse.example").await != Some((1, 0, time)) {
            assert!(begun.elapsed() < PATIENCE, "the page is begun to be read");
            // Reading it takes a moment: whoever looks seldom comes too late.
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        gironde.kill();
        assert_eq!(
            gironde.copied("creuse.example").await,
            0,
            "it died while it read the first page"
        );
        gironde.a_minute_passes().await;
        gironde.serve();
    }
    until("the fourth reads it no more", async || {
        let stopped = gironde.stopped_at("creuse.example").await;
        stopped.ends_with("parked: what follows its entry 0 broke its reader 3 times")
    })
    .await;
    assert_eq!(gironde.copied("creuse.example").await, 0);
    let said = gironde.says(&["peer", "show", "creuse.example"]);
    for words in [
        "Ce qu’elle envoie fait tomber le programme qui le lit",
        "À faire : téléphonez-leur",
    ] {
        assert!(said.replace('\u{a0}', " ").contains(words), "{said}");
    }
    // Others go on, and so does it once somebody decides.
    put(&landes.maille, 5..8, "landes").await;
    gironde.agrees_with(&landes, 8).await;
    gironde.says(&["peer", "approve", "creuse.example", "--yes"]);
    gironde.agrees_with(&creuse, RECORDS).await;
    until("what was read to its end is not counted", async || {
        gironde.attempts_at("creuse.example").await.is_none()
    })
    .await;
}
