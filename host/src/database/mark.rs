//! Whether anything was committed, without asking the database: the header of SQLite's WAL index, which every commit of
//! every process writes before it returns (<https://sqlite.org/walformat.html>, "The WAL-Index File Format").

use std::fs::File;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::Arc;

/// The header stands there twice; a writer changes the second copy first.
const HEADER_BYTES: usize = 48;

/// The header at some moment. Where two are equal, nothing was committed between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark([u8; HEADER_BYTES]);

/// The index of one database.
///
/// It is never closed: on POSIX systems, closing any descriptor of a file gives up the locks that this process holds on it,
/// and SQLite holds its own on this one. A program opens one database, so one descriptor is the price.
#[derive(Debug, Clone)]
pub(super) struct Index(Arc<ManuallyDrop<File>>);

impl Index {
    /// Of a database that is open in WAL mode; none where the system does not show it.
    pub fn of(database: &Path) -> Option<Self> {
        let mut name = database.as_os_str().to_owned();
        name.push("-shm");
        let file = File::open(name).ok()?;
        Some(Self(Arc::new(ManuallyDrop::new(file))))
    }

    /// The header now; none while a writer is changing it.
    #[cfg(unix)]
    pub fn mark(&self) -> Option<Mark> {
        use std::os::unix::fs::{FileExt as _, MetadataExt as _};
        // When the last connection goes, SQLite deletes the index, and the next one makes another: this one would stand still.
        if self.0.metadata().ok()?.nlink() == 0 {
            return None;
        }
        let mut both = [0; 2 * HEADER_BYTES];
        self.0.read_exact_at(&mut both, 0).ok()?;
        let (first, second) = both.split_at(HEADER_BYTES);
        // An index without a version was not written yet.
        let written = first[..4] != [0; 4];
        (written && first == second).then(|| Mark(first.try_into().expect("half of it")))
    }

    /// Not known on this system.
    #[cfg(not(unix))]
    pub fn mark(&self) -> Option<Mark> {
        None
    }
}
