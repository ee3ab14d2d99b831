//! `maille demo`: a fictional département, made from nothing, with its services. It asks nothing and needs no network.

mod neighbours;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::account::first_link;
use super::plugin::{give, install_bundled, run_to_end};
use super::words::{fault, say};
use super::{init, serve};
use crate::app::{App, DATABASE, Options};
use crate::authoring::data;

/// A file that marks the folder: only such a folder is touched.
const MARK: &str = ".maille-demo";
/// A file that says that everything was made.
const FILLED: &str = ".maille-demo-filled";
/// The demonstration's procedures and records.
const PLUGIN: &str = "procedures";
/// Its events.
const AGENDA: &str = "events";
/// What its people give, look for and propose.
const COMMONS: &str = "commons";

/// Its map.
const MAP: &[u8] = include_bytes!("../../demo/val-de-maille.pmtiles");

#[derive(Debug, clap::Args)]
#[command(after_help = "maille demo --port 8095")]
pub struct Arguments {
    #[arg(long, value_name = "FOLDER", default_value = "maille-demo")]
    data: PathBuf,
    #[arg(long, default_value_t = 8095)]
    port: u16,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=3))]
    departments: u16,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let folder = &arguments.data;
    prepare(folder)?;
    let listen = format!("127.0.0.1:{}", arguments.port);
    // A taken port is said before anything is built.
    drop(serve::bind(&listen).await?);
    if !folder.join(DATABASE).exists() {
        init::make_folder(folder)?;
        init::configure(folder, |config| {
            config.instance.name = "Mon Val-de-Maille numérique".into();
            config.instance.department = "Val-de-Maille (département fictif)".into();
        })?;
    }
    // Always the file of this folder: what the environment names is somebody's real database.
    let mut config = init::config_of_its_own(folder)?;
    config.server.listen = listen.clone();
    config.server.public_url = None;
    if arguments.departments > 1 {
        config.instance.origin = neighbours::ORIGIN.to_owned();
        config.federation.hint_s = neighbours::HINT_S;
    }
    let app = App::open(folder, config, Options::default()).await?;
    // A demonstration that was stopped while it was made is made to its end.
    if !folder.join(FILLED).exists() {
        fill(&app).await?;
        std::fs::write(folder.join(FILLED), "")?;
    }
    println!(
        "{}",
        say("cli-demo-ready", &[("folder", &folder.display())])
    );
    first_link(&app, Some(&listen)).await?;
    if arguments.departments > 1 {
        return neighbours::run(app, folder, (arguments.port, arguments.departments)).await;
    }
    serve::until_stopped(app, &listen).await
}

/// Makes and marks the folder; one that is there and not so marked is somebody's.
fn prepare(folder: &Path) -> anyhow::Result<()> {
    let mark = folder.join(MARK);
    if folder.exists() && !mark.exists() {
        bail!(fault("cli-demo-foreign", &[("folder", &folder.display())]));
    }
    let context = || fault("cli-demo-make", &[("folder", &folder.display())]);
    std::fs::create_dir_all(folder).with_context(context)?;
    std::fs::write(
        &mark,
        "This folder belongs to `maille demo` and may be deleted.\n",
    )
    .with_context(context)
}

async fn fill(app: &App) -> anyhow::Result<()> {
    eprintln!("{}", say("cli-demo-installing", &[]));
    let folder = install_bundled(app, PLUGIN).await?;
    let demo = folder.join("demo");
    give(app, PLUGIN, &demo.join("fiches")).await?;
    run_to_end(app, PLUGIN, "import").await?;
    data::territory(app, &read(&demo.join("territory.json"))?).await?;
    data::records(app, &read(&demo.join("records.jsonl"))?).await?;
    agenda(app).await?;
    let demo = install_bundled(app, COMMONS).await?.join("demo");
    data::records(app, &read(&demo.join("records.jsonl"))?).await?;
    map(app)
}

/// The map of a département that does not exist: the project's tests draw it.
fn map(app: &App) -> anyhow::Result<()> {
    let name = "val-de-maille.pmtiles";
    let path = app.folder.join(name);
    std::fs::write(&path, MAP)?;
    let given = crate::map::give(&app.folder, &path, None, |_, _| {});
    std::fs::remove_file(&path)?;
    given?;
    Ok(())
}

/// A calendar as a partner hands it over, and events that were entered here.
async fn agenda(app: &App) -> anyhow::Result<()> {
    let demo = install_bundled(app, AGENDA).await?.join("demo");
    data::records(app, &read(&demo.join("records.jsonl"))?).await?;
    give(app, AGENDA, &demo.join("calendars")).await?;
    run_to_end(app, AGENDA, "import").await?;
    run_to_end(app, AGENDA, "refresh").await
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| fault("cli-cannot-read", &[("path", &path.display())]))
}
