//! Rows taken beside rows only read, at three sizes: the last thousand tell what one more record costs.

use std::io::BufWriter;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use jiff::civil::Date;
use maille::imports::run::{Complete, Import, Request};
use maille::imports::{Format, Options, rows};
use tokio::runtime::Runtime;

use super::world::Place;
use super::{figure, synthetic};

/// Steps of 1,000 rows at the end that tell what one more costs.
const LAST_STEPS: usize = 10;

/// What a child said of its import.
struct Measured {
    rows_per_second: f64,
    last_ms_per_row: f64,
    peak_mib: f64,
}

/// Imports 1 %, 10 % and all of the records, each into an empty database; the last stays. Where the figures are not wanted, only all.
pub fn measure(
    runtime: &Runtime,
    folder: &Path,
    place: &Place,
    (records, wanted): (u64, bool),
) -> anyhow::Result<()> {
    let sizes = if wanted {
        vec![records / 100, records / 10, records]
    } else {
        vec![records]
    };
    let mut measured = Vec::new();
    for size in sizes {
        let file = folder.join("synthetic.csv");
        let mut out = BufWriter::new(std::fs::File::create(&file)?);
        synthetic::write(&mut out, 0, size)?;
        drop(out);
        let read = read_alone(&file, size)?;
        runtime.block_on(place.clear())?;
        let taken = child(&file, place)?;
        if wanted {
            figure(
                &format!(
                    "{}: import of {size} rows / reading them alone",
                    place.name()
                ),
                "≥ 0.33",
                &format!(
                    "{:.2} ({:.0} against {read:.0} rows/s), memory at most {:.0} MiB",
                    taken.rows_per_second / read,
                    taken.rows_per_second,
                    taken.peak_mib
                ),
            );
        }
        measured.push((size, taken));
    }
    if let (true, Some((small, first)), Some((large, last))) =
        (wanted, measured.first(), measured.last())
    {
        figure(
            &format!("{}: one more record at {large} / at {small}", place.name()),
            "does not grow",
            &format!(
                "{:.2} ({:.3} against {:.3} ms)",
                last.last_ms_per_row / first.last_ms_per_row,
                last.last_ms_per_row,
                first.last_ms_per_row
            ),
        );
    }
    Ok(())
}

fn options() -> Options {
    Options::new(Date::constant(2026, 11, 22))
}

fn read_alone(file: &Path, expected: u64) -> anyhow::Result<f64> {
    let begin = Instant::now();
    let mut count = 0;
    for row in rows(
        &Format::MediationNumerique,
        Box::new(std::fs::File::open(file)?),
        &options(),
    )? {
        row?;
        count += 1;
    }
    ensure!(
        count == expected,
        "{count} rows were read, {expected} were written"
    );
    Ok(count as f64 / begin.elapsed().as_secs_f64())
}

fn child(file: &Path, place: &Place) -> anyhow::Result<Measured> {
    let output = Command::new(std::env::current_exe()?)
        .arg("--import-one")
        .arg(file)
        .arg("--place")
        .arg(place.text())
        .stderr(std::process::Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the import failed");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split_whitespace().map(str::parse::<f64>);
    let mut next = || {
        numbers
            .next()
            .context("a number lacks")?
            .context("no number")
    };
    Ok(Measured {
        rows_per_second: next()?,
        last_ms_per_row: next()?,
        peak_mib: next()?,
    })
}

/// In a process of its own: rows per second, milliseconds a row at the end, and the most memory in MiB, on one line.
pub async fn one(file: &Path, place: &Place) -> anyhow::Result<()> {
    let directory = place.directory().await?;
    let request = Request {
        format: Format::MediationNumerique,
        options: options(),
        path: file.to_owned(),
        name: "synthetic".into(),
        mapping: String::new(),
        begun_by: String::new(),
        complete: Complete::No,
    };
    let begin = Instant::now();
    let mut import = Import::begin(&directory, request).await?;
    let (mut steps, mut before, mut taken) = (Vec::new(), begin, 0);
    while let Some(step) = import.step().await? {
        let now = Instant::now();
        steps.push(((now - before).as_secs_f64(), step.counts.taken - taken));
        (before, taken) = (now, step.counts.taken);
    }
    let rows_per_second = taken as f64 / begin.elapsed().as_secs_f64();
    let last = &steps[steps.len().saturating_sub(LAST_STEPS)..];
    let (seconds, rows) = last.iter().fold((0.0, 0), |(seconds, rows), step| {
        (seconds + step.0, rows + step.1)
    });
    println!(
        "{rows_per_second} {} {}",
        seconds * 1e3 / rows.max(1) as f64,
        peak_mib()?
    );
    directory.database().close().await;
    Ok(())
}

/// The most memory that this process ever had.
fn peak_mib() -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .context("no VmHWM")?;
    let kib: f64 = line
        .split_whitespace()
        .nth(1)
        .context("no number")?
        .parse()?;
    Ok(kib / 1024.0)
}
