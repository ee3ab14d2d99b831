//! SQL of the plugins' storage.

use std::collections::BTreeMap;

use crate::database::sql::{self, Connection, Pool, QueryBuilder};

/// The value of one key.
pub(in super::super) async fn value(
    readers: &Pool,
    plugin: &str,
    key: &str,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sql::query_scalar("select value from plugin_storage where plugin = $1 and key = $2")
        .bind(plugin)
        .bind(key)
        .fetch_optional(readers)
        .await
}

/// Keys that begin with a prefix and stand after a key, in the order of their bytes.
pub(in super::super) async fn keys(
    readers: &Pool,
    plugin: &str,
    (prefix, after): (&str, &str),
    limit: u32,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar(
        "select key from plugin_storage
         where plugin = $1 and key >= $2 and key <= $3 and key > $4
         order by key limit $5",
    )
    .bind(plugin)
    .bind(prefix)
    // The last character of Unicode, which no text holds: the end of the prefix's range.
    .bind(format!("{prefix}\u{10FFFF}"))
    .bind(after)
    .bind(i64::from(limit))
    .fetch_all(readers)
    .await
}

/// How many bytes a plugin's keys and values have.
pub(in super::super) async fn bytes(readers: &Pool, plugin: &str) -> Result<u64, sqlx::Error> {
    let bytes: Option<i64> =
        sql::query_scalar("select bytes from plugin_storage_size where plugin = $1")
            .bind(plugin)
            .fetch_optional(readers)
            .await?;
    Ok(bytes.unwrap_or(0).max(0) as u64)
}

/// Sets and forgets keys (each once); how many bytes the plugin holds then comes back.
pub(in super::super) async fn write(
    connection: &mut Connection,
    plugin: &str,
    writes: &BTreeMap<&str, Option<&[u8]>>,
) -> Result<u64, sqlx::Error> {
    let keys: Vec<&str> = writes.keys().copied().collect();
    let sizes = writes
        .iter()
        .filter_map(|(key, value)| value.map(|value| key.len() + value.len()));
    let mut grown = sizes.sum::<usize>() as i64;
    grown -= forget(connection, plugin, &keys).await?;
    let kept: Vec<(&str, &[u8])> = writes
        .iter()
        .filter_map(|(key, value)| Some((*key, (*value)?)))
        .collect();
    sql::insert_rows(
        connection,
        ("insert into plugin_storage (plugin, key, value)", ""),
        &kept,
        |row, (key, value)| {
            row.push_bind(plugin).push_bind(*key).push_bind(*value);
        },
    )
    .await?;
    let bytes: i64 = sql::query_scalar(
        "insert into plugin_storage_size (plugin, bytes) values ($1, $2)
         on conflict (plugin) do update set bytes = plugin_storage_size.bytes + excluded.bytes
         returning bytes",
    )
    .bind(plugin)
    .bind(grown)
    .fetch_one(connection)
    .await?;
    Ok(bytes.max(0) as u64)
}

/// Takes keys out and says how many bytes that freed.
async fn forget(
    connection: &mut Connection,
    plugin: &str,
    keys: &[&str],
) -> Result<i64, sqlx::Error> {
    let mut head = QueryBuilder::new("delete from plugin_storage where plugin = ");
    head.push_bind(plugin).push(" and key in");
    let tail = "returning cast(octet_length(key) + octet_length(value) as bigint)";
    let freed: Vec<(i64,)> = sql::fetch_listed(connection, (&head, tail), keys).await?;
    Ok(freed.iter().map(|(bytes,)| bytes).sum())
}

/// Forgets everything of a plugin that is removed with its data.
pub(in super::super) async fn clear(
    connection: &mut Connection,
    plugin: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from plugin_storage where plugin = $1")
        .bind(plugin)
        .execute(&mut *connection)
        .await?;
    sql::query("delete from plugin_storage_size where plugin = $1")
        .bind(plugin)
        .execute(connection)
        .await?;
    Ok(())
}
