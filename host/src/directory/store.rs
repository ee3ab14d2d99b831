//! SQL of records. The origin of our own records is kept empty, since the
//! instance's name may change: what comes out has the name.

use std::collections::HashMap;

use super::journal::store::parsed;
use super::record::Record;
use crate::database::sql::{self, Connection, Executor, QueryBuilder, Row};

/// One key is rarely used by more than two makers.
const MAKERS_OF_A_KEY_MAX: i64 = 50;

/// The columns that [`record`] reads.
pub(super) const COLUMNS: &str =
    "r.id, r.key, r.kind, r.origin, r.maker, r.revision, r.state, r.created, r.updated, r.content";

/// Reads a row; `own` is this instance's name.
pub(super) fn record(row: &Row, own: &str) -> Result<Record, sqlx::Error> {
    let origin: String = row.try_get("origin")?;
    Ok(Record {
        id: row.try_get("id")?,
        key: row.try_get("key")?,
        kind: row.try_get("kind")?,
        origin: if origin.is_empty() {
            own.to_owned()
        } else {
            origin
        },
        maker: row.try_get("maker")?,
        revision: row.try_get::<i64>("revision")? as u64,
        state: parsed(row, "state")?,
        created: row.try_get("created")?,
        updated: row.try_get("updated")?,
        content: row.try_get("content")?,
    })
}

/// The record with this id.
pub(super) async fn record_by_id(
    executor: impl Executor<'_>,
    id: &str,
    own: &str,
) -> Result<Option<Record>, sqlx::Error> {
    let row = sql::query(
        "select r.id, r.key, r.kind, r.origin, r.maker, r.revision, r.state, r.created, r.updated, r.content
         from record r where r.id = $1",
    )
    .bind(id)
    .fetch_optional(executor)
    .await?;
    row.map(|row| record(&row, own)).transpose()
}

/// The records of all makers with this kind and key, oldest first.
pub(super) async fn records_by_key(
    executor: impl Executor<'_>,
    (kind, key): (&str, &str),
    own: &str,
) -> Result<Vec<Record>, sqlx::Error> {
    let rows = sql::query(
        "select r.id, r.key, r.kind, r.origin, r.maker, r.revision, r.state, r.created, r.updated, r.content
         from record r where r.kind = $1 and r.key = $2 order by r.id limit $3",
    )
    .bind(kind)
    .bind(key)
    .bind(MAKERS_OF_A_KEY_MAX)
    .fetch_all(executor)
    .await?;
    rows.iter().map(|row| record(row, own)).collect()
}

/// Published records of a kind with a key, in the order of keys, after a key and an id.
pub(super) async fn published_by_key(
    executor: impl Executor<'_>,
    (kind, key, id): (&str, &str, &str),
    limit: i64,
    own: &str,
) -> Result<Vec<Record>, sqlx::Error> {
    let rows = sql::query(
        "select r.id, r.key, r.kind, r.origin, r.maker, r.revision, r.state, r.created, r.updated, r.content
         from record r where r.kind = $1 and r.key >= $2 and (r.key > $2 or r.id > $3) and r.state = 'published'
         order by r.key, r.id limit $4",
    )
    .bind(kind)
    .bind(key)
    .bind(id)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    rows.iter().map(|row| record(row, own)).collect()
}

/// Published records of a kind that have no key, in the order of ids.
pub(super) async fn published_without_key(
    executor: impl Executor<'_>,
    (kind, id): (&str, &str),
    limit: i64,
    own: &str,
) -> Result<Vec<Record>, sqlx::Error> {
    let rows = sql::query(
        "select r.id, r.key, r.kind, r.origin, r.maker, r.revision, r.state, r.created, r.updated, r.content
         from record r where r.kind = $1 and r.key is null and r.id > $2 and r.state = 'published'
         order by r.id limit $3",
    )
    .bind(kind)
    .bind(id)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    rows.iter().map(|row| record(row, own)).collect()
}

/// The records with these ids, in any order.
pub(super) async fn records_by_ids(
    connection: &mut Connection,
    ids: &[&str],
    own: &str,
) -> Result<Vec<Record>, sqlx::Error> {
    let mut head = QueryBuilder::new("select ");
    head.push(COLUMNS).push(" from record r where r.id in");
    let rows: Vec<Row> = sql::fetch_listed(connection, (&head, ""), ids).await?;
    rows.iter().map(|row| record(row, own)).collect()
}

