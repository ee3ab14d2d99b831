//! Backups: an instance in one file, made while it serves, and the way back. A backup is a tar archive packed with gzip, which any
//! machine opens: `backup.json` first, which names every other file with its size and digest, then the database as of one
//! moment, always as SQLite, the keys, the configuration and whatever else stands in the data folder. What can be made
//! again (compiled plugins) is left out. Nothing of a file is believed before its digest was looked at.

mod archive;
mod error;
mod make;
pub mod plugin;
mod restore;
mod scheduled;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use error::BackupError;
pub use make::{Made, make};
pub use restore::{Request, Restored, restore};
pub use scheduled::{Kept, due, folder, kept, make_scheduled};

/// The shape of backups that this program writes, and the newest that it reads.
const FORMAT: u32 = 1;
/// The first file of a backup.
const MANIFEST: &str = "backup.json";
/// The folder of scheduled backups in the data folder, unless the configuration names another; no backup holds it.
pub const FOLDER: &str = "backups";

/// Is told how many bytes are done, and of how many.
pub type Say = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The shape of the backup.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// The last migration of its database.
    pub step: i64,
    /// Whose records these are: the instance's host name.
    pub origin: String,
    /// What people call the instance.
    pub name: String,
    /// Milliseconds since 1970 at which it was made.
    pub made_ms: i64,
    /// Which of its files is the database.
    pub database: String,
    /// Every file in the order in which they follow.
    pub files: Vec<File>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its path in the data folder, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Bytes of all files, unpacked.
    pub fn bytes(&self) -> u64 {
        self.files
            .iter()
            .fold(0, |sum, file| sum.saturating_add(file.bytes))
    }
}

/// A hidden file or folder beside this one, for what is not finished.
fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{what}"))
}

/// A database's file, and those that SQLite keeps beside it while it is open.
fn files_of(database: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|more| {
        let mut name = database.as_os_str().to_owned();
        name.push(more);
        PathBuf::from(name)
    })
}

/// What a piece of work leaves behind wherever it ends early.
struct Leftovers(Vec<PathBuf>);

impl Drop for Leftovers {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = match path.is_dir() {
                true => std::fs::remove_dir_all(path),
                false => std::fs::remove_file(path),
            };
        }
    }
}

/// Makes sure that a name stands in its folder, whatever happens to the machine.
fn keep_name(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
