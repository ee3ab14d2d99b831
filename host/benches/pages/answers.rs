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

const NATIVE: [&str; 2] = ["native, 1 KiB", "native, 20 records"];
const FRESH: [&str; 3] = [
    "fresh guest, 1 KiB",
    "fresh guest, 20 records",
    "fresh guest, smallest page",
];
const KEPT: &str = "kept page, 20 records";
const WASMTIME: &str = "wasmtime serve, 1 KiB";
const BEFORE: [&str; 3] = [
    "older build, fresh, 1 KiB",
    "older build, fresh, 20 records",
    "older build, kept, 20 records",
];

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
        Target::new(NATIVE[0], 0, "/plain"),
        Target::new(FRESH[0], 1, "/bench/plain"),
        Target::new(FRESH[2], 1, "/bench"),
        Target::new(NATIVE[1], 0, "/bench/places"),
        Target::new(FRESH[1], 1, "/bench/places"),
        Target::new(KEPT, 2, "/bench/places"),
    ];
    match &arguments.wasmtime {
        Some(wasmtime) => {
            targets.push(Target::new(WASMTIME, servers.len(), "/"));
            servers.push(wasi_http::start(wasmtime)?);
        }
        None => eprintln!("skipped: wasmtime serve (MAILLE_WASMTIME is not set)"),
    }
    if let Some(before) = &arguments.before {
        targets.push(Target::new(BEFORE[0], servers.len(), "/bench/plain"));
        targets.push(Target::new(BEFORE[1], servers.len(), "/bench/places"));
        servers.push(Server::start_of(before, Mode::Fresh, data)?);
        targets.push(Target::new(BEFORE[2], servers.len(), "/bench/places"));
        servers.push(Server::start_of(before, Mode::Kept, data)?);
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
    let mut compare = |above: &str, below: &str, wanted: &str| {
        let find = |name: &str| targets.iter().find(|target| target.name == name);
        if let (Some(above), Some(below)) = (find(above), find(below)) {
            table.add(
                &format!("{} / {}", above.name, below.name),
                wanted,
                format!(
                    "{:.2} (by CPU {:.2})",
                    ratio(&above.rates, &below.rates),
                    ratio(&above.cpu_rates, &below.cpu_rates)
                ),
            );
        }
    };
    compare(FRESH[0], NATIVE[0], "");
    compare(FRESH[0], WASMTIME, "≥ 2");
    compare(FRESH[2], WASMTIME, "≥ 2");
    compare(WASMTIME, NATIVE[0], "");
    compare(FRESH[1], NATIVE[1], "≥ 0.4");
    compare(KEPT, NATIVE[1], "≥ 0.9");
    compare(FRESH[0], BEFORE[0], "");
    compare(FRESH[1], BEFORE[1], "");
    compare(KEPT, BEFORE[2], "");
}
