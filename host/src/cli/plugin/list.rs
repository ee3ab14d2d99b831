//! `maille plugin list`: what is installed, what it asks for and how it fares.

use anyhow::bail;

use super::install::sentence;
use crate::app::App;
use crate::cli::Data;
use crate::plugins::grants::Capability;
use crate::plugins::manifest::Manifest;
use crate::plugins::{Plugins, registry_store};

/// Lines of the log that `list` shows with `--log`.
const LOG_LINES: i64 = 50;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// One plugin, with all details
    name: Option<String>,
    /// Show what it logged last
    #[arg(long, requires = "name")]
    log: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let listed = app.plugins.list().await?;
    if listed.is_empty() {
        println!("No plugin is installed. Example: maille plugin install procedures --grant-all");
    }
    let mut found = false;
    for plugin in &listed {
        if arguments
            .name
            .as_deref()
            .is_some_and(|name| name != plugin.manifest.id)
        {
            continue;
        }
        found = true;
        let manifest = &plugin.manifest;
        let state = if plugin.paused.is_some() {
            "paused"
        } else {
            "running"
        };
        println!(
            "{}\t{}\t{}\t{state}",
            manifest.id,
            manifest.version,
            manifest.mount.as_deref().unwrap_or("-")
        );
        if let Some(reason) = &plugin.paused {
            println!(
                "  paused: {reason}\n  let it go on: maille plugin resume {}",
                manifest.id
            );
        }
        if let Some(waiting) = &plugin.waiting {
            println!(
                "  version {} waits for approval: maille plugin grant {} --all",
                waiting.version, manifest.id
            );
        }
        if arguments.name.is_some() {
            details(&app.plugins, manifest, &plugin.granted);
        }
    }
    if let Some(name) = &arguments.name {
        if !found {
            bail!("no plugin `{name}` is installed: `maille plugin list` shows those that are");
        }
        if arguments.log {
            for line in registry_store::log(app.directory.database(), name, LOG_LINES).await? {
                let at = jiff::Timestamp::from_millisecond(line.at).unwrap_or_default();
                println!(
                    "  {at:.0} {} [{}] {}: {}",
                    line.level, line.request, line.call, line.message
                );
            }
        }
    }
    app.close().await;
    Ok(())
}

fn details(plugins: &Plugins, manifest: &Manifest, granted: &[Capability]) {
    for capability in Capability::asked(manifest) {
        let mark = if granted.contains(&capability) {
            "granted"
        } else {
            "asked  "
        };
        println!("  {mark} {capability}\t{}", sentence(&capability));
    }
    for task in &manifest.tasks {
        let every = task.every.as_deref().map_or(String::new(), |every| {
            format!(" (every {every}, once it was run)")
        });
        println!("  task    {}{every}", task.name);
    }
    if let Some(loaded) = plugins.get(&manifest.id) {
        println!("  traps   {} lately", loaded.health().traps());
    }
}
