//! More than the machine can answer: five times too many requests, and ten thousand connections on which nobody says anything.
//! The client runs on the same cores as what it measures, so the shares in here are the lower bound of what a server alone gives.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Arguments;
use super::load::{Client, saturate};
use super::servers::{Mode, Server};
use super::table::{Table, median};

/// A page that is made anew for each visitor, with a search.
const PAGE: &str = "/recherche?q=carte";
/// How long each kind of load lasts.
const ROUND: Duration = Duration::from_secs(4);
/// So many times what can be answered.
const TIMES: f64 = 5.0;
/// Visitors who ask again and again: enough that none need wait for its own answer to ask as often as that takes.
const VISITORS: u32 = 2_000;
/// Connections that begin a request and never end it.
const SLOW: usize = 10_000;
/// An answer this quick is a usual one.
const USUAL: Duration = Duration::from_millis(100);
/// So many of them in a row.
const USUAL_TIMES: usize = 20;

pub async fn measure(arguments: &Arguments, data: &Path, table: &mut Table) -> anyhow::Result<()> {
    let server = Server::start(Mode::Kept, data)?;
    let cores = std::thread::available_parallelism()?.get();
    let apart = apart(&server);
    let (mut goodput, mut p99, mut shed, mut after) = (vec![], vec![], vec![], vec![]);
    let mut best_rate = Vec::new();
    for _ in 0..arguments.rounds {
        let best = saturate(server.port, &[PAGE.to_owned()], ROUND).await?;
        let storm = storm(server.port, best * TIMES).await?;
        let begin = Instant::now();
        until_usual(server.port).await?;
        after.push(begin.elapsed().as_secs_f64());
        best_rate.push(best);
        goodput.push(storm.accepted.len() as f64 / ROUND.as_secs_f64() / best);
        p99.push(at_99(storm.accepted).as_secs_f64() * 1e3);
        let asked = storm.shed + (goodput[goodput.len() - 1] * best * ROUND.as_secs_f64()) as u64;
        shed.push(asked as f64 / ROUND.as_secs_f64() / best);
        anyhow::ensure!(storm.other == 0, "{} other answers", storm.other);
    }
    table.add(
        match apart {
            true => "five times too many requests, the server on one core and the client on the other: answered, of the best rate",
            false => "five times too many requests: answered, of the best rate",
        },
        ">= 85 %",
        format!(
            "{:.0} % ({:.0} of {:.0}/s; {:.1} times the best rate were asked), p99 of the answered {:.0} ms; all others 503",
            median(goodput.clone()) * 100.0,
            median(goodput) * median(best_rate.clone()),
            median(best_rate),
            median(shed),
            median(p99)
        ),
    );
    table.add(
        "time until answers are usual again",
        "5 s",
        format!("{:.1} s", median(after)),
    );
    drop(server);
    keep_to(std::process::id(), &format!("0-{}", cores - 1));

    let server = Server::start(Mode::Kept, data)?;
    let (mut quiet, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        quiet.push(newcomers_p99(server.port).await?);
        let slow = Slow::start(server.port).await;
        beside.push(newcomers_p99(server.port).await?);
        slow.stop().await;
    }
    table.add(
        "a new visitor's p99 beside 10,000 connections that never end their request",
        "<= 100 ms",
        format!(
            "{:.1} ms, without them {:.1} ms; the server takes {:.0} MiB",
            median(beside) * 1e3,
            median(quiet) * 1e3,
            server.memory_mib("Rss")?
        ),
    );
    Ok(())
}

/// Gives the server the first core and this client the second: a client that asks five times too often takes from the server what is
/// measured otherwise. False where the machine does not do so.
fn apart(server: &Server) -> bool {
    keep_to(server.id(), "0") && keep_to(std::process::id(), "1")
}

/// Keeps all threads of a process to these cores.
fn keep_to(process: u32, cores: &str) -> bool {
    let mut command = std::process::Command::new("taskset");
    command.args(["-acp", cores, &process.to_string()]);
    let output = command.stdout(std::process::Stdio::null()).status();
    output.is_ok_and(|status| status.success())
}

/// What came of a storm.
struct Storm {
    accepted: Vec<Duration>,
    shed: u64,
    other: u64,
}

/// Asks so often a second, whatever is answered.
async fn storm(port: u16, rate: f64) -> anyhow::Result<Storm> {
    let each = Duration::from_secs_f64(f64::from(VISITORS) / rate);
    let mut clients = Vec::new();
    for _ in 0..VISITORS {
        clients.push(Client::connect(port).await?);
    }
    let begin = Instant::now();
    let mut visitors = JoinSet::new();
    for (number, mut client) in clients.into_iter().enumerate() {
        let mut due = begin + each.mul_f64(number as f64 / f64::from(VISITORS));
        visitors.spawn(async move {
            let mut storm = Storm {
                accepted: Vec::new(),
                shed: 0,
                other: 0,
            };
            while due.duration_since(begin) < ROUND {
                tokio::time::sleep_until(due.into()).await;
                let asked = Instant::now();
                match client.get(PAGE).await?.status {
                    200 => storm.accepted.push(asked.elapsed()),
                    503 => storm.shed += 1,
                    _ => storm.other += 1,
                }
                due = (due + each).max(asked);
            }
            anyhow::Ok(storm)
        });
    }
    let mut whole = Storm {
        accepted: Vec::new(),
        shed: 0,
        other: 0,
    };
    while let Some(one) = visitors.join_next().await {
        let one = one??;
        whole.accepted.extend(one.accepted);
        whole.shed += one.shed;
        whole.other += one.other;
    }
    Ok(whole)
}

async fn until_usual(port: u16) -> anyhow::Result<()> {
    let mut client = Client::connect(port).await?;
    let mut usual = 0;
    while usual < USUAL_TIMES {
        let asked = Instant::now();
        let answer = client.get(PAGE).await?;
        let is_usual = answer.status == 200 && asked.elapsed() < USUAL;
        usual = if is_usual { usual + 1 } else { 0 };
    }
    Ok(())
}

fn at_99(mut latencies: Vec<Duration>) -> Duration {
    latencies.sort();
    let at = latencies.len() * 99 / 100;
    latencies.get(at).copied().unwrap_or_default()
}

/// Visitors who come one after the other, each with a connection of its own, in seconds.
async fn newcomers_p99(port: u16) -> anyhow::Result<f64> {
    let begin = Instant::now();
    let mut latencies = Vec::new();
    while begin.elapsed() < ROUND {
        let came = Instant::now();
        let mut client = Client::connect(port).await?;
        client.expect("/aide", 200).await?;
        latencies.push(came.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(at_99(latencies).as_secs_f64())
}

/// Connections that begin a request and never end it; one that the server closes comes again.
struct Slow {
    stop: Arc<AtomicBool>,
    running: JoinSet<()>,
}

impl Slow {
    async fn start(port: u16) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let began = Arc::new(AtomicU64::new(0));
        let mut running = JoinSet::new();
        for _ in 0..SLOW {
            let (stop, began) = (stop.clone(), began.clone());
            running.spawn(async move {
                let mut first = true;
                while !stop.load(Ordering::Relaxed) {
                    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await {
                        drop(stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX: ").await);
                        if std::mem::take(&mut first) {
                            began.fetch_add(1, Ordering::Relaxed);
                        }
                        drop(stream.read_u8().await);
                    }
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            });
        }
        while began.load(Ordering::Relaxed) < SLOW as u64 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { stop, running }
    }

    async fn stop(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.running.shutdown().await;
    }
}
