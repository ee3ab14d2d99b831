//! Whether this process can answer: its database, its jobs, its plugins, its disk. For machines that watch; `doctor` tells people.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::app::App;

/// A database that takes longer to answer one question is not there.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(2);
/// With less, SQLite cannot write the journal of a large change.
pub const DISK_BYTES_MIN: u64 = 64 * 1024 * 1024;

/// What is known of this process itself.
#[derive(Debug, Default)]
pub struct Health {
    stopping: AtomicBool,
    ended: Mutex<Vec<&'static str>>,
}

impl Health {
    /// From now on it takes nothing more.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Watches a job for as long as what it returns lives: it is told where a panic ends it.
    pub fn watch(app: std::sync::Arc<App>, job: &'static str) -> Watched {
        Watched { app, job }
    }

    fn ended(&self, job: &'static str) {
        let mut ended = self.ended.lock().unwrap_or_else(|ended| ended.into_inner());
        ended.push(job);
    }

    fn names_of_ended(&self) -> Vec<&'static str> {
        let ended = self.ended.lock().unwrap_or_else(|ended| ended.into_inner());
        ended.clone()
    }
}

/// A job that is watched.
pub struct Watched {
    app: std::sync::Arc<App>,
    job: &'static str,
}

impl Drop for Watched {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!(
                job = self.job,
                "a job panicked and rests until the next start"
            );
            self.app.health.ended(self.job);
        }
    }
}

/// One thing that must be well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// `database`, `disk`, `jobs`, `plugins` or `process`.
    pub name: &'static str,
    /// What is wrong, in a few words for a machine's log.
    pub fault: Option<String>,
}

/// Looks at all of them.
pub async fn look(app: &App) -> Vec<Check> {
    let check = |name, fault| Check { name, fault };
    let stopping = app.health.stopping.load(Ordering::Relaxed);
    let ended = app.health.names_of_ended();
    vec![
        check("process", stopping.then(|| "it is stopping".to_owned())),
        check("database", database(app).await),
        check(
            "jobs",
            (!ended.is_empty()).then(|| format!("ended: {}", ended.join(", "))),
        ),
        check("plugins", plugins(app).await),
        check("disk", disk(&app.folder)),
    ]
}

async fn database(app: &App) -> Option<String> {
    match tokio::time::timeout(DATABASE_TIMEOUT, app.directory.position_all()).await {
        Ok(Ok(_)) => None,
        // Its words may name a server or a user: the log has them.
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database does not answer");
            Some("it does not answer".to_owned())
        }
        Err(_) => Some("it does not answer in time".to_owned()),
    }
}

/// Those that are installed, not paused, and cannot run: not compiled yet, or not to be compiled.
async fn plugins(app: &App) -> Option<String> {
    let listed = tokio::time::timeout(DATABASE_TIMEOUT, app.plugins.list()).await;
    let Ok(Ok(listed)) = listed else {
        return Some("they cannot be looked up".to_owned());
    };
    let missing: Vec<String> = listed
        .into_iter()
        .filter(|plugin| plugin.paused.is_none())
        .map(|plugin| plugin.manifest.id)
        .filter(|id| app.plugins.get(id).is_none())
        .collect();
    (!missing.is_empty()).then(|| format!("not compiled: {}", missing.join(", ")))
}

fn disk(folder: &Path) -> Option<String> {
    match free_bytes(folder) {
        Ok(free) if free >= DISK_BYTES_MIN => takes_nothing(folder),
        Ok(free) => Some(format!("{} MiB are free", free / 1024 / 1024)),
        Err(error) => Some(error.to_string()),
    }
}

/// Why the disk below a folder takes no file, such as after an error of its file system. A file without a name, which leaves nothing
/// behind, is what asks it; where there is no such thing nothing is known.
fn takes_nothing(folder: &Path) -> Option<String> {
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    match rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR) {
        Ok(_) | Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL) => None,
        Err(error) => Some(format!("it takes no file: {}", std::io::Error::from(error))),
    }
}

/// What the disk below a folder still takes.
pub fn free_bytes(folder: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
