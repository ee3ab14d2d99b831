//! Migrations: what a database lacks is applied in one write transaction, whether it is new or of an older program. So several
//! programs may open one database at once, nobody sees half of an upgrade, and a kill leaves what was there.

use sqlx::migrate::{Migration, Migrator};

use super::connection::{Connection, Dialect, Pool, begin};
use super::error::{DatabaseError, opening};
use super::location::Location;
use super::{sql, upgrade};

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// What this program knows of a database.
pub(super) fn known(dialect: Dialect) -> &'static Migrator {
    match dialect {
        Dialect::Sqlite => &SQLITE,
        Dialect::Postgres => &POSTGRES,
    }
}

/// Applies what is missing; a file of an older program is copied before. sqlx's own runner takes no lock on SQLite.
pub(super) async fn migrate(
    writer: &Pool,
    place: &Location,
    migrations: &Migrator,
) -> Result<(), DatabaseError> {
    let failed = |error| opening(place, error);
    let mut write = begin(writer).await.map_err(failed)?;
    ensure_table(&mut write).await.map_err(failed)?;
    let applied = applied_versions(&mut write).await?;
    refuse_newer(place, migrations, &applied)?;
    let mut missing = Vec::new();
    for migration in migrations.iter() {
        if !is_applied(&mut write, place, migration).await? {
            missing.push(migration);
        }
    }
    let has = applied.first();
    if let (Some(has), Location::File(path)) = (has, place)
        && !missing.is_empty()
    {
        upgrade::copy_before(path, *has).await?;
    }
    let count = missing.len();
    for (done, migration) in missing.into_iter().enumerate() {
        // A new database says nothing.
        if has.is_some() {
            tracing::info!(
                step = migration.version,
                done,
                of = count,
                "the database is brought up to this program"
            );
        }
        step(&mut write, migration).await?;
    }
    write.commit().await.map_err(failed)
}

async fn step(write: &mut Connection, migration: &Migration) -> Result<(), DatabaseError> {
    let applied = apply(write, migration).await;
    applied.map_err(|source| DatabaseError::Migration {
        version: migration.version,
        source,
    })
}

/// The last migration that a database has.
pub(super) async fn step_of(readers: &Pool) -> Result<i64, sqlx::Error> {
    sql::query_scalar("select cast(coalesce(max(version), 0) as bigint) from migration")
        .fetch_one(readers)
        .await
}

/// The last one that this program knows; both databases have the same.
pub(super) fn step_known() -> i64 {
    SQLITE.iter().map(|step| step.version).max().unwrap_or(0)
}

fn refuse_newer(
    place: &Location,
    migrations: &Migrator,
    applied: &[i64],
) -> Result<(), DatabaseError> {
    let known = migrations.iter().map(|step| step.version).max();
    match applied
        .iter()
        .find(|step| !migrations.version_exists(**step))
    {
        Some(found) => Err(DatabaseError::Newer {
            place: place.to_string(),
            found: *found,
            known: known.unwrap_or(0),
        }),
        None => Ok(()),
    }
}

async fn ensure_table(connection: &mut Connection) -> Result<(), sqlx::Error> {
    let made = match connection.dialect() {
        Dialect::Sqlite => sql::query(
            "create table if not exists migration (
                version integer primary key,
                description text not null,
                checksum blob not null
            ) strict",
        ),
        // Asked first: who may only use the tables may not make them.
        Dialect::Postgres if is_there(connection).await? => return Ok(()),
        Dialect::Postgres => sql::query(
            "create table migration (
                version bigint primary key,
                description text not null,
                checksum bytea not null
            )",
        ),
    };
    made.execute(connection).await?;
    Ok(())
}

async fn is_there(connection: &mut Connection) -> Result<bool, sqlx::Error> {
    sql::query_scalar("select cast(count(to_regclass('migration')) as bigint)")
        .fetch_one(connection)
        .await
}

async fn applied_versions(connection: &mut Connection) -> Result<Vec<i64>, sqlx::Error> {
    sql::query_scalar("select version from migration order by version desc")
        .fetch_all(connection)
        .await
}

async fn is_applied(
    connection: &mut Connection,
    place: &Location,
    step: &Migration,
) -> Result<bool, DatabaseError> {
    let checksum: Option<Vec<u8>> =
        sql::query_scalar("select checksum from migration where version = $1")
            .bind(step.version)
            .fetch_optional(connection)
            .await?;
    match checksum {
        None => Ok(false),
        Some(checksum) if checksum == *step.checksum => Ok(true),
        Some(_) => Err(DatabaseError::Altered {
            place: place.to_string(),
            version: step.version,
        }),
    }
}

async fn apply(connection: &mut Connection, step: &Migration) -> Result<(), sqlx::Error> {
    connection.run(step.sql.clone()).await?;
    sql::query("insert into migration (version, description, checksum) values ($1, $2, $3)")
        .bind(step.version)
        .bind(step.description.as_ref())
        .bind(step.checksum.as_ref())
        .execute(connection)
        .await?;
    Ok(())
}
