//! `maille plugin remove`: forgets a plugin. What becomes of its data is said each time: kept, given away as a file and erased, or
//! erased. Its records stay in the directory.

use std::path::PathBuf;

use crate::app::App;
use crate::backup;
use crate::cli::backup::refused;
use crate::cli::words::{fault, say};
use crate::cli::{Data, acts};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    name: String,
    #[arg(long, conflicts_with_all = ["purge", "export"])]
    keep: bool,
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    #[arg(long)]
    purge: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let name = &arguments.name;
    if !arguments.keep && !arguments.purge && arguments.export.is_none() {
        return Err(fault("cli-plugin-remove-choose", &[("plugin", name)]).into());
    }
    let app = App::open_existing(&arguments.data.data).await?;
    // Nothing is written for a plugin that is not there.
    app.plugins.one(name).await?;
    if let Some(file) = &arguments.export {
        let given = backup::plugin::give(&app, name, file).await;
        let given = given.map_err(refused)?;
        println!(
            "{}",
            say(
                "cli-plugin-given-away",
                &[
                    ("path", &file.display()),
                    ("records", &given.records),
                    ("values", &given.values),
                    ("documents", &given.documents),
                    ("images", &given.images),
                ]
            )
        );
    }
    app.plugins.remove(name, !arguments.keep).await?;
    let (word, key) = match (arguments.keep, &arguments.export) {
        (true, _) => ("garder", "cli-plugin-removed"),
        (false, Some(_)) => ("exporter", "cli-plugin-purged"),
        (false, None) => ("effacer", "cli-plugin-purged"),
    };
    acts::note(&app, "plugin-removed", name, word).await;
    println!("{}", say(key, &[("plugin", name)]));
    app.close().await;
    Ok(())
}
