//! The database: a single writer, many readers and its migrations. It knows no table of the domain, and never hands out a
//! connection that could write outside a transaction.

mod connection;
mod error;
mod mark;
mod postgres;
pub mod sql;
mod sqlite;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use self::connection::{Connection, Dialect, Executor, Pool, Write};
pub use self::error::DatabaseError;
pub use self::mark::Mark;

/// Another process (the command line beside the server) may hold the write lock this long before we give up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Callers wait for a connection at most this long: the writer's queue is bounded by time.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(15);
/// Pages are cached, so few reads run at once; each connection costs a thread and about 2 MiB.
const READERS_MAX: u32 = 8;

/// One database, opened for reading by many and for writing by one. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    writer: Pool,
    readers: Pool,
    index: Option<mark::Index>,
    path: PathBuf,
}

impl Database {
    /// Opens the file, makes it (readable by its owner alone) where it is missing, and applies the migrations that
    /// it lacks. Another process may do the same at the same time.
    pub async fn open(path: &Path) -> Result<Self, DatabaseError> {
        let (writer, readers) = sqlite::open(path).await?;
        Ok(Self {
            writer: Pool::Sqlite(writer),
            readers: Pool::Sqlite(readers),
            index: mark::Index::of(path),
            path: path.to_owned(),
        })
    }

    /// Whose SQL it understands.
    pub fn dialect(&self) -> Dialect {
        self.readers.dialect()
    }

    /// Connections that can only read.
    pub fn readers(&self) -> &Pool {
        &self.readers
    }

    /// A mark that stays the same as long as no process commits anything; none where that cannot be told without asking.
    pub fn mark(&self) -> Option<Mark> {
        self.index.as_ref()?.mark()
    }

    /// Begins the one write transaction; the caller commits it, and dropping it undoes everything. The write lock is
    /// taken at once, so that what is read inside is not overtaken before it is written.
    pub async fn write(&self) -> Result<Write, DatabaseError> {
        match &self.writer {
            Pool::Sqlite(writer) => Ok(sqlite::begin(writer).await?.into()),
            Pool::Postgres(writer) => Ok(postgres::begin(writer).await?.into()),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a copy that is whole and compact to a new file, while the server goes on.
    pub async fn copy_to(&self, target: &Path) -> Result<(), DatabaseError> {
        match &self.writer {
            Pool::Sqlite(writer) => Ok(sqlite::copy_to(writer, target).await?),
            Pool::Postgres(_) => Err(DatabaseError::NotAFile),
        }
    }

    /// `ok`, or what is damaged.
    pub async fn check(&self) -> Result<String, DatabaseError> {
        match &self.readers {
            Pool::Sqlite(readers) => Ok(sqlite::check(readers).await?),
            Pool::Postgres(readers) => Ok(postgres::check(readers).await?),
        }
    }

    /// Waits for what is running and closes the database.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

#[cfg(test)]
mod tests;
