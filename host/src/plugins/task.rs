//! Runs a plugin's tasks step by step and keeps their reports.

use std::sync::Arc;

use super::instance::{Cost, Failure, Work};
use super::registry::store;
use super::say::{Line, ReportLine};
use super::{Loaded, Plugins};

/// A step that lost a race with another writer is tried again this often.
const TRIES: u32 = 3;

/// Why a task did not finish.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// There is no such task.
    #[error("{0}")]
    Unknown(String),
    /// A step failed; what the steps before wrote is kept, and the task goes on from there when it is run again.
    #[error(
        "the task stopped after {steps} steps; what they wrote is kept: run it again once the cause is mended"
    )]
    Step {
        /// Steps that succeeded.
        steps: u32,
        /// Why.
        #[source]
        source: Failure,
    },
    /// Its journal could not be kept.
    #[error(transparent)]
    Database(#[from] crate::database::DatabaseError),
    /// It never ends.
    #[error(
        "the task did not finish within {0} steps: what they wrote is kept; a task that needs more has \
         `plugins.task_steps` in maille.toml"
    )]
    Endless(u32),
}

/// What one step did.
#[derive(Debug, Clone)]
pub struct Step {
    /// Nothing is left to do.
    pub finished: bool,
    /// Units done so far.
    pub done: u64,
    /// Units in all.
    pub total: Option<u64>,
    /// A sentence for the administrator.
    pub message: String,
    /// What happened to each thing.
    pub report: Vec<ReportLine>,
    /// What it took.
    pub cost: Cost,
    /// What was said in it.
    pub lines: Vec<Line>,
}

impl Plugins {
    /// Runs a task to its end; `say` is told each step. A kill between two steps loses nothing: run it again.
    pub async fn run(
        &self,
        id: &str,
        task: &str,
        say: &mut (dyn FnMut(&Step) + Send),
    ) -> Result<Step, TaskError> {
        let plugin = self
            .get(id)
            .ok_or_else(|| TaskError::Unknown(format!("no plugin `{id}` is installed")))?;
        if !plugin.manifest.tasks.iter().any(|known| known.name == task) {
            let known: Vec<&str> = plugin
                .manifest
                .tasks
                .iter()
                .map(|task| task.name.as_str())
                .collect();
            return Err(TaskError::Unknown(format!(
                "`{id}` has no task `{task}`; it has: {}",
                known.join(", ")
            )));
        }
        let database = self.inner.around.directory.database();
        let clock = self.inner.around.directory.clock();
        let run = store::begin_run(database, (id, task), clock.now_ms()).await?;
        let result = self.steps(&plugin, task, run, say).await;
        let (finished, message) = match &result {
            Ok(step) => (true, step.message.clone()),
            Err(TaskError::Step { source, .. }) => (false, source.to_string()),
            Err(error) => (false, error.to_string()),
        };
        store::end_run(database, run, (finished, &message), clock.now_ms()).await?;
        result
    }

    async fn steps(
        &self,
        plugin: &Arc<Loaded>,
        task: &str,
        run: i64,
        say: &mut (dyn FnMut(&Step) + Send),
    ) -> Result<Step, TaskError> {
        let limit = self.inner.around.bounds.task_steps;
        for steps in 0..limit {
            let step = self
                .step(plugin, task, run)
                .await
                .map_err(|source| TaskError::Step { steps, source })?;
            store::add_report(self.inner.around.directory.database(), run, &step).await?;
            say(&step);
            if step.finished {
                return Ok(step);
            }
        }
        Err(TaskError::Endless(limit))
    }

    async fn step(&self, plugin: &Arc<Loaded>, task: &str, run: i64) -> Result<Step, Failure> {
        let request_id = format!("run-{run}");
        let mut tries = 0;
        loop {
            match self
                .call(plugin, Work::Run(task.to_owned()), &request_id)
                .await
            {
                Ok(done) => {
                    let progress = done.progress.ok_or_else(|| {
                        Failure::NotThere("the step said nothing of its progress".into())
                    })?;
                    return Ok(Step {
                        finished: progress.finished,
                        done: progress.done,
                        total: progress.total,
                        message: super::budget::clean(progress.message),
                        report: done.report,
                        cost: done.cost,
                        lines: done.lines,
                    });
                }
                Err(Failure::Commit(error)) if error.code() == "conflict" && tries < TRIES => {
                    tries += 1
                }
                Err(Failure::Overloaded) if tries < TRIES => tries += 1,
                Err(failure) => return Err(failure),
            }
        }
    }
}
