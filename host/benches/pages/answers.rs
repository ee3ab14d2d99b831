//! Fresh and kept pages against native handlers and against `wasmtime serve`.

use std::path::Path;

use std::time::Duration;

use anyhow::ensure;

use super::load::{Client, saturate};
use super::servers::{Mode, Server};
use super::table::{Table, median, ratio};
use super::{Arguments, wasi_http};

/// A round of one server.
const ROUND: Duration = Duration::from_millis(1_000);

/// One server's path, and what its rounds gave.
pub struct Target {
    name: &'static str,
    server: usize,
    path: String,
    /// Answers in a second.
    rates: Vec<f64>,
    /// Answers in a second of the server's own CPU: what the client takes does not count.
    cpu_rates: Vec<f64>,
}

impl Target {
    fn new(name: &'static str, server: usize, path: &str) -> Self {
        Self {
            name,
            server,
            path: path.to_owned(),
            rates: Vec::new(),
            cpu_rates: Vec::new(),
        }
    }
}

pub async fn measure(arguments: &Arguments, data: &Path, table: &mut Table) -> anyhow::Result<()> {
    let mut servers = Vec::new();
    for mode in [Mode::Native, Mode::Fresh, Mode::Kept] {
        servers.push(Server::start(mode, data)?);
    }
    let mut targets = vec![
        Target::new("native, 1 KiB", 0, "/plain"),
        Target::new("fresh guest, 1 KiB", 1, "/bench/plain"),
        Target::new("fresh guest, smallest page", 1, "/bench"),
        Target::new("native, 20 records", 0, "/bench/places"),
        Target::new("fresh guest, 20 records", 1, "/bench/places"),
        Target::new("kept page, 20 records", 2, "/bench/places"),
    ];
    match &arguments.wasmtime {
        Some(wasmtime) => {
            servers.push(wasi_http::start(wasmtime)?);
            targets.push(Target::new("wasmtime serve, 1 KiB", 3, "/"));
        }
        None => eprintln!("skipped: wasmtime serve (MAILLE_WASMTIME is not set)"),
    }
    same_page(&servers).await?;
    rounds(arguments.rounds, &servers, &mut targets).await?;
    report(&targets, table);
    Ok(())
}

/// The three ways to one page must give the same bytes.
async fn same_page(servers: &[Server]) -> anyhow::Result<()> {
    let mut pages = Vec::new();
    for server in &servers[..3] {
        let mut client = Client::connect(server.port).await?;
        client.expect("/bench/places", 200).await.ok();
        pages.push(client.expect("/bench/places", 200).await?);
    }
    ensure!(
        pages[0] == pages[1] && pages[1] == pages[2],
        "the native page is not the guest's:\n{}\n{}",
        String::from_utf8_lossy(&pages[0]),
        String::from_utf8_lossy(&pages[1])
    );
    eprintln!("the page of 20 records has {} bytes", pages[0].len());
    Ok(())
}

async fn rounds(count: usize, servers: &[Server], targets: &mut [Target]) -> anyhow::Result<()> {
    for target in &mut *targets {
        let paths = [target.path.clone()];
        saturate(servers[target.server].port, &paths, ROUND / 2).await?;
    }
    for _ in 0..count {
        for target in &mut *targets {
            let server = &servers[target.server];
            let before = server.cpu_s()?;
            let paths = [target.path.clone()];
            let rate = saturate(server.port, &paths, ROUND).await?;
            let cpu = server.cpu_s()? - before;
            target.rates.push(rate);
            // The rate is of wall time: the round's answers over the CPU of the same round.
            target
                .cpu_rates
                .push(rate * ROUND.as_secs_f64() / cpu.max(0.01));
        }
    }
    Ok(())
}

fn report(targets: &[Target], table: &mut Table) {
    for target in targets {
        table.add(
            target.name,
            "",
            format!(
                "{:.0} /s, {:.1} µs of the server's CPU",
                median(target.rates.iter().copied()),
                1e6 / median(target.cpu_rates.iter().copied())
            ),
        );
    }
    let both = |above: &Target, below: &Target| {
        format!(
            "{:.2} (by CPU {:.2})",
            ratio(&above.rates, &below.rates),
            ratio(&above.cpu_rates, &below.cpu_rates)
        )
    };
    table.add(
        "fresh guest / native, 1 KiB",
        "",
        both(&targets[1], &targets[0]),
    );
    table.add(
        "fresh / native, the same page",
        "≥ 0.4",
        both(&targets[4], &targets[3]),
    );
    table.add(
        "kept / native, the same page",
        "≥ 0.9",
        both(&targets[5], &targets[3]),
    );
    if let Some(other) = targets.get(6) {
        table.add(
            "fresh guest / wasmtime serve, 1 KiB",
            "≥ 2",
            both(&targets[1], other),
        );
        table.add(
            "smallest page / wasmtime serve",
            "≥ 2",
            both(&targets[2], other),
        );
        table.add(
            "wasmtime serve / native, 1 KiB",
            "",
            both(other, &targets[0]),
        );
    }
}
