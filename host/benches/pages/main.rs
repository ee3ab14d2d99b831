//! Measures what the design promises of pages and plugins: `cargo bench -p maille --bench pages [-- NAME…]`. Every figure
//! of time is a ratio within one run, from rounds that take turns, since the machine is shared. It never runs in CI.

mod agenda;
mod answers;
mod backup;
mod fiches;
mod import;
mod languages;
mod load;
mod many;
mod native;
mod native_month;
mod recurrence;
mod servers;
mod soak;
mod start;
mod starve;
mod stress;
mod table;
mod wasi_http;
mod world;

use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};

use servers::Mode;
use table::Table;

/// Measures; without a name, everything.
#[derive(Debug, Parser)]
struct Arguments {
    /// What to measure
    names: Vec<Name>,
    /// Rounds that take turns; the median counts
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Minutes of the soak
    #[arg(long, default_value_t = 15)]
    minutes: u64,
    /// wasmtime's own program, to be compared with; left out where it is not given
    #[arg(long, env = "MAILLE_WASMTIME")]
    wasmtime: Option<PathBuf>,
    /// An older build of this program, to be compared with
    #[arg(long)]
    before: Option<PathBuf>,
    /// The folder with real fiches; left out where it is not given
    #[arg(long, env = "MAILLE_REAL_DATA")]
    real_data: Option<PathBuf>,
    /// Serve (called by the program itself)
    #[arg(long, hide = true)]
    serve: Option<Mode>,
    /// Import these files (called by the program itself)
    #[arg(long, hide = true)]
    import: Option<PathBuf>,
    /// The instance to serve
    #[arg(long, hide = true)]
    data: Option<PathBuf>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Fresh and kept pages against a native handler and `wasmtime serve`
    Answers,
    /// A hundred plugins
    Many,
    /// A page beside plugins that never end
    Starve,
    /// Five times too many requests, and ten thousand slow connections
    Stress,
    /// A backup of a gigabyte while the instance serves
    Backup,
    /// Minutes under a mixed load; only where it is named
    Soak,
    /// How soon a server answers, and the memory it takes at rest
    Start,
    /// Thousands of fiches
    Import,
    /// Dates of what recurs, against the crate `rrule` alone
    Recurrence,
    /// A month and a feed of a large agenda
    Agenda,
    /// The same pages by a guest in Rust and by one in JavaScript
    Languages,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if let (Some(mode), Some(data)) = (arguments.serve, &arguments.data) {
        return runtime.block_on(servers::serve(mode, data));
    }
    if let (Some(documents), Some(data)) = (&arguments.import, &arguments.data) {
        return runtime.block_on(import::run(documents, data));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let wanted = |name: Name| arguments.names.is_empty() || arguments.names.contains(&name);
    let mut table = Table::default();
    let data = folder.join("one");
    runtime.block_on(world::make(&data, STARVING))?;
    // The client has one thread: what it takes is not a server's.
    let client = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    if wanted(Name::Answers) {
        client.block_on(answers::measure(&arguments, &data, &mut table))?;
    }
    if wanted(Name::Starve) {
        client.block_on(starve::measure(&arguments, &data, &mut table))?;
    }
    if wanted(Name::Stress) {
        client.block_on(stress::measure(&arguments, &data, &mut table))?;
    }
    if arguments.names.contains(&Name::Soak) {
        client.block_on(soak::measure(arguments.minutes, &data, &mut table))?;
    }
    if wanted(Name::Backup) {
        let data = &folder.join("large");
        runtime.block_on(world::make(data, 1))?;
        runtime.block_on(backup::measure(data, &mut table))?;
    }
    if wanted(Name::Many) {
        let data = &folder.join("many");
        runtime.block_on(world::make(data, many::COPIES))?;
        client.block_on(many::measure(&arguments, data, &mut table))?;
    }
    if wanted(Name::Start) {
        start::measure(&arguments, (&data, &folder.join("demo")), &mut table)?;
    }
    if wanted(Name::Import) {
        import::measure(&arguments, &folder.join("import"), &mut table)?;
    }
    if wanted(Name::Recurrence) {
        let data = folder.join("recurrence");
        runtime.block_on(recurrence::measure(arguments.rounds, &data, &mut table))?;
    }
    if wanted(Name::Agenda) {
        let data = folder.join("agenda");
        runtime.block_on(agenda::make(&data))?;
        client.block_on(agenda::measure(arguments.rounds, &data, &mut table))?;
    }
    if wanted(Name::Languages) {
        let data = folder.join("languages");
        runtime.block_on(languages::measure(arguments.rounds, &data, &mut table))?;
    }
    table.print();
    Ok(())
}

/// Plugins that loop at once.
const STARVING: usize = 8;
