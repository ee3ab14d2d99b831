//! A page of the host while plugins loop without end: how much later it comes.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::Arguments;
use super::STARVING;
use super::load::{Client, paced, stand_before_others};
use super::servers::{Mode, Server};
use super::table::{Table, median};
use super::world::mount;

/// Rounds of each kind; a tail wants more of them than a rate.
const ROUNDS_MIN: usize = 10;
const ROUND: Duration = Duration::from_millis(1_500);
const EVERY: Duration = Duration::from_millis(5);
/// The plain page.
const PAGE: &str = "/aide";

pub async fn measure(arguments: &Arguments, data: &Path, table: &mut Table) -> anyhow::Result<()> {
    let server = Server::start(Mode::Kept, data)?;
    // After the server, which would inherit it.
    stand_before_others(true);
    let (mut quiet, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds.max(ROUNDS_MIN) {
        quiet.push(p99_ms(server.port).await?);
        let loops = Loops::start(server.port)?;
        tokio::time::sleep(Duration::from_millis(100)).await;
        beside.push(p99_ms(server.port).await?);
        loops.stop().await;
    }
    stand_before_others(false);
    let grown = median(
        beside
            .iter()
            .zip(&quiet)
            .map(|(beside, quiet)| beside - quiet),
    );
    table.add(
        "a plain page's p99 while eight plugins loop",
        "+ 10 % or 1 ms",
        format!(
            "{:.2} ms, without them {:.2} ms (median difference {grown:.2} ms)",
            median(beside),
            median(quiet)
        ),
    );
    Ok(())
}

async fn p99_ms(port: u16) -> anyhow::Result<f64> {
    let latencies = paced(port, PAGE, (ROUND, EVERY)).await?;
    let at = latencies.len() * 99 / 100;
    Ok(latencies[at.min(latencies.len() - 1)].as_secs_f64() * 1e3)
}

/// Visitors of eight plugins that never answer, from threads of their own.
struct Loops {
    stopped: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<()>,
}

impl Loops {
    fn start(port: u16) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let stopped = Arc::new(AtomicBool::new(false));
        let seen = stopped.clone();
        let thread = std::thread::spawn(move || {
            stand_before_others(false);
            runtime.block_on(async {
                let mut visitors = tokio::task::JoinSet::new();
                for copy in 1..=STARVING {
                    let stopped = seen.clone();
                    visitors.spawn(async move {
                        let Ok(mut client) = Client::connect(port).await else {
                            return;
                        };
                        let path = format!("{}/loop", mount(copy));
                        while !stopped.load(Ordering::Relaxed) && client.get(&path).await.is_ok() {}
                    });
                }
                while visitors.join_next().await.is_some() {}
            });
        });
        Ok(Self { stopped, thread })
    }

    async fn stop(self) {
        self.stopped.store(true, Ordering::Relaxed);
        while !self.thread.is_finished() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
