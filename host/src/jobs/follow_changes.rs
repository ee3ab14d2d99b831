//! Tells plugins of the changes that their manifests follow: in order, at least once, their own changes not echoed.

use std::sync::Arc;

use tokio::sync::watch;

use super::{TICK, tick};
use crate::app::App;

/// Reads on from each plugin's cursor.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while tick(&mut stop, TICK).await {
        for (id, plugin) in app.plugins.installed().iter() {
            if plugin.manifest.follows.is_empty() || !plugin.manifest.exports("changes") {
                continue;
            }
            if let Err(error) = app.plugins.follow(plugin).await {
                // The cursor stands before the change that failed: it comes again at the next tick.
                tracing::warn!(plugin = id, %error, "a plugin did not follow a change");
            }
        }
    }
}
