//! `maille import communes`: INSEE's communes, and the groups that they belong to.

use std::process::ExitCode;

use super::super::words::say;
use super::Arguments;
use crate::app::App;
use crate::imports::run::{Request, Steps as _};
use crate::territory::{Communes, Territory};

pub async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut request = super::request(arguments)?;
    let fetched = super::fetched(arguments).await?;
    if let Some(fetched) = &fetched {
        fetched.path().clone_into(&mut request.path);
    }
    let app = App::open_existing(&arguments.data.data).await?;
    let done = take(&app, request).await;
    app.close().await;
    let communes = done?;
    if let Some(fetched) = &fetched {
        fetched.done()?;
    }
    let (counts, number) = (communes.counts(), communes.run().number);
    println!(
        "{}",
        say(
            "cli-import-territory",
            &[
                ("new", &counts.taken),
                ("changed", &counts.changed),
                ("unchanged", &counts.unchanged),
            ]
        )
    );
    println!(
        "{}",
        say("cli-import-more", &[("number", &number.to_string())])
    );
    Ok(ExitCode::SUCCESS)
}

/// Takes all of it; the rows that gave nothing are told while it goes on.
async fn take(app: &App, request: Request) -> anyhow::Result<Communes> {
    let territory = Territory::new(app.directory.database().clone());
    let begun = Communes::begin(&territory, request, app.clock.clone()).await;
    let mut communes = begun.map_err(super::in_words)?;
    while let Some(step) = communes.step().await.map_err(super::in_words)? {
        for line in &step.lines {
            let why = super::remarks(line);
            let told = super::report::line(line.row, line.outcome.as_str(), &line.subject, &why);
            println!("{told}");
        }
    }
    Ok(communes)
}
