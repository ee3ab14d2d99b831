//! Withdraws those whose consent ended: a new day is noticed within a minute.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::tick;
use crate::app::App;

/// A look that finds nothing is one read of an index.
const TICK: Duration = Duration::from_secs(60);

/// Once at the start, then each minute. Several processes that look at once withdraw once: each looks again when it writes.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        match app.directory.end_consents().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "records whose consent ended were withdrawn"),
            Err(error) => tracing::warn!(%error, "ended consents could not be looked at"),
        }
        if !tick(&mut stop, TICK).await {
            return;
        }
    }
}
