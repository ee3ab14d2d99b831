//! SQL of what a plugin keeps.

use serde_json::{Value, json};

use crate::database::{Database, DatabaseError, sql};

/// Its records, whole.
pub(super) async fn records(
    database: &Database,
    plugin: &str,
) -> Result<Vec<Value>, DatabaseError> {
    let rows = sql::query(
        "select id, kind, key, state, revision, content from record where maker = $1 order by number",
    )
    .bind(plugin)
    .fetch_all(database.readers())
    .await?;
    let one = |row: &sql::Row| -> Result<Value, sqlx::Error> {
        let content: String = row.try_get("content")?;
        Ok(json!({
            "id": row.try_get::<String>("id")?,
            "kind": row.try_get::<String>("kind")?,
            "key": row.try_get::<Option<String>>("key")?,
            "state": row.try_get::<String>("state")?,
            "revision": row.try_get::<i64>("revision")?,
            "content": serde_json::from_str::<Value>(&content).unwrap_or(Value::Null),
        }))
    };
    Ok(rows.iter().map(one).collect::<Result<_, _>>()?)
}

/// Keys and values; one that is no text stands in hexadecimal.
pub(super) async fn values(database: &Database, plugin: &str) -> Result<Vec<Value>, DatabaseError> {
    let rows: Vec<(String, Vec<u8>)> =
        sql::query_as("select key, value from plugin_storage where plugin = $1 order by key")
            .bind(plugin)
            .fetch_all(database.readers())
            .await?;
    let one = |(key, value): (String, Vec<u8>)| match String::from_utf8(value) {
        Ok(text) => json!({ "key": key, "text": text }),
        Err(error) => {
            use std::fmt::Write as _;
            let mut hex = String::new();
            for byte in error.as_bytes() {
                let _ = write!(hex, "{byte:02x}");
            }
            json!({ "key": key, "hexadecimal": hex })
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Number and name of each whole document.
pub(super) async fn documents(
    database: &Database,
    plugin: &str,
) -> Result<Vec<(i64, String)>, DatabaseError> {
    Ok(sql::query_as(
        "select number, name from document where plugin = $1 and complete = 1 order by name",
    )
    .bind(plugin)
    .fetch_all(database.readers())
    .await?)
}

pub(super) async fn document(database: &Database, number: i64) -> Result<Vec<u8>, DatabaseError> {
    let parts: Vec<Vec<u8>> = sql::query_scalar(
        "select bytes from document_part where document_number = $1 order by part",
    )
    .bind(number)
    .fetch_all(database.readers())
    .await?;
    Ok(parts.concat())
}

/// Name, type and what it shows.
pub(super) async fn images(
    database: &Database,
    plugin: &str,
) -> Result<Vec<(String, String, String)>, DatabaseError> {
    Ok(sql::query_as(
        "select name, content_type, alternative from image where plugin = $1 order by name",
    )
    .bind(plugin)
    .fetch_all(database.readers())
    .await?)
}

pub(super) async fn image(database: &Database, name: &str) -> Result<Vec<u8>, DatabaseError> {
    Ok(sql::query_scalar("select bytes from image where name = $1")
        .bind(name)
        .fetch_one(database.readers())
        .await?)
}
