//! Figures that are looked up when somebody asks for them.

use std::sync::atomic::Ordering;

use super::Metrics;
use crate::app::App;
use crate::database::Location;
use crate::{backup, health, tls};

/// What each says.
pub const GAUGES: [(&str, &str); 15] = [
    ("maille_info", "1, with the version of the program."),
    (
        "maille_ready",
        "1 where this part is well, 0 where /readyz would say 503 because of it.",
    ),
    (
        "maille_requests_running",
        "Requests that are being answered.",
    ),
    ("maille_connections", "Connections that are open."),
    ("maille_resident_bytes", "Memory of this process."),
    (
        "maille_disk_free_bytes",
        "What the disk of the data folder still takes.",
    ),
    (
        "maille_database_bytes",
        "The database's file and its journal; absent with PostgreSQL.",
    ),
    (
        "maille_journal_position",
        "Changes that the journal has told so far.",
    ),
    (
        "maille_plugins",
        "Plugins by state: ready, paused or broken.",
    ),
    (
        "maille_peers",
        "Instances that records are exchanged with, by state: well, failing or stopped.",
    ),
    (
        "maille_followers",
        "Who follows this instance on the fediverse.",
    ),
    (
        "maille_backup_age_seconds",
        "Since the latest scheduled backup; absent before the first.",
    ),
    ("maille_backup_bytes", "The latest scheduled backup."),
    (
        "maille_certificate_ends_seconds",
        "When the TLS certificate ends, since 1970; absent without one.",
    ),
    ("maille_clock_seconds", "The instance's time, since 1970."),
];

/// Looks all of them up. What cannot be is left as it was, and `maille_ready` says why.
pub async fn all(metrics: &Metrics, app: &App) {
    let here = |count: &std::sync::atomic::AtomicI64| count.load(Ordering::Relaxed);
    metrics.gauge(
        "maille_info",
        Some(("version", env!("CARGO_PKG_VERSION"))),
        1,
    );
    metrics.gauge("maille_requests_running", None, here(&metrics.running));
    metrics.gauge("maille_connections", None, here(&metrics.connections));
    let now = app.clock.now_ms();
    metrics.gauge("maille_clock_seconds", None, now / 1000);
    let mut database_is_there = true;
    for check in health::look(app).await {
        let well = check.fault.is_none();
        database_is_there &= well || check.name != "database";
        metrics.gauge("maille_ready", Some(("part", check.name)), well.into());
    }
    if let Some(bytes) = resident_bytes() {
        metrics.gauge("maille_resident_bytes", None, bytes);
    }
    if let Ok(bytes) = health::free_bytes(&app.folder) {
        metrics.gauge("maille_disk_free_bytes", None, signed(bytes));
    }
    if let Some(ends_s) = app.tls.as_ref().and_then(tls::Tls::ends_s) {
        metrics.gauge("maille_certificate_ends_seconds", None, ends_s);
    }
    if let Location::File(path) = app.directory.database().location() {
        let journal = path.with_extension("sqlite-wal");
        let sizes = [path.clone(), journal]
            .map(|path| std::fs::metadata(path).map_or(0, |data| data.len()));
        metrics.gauge("maille_database_bytes", None, signed(sizes.iter().sum()));
    }
    if let Some(newest) = backup::kept(app)
        .ok()
        .and_then(|kept| kept.into_iter().next())
    {
        metrics.gauge(
            "maille_backup_age_seconds",
            None,
            (now - newest.made_ms) / 1000,
        );
        metrics.gauge("maille_backup_bytes", None, signed(newest.bytes));
    }
    // Each question would wait for an answer that does not come.
    if database_is_there {
        of_database(metrics, app).await;
    }
}

async fn of_database(metrics: &Metrics, app: &App) {
    if let Ok(position) = app.directory.position_all().await {
        metrics.gauge("maille_journal_position", None, position);
    }
    if let Ok(listed) = app.plugins.list().await {
        let mut states = [("ready", 0), ("paused", 0), ("broken", 0)];
        for plugin in listed {
            let state = match (&plugin.paused, app.plugins.get(&plugin.manifest.id)) {
                (Some(_), _) => 1,
                (None, Some(_)) => 0,
                (None, None) => 2,
            };
            states[state].1 += 1;
        }
        for (state, count) in states {
            metrics.gauge("maille_plugins", Some(("state", state)), count);
        }
    }
    if let Ok(peers) = app.federation.peers().await {
        let mut states = [("well", 0), ("failing", 0), ("stopped", 0)];
        for peer in peers.iter().filter(|peer| peer.relation.exchanges()) {
            let state = match (peer.stopped.is_empty(), peer.failures) {
                (false, _) => 2,
                (true, 0) => 0,
                (true, _) => 1,
            };
            states[state].1 += 1;
        }
        for (state, count) in states {
            metrics.gauge("maille_peers", Some(("state", state)), count);
        }
    }
    if let Ok(status) = app.fediverse.status().await {
        metrics.gauge("maille_followers", None, signed(status.followers));
    }
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// As the kernel counts it, in pages.
fn resident_bytes() -> Option<i64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: i64 = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages * i64::try_from(rustix::param::page_size()).ok()?)
}
