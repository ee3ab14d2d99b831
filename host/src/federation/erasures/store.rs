//! SQL of erasures: what we ask for, and what we were asked.

use super::{Asked, Erasure};
use crate::database::sql::{self, Connection, Executor, Row};

/// Notes that a record must be nowhere any more.
pub(in crate::federation) async fn ask(
    connection: &mut Connection,
    record_id: &str,
    (at, by): (i64, &str),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into erasure (record_id, at, asked_by) values ($1, $2, $3) on conflict (record_id) do nothing",
    )
    .bind(record_id)
    .bind(at)
    .bind(by)
    .execute(connection)
    .await?;
    Ok(())
}

/// A new epoch says everything anew: all erasures with it, for who did not read the old one to its end.
pub(in crate::federation) async fn say_again(
    connection: &mut Connection,
) -> Result<(), sqlx::Error> {
    sql::query("update erasure set epoch = null, seq = null")
        .execute(connection)
        .await?;
    Ok(())
}

/// Records whose erasure no entry asks for yet.
pub(super) async fn unsaid(
    executor: impl Executor<'_>,
    limit: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar("select record_id from erasure where epoch is null order by at limit $1")
        .bind(limit)
        .fetch_all(executor)
        .await
}

/// Notes which entry asks for it; an epoch of 0 where nobody was ever told of the record.
pub(in crate::federation) async fn said(
    connection: &mut Connection,
    record_id: &str,
    (epoch, seq): (u64, u64),
) -> Result<(), sqlx::Error> {
    sql::query("update erasure set epoch = $2, seq = $3 where record_id = $1")
        .bind(record_id)
        .bind(epoch as i64)
        .bind(seq as i64)
        .execute(connection)
        .await?;
    Ok(())
}

/// The entry that asks for the erasure of a record.
pub(super) async fn place(
    connection: &mut Connection,
    record_id: &str,
) -> Result<Option<(i64, i64)>, sqlx::Error> {
    sql::query_as("select epoch, seq from erasure where record_id = $1 and epoch is not null")
        .bind(record_id)
        .fetch_optional(connection)
        .await
}

/// A peer says that it erased a record.
pub(super) async fn keep_receipt(
    connection: &mut Connection,
    (record_id, peer): (&str, &str),
    (at, whole): (i64, bool),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into erasure_receipt (record_id, peer, at, whole) values ($1, $2, $3, $4)
         on conflict (record_id, peer) do nothing",
    )
    .bind(record_id)
    .bind(peer)
    .bind(at)
    .bind(whole)
    .execute(connection)
    .await?;
    Ok(())
}

/// Every record that was erased.
pub(super) async fn all(executor: impl Executor<'_>) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar("select record_id from erasure order by record_id")
        .fetch_all(executor)
        .await
}

/// The latest erasures, each with how many of those with whom something is exchanged confirmed it: who was ended keeps nothing.
pub(super) async fn list(
    executor: impl Executor<'_>,
    limit: i64,
) -> Result<Vec<Erasure>, sqlx::Error> {
    let rows = sql::query(
        "select e.record_id, e.at, e.asked_by, e.seq,
         (select count(*) from erasure_receipt r join peer p on p.origin = r.peer
          where r.record_id = e.record_id and p.relation = 'approved') as confirmed
         from erasure e order by e.at desc limit $1",
    )
    .bind(limit)
    .fetch_all(executor)
    .await?;
    rows.iter().map(erasure).collect()
}

fn erasure(row: &Row) -> Result<Erasure, sqlx::Error> {
    let seq: Option<i64> = row.try_get("seq")?;
    Ok(Erasure {
        record_id: row.try_get("record_id")?,
        at: row.try_get("at")?,
        by: row.try_get("asked_by")?,
        seq: seq.map(|seq| seq as u64),
        confirmed: row.try_get::<i64>("confirmed")? as u64,
    })
}

/// A copy was erased because its owner asked for it.
pub(in crate::federation) async fn erased(
    connection: &mut Connection,
    (origin, record_id): (&str, &str),
    (epoch, seq): (u64, u64),
    at: i64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into erased_copy (origin, record_id, epoch, seq, at, told) values ($1, $2, $3, $4, $5, 0)
         on conflict (origin, record_id) do update set epoch = excluded.epoch, seq = excluded.seq, at = excluded.at, told = 0",
    )
    .bind(origin)
    .bind(record_id)
    .bind(epoch as i64)
    .bind(seq as i64)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Copies of an owner's records that were erased without its knowing.
pub(super) async fn untold(
    executor: impl Executor<'_>,
    origin: &str,
    limit: i64,
) -> Result<Vec<Asked>, sqlx::Error> {
    let rows: Vec<(String, i64, i64)> = sql::query_as(
        "select record_id, epoch, seq from erased_copy where origin = $1 and told = 0 limit $2",
    )
    .bind(origin)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    let asked = rows.into_iter().map(|(record_id, epoch, seq)| Asked {
        record_id,
        epoch: epoch as u64,
        seq: seq as u64,
    });
    Ok(asked.collect())
}

/// Owners that are to be told of something.
pub(super) async fn owners_to_tell(
    executor: impl Executor<'_>,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar("select distinct origin from erased_copy where told = 0")
        .fetch_all(executor)
        .await
}

/// The owner knows.
pub(super) async fn told(
    connection: &mut Connection,
    (origin, record_id): (&str, &str),
) -> Result<(), sqlx::Error> {
    sql::query("update erased_copy set told = 1 where origin = $1 and record_id = $2")
        .bind(origin)
        .bind(record_id)
        .execute(connection)
        .await?;
    Ok(())
}
