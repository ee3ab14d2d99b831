//! What goes on beside the visitors: each job is one file, tried again at the next tick where it fails.

mod backup;
mod claims;
mod duplicates;
mod end_consents;
mod federation;
mod fediverse;
mod follow_changes;
mod forget_contacts;
mod import_orders;
mod mail;
mod ordered_tasks;
mod read_anew;
mod scheduled_tasks;
mod sweep_sessions;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use claims::Claims;

/// Another process's changes of plugins, grants and settings are seen within this time.
const TICK: Duration = Duration::from_millis(500);
/// Tasks that are due are looked for this often.
const SCHEDULE_TICK: Duration = Duration::from_secs(30);

/// Starts every job; they end when `stop` says so.
pub fn start(app: &Arc<App>, stop: &watch::Receiver<bool>) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(look_after_plugins(app.clone(), stop.clone()));
    let claims = Claims::new(app);
    jobs.spawn(follow_changes::run(
        app.clone(),
        claims.clone(),
        stop.clone(),
    ));
    jobs.spawn(duplicates::run(app.clone(), stop.clone()));
    jobs.spawn(scheduled_tasks::run(
        app.clone(),
        claims.clone(),
        stop.clone(),
    ));
    jobs.spawn(ordered_tasks::run(
        app.clone(),
        claims.clone(),
        stop.clone(),
    ));
    jobs.spawn(import_orders::run(
        app.clone(),
        claims.clone(),
        stop.clone(),
    ));
    jobs.spawn(federation::run(app.clone(), claims.clone(), stop.clone()));
    jobs.spawn(fediverse::run(app.clone(), claims.clone(), stop.clone()));
    jobs.spawn(backup::run(app.clone(), claims.clone(), stop.clone()));
    jobs.spawn(mail::send(app.clone(), claims, stop.clone()));
    jobs.spawn(mail::sweep(app.clone(), stop.clone()));
    jobs.spawn(end_consents::run(app.clone(), stop.clone()));
    jobs.spawn(forget_contacts::run(app.clone(), stop.clone()));
    jobs.spawn(read_anew::run(app.clone(), stop.clone()));
    jobs.spawn(sweep_sessions::run(app.clone(), stop.clone()));
    jobs
}

/// Waits for the next tick; false when it is time to stop.
async fn tick(stop: &mut watch::Receiver<bool>, period: Duration) -> bool {
    tokio::select! {
        () = tokio::time::sleep(period) => true,
        _ = stop.wait_for(|stop| *stop) => false,
    }
}

/// Sees what another process installed, and writes what plugins said.
async fn look_after_plugins(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while tick(&mut stop, TICK).await {
        if let Err(error) = app.plugins.refresh().await {
            tracing::error!(%error, "the plugins could not be looked up");
        }
        if let Err(error) = app.plugins.write_logs().await {
            tracing::error!(%error, "the plugins' log could not be written");
        }
    }
}
