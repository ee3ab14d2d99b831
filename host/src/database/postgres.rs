//! PostgreSQL: a server beside the program, with the same single writer and many readers, in as many processes as there are.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection as _, Postgres, Transaction};

use super::READERS_MAX;
use super::error::{DatabaseError, opening};
use super::location::Location;

/// What the migrations use is there from this one on; older ones are no longer looked after.
const VERSION_MIN: i32 = 130_000;
/// An administrator who starts the program is told early that there is no server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A server that starts again is waited for; a visitor is not kept longer.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// One writer at a time, in whichever process it is: the order of the journal is then the order of commits, and nobody who
/// reads with a cursor passes over a line that a slower transaction commits later. The lock goes with the transaction.
const LOCK: &str = "select pg_advisory_xact_lock(6020742317)";

/// Of every connection. A process whose machine went away must not keep the lock; a search must not hold a connection; none of
/// our statements is long enough to be worth compiling, and what is rare in one search is frequent in the next, so that a plan
/// is made for the values of each.
const WRITER: &str = "set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '60s'; set jit = off; \
    set plan_cache_mode = force_custom_plan";
const READER: &str = "set default_transaction_read_only = on; set statement_timeout = '20s'; \
    set idle_in_transaction_session_timeout = '10min'; set jit = off; set plan_cache_mode = force_custom_plan";

/// Connects and looks whether the server will do. The pool of the writer comes back, then that of the readers.
pub(super) async fn open(
    options: &PgConnectOptions,
    place: &Location,
) -> Result<(PgPool, PgPool), DatabaseError> {
    let failed = |error| opening(place, error);
    let connecting = PgConnection::connect_with(options);
    let mut first = tokio::time::timeout(CONNECT_TIMEOUT, connecting)
        .await
        .map_err(|_| DatabaseError::Unreachable {
            place: place.to_string(),
            source: None,
        })?
        .map_err(failed)?;
    look(&mut first, place).await?;
    first.close().await.map_err(failed)?;
    let writer = pool(options, WRITER, 1).await.map_err(failed)?;
    let readers = pool(options, READER, READERS_MAX).await.map_err(failed)?;
    Ok((writer, readers))
}

async fn look(connection: &mut PgConnection, place: &Location) -> Result<(), DatabaseError> {
    let (version, encoding): (i32, String) = sqlx::query_as(
        "select current_setting('server_version_num')::int, current_setting('server_encoding')",
    )
    .fetch_one(connection)
    .await
    .map_err(|error| opening(place, error))?;
    let place = place.to_string();
    if version < VERSION_MIN {
        let found = (version / 10_000).unsigned_abs();
        return Err(DatabaseError::TooOld { place, found });
    }
    if encoding != "UTF8" {
        return Err(DatabaseError::Encoding { place, encoding });
    }
    Ok(())
}

/// A connection is asked whether it still stands before it is used: the server may have started again.
async fn pool(
    options: &PgConnectOptions,
    settings: &'static str,
    connections: u32,
) -> Result<PgPool, sqlx::Error> {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(settings).execute(&mut *connection).await?;
                Ok(())
            })
        })
        .connect_with(options.clone())
        .await
}

/// Begins the one write transaction. Each statement sees what was committed before it, so what is read inside is not older
/// than the lock.
pub(super) async fn begin(writer: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut transaction = writer.begin().await?;
    sqlx::query(LOCK).execute(&mut *transaction).await?;
    Ok(transaction)
}

/// Begins to read as of one moment.
pub(super) async fn snapshot(
    readers: &PgPool,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    readers
        .begin_with("begin isolation level repeatable read read only")
        .await
}

/// `ok`: PostgreSQL finds damage itself, when it reads.
pub(super) async fn check(readers: &PgPool) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select 'ok'").fetch_one(readers).await
}
