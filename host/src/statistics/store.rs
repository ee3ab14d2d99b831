//! SQL of the statistics.

use super::{Sum, Sums};
use crate::database::sql::{self, Connection};
use crate::database::{Database, DatabaseError};

/// Adds to what is kept: several processes may count the same day.
pub(super) async fn add(connection: &mut Connection, sums: &Sums) -> Result<(), sqlx::Error> {
    for ((day, figure, name), count) in sums {
        sql::query(
            "insert into statistic (day, figure, name, count) values ($1, $2, $3, $4)
             on conflict (day, figure, name) do update set count = statistic.count + excluded.count",
        )
        .bind(day.to_string())
        .bind(figure.word())
        .bind(name.as_str())
        .bind(i64::try_from(*count).unwrap_or(i64::MAX))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Sums from one day to another, both included, of all but what was typed.
pub(super) async fn between(
    database: &Database,
    (first, last): (&str, &str),
) -> Result<Vec<Sum>, DatabaseError> {
    let rows: Vec<(String, String, String, i64)> = sql::query_as(
        "select day, figure, name, count from statistic
         where day >= $1 and day <= $2 and figure <> 'word' order by day, figure, name",
    )
    .bind(first)
    .bind(last)
    .fetch_all(database.readers())
    .await?;
    let sum = |(day, figure, name, count): (String, String, String, i64)| Sum {
        day,
        figure,
        name,
        count: count.max(0) as u64,
    };
    Ok(rows.into_iter().map(sum).collect())
}

/// What was typed at least `times` times and not found, the most frequent first.
pub(super) async fn words(
    database: &Database,
    (first, last): (&str, &str),
    (times, limit): (u64, u32),
) -> Result<Vec<(String, u64)>, DatabaseError> {
    let rows: Vec<(String, i64)> = sql::query_as(
        "select name, cast(sum(count) as bigint) as times from statistic
         where day >= $1 and day <= $2 and figure = 'word'
         group by name having sum(count) >= $3 order by times desc, name limit $4",
    )
    .bind(first)
    .bind(last)
    .bind(i64::try_from(times).unwrap_or(i64::MAX))
    .bind(i64::from(limit))
    .fetch_all(database.readers())
    .await?;
    let word = |(name, count): (String, i64)| (name, count.max(0) as u64);
    Ok(rows.into_iter().map(word).collect())
}

/// How many different words of a day are kept.
pub(super) async fn words_of(connection: &mut Connection, day: &str) -> Result<u64, sqlx::Error> {
    let count: i64 =
        sql::query_scalar("select count(*) from statistic where day = $1 and figure = 'word'")
            .bind(day)
            .fetch_one(connection)
            .await?;
    Ok(count.max(0) as u64)
}

/// Forgets sums before one day, and what was typed before another.
pub(super) async fn forget(
    connection: &mut Connection,
    (sums, words): (&str, &str),
) -> Result<u64, sqlx::Error> {
    let done = sql::query("delete from statistic where day < $1 or (figure = 'word' and day < $2)")
        .bind(sums)
        .bind(words)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
