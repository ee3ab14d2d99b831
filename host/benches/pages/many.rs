//! A hundred plugins: asked in turn against one alone, and the memory that they take.

use std::path::Path;
use std::time::Duration;

use super::Arguments;
use super::load::saturate;
use super::servers::{Mode, Server};
use super::table::{Table, ratio};
use super::world::mount;

/// Plugins installed.
pub const COPIES: usize = 100;
/// A round of one or of all.
const ROUND: Duration = Duration::from_millis(1_000);

pub async fn measure(arguments: &Arguments, data: &Path, table: &mut Table) -> anyhow::Result<()> {
    let server = Server::start(Mode::Fresh, data)?;
    let idle = (server.memory_mib("Rss")?, server.memory_mib("Pss")?);
    let one = [mount(1)];
    let all: Vec<String> = (1..=COPIES).map(mount).collect();
    saturate(server.port, &all, ROUND).await?;
    let (mut of_one, mut of_all) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        of_one.push(saturate(server.port, &one, ROUND).await?);
        of_all.push(saturate(server.port, &all, ROUND).await?);
    }
    let measured = format!("{:.2}", ratio(&of_all, &of_one));
    table.add("100 plugins in turn / one", "≥ 0.8", measured);
    let loaded = (server.memory_mib("Rss")?, server.memory_mib("Pss")?);
    table.add(
        "memory with 100 plugins",
        "< 300 MiB",
        format!(
            "at rest {:.0} MiB (Pss {:.0}), after the load {:.0} MiB (Pss {:.0})",
            idle.0, idle.1, loaded.0, loaded.1
        ),
    );
    Ok(())
}
