//! SQL of the journal and of the positions.

use std::collections::{BTreeSet, HashMap};

use super::super::store::kept_origin;
use super::{ALL, Entry};
use crate::database::sql::{self, Connection, Pool, QueryBuilder, Row};

/// Writes entries in their order.
pub(in super::super) async fn append(
    connection: &mut Connection,
    entries: &[Entry],
    own: &str,
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into journal (at, op, record_id, kind, maker, origin, revision, state)",
            "",
        ),
        entries,
        |row, entry| {
            row.push_bind(entry.at);
            row.push_bind(entry.op.as_str());
            row.push_bind(entry.record_id.as_str());
            row.push_bind(entry.kind.as_str());
            row.push_bind(entry.maker.as_str());
            row.push_bind(kept_origin(&entry.origin, own));
            row.push_bind(entry.revision as i64);
            row.push_bind(entry.state.as_str());
        },
    )
    .await
}

/// Entries after `seq`, of these kinds or of all if none is named.
pub(in super::super) async fn entries_after(
    readers: &Pool,
    (seq, kinds): (i64, &[String]),
    limit: u32,
    own: &str,
) -> Result<Vec<Entry>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select seq, at, op, record_id, kind, maker, origin, revision, state from journal where seq > ",
    );
    query.push_bind(seq);
    if !kinds.is_empty() {
        query.push(" and kind in (");
        let mut list = query.separated(", ");
        for kind in kinds {
            list.push_bind(kind.as_str());
        }
        query.push(")");
    }
    query
        .push(" order by seq limit ")
        .push_bind(i64::from(limit));
    let rows = query.build().fetch_all(readers).await?;
    rows.iter().map(|row| entry(row, own)).collect()
}

/// The last line's number, 0 in an empty journal.
pub(in super::super) async fn last_seq(readers: &Pool) -> Result<i64, sqlx::Error> {
    sql::query_scalar("select coalesce(max(seq), 0) from journal")
        .fetch_one(readers)
        .await
}

/// The number before the first line of that moment or later; the last line's where there is none.
pub(in super::super) async fn seq_before(readers: &Pool, at: i64) -> Result<i64, sqlx::Error> {
    let first: Option<i64> = sql::query_scalar("select min(seq) from journal where at >= $1")
        .bind(at)
        .fetch_one(readers)
        .await?;
    match first {
        Some(first) => Ok(first - 1),
        None => last_seq(readers).await,
    }
}

fn entry(row: &Row, own: &str) -> Result<Entry, sqlx::Error> {
    let origin: String = row.try_get("origin")?;
    Ok(Entry {
        seq: row.try_get("seq")?,
        at: row.try_get("at")?,
        op: parsed(row, "op")?,
        record_id: row.try_get("record_id")?,
        kind: row.try_get("kind")?,
        maker: row.try_get("maker")?,
        origin: if origin.is_empty() {
            own.to_owned()
        } else {
            origin
        },
        revision: row.try_get::<i64>("revision")? as u64,
        state: parsed(row, "state")?,
    })
}

/// A word that a constraint of the table keeps among the known ones.
pub(in super::super) fn parsed<T>(row: &Row, column: &str) -> Result<T, sqlx::Error>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let word: String = row.try_get(column)?;
    word.parse().map_err(|error| sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: Box::new(error),
    })
}

/// Moves these positions and `all`, in the caller's transaction, and says where they stand then.
pub(crate) async fn bump(
    connection: &mut Connection,
    names: &BTreeSet<String>,
) -> Result<HashMap<String, i64>, sqlx::Error> {
    let names: Vec<&str> = names.iter().map(String::as_str).chain([ALL]).collect();
    let rows: Vec<(String, i64)> = sql::insert_rows_returning(
        connection,
        (
            "insert into position (name, value)",
            "on conflict (name) do update set value = position.value + 1 returning name, value",
        ),
        &names,
        |row, name| {
            row.push_bind(*name).push_bind(1_i64);
        },
    )
    .await?;
    Ok(rows.into_iter().collect())
}

/// Where one position stands, 0 if it never moved.
pub(crate) async fn position(readers: &Pool, name: &str) -> Result<i64, sqlx::Error> {
    let value = sql::query_scalar("select value from position where name = $1")
        .bind(name)
        .fetch_optional(readers)
        .await?;
    Ok(value.unwrap_or(0))
}

/// Where all stand.
pub(in super::super) async fn positions(
    readers: &Pool,
) -> Result<HashMap<String, i64>, sqlx::Error> {
    let rows: Vec<(String, i64)> = sql::query_as("select name, value from position")
        .fetch_all(readers)
        .await?;
    Ok(rows.into_iter().collect())
}
