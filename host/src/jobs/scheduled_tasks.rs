//! Runs the tasks whose manifest names a period, one at a time, each by one process.

use std::sync::Arc;

use tokio::sync::watch;

use super::claims::Claims;
use super::{SCHEDULE_TICK, tick};
use crate::app::App;
use crate::clock::CLOCK_SLACK_MS;
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
    let now = app.clock.now_ms();
    let database = app.directory.database();
    let until = now.saturating_add(CLOCK_SLACK_MS);
    let last = registry_store::last_started(database, (plugin, &task.name), until).await;
    let period_ms = i64::try_from(period.saturating_mul(1000)).unwrap_or(i64::MAX);
    last.is_ok_and(|began| came_round(began, now, period_ms))
}

/// Whether a period is over since a task last began: ever, and as of now.
fn came_round(began: (Option<i64>, Option<i64>), now: i64, period_ms: i64) -> bool {
    match began {
        (_, Some(last)) => now.saturating_sub(last) >= period_ms,
        // It ran, and only while the clock was ahead.
        (Some(_), None) => true,
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_comes_round_also_after_a_clock_that_was_ahead() {
        assert!(!came_round((None, None), 1_000, 100));
        assert!(!came_round((Some(950), Some(950)), 1_000, 100));
        assert!(came_round((Some(900), Some(900)), 1_000, 100));
        assert!(came_round((Some(9_000_000), None), 1_000, 100));
        assert!(!came_round((Some(9_000_000), Some(950)), 1_000, 100));
    }
}
