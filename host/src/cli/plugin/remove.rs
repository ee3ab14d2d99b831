//! `maille plugin remove`: forgets a plugin; what it made stays.

use crate::app::App;
use crate::cli::words::say;
use crate::cli::{Data, acts};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    name: String,
    #[arg(long)]
    purge: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    app.plugins.remove(&arguments.name, arguments.purge).await?;
    let kept = if arguments.purge { "effacer" } else { "garder" };
    acts::note(&app, "plugin-removed", &arguments.name, kept).await;
    let key = if arguments.purge {
        "cli-plugin-purged"
    } else {
        "cli-plugin-removed"
    };
    println!("{}", say(key, &[("plugin", &arguments.name)]));
    app.close().await;
    Ok(())
}
