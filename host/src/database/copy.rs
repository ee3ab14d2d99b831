//! Copies every table from one database to another, as of one moment, in one transaction, and compares what arrived with what
//! was read. What is derived from other tables is not copied: it differs between the two.

mod tables;

use sha2::{Digest as _, Sha256};

use self::tables::{Shape, Table, tables};
use super::sql::{self, QueryBuilder, Row, Value};
use super::{Connection, Database, DatabaseError, Write};

/// Rows read and written at once; few where each may be large.
const ROWS: i64 = 200;
const LARGE_ROWS: i64 = 4;

/// Why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("{0} holds something already: name an empty database")]
    NotEmpty(String),
    #[error("the two databases do not have the same tables: `{0}`")]
    Tables(String),
    #[error("`{0}` did not arrive as it was read: nothing was kept")]
    Differs(String),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<sqlx::Error> for CopyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    pub tables: u64,
    pub rows: u64,
}

/// Copies everything and compares it; the transaction comes back, so that what is derived is written in it too. `say` is told
/// how many rows are done, and of how many: each is read, written and read again.
pub async fn copy(
    source: &Database,
    target: &Database,
    say: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(Write, Copied), CopyError> {
    let mut from = source.snapshot().await?;
    let mut into = target.write().await?;
    let all = tables(&mut from).await?;
    let there = tables(&mut into).await?;
    let mut total = 0;
    for table in &all {
        if !there.iter().any(|other| other.is_like(table)) {
            return Err(CopyError::Tables(table.name.clone()));
        }
        if count(&mut into, table).await? > 0 {
            return Err(CopyError::NotEmpty(target.location().to_string()));
        }
        total += count(&mut from, table).await?;
    }
    if let Some(more) = there
        .iter()
        .find(|table| !all.iter().any(|one| one.is_like(table)))
    {
        return Err(CopyError::Tables(more.name.clone()));
    }
    let mut copied = Copied::default();
    let mut done = 0;
    for table in &all {
        let mut tell = |rows| {
            done += rows;
            say(done, total * 2);
        };
        let read = pour(table, &mut from, Some(&mut into), &mut tell).await?;
        let arrived = pour(table, &mut into, None, &mut tell).await?;
        if read != arrived {
            return Err(CopyError::Differs(table.name.clone()));
        }
        copied.tables += 1;
        copied.rows += read.rows;
    }
    for table in &there {
        tables::go_on_counting(&mut into, table).await?;
    }
    Ok((into, copied))
}

/// How many rows were read, and what they held.
#[derive(PartialEq, Eq)]
struct Content {
    rows: u64,
    digest: Vec<u8>,
}

/// Reads a table in the order of its key, and writes each page into another one.
async fn pour(
    table: &Table,
    from: &mut Connection,
    mut into: Option<&mut Connection>,
    tell: &mut (dyn FnMut(u64) + Send),
) -> Result<Content, CopyError> {
    let mut digest = Sha256::new();
    let mut rows = 0;
    let mut last: Option<Vec<Value>> = None;
    loop {
        let page = page(table, from, last.as_deref()).await?;
        let Some(end) = page.last() else { break };
        last = Some(table.key.iter().map(|at| end[*at].clone()).collect());
        for value in page.iter().flatten() {
            add(&mut digest, value);
        }
        let count = page.len() as u64;
        if let Some(into) = into.as_deref_mut() {
            write(table, into, page).await?;
        }
        rows += count;
        tell(count);
    }
    Ok(Content {
        rows,
        digest: digest.finalize().to_vec(),
    })
}

async fn page(
    table: &Table,
    from: &mut Connection,
    after: Option<&[Value]>,
) -> Result<Vec<Vec<Value>>, sqlx::Error> {
    let key: Vec<String> = table
        .key
        .iter()
        .map(|at| table.columns[*at].0.clone())
        .collect();
    let key = key.join(", ");
    let mut query = QueryBuilder::new("select ");
    query
        .push(&table.column_names())
        .push(" from ")
        .push(&table.name);
    if let Some(after) = after {
        query.push(" where (").push(&key).push(") > (");
        let mut list = query.separated(", ");
        for value in after {
            list.push_bind(value.clone());
        }
        query.push(")");
    }
    query.push(" order by ").push(&key).push(" limit ");
    query.push_bind(if table.is_large() { LARGE_ROWS } else { ROWS });
    let rows = query.build().fetch_all(from).await?;
    rows.iter().map(|row| values(table, row)).collect()
}

fn values(table: &Table, row: &Row) -> Result<Vec<Value>, sqlx::Error> {
    let read = |(at, (_, shape)): (usize, &(String, Shape))| {
        Ok(match shape {
            Shape::Text => row.try_get::<Option<String>>(at)?.into(),
            Shape::Integer => row.try_get::<Option<i64>>(at)?.into(),
            Shape::Real => row.try_get::<Option<f64>>(at)?.into(),
            Shape::Blob => row.try_get::<Option<Vec<u8>>>(at)?.into(),
        })
    };
    table.columns.iter().enumerate().map(read).collect()
}

async fn write(
    table: &Table,
    into: &mut Connection,
    page: Vec<Vec<Value>>,
) -> Result<(), sqlx::Error> {
    let mut query = QueryBuilder::new("insert into ");
    query
        .push(&table.name)
        .push(" (")
        .push(&table.column_names())
        .push(") ");
    query.push_values(page, |row, values| {
        for value in values {
            row.push_bind(value);
        }
    });
    query.build().persistent(false).execute(into).await?;
    Ok(())
}

/// Each value with its type and length, so that no two rows look alike.
fn add(digest: &mut Sha256, value: &Value) {
    let (kind, bytes): (u8, &[u8]) = match value {
        Value::Text(text) => (1, text.as_bytes()),
        Value::Integer(integer) => (2, &integer.to_le_bytes()),
        Value::Real(real) => (3, &real.to_le_bytes()),
        Value::Blob(bytes) => (4, bytes),
        Value::NoText | Value::NoInteger | Value::NoReal | Value::NoBlob => (0, &[]),
    };
    digest.update([kind]);
    digest.update((bytes.len() as u64).to_le_bytes());
    digest.update(bytes);
}

async fn count(connection: &mut Connection, table: &Table) -> Result<u64, sqlx::Error> {
    let mut query = QueryBuilder::new("select count(*) from ");
    query.push(&table.name);
    let count: i64 = query.build_query_scalar().fetch_one(connection).await?;
    Ok(count.unsigned_abs())
}

#[cfg(test)]
mod tests;
