//! SQL of what was said of records.

use maille_federation::hash::Hash;

use super::number;
use crate::database::sql::{self, Connection, Executor, QueryBuilder, Row};

/// The last word on one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::fediverse) struct Object {
    pub record_id: String,
    pub kind: String,
    pub seq: u64,
    pub born: u64,
    pub living: bool,
    pub said: Hash,
    /// Milliseconds since 1970.
    pub published: i64,
    pub updated: i64,
}

const COLUMNS: &str =
    "select record_id, kind, seq, born, living, said, published, updated from fediverse_object";

fn object(row: &Row) -> Result<Object, sqlx::Error> {
    let said: Vec<u8> = row.try_get("said")?;
    let damaged = || sqlx::Error::Decode("the hash of an object cannot be read".into());
    Ok(Object {
        record_id: row.try_get("record_id")?,
        kind: row.try_get("kind")?,
        seq: number(row, "seq")?,
        born: number(row, "born")?,
        living: row.try_get::<i64>("living")? != 0,
        said: Hash::from_bytes(said.as_slice().try_into().map_err(|_| damaged())?),
        published: row.try_get("published")?,
        updated: row.try_get("updated")?,
    })
}

/// What was said of these records.
pub(in crate::fediverse) async fn of(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<Vec<Object>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new(COLUMNS);
    query.push(" where record_id in (");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(")");
    let rows = query.build().fetch_all(connection).await?;
    rows.iter().map(object).collect()
}

/// What was said of one record.
pub(in crate::fediverse) async fn one(
    executor: impl Executor<'_>,
    id: &str,
) -> Result<Option<Object>, sqlx::Error> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push(" where record_id = ").push_bind(id);
    let row = query.build().fetch_optional(executor).await?;
    row.as_ref().map(object).transpose()
}

/// Says something of a record.
pub(in crate::fediverse) async fn keep(
    connection: &mut Connection,
    object: &Object,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into fediverse_object (record_id, kind, seq, born, living, said, published, updated)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (record_id) do update set kind = excluded.kind, seq = excluded.seq, born = excluded.born,
         living = excluded.living, said = excluded.said, published = excluded.published, updated = excluded.updated",
    )
    .bind(object.record_id.as_str())
    .bind(object.kind.as_str())
    .bind(object.seq as i64)
    .bind(object.born as i64)
    .bind(i64::from(object.living))
    .bind(object.said.bytes().to_vec())
    .bind(object.published)
    .bind(object.updated)
    .execute(connection)
    .await?;
    Ok(())
}

/// What changed after a number, in order.
pub(in crate::fediverse) async fn after(
    executor: impl Executor<'_>,
    seq: u64,
    limit: i64,
) -> Result<Vec<Object>, sqlx::Error> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push(" where seq > ").push_bind(seq as i64);
    query.push(" order by seq limit ").push_bind(limit);
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(object).collect()
}

/// What can be read, from a number downwards.
pub(in crate::fediverse) async fn living_until(
    executor: impl Executor<'_>,
    seq: u64,
    limit: i64,
) -> Result<Vec<Object>, sqlx::Error> {
    let mut query = QueryBuilder::new(COLUMNS);
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    query.push(" where living = 1 and seq <= ").push_bind(seq);
    query.push(" order by seq desc limit ").push_bind(limit);
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(object).collect()
}

/// How many can be read.
pub(in crate::fediverse) async fn count_living(
    executor: impl Executor<'_>,
) -> Result<u64, sqlx::Error> {
    let count: Option<i64> =
        sql::query_scalar("select count(*) from fediverse_object where living = 1")
            .fetch_optional(executor)
            .await?;
    Ok(count.unwrap_or_default().max(0) as u64)
}
