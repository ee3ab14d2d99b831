//! What the author's page shows: the latest build, what the check found, and the calls that the runtime noted.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::{Finding, Level, described};
use crate::app::App;
use crate::plugins::Call;
use crate::plugins::grants::Capability;
use crate::plugins::manifest::said;
use crate::web::locale::Locale;
use crate::web::render::{BenchCall, BenchFinding, BenchGrant, BuildState, Words, WorkbenchPage};
use crate::web::workbench::Workbench;

/// What the author's page shows.
pub struct Board {
    app: Arc<App>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// The plugin that runs.
    id: Option<String>,
    build: BuildState,
    builds: u64,
    build_ms: u64,
    built_at: Option<i64>,
    findings: Option<Vec<Finding>>,
}

impl Board {
    pub(super) fn new(app: Arc<App>) -> Self {
        app.plugins.watch();
        Self {
            app,
            inner: Mutex::default(),
        }
    }

    pub(super) fn begin(&self) {
        let mut inner = self.lock();
        if inner.builds > 0 {
            inner.build = BuildState::Building;
        }
    }

    /// The build's number, and where the pages of what runs now are.
    pub(super) fn runs(&self, id: Option<String>, took: u64) -> (u64, Option<String>) {
        let number = self.ended(took, BuildState::Runs);
        let mut inner = self.lock();
        inner.findings = None;
        inner.id = id;
        let plugin = inner.id.as_deref().and_then(|id| self.app.plugins.get(id));
        (
            number,
            plugin.and_then(|plugin| plugin.manifest.mount.clone()),
        )
    }

    /// The build's number.
    pub(super) fn broken(&self, took: u64, place: Option<String>, words: String) -> u64 {
        self.ended(took, BuildState::Broken { place, words })
    }

    pub(super) fn checked(&self, findings: Vec<Finding>) {
        self.lock().findings = Some(findings);
    }

    fn ended(&self, took: u64, build: BuildState) -> u64 {
        let mut inner = self.lock();
        inner.build = build;
        inner.builds += 1;
        inner.build_ms = took;
        inner.built_at = Some(self.app.clock.now_ms());
        inner.builds
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Workbench for Board {
    fn plugin(&self) -> Option<String> {
        self.lock().id.clone()
    }

    fn look(&self, locale: Locale) -> WorkbenchPage {
        let words = Words(locale);
        let inner = self.lock();
        let plugin = inner.id.as_deref().and_then(|id| self.app.plugins.get(id));
        let manifest = plugin.as_ref().map(|plugin| &plugin.manifest);
        let watched = self.app.plugins.watch();
        let used = watched.used();
        let asked = manifest.map(Capability::asked).unwrap_or_default();
        let tasks = manifest.map(|manifest| manifest.tasks.as_slice());
        let tasks = tasks.unwrap_or_default().iter().map(|task| {
            let label = said(&task.label, locale.code()).unwrap_or(&task.name);
            (task.name.clone(), label.to_owned())
        });
        WorkbenchPage {
            plugin: manifest.map_or(String::from("…"), |manifest| {
                manifest.name_in(locale.code()).to_owned()
            }),
            mount: manifest.and_then(|manifest| manifest.mount.clone()),
            build: inner.build.clone(),
            builds: inner.builds,
            build_ms: inner.build_ms,
            built_at: inner.built_at,
            findings: inner.findings.as_ref().map(|findings| {
                let findings = findings.iter();
                findings.map(|found| finding(words, found)).collect()
            }),
            grants: asked
                .iter()
                .map(|capability| BenchGrant {
                    name: capability.to_string(),
                    words: sentence(words, capability),
                    used: used.contains(capability),
                })
                .collect(),
            tasks: tasks.collect(),
            calls: watched.calls().iter().map(call).collect(),
            log: Vec::new(),
        }
    }

    fn call(&self, number: u64) -> Option<BenchCall> {
        let found = self.app.plugins.watch().call(number)?;
        let described = found.page.as_deref().map(described::page);
        Some(BenchCall {
            described,
            ..call(&found)
        })
    }

    fn begin(&self, task: &str) -> bool {
        let Some(id) = self.plugin() else {
            return false;
        };
        let plugin = self.app.plugins.get(&id);
        let known = plugin.is_some_and(|plugin| {
            let mut tasks = plugin.manifest.tasks.iter();
            tasks.any(|known| known.name == task)
        });
        if known {
            let (app, task) = (self.app.clone(), task.to_owned());
            tokio::spawn(async move {
                // What came of it stands among the calls and in the log.
                if let Err(error) = app.plugins.run(&id, &task, &mut |_| {}).await {
                    tracing::debug!(plugin = id, task, %error, "the task did not end");
                }
            });
        }
        known
    }
}

fn call(call: &Call) -> BenchCall {
    let lines = call.lines.iter();
    BenchCall {
        number: call.number,
        at: call.at,
        name: call.name.clone(),
        language: call.locale.clone().unwrap_or_default(),
        wall_ms: call.wall_ms,
        cpu_ms: call.cost.cpu_ms,
        memory: call.cost.memory,
        reads: call.reads,
        writes: call.writes,
        blocks: call.cost.blocks,
        fault: call.fault.clone(),
        lines: lines
            .map(|line| (line.level.clone(), line.message.clone()))
            .collect(),
        used: call.used.iter().map(Capability::to_string).collect(),
        described: None,
    }
}

fn finding(words: Words, found: &Finding) -> BenchFinding {
    let arguments = found.arguments.iter();
    let arguments = arguments.map(|(name, value)| (*name, value.clone()));
    let said = words.look_up_texts(found.key, arguments);
    BenchFinding {
        fault: found.level == Level::Fault,
        place: match found.line {
            Some(line) => format!("{}:{line}", found.place),
            None => found.place.clone(),
        },
        words: said.unwrap_or_else(|| found.key.to_owned()),
    }
}

fn sentence(words: Words, capability: &Capability) -> String {
    let (key, object) = capability.words();
    let arguments = object.map(|object| ("object", object.to_owned()));
    let said = words.look_up_texts(key, arguments);
    said.unwrap_or_else(|| capability.to_string())
}
