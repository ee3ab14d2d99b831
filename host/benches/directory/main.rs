//! The directory under load, on either database: searches beside the bare SQL that answers them, imports beside reading alone,
//! and what one more record costs in a small and in a large directory. Figures are ratios within one run.
//!
//! `cargo bench -p maille --bench directory -- import search --records 300000 --postgres postgres://…`

mod bare;
mod dice;
mod import;
mod question;
mod search;
mod synthetic;
mod world;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Parser;

use self::world::Place;

#[derive(Parser)]
struct Arguments {
    /// What to measure; everything without one
    names: Vec<Name>,
    /// Synthetic records
    #[arg(long, default_value_t = 300_000)]
    records: u64,
    /// Rounds of searches; medians count
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// An empty database, whose tables are dropped afterwards: measured beside SQLite
    #[arg(long, env = "MAILLE_BENCH_POSTGRES")]
    postgres: Option<String>,
    /// cargo says so to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
    /// Imports a file, for the process that does so alone
    #[arg(long, hide = true)]
    import_one: Option<PathBuf>,
    /// Where that process keeps its records; without a file, a database of an earlier run that is searched as it stands
    #[arg(long)]
    place: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Name {
    /// Rows taken beside rows read, memory, and what one more costs
    Import,
    /// Searches beside bare SQL, at one client and at many
    Search,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if let (Some(file), Some(place)) = (&arguments.import_one, &arguments.place) {
        return runtime.block_on(import::one(file, &Place::parse(place)?));
    }
    if let Some(place) = &arguments.place {
        return runtime.block_on(search::measure(&Place::parse(place)?, arguments.rounds));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-directory");
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let wanted = |name: Name| arguments.names.is_empty() || arguments.names.contains(&name);
    let mut places = vec![Place::file(&folder)];
    match &arguments.postgres {
        Some(url) => places.push(Place::Server(url.clone())),
        None => {
            eprintln!("skipped: PostgreSQL (neither --postgres nor MAILLE_BENCH_POSTGRES is given)")
        }
    }
    println!("| figure | wanted | measured |\n|---|---|---|");
    for place in &places {
        // Searches want the records of the largest import.
        import::measure(
            &runtime,
            &folder,
            place,
            (arguments.records, wanted(Name::Import)),
        )?;
        if wanted(Name::Search) {
            runtime.block_on(search::measure(place, arguments.rounds))?;
        }
        runtime.block_on(place.clear())?;
    }
    Ok(())
}

/// One line of the table, on standard output as soon as it is known.
fn figure(name: &str, wanted: &str, measured: &str) {
    println!("| {name} | {wanted} | {measured} |");
}

/// The value below which so many of a hundred lie.
fn percentile(values: &mut [f64], hundredths: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = values.len() * hundredths / 100;
    values
        .get(at.min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}
