//! What went wrong with the database, in words for the administrator.

use std::path::{Path, PathBuf};

/// Why the database could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error("the folder {} or the database in it cannot be written: give both to the user who runs this, or name another folder", folder.display())]
    FolderNotWritable {
        folder: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{} is not a database of Maille: name another file, or restore a backup", path.display())]
    NotADatabase { path: PathBuf },
    #[error(
        "{} was written by a newer Maille (step {found}, this program knows up to {known}): run the newer program",
        path.display()
    )]
    Newer {
        path: PathBuf,
        found: i64,
        known: i64,
    },
    #[error("the step {version} of {} is not the one that this program holds: restore the program that wrote it", path.display())]
    Altered { path: PathBuf, version: i64 },
    #[error("the step {version} to a newer database did not succeed; nothing of it was kept")]
    Migration {
        version: i64,
        #[source]
        source: sqlx::Error,
    },
    #[error("a PostgreSQL database is no file that can be copied: save it with `pg_dump`")]
    NotAFile,
    #[error("the disk is full: free some space; nothing of this change was kept")]
    Full,
    #[error("the database is busy with another process: try again in a moment")]
    Busy,
    #[error("the database could not be read or written")]
    Failed(#[source] sqlx::Error),
}

/// Primary result codes of SQLite (`sqlite.org/rescode.html`); extended codes keep them in their low byte.
const SQLITE_BUSY: u32 = 5;
const SQLITE_READONLY: u32 = 8;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANTOPEN: u32 = 14;
const SQLITE_NOTADB: u32 = 26;

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        match primary_code(&error) {
            Some(SQLITE_FULL) => Self::Full,
            Some(SQLITE_BUSY) => Self::Busy,
            _ if matches!(error, sqlx::Error::PoolTimedOut) => Self::Busy,
            _ => Self::Failed(error),
        }
    }
}

fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code: u32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// An error of opening: the file or its folder is what is wrong.
pub(super) fn opening(path: &Path, error: sqlx::Error) -> DatabaseError {
    match primary_code(&error) {
        Some(SQLITE_NOTADB) => DatabaseError::NotADatabase {
            path: path.to_owned(),
        },
        // SQLite keeps two files beside the database while it is open.
        Some(SQLITE_READONLY | SQLITE_CANTOPEN) => DatabaseError::FolderNotWritable {
            folder: folder_of(path),
            source: std::io::Error::other(error),
        },
        _ => error.into(),
    }
}

pub(super) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
