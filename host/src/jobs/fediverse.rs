//! The fediverse: what changed is put into its words, and those who follow are told, few hosts at once. A job of its own, which waits
//! for nothing of the exchange between instances, and which that never waits for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::claims::Claims;
use super::{TICK, tick};
use crate::app::App;
use crate::fediverse::FediverseError;

/// Hosts that are written to at once.
const AT_ONCE: usize = 8;
/// Between two writings of what was counted.
const COUNT_TICK: Duration = Duration::from_secs(10);
/// Between two looks for what may be forgotten.
const FORGET_TICK: Duration = Duration::from_secs(6 * 3600);
/// What is under way when the instance stops has so long to end.
const ENDING: Duration = Duration::from_secs(5);

/// Looks at what changed, then whom to tell.
pub async fn run(app: Arc<App>, claims: Claims, mut stop: watch::Receiver<bool>) {
    if let Err(error) = app.fediverse.identity() {
        // Switched off, as it comes; why it cannot be on is `doctor`'s to say.
        tracing::debug!(%error, "the fediverse is told nothing");
        return;
    }
    let mut busy = JoinSet::new();
    let mut at_work: Vec<(tokio::task::Id, String)> = Vec::new();
    let (mut counted, mut forgot): (Instant, Option<Instant>) = (Instant::now(), None);
    loop {
        if counted.elapsed() >= COUNT_TICK {
            counted = Instant::now();
            warn(
                "what came in could not be counted",
                app.fediverse.write_counts().await,
            );
        }
        if forgot.is_none_or(|last| last.elapsed() >= FORGET_TICK) {
            forgot = Some(Instant::now());
            warn(
                "old letters could not be forgotten",
                app.fediverse.forget_dead().await,
            );
        }
        warn("what is new could not be put into words", look(&app).await);
        while let Some(done) = busy.try_join_next_with_id() {
            let id = done.map_or_else(|error| error.id(), |(id, ())| id);
            at_work.retain(|(other, _)| *other != id);
        }
        match app.fediverse.hosts_due().await {
            Ok(hosts) => {
                for host in hosts {
                    if at_work.len() >= AT_ONCE || at_work.iter().any(|(_, other)| *other == host) {
                        continue;
                    }
                    let task = busy.spawn(deliver(app.clone(), claims.clone(), host.clone()));
                    at_work.push((task.id(), host));
                }
            }
            Err(error) => tracing::warn!(%error, "those to be told could not be looked up"),
        }
        if !tick(&mut stop, TICK).await {
            break;
        }
    }
    let ending = async { while busy.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(ENDING, ending).await;
    warn(
        "what came in could not be counted",
        app.fediverse.write_counts().await,
    );
}

/// Until nothing is new.
async fn look(app: &App) -> Result<(), FediverseError> {
    while app.fediverse.look().await? > 0 {}
    Ok(())
}

async fn deliver(app: Arc<App>, claims: Claims, host: String) {
    let claim = format!("fediverse:{host}");
    match claims.hold(&claim, app.fediverse.deliver_to(&host)).await {
        Ok(None | Some(Ok(()))) => {}
        Ok(Some(Err(error))) => {
            tracing::warn!(host, %error, "a host of the fediverse was not told");
            tokio::time::sleep(TICK).await;
        }
        Err(error) => tracing::warn!(host, %error, "a host of the fediverse could not be claimed"),
    }
}

fn warn(what: &'static str, done: Result<(), FediverseError>) {
    if let Err(error) = done {
        tracing::warn!(%error, "{what}");
    }
}
