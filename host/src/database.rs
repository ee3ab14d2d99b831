//! The database: a single writer, many readers and its migrations. It knows no table of the domain, and never hands out a
//! connection that could write outside a transaction.

mod connection;
pub mod copy;
mod error;
mod location;
mod mark;
mod migrate;
mod postgres;
pub mod sql;
mod sqlite;
mod upgrade;

use std::path::Path;
use std::time::Duration;

pub use self::connection::{Connection, Dialect, Executor, Pool, Write};
pub use self::error::DatabaseError;
pub use self::location::Location;
pub use self::mark::Mark;
pub use self::upgrade::is_copy_before_upgrade;

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
    location: Location,
}

impl Database {
    /// Opens it and applies the migrations that it lacks; a file that is missing is made, readable by its owner alone. Another
    /// process may do the same at the same time.
    pub async fn open(location: impl Into<Location>) -> Result<Self, DatabaseError> {
        let location = location.into();
        let (writer, readers) = match &location {
            Location::File(path) => {
                let (writer, readers) = sqlite::open(path, &location).await?;
                (Pool::Sqlite(writer), Pool::Sqlite(readers))
            }
            Location::Server(options) => {
                let (writer, readers) = postgres::open(options, &location).await?;
                (Pool::Postgres(writer), Pool::Postgres(readers))
            }
        };
        let known = migrate::known(writer.dialect());
        migrate::migrate(&writer, &location, known).await?;
        let index = match &location {
            Location::File(path) => mark::Index::of(path),
            Location::Server(_) => None,
        };
        Ok(Self {
            writer,
            readers,
            index,
            location,
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
        Ok(connection::begin(&self.writer).await?)
    }

    /// Reads as of one moment, whatever is written meanwhile.
    pub async fn snapshot(&self) -> Result<Connection, DatabaseError> {
        Ok(connection::snapshot(&self.readers).await?)
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Writes a copy that is whole and compact to a new or empty file, while this process and others go on reading and writing.
    pub async fn copy_to(&self, target: &Path) -> Result<(), DatabaseError> {
        match &self.location {
            Location::File(path) => Ok(sqlite::copy_to(path, target).await?),
            Location::Server(_) => Err(DatabaseError::NotAFile),
        }
    }

    /// The last migration that it has.
    pub async fn step(&self) -> Result<i64, DatabaseError> {
        Ok(migrate::step_of(&self.readers).await?)
    }

    /// The last migration that this program knows.
    pub fn step_known() -> i64 {
        migrate::step_known()
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
pub(crate) mod backend;
#[cfg(test)]
#[path = "../../tests/support/cluster.rs"]
mod cluster;
#[cfg(test)]
mod tests;
