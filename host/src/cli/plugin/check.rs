//! `maille plugin check`: what is wrong with a plugin, before anybody installs it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use super::source;
use crate::authoring::check::{self, Subject};
use crate::authoring::{Checked, Finding, Level, Visit};
use crate::cli::words::{fault, look_up_owned, say};
use crate::plugins::build;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[arg(default_value = ".")]
    source: PathBuf,
}

pub async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let source = &arguments.source;
    let unread = |path: &Path| fault("cli-cannot-read", &[("path", &path.display())]);
    let folder = source.is_dir().then_some(source.as_path());
    let component = match folder {
        Some(folder) => {
            let toml = folder.join("plugin.toml");
            let text = std::fs::read_to_string(&toml).with_context(|| unread(&toml))?;
            let findings = check::manifest(&text);
            if !findings.is_empty() {
                // It cannot be built: what the rest is like shows once these are mended.
                let checked = Checked {
                    findings,
                    ..Checked::default()
                };
                return Ok(tell(&checked));
            }
            let package = build::build(folder, &mut |step| {
                eprintln!("{}", source::step_words(step))
            })?;
            package.component
        }
        None => std::fs::read(source).with_context(|| unread(source))?,
    };
    eprintln!("{}", say("cli-check-trying", &[]));
    let checked = check::check(Subject { component, folder }).await?;
    pages(&checked.pages);
    for task in &checked.tasks {
        let (steps, cpu_ms) = (u64::from(task.steps), task.cpu_ms);
        let memory = mebibytes(task.memory);
        let arguments: [(_, &dyn crate::cli::words::Argument); 4] = [
            ("task", &task.name),
            ("steps", &steps),
            ("cpu", &cpu_ms),
            ("memory", &memory),
        ];
        println!("{}", say("cli-check-task", &arguments));
        if let Some(outside) = &task.outside {
            println!("  {}", say("cli-check-outside", &[("request", outside)]));
        }
    }
    Ok(tell(&checked))
}

fn pages(visits: &[Visit]) {
    for visit in visits {
        let status = visit
            .status
            .map_or("---".to_owned(), |code| code.to_string());
        let words = say(
            "cli-check-page",
            &[
                ("cpu", &visit.cost.cpu_ms),
                ("memory", &mebibytes(visit.cost.memory)),
                ("blocks", &u64::from(visit.cost.blocks)),
                ("bytes", &kibibytes(visit.cost.bytes)),
            ],
        );
        println!("{status} {:<9} {}  {words}", visit.locale, visit.address);
    }
}

/// The findings and the summary, and how the command ends.
fn tell(checked: &Checked) -> ExitCode {
    for finding in &checked.findings {
        println!("{}", line(finding));
    }
    let count = |level: Level| {
        let of_level = checked
            .findings
            .iter()
            .filter(|finding| finding.level == level);
        of_level.count() as u64
    };
    let (faults, warnings) = (count(Level::Fault), count(Level::Warning));
    let summary = [
        say("cli-check-faults", &[("count", &faults)]),
        say("cli-check-warnings", &[("count", &warnings)]),
    ];
    println!("{}", summary.join(", "));
    if !checked.pages.is_empty() {
        let slowest = checked.pages.iter().map(|visit| visit.cost.cpu_ms).max();
        let largest = checked.pages.iter().map(|visit| visit.cost.memory).max();
        let arguments: [(_, &dyn crate::cli::words::Argument); 4] = [
            ("pages", &(checked.pages.len() as u64)),
            ("cpu", &slowest.unwrap_or_default()),
            ("memory", &mebibytes(largest.unwrap_or_default())),
            ("size", &kibibytes(checked.bytes as u64)),
        ];
        println!("{}", say("cli-check-summary", &arguments));
    }
    if faults > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn line(finding: &Finding) -> String {
    let level = match finding.level {
        Level::Fault => say("cli-check-fault", &[]),
        Level::Warning => say("cli-check-warning", &[]),
    };
    let place = match finding.line {
        Some(line) => format!("{}:{line}", finding.place),
        None => finding.place.clone(),
    };
    let arguments = finding.arguments.iter();
    let arguments = arguments.map(|(name, value)| (*name, value.clone()));
    let words = look_up_owned(finding.key, arguments).unwrap_or_else(|| finding.key.to_owned());
    let more = match finding.more {
        0 => String::new(),
        more => format!(" {}", say("cli-check-more", &[("count", &more)])),
    };
    format!("{level}  {place}  {words}{more}")
}

/// With one digit behind the point, as text: a number would choose a plural.
fn mebibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / (1024 * 1024);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn kibibytes(bytes: u64) -> String {
    bytes.div_ceil(1024).to_string()
}
