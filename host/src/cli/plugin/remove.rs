//! `maille plugin remove`: forgets a plugin; what it made stays.

use crate::app::App;
use crate::cli::Data;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// The plugin
    name: String,
    /// Forget its documents and its storage too; its records stay in the directory
    #[arg(long)]
    purge: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
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
