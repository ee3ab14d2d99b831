//! SQL of the history and of the tombstones.

use super::super::journal::store::parsed;
use super::{Revision, Superseded};
use crate::database::sql::{self, Connection, Executor, QueryBuilder, Row};

/// The last revision of a deleted record.
pub(in super::super) async fn tombstones(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let head = QueryBuilder::new("select record_id, revision from tombstone where record_id in");
    sql::fetch_listed(connection, (&head, ""), ids).await
}

/// Forgets that these were deleted: they are back.
pub(in super::super) async fn forget_tombstones(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<(), sqlx::Error> {
    let head = QueryBuilder::new("delete from tombstone where record_id in");
    sql::execute_listed(connection, (&head, ""), ids).await?;
    Ok(())
}

/// Keeps what was replaced.
pub(in super::super) async fn write_history(
    connection: &mut Connection,
    history: &[Superseded],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into record_history (record_id, revision, kind, maker, key, state, content, updated, replaced, replaced_by)",
            "",
        ),
        history,
        |row, old| {
            row.push_bind(old.record.id.as_str());
            row.push_bind(old.record.revision as i64);
            row.push_bind(old.record.kind.as_str());
            row.push_bind(old.record.maker.as_str());
            row.push_bind(old.record.key.as_deref());
            row.push_bind(old.record.state.as_str());
            row.push_bind(old.record.content.as_str());
            row.push_bind(old.record.updated);
            row.push_bind(old.at);
            row.push_bind(old.by.as_str());
        },
    )
    .await
}

/// Takes out all that these records ever were while they were this maker's.
pub(in super::super) async fn erase(
    connection: &mut Connection,
    maker: &str,
    ids: &[&str],
) -> Result<(), sqlx::Error> {
    let mut head = QueryBuilder::new("delete from record_history where maker = ");
    head.push_bind(maker);
    head.push(" and record_id in");
    sql::execute_listed(connection, (&head, ""), ids).await?;
    Ok(())
}

/// Takes out all that a record ever was while it was no peer's.
pub(in super::super) async fn erase_own(
    connection: &mut Connection,
    id: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from record_history where record_id = $1 and maker not like 'peer:%'")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The kinds and contents under which these records stood published for any time at all: record id, kind and content. What was
/// put and hidden again in one transaction was never seen.
pub(in super::super) async fn published(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<Vec<(String, String, String)>, sqlx::Error> {
    let head = QueryBuilder::new(
        "select record_id, kind, content from record_history
         where state = 'published' and replaced > updated and record_id in",
    );
    sql::fetch_listed(connection, (&head, ""), ids).await
}

/// The replaced revisions of a record before one, the latest first.
pub(in super::super) async fn history_of(
    executor: impl Executor<'_>,
    (id, before): (&str, u64),
    limit: u32,
) -> Result<Vec<Revision>, sqlx::Error> {
    let rows = sql::query(
        "select revision, state, content, replaced, replaced_by from record_history
         where record_id = $1 and revision < $2 order by revision desc limit $3",
    )
    .bind(id)
    .bind(i64::try_from(before).unwrap_or(i64::MAX))
    .bind(i64::from(limit))
    .fetch_all(executor)
    .await?;
    rows.iter().map(revision).collect()
}

fn revision(row: &Row) -> Result<Revision, sqlx::Error> {
    Ok(Revision {
        revision: row.try_get::<i64>("revision")? as u64,
        state: parsed(row, "state")?,
        content: row.try_get("content")?,
        replaced: row.try_get("replaced")?,
        replaced_by: row.try_get("replaced_by")?,
    })
}
