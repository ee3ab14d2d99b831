//! What may be wrong with an instance: findings, each a key of `translations/*/cli.ftl` with its mend beside it (`-mend`).
//! The command line and the administration say them; nothing here speaks a language.

mod acts;
mod backup;
mod federation;
mod fediverse;
mod map;
mod moderation;
mod retention;
mod tls;

use std::error::Error;
use std::path::{Path, PathBuf};

use crate::accounts::AccountError;
use crate::app::App;
use crate::config;
use crate::database::Location;
use crate::federation::Trouble;
use crate::plugins::grants::Capability;
use crate::territory::Territory;

/// A consent that ends within so many days is told.
const ENDING_DAYS: i32 = 30;
/// Counted, and named: the others follow when these are renewed.
const ENDING_MAX: i64 = 1_000;
const ENDING_NAMED: usize = 10;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Works, and could be better.
    Warning,
    /// Does not work.
    Fault,
}

/// What stands in a finding's sentences.
#[derive(Debug)]
pub enum Particular {
    /// As it is.
    Text(String),
    /// Chooses a plural form.
    Count(u64),
    /// Said in the words of who shows it.
    Error(Box<dyn Error + Send + Sync>),
    /// What is wrong with an exchange, and how that was noted: the first is said in the words of who shows it.
    Trouble(Trouble, String),
}

/// Something that was looked at.
#[derive(Debug)]
pub struct Finding {
    /// How grave it is.
    pub verdict: Verdict,
    /// Of the sentence.
    pub key: &'static str,
    /// What stands in the sentence and in its mend.
    pub particulars: Vec<(&'static str, Particular)>,
}

impl Finding {
    /// As it should be.
    pub fn good(key: &'static str) -> Self {
        Self::new(Verdict::Good, key)
    }

    /// Could be better.
    pub fn warning(key: &'static str) -> Self {
        Self::new(Verdict::Warning, key)
    }

    /// Does not work.
    pub fn fault(key: &'static str) -> Self {
        Self::new(Verdict::Fault, key)
    }

    fn new(verdict: Verdict, key: &'static str) -> Self {
        Self {
            verdict,
            key,
            particulars: Vec::new(),
        }
    }

    /// With a text in its sentences.
    pub fn with(mut self, name: &'static str, text: impl ToString) -> Self {
        self.particulars
            .push((name, Particular::Text(text.to_string())));
        self
    }

    fn count(mut self, name: &'static str, count: u64) -> Self {
        self.particulars.push((name, Particular::Count(count)));
        self
    }

    fn trouble(mut self, (trouble, noted): (Trouble, &str)) -> Self {
        self.particulars
            .push(("why", Particular::Trouble(trouble, noted.to_owned())));
        self
    }

