//! SQL of what others say of third parties, and of proofs that somebody told two histories.

use maille_federation::keys::Position;
use maille_federation::origin::Origin;

use crate::database::sql::{self, Connection, Executor};

/// A checkpoint that does not follow from what was read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::federation) struct Heard {
    pub told_by: String,
    pub checkpoint: Vec<u8>,
}

/// What was heard of an origin until a moment, in milliseconds since 1970.
pub(in crate::federation) async fn heard(
    executor: impl Executor<'_>,
    origin: &str,
    until: i64,
) -> Result<Vec<Heard>, sqlx::Error> {
    let rows: Vec<(String, Vec<u8>)> = sql::query_as(
        "select told_by, checkpoint from heard_checkpoint where origin = $1 and at <= $2 order by told_by",
    )
    .bind(origin)
    .bind(until)
    .fetch_all(executor)
    .await?;
    let rows = rows.into_iter().map(|(told_by, checkpoint)| Heard {
        told_by,
        checkpoint,
    });
    Ok(rows.collect())
}

/// The place of what somebody tells of an origin; none where it follows from what was read here.
pub(in crate::federation) async fn place(
    executor: impl Executor<'_>,
    (origin, told_by): (&str, &str),
) -> Result<Option<(u64, u64)>, sqlx::Error> {
    let place: Option<(i64, i64)> =
        sql::query_as("select epoch, seq from heard_checkpoint where origin = $1 and told_by = $2")
            .bind(origin)
            .bind(told_by)
            .fetch_optional(executor)
            .await?;
    Ok(place.map(|(epoch, seq)| (epoch.max(0) as u64, seq.max(0) as u64)))
}

