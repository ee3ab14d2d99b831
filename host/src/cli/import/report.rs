//! `maille imports`: which imports there were, and the report of one, as text or as CSV.

use std::path::PathBuf;

use anyhow::Context as _;

use super::super::Data;
use super::super::words::{fault, look_up_owned, say};
use crate::app::App;
use crate::database::Database;
pub use crate::imports::run::written::remark;

use crate::imports::run::store::{self, Wanted};
use crate::imports::run::written;

/// Imports listed.
const RUNS: i64 = 50;
/// Lines read at once.
const LINES: i64 = 1_000;

#[derive(Debug, clap::Args)]
#[command(after_help = "maille imports 3 --csv rapport.csv")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    number: Option<i64>,
    #[arg(long, value_name = "PATH", requires = "number")]
    csv: Option<PathBuf>,
    #[arg(long, requires = "number", conflicts_with = "csv")]
    cancel: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let database = app.directory.database();
    match arguments.number {
        None => list(database, &app.directory.settings().zone).await?,
        Some(number) if arguments.cancel => cancel(&app, number).await?,
        Some(number) => report(database, number, arguments.csv).await?,
    }
    app.close().await;
    Ok(())
}

/// Stops an import that is at work, whoever asked for it.
async fn cancel(app: &App, number: i64) -> anyhow::Result<()> {
    let known = store::run_by_number(app.directory.database(), number).await?;
    if known.is_none() {
        return Err(fault("cli-imports-unknown", &[("number", &number.to_string())]).into());
    }
    let key = match app.orders.cancel_run(number, "").await? {
        true => "cli-imports-cancelled",
        false => "cli-imports-over",
    };
    println!("{}", say(key, &[("number", &number.to_string())]));
    Ok(())
}

async fn list(database: &Database, zone: &jiff::tz::TimeZone) -> anyhow::Result<()> {
    let runs = store::runs(database, RUNS).await?;
    if runs.is_empty() {
        println!("{}", say("cli-imports-none", &[]));
    }
    for run in runs {
        let started = jiff::Timestamp::from_millisecond(run.started).unwrap_or_default();
        let started = started.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M");
        let state = match (&run.ended, run.failure.as_deref()) {
            (None, _) => say("cli-imports-open", &[]),
            (Some(_), Some(_)) if run.is_cancelled() => say("cli-imports-stopped", &[]),
            (Some(_), Some(_)) => say("cli-imports-failed", &[]),
            (Some(_), None) => say("cli-imports-ended", &[]),
        };
        let counts = super::summary(&run.counts);
        println!(
            "{}\t{started}\t{}\t{}\t{state}\t{counts}",
            run.number, run.source, run.input
        );
    }
    Ok(())
}

async fn report(database: &Database, number: i64, csv: Option<PathBuf>) -> anyhow::Result<()> {
    let run = store::run_by_number(database, number).await?;
    let run =
        run.ok_or_else(|| fault("cli-imports-unknown", &[("number", &number.to_string())]))?;
    let mut table = csv
        .as_ref()
        .map(|path| {
            let path_said = path.display().to_string();
            csv::Writer::from_path(path)
                .with_context(|| fault("cli-imports-write", &[("path", &path_said)]))
        })
        .transpose()?;
    if let Some(table) = &mut table {
        table.write_record(written::COLUMNS)?;
    }
    let mut after = -1;
    loop {
        let lines = store::lines_after(database, (number, after), Wanted::All, LINES).await?;
        let Some(last) = lines.last() else { break };
        after = i64::try_from(last.row).unwrap_or(i64::MAX);
        match &mut table {
            Some(table) => {
                for kept in &lines {
                    written::write(table, kept, &said)?;
                }
            }
            None => print!("{}", written::text(&lines, &said)),
        }
    }
    if let Some(mut table) = table {
        table.flush()?;
    }
    println!("{}", super::summary(&run.counts));
    Ok(())
}

/// A sentence in the administrator's language.
fn said(key: &str, arguments: Vec<(String, String)>) -> Option<String> {
    look_up_owned(key, arguments.into_iter())
}

/// A line of the report.
pub fn line(row: u64, outcome: &str, subject: &str, remarks: &[String]) -> String {
    written::line(row, outcome, subject, remarks, &said)
}
