//! What a plugin kept when another version took its place: a copy, made in the transaction of the change, that a roll-back exchanges with
//! what there is then. Never more than the plugin's own storage, and one copy for each plugin.

use crate::database::sql::{self, Connection};
use crate::database::{Database, DatabaseError};

/// No plugin has this id: the copy's place while the two are exchanged.
const ASIDE: &str = "~";

/// Keeps what a plugin keeps now.
pub(super) async fn keep(connection: &mut Connection, plugin: &str) -> Result<(), sqlx::Error> {
    forget(connection, plugin).await?;
    copy(connection, plugin).await
}

async fn copy(connection: &mut Connection, plugin: &str) -> Result<(), sqlx::Error> {
    run(
        connection,
        "insert into plugin_storage_before (plugin, key, value)
         select plugin, key, value from plugin_storage where plugin = $1",
        plugin,
    )
    .await
}

/// Puts the copy in the place of what the plugin keeps now, which becomes the copy.
pub(super) async fn exchange(connection: &mut Connection, plugin: &str) -> Result<(), sqlx::Error> {
    sql::query("update plugin_storage_before set plugin = $2 where plugin = $1")
        .bind(plugin)
        .bind(ASIDE)
        .execute(&mut *connection)
        .await?;
    copy(connection, plugin).await?;
    for statement in [
        "delete from plugin_storage where plugin = $1",
        "insert into plugin_storage (plugin, key, value)
         select $1, key, value from plugin_storage_before where plugin = '~'",
        "delete from plugin_storage_size where plugin = $1",
        "insert into plugin_storage_size (plugin, bytes)
         select $1, cast(coalesce(sum(octet_length(key) + octet_length(value)), 0) as bigint)
         from plugin_storage where plugin = $1",
    ] {
        run(connection, statement, plugin).await?;
    }
    forget(connection, ASIDE).await
}

/// Forgets the copy.
pub(super) async fn forget(connection: &mut Connection, plugin: &str) -> Result<(), sqlx::Error> {
    run(
        connection,
        "delete from plugin_storage_before where plugin = $1",
        plugin,
    )
    .await
}

async fn run(
    connection: &mut Connection,
    statement: &'static str,
    plugin: &str,
) -> Result<(), sqlx::Error> {
    sql::query(statement)
        .bind(plugin)
        .execute(connection)
        .await?;
    Ok(())
}

/// How many entries the copy has, and how many the plugin has now.
pub async fn entries(database: &Database, plugin: &str) -> Result<(u64, u64), DatabaseError> {
    let question = "select (select count(*) from plugin_storage_before where plugin = $1),
         (select count(*) from plugin_storage where plugin = $1)";
    let (before, now): (i64, i64) = sql::query_as(question)
        .bind(plugin)
        .fetch_one(database.readers())
        .await?;
    Ok((before as u64, now as u64))
}
