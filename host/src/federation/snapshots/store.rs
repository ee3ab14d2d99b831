//! SQL of snapshots.

use maille_federation::hash::Hash;

use super::{Item, Snapshot, State};
use crate::database::sql::{self, Connection, Executor, Row};
use crate::federation::logs::store::{OWN, blob, damaged, hash_of};

/// The snapshot of a log, if there is one.
pub(in crate::federation) async fn one(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<Option<Snapshot>, sqlx::Error> {
    let row: Option<Row> = sql::query(
        "select epoch, seq, checkpoint, parts, part, records, state, last from log_snapshot where origin = $1",
    )
    .bind(log)
    .fetch_optional(executor)
    .await?;
    row.map(|row| {
        let number = |name: &str| Ok::<u64, sqlx::Error>(row.try_get::<i64>(name)? as u64);
        let state: String = row.try_get("state")?;
        Ok(Snapshot {
            epoch: number("epoch")?,
            seq: number("seq")?,
            checkpoint: row.try_get("checkpoint")?,
            parts: number("parts")?,
            part: number("part")?,
            records: number("records")?,
            state: State::of(&state).ok_or_else(|| damaged("snapshot"))?,
            last: row.try_get("last")?,
        })
    })
    .transpose()
}

/// Keeps how far it came.
pub(in crate::federation) async fn keep(
    connection: &mut Connection,
    log: &str,
    snapshot: &Snapshot,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into log_snapshot (origin, epoch, seq, checkpoint, parts, part, records, state, last)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (origin) do update set epoch = excluded.epoch, seq = excluded.seq, checkpoint = excluded.checkpoint,
         parts = excluded.parts, part = excluded.part, records = excluded.records, state = excluded.state,
         last = excluded.last",
    )
    .bind(log)
    .bind(snapshot.epoch as i64)
    .bind(snapshot.seq as i64)
    .bind(snapshot.checkpoint.as_slice())
    .bind(snapshot.parts as i64)
    .bind(snapshot.part as i64)
    .bind(snapshot.records as i64)
    .bind(snapshot.state.word())
    .bind(snapshot.last.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets a log's snapshot, with all that only it says.
pub(in crate::federation) async fn forget(
    connection: &mut Connection,
    log: &str,
) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from log_snapshot where origin = $1",
        "delete from log_snapshot_part where origin = $1",
        "delete from log_snapshot_record where origin = $1",
    ] {
        sql::query(statement)
            .bind(log)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Where the copy of a log begins that was begun with a snapshot: its epoch, and the last entry that is not here.
pub(in crate::federation) async fn begins(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<Option<(u64, u64)>, sqlx::Error> {
    let found: Option<(i64, i64)> =
        sql::query_as("select epoch, seq from log_snapshot where origin = $1 and state = 'taken'")
            .bind(log)
            .fetch_optional(executor)
            .await?;
    Ok(found.map(|(epoch, seq)| (epoch as u64, seq as u64)))
}

/// What lives in our own log, in the order of ids: hashes, and how many bytes each record has.
pub(in crate::federation) async fn living(
    connection: &mut Connection,
) -> Result<Vec<(Hash, usize)>, sqlx::Error> {
    let rows: Vec<(Vec<u8>, i64)> = sql::query_as(
        "select r.hash, cast(length(c.content) as bigint) from log_record r
         join log_content c on c.origin = r.origin and c.hash = r.hash
         where r.origin = $1 and r.hash is not null order by r.record_id",
    )
    .bind(OWN)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|(hash, length)| Ok((hash_of(hash)?, *length as usize)))
        .collect()
}

/// Keeps the hashes of a part of our own.
pub(in crate::federation) async fn keep_part(
    connection: &mut Connection,
    part: u64,
    hashes: &[Hash],
) -> Result<(), sqlx::Error> {
    let hashes: Vec<u8> = hashes.iter().flat_map(|hash| *hash.bytes()).collect();
    sql::query("insert into log_snapshot_part (origin, part, hashes) values ($1, $2, $3)")
        .bind(OWN)
        .bind(part as i64)
        .bind(hashes)
        .execute(connection)
        .await?;
    Ok(())
}

/// The hashes of a part of our own, if it has one of this number.
pub(in crate::federation) async fn part(
    executor: impl Executor<'_>,
    part: u64,
) -> Result<Option<Vec<Hash>>, sqlx::Error> {
    let found: Option<Vec<u8>> =
        sql::query_scalar("select hashes from log_snapshot_part where origin = $1 and part = $2")
            .bind(OWN)
            .bind(part as i64)
            .fetch_optional(executor)
            .await?;
    found
        .map(|hashes| hashes.chunks(32).map(hash_of).collect())
        .transpose()
}

/// Keeps records that were read.
pub(in crate::federation) async fn keep_records(
    connection: &mut Connection,
    log: &str,
    records: &[Item],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into log_snapshot_record (origin, record_id, revision, hash)",
            "",
        ),
        records,
        |row, (id, revision, hash)| {
            row.push_bind(log);
            row.push_bind(id.as_str());
            row.push_bind(*revision as i64);
            row.push_bind(blob(hash));
        },
    )
    .await
}

/// Records that were read, behind one, in the order of ids.
pub(in crate::federation) async fn records(
    connection: &mut Connection,
    log: &str,
    (after, limit): (&str, i64),
) -> Result<Vec<Item>, sqlx::Error> {
    let rows: Vec<(String, i64, Vec<u8>)> = sql::query_as(
        "select record_id, revision, hash from log_snapshot_record where origin = $1 and record_id > $2
         order by record_id limit $3",
    )
    .bind(log)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(id, revision, hash)| Ok((id, revision as u64, hash_of(&hash)?)))
        .collect()
}

/// Forgets records that were read: all of them are shown.
pub(in crate::federation) async fn forget_records(
    connection: &mut Connection,
    log: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from log_snapshot_record where origin = $1")
        .bind(log)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether nothing was ever said of any record in a log.
pub(in crate::federation) async fn is_blank(
    executor: impl Executor<'_>,
    log: &str,
) -> Result<bool, sqlx::Error> {
    let found: Option<String> =
        sql::query_scalar("select record_id from log_record where origin = $1 limit 1")
            .bind(log)
            .fetch_optional(executor)
            .await?;
    Ok(found.is_none())
}

/// Forgets the contents of a log of which nothing was shown.
pub(in crate::federation) async fn forget_contents(
    connection: &mut Connection,
    log: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from log_content where origin = $1")
        .bind(log)
        .execute(connection)
        .await?;
    Ok(())
}
