//! SQL of what was refused.

use super::RefusedOften;
use crate::database::sql::{self, Connection, Executor};

/// Words that are listed of one peer: more than there are.
const LISTED_MAX: i64 = 100;

/// Adds to what was counted: peer, word and how often.
pub(super) async fn add(
    connection: &mut Connection,
    rows: &[(&str, &str, u64)],
    at: i64,
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into refused (peer, code, times, at)",
            "on conflict (peer, code) do update set times = refused.times + excluded.times, at = excluded.at",
        ),
        rows,
        |row, (peer, code, times)| {
            row.push_bind(*peer);
            row.push_bind(*code);
            row.push_bind(*times as i64);
            row.push_bind(at);
        },
    )
    .await
}

/// What was counted of one.
pub(super) async fn of(
    executor: impl Executor<'_>,
    peer: &str,
) -> Result<Vec<RefusedOften>, sqlx::Error> {
    let rows: Vec<(String, i64, i64)> = sql::query_as(
        "select code, times, at from refused where peer = $1 order by times desc, code limit $2",
    )
    .bind(peer)
    .bind(LISTED_MAX)
    .fetch_all(executor)
    .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(code, times, at)| RefusedOften {
            code,
            times: times.max(0) as u64,
            at,
        })
        .collect())
}

/// Forgets what was counted of one.
pub(in crate::federation) async fn forget(
    connection: &mut Connection,
    peer: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from refused where peer = $1")
        .bind(peer)
        .execute(connection)
        .await?;
    Ok(())
}
