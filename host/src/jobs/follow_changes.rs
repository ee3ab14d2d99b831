//! Tells plugins of the changes that their manifests follow: in order, at least once, by one process at a time, their own changes
//! not echoed.

use std::sync::Arc;

use tokio::sync::watch;

use super::claims::Claims;
use super::{TICK, tick};
use crate::app::App;

/// Reads on from each plugin's cursor.
pub async fn run(app: Arc<App>, claims: Claims, mut stop: watch::Receiver<bool>) {
    while tick(&mut stop, TICK).await {
        for (id, plugin) in app.plugins.installed().iter() {
            if plugin.manifest.follows.is_empty() || !plugin.manifest.exports("changes") {
                continue;
            }
            // Asked before anything is claimed: a claim is a write, and most ticks have nothing to tell.
            let told = match app.plugins.has_news(plugin).await {
                Ok(false) => continue,
                Ok(true) => {
                    let claim = format!("follow:{id}");
                    claims.hold(&claim, app.plugins.follow(plugin)).await
                }
                Err(failure) => Ok(Some(Err(failure))),
            };
            match told {
                Ok(None | Some(Ok(()))) => {}
                // The cursor stands before the change that failed: it comes again at the next tick.
                Ok(Some(Err(error))) => {
                    tracing::warn!(plugin = id, %error, "a plugin did not follow a change");
                }
                Err(error) => {
                    tracing::warn!(plugin = id, %error, "changes could not be claimed for a plugin");
                }
            }
        }
    }
}
