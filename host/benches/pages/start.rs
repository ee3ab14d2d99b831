//! From the call of the program to the line that says it is ready, and what it holds at rest.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::servers::{Mode, Server};
use super::table::{Table, median};
use super::{Arguments, STARVING};

/// What a server settles in.
const REST: Duration = Duration::from_millis(500);

pub fn measure(
    arguments: &Arguments,
    (data, demo): (&Path, &Path),
    table: &mut Table,
) -> anyhow::Result<()> {
    // The first time it builds, compiles and fills: that is not a start.
    drop(start(demo)?);
    let mut seconds = Vec::new();
    for _ in 0..arguments.rounds {
        let begin = Instant::now();
        let server = start(demo)?;
        seconds.push(begin.elapsed().as_secs_f64());
        drop(server);
    }
    let measured = format!("{:.2} s", median(seconds));
    table.add(
        "start of the demonstration, already made",
        "< 1 s",
        measured,
    );
    let server = Server::start(Mode::Kept, data)?;
    std::thread::sleep(REST);
    table.add(
        &format!("memory at rest, {STARVING} plugins"),
        "≤ 80 MB with five",
        format!(
            "{:.0} MiB (Pss {:.0})",
            server.memory_mib("Rss")?,
            server.memory_mib("Pss")?
        ),
    );
    Ok(())
}

fn start(demo: &Path) -> anyhow::Result<Server> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maille"));
    command.args(["demo", "--port", "0", "--data"]).arg(demo);
    Server::spawn(&mut command, |line| {
        let (_, port) = line.strip_prefix("ready: ")?.rsplit_once(':')?;
        port.trim_end_matches('/').parse().ok()
    })
}
