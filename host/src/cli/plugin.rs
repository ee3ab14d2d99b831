//! `maille plugin …`: write, install and run plugins.

mod give;
mod new;
mod source;

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::Data;
use super::progress::Progress;
use crate::app::App;
use crate::plugins::grants::Capability;
use crate::plugins::manifest::Manifest;
use crate::plugins::{Installed, Plugins, build, registry_store};

/// Lines of the log that `list` shows with `--log`.
const LOG_LINES: i64 = 50;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write a new plugin into a folder of its own
    #[command(after_help = "Example: maille plugin new mes-horaires")]
    New(new::Arguments),
    /// Build a plugin from its folder: one .wasm file with its manifest, kinds, translations and assets
    #[command(
        after_help = "Example: maille plugin build plugins/procedures --output procedures.wasm"
    )]
    Build(Build),
    /// Install or update a plugin
    #[command(after_help = "Example: maille plugin install plugins/procedures --grant-all")]
    Install(Install),
    /// List what is installed, what it asks for and how it fares
    #[command(after_help = "Example: maille plugin list procedures --log")]
    List(List),
    /// Grant a plugin what it asks for, one thing at a time
    #[command(after_help = "Example: maille plugin grant procedures write:procedure storage")]
    Grant(Grant),
    /// Show or change a plugin's settings
    #[command(after_help = "Example: maille plugin set procedures territory=\"la Creuse\"")]
    Set(Set),
    /// Hand a plugin a file or a folder
    #[command(after_help = "Example: maille plugin give procedures vosdroits-latest.zip")]
    Give(give::Arguments),
    /// Run one of a plugin's tasks to its end
    #[command(after_help = "Example: maille plugin run procedures import")]
    Run(Run),
    /// Let a paused plugin go on
    #[command(after_help = "Example: maille plugin resume procedures")]
    Resume(Named),
    /// Remove a plugin; its records stay
    #[command(after_help = "Example: maille plugin remove procedures --purge")]
    Remove(Remove),
}

