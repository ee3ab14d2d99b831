//! PostgreSQL below the whole program: moved there and back, served by several programs, and what is said where it refuses.

use std::time::{Duration, Instant};

use maille::database::sql;
use maille::directory::{Reader, Search};

use crate::support::cluster::{Cluster, database, skipped};
use crate::support::process::Serving;
use crate::support::visitor::client;
use crate::support::{Maille, hostile};

/// The schedule is looked at every thirty seconds.
const SCHEDULE_MAX: Duration = Duration::from_secs(60);

async fn install(maille: &Maille) {
    let guest = tokio::task::spawn_blocking(hostile).await.unwrap();
    let path = maille.folder.join("plugin.wasm");
    std::fs::write(&path, guest.bytes()).unwrap();
    maille
        .run(&["plugin", "install", path.to_str().unwrap(), "--grant-all"])
        .check();
}

fn put(maille: &Maille, key: &str, name: &str) {
    let content = format!("{{\"name\":\"{name}\"}}");
    maille
        .run(&["record", "put", "place", key, "--content", &content])
        .check();
}

async fn found(maille: &Maille, words: &str) -> u64 {
    let app = maille::app::App::open_existing(&maille.folder)
        .await
        .unwrap();
    let mut search = Search::new(&["place"]);
    search.words(words);
    let found = search.count(&app.directory, &Reader::visitor()).await;
    app.close().await;
    found.unwrap()
}

fn configure(maille: &Maille, lines: &str) {
    std::fs::write(maille.folder.join("maille.toml"), lines).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_moves_to_a_server_and_back() {
    let Some(url) = database("an_instance_moves_to_a_server_and_back") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    configure(&maille, "[server]\nlisten = \"127.0.0.1:0\"\n");
    install(&maille).await;
    put(&maille, "a", "Médiathèque d’Essai");
    put(&maille, "b", "Mairie d’Essai");

    let copied = maille.run(&["database", "copy", "--to", &url]).check();
    assert!(copied.out.contains("Copié et vérifié"), "{copied:#?}");
    maille
        .run(&["database", "copy", "--to", &url])
        .refused(&["contient déjà quelque chose"]);

    let at_server = format!("[server]\nlisten = \"127.0.0.1:0\"\n[database]\nurl = \"{url}\"\n");
    configure(&maille, &at_server);
    assert_eq!(found(&maille, "mediatheque").await, 1);
    put(&maille, "c", "Médiathèque nouvelle");
    assert_eq!(found(&maille, "mediatheques").await, 2);
    let listed = maille.run(&["plugin", "list"]).check();
    assert!(listed.out.contains("hostile"), "{listed:#?}");
    let health = maille.run(&["doctor"]);
    assert!(health.out.contains("PostgreSQL"), "{health:#?}");

    let back = folder.path().join("back.sqlite");
    maille
        .run(&["database", "copy", "--to", back.to_str().unwrap()])
        .check();
    configure(
        &maille,
        &format!("[database]\nurl = \"sqlite:{}\"\n", back.display()),
    );
    assert_eq!(found(&maille, "mediatheque").await, 2);
    let got = maille.run(&["record", "get", "place", "a"]).check();
    assert!(got.out.contains("Médiathèque d’Essai"), "{got:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_serves_is_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    configure(&maille, &format!("[server]\nlisten = \"{address}\"\n"));
    let target = folder.path().join("copy.sqlite");
    maille
        .run(&["database", "copy", "--to", target.to_str().unwrap()])
        .refused(&["arrêtez-la d’abord"]);
    assert!(!target.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_on_one_server_see_each_other_and_do_each_job_once() {
    let Some(url) = database("two_programs_on_one_server") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), Some(&url));
    install(&maille).await;
    // The task is run by hand once, and is due since an hour.
    let script = folder.path().join("script");
    std::fs::write(&script, "log info once").unwrap();
    maille
        .run(&["plugin", "give", "hostile", script.to_str().unwrap()])
        .check();
    maille.run(&["plugin", "run", "hostile", "script"]).check();
    let database = maille.database().await;
    let mut write = database.write().await.unwrap();
    sql::query("update plugin_run set started_at = started_at - 7200000")
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();

    // As on two machines: each has a folder of its own.
    let beside = tempfile::tempdir().unwrap();
    let other = Maille::init_on(beside.path(), Some(&url));
    let (one, two) = (Serving::start(&maille), Serving::start(&other));
    let begun = Instant::now();
    let client = client();
    let search = format!("{}recherche?q=ajouree", two.url);
    let ask = async || {
        client
            .get(&search)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    assert!(!ask().await.contains("Fontaine ajourée"));
    let sent = client
        .post(format!("{}hostile/script", one.url))
        .body("call=put+place+fontaine+%7B%22name%22:%22Fontaine+ajour%C3%A9e%22%7D")
        .send()
        .await
        .unwrap();
    assert!(sent.status().is_success());
    assert!(ask().await.contains("Fontaine ajourée"));

    let runs = async || {
        let question =
            "select count(*) from plugin_run where plugin = 'hostile' and task = 'script'";
        let runs: i64 = sql::query_scalar(question)
            .fetch_one(database.readers())
            .await
            .unwrap();
        runs
    };
    while runs().await < 2 {
        assert!(begun.elapsed() < SCHEDULE_MAX, "the task was never run");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(runs().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_refuses_is_said_to_the_administrator() {
    let Some(cluster) = Cluster::shared() else {
        return skipped("what_a_server_refuses_is_said_to_the_administrator");
    };
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::over(folder.path());
    for (url, words) in [
        (
            cluster.address("maille", "nowhere"),
            "créez-la avec `createdb`",
        ),
        (
            "postgres://maille:s3cret@127.0.0.1:1/dir".into(),
            "aucun PostgreSQL ne répond",
        ),
        (
            "mysql://maille:s3cret@127.0.0.1/dir".into(),
            "l’adresse de la base ne se comprend pas",
        ),
    ] {
        configure(&maille, &format!("[database]\nurl = \"{url}\"\n"));
        let refused = maille.run(&["serve"]);
        assert!(!format!("{refused:?}").contains("s3cret"), "{refused:#?}");
        refused.refused(&[words]);
        let health = maille.run(&["doctor"]);
        assert!(health.out.contains(words), "{health:#?}");
    }
}
