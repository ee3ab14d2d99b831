//! SQL of the journal of acts.

use crate::database::sql::{self, Connection};
use crate::database::{Database, DatabaseError};

/// An entry as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub number: i64,
    pub at: i64,
    pub act: String,
    pub said: Option<String>,
    pub salt: Option<Vec<u8>>,
    pub digest: Vec<u8>,
    /// The chain of the entry before.
    pub before: Vec<u8>,
    pub chain: Vec<u8>,
}

impl sql::FromRow for Row {
    fn from_row(row: sql::Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            number: row.try_get("number")?,
            at: row.try_get("at")?,
            act: row.try_get("act")?,
            said: row.try_get("said")?,
            salt: row.try_get("salt")?,
            digest: row.try_get("digest")?,
            before: row.try_get("chain_before")?,
            chain: row.try_get("chain")?,
        })
    }
}

/// The number and the chain of the last entry.
pub(super) async fn last(
    connection: &mut Connection,
) -> Result<Option<(i64, Vec<u8>)>, sqlx::Error> {
    sql::query_as("select number, chain from audit order by number desc limit 1")
        .fetch_optional(connection)
        .await
}

pub(super) async fn append(connection: &mut Connection, row: &Row) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into audit (number, at, act, said, salt, digest, chain_before, chain)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.number)
    .bind(row.at)
    .bind(&row.act)
    .bind(&row.said)
    .bind(row.salt.clone())
    .bind(row.digest.clone())
    .bind(row.before.clone())
    .bind(row.chain.clone())
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn rows_before(
    database: &Database,
    number: i64,
    limit: u32,
) -> Result<Vec<Row>, DatabaseError> {
    Ok(sql::query_as(
        "select number, at, act, said, salt, digest, chain_before, chain from audit
         where number < $1 order by number desc limit $2",
    )
    .bind(number)
    .bind(i64::from(limit))
    .fetch_all(database.readers())
    .await?)
}

pub(super) async fn rows_after(
    database: &Database,
    number: i64,
    limit: u32,
) -> Result<Vec<Row>, DatabaseError> {
    Ok(sql::query_as(
        "select number, at, act, said, salt, digest, chain_before, chain from audit
         where number > $1 order by number limit $2",
    )
    .bind(number)
    .bind(i64::from(limit))
    .fetch_all(database.readers())
    .await?)
}

pub(super) async fn erase(database: &Database, numbers: &[i64]) -> Result<(), DatabaseError> {
    if numbers.is_empty() {
        return Ok(());
    }
    let mut write = database.write().await?;
    for number in numbers {
        sql::query("update audit set said = null, salt = null where number = $1")
            .bind(*number)
            .execute(&mut *write)
            .await?;
    }
    Ok(write.commit().await?)
}

pub(super) async fn forget_before(
    database: &Database,
    before_ms: i64,
) -> Result<u64, DatabaseError> {
    let mut write = database.write().await?;
    // The last one stays: the next follows it.
    let gone =
        sql::query("delete from audit where at < $1 and number < (select max(number) from audit)")
            .bind(before_ms)
            .execute(&mut *write)
            .await?
            .rows_affected();
    write.commit().await?;
    Ok(gone)
}
