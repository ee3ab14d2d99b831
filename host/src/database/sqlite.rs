//! SQLite: one file with a single writer and many readers.

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Connection as _, Sqlite, Transaction};

use super::error::{DatabaseError, folder_of, opening};
use super::location::Location;
use super::{ACQUIRE_TIMEOUT, BUSY_TIMEOUT, READERS_MAX};

/// The write lock is taken at once, so that what is read inside is not overtaken before it is written.
const BEGIN: &str = "begin immediate";

/// KiB of pages that the writer keeps, filled as they are needed: a transaction of an import fits in, so that none of its pages
/// is written twice.
const WRITER_CACHE_KIB: &str = "-65536";
/// The same for each of the readers.
const READER_CACHE_KIB: &str = "-16384";
/// Pages of the log, of 4 KiB, from which on a commit brings them home: what many transactions changed is then written once.
const CHECKPOINT_PAGES: &str = "4000";
/// How long a file that is busy while it is opened is left alone.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// Opens the file and makes it where it is missing. The pool of the one writer comes back, then that of the readers.
pub(super) async fn open(
    path: &Path,
    place: &Location,
) -> Result<(SqlitePool, SqlitePool), DatabaseError> {
    prepare_file(path)?;
    let begun = Instant::now();
    loop {
        // Two programs that turn one new file to a log at the same moment: SQLite refuses one of them at once, without waiting.
        match connect(path, place).await {
            Err(DatabaseError::Busy) if begun.elapsed() < BUSY_TIMEOUT => {
                tokio::time::sleep(BUSY_PAUSE).await;
            }
            opened => return opened,
        }
    }
}

async fn connect(path: &Path, place: &Location) -> Result<(SqlitePool, SqlitePool), DatabaseError> {
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(write_options(path))
        .await
        .map_err(|error| opening(place, error))?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS_MAX)
        // A file does not hang up: asking it before each use would double the way to a connection's thread.
        .test_before_acquire(false)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .max_lifetime(None)
        .connect_with(read_options(path))
        .await
        .map_err(|error| opening(place, error))?;
    Ok((writer, readers))
}

/// Begins the one write transaction.
pub(super) async fn begin(
    writer: &SqlitePool,
) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    match writer.begin_with(BEGIN).await {
        // The disk was full: SQLite ended the transaction by itself, and the connection believes in it for ever.
        Err(sqlx::Error::InvalidSavePointStatement) => {
            let _ = writer.acquire().await?.close().await;
            writer.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

/// Begins to read as of one moment: the first question fixes it.
pub(super) async fn snapshot(
    readers: &SqlitePool,
) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    let mut transaction = readers.begin().await?;
    sqlx::query("select count(*) from migration")
        .execute(&mut *transaction)
        .await?;
    Ok(transaction)
}

/// Writes a copy that is whole and compact to a new or empty file. It has a connection of its own, so that writers do not wait.
pub(super) async fn copy_to(path: &Path, target: &Path) -> Result<(), sqlx::Error> {
    let mut connection = SqliteConnection::connect_with(&write_options(path)).await?;
    sqlx::query("vacuum into $1")
        .bind(target.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await?;
    connection.close().await
}

/// `ok`, or what is damaged.
pub(super) async fn check(readers: &SqlitePool) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("pragma quick_check(1)")
        .fetch_one(readers)
        .await
}

pub(super) fn write_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(200)
        .pragma("cache_size", WRITER_CACHE_KIB)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        // What a statement of many rows may have to undo needs no file.
        .pragma("temp_store", "memory")
        // A schema of a damaged or hostile file must not call functions with effects.
        .pragma("trusted_schema", "off")
}

fn read_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(200)
        .pragma("cache_size", READER_CACHE_KIB)
        .pragma("trusted_schema", "off")
        .pragma("query_only", "on")
}

/// Makes an empty file that only its owner reads, unless there is one, and finds out early whether it can be written.
pub(super) fn prepare_file(path: &Path) -> Result<(), DatabaseError> {
    let refused = |source| DatabaseError::FolderNotWritable {
        folder: folder_of(path),
        source,
    };
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(refused)?;
    Ok(())
}
