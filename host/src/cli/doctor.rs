//! `maille doctor`: looks for faults, each with its mend. Warnings alone are no failure. What is looked at stands in
//! `crate::doctor`; here are the words, and what only this machine can tell.

use std::path::Path;
use std::process::ExitCode;

use super::account::first_link;
use super::serve::bind;
use super::words::{Argument, say};
use super::{Data, faults};
use crate::app::{App, AppError, Options};
use crate::config::Config;
use crate::doctor::{self, Finding, Particular, Verdict};
use crate::web::render::trouble_key;

#[derive(Debug, clap::Args)]
#[command(after_help = "maille doctor --data maille-data")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Default)]
struct Findings {
    faults: u32,
    warnings: u32,
}

impl Findings {
    fn tell(&mut self, finding: &Finding) {
        let verdict = match finding.verdict {
            Verdict::Good => "cli-doctor-ok",
            Verdict::Warning => {
                self.warnings += 1;
                "cli-doctor-warning"
            }
            Verdict::Fault => {
                self.faults += 1;
                "cli-doctor-fault"
            }
        };
        println!("{:<9}{}", say(verdict, &[]), words(finding, finding.key));
        if finding.verdict != Verdict::Good {
            let mend = words(finding, &format!("{}-mend", finding.key));
            println!("{:<9}→ {mend}", "");
        }
    }
}

/// A finding's sentence.
fn words(finding: &Finding, key: &str) -> String {
    let particulars: Vec<(&'static str, Box<dyn Argument>)> = finding
        .particulars
        .iter()
        .map(|(name, particular)| {
            let argument: Box<dyn Argument> = match particular {
                Particular::Text(text) => Box::new(text.clone()),
                Particular::Count(count) => Box::new(*count),
                Particular::Error(error) => Box::new(faults::line(error.as_ref())),
                Particular::Trouble(trouble, noted) => {
                    Box::new(format!("{} ({noted})", say(trouble_key(*trouble), &[])))
                }
            };
            (*name, argument)
        })
        .collect();
    let borrowed: Vec<(&'static str, &dyn Argument)> = particulars
        .iter()
        .map(|(name, argument)| (*name, argument.as_ref()))
        .collect();
    say(key, &borrowed)
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::default();
    look(&arguments.data.data, &mut findings).await;
    println!(
        "{}, {}",
        say("cli-doctor-faults", &[("faults", &findings.faults)]),
        say("cli-doctor-warnings", &[("warnings", &findings.warnings)])
    );
    Ok(if findings.faults == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn look(folder: &Path, findings: &mut Findings) {
    match App::look(folder) {
        Ok(()) => {}
        Err(AppError::NoInstance(_)) => {
            let none = Finding::fault("cli-doctor-no-instance");
            findings.tell(&none.with("folder", folder.display()));
            return;
        }
        Err(error) => {
            let hidden = Finding::fault("cli-doctor-hidden").with("cause", error);
            findings.tell(&hidden.with("folder", folder.display()));
            return;
        }
    }
    let config = match Config::read(folder) {
        Ok(config) => config,
        Err(error) => {
            for finding in doctor::permissions(folder) {
                findings.tell(&finding);
            }
            let words = faults::line(&error);
            findings.tell(&Finding::fault("cli-doctor-config-fault").with("error", words));
            return;
        }
    };
    findings.tell(&Finding::good("cli-doctor-config"));
    let listen = config.server.listen.clone();
    let app = match App::open(folder, config, Options::default()).await {
        Ok(app) => app,
        Err(error) => {
            for finding in doctor::permissions(folder) {
                findings.tell(&finding);
            }
            // Its mend names the two keys, and the other does not.
            let key = match &error {
                AppError::Tls(_) => "cli-doctor-tls-fault",
                _ => "cli-doctor-open",
            };
            findings.tell(&Finding::fault(key).with("error", faults::line(&error)));
            return;
        }
    };
    for finding in doctor::look(&app).await {
        findings.tell(&finding);
    }
    findings.tell(&match bind(&listen).await {
        Ok(_) => Finding::good("cli-doctor-free").with("listen", &listen),
        Err(_) => Finding::warning("cli-doctor-taken").with("listen", &listen),
    });
    if let Err(error) = first_link(&app, None).await {
        let fault = Finding::fault("cli-doctor-link");
        findings.tell(&fault.with("error", faults::line(error.as_ref())));
    }
    app.close().await;
}
