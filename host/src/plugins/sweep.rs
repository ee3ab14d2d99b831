//! Tidies the folder of compiled components: what no installed version needs, and what a compiler that was killed left
//! behind. Never touches a file that this instance did not make.

use std::collections::BTreeSet;
use std::path::Path;

use super::registry::{RegistryError, store};
use super::{Plugins, compile};

/// Another process may be compiling right now: only what has been left alone this long is swept.
const STALE_MS: i64 = 60 * 60 * 1000;

impl Plugins {
    /// Deletes stale files and returns how many. A component that is needed after all is compiled again.
    pub async fn sweep(&self) -> Result<usize, RegistryError> {
        let database = self.inner.around.directory.database();
        let made: BTreeSet<String> = store::artefacts(database).await?.into_iter().collect();
        let needed: BTreeSet<String> = store::plugins(database)
            .await?
            .into_iter()
            .flat_map(|row| [Some(row.hash), row.previous_hash, row.waiting_hash])
            .flatten()
            .map(|hash| compile::artefact_name(&self.inner.engine, &hash))
            .collect();
        let before_ms = self.inner.around.directory.clock().now_ms() - STALE_MS;
        let mut swept = 0;
        for name in files_before(&self.inner.folder, before_ms) {
            let ours = made.contains(&name) || compile::is_temporary(&name);
            if !ours || needed.contains(&name) {
                continue;
            }
            if std::fs::remove_file(self.inner.folder.join(&name)).is_ok() {
                swept += 1;
                store::forget_artefact(database, &name).await?;
            }
        }
        Ok(swept)
    }

    /// As [`Self::sweep`], where a folder that cannot be tidied is no reason to stop.
    pub async fn tidy(&self) {
        match self.sweep().await {
            Ok(0) => {}
            Ok(files) => {
                tracing::info!(files, "compiled components that nothing needs were deleted")
            }
            Err(error) => tracing::warn!(%error, "the folder of plugins was not tidied"),
        }
    }
}

/// The plain files of a folder that were written before.
fn files_before(folder: &Path, before_ms: i64) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .filter(|entry| written_ms(entry).is_some_and(|written| written < before_ms))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

fn written_ms(entry: &std::fs::DirEntry) -> Option<i64> {
    let written = entry.metadata().ok()?.modified().ok()?;
    let since = written.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}
