//! SQL of the history and of the tombstones.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, SqliteExecutor};

use super::super::journal::store::parsed;
use super::super::store::push_list;
use super::{Revision, Superseded};

/// Ten columns each, below the 32,766 values that SQLite binds.
const ROWS_MAX: usize = 1_000;

/// The last revision of a deleted record.
pub(in super::super) async fn tombstones(
    connection: &mut SqliteConnection,
    ids: &[&str],
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "select record_id, revision from tombstone where record_id in (",
        );
        push_list(&mut query, chunk);
        let rows: Vec<(String, i64)> = query
            .build_query_as()
            .persistent(false)
            .fetch_all(&mut *connection)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Keeps what was replaced.
pub(in super::super) async fn write_history(
    connection: &mut SqliteConnection,
    history: &[Superseded],
) -> Result<(), sqlx::Error> {
    for chunk in history.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into record_history (record_id, revision, kind, maker, key, state, content, updated, replaced, replaced_by) ",
        );
        query.push_values(chunk, |mut row, old| {
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
        });
        query
            .build()
            .persistent(false)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The replaced revisions of a record, the latest first.
pub(in super::super) async fn history_of(
    executor: impl SqliteExecutor<'_>,
    id: &str,
    limit: u32,
) -> Result<Vec<Revision>, sqlx::Error> {
    let rows = sqlx::query(
        "select revision, state, content, replaced, replaced_by from record_history
         where record_id = $1 order by revision desc limit $2",
    )
    .bind(id)
    .bind(i64::from(limit))
    .fetch_all(executor)
    .await?;
    rows.iter().map(revision).collect()
}

fn revision(row: &SqliteRow) -> Result<Revision, sqlx::Error> {
    Ok(Revision {
        revision: row.try_get::<i64, _>("revision")? as u64,
        state: parsed(row, "state")?,
        content: row.try_get("content")?,
        replaced: row.try_get("replaced")?,
        replaced_by: row.try_get("replaced_by")?,
    })
}
