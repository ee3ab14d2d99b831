//! SQL of what visitors report.

use super::super::{Abuse, Report};
use super::unknown;
use crate::database::sql::{self, Connection, Executor};

/// Reports of cases that wait: in all, and of one record.
pub(in super::super) async fn count_reports(
    executor: impl Executor<'_>,
    record_id: &str,
) -> Result<(i64, i64), sqlx::Error> {
    sql::query_as(
        "select (select count(*) from moderation_report r join moderation_case c on c.number = r.case_number
         where c.state = 'waiting'),
         (select count(*) from moderation_report r join moderation_case c on c.number = r.case_number
         where c.state = 'waiting' and c.record_id = $1)",
    )
    .bind(record_id)
    .fetch_one(executor)
    .await
}

/// Whether the same words wait already; without words two visitors are two.
pub(in super::super) async fn same_report(
    connection: &mut Connection,
    number: i64,
    (abuse, text): (Abuse, &str),
) -> Result<bool, sqlx::Error> {
    let count: i64 = sql::query_scalar(
        "select count(*) from moderation_report where case_number = $1 and reason = $2 and text = $3 and text <> ''",
    )
    .bind(number)
    .bind(abuse.as_str())
    .bind(text)
    .fetch_one(connection)
    .await?;
    Ok(count > 0)
}

pub(in super::super) async fn add_report(
    connection: &mut Connection,
    number: i64,
    (abuse, text): (Abuse, &str),
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into moderation_report (case_number, reason, text, made) values ($1, $2, $3, $4)",
    )
    .bind(number)
    .bind(abuse.as_str())
    .bind(text)
    .bind(now_ms)
    .execute(connection)
    .await?;
    Ok(())
}

pub(in super::super) async fn reports(
    executor: impl Executor<'_>,
    number: i64,
) -> Result<Vec<Report>, sqlx::Error> {
    let rows: Vec<(String, String, i64)> = sql::query_as(
        "select reason, text, made from moderation_report where case_number = $1 order by number",
    )
    .bind(number)
    .fetch_all(executor)
    .await?;
    rows.into_iter()
        .map(|(reason, text, made)| {
            let reason = reason.parse::<Abuse>().map_err(unknown)?;
            Ok(Report { reason, text, made })
        })
        .collect()
}
