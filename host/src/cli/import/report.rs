//! `maille imports`: which imports there were, and the report of one, as text or as CSV.

use std::path::PathBuf;

use anyhow::Context as _;

use super::super::Data;
use super::super::words::{fault, look_up_owned, say};
use crate::app::App;
use crate::database::Database;
use crate::imports::run::store::{self, KeptLine};

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
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let database = app.directory.database();
    match arguments.number {
        None => list(database, &app.directory.settings().zone).await?,
        Some(number) => report(database, number, arguments.csv).await?,
    }
    app.close().await;
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
        table.write_record(["row", "outcome", "subject", "field", "value", "remark"])?;
    }
    let mut after = -1;
    loop {
        let lines = store::lines_after(database, (number, after), LINES).await?;
        let Some(last) = lines.last() else { break };
        after = i64::try_from(last.row).unwrap_or(i64::MAX);
        for kept in &lines {
            let remarks = remarks(kept);
            match &mut table {
                Some(table) => write(table, kept, &remarks)?,
                None => {
                    let said: Vec<String> = remarks
                        .iter()
                        .map(|(field, value, sentence)| remark(field, value, sentence))
                        .collect();
                    println!("{}", line(kept.row, &kept.outcome, &kept.subject, &said));
                }
            }
        }
    }
    if let Some(mut table) = table {
        table.flush()?;
    }
    println!("{}", super::summary(&run.counts));
    Ok(())
}

fn write(
    table: &mut csv::Writer<std::fs::File>,
    kept: &KeptLine,
    remarks: &[(String, String, String)],
) -> anyhow::Result<()> {
    let row = kept.row.to_string();
    let mut one = |field: &str, value: &str, sentence: &str| {
        table.write_record([
            &row,
            &kept.outcome,
            &safe(&kept.subject),
            field,
            &safe(value),
            sentence,
        ])
    };
    if remarks.is_empty() {
        one("", "", "")?;
    }
    for (field, value, sentence) in remarks {
        one(field, value, sentence)?;
    }
    Ok(())
}

/// A spreadsheet must not run what a stranger wrote: a cell that looks like a formula becomes text.
fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Field, value and sentence of each remark that was kept.
fn remarks(kept: &KeptLine) -> Vec<(String, String, String)> {
    let remarks: Vec<serde_json::Value> = serde_json::from_str(&kept.remarks).unwrap_or_default();
    remarks
        .iter()
        .map(|remark| {
            let text = |name: &str| remark[name].as_str().unwrap_or_default().to_owned();
            let key = remark["what"]["key"].as_str().unwrap_or_default();
            let arguments: Vec<(String, String)> =
                serde_json::from_value(remark["what"]["arguments"].clone()).unwrap_or_default();
            let sentence = look_up_owned(key, arguments.clone().into_iter());
            let plain = || format!("{key} {arguments:?}");
            (text("field"), text("value"), sentence.unwrap_or_else(plain))
        })
        .collect()
}

/// A line of the report.
pub fn line(row: u64, outcome: &str, subject: &str, remarks: &[String]) -> String {
    let outcome = match outcome {
        "taken" => say("cli-import-line-taken", &[]),
        "changed" => say("cli-import-line-changed", &[]),
        "refused" => say("cli-import-line-refused", &[]),
        "skipped" => say("cli-import-line-skipped", &[]),
        _ => say("cli-import-line-unchanged", &[]),
    };
    let row = row.to_string();
    say(
        "cli-import-line",
        &[
            ("row", &row),
            ("outcome", &outcome),
            ("subject", &subject),
            ("remarks", &remarks.join(" ; ")),
        ],
    )
}

/// What is said of one value.
pub fn remark(field: &str, value: &str, sentence: &str) -> String {
    // A cell of several lines would tear the report.
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match (field, value.as_str()) {
        ("", _) => sentence.to_owned(),
        (field, "") => format!("{field} : {sentence}"),
        (field, value) => format!("{field} « {value} » : {sentence}"),
    }
}
