//! Backups that the instance makes by itself: where they stand, which is the newest, when the next is due, how many are kept.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::error::BackupError;
use super::{FOLDER, Made, make};
use crate::app::App;
use crate::clock::CLOCK_SLACK_MS;

/// How the files are called: `maille-2026-11-23T031500Z.tar.gz`.
const PREFIX: &str = "maille-";
const TIME: &str = "%Y-%m-%dT%H%M%SZ";
const SUFFIX: &str = ".tar.gz";
const HOUR_MS: i64 = 3_600_000;

/// A backup that stands in the folder of scheduled ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file.
    pub path: PathBuf,
    /// Milliseconds since 1970 at which it was made.
    pub made_ms: i64,
    /// Its size.
    pub bytes: u64,
}

/// Where an instance keeps them.
pub fn folder(app: &App) -> PathBuf {
    let folder = app.config.backup.folder.as_deref();
    app.folder.join(folder.unwrap_or(Path::new(FOLDER)))
}

/// Those that are there, the newest first.
pub fn kept(app: &App) -> Result<Vec<Kept>, BackupError> {
    let folder = folder(app);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(BackupError::file(folder)(error)),
    };
    let mut found: Vec<Kept> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let made = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
            let made = DateTime::strptime(TIME, made).ok()?;
            let made = made.to_zoned(TimeZone::UTC).ok()?;
            Some(Kept {
                path: entry.path(),
                made_ms: made.timestamp().as_millisecond(),
                bytes: entry.metadata().ok()?.len(),
            })
        })
        .collect();
    found.sort_by_key(|kept| std::cmp::Reverse(kept.made_ms));
    Ok(found)
}

/// Whether one is due.
pub fn due(app: &App) -> Result<bool, BackupError> {
    let schedule = &app.config.backup;
    if schedule.every_h == 0 {
        return Ok(false);
    }
    let every_ms = i64::from(schedule.every_h) * HOUR_MS;
    let now = app.clock.now_ms();
    // One of a clock that was ahead tells nothing of when the next is due.
    let mut known = kept(app)?.into_iter();
    let newest = known.find(|kept| kept.made_ms <= now.saturating_add(CLOCK_SLACK_MS));
    Ok(newest.is_none_or(|newest| now - newest.made_ms >= every_ms))
}

/// Makes one, and lets those go that are more than are to be kept.
pub async fn make_scheduled(app: &App) -> Result<Made, BackupError> {
    use std::os::unix::fs::DirBuilderExt as _;
    let folder = folder(app);
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(BackupError::file(&folder))?;
    let now = Timestamp::from_millisecond(app.clock.now_ms()).unwrap_or_default();
    let name = now.strftime(TIME);
    let target = folder.join(format!("{PREFIX}{name}{SUFFIX}"));
    let made = make(app, &target, std::sync::Arc::new(|_, _| {})).await?;
    let keep = usize::try_from(app.config.backup.keep)
        .unwrap_or(usize::MAX)
        .max(1);
    for old in kept(app)?.into_iter().skip(keep) {
        std::fs::remove_file(&old.path).map_err(BackupError::file(&old.path))?;
    }
    Ok(made)
}
