//! Memory of an instance that does nothing but serve first copies: a process of its own, opened on the owner's folder, told by
//! lines on its standard input whom to accept and when to look.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use maille::federation::Address;
use tokio::task::JoinSet;

use super::instance::Instance;
use super::{figure, pull_whole};

const MIB: u64 = 1024 * 1024;

/// So many instances read the whole log of the one below `folder` at once.
pub async fn all_at_once(folder: &Path, owner: &str, readers: usize) -> anyhow::Result<()> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("--serve")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("it speaks")?).lines();
    let mut hears = child.stdin.take().context("it listens")?;
    let mut says = move || {
        lines
            .next()
            .context("it has ended")?
            .map_err(anyhow::Error::from)
    };
    let address: Address = format!("http://{}", says()?).parse()?;

    let mut copies = Vec::new();
    for number in 0..readers {
        let name = format!("lecteur-{number}.example");
        let reader = Instance::start(&folder.join("many"), &name, false).await?;
        reader.ask(&address).await?;
        writeln!(hears, "{name}")?;
        reader.is_approved_by(owner).await?;
        copies.push(reader);
    }
    writeln!(hears, "go")?;
    let before: u64 = says()?.parse()?;
    let mut pulls = JoinSet::new();
    for reader in copies {
        let peer = reader.app.federation.peer(owner).await?;
        pulls.spawn(async move {
            let pulled = pull_whole(&reader, &peer).await;
            reader.stop().await;
            pulled
        });
    }
    while let Some(done) = pulls.join_next().await {
        done??;
    }
    writeln!(hears, "done")?;
    let peak: u64 = says()?.parse()?;
    anyhow::ensure!(child.wait()?.success(), "the serving process failed");
    figure(
        &format!("memory of an instance while it serves {readers} first copies at once"),
        "",
        &format!("{} MiB; {} before", peak / MIB, before / MIB),
    );
    Ok(())
}

/// The other process: says where it answers, then its memory before and at most, in bytes.
pub async fn serve(folder: &Path) -> anyhow::Result<()> {
    let owner = Instance::start(folder, "creuse.example", false).await?;
    println!("{}", owner.address());
    let (peak, ended) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let mut watching = None;
    for line in std::io::stdin().lines() {
        match line?.as_str() {
            "go" => {
                let (peak, ended, before) = (peak.clone(), ended.clone(), resident()?);
                println!("{before}");
                peak.store(before, Ordering::Relaxed);
                watching = Some(std::thread::spawn(move || {
                    while !ended.load(Ordering::Relaxed) {
                        if let Ok(now) = resident() {
                            peak.fetch_max(now, Ordering::Relaxed);
                        }
                        std::thread::sleep(Duration::from_millis(10));
                    }
                }));
            }
            "done" => break,
            name => owner.accept(name).await?,
        }
    }
    ended.store(true, Ordering::Relaxed);
    if let Some(watching) = watching {
        watching.join().ok().context("it watched")?;
    }
    println!("{}", peak.load(Ordering::Relaxed));
    owner.stop().await;
    Ok(())
}

/// Bytes of this process in memory.
fn resident() -> anyhow::Result<u64> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = text.split(' ').nth(1).unwrap_or_default().parse()?;
    Ok(pages * 4096)
}
