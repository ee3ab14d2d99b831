//! Statements about many rows: in pieces that each database binds, since SQLite takes 32,766 values at once and PostgreSQL
//! 65,535.

use sqlx::Error;

use super::builder::{QueryBuilder, Separated};
use super::row::FromRow;
use super::value::Value;
use super::{Connection, Query};

/// Rows of one statement; none of ours has more than thirty columns.
pub const ROWS_MAX: usize = 1_000;

/// Asks of many values: `head` ends before the list's `(`, `tail` follows its `)`. In no order beyond a piece.
pub async fn fetch_listed<R: FromRow + Send + Unpin, V: Copy + Into<Value>>(
    connection: &mut Connection,
    (head, tail): (&QueryBuilder, &str),
    values: &[V],
) -> Result<Vec<R>, Error> {
    let mut found = Vec::new();
    for chunk in values.chunks(ROWS_MAX) {
        let query = listed((head, tail), chunk).build_query_as::<R>();
        found.extend(query.persistent(false).fetch_all(&mut *connection).await?);
    }
    Ok(found)
}

/// Does something to many values; how many rows it touched comes back.
pub async fn execute_listed<V: Copy + Into<Value>>(
    connection: &mut Connection,
    (head, tail): (&QueryBuilder, &str),
    values: &[V],
) -> Result<u64, Error> {
    let mut touched = 0;
    for chunk in values.chunks(ROWS_MAX) {
        let query = listed((head, tail), chunk).build().persistent(false);
        touched += query.execute(&mut *connection).await?.rows_affected();
    }
    Ok(touched)
}

fn listed<V: Copy + Into<Value>>(
    (head, tail): (&QueryBuilder, &str),
    values: &[V],
) -> QueryBuilder {
    let mut query = head.clone();
    query.push(" (");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(*value);
    }
    query.push(") ").push(tail);
    query
}

/// Inserts many rows: `head` ends before `values`, `tail` follows them.
pub async fn insert_rows<T>(
    connection: &mut Connection,
    (head, tail): (&'static str, &'static str),
    rows: &[T],
    bind: impl Fn(&mut Separated<'_>, &T),
) -> Result<(), Error> {
    for chunk in rows.chunks(ROWS_MAX) {
        let query: Query = inserted((head, tail), chunk, &bind).build();
        query.persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}

/// As [`insert_rows`], with what `tail` returns.
pub async fn insert_rows_returning<T, R: FromRow + Send + Unpin>(
    connection: &mut Connection,
    (head, tail): (&'static str, &'static str),
    rows: &[T],
    bind: impl Fn(&mut Separated<'_>, &T),
) -> Result<Vec<R>, Error> {
    let mut returned = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(ROWS_MAX) {
        let query = inserted((head, tail), chunk, &bind).build_query_as::<R>();
        returned.extend(query.persistent(false).fetch_all(&mut *connection).await?);
    }
    Ok(returned)
}

fn inserted<T>(
    (head, tail): (&str, &str),
    rows: &[T],
    bind: &impl Fn(&mut Separated<'_>, &T),
) -> QueryBuilder {
    let mut query = QueryBuilder::new(head);
    query.push(" ");
    query.push_values(rows, |row, item| bind(row, item));
    query.push(" ").push(tail);
    query
}
