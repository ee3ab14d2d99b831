//! SQL of what pages tell of the exchange.

use crate::database::sql::{self, Executor};

/// The last entry of a log; none where there is no such log.
pub(super) async fn seq(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<Option<u64>, sqlx::Error> {
    let seq: Option<i64> = sql::query_scalar("select seq from log where origin = $1")
        .bind(log)
        .fetch_optional(executor)
        .await?;
    Ok(seq.map(|seq| seq.max(0) as u64))
}

/// Epoch and last entry of a log; none where there is no such log.
pub(super) async fn place(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<Option<(u64, u64)>, sqlx::Error> {
    let place: Option<(i64, i64)> = sql::query_as("select epoch, seq from log where origin = $1")
        .bind(log)
        .fetch_optional(executor)
        .await?;
    Ok(place.map(|(epoch, seq)| (epoch.max(0) as u64, seq.max(0) as u64)))
}

/// Records that live in a log, by why they are not shown; empty for those that are.
pub(super) async fn held(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let rows: Vec<(String, i64)> = sql::query_as(
        "select aside, count(*) from log_record where origin = $1 and hash is not null
         group by aside order by count(*) desc, aside",
    )
    .bind(log)
    .fetch_all(executor)
    .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(aside, count)| (aside, count.max(0) as u64))
        .collect())
}

/// How many instances wait for a decision.
pub(super) async fn waiting(executor: impl Executor<'_>) -> Result<u64, sqlx::Error> {
    let count: i64 =
        sql::query_scalar("select count(*) from peer where relation = 'requested-by-them'")
            .fetch_one(executor)
            .await?;
    Ok(count.max(0) as u64)
}

/// The entry of our own log behind the last word on a record, from the newest back, and its revision; entry 0 where an earlier epoch
/// said it.
pub(super) async fn announced(
    executor: impl Executor<'_>,
    record: &str,
) -> Result<Option<(u64, u64)>, sqlx::Error> {
    let found: Option<(i64, i64)> = sql::query_as(
        "select case when e.epoch = l.epoch then e.seq else 0 end, r.revision from log_record r
         join log l on l.origin = r.origin
         join log_entry e on e.origin = r.origin and e.hash = r.hash
         where r.origin = '' and r.record_id = $1
         order by e.epoch desc, e.seq desc limit 1",
    )
    .bind(record)
    .fetch_optional(executor)
    .await?;
    Ok(found.map(|(seq, revision)| (seq.max(0) as u64, revision.max(0) as u64)))
}
