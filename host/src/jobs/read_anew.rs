//! Reads records anew for search after an upgrade: once at the start, beside visitors, who find by the old rules meanwhile.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::tick;
use crate::app::App;

/// A database that was busy is tried again after this time.
const RETRY: Duration = Duration::from_secs(60);

/// Ends when everything was read.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        let read = tokio::select! {
            read = app.directory.reindex_outdated() => read,
            // What was read so far is read again at the next start.
            _ = stop.wait_for(|stop| *stop) => return,
        };
        match read {
            Ok(0) => return,
            Ok(records) => return tracing::info!(records, "records were read anew for search"),
            Err(error) => tracing::warn!(%error, "records could not be read anew for search"),
        }
        if !tick(&mut stop, RETRY).await {
            return;
        }
    }
}
