//! SQL of the fediverse: what was said of records, who follows, how far each inbox was told.

pub(super) mod followers;
pub(super) mod objects;
pub(super) mod queue;

use crate::database::sql::{self, Connection, Executor, Row};

/// How far the journal was looked at, and the last number given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub journal: i64,
    pub seq: i64,
    pub rules: String,
}

const OWN: &str = "own";

/// Where we are; at the beginning where nothing was looked at.
pub(super) async fn place(executor: impl Executor<'_>) -> Result<Place, sqlx::Error> {
    let row = sql::query("select journal, seq, rules from fediverse_place where name = $1")
        .bind(OWN)
        .fetch_optional(executor)
        .await?;
    let Some(row) = row else {
        return Ok(Place::default());
    };
    Ok(Place {
        journal: row.try_get("journal")?,
        seq: row.try_get("seq")?,
        rules: row.try_get("rules")?,
    })
}

/// Says where we are now.
pub(super) async fn keep_place(
    connection: &mut Connection,
    place: &Place,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into fediverse_place (name, journal, seq, rules) values ($1, $2, $3, $4)
         on conflict (name) do update set journal = excluded.journal, seq = excluded.seq, rules = excluded.rules",
    )
    .bind(OWN)
    .bind(place.journal)
    .bind(place.seq)
    .bind(place.rules.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Counts what came in.
pub(super) async fn count(
    connection: &mut Connection,
    what: &str,
    more: u64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into fediverse_count (what, total) values ($1, $2)
         on conflict (what) do update set total = fediverse_count.total + excluded.total",
    )
    .bind(what)
    .bind(more as i64)
    .execute(connection)
    .await?;
    Ok(())
}

/// Everything that was counted, in the order of its words.
pub(super) async fn counts(executor: impl Executor<'_>) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let rows = sql::query("select what, total from fediverse_count order by what")
        .fetch_all(executor)
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("what")?, number(row, "total")?)))
        .collect()
}

fn number(row: &Row, column: &str) -> Result<u64, sqlx::Error> {
    Ok(row.try_get::<i64>(column)?.max(0) as u64)
}
