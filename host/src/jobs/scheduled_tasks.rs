//! Runs the tasks whose manifest names a period, one at a time, each by one process.

use std::sync::Arc;

use tokio::sync::watch;

use super::claims::Claims;
use super::{SCHEDULE_TICK, tick};
use crate::app::App;
use crate::plugins::TaskError;
use crate::plugins::manifest::{Task, seconds};
use crate::plugins::registry_store;

/// Looks for tasks that are due.
pub async fn run(app: Arc<App>, claims: Claims, mut stop: watch::Receiver<bool>) {
    while tick(&mut stop, SCHEDULE_TICK).await {
        for (id, plugin) in app.plugins.installed().iter() {
            for task in &plugin.manifest.tasks {
                if *stop.borrow() {
                    return;
                }
                if !is_due(&app, id, task).await {
                    continue;
                }
                let claim = format!("task:{id}:{}", task.name);
                let work = run_once(&app, (id, task), stop.clone());
                match claims.hold(&claim, work).await {
                    Ok(None | Some(Ok(()))) => {}
                    Ok(Some(Err(error))) => {
                        let source = std::error::Error::source(&error);
                        tracing::warn!(plugin = id, task = task.name, %error, ?source, "a scheduled task failed");
                    }
                    Err(error) => {
                        tracing::warn!(plugin = id, task = task.name, %error, "a scheduled task could not be claimed");
                    }
                }
            }
        }
    }
}

async fn run_once(
    app: &App,
    (plugin, task): (&str, &Task),
    mut stop: watch::Receiver<bool>,
) -> Result<(), TaskError> {
    // Another process may have run it between the look and the claim.
    if !is_due(app, plugin, task).await {
        return Ok(());
    }
    let mut quiet = |_: &_| {};
    tokio::select! {
        ran = app.plugins.run(plugin, &task.name, &mut quiet) => ran.map(|_| ()),
        // A step that is left is dropped whole, and a download may take half an hour: nobody waits for either.
        _ = stop.wait_for(|stop| *stop) => Ok(()),
    }
}

/// Whether its last beginning lies a period back. A task that was never run waits for an administrator, who runs it once.
async fn is_due(app: &App, plugin: &str, task: &Task) -> bool {
    let Some(period) = task.every.as_deref().and_then(seconds) else {
        return false;
    };
    let last = registry_store::last_started(app.directory.database(), plugin, &task.name).await;
    let period_ms = i64::try_from(period.saturating_mul(1000)).unwrap_or(i64::MAX);
    matches!(last, Ok(Some(last)) if app.clock.now_ms().saturating_sub(last) >= period_ms)
}
