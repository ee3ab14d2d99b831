//! `kill -9` at any moment: what was acknowledged stands, nothing is doubled, and another run completes the work.

use std::collections::BTreeSet;
use std::time::Duration;

use maille::app::App;
use maille::database::Database;
use maille::directory::{Reader, Search};

use crate::support::both::on_both;
use crate::support::process::Serving;
use crate::support::skip::environment;
use crate::support::visitor::{client, read};
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

/// How often a serving process is killed: `MAILLE_KILLS`, else 50 where everything is demanded, else a few.
fn kills() -> u64 {
    let asked = environment("MAILLE_KILLS").map(|count| count.parse().unwrap());
    let usual = if environment("MAILLE_DEMAND_ALL").is_some() {
        50
    } else {
        8
    };
    asked.unwrap_or(usual)
}

/// Sends writes of a record and a value in one call, one after the other, until nobody answers. Those that were acknowledged.
async fn write_until_killed(url: String, writer: String) -> Vec<String> {
    let client = client();
    let mut acknowledged = Vec::new();
    for number in 0..10_000 {
        let key = format!("{writer}n{number}");
        let body = format!("call=set+{key}+1&call=put+place+{key}+%7B%22name%22:%22x%22%7D");
        let sent = client.post(&url).body(body).send().await;
        match sent {
            Ok(answer) if answer.status().is_success() => acknowledged.push(key),
            Ok(_) => {}
            Err(_) => break,
        }
    }
    acknowledged
}

on_both!(what_was_acknowledged_stands_after_each_kill);

async fn what_was_acknowledged_stands_after_each_kill(url: Option<&str>) {
    const WRITERS: u64 = 4;
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let guest = tokio::task::spawn_blocking(hostile).await.unwrap();
    // Thousands of values of some bytes.
    let roomy = guest.with(|manifest| manifest.grants.storage = Some("4 MiB".into()));
    install(&maille, &roomy.bytes());
    let mut acknowledged = BTreeSet::new();
    for round in 0..kills() {
        let mut serving = Serving::start(&maille);
        let script = format!("{}hostile/script", serving.url);
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| format!("k{round}w{writer}"))
            .map(|writer| tokio::spawn(write_until_killed(script.clone(), writer)))
            .collect();
        // Anywhere in the first writes, or in the middle of many.
        tokio::time::sleep(Duration::from_millis(round * 37 % 150)).await;
        serving.child.kill().unwrap();
        serving.child.wait().unwrap();
        for writer in writers {
            acknowledged.extend(writer.await.unwrap());
        }
    }
    // Nothing is stuck: another process opens it and writes at once.
    let serving = Serving::start(&maille);
    let script = format!("{}hostile/script", serving.url);
    let body = "call=set+last+1&call=put+place+last+%7B%22name%22:%22x%22%7D";
    let last = read(client().post(script).body(body)).await;
    assert_eq!(last.status, 200, "{}", last.text);
    acknowledged.insert("last".to_owned());
    drop(serving);

    let database = maille.database().await;
    let keys = |question: &'static str| {
        let database = database.clone();
        async move {
            let found: Vec<(String,)> = maille::database::sql::query_as(question)
                .fetch_all(database.readers())
                .await
                .unwrap();
            found.into_iter().map(|(key,)| key).collect::<Vec<_>>()
        }
    };
    let records = keys("select key from record where kind = 'place' order by key").await;
    let values = keys("select key from plugin_storage where plugin = 'hostile' order by key").await;
    let known: BTreeSet<String> = records.iter().cloned().collect();
    let lost: Vec<&String> = acknowledged.difference(&known).collect();
    assert!(lost.is_empty(), "{} lost: {lost:?}", lost.len());
    assert_eq!(records.len(), known.len(), "doubled");
    let values: BTreeSet<String> = values.into_iter().collect();
    assert_eq!(values, known, "a record and its value are written together");
    // Whoever was killed had written, and not said so, at most one write of each writer.
    let unsaid = known.len() - acknowledged.len();
    assert!(unsaid as u64 <= WRITERS * kills(), "{unsaid} unsaid");
    assert_eq!(database.check().await.unwrap(), "ok");
    println!(
        "{} kills, {} writes acknowledged, {unsaid} written and not said, none lost",
        kills(),
        acknowledged.len()
    );
    maille.run(&["doctor"]).check();
}
