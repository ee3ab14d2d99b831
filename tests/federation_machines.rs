//! What happens to the machine below: a disk that fills in the middle of a pull, a database that comes without its keys.

use std::time::Duration;

use maille::directory::{Author, Session};
use maille::doctor::{self, Verdict};
use maille::federation::Peer;

use crate::support::disk::Disk;
use crate::support::neighbour::{Neighbour, until};

/// Room for both copies with their log, SQLite’s included.
const DISK_MIB: u32 = 96;

/// Nothing of a page that could not be kept stands here, the one who serves is not asked for it again and again, and once there is
/// room the copy is whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_in_the_middle_of_a_pull_costs_the_neighbour_little() {
    let test = "a_disk_that_fills_in_the_middle_of_a_pull_costs_the_neighbour_little";
    let Some(disk) = Disk::mount(test, DISK_MIB) else {
        return;
    };
    let creuse = Neighbour::start("creuse.example").await;
    creuse.put("mairie", "Mairie de Brumeval").await;
    let database = format!("sqlite:{}", disk.path().join("maille.sqlite").display());
    let mut gironde = Neighbour::start_with("gironde.example", |config| {
        config.database.url = Some(database);
        config.federation.hint_s = 2;
    })
    .await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    gironde.stop().await;
    creuse.put_many(1_500).await;
    creuse.has_published().await;

    let app = gironde.alone().await;
    let origin = creuse.origin.parse().unwrap();
    app.federation.ask_soon(&origin).await.unwrap();
    let is_due = async || -> Option<Peer> {
        let due = app.federation.due().await.unwrap();
        due.into_iter().find(|peer| peer.origin == origin)
    };
    let peer = is_due().await.expect("it is due");
    let filler = disk.fill();
    let mut kept_out = 0;
    for _ in 0..4 {
        kept_out += u32::from(app.federation.exchange(&peer).await.is_err());
    }
    assert_eq!(kept_out, 1, "it is tried once, then waited for");
    let held = gironde_holds(&app, &creuse).await;
    assert!(held < 1_501, "{held}");
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = app.federation.exchange(&peer).await;
    assert_eq!(before.unwrap().pulled, 0, "and not before its time");

    std::fs::remove_file(filler).unwrap();
    until("it is tried again", async || match is_due().await {
        Some(peer) => app
            .federation
            .exchange(&peer)
            .await
            .is_ok_and(|done| done.pulled == 1),
        None => false,
    })
    .await;
    app.close().await;
    drop(app);
    gironde.go_on().await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.held_of(&creuse.origin).await, 1_501);
    assert_eq!(gironde.peer(&creuse.origin).await.stopped, "");
}

async fn gironde_holds(app: &maille::app::App, creuse: &Neighbour) -> i64 {
    maille::database::sql::query_scalar("select count(*) from record where origin = $1")
        .bind(creuse.origin.clone())
        .fetch_one(app.directory.database().readers())
        .await
        .unwrap()
}

/// Its new keys are nobody's: nothing is signed by them, a doctor says so, and its own keys mend it.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_comes_without_its_keys_says_so_and_publishes_nothing() {
    let mut creuse = Neighbour::start("creuse.example").await;
    creuse.put("mairie", "Mairie de Brumeval").await;
    let gironde = Neighbour::start("gironde.example").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    creuse.stop().await;
    let keys = creuse.folder.join("keys");
    let aside = creuse.folder.join("keys-aside");
    std::fs::rename(&keys, &aside).unwrap();

    let app = creuse.alone().await;
    let key = "cli-doctor-federation-keys";
    let said = async |app: &maille::app::App| {
        let findings = doctor::look_quickly(app).await;
        findings
            .iter()
            .any(|finding| finding.key == key && finding.verdict == Verdict::Fault)
    };
    assert!(said(&app).await);
    let mut session = Session::new(&app.directory, Author::host("test"));
    let content = r#"{"name": "Poste de Brumeval"}"#;
    session.put("place", "poste", content).await.unwrap();
    session.commit().await.unwrap();
    let refused = app.federation.publish().await.unwrap_err().to_string();
    assert!(refused.contains("signed by another key"), "{refused}");
    app.close().await;
    drop(app);

    std::fs::remove_dir_all(&keys).unwrap();
    std::fs::rename(&aside, &keys).unwrap();
    let app = creuse.alone().await;
    assert!(!said(&app).await);
    app.close().await;
    drop(app);
    creuse.go_on().await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.held_of(&creuse.origin).await, 2);
}
