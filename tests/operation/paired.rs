//! Two processes of one instance on PostgreSQL behind nginx, as ADMINISTRATION.md has them: one is killed under load, and whoever tries
//! again sees no error; what was acknowledged stands, once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use maille::database::sql;

use crate::support::cluster;
use crate::support::process::Serving;
use crate::support::proxy::{Kind, Proxy, free};
use crate::support::visitor::client;
use crate::support::{Maille, hostile};

/// As often does a client that means it.
const TRIES: usize = 5;
const CLIENTS: usize = 6;

/// What a client met.
#[derive(Debug, Default)]
struct Met {
    read: usize,
    acknowledged: Vec<String>,
    /// Answers that were no page, or none at all, before another try was one.
    again: usize,
    errors: Vec<String>,
}

/// Reads and writes until it is told to stop. A write is sent again under its own key: the same twice is one.
async fn works(base: String, name: usize, stop: Arc<AtomicBool>) -> Met {
    let client = client();
    let mut met = Met::default();
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        number += 1;
        let key = format!("c{name}n{number}");
        let body = format!("call=set+{key}+1&call=put+place+{key}+%7B%22name%22:%22x%22%7D");
        let mut last = String::new();
        let mut is_done = false;
        for _ in 0..TRIES {
            let request = match number % 2 {
                0 => client.get(format!("{base}/annuaire?q=x")),
                _ => client
                    .post(format!("{base}/hostile/script"))
                    .body(body.clone()),
            };
            match request.send().await {
                Ok(answer) if answer.status().is_success() => {
                    is_done = true;
                    break;
                }
                Ok(answer) => last = answer.status().to_string(),
                Err(error) => last = error.to_string(),
            }
            met.again += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        match (is_done, number % 2) {
            (false, _) => met.errors.push(last),
            (true, 0) => met.read += 1,
            (true, _) => met.acknowledged.push(key),
        }
    }
    met
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_processes_is_killed_under_load_and_nobody_who_tries_again_sees_it() {
    let test = "one_of_two_processes_is_killed_under_load";
    if !Kind::Nginx.is_here(test) {
        return;
    }
    let Some(url) = cluster::database(module_path!()) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), Some(&url));
    let guest = tokio::task::spawn_blocking(hostile).await.unwrap();
    let component = folder.path().join("plugin.wasm");
    std::fs::write(&component, guest.bytes()).unwrap();
    maille
        .run(&[
            "plugin",
            "install",
            component.to_str().unwrap(),
            "--grant-all",
        ])
        .check();
    let address = |serving: &Serving| {
        let text = serving
            .url
            .trim_start_matches("http://")
            .trim_end_matches('/');
        text.parse().unwrap()
    };
    let first = Serving::start(&maille);
    let mut second = Serving::start(&maille);
    let both = [address(&first), address(&second)];
    let proxy = Proxy::before(Kind::Nginx, free(), &both, None);
    let base = format!("http://{}", proxy.address);

    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|name| tokio::spawn(works(base.clone(), name, stop.clone())))
        .collect();
    tokio::time::sleep(Duration::from_secs(2)).await;
    second.child.kill().unwrap();
    second.child.wait().unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    // It comes back at its old address, and nginx finds it again.
    let again = Serving::at(&maille, &both[1].to_string());
    tokio::time::sleep(Duration::from_secs(2)).await;
    stop.store(true, Ordering::Relaxed);
    let mut met = Met::default();
    for client in clients {
        let one = client.await.unwrap();
        met.read += one.read;
        met.again += one.again;
        met.acknowledged.extend(one.acknowledged);
        met.errors.extend(one.errors);
    }
    drop((first, again));
    println!(
        "{} pages read, {} writes acknowledged, {} tries again, {} errors",
        met.read,
        met.acknowledged.len(),
        met.again,
        met.errors.len()
    );
    assert!(met.errors.is_empty(), "{:?}", met.errors);
    assert!(met.read > 20 && met.acknowledged.len() > 20, "{met:?}");

    let database = maille.database().await;
    let question = "select key from record where kind = 'place'";
    let records: Vec<(String,)> = sql::query_as(question)
        .fetch_all(database.readers())
        .await
        .unwrap();
    let known: BTreeSet<&str> = records.iter().map(|(key,)| key.as_str()).collect();
    assert_eq!(known.len(), records.len(), "doubled");
    let lost: Vec<&String> = met
        .acknowledged
        .iter()
        .filter(|key| !known.contains(key.as_str()))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
}
