//! PostgreSQL: a server beside the program, with the same single writer and many readers.

use sqlx::{PgPool, Postgres, Transaction};

/// One writer at a time, in whichever process it is: the order of the journal is then the order of commits, and nobody who
/// reads with a cursor passes over a line that a slower transaction commits later. The lock goes with the transaction.
const BEGIN: &str =
    "begin; set local lock_timeout = '10s'; select pg_advisory_xact_lock(6020742317)";

/// Begins the one write transaction. Each statement sees what was committed before it, so what is read inside is not older
/// than the lock.
pub(super) async fn begin(writer: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    writer.begin_with(BEGIN).await
}

/// `ok`: PostgreSQL finds damage itself, when it reads.
pub(super) async fn check(readers: &PgPool) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select 'ok'").fetch_one(readers).await
}
