//! Minutes under a mixed load, far from its limit: whether the memory of a server grows, and whether its pages become slower. The first
//! fifth warms up and does not count.

use std::path::Path;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::load::Client;
use super::servers::{Mode, Server};
use super::table::Table;

/// Visitors who ask one after the other, each so often.
const VISITORS: usize = 8;
const EVERY: Duration = Duration::from_millis(20);
const LOOKED_EVERY: Duration = Duration::from_secs(5);
/// The part that warms up.
const WARMING: f64 = 0.2;
/// Pages of every kind; `#` becomes another number each time, so that no kept page answers.
const PATHS: [&str; 9] = [
    "/",
    "/aide",
    "/annuaire?q=m#diath#que",
    "/annuaire?pres=46.#,2.5&vue=plan",
    "/recherche?q=carte+#",
    "/annuaire.csv?q=#",
    "/bench",
    "/api/records?limit=20&q=#",
    "/nulle-part-#",
];

pub async fn measure(minutes: u64, data: &Path, table: &mut Table) -> anyhow::Result<()> {
    let server = Server::start(Mode::Kept, data)?;
    let (port, time) = (server.port, Duration::from_secs(minutes * 60));
    let begin = Instant::now();
    let mut visitors = JoinSet::new();
    for visitor in 0..VISITORS {
        visitors.spawn(async move {
            let mut client = Client::connect(port).await?;
            let mut answers = Vec::new();
            let mut number = visitor * 1_000_000;
            while begin.elapsed() < time {
                number += 1;
                let path = PATHS[number % PATHS.len()].replace('#', &number.to_string());
                let asked = Instant::now();
                let status = client.get(&path).await?.status;
                anyhow::ensure!(status < 500, "{path}: {status}");
                answers.push((asked.duration_since(begin), asked.elapsed()));
                tokio::time::sleep(EVERY).await;
            }
            anyhow::Ok(answers)
        });
    }
    let mut memory = Vec::new();
    while begin.elapsed() < time {
        tokio::time::sleep(LOOKED_EVERY).await;
        memory.push((begin.elapsed().as_secs_f64(), server.memory_mib("Rss")?));
    }
    let mut answers = Vec::new();
    while let Some(one) = visitors.join_next().await {
        answers.extend(one??);
    }
    let warm = time.as_secs_f64() * WARMING;
    let counted: Vec<(f64, f64)> = memory
        .iter()
        .copied()
        .filter(|(at, _)| *at > warm)
        .collect();
    let (first, last) = (counted.first(), counted.last());
    let mib = |sample: Option<&(f64, f64)>| sample.map_or(0.0, |(_, mib)| *mib);
    table.add(
        &format!("memory in {minutes} minutes of mixed load, after the first fifth"),
        "flat",
        format!(
            "{:+.1} MiB an hour ({:.0} MiB, then {:.0}); {} answers, none a 5xx",
            slope(&counted) * 3_600.0,
            mib(first),
            mib(last),
            answers.len()
        ),
    );
    let middle = warm + (time.as_secs_f64() - warm) / 2.0;
    let p99 = |from: f64, to: f64| {
        let mut part: Vec<f64> = answers
            .iter()
            .filter(|(at, _)| (from..to).contains(&at.as_secs_f64()))
            .map(|(_, took)| took.as_secs_f64() * 1e3)
            .collect();
        part.sort_by(f64::total_cmp);
        part.get(part.len() * 99 / 100).copied().unwrap_or_default()
    };
    let (before, after) = (p99(warm, middle), p99(middle, f64::INFINITY));
    table.add(
        "p99 of its second half / of its first",
        "1",
        format!("{:.2} ({after:.1} and {before:.1} ms)", after / before),
    );
    Ok(())
}

/// What grows by how much in a second: least squares.
fn slope(samples: &[(f64, f64)]) -> f64 {
    let count = samples.len() as f64;
    let middle = |part: fn(&(f64, f64)) -> f64| samples.iter().map(part).sum::<f64>() / count;
    let (at, value) = (middle(|sample| sample.0), middle(|sample| sample.1));
    let above: f64 = samples.iter().map(|(x, y)| (x - at) * (y - value)).sum();
    let below: f64 = samples.iter().map(|(x, _)| (x - at).powi(2)).sum();
    above / below
}
