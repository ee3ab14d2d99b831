//! The tables as a database itself tells them, so that one which a later migration adds is copied too.

use super::super::{Connection, Dialect};
use super::sql::{self, QueryBuilder};

/// What each database has for itself, and what no longer holds once another process opens it.
const LEFT_OUT: [&str; 2] = ["migration", "job_claim"];

/// The four types that both databases have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Text,
    Integer,
    Real,
    Blob,
}

/// A table; its names are quoted.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<(String, Shape)>,
    /// The columns of its primary key, in its order.
    pub key: Vec<usize>,
    /// A number that the database makes.
    counted: Option<String>,
    references: Vec<String>,
}

impl Table {
    pub fn column_names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    }

    /// Whether a row may be many bytes.
    pub fn is_large(&self) -> bool {
        self.columns.iter().any(|(_, shape)| *shape == Shape::Blob)
    }

    /// The same columns, in whatever order.
    pub fn is_like(&self, other: &Self) -> bool {
        self.name == other.name
            && self.columns.len() == other.columns.len()
            && self.columns.iter().all(|one| other.columns.contains(one))
    }
}

/// Everything that is copied, each table after those that it refers to.
pub(super) async fn tables(connection: &mut Connection) -> Result<Vec<Table>, sqlx::Error> {
    let (columns, references) = match connection.dialect() {
        Dialect::Sqlite => (SQLITE_COLUMNS, SQLITE_REFERENCES),
        Dialect::Postgres => (POSTGRES_COLUMNS, POSTGRES_REFERENCES),
    };
    let mut tables: Vec<Table> = Vec::new();
    let mut derived: Vec<String> = Vec::new();
    let columns = sql::query(columns).fetch_all(&mut *connection).await?;
    for row in &columns {
        let (table, column): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if LEFT_OUT.contains(&table.as_str()) {
            continue;
        }
        let (name, column) = (quoted(&table), quoted(&column));
        // Another type is one of a search index: its table is made anew.
        let Some(shape) = shape(&row.try_get::<String>(2)?) else {
            derived.push(name);
            continue;
        };
        if tables.last().is_none_or(|last| last.name != name) {
            tables.push(Table {
                name,
                columns: Vec::new(),
                key: Vec::new(),
                counted: None,
                references: Vec::new(),
            });
        }
        let Some(table) = tables.last_mut() else {
            continue;
        };
        let place: i64 = row.try_get(3)?;
        if place > 0 {
            table.key.push(table.columns.len());
        }
        if row.try_get::<i64>(4)? > 0 {
            table.counted = Some(column.clone());
        }
        table.columns.push((column, shape));
    }
    tables.retain(|table| !derived.contains(&table.name));
    let references: Vec<(String, String)> = sql::query_as(references)
        .fetch_all(&mut *connection)
        .await?;
    for (table, other) in references {
        let (name, other) = (quoted(&table), quoted(&other));
        if let Some(table) = tables.iter_mut().find(|table| table.name == name) {
            table.references.push(other);
        }
    }
    Ok(in_order(tables))
}

fn in_order(mut waiting: Vec<Table>) -> Vec<Table> {
    let mut done: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let free = waiting.iter().position(|table| {
            let stands = |name: &String| {
                *name == table.name || !waiting.iter().any(|other| other.name == *name)
            };
            table.references.iter().all(stands)
        });
        done.push(waiting.remove(free.unwrap_or(0)));
    }
    done
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn shape(declared: &str) -> Option<Shape> {
    match declared.to_ascii_lowercase().as_str() {
        "text" => Some(Shape::Text),
        "integer" | "bigint" => Some(Shape::Integer),
        "real" | "double precision" => Some(Shape::Real),
        "blob" | "bytea" => Some(Shape::Blob),
        _ => None,
    }
}

/// Lets a server count on from the largest number that was copied; SQLite does so by itself.
pub(super) async fn go_on_counting(
    connection: &mut Connection,
    table: &Table,
) -> Result<(), sqlx::Error> {
    let (Dialect::Postgres, Some(column)) = (connection.dialect(), &table.counted) else {
        return Ok(());
    };
    let mut query = QueryBuilder::new("select setval(pg_get_serial_sequence(");
    query.push_bind(table.name.as_str()).push(", ");
    query.push_bind(column.trim_matches('"'));
    query.push("), max(").push(column).push(")) from ");
    query.push(&table.name).push(" having count(*) > 0");
    query.build().execute(connection).await?;
    Ok(())
}

/// Table, column, type, whether in the primary key, whether counted. A table of a search index is virtual, or its shadow.
const SQLITE_COLUMNS: &str = "select t.name, c.name, c.type, c.pk, 0
    from pragma_table_list t join pragma_table_info(t.name) c
    where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite!_%' escape '!'
    order by t.name, c.pk, c.cid";

const SQLITE_REFERENCES: &str = "select t.name, f.\"table\"
    from pragma_table_list t join pragma_foreign_key_list(t.name) f
    where t.schema = 'main' and t.type = 'table'";

const POSTGRES_COLUMNS: &str = "select c.relname::text collate \"C\", a.attname::text, format_type(a.atttypid, null),
        coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint, (a.attidentity <> '')::int::bigint
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    order by 1, 4, a.attnum";

const POSTGRES_REFERENCES: &str = "select c.relname::text, o.relname::text
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class o on o.oid = k.confrelid
    where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace";
