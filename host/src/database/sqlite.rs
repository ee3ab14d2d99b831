//! SQLite: one file with a single writer, many readers and its migrations.

use std::path::Path;

use sqlx::migrate::{Migration, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::error::{DatabaseError, folder_of, opening};
use super::{ACQUIRE_TIMEOUT, BUSY_TIMEOUT, READERS_MAX};

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("../migrations/sqlite");

/// The write lock is taken at once, so that what is read inside is not overtaken before it is written.
const BEGIN: &str = "begin immediate";

/// Opens the file, makes it where it is missing, and applies the migrations that it lacks. The pool of the one writer comes
/// back, then that of the readers.
pub(super) async fn open(path: &Path) -> Result<(SqlitePool, SqlitePool), DatabaseError> {
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
    Ok((writer, readers))
}

/// Begins the one write transaction.
pub(super) async fn begin(
    writer: &SqlitePool,
) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    writer.begin_with(BEGIN).await
}

/// Writes a copy that is whole and compact to a new file, while the server goes on.
pub(super) async fn copy_to(writer: &SqlitePool, target: &Path) -> Result<(), sqlx::Error> {
    let mut connection = writer.acquire().await?;
    sqlx::query("vacuum into $1")
        .bind(target.to_string_lossy().into_owned())
        .execute(&mut *connection)
        .await?;
    Ok(())
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
pub(super) async fn migrate(
    writer: &SqlitePool,
    path: &Path,
    migrations: &Migrator,
) -> Result<(), DatabaseError> {
    let mut first = begin_step(writer, path).await?;
    ensure_migration_table(&mut first).await?;
    let applied = applied_versions(&mut first).await?;
    first.commit().await?;
    refuse_newer(path, migrations, &applied)?;
    for migration in migrations.iter() {
        let mut step = begin_step(writer, path).await?;
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

async fn begin_step(
    writer: &SqlitePool,
    path: &Path,
) -> Result<Transaction<'static, Sqlite>, DatabaseError> {
    begin(writer).await.map_err(|error| opening(path, error))
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

pub(super) async fn ensure_migration_table(
    connection: &mut SqliteConnection,
) -> Result<(), sqlx::Error> {
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
