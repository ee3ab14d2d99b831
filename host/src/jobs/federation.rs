//! The exchange with other instances: our log is published as the journal grows, and what is due with each peer is done, by one
//! process at a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::TICK;
use super::claims::Claims;
use crate::app::App;
use crate::federation::{FederationError, Peer};

/// Contents that were superseded are kept so long for those who come late.
const SUPERSEDED_KEPT_MS: i64 = 90 * 24 * 3600 * 1000;
/// What is being exchanged when the instance stops has so long to end.
const ENDING: Duration = Duration::from_secs(5);
/// What was refused is written so often.
const REFUSED_TICK: Duration = Duration::from_secs(1);
/// Between two looks for those that may go.
const COMPACT_TICK: Duration = Duration::from_secs(6 * 3600);

/// Publishes what is new, then looks whom to ask or to tell.
pub async fn run(app: Arc<App>, claims: Claims, mut stop: watch::Receiver<bool>) {
    if let Err(error) = app.federation.identity() {
        tracing::info!(%error, "nothing is exchanged with other instances");
        return;
    }
    if let Err(error) = app.federation.finish_endings().await {
        tracing::warn!(%error, "copies of an ended peer could not be taken out");
    }
    let mut busy = JoinSet::new();
    let mut at_work: Vec<(tokio::task::Id, String)> = Vec::new();
    let mut compacted: Option<Instant> = None;
    let mut refused_at = Instant::now();
    loop {
        if compacted.is_none_or(|last| last.elapsed() >= COMPACT_TICK) {
            compacted = Some(Instant::now());
            let before = app.clock.now_ms() - SUPERSEDED_KEPT_MS;
            if let Err(error) = app.federation.compact(before).await {
                tracing::warn!(%error, "superseded contents could not be taken out");
            }
            if let Err(error) = app.federation.forget_old_requests().await {
                tracing::warn!(%error, "requests that nobody looked at could not be forgotten");
            }
            match app.federation.end_outlived_key().await {
                Ok(false) => {}
                Ok(true) => {
                    tracing::info!("the key before the last rotation does not hold any more")
                }
                Err(error) => tracing::warn!(%error, "an old key could not be ended"),
            }
        }
        if refused_at.elapsed() >= REFUSED_TICK {
            refused_at = Instant::now();
            write_refused(&app).await;
        }
        if let Err(error) = publish(&app).await {
            tracing::warn!(%error, "what is new could not be published to peers");
        }
        match app.federation.due().await {
            Ok(peers) => {
                for peer in peers {
                    let origin = peer.origin.to_string();
                    if at_work.iter().any(|(_, other)| *other == origin) {
                        continue;
                    }
                    let task = busy.spawn(exchange(app.clone(), claims.clone(), peer));
                    at_work.push((task.id(), origin));
                }
            }
            Err(error) => tracing::warn!(%error, "peers could not be looked up"),
        }
        tokio::select! {
            () = app.federation.woken(TICK) => {}
            Some(done) = busy.join_next_with_id() => {
                let id = match done {
                    Ok((id, ())) => id,
                    Err(error) => error.id(),
                };
                at_work.retain(|(other, _)| *other != id);
            }
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
    // Whoever ends gives its claims back: else the next process waits for their lease.
    let ending = async { while busy.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(ENDING, ending).await;
    write_refused(&app).await;
}

async fn write_refused(app: &App) {
    if let Err(error) = app.federation.write_refused().await {
        tracing::warn!(%error, "what was refused could not be counted");
    }
    if let Err(error) = app.federation.write_places().await {
        tracing::warn!(%error, "how far peers have read could not be kept");
    }
}

/// Until nothing is new; not before peers were asked whether they know more of us than we do.
async fn publish(app: &App) -> Result<(), FederationError> {
    if !app.federation.may_publish().await? {
        return Ok(());
    }
    loop {
        let published = app.federation.publish().await?;
        if published.too_large > 0 {
            tracing::warn!(
                records = published.too_large,
                "records over 64 KiB are not shared with peers"
            );
        }
        if published.looked == 0 {
            return Ok(());
        }
    }
}

async fn exchange(app: Arc<App>, claims: Claims, peer: Peer) {
    let claim = format!("peer:{}", peer.origin);
    match claims.hold(&claim, app.federation.exchange(&peer)).await {
        Ok(None) => tokio::time::sleep(TICK).await,
        Ok(Some(Ok(_))) => {}
        Ok(Some(Err(error))) => {
            tracing::warn!(peer = %peer.origin, %error, "the exchange with a peer failed");
            tokio::time::sleep(TICK).await;
        }
        Err(error) => {
            tracing::warn!(peer = %peer.origin, %error, "the exchange with a peer could not be claimed");
            tokio::time::sleep(TICK).await;
        }
    }
}
