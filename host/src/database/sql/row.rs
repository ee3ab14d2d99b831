//! A row of an answer, of either database.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex, Error, Row as _};

/// A row, read by the names or the numbers of its columns.
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// One column.
    pub fn try_get<T: Column>(&self, index: impl Index) -> Result<T, Error> {
        T::read(self, index)
    }
}

/// A column's name, or its number from 0.
pub trait Index: ColumnIndex<SqliteRow> + ColumnIndex<PgRow> {}

impl<I: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>> Index for I {}

/// What a column can be read as.
pub trait Column: Sized {
    /// Reads it.
    fn read(row: &Row, index: impl Index) -> Result<Self, Error>;
}

macro_rules! columns {
    ($($type:ty),*) => {$(
        impl Column for $type {
            fn read(row: &Row, index: impl Index) -> Result<Self, Error> {
                match row {
                    Row::Sqlite(row) => row.try_get(index),
                    Row::Postgres(row) => row.try_get(index),
                }
            }
        }
    )*};
}

columns!(
    String,
    i64,
    f64,
    Vec<u8>,
    Option<String>,
    Option<i64>,
    Option<f64>,
    Option<Vec<u8>>
);

/// Written as 0 or 1.
impl Column for bool {
    fn read(row: &Row, index: impl Index) -> Result<Self, Error> {
        i64::read(row, index).map(|number| number != 0)
    }
}

/// What a whole row makes.
pub trait FromRow: Sized {
    /// Reads it.
    fn from_row(row: Row) -> Result<Self, Error>;
}

impl FromRow for Row {
    fn from_row(row: Row) -> Result<Self, Error> {
        Ok(row)
    }
}

impl<A: Column> FromRow for (A,) {
    fn from_row(row: Row) -> Result<Self, Error> {
        Ok((row.try_get(0)?,))
    }
}

impl<A: Column, B: Column> FromRow for (A, B) {
    fn from_row(row: Row) -> Result<Self, Error> {
        Ok((row.try_get(0)?, row.try_get(1)?))
    }
}

impl<A: Column, B: Column, C: Column> FromRow for (A, B, C) {
    fn from_row(row: Row) -> Result<Self, Error> {
        Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
    }
}

impl<A: Column, B: Column, C: Column, D: Column> FromRow for (A, B, C, D) {
    fn from_row(row: Row) -> Result<Self, Error> {
        let (a, b, c) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok((a, b, c, row.try_get(3)?))
    }
}
