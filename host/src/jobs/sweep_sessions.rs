//! Forgets sessions and links whose time is over, and entries of the journal of acts that were kept long enough. The former open
//! nothing before that either: this only keeps the tables small.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::tick;
use crate::app::App;

/// Nothing hangs on it.
const SWEEP_TICK: Duration = Duration::from_secs(10 * 60);

/// Sweeps now and then.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while tick(&mut stop, SWEEP_TICK).await {
        if let Err(error) = app.accounts.sweep().await {
            tracing::warn!(%error, "sessions that are over could not be forgotten");
        }
        if let Err(error) = app.accounts.sweep_identities().await {
            tracing::warn!(%error, "ways back from the provider could not be forgotten");
        }
        if let Err(error) = app.audit.sweep().await {
            tracing::warn!(%error, "old entries of the journal of acts could not be forgotten");
        }
    }
}
