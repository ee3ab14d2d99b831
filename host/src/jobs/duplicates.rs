//! Looks for records that may be one thing among those that changed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{TICK, tick};
use crate::app::App;

/// Between two pieces of a long import, so that visitors and the import itself come first.
const BETWEEN: Duration = Duration::from_millis(100);

/// Reads on from the cursor on the journal.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut wait = TICK;
    while tick(&mut stop, wait).await {
        wait = match app.directory.look_for_duplicates().await {
            Ok(looked) if looked.entries > 0 => BETWEEN,
            Ok(_) => TICK,
            Err(error) => {
                // The cursor stands before what failed: it comes again at the next tick.
                tracing::warn!(%error, source = ?std::error::Error::source(&error), "duplicates were not looked for");
                TICK
            }
        };
    }
}
