//! Forgets sessions and links whose time is over, and entries of the journal of acts that were kept long enough. The former open
//! nothing before that either: this only keeps the tables small.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{retention, tick};
use crate::app::App;
use crate::retention::Sweep;

/// Nothing hangs on it.
const SWEEP_TICK: Duration = Duration::from_secs(10 * 60);

/// Once at the start, then now and then.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        let accounts = app.accounts.sweep().await;
        if let Err(error) = &accounts {
            tracing::warn!(%error, "sessions that are over could not be forgotten");
        }
        if let Err(error) = app.accounts.sweep_identities().await {
            tracing::warn!(%error, "ways back from the provider could not be forgotten");
        }
        let acts = app.audit.sweep().await;
        if let Err(error) = &acts {
            tracing::warn!(%error, "old entries of the journal of acts could not be forgotten");
        }
        if accounts.is_ok() && acts.is_ok() {
            retention::note(&app, Sweep::Sessions).await;
        }
        if !tick(&mut stop, SWEEP_TICK).await {
            return;
        }
    }
}
