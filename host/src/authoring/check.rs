//! Everything that can be said of a plugin before anybody installs it.

use std::path::Path;

use super::bench::{Bench, BenchError};
use super::crawl::{Crawl, Visit};
use super::{Finding, Findings, data, grants, lines, words};
use crate::clock::Clock;
use crate::plugins::inspect;
use crate::plugins::manifest::{Manifest, ManifestError};
use crate::plugins::package::Package;
use crate::plugins::{Failure, Loaded, TaskError};
use crate::web::locale::Locale;

/// A component beyond this is looked at: it takes longer to copy, to compile and to load.
const LARGE_BYTES: usize = 4 * 1024 * 1024;
/// Parts of a large component that are named.
const PARTS_SHOWN: usize = 4;

/// A plugin that is to be checked.
pub struct Subject<'a> {
    /// Built.
    pub component: Vec<u8>,
    /// Its folder, where it has one at hand.
    pub folder: Option<&'a Path>,
}

/// A task that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRun {
    /// Its name.
    pub name: String,
    /// Its steps.
    pub steps: u32,
    /// Milliseconds that its longest step computed.
    pub cpu_ms: u64,
    /// Bytes of its largest step.
    pub memory: u64,
    /// What it asked the network for, which it did not get.
    pub outside: Option<String>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Faults first.
    pub findings: Vec<Finding>,
    /// The pages that were visited.
    pub pages: Vec<Visit>,
    /// The tasks that were run.
    pub tasks: Vec<TaskRun>,
    /// Bytes of the component.
    pub bytes: usize,
}

/// Everything that is wrong with a folder's `plugin.toml`: what keeps it from being built.
pub fn manifest(text: &str) -> Vec<Finding> {
    let mut findings = Findings::default();
    for fault in Manifest::faults_of_toml(text) {
        let (line, message) = match &fault {
            ManifestError::Toml { line, message } => (Some(*line), message.clone()),
            ManifestError::Value { key, message } => {
                (lines::of_key(text, key), format!("`{key}`: {message}"))
            }
            ManifestError::Newer { .. } => (lines::of_key(text, "contract"), fault.to_string()),
            ManifestError::Section(_) => (None, fault.to_string()),
        };
        let arguments = [("message", message.as_str())];
        findings.fault(("plugin.toml", line), "cli-check-manifest", &arguments);
    }
    findings.into_sorted()
}

/// Checks a built plugin.
pub async fn check(subject: Subject<'_>) -> Result<Checked, BenchError> {
    let mut findings = Findings::default();
    let mut checked = Checked {
        bytes: subject.component.len(),
        ..Checked::default()
    };
    if let Some(package) = still(&subject, &mut findings) {
        let bench = Bench::new(Clock::real(), Vec::new()).await?;
        alive(
            &bench,
            &package,
            subject.folder,
            (&mut checked, &mut findings),
        )
        .await;
        bench.close().await;
    }
    checked.findings = findings.into_sorted();
    Ok(checked)
}

/// What can be seen without running it; nothing comes back where it cannot be run.
fn still(subject: &Subject<'_>, findings: &mut Findings) -> Option<Package> {
    let limit = crate::config::PluginBounds::default().component_bytes;
    let package = match Package::read(subject.component.clone(), limit) {
        Ok(package) => package,
        Err(error) => {
            let arguments = [("message", &*error.to_string())];
            findings.fault("plugin.wasm", "cli-check-package", &arguments);
            return None;
        }
    };
    let toml = subject.folder.map(|folder| folder.join("plugin.toml"));
    let toml = toml
        .and_then(|path| std::fs::read_to_string(path).ok())
        .unwrap_or_default();
    words::look(&package.manifest, &toml, findings);
    match inspect::inspect(&package.component) {
        Ok(inspected) => {
            grants::look(&package.manifest, &inspected, &toml, findings);
            if package.component.len() > LARGE_BYTES {
                let parts = inspected.parts.iter().take(PARTS_SHOWN);
                let parts: Vec<String> = parts
                    .map(|(name, bytes)| format!("{name} {} KiB", bytes / 1024))
                    .collect();
                let size = (package.component.len() / 1024).to_string();
                let arguments = [("size", size.as_str()), ("parts", &parts.join(", "))];
                findings.warning("plugin.wasm", "cli-check-large", &arguments);
            }
        }
        Err(error) => {
            let arguments = [("message", &*error.to_string())];
            findings.fault("plugin.wasm", "cli-check-package", &arguments);
        }
    }
    Some(package)
}

/// What it does in an instance.
async fn alive(
    bench: &Bench,
    package: &Package,
    folder: Option<&Path>,
    (checked, findings): (&mut Checked, &mut Findings),
) {
    let id = &package.manifest.id;
    let installed = bench.app.plugins.install(package.component.clone(), true);
    if let Err(error) = installed.await {
        let arguments = [("message", &*chain(&error))];
        findings.fault("plugin.wasm", "cli-check-install", &arguments);
        return;
    }
    if let Some(folder) = folder
        && let Err(error) = data::demo(&bench.app, id, &folder.join("demo")).await
    {
        findings.fault("demo/", "cli-check-demo", &[("message", &chain(&error))]);
    }
    let Some(plugin) = bench.app.plugins.get(id) else {
        return;
    };
    for task in tasks(&plugin) {
        let run = run(bench, id, &task, findings).await;
        checked.tasks.push(run);
    }
    if !plugin.manifest.exports("pages") {
        return;
    }
    for locale in Locale::ALL {
        let crawl = Crawl {
            bench,
            plugin: &plugin,
            locale,
        };
        let visits = crawl.visit_all(findings).await;
        checked.pages.extend(visits);
    }
}

fn tasks(plugin: &Loaded) -> Vec<String> {
    let tasks = plugin.manifest.tasks.iter();
    tasks.map(|task| task.name.clone()).collect()
}

async fn run(bench: &Bench, id: &str, name: &str, findings: &mut Findings) -> TaskRun {
    let mut run = TaskRun {
        name: name.to_owned(),
        steps: 0,
        cpu_ms: 0,
        memory: 0,
        outside: None,
    };
    drop(bench.outside.take_refused());
    let result = bench
        .app
        .plugins
        .run(id, name, &mut |step| {
            run.steps += 1;
            run.cpu_ms = run.cpu_ms.max(step.cost.cpu_ms);
            run.memory = run.memory.max(step.cost.memory);
        })
        .await;
    run.outside = bench.outside.take_refused().into_iter().next();
    if let Err(error) = result {
        let place = format!("[[tasks]] {name}");
        let cause = chain(&error);
        let arguments = [("cause", cause.as_str())];
        match &error {
            TaskError::Step {
                source: Failure::Refused { .. },
                ..
            } if run.outside.is_some() => {}
            TaskError::Step {
                source: Failure::Refused { .. },
                ..
            } => findings.warning(place.as_str(), "cli-check-task-refused", &arguments),
            _ => findings.fault(place.as_str(), "cli-check-task-failed", &arguments),
        }
    }
    run
}

/// An error with its causes, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let said = inner.to_string();
        if !words.contains(&said) {
            words = format!("{words}: {said}");
        }
        source = inner.source();
    }
    words
}
