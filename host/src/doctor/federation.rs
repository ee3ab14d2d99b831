//! How the exchange with other instances fares.

use super::Finding;
use crate::app::App;
use crate::federation::{FederationError, OffReason, Peer, Relation, Trouble};

/// A peer that was silent for so long is told.
const SILENT_MS: i64 = 24 * 3600 * 1000;
/// Requests that change something are refused beyond this difference of clocks.
const CLOCK_S: i64 = 300;

pub(super) async fn look(app: &App) -> Vec<Finding> {
    let identity = match app.federation.identity() {
        Ok(identity) => identity,
        Err(FederationError::Off(why)) => {
            let key = match why {
                OffReason::Disabled => "cli-doctor-federation-disabled",
                OffReason::Name => "cli-doctor-federation-name",
                OffReason::Address => "cli-doctor-federation-address",
                OffReason::Other(why) => {
                    return vec![Finding::fault("cli-doctor-federation-off").with("why", why)];
                }
            };
            return vec![Finding::good(key)];
        }
        Err(error) => return vec![Finding::fault("cli-doctor-federation-off").with("why", error)],
    };
    let peers = match app.federation.peers().await {
        Ok(peers) => peers,
        Err(error) => return vec![Finding::fault("cli-doctor-federation-off").with("why", error)],
    };
    let count = |wanted: Relation| {
        let found = peers.iter().filter(|peer| peer.relation == wanted);
        u64::try_from(found.count()).unwrap_or(u64::MAX)
    };
    let mut findings = vec![
        Finding::good("cli-doctor-federation")
            .with("name", &identity.origin)
            .count("count", count(Relation::Approved)),
    ];
    match app.federation.has_its_keys().await {
        Ok(true) => {}
        Ok(false) => {
            let folder = identity.folder.display();
            findings.push(Finding::fault("cli-doctor-federation-keys").with("path", folder));
        }
        Err(error) => {
            findings.push(Finding::fault("cli-doctor-federation-off").with("why", error));
        }
    }
    if identity.recovery_is_here() && !peers.is_empty() {
        let folder = identity.folder.display();
        findings.push(Finding::warning("cli-doctor-recovery").with("path", folder));
    }
    let requests = count(Relation::RequestedByThem);
    if requests > 0 {
        findings.push(Finding::warning("cli-doctor-peer-requests").count("count", requests));
    }
    let now = app.clock.now_ms();
    let exchanged = peers.iter().filter(|peer| peer.relation.exchanges());
    findings.extend(exchanged.flat_map(|peer| of(peer, now)));
    findings
}

fn of(peer: &Peer, now: i64) -> Vec<Finding> {
    let mut findings = Vec::new();
    let trouble = peer.trouble();
    if let Some(trouble) = trouble.filter(|_| !peer.stopped.is_empty()) {
        findings.push(
            Finding::fault("cli-doctor-peer-stopped")
                .with("name", &peer.origin)
                .trouble(trouble),
        );
    }
    let last = peer.answered.unwrap_or(peer.changed);
    if peer.failures > 0 && now - last > SILENT_MS {
        findings.push(
            Finding::warning("cli-doctor-peer-silent")
                .with("name", &peer.origin)
                .trouble((Trouble::of(&peer.fault), &peer.fault)),
        );
    }
    if let Some(seconds) = peer.clock_s.filter(|seconds| seconds.abs() > CLOCK_S) {
        findings.push(
            Finding::warning("cli-doctor-peer-clock")
                .with("name", &peer.origin)
                .with("seconds", seconds),
        );
    }
    findings
}
