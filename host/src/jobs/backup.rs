//! Makes a backup whenever one is due. One that fails is said in the log, and by `maille doctor` as long as no other follows.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::claims::Claims;
use super::tick;
use crate::app::App;
use crate::backup;

/// A start is not the time for it, and an hour more or less does not matter.
const BACKUP_TICK: Duration = Duration::from_secs(10 * 60);
/// Of several processes, one makes it.
const CLAIM: &str = "backup";

/// Looks now and then.
pub async fn run(app: Arc<App>, claims: Claims, mut stop: watch::Receiver<bool>) {
    while tick(&mut stop, BACKUP_TICK).await {
        tokio::select! {
            () = look(&app, &claims) => {}
            // What is half made goes.
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
}

async fn look(app: &App, claims: &Claims) {
    match backup::due(app) {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => {
            tracing::error!(%error, "the folder of backups could not be read");
            return;
        }
    }
    match claims.hold(CLAIM, backup::make_scheduled(app)).await {
        Ok(Some(Ok(made))) => {
            tracing::info!(
                bytes = made.bytes,
                sha256 = made.sha256,
                "a backup was made"
            );
        }
        Ok(Some(Err(error))) => tracing::error!(%error, "no backup could be made"),
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "no backup could be made"),
    }
}
