//! `kill -9` at any moment: what was acknowledged stands, nothing is doubled, and another run completes the work.

use std::time::Duration;

use maille::app::App;
use maille::database::Database;
use maille::directory::{Reader, Search};

use crate::support::both::on_both;
use crate::support::process::Serving;
use crate::support::visitor::client;
use crate::support::{Maille, hostile, procedures, workspace};

const FICHES: usize = 400;

fn install(maille: &Maille, component: &[u8]) {
    let path = maille.folder.join("plugin.wasm");
    std::fs::write(&path, component).unwrap();
    maille
        .run(&["plugin", "install", path.to_str().unwrap(), "--grant-all"])
        .check();
}

/// Fiches of the demonstration under as many names.
fn fiches(folder: &std::path::Path, count: usize) {
    let text = std::fs::read_to_string(
        workspace().join("plugins/procedures/demo/fiches/particuliers/F90001.xml"),
    )
    .unwrap();
    let folder = folder.join("particuliers");
    std::fs::create_dir_all(&folder).unwrap();
    for number in 0..count {
        let id = format!("F{}", 80_000 + number);
        std::fs::write(
            folder.join(format!("{id}.xml")),
            text.replace("F90001", &id),
        )
        .unwrap();
    }
}

async fn procedures_of(maille: &Maille) -> Vec<String> {
    let app = App::open_existing(&maille.folder).await.unwrap();
    let mut keys = Vec::new();
    let mut search = Search::new(&["procedure"]);
    search.order_by("name");
    loop {
        let found = search
            .run(&app.directory, &Reader::host(), 100)
            .await
            .unwrap();
        keys.extend(found.records.into_iter().filter_map(|record| record.key));
        match found.next {
            Some(next) => search.after(&next),
            None => break,
        };
    }
    assert_eq!(app.directory.database().check().await.unwrap(), "ok");
    app.close().await;
    keys.sort();
    keys
}

on_both!(an_import_that_is_killed_again_and_again_is_completed_by_the_next);

async fn an_import_that_is_killed_again_and_again_is_completed_by_the_next(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let guest = tokio::task::spawn_blocking(procedures).await.unwrap();
    install(&maille, &guest.bytes());
    let given = folder.path().join("fiches");
    fiches(&given, FICHES);
    maille
        .run(&["plugin", "give", "procedures", given.to_str().unwrap()])
        .check();
    let import = ["plugin", "run", "procedures", "import"];
    let mut before = 0;
    for delay_ms in [30, 120, 250, 400, 600, 900, 1_300, 1_800] {
        let mut child = maille.start(&import);
        tokio::time::sleep(Duration::from_millis(delay_ms)).await;
        let _ = child.kill();
        child.wait().unwrap();
        let keys = procedures_of(&maille).await;
        assert!(
            keys.len() >= before,
            "records were lost: {before} before, {} now",
            keys.len()
        );
        before = keys.len();
    }
    maille.run(&import).check();
    let keys = procedures_of(&maille).await;
    let expected: Vec<String> = (0..FICHES)
        .map(|number| format!("particuliers/F{}", 80_000 + number))
        .collect();
    assert_eq!(keys, expected);
    let again = maille.run(&import).check();
    let said = format!("{}{}", again.out, again.err);
    assert!(
        said.contains(&format!("prises : 0, changées : 0, inchangées : {FICHES},")),
        "{said}"
    );
    assert_eq!(procedures_of(&maille).await, expected);
}

/// What the newest run says of itself: its number and how much is done.
async fn standing(database: &Database) -> (i64, i64) {
    let question = "select number, done from plugin_run order by number desc limit 1";
    let run = maille::database::sql::query_as(question).fetch_optional(database.readers());
    run.await.unwrap().unwrap_or_default()
}

on_both!(a_kill_between_two_steps_loses_and_doubles_nothing);

