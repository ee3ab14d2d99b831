//! Statements about many rows. SQLite has values in a row, in pieces whose text is the same each time, so that they stay prepared.
//! PostgreSQL has an array for each column: one short statement, however many rows, where ten thousand values in a row cost it
//! more to read and to plan than to insert.

use std::fmt::Write as _;

use sqlx::Error;

use super::builder::{QueryBuilder, Separated};
use super::row::FromRow;
use super::value::Value;
use super::{Connection, Dialect, Query};

/// Rows of one statement; none of ours has more than thirty columns, and SQLite binds 32,766 values.
pub const ROWS_MAX: usize = 1_000;
/// Rows of a statement that SQLite keeps prepared.
const ROWS_KEPT: usize = 250;
/// Rows of one statement of PostgreSQL's.
const ROWS_OF_COLUMNS: usize = 5_000;

/// Asks of many values: `head` ends with `in`, before the list's `(`, `tail` follows its `)`. In no order beyond a piece.
pub async fn fetch_listed<R: FromRow + Send + Unpin, V: Copy + Into<Value>>(
    connection: &mut Connection,
    (head, tail): (&QueryBuilder, &str),
    values: &[V],
) -> Result<Vec<R>, Error> {
    let mut found = Vec::new();
    let dialect = connection.dialect();
    for chunk in values.chunks(ROWS_MAX) {
        let query = listed(dialect, (head, tail), chunk).build_query_as::<R>();
        let query = query.persistent(is_kept(dialect, chunk.len(), ROWS_MAX));
        found.extend(query.fetch_all(&mut *connection).await?);
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
    let dialect = connection.dialect();
    for chunk in values.chunks(ROWS_MAX) {
        let query = listed(dialect, (head, tail), chunk).build();
        let query = query.persistent(is_kept(dialect, chunk.len(), ROWS_MAX));
        touched += query.execute(&mut *connection).await?.rows_affected();
    }
    Ok(touched)
}

/// A statement whose text is hardly ever met again is not kept prepared.
fn is_kept(dialect: Dialect, rows: usize, whole: usize) -> bool {
    dialect == Dialect::Postgres || rows == whole
}

fn listed<V: Copy + Into<Value>>(
    dialect: Dialect,
    (head, tail): (&QueryBuilder, &str),
    values: &[V],
) -> QueryBuilder {
    let values = values.iter().map(|value| (*value).into());
    match dialect {
        Dialect::Sqlite => {
            let mut query = head.clone();
            query.push(" (");
            let mut list = query.separated(", ");
            for value in values {
                list.push_bind(value);
            }
            query.push(") ").push(tail);
            query
        }
        Dialect::Postgres => {
            let mut query = head.clone().without_end(" in");
            query.push(" = any(");
            query.push_column(values.collect());
            query.push(") ").push(tail);
            query
        }
    }
}

/// Inserts many rows: `head` ends before `values`, `tail` follows them. What `bind` says beside the values is the same for each
/// row.
pub async fn insert_rows<T>(
    connection: &mut Connection,
    words: (&'static str, &'static str),
    rows: &[T],
    bind: impl Fn(&mut Separated<'_>, &T),
) -> Result<(), Error> {
    let mut pieces = Pieces::of(connection.dialect(), words, rows);
    let mut next: Option<Query> = pieces.next(&bind, QueryBuilder::build);
    while let Some(query) = next {
        // The next piece is made while the database is at work.
        let (done, after) = tokio::join!(biased; query.execute(&mut *connection), async {
            pieces.next(&bind, QueryBuilder::build)
        });
        done?;
        next = after;
    }
    Ok(())
}

/// As [`insert_rows`], with what `tail` returns.
pub async fn insert_rows_returning<T, R: FromRow + Send + Unpin>(
    connection: &mut Connection,
    words: (&'static str, &'static str),
    rows: &[T],
    bind: impl Fn(&mut Separated<'_>, &T),
) -> Result<Vec<R>, Error> {
    let mut returned = Vec::with_capacity(rows.len());
    let mut pieces = Pieces::of(connection.dialect(), words, rows);
    let mut next: Option<Query<R>> = pieces.next(&bind, QueryBuilder::build_query_as);
    while let Some(query) = next {
        let (found, after) = tokio::join!(biased; query.fetch_all(&mut *connection), async {
            pieces.next(&bind, QueryBuilder::build_query_as)
        });
        returned.extend(found?);
        next = after;
    }
    Ok(returned)
}

/// The statements of an insertion.
struct Pieces<'a, T> {
    dialect: Dialect,
    words: (&'static str, &'static str),
    rows: std::slice::Chunks<'a, T>,
}

impl<'a, T> Pieces<'a, T> {
    fn of(dialect: Dialect, words: (&'static str, &'static str), rows: &'a [T]) -> Self {
        let size = match dialect {
            Dialect::Sqlite => ROWS_KEPT,
            Dialect::Postgres => ROWS_OF_COLUMNS,
        };
        Self {
            dialect,
            words,
            rows: rows.chunks(size),
        }
    }

    fn next<R>(
        &mut self,
        bind: &impl Fn(&mut Separated<'_>, &T),
        build: impl Fn(QueryBuilder) -> Query<R>,
    ) -> Option<Query<R>> {
        let rows = self.rows.next()?;
        let made = match self.dialect {
            Dialect::Sqlite => in_a_row(self.words, rows, bind),
            Dialect::Postgres => in_columns(self.words, rows, bind),
        };
        Some(build(made).persistent(is_kept(self.dialect, rows.len(), ROWS_KEPT)))
    }
}

fn in_a_row<T>(
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

/// `select c1, c2::tsvector from unnest($1::bigint[], $2::text[]) as u (c1, c2)`: the words of a row around the columns' names.
fn in_columns<T>(
    (head, tail): (&str, &str),
    rows: &[T],
    bind: &impl Fn(&mut Separated<'_>, &T),
) -> QueryBuilder {
    let mut columns: Vec<Vec<Value>> = Vec::new();
    let mut words = String::new();
    for item in rows {
        let mut row = QueryBuilder::default();
        bind(&mut row.separated(", "), item);
        let (said, values) = row.parts();
        if columns.is_empty() {
            columns.resize_with(values.len(), || Vec::with_capacity(rows.len()));
            words = said;
        } else {
            debug_assert_eq!(
                words, said,
                "rows of one statement differ in their values alone"
            );
        }
        for (column, value) in columns.iter_mut().zip(values) {
            column.push(value);
        }
    }
    let mut query = QueryBuilder::new(head);
    query.push(" select ");
    let (mut names, mut selected) = (String::new(), String::new());
    for (number, piece) in words.split('?').enumerate() {
        if number > 0 {
            let comma = if number > 1 { ", " } else { "" };
            // A text grows as long as there is memory.
            let _ = write!(selected, "u.c{number}");
            let _ = write!(names, "{comma}c{number}");
        }
        selected.push_str(piece);
    }
    query.push(&selected).push(" from unnest(");
    for (number, column) in columns.into_iter().enumerate() {
        let type_name = column.first().map_or("text", Value::type_name);
        query.push(if number > 0 { ", " } else { "" });
        query.push_column(column);
        query.push("::").push(type_name).push("[]");
    }
    query.push(") as u (").push(&names).push(") ").push(tail);
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bind(row: &mut Separated<'_>, (number, words): &(i64, &str)) {
        row.push_bind(*number);
        row.push_bind(*words).push_unseparated("::tsvector");
    }

    #[test]
    fn sqlite_has_values_in_a_row() {
        let made = in_a_row(("insert into a (b, c)", ""), &[(1, "x"), (2, "y")], &bind);
        let (text, values) = made.parts();
        assert_eq!(
            text,
            "insert into a (b, c) values (?, ?::tsvector), (?, ?::tsvector) "
        );
        assert_eq!(values.len(), 4);
    }

    #[test]
    fn postgres_has_a_column_for_each_value_of_a_row() {
        let made = in_columns(
            ("insert into a (b, c)", "returning b"),
            &[(1, "x"), (2, "y")],
            &bind,
        );
        let (text, values) = made.parts();
        assert_eq!(
            text,
            "insert into a (b, c) select u.c1, u.c2::tsvector from unnest(?::bigint[], ?::text[]) \
             as u (c1, c2) returning b"
        );
        assert_eq!(values, []);
    }

    #[test]
    fn a_list_is_one_array_on_postgres() {
        let mut head = QueryBuilder::new("select a from b where c = ");
        head.push_bind("x").push(" and d in");
        let text = |dialect| {
            listed(dialect, (&head, "order by a"), &[1_i64, 2])
                .parts()
                .0
        };
        assert_eq!(
            text(Dialect::Postgres),
            "select a from b where c = ? and d = any(?) order by a"
        );
        assert_eq!(
            text(Dialect::Sqlite),
            "select a from b where c = ? and d in (?, ?) order by a"
        );
    }
}
