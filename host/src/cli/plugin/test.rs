//! `maille plugin test`: whether a plugin does what its cases say.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::source;
use crate::authoring::case::{CaseError, cases};
use crate::authoring::trial::{self, Difference, TrialError};
use crate::cli::faults;
use crate::cli::words::{fault, say};
use crate::plugins::build;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[arg(default_value = ".")]
    folder: PathBuf,
    #[arg(long)]
    update: bool,
}

pub async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = &arguments.folder;
    let cases = cases(folder)?;
    if cases.is_empty() {
        anyhow::bail!(fault("cli-test-none", &[("folder", &folder.display())]));
    }
    let package = build::build(folder, &mut |step| {
        eprintln!("{}", source::step_words(step))
    })?;
    let mut failed = 0_u64;
    for case in &cases {
        let tried = trial::run(&package.component, folder, case, arguments.update).await;
        let name = case.display();
        match tried {
            Ok(tried) => {
                let key = match (tried.differences.is_empty(), tried.written) {
                    (true, false) => "cli-test-passed",
                    (true, true) => "cli-test-written",
                    (false, _) => "cli-test-failed",
                };
                println!("{}", say(key, &[("case", &name)]));
                for difference in &tried.differences {
                    tell(difference, &tried.reply, folder);
                }
                failed += u64::from(!tried.differences.is_empty());
            }
            Err(error) => {
                failed += 1;
                println!("{}", say("cli-test-failed", &[("case", &name)]));
                println!("  {}", words(error));
            }
        }
    }
    let passed = cases.len() as u64 - failed;
    println!(
        "{}",
        say(
            "cli-test-summary",
            &[("passed", &passed), ("failed", &failed)]
        )
    );
    Ok(if failed > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn tell(difference: &Difference, reply: &Path, folder: &Path) {
    let mut lines: &[String] = &[];
    let words = match difference {
        Difference::New => say(
            "cli-test-new",
            &[("reply", &reply.display()), ("folder", &folder.display())],
        ),
        Difference::Reply(shown) => {
            lines = shown;
            say(
                "cli-test-reply",
                &[("reply", &reply.display()), ("folder", &folder.display())],
            )
        }
        Difference::Status { expected, came } => {
            let came = came.map_or("---".to_owned(), |came| came.to_string());
            let expected = expected.to_string();
            say(
                "cli-test-status",
                &[("expected", &expected), ("came", &came)],
            )
        }
        Difference::Count {
            kind,
            expected,
            came,
        } => say(
            "cli-test-count",
            &[("kind", kind), ("expected", expected), ("came", came)],
        ),
        Difference::Record { record } => say("cli-test-record", &[("record", record)]),
        Difference::Content {
            record,
            lines: shown,
        } => {
            lines = shown;
            say("cli-test-content", &[("record", record)])
        }
        Difference::Log {
            words,
            lines: shown,
        } => {
            lines = shown;
            say("cli-test-log", &[("words", words)])
        }
    };
    println!("  {words}");
    for line in lines {
        println!("    {line}");
    }
}

/// Why a case was not run, on one line.
fn words(error: TrialError) -> String {
    if let TrialError::Case(CaseError::Toml { line, message, .. }) = &error {
        return say("cli-test-line", &[("line", line), ("message", message)]);
    }
    faults::lines(&anyhow::Error::new(error)).join(" ")
}
