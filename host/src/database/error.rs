//! What went wrong with the database, in words for the administrator. No word holds a password.

use std::path::{Path, PathBuf};

use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

use super::location::Location;

/// Why the database could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error("the folder {} or the database in it cannot be written: give both to the user who runs this, or name another folder", folder.display())]
    FolderNotWritable {
        folder: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{place} is not a database of Maille: name another file, or restore a backup")]
    NotADatabase { place: String },
    #[error(
        "the address of the database is not understood: write `postgres://user:password@host/database`"
    )]
    Address,
    #[error("no PostgreSQL answers at {place}: start it, or mend host and port in `database.url`")]
    Unreachable {
        place: String,
        #[source]
        source: Option<sqlx::Error>,
    },
    #[error(
        "{place} refuses this user or password: mend `database.url` or `database.password_file`, or `pg_hba.conf` on the server"
    )]
    Password {
        place: String,
        #[source]
        source: sqlx::Error,
    },
    #[error("the server has no database {place}: make it with `createdb`")]
    NoDatabase { place: String },
    #[error("the server of {place} is PostgreSQL {found}: Maille needs 13 or newer")]
    TooOld { place: String, found: u32 },
    #[error(
        "{place} keeps texts as {encoding}: make a database with `createdb --encoding UTF8 --template template0`"
    )]
    Encoding { place: String, encoding: String },
    #[error("the user may not make tables in {place}: make it owner of the database")]
    NoRight {
        place: String,
        #[source]
        source: sqlx::Error,
    },
    #[error(
        "{place} was written by a newer Maille (step {found}, this program knows up to {known}): run the newer program"
    )]
    Newer {
        place: String,
        found: i64,
        known: i64,
    },
    #[error(
        "the step {version} of {place} is not the one that this program holds: restore the program that wrote it"
    )]
    Altered { place: String, version: i64 },
    #[error("the step {version} to a newer database did not succeed; nothing of it was kept")]
    Migration {
        version: i64,
        #[source]
        source: sqlx::Error,
    },
    #[error("the database could not be copied to {} before it is brought up to this program; nothing was changed", copy.display())]
    NotCopied {
        copy: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("a PostgreSQL database is no file that can be copied: save it with `pg_dump`")]
    NotAFile,
    #[error("the disk is full: free some space; nothing of this change was kept")]
    Full,
    #[error("the database is busy with another process: try again in a moment")]
    Busy,
    #[error("the database server does not answer: it is asked again at the next call")]
    Away(#[source] sqlx::Error),
    #[error("a text holds the character NUL, which PostgreSQL does not keep: take it out")]
    Nul(#[source] sqlx::Error),
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
        if let Some(state) = sql_state(&error) {
            return of_server(state.to_owned().as_str(), error);
        }
        match (primary_code(&error), &error) {
            (Some(SQLITE_FULL), _) => Self::Full,
            (Some(SQLITE_BUSY), _) | (_, sqlx::Error::PoolTimedOut) => Self::Busy,
            (_, sqlx::Error::Io(_)) => Self::Away(error),
            _ => Self::Failed(error),
        }
    }
}

/// Conditions of PostgreSQL (its manual, appendix A).
fn of_server(state: &str, error: sqlx::Error) -> DatabaseError {
    match state {
        "53100" => DatabaseError::Full,
        // Too many connections, a lock or a statement that took too long, two transactions in each other's way.
        "53300" | "55P03" | "57014" | "40001" | "40P01" | "25P03" => DatabaseError::Busy,
        "57P01" | "57P02" | "57P03" => DatabaseError::Away(error),
        "22021" => DatabaseError::Nul(error),
        _ if state.starts_with("08") => DatabaseError::Away(error),
        _ => DatabaseError::Failed(error),
    }
}

fn sql_state(error: &sqlx::Error) -> Option<&str> {
    let error = error.as_database_error()?;
    Some(error.try_downcast_ref::<PgDatabaseError>()?.code())
}

fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let error = error.as_database_error()?;
    error.try_downcast_ref::<SqliteError>()?;
    let code: u32 = error.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// An error of opening: the file or its folder, the server or its rights are what is wrong.
pub(super) fn opening(location: &Location, error: sqlx::Error) -> DatabaseError {
    let place = location.to_string();
    let state = sql_state(&error).unwrap_or_default();
    match (location, primary_code(&error), state) {
        (_, Some(SQLITE_NOTADB), _) => DatabaseError::NotADatabase { place },
        // SQLite keeps two files beside the database while it is open.
        (Location::File(path), Some(SQLITE_READONLY | SQLITE_CANTOPEN), _) => {
            DatabaseError::FolderNotWritable {
                folder: folder_of(path),
                source: std::io::Error::other(error),
            }
        }
        (_, _, "28P01" | "28000") => DatabaseError::Password {
            place,
            source: error,
        },
        (_, _, "3D000") => DatabaseError::NoDatabase { place },
        (_, _, "42501" | "3F000") => DatabaseError::NoRight {
            place,
            source: error,
        },
        (Location::Server(_), None, "" | "57P03") => DatabaseError::Unreachable {
            place,
            source: Some(error),
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
