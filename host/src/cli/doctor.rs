//! `maille doctor`: looks for faults, each with its mend. Warnings alone are no failure.

use std::path::Path;
use std::process::ExitCode;

use super::Data;
use super::serve::bind;
use crate::app::{App, AppError, DATABASE, Options};
use crate::config::Config;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: maille doctor --data maille-data")]
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
    fn good(&self, what: &str) {
        println!("ok       {what}");
    }

    fn warn(&mut self, what: &str, mend: &str) {
        self.warnings += 1;
        println!("warning  {what}\n         → {mend}");
    }

    fn fault(&mut self, what: &str, mend: &str) {
        self.faults += 1;
        println!("fault    {what}\n         → {mend}");
    }
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::default();
    look(&arguments.data.data, &mut findings).await;
    println!("{} faults, {} warnings", findings.faults, findings.warnings);
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
            findings.fault(
                &format!("there is no instance in {}", folder.display()),
                "make one with `maille init`, or name its folder with --data",
            );
            return;
        }
        Err(error) => {
            findings.fault(
                &error.to_string(),
                &format!("or look who that is: ls -ld {}", folder.display()),
            );
            return;
        }
    }
    permissions(folder, findings);
    let config = match Config::read(folder) {
        Ok(config) => {
            findings.good("the configuration reads");
            config
        }
        Err(error) => {
            findings.fault(
                &error.to_string(),
                "correct the line, or delete it: every key has a default",
            );
            return;
        }
    };
    if config.instance.department.is_empty() {
        findings.warn(
            "the instance does not say which département runs it",
            "set `department` under [instance] in maille.toml",
        );
    }
    if config.instance.contact_email.is_none() && config.instance.contact_telephone.is_none() {
        findings.warn(
            "visitors do not read whom to ask for help",
            "set `contact_telephone` or `contact_email` under [instance] in maille.toml",
        );
    }
    let listen = config.server.listen.clone();
    let app = match App::open(folder, config, Options::default()).await {
        Ok(app) => app,
        Err(error) => {
            findings.fault(
                &format!("the instance does not open: {error}"),
                "mend what the message names, then look again",
            );
            return;
        }
    };
    database(&app, findings).await;
    plugins(&app, findings).await;
    match bind(&listen).await {
        Ok(_) => findings.good(&format!("{listen} is free")),
        Err(_) => findings.warn(
            &format!("{listen} is taken: by this instance, if it is running"),
            "otherwise change `listen` under [server] in maille.toml",
        ),
    }
    app.close().await;
}

fn permissions(folder: &Path, findings: &mut Findings) {
    use std::os::unix::fs::PermissionsExt as _;
    let open = |path: &Path| {
        std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
    };
    if open(&folder.join(DATABASE)) {
        findings.warn(
            "others on this machine can read the database",
            &format!("chmod 600 {}", folder.join(DATABASE).display()),
        );
    }
    let probe = folder.join(".doctor");
    match std::fs::write(&probe, b"") {
        Ok(()) => {
            let _ = std::fs::remove_file(&probe);
            findings.good("the folder can be written");
        }
        Err(error) => findings.fault(
            &format!("the folder cannot be written: {error}"),
            &format!(
                "give it to the user that runs maille: chown -R maille {}",
                folder.display()
            ),
        ),
    }
}

async fn database(app: &App, findings: &mut Findings) {
    match app.directory.database().check().await {
        Ok(words) if words == "ok" => findings.good("the database is sound"),
        Ok(words) => findings.fault(
            &format!("the database is damaged: {words}"),
            "stop the instance and put a backup in its place",
        ),
        Err(error) => findings.fault(
            &format!("the database cannot be checked: {error}"),
            "look at the disk, then try again",
        ),
    }
}

async fn plugins(app: &App, findings: &mut Findings) {
    let listed = match app.plugins.list().await {
        Ok(listed) => listed,
        Err(error) => {
            findings.fault(
                &format!("the plugins cannot be listed: {error}"),
                "install them again",
            );
            return;
        }
    };
    if listed.is_empty() {
        findings.warn(
            "no plugin is installed: citizens find no service",
            "maille plugin install procedures --grant-all",
        );
    }
    for plugin in listed {
        let id = &plugin.manifest.id;
        if let Some(reason) = plugin.paused {
            findings.warn(
                &format!("the plugin {id} is paused: {reason}"),
                &format!(
                    "look at `maille plugin list {id} --log`, then `maille plugin resume {id}`"
                ),
            );
        } else if app.plugins.get(id).is_none() {
            findings.fault(
                &format!("the plugin {id} does not load"),
                &format!("install it again: maille plugin install {id}"),
            );
        } else {
            findings.good(&format!(
                "the plugin {id} {} is ready",
                plugin.manifest.version
            ));
        }
        let asked = crate::plugins::grants::Capability::asked(&plugin.manifest);
        let missing: Vec<String> = asked
            .iter()
            .filter(|asked| !plugin.granted.contains(asked))
            .map(ToString::to_string)
            .collect();
        if !missing.is_empty() {
            findings.warn(
                &format!("the plugin {id} is not granted {}", missing.join(", ")),
                &format!("maille plugin grant {id} --all, or leave it so"),
            );
        }
    }
}