    fn error(mut self, error: impl Error + Send + Sync + 'static) -> Self {
        self.particulars
            .push(("error", Particular::Error(Box::new(error))));
        self
    }
}

/// Looks at an open instance, its database from end to end: as long as that takes.
pub async fn look(app: &App) -> Vec<Finding> {
    let mut findings = look_quickly(app).await;
    findings.push(acts::look(app).await);
    findings.push(database(app).await);
    findings
}

/// The same without the database's pages and the journal of acts: for somebody who waits.
pub async fn look_quickly(app: &App) -> Vec<Finding> {
    let mut findings = instance(app);
    findings.extend(secrets(app));
    findings.extend(permissions(&app.folder));
    findings.extend(server(app));
    findings.extend(tls::look(app));
    findings.push(backup::look(app));
    findings.push(map::look(app));
    findings.push(retention::look(app).await);
    findings.push(administrator(app).await);
    findings.push(territory(app).await);
    findings.extend(consents(app).await);
    findings.extend(moderation::look(app).await);
    findings.extend(federation::look(app).await);
    findings.extend(fediverse::look(app).await);
    findings.extend(plugins(app).await);
    findings
}

fn instance(app: &App) -> Vec<Finding> {
    let instance = &app.config.instance;
    let mut findings = Vec::new();
    if instance.department.is_empty() {
        findings.push(Finding::warning("cli-doctor-department"));
    }
    if instance.contact_email.is_none() && instance.contact_telephone.is_none() {
        findings.push(Finding::warning("cli-doctor-contact"));
    }
    if !app.is_https() {
        findings.push(Finding::warning("cli-doctor-plain"));
    }
    findings
}

/// Files that nobody else may read: the database, and those that hold secrets.
fn secrets(app: &App) -> Vec<Finding> {
    use std::os::unix::fs::PermissionsExt as _;
    let database = match app.directory.database().location() {
        Location::File(path) => Some(path.clone()),
        Location::Server(_) => None,
    };
    let is_open = |path: &PathBuf| {
        std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
    };
    let secrets = config::open_secrets(&app.folder);
    let open = database.into_iter().filter(is_open).chain(secrets);
    open.map(|path| Finding::warning("cli-doctor-readable").with("path", path.display()))
        .collect()
}

fn server(app: &App) -> Option<Finding> {
    match app.directory.database().location() {
        Location::File(_) => None,
        place @ Location::Server(_) => Some(Finding::good("cli-doctor-server").with("path", place)),
    }
}

/// Whether the folder takes files.
pub fn permissions(folder: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    let probe = folder.join(".doctor");
    findings.push(match std::fs::write(&probe, b"") {
        Ok(()) => {
            let _ = std::fs::remove_file(&probe);
            Finding::good("cli-doctor-folder")
        }
        Err(error) => Finding::fault("cli-doctor-folder-fault")
            .with("error", error)
            .with("folder", folder.display()),
    });
    findings
}

async fn database(app: &App) -> Finding {
    match app.directory.database().check().await {
        Ok(words) if words == "ok" => Finding::good("cli-doctor-database"),
        Ok(words) => Finding::fault("cli-doctor-damaged").with("words", words),
        Err(error) => Finding::fault("cli-doctor-database-fault").error(error),
    }
}

async fn administrator(app: &App) -> Finding {
    match app.accounts.has_administrator().await {
        Ok(true) => Finding::good("cli-doctor-administrator"),
        Ok(false) => Finding::warning("cli-doctor-no-administrator"),
        Err(AccountError::Database(error)) => {
            Finding::fault("cli-doctor-database-fault").error(error)
        }
        Err(error) => Finding::fault("cli-doctor-database-fault").error(error),
    }
}

async fn territory(app: &App) -> Finding {
    let territory = Territory::new(app.directory.database().clone());
    match territory.communes().await {
        Ok(0) => Finding::warning("cli-doctor-no-communes"),
        Ok(count) => Finding::good("cli-doctor-communes").count("count", count),
        Err(error) => Finding::fault("cli-doctor-database-fault").error(error),
    }
}

/// Professionals who will soon be shown no more.
async fn consents(app: &App) -> Option<Finding> {
    let ending = app.directory.consents_ending(ENDING_DAYS, ENDING_MAX).await;
    let ending = match ending {
        Ok(ending) => ending,
        Err(error) => return Some(Finding::fault("cli-doctor-database-fault").error(error)),
    };
    let first = ending.first()?;
    let named: Vec<String> = ending
        .iter()
        .take(ENDING_NAMED)
        .map(|one| format!("{} ({})", one.name, one.until))
        .collect();
    let more = if ending.len() > ENDING_NAMED {
        "…"
    } else {
        ""
    };
    let finding = Finding::warning("cli-doctor-consents")
        .count("count", ending.len() as u64)
        .with("names", format!("{}{more}", named.join(", ")))
        .with("id", &first.id);
    Some(finding)
}

async fn plugins(app: &App) -> Vec<Finding> {
    let listed = match app.plugins.list().await {
        Ok(listed) => listed,
        Err(error) => return vec![Finding::fault("cli-doctor-plugins-fault").error(error)],
    };
    let mut findings = Vec::new();
    if listed.is_empty() {
        findings.push(Finding::warning("cli-doctor-no-plugin"));
    }
    for plugin in listed {
        let id = &plugin.manifest.id;
        findings.push(if let Some(reason) = &plugin.paused {
            Finding::warning("cli-doctor-paused").with("reason", reason)
        } else if !plugin.is_as_signed {
            Finding::fault("cli-doctor-signature")
        } else if app.plugins.get(id).is_none() {
            Finding::fault("cli-doctor-not-loaded")
        } else {
            Finding::good("cli-doctor-ready").with("version", &plugin.manifest.version)
        });
        let asked = Capability::asked(&plugin.manifest);
        let missing: Vec<String> = asked
            .iter()
            .filter(|asked| !plugin.granted.contains(asked))
            .map(ToString::to_string)
            .collect();
        let state = findings.pop().map(|finding| finding.with("plugin", id));
        findings.extend(state);
        if !missing.is_empty() {
            let grants = missing.join(", ");
            findings.push(
                Finding::warning("cli-doctor-grants")
                    .with("grants", grants)
                    .with("plugin", id),
            );
        }
    }
    findings
}
