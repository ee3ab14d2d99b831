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
mod retention;
mod scheduled_tasks;
mod statistics;
mod sweep_sessions;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::health::Health;
use claims::Claims;

/// Another process's changes of plugins, grants and settings are seen within this time.
const TICK: Duration = Duration::from_millis(500);
/// Tasks that are due are looked for this often.
const SCHEDULE_TICK: Duration = Duration::from_secs(30);

/// Starts every job; they end when `stop` says so. One that panics is told by `/readyz`.
pub fn start(app: &Arc<App>, stop: &watch::Receiver<bool>) -> JoinSet<()> {
    let mut jobs = Watched {
        app: app.clone(),
        set: JoinSet::new(),
    };
    let claims = Claims::new(app);
    jobs.start("plugins", look_after_plugins(app.clone(), stop.clone()));
    jobs.start(
        "follow-changes",
        follow_changes::run(app.clone(), claims.clone(), stop.clone()),
    );
    jobs.start("duplicates", duplicates::run(app.clone(), stop.clone()));
    jobs.start(
        "scheduled-tasks",
        scheduled_tasks::run(app.clone(), claims.clone(), stop.clone()),
    );
    jobs.start(
        "ordered-tasks",
        ordered_tasks::run(app.clone(), claims.clone(), stop.clone()),
    );
    jobs.start(
        "import-orders",
        import_orders::run(app.clone(), claims.clone(), stop.clone()),
    );
    jobs.start(
        "federation",
        federation::run(app.clone(), claims.clone(), stop.clone()),
    );
    jobs.start(
        "fediverse",
        fediverse::run(app.clone(), claims.clone(), stop.clone()),
    );
    jobs.start(
        "backup",
        backup::run(app.clone(), claims.clone(), stop.clone()),
    );
    jobs.start("mail", mail::send(app.clone(), claims, stop.clone()));
    jobs.start("mail-sweep", mail::sweep(app.clone(), stop.clone()));
    jobs.start("end-consents", end_consents::run(app.clone(), stop.clone()));
    jobs.start(
        "forget-contacts",
        forget_contacts::run(app.clone(), stop.clone()),
    );
    jobs.start("statistics", statistics::run(app.clone(), stop.clone()));
    jobs.start("retention", retention::run(app.clone(), stop.clone()));
    jobs.start("read-anew", read_anew::run(app.clone(), stop.clone()));
    jobs.start(
        "sweep-sessions",
        sweep_sessions::run(app.clone(), stop.clone()),
    );
    jobs.set
}

/// Jobs that are looked after by name.
struct Watched {
    app: Arc<App>,
    set: JoinSet<()>,
}

impl Watched {
    fn start(&mut self, name: &'static str, job: impl Future<Output = ()> + Send + 'static) {
        let watch = Health::watch(self.app.clone(), name);
        self.set.spawn(async move {
            let _watch = watch;
            job.await;
        });
    }
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
