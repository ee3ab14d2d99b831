//! `maille map`: the map that an instance offers beside its plans. Browsers read it from the instance alone.

use std::path::PathBuf;

use anyhow::Context as _;
use indicatif::HumanBytes;

use super::backup::bar;
use super::words::{fault, say};
use super::{Data, acts};
use crate::app::App;
use crate::map::{self, Map, MapError, Tiles};
use crate::territory::Territory;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille map give creuse.pmtiles")]
    Give(Give),
    #[command(after_help = "maille map show")]
    Show(Data),
    #[command(after_help = "maille map remove")]
    Remove(Data),
}

#[derive(Debug, clap::Args)]
pub struct Give {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "TEXT")]
    attribution: Option<String>,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Give(arguments) => give(arguments).await,
        Command::Show(data) => show(&data).await,
        Command::Remove(data) => remove(&data).await,
    }
}

async fn give(arguments: Give) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let (folder, file) = (app.folder.clone(), arguments.file.clone());
    let bar = bar();
    let shown = bar.clone();
    let work = move || {
        map::give(
            &folder,
            &file,
            arguments.attribution.as_deref(),
            |done, total| {
                shown.set_length(total);
                shown.set_position(done);
            },
        )
    };
    let given = tokio::task::spawn_blocking(work).await?;
    bar.finish_and_clear();
    let given = match given {
        Ok(given) => given,
        Err(error) => {
            app.close().await;
            return Err(refused(error, &arguments.file));
        }
    };
    acts::note(&app, "map-given", &given.name, &given.sha256).await;
    println!("{}", say("cli-map-given", &[("name", &given.name)]));
    tell(&given);
    // Bounds of what the directory knows, not of what it shows: communes without a help are looked for too.
    let (communes, outside) = outside(&app, &given).await?;
    if outside > 0 {
        println!(
            "{}",
            say(
                "cli-map-outside",
                &[("outside", &outside), ("communes", &communes)]
            )
        );
    }
    app.close().await;
    println!("{}", say("cli-map-next", &[]));
    Ok(())
}

async fn show(data: &Data) -> anyhow::Result<()> {
    let app = App::open_existing(&data.data).await?;
    let map = app.maps.look();
    app.close().await;
    match map.context(fault("cli-doctor-map-fault-mend", &[]))? {
        Some(map) => {
            println!("{}", map.name);
            tell(&map);
        }
        None => println!("{}", say("cli-map-none", &[])),
    }
    Ok(())
}

async fn remove(data: &Data) -> anyhow::Result<()> {
    let app = App::open_existing(&data.data).await?;
    let was = map::remove(&app.folder);
    if let Ok(true) = was {
        acts::note(&app, "map-removed", "", "").await;
    }
    app.close().await;
    println!(
        "{}",
        match was? {
            true => say("cli-map-removed", &[]),
            false => say("cli-map-none", &[]),
        }
    );
    Ok(())
}

/// How many communes the directory knows, and how many of them stand outside.
async fn outside(app: &App, map: &Map) -> anyhow::Result<(u64, u64)> {
    let territory = Territory::new(app.directory.database().clone());
    let (all, within) = territory.on_ground(&map.ground()).await?;
    Ok((all, all.saturating_sub(within)))
}

fn tell(map: &Map) {
    let [south, west, north, east] = map.bounds;
    let bounds = format!("{south:.3}, {west:.3} – {north:.3}, {east:.3}");
    let tiles = match map.tiles {
        Tiles::Vector => say("cli-map-vector", &[]),
        Tiles::Raster => say("cli-map-raster", &[]),
    };
    println!(
        "  {}",
        say(
            "cli-map-what",
            &[
                ("size", &HumanBytes(map.bytes).to_string()),
                ("tiles", &tiles),
                ("from", &u64::from(map.zoom.0)),
                ("to", &u64::from(map.zoom.1)),
                ("bounds", &bounds),
            ]
        )
    );
    println!("  {}", map.attribution);
}

/// What was refused, in words.
fn refused(error: MapError, file: &std::path::Path) -> anyhow::Error {
    let bytes = |bytes: &u64| HumanBytes(*bytes).to_string();
    let path = file.display();
    let words = match &error {
        MapError::File { path, .. } => fault("cli-map-file", &[("path", &path.display())]),
        MapError::Foreign => fault("cli-map-foreign", &[("path", &path)]),
        MapError::MbTiles => fault("cli-map-mbtiles", &[("path", &path)]),
        MapError::Version(version) => {
            fault("cli-map-version", &[("version", &u64::from(*version))])
        }
        MapError::Truncated {
            bytes: there,
            wanted,
        } => fault(
            "cli-map-truncated",
            &[("there", &bytes(there)), ("wanted", &bytes(wanted))],
        ),
        MapError::Damaged(_) => fault("cli-map-damaged", &[]),
        MapError::Packing(packing) => fault("cli-map-packing", &[("packing", packing)]),
        MapError::Kind(kind) => fault("cli-map-kind", &[("kind", kind)]),
        MapError::Layers(layers) if layers.is_empty() => fault("cli-map-no-layers", &[]),
        MapError::Layers(layers) => fault("cli-map-layers", &[("layers", layers)]),
        MapError::NoAttribution => fault("cli-map-attribution", &[("path", &path)]),
        MapError::Edges(edges) => fault("cli-map-edges", &[("edges", edges)]),
        MapError::Busy => fault("cli-map-busy", &[]),
        MapError::Space { needed, free } => fault(
            "cli-map-space",
            &[("needed", &bytes(needed)), ("free", &bytes(free))],
        ),
    };
    anyhow::Error::new(error).context(words)
}
