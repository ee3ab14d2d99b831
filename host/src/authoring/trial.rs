//! Runs one case on the real runtime, in an instance that is thrown away, and says where it differs from what is expected.

mod arranged;
mod expected;
mod named;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::bench::{Bench, BenchError};
use super::case::{self, Case, CaseError};
use super::crawl::split;
use super::data::DataError;
use super::{described, difference};
use crate::clock::Clock;
use crate::database::DatabaseError;
use crate::directory::DirectoryError;
use crate::plugins::store::DocumentError;
use crate::plugins::{Asked, GuestRequest, InstallError, Loaded, RegistryError, SignedIn, Step};
use crate::web::outcome_status;
use arranged::{arrange, follow, send};
use named::named;

/// Where a case differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// There is no reply to compare with yet.
    New,
    /// The reply is another one: lines marked ` `, `-` and `+`.
    Reply(Vec<String>),
    /// The status.
    Status {
        /// As the case says.
        expected: u16,
        /// As it came; `None` where the guest failed.
        came: Option<u16>,
    },
    /// The number of records.
    Count {
        /// Of this kind.
        kind: String,
        /// As the case says.
        expected: u64,
        /// As they are.
        came: u64,
    },
    /// A record that is not there.
    Record {
        /// Kind and key.
        record: String,
    },
    /// A record that says something else: lines marked ` `, `-` and `+`.
    Content {
        /// Kind and key.
        record: String,
        /// Where.
        lines: Vec<String>,
    },
    /// No line of the log holds these words.
    Log {
        /// The words.
        words: String,
        /// The log.
        lines: Vec<String>,
    },
}

/// What came of a case.
#[derive(Debug)]
pub struct Tried {
    /// Where the reply stands that it is compared with.
    pub reply: PathBuf,
    /// Whether the reply was written there now.
    pub written: bool,
    /// Where it differs.
    pub differences: Vec<Difference>,
}

/// Why a case was not run.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// It does not read.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// There is no instance.
    #[error(transparent)]
    Bench(#[from] BenchError),
    /// The plugin cannot be installed.
    #[error(transparent)]
    Install(#[from] InstallError),
    /// A setting is refused, or the plugin is not there.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Its data is not taken.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A record is not taken.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// A document is not taken.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

impl From<DatabaseError> for TrialError {
    fn from(error: DatabaseError) -> Self {
        Self::Directory(error.into())
    }
}

/// Runs the case at `path` of the plugin in `folder`; with `update` the reply is written instead of compared.
pub async fn run(
    component: &[u8],
    folder: &Path,
    path: &Path,
    update: bool,
) -> Result<Tried, TrialError> {
    let case = Case::read(path)?;
    let beside = path.parent().unwrap_or(folder);
    let clock = Clock::fixed(case.now_ms().unwrap_or_default());
    let bench = Bench::new(clock, case.recorded(beside)?).await?;
    let installed = bench.app.plugins.install(component.to_vec(), true).await?;
    let id = installed.manifest.id;
    arrange(&bench.app, &id, &case, (folder, beside)).await?;
    let Some(plugin) = bench.app.plugins.get(&id) else {
        return Err(RegistryError::Unknown(id).into());
    };
    let followed = follow(&bench, &plugin, &case).await?;
    let files = send(&bench.app, &id, &case, beside).await?;
    let (reply, status) = act(&bench, &plugin, &case, files).await;
    let reply = format!("{followed}{reply}");
    let reply = named(&bench.app, &reply).await?;
    let mut differences = Vec::new();
    let (at, written) = compare(path, &reply, update, &mut differences)?;
    expected::compare(&bench.app, &id, (&case, status), &mut differences).await?;
    bench.close().await;
    Ok(Tried {
        reply: at,
        written,
        differences,
    })
}

/// What is asked, as text, and the page's status.
async fn act(
    bench: &Bench,
    plugin: &Arc<Loaded>,
    case: &Case,
    files: Vec<(String, String)>,
) -> (String, Option<u16>) {
    let mut text = String::new();
    if let Some(task) = &case.task {
        let mut report = Vec::new();
        let plugins = &bench.app.plugins;
        let mut note = |step: &Step| report.extend(step.report.clone());
        match plugins.run(&plugin.manifest.id, task, &mut note).await {
            Ok(step) => text.push_str(&format!("task {task}: {}\n", step.message)),
            Err(error) => text.push_str(&format!(
                "task {task} failed: {}\n",
                super::check::chain(&error)
            )),
        }
        for line in report {
            text.push_str(&format!(
                "  {} {}: {}\n",
                line.outcome, line.subject, line.message
            ));
        }
    }
    let mut status = None;
    let (method, address) = match (&case.get, &case.post) {
        (Some(address), _) => ("GET", address),
        (None, Some(address)) => ("POST", address),
        (None, None) => return (text, None),
    };
    let (path, query) = split(address);
    let request = GuestRequest {
        method: method.into(),
        path,
        query,
        form: case.form.clone().into_iter().collect(),
        files,
        contributor: case.contributor.clone(),
        person: case.role.clone().map(|role| SignedIn {
            role,
            account: "account".into(),
            name: "test".into(),
        }),
        locale: case.language.clone(),
        municipality: case.municipality.clone(),
        ..GuestRequest::default()
    };
    let asked = Asked {
        request,
        request_id: "test".into(),
    };
    text.push_str(&format!("{method} {address} ({})\n", case.language));
    match bench.app.plugins.answer(plugin, asked).await {
        Ok(answered) => {
            let code = outcome_status(&answered.page.outcome).as_u16();
            status = Some(code);
            text.push_str(&format!("status: {code}\n"));
            text.push_str(&described::page(&answered.page));
        }
        Err(failure) => text.push_str(&format!("failed: {failure}\n")),
    }
    for refused in bench.outside.take_refused() {
        text.push_str(&format!("not recorded: {refused}\n"));
    }
    (text, status)
}

/// Against the reply beside the case: `tests/home.reply.txt` of `tests/home.toml`.
fn compare(
    path: &Path,
    reply: &str,
    update: bool,
    differences: &mut Vec<Difference>,
) -> Result<(PathBuf, bool), TrialError> {
    let at = path.with_extension("reply.txt");
    let known = match std::fs::read_to_string(&at) {
        Ok(known) => Some(known),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(case::unread(&at)(error).into()),
    };
    let lines = known
        .as_deref()
        .map(|known| difference::lines(known, reply));
    if lines.as_ref().is_some_and(Vec::is_empty) {
        return Ok((at, false));
    }
    if update {
        std::fs::write(&at, reply).map_err(case::unread(&at))?;
        return Ok((at, true));
    }
    differences.push(lines.map_or(Difference::New, Difference::Reply));
    Ok((at, false))
}
