//! `maille plugin run`: one of a plugin's tasks, to its end.

use anyhow::bail;

use crate::app::App;
use crate::cli::progress::Progress;
use crate::cli::words::{fault, say};
use crate::cli::{Data, acts};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    name: String,
    task: String,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    if app.plugins.get(&arguments.name).is_none() {
        bail!(fault("cli-fault-no-plugin", &[("plugin", &arguments.name)]));
    }
    acts::note(&app, "plugin-task", &arguments.name, &arguments.task).await;
    let mut progress = Progress::new();
    let result = app
        .plugins
        .run(&arguments.name, &arguments.task, &mut |step| {
            progress.step(step)
        })
        .await;
    let message = match &result {
        Ok(step) => step.message.clone(),
        Err(_) => say("cli-plugin-unfinished", &[]),
    };
    progress.finish(&message);
    app.close().await;
    result?;
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
