//! Whether there is a backup that is fresh enough.

use super::Finding;
use crate::app::App;
use crate::backup;

const HOUR_MS: i64 = 3_600_000;

/// Looks at the scheduled backups. Who makes them otherwise has switched those off.
pub fn look(app: &App) -> Finding {
    let every_h = i64::from(app.config.backup.every_h);
    if every_h == 0 {
        return Finding::warning("cli-doctor-backup-off");
    }
    let newest = match backup::kept(app) {
        Ok(kept) => kept.into_iter().next(),
        Err(error) => return Finding::fault("cli-doctor-backup-fault").with("error", error),
    };
    let Some(newest) = newest else {
        return Finding::warning("cli-doctor-no-backup");
    };
    let hours = (app.clock.now_ms() - newest.made_ms).max(0) / HOUR_MS;
    let finding = match hours > 2 * every_h {
        true => Finding::warning("cli-doctor-backup-old"),
        false => Finding::good("cli-doctor-backup"),
    };
    finding
        .with("hours", hours)
        .with("path", newest.path.display())
}
