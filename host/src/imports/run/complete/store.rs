//! SQL of what a file no longer holds. The sources of an import are those of which it held anything.

use std::collections::HashSet;

use super::Absent;
use crate::database::sql::{self, Connection, Pool, QueryBuilder, Row};

/// What the sources of this import said before and it did not hold, behind a kind and key, in their order.
pub(super) async fn absent(
    readers: &Pool,
    run: i64,
    after: &(String, String),
    limit: i64,
) -> Result<Vec<Absent>, sqlx::Error> {
    let rows: Vec<Row> = sql::query(
        "select kind, key, content from record_source
         where source in (select distinct source from record_source where seen = $1)
           and seen < $1 and gone is null and (kind, key) > ($2, $3) order by kind, key limit $4",
    )
    .bind(run)
    .bind(after.0.as_str())
    .bind(after.1.as_str())
    .bind(limit)
    .fetch_all(readers)
    .await?;
    let absent = |row: &Row| {
        let content: String = row.try_get("content")?;
        Ok(Absent {
            kind: row.try_get("kind")?,
            key: row.try_get("key")?,
            content: serde_json::from_str(&content).unwrap_or_default(),
        })
    };
    rows.iter().map(absent).collect()
}

/// How many of them there are, and how many records the sources held with them.
pub(super) async fn count(readers: &Pool, run: i64) -> Result<(u64, u64), sqlx::Error> {
    let (absent, all): (i64, i64) = sql::query_as(
        "select cast(coalesce(sum(case when seen < $1 then 1 else 0 end), 0) as bigint), count(*) from record_source
         where source in (select distinct source from record_source where seen = $1) and gone is null",
    )
    .bind(run)
    .fetch_one(readers)
    .await?;
    Ok((absent.max(0) as u64, all.max(0) as u64))
}

/// Those of these names that a refused row of this import has.
pub(super) async fn refused(
    connection: &mut Connection,
    run: i64,
    names: Vec<&str>,
) -> Result<HashSet<String>, sqlx::Error> {
    let mut head = QueryBuilder::new("select subject from import_line where run = ");
    head.push_bind(run)
        .push(" and outcome = 'refused' and subject in");
    let rows: Vec<(String,)> = sql::fetch_listed(connection, (&head, ""), &names).await?;
    Ok(rows.into_iter().map(|(subject,)| subject).collect())
}

/// Takes one as if the file held it.
pub(super) async fn spare(
    connection: &mut Connection,
    run: i64,
    (kind, key): (&str, &str),
) -> Result<(), sqlx::Error> {
    sql::query("update record_source set seen = $1 where kind = $2 and key = $3")
        .bind(run)
        .bind(kind)
        .bind(key)
        .execute(connection)
        .await?;
    Ok(())
}