/// Keeps what somebody tells of an origin, in the place of what it told before. False where it told the same.
pub(super) async fn keep_heard(
    connection: &mut Connection,
    (origin, told_by): (&str, &str),
    (place, checkpoint): (Position, &[u8]),
    at: i64,
) -> Result<bool, sqlx::Error> {
    let done = sql::query(
        "insert into heard_checkpoint (origin, told_by, epoch, seq, checkpoint, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (origin, told_by) do update set epoch = excluded.epoch, seq = excluded.seq,
         checkpoint = excluded.checkpoint, at = excluded.at where heard_checkpoint.checkpoint <> excluded.checkpoint",
    )
    .bind(origin)
    .bind(told_by)
    .bind(place.epoch as i64)
    .bind(place.seq as i64)
    .bind(checkpoint)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Keeps the first of what somebody told of an origin and was not read yet; what contradicts what was read takes its place.
pub(super) async fn keep_heard_before(
    connection: &mut Connection,
    (origin, told_by): (&str, &str),
    (place, checkpoint): (Position, &[u8]),
    (at, contradicts): (i64, bool),
) -> Result<(), sqlx::Error> {
    let statement = match contradicts {
        true => {
            "insert into heard_checkpoint (origin, told_by, epoch, seq, checkpoint, at) values ($1, $2, $3, $4, $5, $6)
             on conflict (origin, told_by) do update set epoch = excluded.epoch, seq = excluded.seq,
             checkpoint = excluded.checkpoint, at = excluded.at"
        }
        false => {
            "insert into heard_checkpoint (origin, told_by, epoch, seq, checkpoint, at) values ($1, $2, $3, $4, $5, $6)
             on conflict (origin, told_by) do nothing"
        }
    };
    sql::query(statement)
        .bind(origin)
        .bind(told_by)
        .bind(place.epoch as i64)
        .bind(place.seq as i64)
        .bind(checkpoint)
        .bind(at)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets what somebody told of an origin: it follows from what was read.
pub(super) async fn forget_heard(
    connection: &mut Connection,
    (origin, told_by): (&str, &str),
) -> Result<(), sqlx::Error> {
    sql::query("delete from heard_checkpoint where origin = $1 and told_by = $2")
        .bind(origin)
        .bind(told_by)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets what was told of an origin; proofs stay.
pub(in crate::federation) async fn forget_all_heard(
    connection: &mut Connection,
    origin: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from heard_checkpoint where origin = $1")
        .bind(origin)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets all that an instance told of others, and what others told of it; proofs stay.
pub(in crate::federation) async fn forget(
    connection: &mut Connection,
    origin: &Origin,
) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from heard_checkpoint where origin = $1 or told_by = $1",
        "delete from told where peer = $1",
    ] {
        sql::query(statement)
            .bind(origin.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The checkpoints of all with whom something is exchanged but for one of them, in the order of their names, at most `limit`.
pub(super) async fn highest(
    executor: impl Executor<'_>,
    but: &str,
    limit: i64,
) -> Result<Vec<Vec<u8>>, sqlx::Error> {
    sql::query_scalar(
        "select case when h.epoch > l.epoch or (h.epoch = l.epoch and h.seq > l.seq) then h.checkpoint else l.checkpoint end
         from log l join peer p on p.origin = l.origin
         left join heard_checkpoint h on h.origin = l.origin and h.told_by = l.origin
         where p.relation = 'approved' and l.origin <> $1 and length(l.checkpoint) > 0 order by l.origin limit $2",
    )
    .bind(but)
    .bind(limit)
    .fetch_all(executor)
    .await
}

/// The tag of what a peer told last; empty if it told nothing yet.
pub(super) async fn tag(executor: impl Executor<'_>, peer: &str) -> Result<String, sqlx::Error> {
    let tag: Option<String> = sql::query_scalar("select tag from told where peer = $1")
        .bind(peer)
        .fetch_optional(executor)
        .await?;
    Ok(tag.unwrap_or_default())
}

/// Notes that a peer told something, how much of it did not hold, and why.
pub(super) async fn told(
    connection: &mut Connection,
    (peer, tag): (&str, &str),
    (wrong, fault): (u64, &str),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into told (peer, tag, wrong, fault) values ($1, $2, $3, $4)
         on conflict (peer) do update set tag = excluded.tag, wrong = told.wrong + excluded.wrong,
         fault = case when excluded.fault = '' then told.fault else excluded.fault end",
    )
    .bind(peer)
    .bind(tag)
    .bind(wrong as i64)
    .bind(fault)
    .execute(connection)
    .await?;
    Ok(())
}

/// How much of what a peer told of others did not hold, and why the last of it.
pub(super) async fn wrong(
    executor: impl Executor<'_>,
    peer: &str,
) -> Result<(u64, String), sqlx::Error> {
    let found: Option<(i64, String)> =
        sql::query_as("select wrong, fault from told where peer = $1")
            .bind(peer)
            .fetch_optional(executor)
            .await?;
    let (wrong, fault) = found.unwrap_or_default();
    Ok((wrong.max(0) as u64, fault))
}

/// Keeps a proof; false where there is one of this epoch.
pub(super) async fn keep_fork(
    connection: &mut Connection,
    (origin, told_by): (&str, &str),
    (place, evidence): (Position, &[u8]),
    at: i64,
) -> Result<bool, sqlx::Error> {
    let done = sql::query(
        "insert into fork_evidence (origin, epoch, seq, told_by, evidence, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (origin, epoch) do nothing",
    )
    .bind(origin)
    .bind(place.epoch as i64)
    .bind(place.seq as i64)
    .bind(told_by)
    .bind(evidence)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A row of a proof.
pub(super) type ForkRow = (i64, i64, String, Vec<u8>);

/// The proof of the latest epoch of an origin.
pub(super) async fn fork(
    executor: impl Executor<'_>,
    origin: &str,
) -> Result<Option<ForkRow>, sqlx::Error> {
    sql::query_as(
        "select epoch, seq, told_by, evidence from fork_evidence where origin = $1 order by epoch desc limit 1",
    )
    .bind(origin)
    .fetch_optional(executor)
    .await
}
