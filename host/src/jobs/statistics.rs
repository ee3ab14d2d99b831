//! Adds what was counted to the database, and forgets sums that were kept long enough.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::tick;
use crate::app::App;

/// What a crash loses of the sums.
const FLUSH_TICK: Duration = Duration::from_secs(60);
/// Ticks from one look at what is old to the next.
const SWEEP_TICKS: u32 = 60;

/// Counts up now and then.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut ticks = 0;
    while tick(&mut stop, FLUSH_TICK).await {
        if let Err(error) = app.statistics.flush().await {
            tracing::warn!(%error, "the statistics could not be written");
        }
        if ticks == 0
            && let Err(error) = app.statistics.sweep().await
        {
            tracing::warn!(%error, "old statistics could not be forgotten");
        }
        ticks = (ticks + 1) % SWEEP_TICKS;
    }
}
