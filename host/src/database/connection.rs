//! Pools and connections of either database. What writes holds a transaction; what is handed out for reading cannot write.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::{
    Error, PgConnection, PgPool, Postgres, SqlStr, Sqlite, SqliteConnection, SqlitePool,
    Transaction,
};

use super::{postgres, sqlite};

/// Whose SQL is understood, where the two differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// Connections of one database.
#[derive(Clone, Debug)]
pub enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Pool {
    /// Whose SQL it understands.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// One connection for several questions.
    pub async fn acquire(&self) -> Result<Connection, Error> {
        Ok(Connection(match self {
            Self::Sqlite(pool) => Held::Sqlite(pool.acquire().await?),
            Self::Postgres(pool) => Held::Postgres(pool.acquire().await?),
        }))
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// One connection, for reading or inside a write transaction.
#[derive(Debug)]
pub struct Connection(Held);

#[derive(Debug)]
enum Held {
    Sqlite(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

impl Connection {
    /// Whose SQL it understands.
    pub fn dialect(&self) -> Dialect {
        match &self.0 {
            Held::Sqlite(_) | Held::SqliteWrite(_) => Dialect::Sqlite,
            Held::Postgres(_) | Held::PostgresWrite(_) => Dialect::Postgres,
        }
    }

    /// Runs the statements of a migration.
    pub(super) async fn run(&mut self, script: SqlStr) -> Result<(), Error> {
        match self.target() {
            Target::Sqlite(connection) => _ = sqlx::raw_sql(script).execute(connection).await?,
            Target::Postgres(connection) | Target::PostgresReader(connection) => {
                _ = sqlx::raw_sql(script).execute(connection).await?
            }
            Target::SqlitePool(_) | Target::PostgresPool(_) => {}
        }
        Ok(())
    }
}

/// Begins the one write transaction.
pub(super) async fn begin(writer: &Pool) -> Result<Write, Error> {
    Ok(Write(Connection(match writer {
        Pool::Sqlite(writer) => Held::SqliteWrite(sqlite::begin(writer).await?),
        Pool::Postgres(writer) => Held::PostgresWrite(postgres::begin(writer).await?),
    })))
}

/// Begins to read as of one moment, whatever is written meanwhile.
pub(super) async fn snapshot(readers: &Pool) -> Result<Connection, Error> {
    Ok(Connection(match readers {
        Pool::Sqlite(readers) => Held::SqliteWrite(sqlite::snapshot(readers).await?),
        Pool::Postgres(readers) => Held::PostgresWrite(postgres::snapshot(readers).await?),
    }))
}

/// A write transaction: the caller commits it, and dropping it undoes everything.
#[derive(Debug)]
pub struct Write(Connection);

impl Write {
    /// Keeps all of it.
    pub async fn commit(self) -> Result<(), Error> {
        match self.0.0 {
            Held::SqliteWrite(transaction) => transaction.commit().await,
            Held::PostgresWrite(transaction) => transaction.commit().await,
            Held::Sqlite(_) | Held::Postgres(_) => Ok(()),
        }
    }
}

impl Deref for Write {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// Where a statement is executed.
pub trait Executor<'c>: Send {
    /// The pool or connection below.
    fn target(self) -> Target<'c>;
}

/// What sqlx executes on.
#[derive(Debug)]
pub enum Target<'c> {
    SqlitePool(&'c SqlitePool),
    Sqlite(&'c mut SqliteConnection),
    PostgresPool(&'c PgPool),
    PostgresReader(&'c mut PgConnection),
    Postgres(&'c mut PgConnection),
}

impl<'c> Executor<'c> for &'c Pool {
    fn target(self) -> Target<'c> {
        match self {
            Pool::Sqlite(pool) => Target::SqlitePool(pool),
            Pool::Postgres(pool) => Target::PostgresPool(pool),
        }
    }
}

impl<'c> Executor<'c> for &'c mut Connection {
    fn target(self) -> Target<'c> {
        match &mut self.0 {
            Held::Sqlite(connection) => Target::Sqlite(connection),
            Held::SqliteWrite(transaction) => Target::Sqlite(transaction),
            Held::Postgres(connection) => Target::PostgresReader(connection),
            Held::PostgresWrite(transaction) => Target::Postgres(transaction),
        }
    }
}
