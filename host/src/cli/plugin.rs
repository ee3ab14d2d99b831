//! `maille plugin …`: write, install and run plugins.

mod build;
mod give;
mod grant;
mod install;
mod list;
mod new;
mod remove;
mod set;
mod source;
mod task;

pub use give::give;
pub use install::install_bundled;
pub use task::run_to_end;

use super::Data;
use crate::app::App;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write a new plugin into a folder of its own
    #[command(after_help = "Example: maille plugin new mes-horaires")]
    New(new::Arguments),
    /// Build a plugin from its folder: one .wasm file with its manifest, kinds, translations and assets
    #[command(
        after_help = "Example: maille plugin build plugins/procedures --output procedures.wasm"
    )]
    Build(build::Arguments),
    /// Install or update a plugin
    #[command(after_help = "Example: maille plugin install plugins/procedures --grant-all")]
    Install(install::Arguments),
    /// List what is installed, what it asks for and how it fares
    #[command(after_help = "Example: maille plugin list procedures --log")]
    List(list::Arguments),
    /// Grant a plugin what it asks for, one thing at a time
    #[command(after_help = "Example: maille plugin grant procedures write:procedure storage")]
    Grant(grant::Arguments),
    /// Show or change a plugin's settings
    #[command(after_help = "Example: maille plugin set procedures territory=\"la Creuse\"")]
    Set(set::Arguments),
    /// Hand a plugin a file or a folder
    #[command(after_help = "Example: maille plugin give procedures vosdroits-latest.zip")]
    Give(give::Arguments),
    /// Run one of a plugin's tasks to its end
    #[command(after_help = "Example: maille plugin run procedures import")]
    Run(task::Arguments),
    /// Let a paused plugin go on
    #[command(after_help = "Example: maille plugin resume procedures")]
    Resume(Named),
    /// Remove a plugin; its records stay
    #[command(after_help = "Example: maille plugin remove procedures --purge")]
    Remove(remove::Arguments),
}

#[derive(Debug, clap::Args)]
pub struct Named {
    #[command(flatten)]
    data: Data,
    /// The plugin
    name: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::New(arguments) => new::run(&arguments),
        Command::Build(arguments) => build::run(&arguments),
        Command::Install(arguments) => install::run(arguments).await,
        Command::List(arguments) => list::run(arguments).await,
        Command::Grant(arguments) => grant::run(arguments).await,
        Command::Set(arguments) => set::run(arguments).await,
        Command::Give(arguments) => give::run(arguments).await,
        Command::Run(arguments) => task::run(arguments).await,
        Command::Resume(arguments) => resume(arguments).await,
        Command::Remove(arguments) => remove::run(arguments).await,
    }
}

async fn resume(arguments: Named) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    app.plugins.resume(&arguments.name).await?;
    println!("{} goes on", arguments.name);
    app.close().await;
    Ok(())
}
