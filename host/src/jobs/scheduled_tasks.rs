//! Runs the tasks whose manifest names a period, one at a time.

use std::sync::Arc;

use tokio::sync::watch;

use super::{SCHEDULE_TICK, tick};
use crate::app::App;
use crate::plugins::manifest::seconds;
use crate::plugins::registry_store;

/// Looks for tasks that are due.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while tick(&mut stop, SCHEDULE_TICK).await {
        for (plugin, task) in due(&app).await {
            let mut quiet = |_: &_| {};
            let ran = tokio::select! {
                ran = app.plugins.run(&plugin, &task, &mut quiet) => ran,
                // A step that is left is dropped whole, and a download may take half an hour: nobody waits for either.
                _ = stop.wait_for(|stop| *stop) => return,
            };
            if let Err(error) = ran {
                tracing::warn!(plugin, task, %error, source = ?std::error::Error::source(&error), "a scheduled task failed");
            }
        }
    }
}

/// Tasks whose last beginning lies a period back. One that was never run waits for an administrator, who runs it once.
async fn due(app: &App) -> Vec<(String, String)> {
    let mut due = Vec::new();
    for (id, plugin) in app.plugins.installed().iter() {
        for task in &plugin.manifest.tasks {
            let Some(period) = task.every.as_deref().and_then(seconds) else {
                continue;
            };
            let last = registry_store::last_started(app.directory.database(), id, &task.name).await;
            let now_ms = app.clock.now_ms();
            let period_ms = i64::try_from(period.saturating_mul(1000)).unwrap_or(i64::MAX);
            if matches!(last, Ok(Some(last)) if now_ms.saturating_sub(last) >= period_ms) {
                due.push((id.clone(), task.name.clone()));
            }
        }
    }
    due
}