async fn a_kill_between_two_steps_loses_and_doubles_nothing(url: Option<&str>) {
    const MANY: usize = 1_000;
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let guest = tokio::task::spawn_blocking(procedures).await.unwrap();
    install(&maille, &guest.bytes());
    let given = folder.path().join("fiches");
    fiches(&given, MANY);
    maille
        .run(&["plugin", "give", "procedures", given.to_str().unwrap()])
        .check();
    let import = ["plugin", "run", "procedures", "import"];
    let database = maille.database().await;
    let mut before = 0;
    for _ in 0..3 {
        let (last, _) = standing(&database).await;
        let mut child = maille.start(&import);
        // A step was committed and noted; the next one has begun at most.
        let done = loop {
            let (run, done) = standing(&database).await;
            if run > last && done > before {
                break done;
            }
            assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
            tokio::time::sleep(Duration::from_millis(1)).await;
        };
        child.kill().unwrap();
        child.wait().unwrap();
        let kept = procedures_of(&maille).await.len() as i64;
        assert!(kept == done || kept == done + 150, "{kept} of {done}");
        assert!(done > before, "{done} after {before}");
        before = kept;
    }
    assert!(before < MANY as i64, "{before}");
    database.close().await;
    let last = maille.run(&import).check();
    let said = format!("{}{}", last.out, last.err);
    // The counts of all four runs: what was taken twice would be `unchanged`.
    let whole =
        format!("Fiches prises : {MANY}, changées : 0, inchangées : 0, réparées : 0, refusées : 0");
    assert!(said.contains(&whole), "{said}");
    assert_eq!(procedures_of(&maille).await.len(), MANY);
}

on_both!(two_imports_at_once_double_nothing);

async fn two_imports_at_once_double_nothing(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let guest = tokio::task::spawn_blocking(procedures).await.unwrap();
    install(&maille, &guest.bytes());
    let given = folder.path().join("fiches");
    fiches(&given, FICHES);
    maille
        .run(&["plugin", "give", "procedures", given.to_str().unwrap()])
        .check();
    let import = ["plugin", "run", "procedures", "import"];
    let both = [maille.start(&import), maille.start(&import)];
    for mut child in both {
        // Who meets the other too often stops and says so.
        child.wait().unwrap();
    }
    maille.run(&import).check();
    assert_eq!(procedures_of(&maille).await.len(), FICHES);
    let again = maille.run(&import).check();
    let said = format!("{}{}", again.out, again.err);
    let whole = format!("Fiches prises : 0, changées : 0, inchangées : {FICHES}");
    assert!(said.contains(&whole), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_visitor_was_told_is_kept_stands_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let guest = tokio::task::spawn_blocking(hostile).await.unwrap();
    install(&maille, &guest.bytes());
    let client = client();
    let mut acknowledged = Vec::new();
    for round in 0..4 {
        let mut serving = Serving::start(&maille);
        let send = |key: &str| {
            let body = format!("call=set+{key}+1&call=put+place+{key}+%7B%22name%22:%22x%22%7D");
            let url = format!("{}hostile/script", serving.url);
            client.post(url).body(body).send()
        };
        for number in 0..3 + 4 * round {
            let key = format!("r{round}n{number}");
            assert!(send(&key).await.unwrap().status().is_success());
            acknowledged.push(key);
        }
        let last = tokio::spawn(send(&format!("r{round}last")));
        tokio::time::sleep(Duration::from_millis(4 * round)).await;
        serving.child.kill().unwrap();
        let answered = last.await.unwrap();
        if answered.is_ok_and(|answer| answer.status().is_success()) {
            acknowledged.push(format!("r{round}last"));
        }
    }
    let app = App::open_existing(&maille.folder).await.unwrap();
    let reader = Reader::host();
    let total = Search::new(&["place"])
        .count(&app.directory, &reader)
        .await
        .unwrap();
    assert!(
        total as usize >= acknowledged.len() && total as usize <= acknowledged.len() + 4,
        "{total} for {}",
        acknowledged.len()
    );
    app.close().await;
    for key in [acknowledged.first().unwrap(), acknowledged.last().unwrap()] {
        let record = maille.run(&["record", "get", "place", key]).check();
        assert!(record.out.contains("auteur      hostile"), "{record:#?}");
    }
}
