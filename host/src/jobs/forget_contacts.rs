//! Erases how to reach the visitors who signalled an error, what was decided long ago, of theirs and of what moderators looked
//! at, and pictures that no record took.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{retention, tick};
use crate::app::App;
use crate::moderation::Moderation;
use crate::retention::Sweep;
use crate::suggestions::Suggestions;

/// Days are counted, so an hour more or less does not matter.
const TICK: Duration = Duration::from_secs(60 * 60);

/// Once at the start, then each hour. A step that fails is tried again with the next.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let suggestions = Suggestions::new(app.directory.database().clone(), app.clock.clone());
    let moderation = Moderation::new(app.directory.clone());
    loop {
        let mut whole = true;
        match suggestions.forget_old().await {
            Ok(forgotten) if forgotten.contacts + forgotten.suggestions > 0 => tracing::info!(
                contacts = forgotten.contacts,
                suggestions = forgotten.suggestions,
                "old suggestions were forgotten"
            ),
            Ok(_) => {}
            Err(error) => {
                whole = false;
                tracing::warn!(%error, "old suggestions could not be forgotten");
            }
        }
        match moderation.forget_old().await {
            Ok(cases) if cases > 0 => tracing::info!(cases, "old cases were forgotten"),
            Ok(_) => {}
            Err(error) => {
                whole = false;
                tracing::warn!(%error, "old cases could not be forgotten");
            }
        }
        match app.images.sweep().await {
            Ok(images) if images > 0 => tracing::info!(images, "pictures of no record were erased"),
            Ok(_) => {}
            Err(error) => {
                whole = false;
                tracing::warn!(%error, "pictures of no record could not be erased");
            }
        }
        if whole {
            retention::note(&app, Sweep::Contacts).await;
        }
        if !tick(&mut stop, TICK).await {
            return;
        }
    }
}
