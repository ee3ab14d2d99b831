//! SQL of who is on duty, and of when moderators look.

use super::super::{Duty, Mode};
use super::unknown;
use crate::database::sql::{self, Connection, Executor, Row};

pub(in super::super) async fn mode(
    executor: impl Executor<'_>,
    kind: &str,
) -> Result<Option<Mode>, sqlx::Error> {
    let word: Option<String> =
        sql::query_scalar("select mode from moderation_mode where kind = $1")
            .bind(kind)
            .fetch_optional(executor)
            .await?;
    word.map(|word| word.parse().map_err(unknown)).transpose()
}

pub(in super::super) async fn modes(
    executor: impl Executor<'_>,
) -> Result<Vec<(String, Mode)>, sqlx::Error> {
    let rows: Vec<(String, String)> =
        sql::query_as("select kind, mode from moderation_mode order by kind")
            .fetch_all(executor)
            .await?;
    rows.into_iter()
        .map(|(kind, mode)| Ok((kind, mode.parse().map_err(unknown)?)))
        .collect()
}

pub(in super::super) async fn set_mode(
    connection: &mut Connection,
    kind: &str,
    mode: Mode,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into moderation_mode (kind, mode) values ($1, $2) on conflict (kind) do update set mode = excluded.mode",
    )
    .bind(kind)
    .bind(mode.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// The public name of who is on duty on a day.
pub(in super::super) async fn on_duty(
    executor: impl Executor<'_>,
    day: &str,
) -> Result<Option<String>, sqlx::Error> {
    sql::query_scalar(
        "select name from moderation_duty where first_day <= $1 and last_day >= $2 order by number limit 1",
    )
    .bind(day)
    .bind(day)
    .fetch_optional(executor)
    .await
}

/// The days that are not over before one, in order.
pub(in super::super) async fn roster(
    executor: impl Executor<'_>,
    from: &str,
) -> Result<Vec<Duty>, sqlx::Error> {
    let rows: Vec<Row> = sql::query(
        "select number, first_day, last_day, account_id, name from moderation_duty where last_day >= $1
         order by first_day, number",
    )
    .bind(from)
    .fetch_all(executor)
    .await?;
    rows.iter().map(duty).collect()
}

fn duty(row: &Row) -> Result<Duty, sqlx::Error> {
    let day = |name: &str| {
        let text: String = row.try_get(name)?;
        text.parse()
            .map_err(|error: jiff::Error| sqlx::Error::Decode(Box::new(error)))
    };
    Ok(Duty {
        number: row.try_get("number")?,
        first: day("first_day")?,
        last: day("last_day")?,
        account_id: row.try_get("account_id")?,
        name: row.try_get("name")?,
    })
}

pub(in super::super) async fn is_taken(
    connection: &mut Connection,
    (first, last): (&str, &str),
) -> Result<bool, sqlx::Error> {
    let count: i64 = sql::query_scalar(
        "select count(*) from moderation_duty where first_day <= $1 and last_day >= $2",
    )
    .bind(last)
    .bind(first)
    .fetch_one(connection)
    .await?;
    Ok(count > 0)
}

pub(in super::super) async fn add_duty(
    connection: &mut Connection,
    (first, last): (&str, &str),
    (account_id, name): (&str, &str),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into moderation_duty (first_day, last_day, account_id, name) values ($1, $2, $3, $4)",
    )
    .bind(first)
    .bind(last)
    .bind(account_id)
    .bind(name)
    .execute(connection)
    .await?;
    Ok(())
}

pub(in super::super) async fn remove_duty(
    connection: &mut Connection,
    number: i64,
) -> Result<(), sqlx::Error> {
    sql::query("delete from moderation_duty where number = $1")
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}

pub(in super::super) async fn forget_duties(
    connection: &mut Connection,
    before: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from moderation_duty where last_day < $1")
        .bind(before)
        .execute(connection)
        .await?;
    Ok(())
}
