//! Lets go what is kept longer than the register of processing says.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::tick;
use crate::app::App;
use crate::retention::{Gone, Retention, Sweep};

/// Terms are counted in days.
const TICK: Duration = Duration::from_secs(60 * 60);

/// Once at the start, then each hour. Several processes that sweep at once delete the same.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let retention = Retention::new(app.directory.database().clone(), app.clock.clone());
    loop {
        match retention.sweep().await {
            Ok(gone) => {
                if gone != Gone::default() {
                    tracing::info!(?gone, "what was kept long enough was deleted");
                }
                note(&app, Sweep::Retention).await;
            }
            Err(error) => tracing::warn!(%error, "what was kept long enough could not be deleted"),
        }
        if !tick(&mut stop, TICK).await {
            return;
        }
    }
}

/// Notes that a sweep came round without a fault.
pub(super) async fn note(app: &App, sweep: Sweep) {
    let retention = Retention::new(app.directory.database().clone(), app.clock.clone());
    if let Err(error) = retention.note(sweep).await {
        tracing::warn!(%error, sweep = sweep.as_str(), "a sweep could not be noted");
    }
}
