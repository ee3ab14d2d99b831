//! SQL of what was begun to be read.

use crate::database::sql::{self, Connection};

/// Counts another time at this place; how many that are now. Another place begins anew.
pub(super) async fn note(
    connection: &mut Connection,
    (asked, origin): (&str, &str),
    (epoch, seq): (u64, u64),
) -> Result<u64, sqlx::Error> {
    let times: i64 = sql::query_scalar(
        "insert into pull_attempt (asked, origin, epoch, seq, times) values ($1, $2, $3, $4, 1)
         on conflict (asked, origin) do update set
         times = case when pull_attempt.epoch = excluded.epoch and pull_attempt.seq = excluded.seq
         then pull_attempt.times + 1 else 1 end,
         epoch = excluded.epoch, seq = excluded.seq
         returning times",
    )
    .bind(asked)
    .bind(origin)
    .bind(epoch as i64)
    .bind(seq as i64)
    .fetch_one(connection)
    .await?;
    Ok(times.max(0) as u64)
}

/// Forgets what was counted.
pub(super) async fn clear(
    connection: &mut Connection,
    (asked, origin): (&str, &str),
) -> Result<(), sqlx::Error> {
    sql::query("delete from pull_attempt where asked = $1 and origin = $2")
        .bind(asked)
        .bind(origin)
        .execute(connection)
        .await?;
    Ok(())
}
