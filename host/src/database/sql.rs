//! One statement for both databases: text with `$1`, values that each database encodes for itself, and rows that are read
//! by column. It knows no table; whoever writes SQL that only one of them understands asks for the [`Dialect`].

mod builder;
mod listed;
mod row;
mod value;

pub use self::builder::{QueryBuilder, Separated};
pub use self::listed::{
    ROWS_MAX, execute_listed, fetch_listed, insert_rows, insert_rows_returning,
};
pub use self::row::{Column, FromRow, Row};
pub use self::value::Value;
pub use super::connection::{Connection, Dialect, Executor, Pool};

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Error, Postgres, SqlSafeStr as _, SqlStr, Sqlite};

use super::connection::Target;

/// A statement with its values, and how a row of its answer is read.
#[must_use = "a statement does nothing before it is executed"]
pub struct Query<T = Row> {
    text: Text,
    values: Vec<Value>,
    /// Arrays of values, behind them.
    columns: Vec<Vec<Value>>,
    persistent: bool,
    read: fn(Row) -> Result<T, Error>,
}

enum Text {
    /// With `$1`, which both understand.
    Static(&'static str),
    /// With `?` for each value: SQLite looks a name up among all names, which a statement of ten thousand values feels.
    Built(String),
}

impl Text {
    fn sqlite(self) -> SqlStr {
        match self {
            Self::Static(text) => text.into_sql_str(),
            Self::Built(text) => AssertSqlSafe(text).into_sql_str(),
        }
    }

    fn postgres(self) -> SqlStr {
        match self {
            Self::Static(text) => text.into_sql_str(),
            Self::Built(text) => AssertSqlSafe(builder::numbered(&text)).into_sql_str(),
        }
    }
}

/// What a statement did.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    rows_affected: u64,
}

impl Done {
    /// How many rows were inserted, changed or deleted.
    pub fn rows_affected(self) -> u64 {
        self.rows_affected
    }
}

/// A statement whose rows are read by column.
pub fn query(text: &'static str) -> Query {
    Query::new(Text::Static(text), Ok)
}

/// A statement each of whose rows makes a `T`.
pub fn query_as<T: FromRow>(text: &'static str) -> Query<T> {
    Query::new(Text::Static(text), T::from_row)
}

/// A statement of whose rows the first column is wanted.
pub fn query_scalar<T: Column>(text: &'static str) -> Query<T> {
    Query::new(Text::Static(text), first::<T>)
}

fn first<T: Column>(row: Row) -> Result<T, Error> {
    row.try_get(0)
}

impl<T> Query<T> {
    fn new(text: Text, read: fn(Row) -> Result<T, Error>) -> Self {
        Self {
            text,
            values: Vec::new(),
            columns: Vec::new(),
            persistent: true,
            read,
        }
    }

    /// A statement that was put together here, of our own words and with bound values.
    fn built(
        text: String,
        (values, columns): (Vec<Value>, Vec<Vec<Value>>),
        read: fn(Row) -> Result<T, Error>,
    ) -> Self {
        Self {
            values,
            columns,
            ..Self::new(Text::Built(text), read)
        }
    }

    /// Binds the next value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Whether the connection keeps it prepared; not where its text is hardly ever the same.
    pub fn persistent(mut self, persistent: bool) -> Self {
        self.persistent = persistent;
        self
    }
}

/// One call for each database and each kind of connection.
macro_rules! on {
    ($query:expr, $executor:expr, |$statement:ident, $row:ident, $target:ident| $call:expr) => {
        match $executor.target() {
            Target::SqlitePool($target) => {
                let ($statement, $row) = ($query.sqlite()?, Row::Sqlite);
                $call
            }
            Target::Sqlite($target) => {
                let ($statement, $row) = ($query.sqlite()?, Row::Sqlite);
                $call
            }
            Target::PostgresPool($target) => {
                let ($statement, $row) = ($query.asking().postgres()?, Row::Postgres);
                $call
            }
            Target::PostgresReader($target) => {
                let ($statement, $row) = ($query.asking().postgres()?, Row::Postgres);
                $call
            }
            Target::Postgres($target) => {
                let ($statement, $row) = ($query.postgres()?, Row::Postgres);
                $call
            }
        }
    };
}

impl<T> Query<T> {
    fn sqlite(self) -> Result<sqlx::query::Query<'static, Sqlite, SqliteArguments>, Error> {
        let arguments = value::sqlite(self.values)?;
        Ok(sqlx::query_with(self.text.sqlite(), arguments).persistent(self.persistent))
    }

    /// On what only reads.
    fn asking(mut self) -> Self {
        value::without_nul(&mut self.values);
        self.columns
            .iter_mut()
            .for_each(|column| value::without_nul(column));
        self
    }

    fn postgres(self) -> Result<sqlx::query::Query<'static, Postgres, PgArguments>, Error> {
        let arguments = value::postgres(self.values, self.columns)?;
        Ok(sqlx::query_with(self.text.postgres(), arguments).persistent(self.persistent))
    }
}

impl<T: Send + Unpin> Query<T> {
    /// Does it and says how many rows it touched.
    pub async fn execute<'c>(self, executor: impl Executor<'c>) -> Result<Done, Error> {
        let rows_affected = match executor.target() {
            Target::SqlitePool(pool) => self.sqlite()?.execute(pool).await?.rows_affected(),
            Target::Sqlite(one) => self.sqlite()?.execute(one).await?.rows_affected(),
            Target::PostgresPool(pool) => self.postgres()?.execute(pool).await?.rows_affected(),
            Target::Postgres(one) | Target::PostgresReader(one) => {
                self.postgres()?.execute(one).await?.rows_affected()
            }
        };
        Ok(Done { rows_affected })
    }

    /// All rows: of an answer that the statement itself bounds.
    pub async fn fetch_all<'c>(self, executor: impl Executor<'c>) -> Result<Vec<T>, Error> {
        let read = self.read;
        on!(self, executor, |statement, row, target| statement
            .try_map(move |found| read(row(found)))
            .fetch_all(target)
            .await)
    }

    /// The first row, if there is one.
    pub async fn fetch_optional<'c>(self, executor: impl Executor<'c>) -> Result<Option<T>, Error> {
        let read = self.read;
        on!(self, executor, |statement, row, target| statement
            .try_map(move |found| read(row(found)))
            .fetch_optional(target)
            .await)
    }

    /// The first row; `RowNotFound` where there is none.
    pub async fn fetch_one<'c>(self, executor: impl Executor<'c>) -> Result<T, Error> {
        self.fetch_optional(executor)
            .await?
            .ok_or(Error::RowNotFound)
    }
}
