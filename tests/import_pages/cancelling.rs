//! Stopping an import that waits, that is fetched, or that is at work: what was taken stays, and the next one begins.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use maille::accounts::Role;
use maille::config::Imports;
use maille::directory::{Reader, Search};
use maille::imports::run::store;

use super::{IMPORTS, WAIT_MAX, followed, parts, plain, three};
use crate::imports::{HEAD, kill_once_taken, row};
use crate::support::drip::{End, drip};
use crate::support::staff::Part;
use crate::support::{Instance, Maille, https};

/// Places that the directory holds.
async fn places(instance: &Instance) -> u64 {
    let search = Search::new(&["place"]);
    let reader = Reader::visitor();
    search
        .count(&instance.app.directory, &reader)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_waits_is_cancelled_and_the_next_one_begins() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let three = three();
    let placed = person
        .send(IMPORTS, &parts("mediation-numerique", &three))
        .await;
    let order = placed.header("location").to_owned();
    let cancel = format!("{order}/annuler");
    let waits = person.get(&order).await;
    assert!(
        waits
            .text
            .contains(&format!("<form action=\"{cancel}\" method=\"post\">")),
        "{}",
        waits.text
    );
    // Who may only read is not offered it.
    let auditor = instance.signed_in(Role::Auditor).await;
    assert!(!auditor.get(&order).await.text.contains(&cancel));
    let cancelled = person.post(&cancel, &[]).await;
    assert_eq!(cancelled.header("location"), order);
    let page = plain(&person.get(&order).await);
    assert!(
        page.contains("Annulé par administrator.") && !page.contains("/annuler"),
        "{page}"
    );
    assert_eq!(person.post(&cancel, &[]).await.status, 303, "twice is once");
    let left = std::fs::read_dir(instance.folder.join("imports")).unwrap();
    assert_eq!(left.count(), 0);
    instance.start_jobs();
    let placed = person
        .send(IMPORTS, &parts("mediation-numerique", &three))
        .await;
    let (_, page) = followed(&person, &placed).await;
    assert!(plain(&page).contains("2 nouvelles"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_at_work_stops_and_what_it_took_stays() {
    let instance = Instance::new().await;
    instance.start_jobs();
    let person = instance.signed_in(Role::Administrator).await;
    let rows: String = (1..=6_000)
        .map(|number| row(number, "+33241000001"))
        .collect();
    let file = format!("{HEAD}{rows}");
    let placed = person
        .send(IMPORTS, &parts("mediation-numerique", &file))
        .await;
    assert_eq!(placed.status, 303, "{}", placed.text);
    let database = instance.app.directory.database().clone();
    let began = std::time::Instant::now();
    loop {
        assert!(began.elapsed() < WAIT_MAX, "it takes nothing");
        let run = store::run_by_number(&database, 1).await.unwrap();
        if run.is_some_and(|run| run.rows >= 500) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let import = format!("{IMPORTS}/1");
    assert!(
        person
            .get(&import)
            .await
            .text
            .contains(&format!("{import}/annuler"))
    );
    let cancelled = person.post(&format!("{import}/annuler"), &[]).await;
    assert_eq!(cancelled.header("location"), import);
    // From the moment of the answer on nothing more is taken, and the report counts what was.
    let taken = places(&instance).await;
    let run = store::run_by_number(&database, 1).await.unwrap().unwrap();
    assert!(
        run.is_cancelled() && (500..6_000).contains(&taken),
        "{taken} of {run:?}"
    );
    assert_eq!(run.counts.taken, taken);
    let page = plain(&person.get(&import).await);
    assert!(
        page.contains("Annulé par administrator.") && page.contains("<dd>Annulé</dd>"),
        "{page}"
    );
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(places(&instance).await, taken);
    assert_eq!(instance.app.orders.open().await.unwrap(), None);
    let listed = plain(&person.get(IMPORTS).await);
    assert!(listed.contains("Annulé"), "{listed}");
    // The same file again begins anew and doubles nothing.
    let placed = person
        .send(IMPORTS, &parts("mediation-numerique", &file))
        .await;
    let (again, _) = followed(&person, &placed).await;
    assert_eq!(again, format!("{IMPORTS}/2"));
    let run = store::run_by_number(&database, 2).await.unwrap().unwrap();
    assert_eq!(
        (run.counts.unchanged, run.counts.taken),
        (taken, 6_000 - taken)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_without_end_is_cancelled() {
    let silent = || async {
        let pieces = std::iter::once(HEAD.as_bytes().to_vec());
        drip(pieces, Duration::from_millis(10), End::Silence)
    };
    let outside = Router::new()
        .route("/silent.csv", get(silent))
        .route("/lieux.csv", get(|| async { three() }));
    let rule = https::serve(&["data.example.org"], outside).await;
    let port = https::port(&rule);
    let instance = Instance::importing(Imports::default(), rule).await;
    instance.start_jobs();
    let person = instance.signed_in(Role::Administrator).await;
    let fetch = async |path: &str| {
        let address = format!("https://data.example.org:{port}{path}");
        let parts: [Part; 3] = [
            ("format", None, b"mediation-numerique"),
            ("fichier", Some(""), b""),
            ("adresse", None, address.as_bytes()),
        ];
        person.send(IMPORTS, &parts).await
    };
    let placed = fetch("/silent.csv").await;
    let order = placed.header("location").to_owned();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        person.post(&format!("{order}/annuler"), &[]).await.status,
        303
    );
    assert!(plain(&person.get(&order).await).contains("Annulé par administrator."));
    let placed = fetch("/lieux.csv").await;
    let (_, page) = followed(&person, &placed).await;
    assert!(plain(&page).contains("2 nouvelles"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_cancels_what_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let rows: String = (1..=6_000)
        .map(|number| row(number, "+33241000001"))
        .collect();
    let file = folder.path().join("lieux.csv");
    std::fs::write(&file, format!("{HEAD}{rows}")).unwrap();
    let file = file.to_string_lossy().into_owned();
    let import = ["import", "mediation-numerique", &file];
    let mut working = maille.start(&import);
    kill_once_taken(&maille, &mut working, 500).await;
    let cancelled = maille.run(&["imports", "1", "--cancel"]).check().out;
    assert!(cancelled.contains("est annulé"), "{cancelled}");
    let again = maille.run(&["imports", "1", "--cancel"]).check().out;
    assert!(again.contains("déjà fini"), "{again}");
    let listed = maille.run(&["imports"]).check().out;
    assert!(listed.contains("\tannulé\t"), "{listed}");
    maille
        .run(&["imports", "9", "--cancel"])
        .refused(&["il n’y a pas d’import 9"]);
    let anew = maille.run(&import).check().out;
    assert!(anew.contains("maille imports 2"), "{anew}");
}
