//! SQL of what goes with time.

use crate::database::sql::{self, Connection};
use crate::database::{Database, DatabaseError};

pub(super) async fn delete_history(
    connection: &mut Connection,
    before: i64,
) -> Result<u64, sqlx::Error> {
    delete(
        connection,
        "delete from record_history where replaced < $1",
        before,
    )
    .await
}

/// Who merged records or found them to be different; what was decided stays.
pub(super) async fn forget_deciders(
    connection: &mut Connection,
    before: i64,
) -> Result<u64, sqlx::Error> {
    let mut forgotten = 0;
    for text in [
        "update record_merge set merged_by = '' where merged < $1 and merged_by <> ''",
        "update duplicate_different set decided_by = '' where decided < $1 and decided_by <> ''",
    ] {
        forgotten += delete(connection, text, before).await?;
    }
    Ok(forgotten)
}

/// Accounts that were closed; their sessions and links go with them.
pub(super) async fn delete_closed(
    connection: &mut Connection,
    before: i64,
) -> Result<u64, sqlx::Error> {
    delete(
        connection,
        "delete from account where disabled < $1",
        before,
    )
    .await
}

pub(super) async fn delete_log(
    connection: &mut Connection,
    before: i64,
) -> Result<u64, sqlx::Error> {
    delete(connection, "delete from plugin_log where at < $1", before).await
}

/// Copies of what plugins kept before their version in use.
pub(super) async fn delete_before(
    connection: &mut Connection,
    before: i64,
) -> Result<u64, sqlx::Error> {
    let over = "delete from plugin_storage_before
         where plugin in (select id from plugin where before_at < $1)";
    delete(connection, over, before).await?;
    let noted = "update plugin set before_at = null where before_at < $1";
    delete(connection, noted, before).await
}

/// The lines; the run itself stays, since the schedule goes on from it.
pub(super) async fn delete_reports(
    connection: &mut Connection,
    before: i64,
) -> Result<u64, sqlx::Error> {
    delete(
        connection,
        "delete from plugin_report where run in (select number from plugin_run where started_at < $1)",
        before,
    )
    .await
}

/// The lines, and who began it; the run itself stays, since what a source no longer holds is known from it.
pub(super) async fn delete_imported(
    connection: &mut Connection,
    before: i64,
) -> Result<u64, sqlx::Error> {
    sql::query("update import_run set begun_by = '' where started < $1 and begun_by <> ''")
        .bind(before)
        .execute(&mut *connection)
        .await?;
    delete(
        connection,
        "delete from import_line where run in (select number from import_run where started < $1)",
        before,
    )
    .await
}

pub(super) async fn delete_duties(
    connection: &mut Connection,
    day: &str,
) -> Result<u64, sqlx::Error> {
    let gone = sql::query("delete from moderation_duty where last_day < $1")
        .bind(day)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

async fn delete(
    connection: &mut Connection,
    statement: &'static str,
    before: i64,
) -> Result<u64, sqlx::Error> {
    let gone = sql::query(statement)
        .bind(before)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

pub(super) async fn note(
    connection: &mut Connection,
    name: &str,
    at: i64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into job_run (name, at) values ($1, $2)
         on conflict (name) do update set at = excluded.at",
    )
    .bind(name)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn noted(database: &Database) -> Result<Vec<(String, i64)>, DatabaseError> {
    Ok(sql::query_as("select name, at from job_run order by name")
        .fetch_all(database.readers())
        .await?)
}
