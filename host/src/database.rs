//! The embedded database: one SQLite file with a single writer, many readers and its migrations. It knows no table of
//! the domain, and never hands out a connection that could write outside a transaction.

mod error;
mod mark;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::{Migration, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, SqliteConnection, Transaction};

pub use self::error::DatabaseError;
use self::error::{folder_of, opening};
pub use self::mark::Mark;

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations/sqlite");

/// Another process (the command line beside the server) may hold the write lock this long before we give up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Callers wait for a connection at most this long: the writer's queue is bounded by time.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(15);
/// Pages are cached, so few reads run at once; each connection costs a thread and about 2 MiB.
const READERS_MAX: u32 = 8;

/// A connection inside a write transaction.
pub type Write = Transaction<'static, Sqlite>;

/// One file, opened for reading by many and for writing by one. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    writer: SqlitePool,
    readers: SqlitePool,
    index: Option<mark::Index>,
    path: PathBuf,
}

impl Database {
    /// Opens the file, makes it (readable by its owner alone) where it is missing, and applies the migrations that
    /// it lacks. Another process may do the same at the same time.
    pub async fn open(path: &Path) -> Result<Self, DatabaseError> {
        prepare_file(path)?;
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(write_options(path))
            .await
            .map_err(|error| opening(path, error))?;
        migrate(&writer, path, &MIGRATIONS).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            // A file does not hang up: asking it before each use would double the way to a connection's thread.
            .test_before_acquire(false)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .max_lifetime(None)
            .connect_with(read_options(path))
            .await
            .map_err(|error| opening(path, error))?;
        Ok(Self {
            writer,
            readers,
            index: mark::Index::of(path),
            path: path.to_owned(),
        })
    }

    /// Connections that can only read.
    pub fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// A mark that stays the same as long as no process commits anything; none where that cannot be told without asking.
    pub fn mark(&self) -> Option<Mark> {
        self.index.as_ref()?.mark()
    }

    /// Begins the one write transaction; the caller commits it, and dropping it undoes everything. The write lock is
    /// taken at once, so that what is read inside is not overtaken before it is written.
    pub async fn write(&self) -> Result<Write, DatabaseError> {
        Ok(self.writer.begin_with("begin immediate").await?)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a copy that is whole and compact to a new file, while the server goes on.
    pub async fn copy_to(&self, target: &Path) -> Result<(), DatabaseError> {
        let mut connection = self.writer.acquire().await?;
        sqlx::query("vacuum into $1")
            .bind(target.to_string_lossy().into_owned())
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// `ok`, or what is damaged.
    pub async fn check(&self) -> Result<String, DatabaseError> {
        Ok(sqlx::query_scalar("pragma quick_check(1)")
            .fetch_one(&self.readers)
            .await?)
    }

    /// Waits for what is running and closes the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn write_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(200)
        // A schema of a damaged or hostile file must not call functions with effects.
        .pragma("trusted_schema", "off")
}

fn read_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(200)
        .pragma("trusted_schema", "off")
        .pragma("query_only", "on")
}

/// Makes an empty file that only its owner reads, unless there is one, and finds out early whether it can be written.
fn prepare_file(path: &Path) -> Result<(), DatabaseError> {
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

/// Applies what is missing. sqlx's own runner takes no lock on SQLite; here each step is looked up again inside the
/// write transaction that applies it, so that two programs may open one file at once.
async fn migrate(
    writer: &SqlitePool,
    path: &Path,
    migrations: &Migrator,
) -> Result<(), DatabaseError> {
    let mut first = begin(writer, path).await?;
    ensure_migration_table(&mut first).await?;
    let applied = applied_versions(&mut first).await?;
    first.commit().await?;
    refuse_newer(path, migrations, &applied)?;
    for migration in migrations.iter() {
        let mut step = begin(writer, path).await?;
        match applied_checksum(&mut step, migration.version).await? {
            Some(checksum) if checksum == *migration.checksum => continue,
            Some(_) => {
                return Err(DatabaseError::Altered {
                    path: path.to_owned(),
                    version: migration.version,
                });
            }
            None => {}
        }
        let failed = |source| DatabaseError::Migration {
            version: migration.version,
            source,
        };
        apply(&mut step, migration).await.map_err(failed)?;
        step.commit().await.map_err(failed)?;
    }
    Ok(())
}

async fn begin(writer: &SqlitePool, path: &Path) -> Result<Write, DatabaseError> {
    let begun = writer.begin_with("begin immediate").await;
    begun.map_err(|error| opening(path, error))
}

fn refuse_newer(path: &Path, migrations: &Migrator, applied: &[i64]) -> Result<(), DatabaseError> {
    let known = migrations
        .iter()
        .map(|step| step.version)
        .max()
        .unwrap_or(0);
    match applied
        .iter()
        .find(|step| !migrations.version_exists(**step))
    {
        Some(found) => Err(DatabaseError::Newer {
            path: path.to_owned(),
            found: *found,
            known,
        }),
        None => Ok(()),
    }
}

async fn ensure_migration_table(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query(
        "create table if not exists migration (
            version integer primary key,
            description text not null,
            checksum blob not null
        ) strict",
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn applied_versions(connection: &mut SqliteConnection) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar("select version from migration order by version desc")
        .fetch_all(connection)
        .await
}

async fn applied_checksum(
    connection: &mut SqliteConnection,
    version: i64,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select checksum from migration where version = $1")
        .bind(version)
        .fetch_optional(connection)
        .await
}

async fn apply(connection: &mut SqliteConnection, step: &Migration) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(step.sql.clone())
        .execute(&mut *connection)
        .await?;
    sqlx::query("insert into migration (version, description, checksum) values ($1, $2, $3)")
        .bind(step.version)
        .bind(step.description.as_ref())
        .bind(step.checksum.as_ref())
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
