//! Federation beside its bare cost: a first copy and what parsing, hashing and verifying its bytes costs; requests and bytes for a
//! few changes among many records; how long a change takes to a neighbour; memory while ten copies are served at once.
//!
//! `cargo bench -p maille --bench federation -- --records 20000`

mod instance;
mod serving;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Parser;
use maille::directory::Reader;
use maille::federation::Peer;
use maille_federation::keys::Keyring;
use maille_federation::log::{Batch, Head};
use maille_federation::origin::Origin;

use self::instance::Instance;

#[derive(Parser)]
struct Arguments {
    /// Records of the first copy
    #[arg(long, default_value_t = 20_000)]
    records: usize,
    /// Changes whose way to a neighbour is timed
    #[arg(long, default_value_t = 40)]
    changes: usize,
    /// Where the instance is that this process serves, and nothing else
    #[arg(long, hide = true)]
    serve: Option<PathBuf>,
    /// cargo says so to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if let Some(folder) = &arguments.serve {
        return runtime.block_on(serving::serve(folder));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-federation");
    let _ = std::fs::remove_dir_all(&folder);
    println!("| figure | wanted | measured |\n|---|---|---|");
    runtime.block_on(first_copy(&folder, arguments.records))?;
    for records in [arguments.records / 10, arguments.records] {
        runtime.block_on(few_changes(&folder, records))?;
    }
    runtime.block_on(delay(&folder, arguments.changes))?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// One line of the table, on standard output as soon as it is known.
fn figure(name: &str, wanted: &str, measured: &str) {
    println!("| {name} | {wanted} | {measured} |");
}

/// An owner with so many records in its log.
async fn owner(folder: &Path, records: usize) -> anyhow::Result<Instance> {
    let owner = Instance::start(folder, "creuse.example", false).await?;
    owner.put(0..records, "").await?;
    owner.publish().await?;
    Ok(owner)
}

/// Pulls until both agree: entries, requests and bytes.
async fn pull(reader: &Instance, owner: &Instance) -> anyhow::Result<(u64, u64, u64)> {
    pull_whole(reader, &reader.peer(owner).await?).await
}

async fn pull_whole(reader: &Instance, peer: &Peer) -> anyhow::Result<(u64, u64, u64)> {
    let (mut entries, mut requests, mut bytes) = (0, 0, 0);
    loop {
        let pulled = reader.app.federation.pull(peer).await?;
        entries += pulled.entries;
        requests += pulled.requests;
        bytes += pulled.bytes;
        if pulled.agreed {
            return Ok((entries, requests, bytes));
        }
    }
}

async fn first_copy(folder: &Path, records: usize) -> anyhow::Result<()> {
    let folder = folder.join("first");
    let owner = Instance::start(&folder, "creuse.example", false).await?;
    owner.put(0..records, "").await?;
    let begun = Instant::now();
    owner.publish().await?;
    let published = begun.elapsed();
    figure(
        &format!("{records} records signed and chained into the log"),
        "",
        &format!("{:.0} records/s", per_second(records, published)),
    );
    let batches = batches(&owner).await?;
    let begun = Instant::now();
    let verified = bare(&owner, &batches)?;
    let bare = begun.elapsed();
    anyhow::ensure!(verified == records, "all were verified");

    let reader = Instance::start(&folder, "gironde.example", false).await?;
    reader.befriend(&owner).await?;
    let begun = Instant::now();
    let (entries, requests, bytes) = pull(&reader, &owner).await?;
    let copied = begun.elapsed();
    anyhow::ensure!(entries == records as u64, "all were copied");
    figure(
        &format!("first copy of {records} records, both on one machine"),
        "≥ 5,000 records/s",
        &format!(
            "{:.0} records/s, {requests} requests, {:.1} MB",
            per_second(records, copied),
            bytes as f64 / 1e6
        ),
    );
    figure(
        "first copy / parsing, hashing and verifying the same bytes",
        "≤ 3",
        &format!("{:.2}", copied.as_secs_f64() / bare.as_secs_f64()),
    );
    reader.stop().await;
    owner.stop().await;
    serving::all_at_once(&folder, "creuse.example", 10).await
}

fn per_second(records: usize, time: Duration) -> f64 {
    records as f64 / time.as_secs_f64()
}

/// Everything that a reader gets.
async fn batches(owner: &Instance) -> anyhow::Result<Vec<Vec<u8>>> {
    let origin: Origin = "gironde.example".parse()?;
    let mut found = Vec::new();
    let mut after: u64 = 0;
    loop {
        let after_text = after.to_string();
        let path = ["log", "1", "tail", after_text.as_str()];
        let reply = owner.app.federation.serve(&origin, &path, false).await?;
        let body = reply
            .served
            .map_err(|why| anyhow::anyhow!("{}", why.code()))?
            .body;
        let entries = Batch::read(&body)?.frame.entries;
        if entries == 0 {
            return Ok(found);
        }
        after += entries;
        found.push(body);
    }
}

/// What reading those bytes costs without a network and without a database.
fn bare(owner: &Instance, batches: &[Vec<u8>]) -> anyhow::Result<usize> {
    let identity = owner.app.federation.identity()?;
    let mut keys = Keyring::pinned(
        identity.origin.clone(),
        identity.key.public(),
        identity.recovery,
    );
    let mut head: Option<Head> = None;
    let mut records = 0;
    for bytes in batches {
        let batch = Batch::read(bytes)?;
        let from = match head.take() {
            Some(head) => head,
            None => Head {
                origin: identity.origin.clone(),
                epoch: 1,
                seq: 0,
                chain: maille_federation::log::Entry::read(batch.entries[0])
                    .map_err(anyhow::Error::msg)?
                    .prev,
            },
        };
        let read = from
            .advance(&batch)?
            .read_contents(&batch.contents, &keys)?;
        records += read.records.len();
        keys = read.keys;
        head = Some(read.head);
    }
    Ok(records)
}

async fn few_changes(folder: &Path, records: usize) -> anyhow::Result<()> {
    let folder = folder.join(format!("few-{records}"));
    let owner = owner(&folder, records).await?;
    let reader = Instance::start(&folder, "gironde.example", false).await?;
    reader.befriend(&owner).await?;
    pull(&reader, &owner).await?;
    for changes in [0, 1, 10, 100] {
        let said = format!("Changé {changes}.");
        owner.put(0..changes, &said).await?;
        owner.publish().await?;
        let (entries, requests, bytes) = pull(&reader, &owner).await?;
        anyhow::ensure!(entries == changes as u64, "each change is one entry");
        figure(
            &format!("{changes} changes among {records} records"),
            "O(k)",
            &format!("{requests} requests, {bytes} bytes"),
        );
    }
    reader.stop().await;
    owner.stop().await;
    Ok(())
}

/// From the commit in one instance to the moment at which visitors of the other read it, as both serve.
async fn delay(folder: &Path, changes: usize) -> anyhow::Result<()> {
    let folder = folder.join("delay");
    let owner = Instance::start(&folder, "creuse.example", true).await?;
    let reader = Instance::start(&folder, "gironde.example", true).await?;
    owner.put(0..1_000, "").await?;
    let address = owner.app.federation.identity()?.address.clone();
    let introduced = reader.app.federation.introduce(&address).await?;
    reader.app.federation.request(&introduced).await?;
    let asked = async || {
        let asked = owner.app.federation.peer("gironde.example").await;
        asked.is_ok_and(|peer| peer.relation == maille::federation::Relation::RequestedByThem)
    };
    wait(asked).await?;
    let accept = maille::federation::Action::Accept;
    owner
        .app
        .federation
        .decide("gironde.example", accept)
        .await?;
    let mut seconds = Vec::with_capacity(changes);
    for number in 0..changes {
        // Apart from each other, as people change things.
        tokio::time::sleep(Duration::from_millis(1_500 + 137 * (number as u64 % 17))).await;
        let key = format!("nouveau-{number}");
        let mut session = maille::directory::Session::new(
            &owner.app.directory,
            maille::directory::Author::host("benchmark"),
        );
        let content = format!("{{\"name\": \"Nouveau lieu {number}\"}}");
        let record = session.put("place", &key, &content).await?;
        session.commit().await?;
        let begun = Instant::now();
        wait(async || {
            let found = reader
                .app
                .directory
                .read(&record.id, &Reader::visitor())
                .await;
            found.is_ok_and(|found| found.is_some())
        })
        .await?;
        seconds.push(begun.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let at = |hundredths: usize| seconds[(seconds.len() * hundredths / 100).min(seconds.len() - 1)];
    figure(
        &format!("a change seen on a neighbour, {changes} changes, p50 / p99"),
        "≤ 4 s / ≤ 15 s",
        &format!("{:.2} s / {:.2} s", at(50), at(99)),
    );
    reader.stop().await;
    owner.stop().await;
    Ok(())
}

async fn wait(mut holds: impl AsyncFnMut() -> bool) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !holds().await {
        anyhow::ensure!(begun.elapsed() < Duration::from_secs(120), "waited in vain");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
