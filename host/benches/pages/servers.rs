//! The servers that are measured, each a process of its own: this program called again, or another one.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use anyhow::Context as _;
use clap::ValueEnum;
use maille::app::{App, Options};
use maille::config::Config;
use tokio::net::TcpListener;

use super::native;

/// What a process of this program serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// axum handlers.
    Native,
    /// The instance without a page cache: each page is a guest's.
    Fresh,
    /// The instance as it is.
    Kept,
}

/// A server that runs; it ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// Starts this program again as a server over a data folder.
    pub fn start(mode: Mode, data: &Path) -> anyhow::Result<Self> {
        Self::start_of(&std::env::current_exe()?, mode, data)
    }

    /// Starts a build of this program as a server.
    pub fn start_of(program: &Path, mode: Mode, data: &Path) -> anyhow::Result<Self> {
        let name = mode.to_possible_value().context("a mode has a name")?;
        let mut command = Command::new(program);
        command
            .args(["--serve", name.get_name(), "--data"])
            .arg(data);
        Self::spawn(&mut command, |line| {
            line.strip_prefix("port ")?.parse().ok()
        })
    }

    /// Starts a program and waits for the line that names its port.
    pub fn spawn(
        command: &mut Command,
        port: impl Fn(&str) -> Option<u16>,
    ) -> anyhow::Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().context("its output")?;
        let port = named(output, port)?;
        Ok(Self { child, port })
    }

    /// The same of a program that names its port among its messages.
    pub fn spawn_loud(
        command: &mut Command,
        port: impl Fn(&str) -> Option<u16>,
    ) -> anyhow::Result<Self> {
        let mut child = command.stderr(Stdio::piped()).spawn()?;
        let output = child.stderr.take().context("its messages")?;
        let port = named(output, port)?;
        Ok(Self { child, port })
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Seconds of CPU that it used so far, in ticks of 10 ms.
    pub fn cpu_s(&self) -> anyhow::Result<f64> {
        let path = format!("/proc/{}/stat", self.child.id());
        let text = std::fs::read_to_string(path)?;
        let (_, fields) = text.rsplit_once(')').context("stat")?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
        // proc(5): utime and stime are the fields 14 and 15.
        Ok((ticks(11).context("utime")? + ticks(12).context("stime")?) / 100.0)
    }

    /// MiB of memory by one of the names of `smaps_rollup`: `Rss` or `Pss`.
    pub fn memory_mib(&self, name: &str) -> anyhow::Result<f64> {
        memory_mib(&format!("/proc/{}/smaps_rollup", self.child.id()), name)
    }
}

/// MiB from a line `Name:   123 kB`.
pub fn memory_mib(path: &str, name: &str) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(path)?;
    let kib: f64 = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .with_context(|| format!("no {name} in {path}"))?;
    Ok(kib / 1024.0)
}

/// Opens an instance as the benches do.
pub async fn open(data: &Path, change: impl FnOnce(&mut Config)) -> anyhow::Result<Arc<App>> {
    let mut config = Config::default();
    config.instance.name = "Maille".into();
    // What loops is measured again and again: it must not be paused for it.
    config.plugins.traps = u32::MAX;
    change(&mut config);
    let options = Options {
        compiler: Some(env!("CARGO_BIN_EXE_maille").into()),
        ..Options::default()
    };
    Ok(App::open(data, config, options).await?)
}

/// Serves until it is killed.
pub async fn serve(mode: Mode, data: &Path) -> anyhow::Result<()> {
    let app = open(data, |config| {
        if mode == Mode::Fresh {
            config.server.page_cache_bytes = 0;
        }
    })
    .await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("port {}", listener.local_addr()?.port());
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    match mode {
        Mode::Native => axum::serve(listener, native::router(app)).await?,
        Mode::Fresh | Mode::Kept => maille::web::server::serve(app, listener, stopping).await,
    }
    Ok(())
}

/// Reads until a line names the port.
fn named(output: impl std::io::Read, port: impl Fn(&str) -> Option<u16>) -> anyhow::Result<u16> {
    let mut lines = BufReader::new(output).lines();
    loop {
        let line = lines.next().context("the server ended")??;
        if let Some(port) = port(&line) {
            return Ok(port);
        }
    }
}
