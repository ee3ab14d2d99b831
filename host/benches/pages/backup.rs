//! A backup of a gigabyte while the instance serves: how long it takes beside a copy of the same bytes, and what pages and writes feel
//! of it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use maille::directory::{Author, Session};
use serde_json::json;

use super::load::paced;
use super::servers::{Mode, Server, open};
use super::table::Table;

/// Documents that make the database as large as that: nothing in them can be packed.
const DOCUMENTS: u64 = 16;
const DOCUMENT_BYTES: usize = 64 * 1024 * 1024;
/// A page with a search, so often.
const PAGE: &str = "/recherche?q=carte";
const EVERY: Duration = Duration::from_millis(20);
const QUIET: Duration = Duration::from_secs(10);

pub async fn measure(data: &Path, table: &mut Table) -> anyhow::Result<()> {
    let app = open(data, |_| {}).await?;
    fill(&app).await?;
    let server = Server::start(Mode::Kept, data)?;
    let (pages, writes) = during(&app, server.port, QUIET, None).await?;
    let target = data.with_extension("tar");
    if target.exists() {
        std::fs::remove_file(&target)?;
    }
    let ended = Arc::new(AtomicBool::new(false));
    let backup = tokio::spawn({
        let (app, ended, target) = (app.clone(), ended.clone(), target.clone());
        async move {
            let begin = Instant::now();
            let made = maille::backup::make(&app, &target, Arc::new(|_, _| {})).await;
            ended.store(true, Ordering::Relaxed);
            made.map(|made| (made, begin.elapsed()))
        }
    });
    let hour = Duration::from_secs(3_600);
    let beside = during(&app, server.port, hour, Some(&ended)).await?;
    let (made, took) = backup.await??;
    let copied = Instant::now();
    let copy = data.with_extension("copy");
    std::fs::copy(&target, &copy)?;
    std::fs::File::open(&copy)?.sync_all()?;
    let copied = copied.elapsed();
    let mib = made.bytes as f64 / 1024.0 / 1024.0;
    table.add(
        "a backup while the instance serves / a copy of its file",
        "",
        format!(
            "{:.1} ({:.1} s for {mib:.0} MiB, each digest included; {:.1} s)",
            took.as_secs_f64() / copied.as_secs_f64(),
            took.as_secs_f64(),
            copied.as_secs_f64()
        ),
    );
    for (name, quiet, beside) in [
        ("a page with a search", pages, beside.0),
        ("a write", writes, beside.1),
    ] {
        table.add(
            &format!("p99 of {name} beside it / without it"),
            "",
            format!("{:.1} ({:.1} and {:.1} ms)", beside / quiet, beside, quiet),
        );
    }
    drop(server);
    app.close().await;
    std::fs::remove_file(target)?;
    std::fs::remove_file(copy)?;
    Ok(())
}

async fn fill(app: &maille::app::App) -> anyhow::Result<()> {
    let documents = app.plugins.documents();
    let mut state = 1_u64;
    for number in 0..DOCUMENTS {
        let mut bytes = Vec::with_capacity(DOCUMENT_BYTES);
        while bytes.len() < DOCUMENT_BYTES {
            // xorshift64
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.extend(state.to_le_bytes());
        }
        documents
            .write("bench", &format!("{number}.bin"), &bytes)
            .await?;
    }
    Ok(())
}

/// The p99 of pages and of writes in milliseconds, for so long or until it is said.
async fn during(
    app: &Arc<maille::app::App>,
    port: u16,
    time: Duration,
    until: Option<&Arc<AtomicBool>>,
) -> anyhow::Result<(f64, f64)> {
    let begin = Instant::now();
    let is_over =
        || begin.elapsed() >= time || until.is_some_and(|ended| ended.load(Ordering::Relaxed));
    let (mut pages, mut writes) = (Vec::new(), Vec::new());
    let mut number = 0;
    while !is_over() {
        pages.extend(paced(port, PAGE, (Duration::from_secs(1), EVERY)).await?);
        for _ in 0..10 {
            number += 1;
            let begun = Instant::now();
            let mut session = Session::new(&app.directory, Author::host("bench"));
            let place = json!({"name": format!("Essai {number} {}", begin.elapsed().as_nanos())});
            session.put("place", "written", &place.to_string()).await?;
            session.commit().await?;
            writes.push(begun.elapsed());
        }
    }
    Ok((p99(pages), p99(writes)))
}

fn p99(mut latencies: Vec<Duration>) -> f64 {
    latencies.sort();
    let at = latencies.len() * 99 / 100;
    latencies.get(at).copied().unwrap_or_default().as_secs_f64() * 1e3
}
