//! `maille plugin …`: write, install and run plugins.

mod build;
mod check;
mod dev;
mod give;
mod grant;
mod install;
mod list;
mod new;
mod remove;
mod set;
mod sign;
mod source;
mod task;
mod test;

pub use give::give;
pub use install::install_bundled;
pub use task::run_to_end;

use std::process::ExitCode;

use super::words::say;
use super::{Data, acts};
use crate::app::App;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille plugin new mes-horaires")]
    New(new::Arguments),
    #[command(after_help = "maille plugin build plugins/procedures --output procedures.wasm")]
    Build(build::Arguments),
    #[command(after_help = "maille plugin check mes-horaires")]
    Check(check::Arguments),
    #[command(after_help = "maille plugin test mes-horaires --update")]
    Test(test::Arguments),
    #[command(after_help = "maille plugin dev mes-horaires")]
    Dev(dev::Arguments),
    #[command(after_help = "maille plugin install plugins/procedures --grant-all")]
    Install(install::Arguments),
    #[command(after_help = "maille plugin key horaires.key")]
    Key(sign::Key),
    #[command(after_help = "maille plugin sign horaires.wasm --key horaires.key")]
    Sign(sign::Sign),
    #[command(after_help = "maille plugin list procedures --log")]
    List(list::Arguments),
    #[command(after_help = "maille plugin grant procedures write:procedure storage")]
    Grant(grant::Arguments),
    #[command(after_help = "maille plugin set procedures territory=\"la Creuse\"")]
    Set(set::Arguments),
    #[command(after_help = "maille plugin give procedures vosdroits-latest.zip")]
    Give(give::Arguments),
    #[command(after_help = "maille plugin run procedures import")]
    Run(task::Arguments),
    #[command(after_help = "maille plugin resume procedures")]
    Resume(Named),
    #[command(after_help = "maille plugin remove procedures --export procedures.tar.gz")]
    Remove(remove::Arguments),
}

#[derive(Debug, clap::Args)]
pub struct Named {
    #[command(flatten)]
    data: Data,
    name: String,
}

pub async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(arguments) => return check::run(&arguments).await,
        Command::Test(arguments) => return test::run(&arguments).await,
        Command::Dev(arguments) => dev::run(&arguments).await?,
        Command::New(arguments) => new::run(&arguments)?,
        Command::Build(arguments) => build::run(&arguments)?,
        Command::Key(arguments) => sign::make_key(&arguments)?,
        Command::Sign(arguments) => sign::run(&arguments)?,
        Command::Install(arguments) => install::run(arguments).await?,
        Command::List(arguments) => list::run(arguments).await?,
        Command::Grant(arguments) => grant::run(arguments).await?,
        Command::Set(arguments) => set::run(arguments).await?,
        Command::Give(arguments) => give::run(arguments).await?,
        Command::Run(arguments) => task::run(arguments).await?,
        Command::Resume(arguments) => resume(arguments).await?,
        Command::Remove(arguments) => remove::run(arguments).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn resume(arguments: Named) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    app.plugins.resume(&arguments.name).await?;
    acts::note(&app, "plugin-resumed", &arguments.name, "").await;
    println!(
        "{}",
        say("cli-plugin-resumed", &[("plugin", &arguments.name)])
    );
    app.close().await;
    Ok(())
}
