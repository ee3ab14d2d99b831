//! `maille plugin list`: what is installed, what it asks for and how it fares.

use anyhow::bail;

use super::install::{publisher, sentence};
use crate::app::App;
use crate::cli::Data;
use crate::cli::words::{fault, say};
use crate::plugins::grants::Capability;
use crate::plugins::manifest::Manifest;
use crate::plugins::{Plugins, registry_store};

/// Lines of the log that `list` shows with `--log`.
const LOG_LINES: i64 = 50;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    name: Option<String>,
    #[arg(long, requires = "name")]
    log: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let listed = app.plugins.list().await?;
    if listed.is_empty() {
        println!("{}", say("cli-plugin-none", &[]));
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
            "cli-plugin-paused"
        } else {
            "cli-plugin-running"
        };
        println!(
            "{}\t{}\t{}\t{}",
            manifest.id,
            manifest.version,
            manifest.mount.as_deref().unwrap_or("-"),
            say(state, &[])
        );
        if !plugin.is_as_signed {
            println!("  {}", say("cli-fault-signature", &[]));
        }
        if arguments.name.is_some() {
            println!("  {}", publisher(plugin.publisher.as_ref()));
        }
        if let Some(reason) = &plugin.paused {
            println!(
                "  {}\n  {}",
                say("cli-plugin-paused-why", &[("reason", reason)]),
                say("cli-plugin-resume-it", &[("plugin", &manifest.id)])
            );
        }
        if let Some(waiting) = &plugin.waiting {
            println!(
                "  {}",
                say(
                    "cli-plugin-waiting",
                    &[("version", &waiting.version), ("plugin", &manifest.id)]
                )
            );
        }
        if arguments.name.is_some() {
            details(&app.plugins, manifest, &plugin.granted);
        }
    }
    if let Some(name) = &arguments.name {
        if !found {
            bail!(fault("cli-fault-no-plugin", &[("plugin", name)]));
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
    let mut all = Capability::asked(manifest);
    // Hosts that were named one by one stand in no manifest.
    let named = granted.iter().filter(|granted| !all.contains(granted));
    let named = named.filter(|granted| granted.may_be_granted(manifest));
    let named: Vec<Capability> = named.cloned().collect();
    all.extend(named);
    for capability in all {
        let mark = if granted.contains(&capability) {
            "cli-plugin-granted"
        } else {
            "cli-plugin-asked"
        };
        detail(mark, &format!("{capability}\t{}", sentence(&capability)));
    }
    for task in &manifest.tasks {
        let every = task.every.as_deref().map_or(String::new(), |every| {
            format!(" {}", say("cli-plugin-task-every", &[("every", &every)]))
        });
        detail("cli-plugin-task", &format!("{}{every}", task.name));
    }
    if let Some(loaded) = plugins.get(&manifest.id) {
        let count = loaded.health().traps() as u64;
        let lately = say("cli-plugin-traps-lately", &[("count", &count)]);
        detail("cli-plugin-traps", &lately);
    }
}

/// A line below a plugin: what it is, then what there is to say.
fn detail(key: &str, words: &str) {
    println!("  {:<9}{words}", say(key, &[]));
}