/// The records of one maker and kind with these keys, in any order.
pub(super) async fn records_by_keys(
    connection: &mut Connection,
    (maker, kind): (&str, &str),
    keys: &[&str],
    own: &str,
) -> Result<Vec<Record>, sqlx::Error> {
    let mut head = QueryBuilder::new("select ");
    head.push(COLUMNS).push(" from record r where r.maker = ");
    head.push_bind(maker).push(" and r.kind = ").push_bind(kind);
    head.push(" and r.key in");
    let rows: Vec<Row> = sql::fetch_listed(connection, (&head, ""), keys).await?;
    rows.iter().map(|row| record(row, own)).collect()
}

/// Ids and revisions of one maker's records.
pub(super) async fn ids_of_maker(
    connection: &mut Connection,
    maker: &str,
    limit: i64,
) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let rows: Vec<(String, i64)> =
        sql::query_as("select id, revision from record where maker = $1 limit $2")
            .bind(maker)
            .bind(limit)
            .fetch_all(connection)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(id, revision)| (id, revision as u64))
        .collect())
}

/// Inserts or replaces records, each with its sorting name; the numbers of their search rows come back by id.
pub(super) async fn write_records(
    connection: &mut Connection,
    records: &[(&Record, String)],
    own: &str,
) -> Result<HashMap<String, i64>, sqlx::Error> {
    let rows: Vec<(String, i64)> = sql::insert_rows_returning(
        connection,
        (
            "insert into record (id, key, kind, origin, maker, revision, state, created, updated, name, content)",
            "on conflict (id) do update set revision = excluded.revision, state = excluded.state,
              updated = excluded.updated, name = excluded.name, content = excluded.content
              returning id, number",
        ),
        records,
        |row, (record, name)| {
            row.push_bind(record.id.as_str());
            row.push_bind(record.key.as_deref());
            row.push_bind(record.kind.as_str());
            row.push_bind(kept_origin(&record.origin, own));
            row.push_bind(record.maker.as_str());
            row.push_bind(record.revision as i64);
            row.push_bind(record.state.as_str());
            row.push_bind(record.created);
            row.push_bind(record.updated);
            row.push_bind(name.as_str());
            row.push_bind(record.content.as_str());
        },
    )
    .await?;
    Ok(rows.into_iter().collect())
}

/// Empty for this instance.
pub(super) fn kept_origin<'a>(origin: &'a str, own: &str) -> &'a str {
    if origin == own { "" } else { origin }
}

/// The numbers of these records' search rows.
pub(super) async fn numbers_by_ids(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<Vec<i64>, sqlx::Error> {
    let head = QueryBuilder::new("select number from record where id in");
    let rows: Vec<(i64,)> = sql::fetch_listed(connection, (&head, ""), ids).await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// The numbers of records, by their ids.
pub(super) async fn numbered(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<HashMap<String, i64>, sqlx::Error> {
    let head = QueryBuilder::new("select id, number from record where id in");
    let rows: Vec<(String, i64)> = sql::fetch_listed(connection, (&head, ""), ids).await?;
    Ok(rows.into_iter().collect())
}

/// Takes records out and keeps their tombstones.
pub(super) async fn delete_records(
    connection: &mut Connection,
    deleted: &[(&Record, u64)],
    (at, own): (i64, &str),
) -> Result<(), sqlx::Error> {
    let ids: Vec<&str> = deleted
        .iter()
        .map(|(record, _)| record.id.as_str())
        .collect();
    let head = QueryBuilder::new("delete from record where id in");
    sql::execute_listed(connection, (&head, ""), &ids).await?;
    sql::insert_rows(
        connection,
        (
            "insert into tombstone (record_id, kind, maker, origin, revision, deleted)",
            "",
        ),
        deleted,
        |row, (record, revision)| {
            row.push_bind(record.id.as_str());
            row.push_bind(record.kind.as_str());
            row.push_bind(record.maker.as_str());
            row.push_bind(kept_origin(&record.origin, own));
            row.push_bind(*revision as i64);
            row.push_bind(at);
        },
    )
    .await
}

/// Records of one kind with their search numbers, after a number.
pub(super) async fn records_of_kind_after(
    connection: &mut Connection,
    kind: &str,
    number: i64,
    limit: i64,
) -> Result<Vec<(i64, String)>, sqlx::Error> {
    sql::query_as(
        "select number, content from record where kind = $1 and number > $2 order by number limit $3",
    )
    .bind(kind)
    .bind(number)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// Replaces the name by which a record is sorted.
pub(super) async fn rename(
    connection: &mut Connection,
    number: i64,
    name: &str,
) -> Result<(), sqlx::Error> {
    sql::query("update record set name = $1 where number = $2")
        .bind(name)
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}
