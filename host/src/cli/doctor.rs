//! `maille doctor`: looks for faults, each with its mend. Warnings alone are no failure. A finding is a key of the
//! translations, and its mend the same key with `-mend`.

use std::path::Path;
use std::process::ExitCode;

use super::serve::bind;
use super::words::{Argument, say};
use super::{Data, faults};
use crate::app::{App, AppError, DATABASE, Options};
use crate::config::Config;
use crate::database::Location;
use crate::territory::Territory;

#[derive(Debug, clap::Args)]
#[command(after_help = "maille doctor --data maille-data")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
}

/// What stands in the sentences of a finding and of its mend.
type Particulars<'a> = &'a [(&'static str, &'a dyn Argument)];

#[derive(Debug, Default)]
struct Findings {
    faults: u32,
    warnings: u32,
}

impl Findings {
    fn good(&self, key: &str, particulars: Particulars) {
        line("cli-doctor-ok", &say(key, particulars));
    }

    fn warn(&mut self, key: &str, particulars: Particulars) {
        self.warnings += 1;
        line("cli-doctor-warning", &say(key, particulars));
        mend(key, particulars);
    }

    fn fault(&mut self, key: &str, particulars: Particulars) {
        self.faults += 1;
        line("cli-doctor-fault", &say(key, particulars));
        mend(key, particulars);
    }
}

fn line(verdict: &str, words: &str) {
    println!("{:<9}{words}", say(verdict, &[]));
}

fn mend(key: &str, particulars: Particulars) {
    println!("{:<9}→ {}", "", say(&format!("{key}-mend"), particulars));
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
            findings.fault("cli-doctor-no-instance", &[("folder", &folder.display())]);
            return;
        }
        Err(error) => {
            let cause = error.to_string();
            findings.fault(
                "cli-doctor-hidden",
                &[("folder", &folder.display()), ("cause", &cause)],
            );
            return;
        }
    }
    permissions(folder, findings);
    let config = match Config::read(folder) {
        Ok(config) => config,
        Err(error) => {
            findings.fault("cli-doctor-config-fault", &[("error", &error.to_string())]);
            return;
        }
    };
    findings.good("cli-doctor-config", &[]);
    if config.instance.department.is_empty() {
        findings.warn("cli-doctor-department", &[]);
    }
    if config.instance.contact_email.is_none() && config.instance.contact_telephone.is_none() {
        findings.warn("cli-doctor-contact", &[]);
    }
    let listen = config.server.listen.clone();
    if config.database.url.is_none() {
        readable(&folder.join(DATABASE), findings);
    }
    if let Some(path) = &config.database.password_file {
        readable(&folder.join(path), findings);
    }
    let app = match App::open(folder, config, Options::default()).await {
        Ok(app) => app,
        Err(error) => {
            findings.fault("cli-doctor-open", &[("error", &faults::line(&error))]);
            return;
        }
    };
    database(&app, findings).await;
    territory(&app, findings).await;
    plugins(&app, findings).await;
    match bind(&listen).await {
        Ok(_) => findings.good("cli-doctor-free", &[("listen", &listen)]),
        Err(_) => findings.warn("cli-doctor-taken", &[("listen", &listen)]),
    }
    app.close().await;
}

fn permissions(folder: &Path, findings: &mut Findings) {
    let probe = folder.join(".doctor");
    match std::fs::write(&probe, b"") {
        Ok(()) => {
            let _ = std::fs::remove_file(&probe);
            findings.good("cli-doctor-folder", &[]);
        }
        Err(error) => findings.fault(
            "cli-doctor-folder-fault",
            &[("error", &error.to_string()), ("folder", &folder.display())],
        ),
    }
}

/// A file that others may read.
fn readable(path: &Path, findings: &mut Findings) {
    use std::os::unix::fs::PermissionsExt as _;
    let open = std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o077 != 0);
    if open {
        findings.warn("cli-doctor-readable", &[("path", &path.display())]);
    }
}

async fn database(app: &App, findings: &mut Findings) {
    if let place @ Location::Server(_) = app.directory.database().location() {
        findings.good("cli-doctor-server", &[("path", &place.to_string())]);
    }
    match app.directory.database().check().await {
        Ok(words) if words == "ok" => findings.good("cli-doctor-database", &[]),
        Ok(words) => findings.fault("cli-doctor-damaged", &[("words", &words)]),
        Err(error) => findings.fault(
            "cli-doctor-database-fault",
            &[("error", &faults::line(&error))],
        ),
    }
}

async fn territory(app: &App, findings: &mut Findings) {
    let territory = Territory::new(app.directory.database().clone());
    match territory.communes().await {
        Ok(0) => findings.warn("cli-doctor-no-communes", &[]),
        Ok(count) => findings.good("cli-doctor-communes", &[("count", &count)]),
        Err(error) => findings.fault(
            "cli-doctor-database-fault",
            &[("error", &faults::line(&error))],
        ),
    }
}

async fn plugins(app: &App, findings: &mut Findings) {
    let listed = match app.plugins.list().await {
        Ok(listed) => listed,
        Err(error) => {
            findings.fault(
                "cli-doctor-plugins-fault",
                &[("error", &faults::line(&error))],
            );
            return;
        }
    };
    if listed.is_empty() {
        findings.warn("cli-doctor-no-plugin", &[]);
    }
    for plugin in listed {
        let id = &plugin.manifest.id;
        if let Some(reason) = &plugin.paused {
            findings.warn("cli-doctor-paused", &[("plugin", id), ("reason", reason)]);
        } else if app.plugins.get(id).is_none() {
            findings.fault("cli-doctor-not-loaded", &[("plugin", id)]);
        } else {
            let version = &plugin.manifest.version;
            findings.good("cli-doctor-ready", &[("plugin", id), ("version", version)]);
        }
        let asked = crate::plugins::grants::Capability::asked(&plugin.manifest);
        let missing: Vec<String> = asked
            .iter()
            .filter(|asked| !plugin.granted.contains(asked))
            .map(ToString::to_string)
            .collect();
        if !missing.is_empty() {
            findings.warn(
                "cli-doctor-grants",
                &[("plugin", id), ("grants", &missing.join(", "))],
            );
        }
    }
}