#[derive(Debug, clap::Args)]
pub struct Build {
    /// The plugin's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Where the component goes; `ID.wasm` in the folder `target` beside the plugin otherwise
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct Install {
    #[command(flatten)]
    data: Data,
    /// A bundled plugin's name, a .wasm file, or a plugin's folder
    source: String,
    /// Grant everything that it asks for
    #[arg(long)]
    grant_all: bool,
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
    /// One plugin, with all details
    name: Option<String>,
    /// Show what it logged last
    #[arg(long, requires = "name")]
    log: bool,
}

#[derive(Debug, clap::Args)]
pub struct Grant {
    #[command(flatten)]
    data: Data,
    /// The plugin
    name: String,
    /// Such as `read:place`, `write:procedure`, `host:data.example.fr`, `storage`
    #[arg(value_name = "GRANT")]
    grants: Vec<String>,
    /// Everything that it asks for
    #[arg(long, conflicts_with = "revoke")]
    all: bool,
    /// Take back instead
    #[arg(long)]
    revoke: bool,
}

#[derive(Debug, clap::Args)]
pub struct Set {
    #[command(flatten)]
    data: Data,
    /// The plugin
    name: String,
    /// `NAME=VALUE`; an empty value takes the setting back to its default
    #[arg(value_name = "SETTING")]
    settings: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Run {
    #[command(flatten)]
    data: Data,
    /// The plugin
    name: String,
    /// The task
    task: String,
}

#[derive(Debug, clap::Args)]
pub struct Named {
    #[command(flatten)]
    data: Data,
    /// The plugin
    name: String,
}

#[derive(Debug, clap::Args)]
pub struct Remove {
    #[command(flatten)]
    data: Data,
    /// The plugin
    name: String,
    /// Forget its documents and its storage too; its records stay in the directory
    #[arg(long)]
    purge: bool,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::New(arguments) => new::run(&arguments),
        Command::Build(arguments) => build_folder(&arguments),
        Command::Install(arguments) => install(arguments).await,
        Command::List(arguments) => list(arguments).await,
        Command::Grant(arguments) => grant(arguments).await,
        Command::Set(arguments) => set(arguments).await,
        Command::Give(arguments) => give::run(arguments).await,
        Command::Run(arguments) => run_task(arguments).await,
        Command::Resume(arguments) => resume(arguments).await,
        Command::Remove(arguments) => remove(arguments).await,
    }
}

fn build_folder(arguments: &Build) -> anyhow::Result<()> {
    let package = build::build(&arguments.folder, &mut |step| {
        eprintln!("{}", source::step_words(step))
    })?;
    let output = match &arguments.output {
        Some(output) => output.clone(),
        None => {
            let folder = arguments.folder.join("target");
            std::fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
            folder.join(format!("{}.wasm", package.manifest.id))
        }
    };
    std::fs::write(&output, &package.component)
        .with_context(|| format!("cannot write {}", output.display()))?;
    let manifest = &package.manifest;
    println!(
        "{} {} → {} ({} KiB)",
        manifest.id,
        manifest.version,
        output.display(),
        package.component.len() / 1024
    );
    Ok(())
}

async fn install(arguments: Install) -> anyhow::Result<()> {
    // The instance is looked for first: a long build for nothing helps nobody.
    let app = App::open_existing(&arguments.data.data).await?;
    let component = source::component(&arguments.source)?;
    eprintln!("compiling for this machine…");
    let installed = app.plugins.install(component, arguments.grant_all).await?;
    tell(&installed);
    app.close().await;
    Ok(())
}

/// What installing came to, in words.
pub fn tell(installed: &Installed) {
    let manifest = &installed.manifest;
    let name = manifest.name_in("fr");
    let what = if installed.updated {
        "updated"
    } else {
        "installed"
    };
    if installed.waits {
        println!(
            "{} {} asks for more than the version in use and waits for approval:",
            manifest.id, manifest.version
        );
    } else {
        let mount = manifest.mount.as_deref().unwrap_or("no pages");
        println!(
            "{what}: {} {} “{name}” ({mount})",
            manifest.id, manifest.version
        );
    }
    if !installed.missing.is_empty() {
        if !installed.waits {
            println!("it asks for, and is not granted yet:");
        }
        for capability in &installed.missing {
            println!("  {capability}\t{}", sentence(capability));
        }
        println!(
            "grant one by one, or all: maille plugin grant {} --all",
            manifest.id
        );
    }
}

/// A grant in the words of an administrator.
fn sentence(capability: &Capability) -> String {
    match capability {
        Capability::Read(kind) => format!("read the public fields of every published “{kind}”"),
        Capability::Write(kind) => {
            format!("make records of the kind “{kind}”, and change those it made")
        }
        Capability::Private(kind) => format!(
            "read the private fields of “{kind}” too: beware where it also reaches the network"
        ),
        Capability::EditOthers(kind) => {
            format!("change records of the kind “{kind}” that others made")
        }
        Capability::Host(host) => format!("send requests to {host} and read the answers"),
        Capability::Storage => "keep values of its own in the database".to_owned(),
    }
}

async fn list(arguments: List) -> anyhow::Result<()> {
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

async fn grant(arguments: Grant) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let listed = app.plugins.list().await?;
    let plugin = listed
        .iter()
        .find(|plugin| plugin.manifest.id == arguments.name)
        .with_context(|| {
            format!(
                "no plugin `{}` is installed: `maille plugin list` shows those that are",
                arguments.name
            )
        })?;
    let asking = plugin.waiting.as_ref().unwrap_or(&plugin.manifest);
    let asked = Capability::asked(asking);
    let mut chosen = Vec::new();
    for text in &arguments.grants {
        let capability: Capability = text.parse().map_err(anyhow::Error::msg)?;
        if !arguments.revoke && !asked.contains(&capability) {
            let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
            bail!(
                "`{}` does not ask for `{capability}`; it asks for: {}",
                arguments.name,
                asked.join(", ")
            );
        }
        chosen.push(capability);
    }
    if arguments.all {
        chosen.clone_from(&asked);
    }
    if chosen.is_empty() {
        bail!(
            "say what to grant, or --all; `maille plugin list {}` shows what it asks for",
            arguments.name
        );
    }
    let (granted, revoked) = if arguments.revoke {
        (Vec::new(), chosen)
    } else {
        (chosen, Vec::new())
    };
    let switched = app
        .plugins
        .grant(&arguments.name, &granted, &revoked)
        .await?;
    for capability in &granted {
        println!("granted: {capability}");
    }
    for capability in &revoked {
        println!("taken back: {capability}");
    }
    if switched {
        println!("the version that waited is in use now");
    }
    app.close().await;
    Ok(())
}

async fn set(arguments: Set) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let mut changes = serde_json::Map::new();
    for setting in &arguments.settings {
        let (name, value) = setting
            .split_once('=')
            .with_context(|| format!("`{setting}`: write NAME=VALUE"))?;
        // What reads as a number or as true and false is one; everything else is text.
        let value = match value {
            "" => serde_json::Value::Null,
            value => match serde_json::from_str(value) {
                Ok(plain @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_))) => plain,
                _ => serde_json::Value::String(value.to_owned()),
            },
        };
        changes.insert(name.to_owned(), value);
    }
    if !changes.is_empty() {
        app.plugins.set(&arguments.name, changes).await?;
    }
    for (name, value) in app.plugins.settings(&arguments.name).await? {
        println!("{name} = {value}");
    }
    app.close().await;
    Ok(())
}

async fn run_task(arguments: Run) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let mut progress = Progress::new();
    let result = app
        .plugins
        .run(&arguments.name, &arguments.task, &mut |step| {
            progress.step(step)
        })
        .await;
    let message = match &result {
        Ok(step) => step.message.clone(),
        Err(_) => "the task did not finish".to_owned(),
    };
    progress.finish(&message);
    app.close().await;
    result?;
    Ok(())
}

async fn resume(arguments: Named) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    app.plugins.resume(&arguments.name).await?;
    println!("{} goes on", arguments.name);
    app.close().await;
    Ok(())
}

async fn remove(arguments: Remove) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    app.plugins.remove(&arguments.name, arguments.purge).await?;
    let rest = if arguments.purge {
        "its records stay"
    } else {
        "its records, documents and storage stay"
    };
    println!("removed: {} ({rest})", arguments.name);
    app.close().await;
    Ok(())
}

/// Installs a bundled plugin with everything granted and returns the folder of its sources.
pub async fn install_bundled(app: &App, name: &str) -> anyhow::Result<PathBuf> {
    let folder = source::bundled_folder(name).with_context(|| {
        format!("the sources of `{name}` are not here: run this in the project's folder")
    })?;
    let installed = app.plugins.install(source::component(name)?, true).await?;
    tell(&installed);
    Ok(folder)
}

/// Gives a plugin all files of a folder.
pub async fn give_all(app: &App, name: &str, folder: &std::path::Path) -> anyhow::Result<()> {
    give::give(app, name, folder).await?;
    Ok(())
}

/// Runs a task and shows how far it has come.
pub async fn run_to_end(app: &App, name: &str, task: &str) -> anyhow::Result<()> {
    let mut progress = Progress::new();
    let step = app
        .plugins
        .run(name, task, &mut |step| progress.step(step))
        .await?;
    progress.finish(&step.message);
    Ok(())
}
