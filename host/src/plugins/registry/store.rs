//! The tables of installed plugins, their grants, logs, runs and reports.

mod before;
mod components;
mod grants;
mod logs;
mod orders;
mod runs;

use crate::database::{Database, DatabaseError, Write, sql};
use crate::directory::journal::PLUGINS;

pub use before::entries as entries_before;
use components::forget_components;
pub use components::{
    Data, Version, add_component, artefact, artefacts, component, forget_artefact, forget_waiting,
    let_wait, set_artefact, switch,
};
pub use grants::{change_grants, grants};
pub use logs::{LogLine, add_log, log};
pub use orders::{TaskOrder, end_order, order_task, ordered_tasks};
pub use runs::{TaskRun, add_report, begin_run, end_run, last_report, last_run, last_started};

/// An installed plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// The component in use.
    pub hash: String,
    /// The one before it.
    pub previous_hash: Option<String>,
    /// One that waits for approval.
    pub waiting_hash: Option<String>,
    /// What was set over the defaults.
    pub settings: String,
    /// Why it is paused.
    pub paused_reason: Option<String>,
    /// Moves with version, grants and settings.
    pub stamp: i64,
    /// By whose key the component in use is signed; nothing where it is not.
    pub publisher: Option<String>,
    /// When what it kept was copied for a roll-back, in milliseconds since 1970.
    pub before_at: Option<i64>,
}

impl sql::FromRow for Row {
    fn from_row(row: sql::Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            hash: row.try_get("hash")?,
            previous_hash: row.try_get("previous_hash")?,
            waiting_hash: row.try_get("waiting_hash")?,
            settings: row.try_get("settings")?,
            paused_reason: row.try_get("paused_reason")?,
            stamp: row.try_get("stamp")?,
            publisher: row.try_get("publisher")?,
            before_at: row.try_get("before_at")?,
        })
    }
}

/// Moves the position of plugins and returns where it stands now.
async fn bump(write: &mut Write) -> Result<i64, sqlx::Error> {
    let moved = crate::directory::journal::store::bump(write, &[PLUGINS.to_owned()].into()).await?;
    Ok(moved.get(PLUGINS).copied().unwrap_or_default())
}

/// Where the position of plugins stands.
pub async fn position(database: &Database) -> Result<i64, DatabaseError> {
    Ok(crate::directory::journal::store::position(database.readers(), PLUGINS).await?)
}

/// All installed plugins.
pub async fn plugins(database: &Database) -> Result<Vec<Row>, DatabaseError> {
    Ok(sql::query_as(
        "select id, hash, previous_hash, waiting_hash, settings, paused_reason, stamp, publisher, before_at from plugin order by id",
    )
    .fetch_all(database.readers())
    .await?)
}

/// One installed plugin.
pub async fn plugin(database: &Database, id: &str) -> Result<Option<Row>, DatabaseError> {
    Ok(sql::query_as(
        "select id, hash, previous_hash, waiting_hash, settings, paused_reason, stamp, publisher, before_at from plugin where id = $1",
    )
    .bind(id)
    .fetch_optional(database.readers())
    .await?)
}

/// The plugin that has this mount, other than `id`.
pub async fn mounted_by_another(
    database: &Database,
    mount: &str,
    id: &str,
) -> Result<Option<String>, DatabaseError> {
    Ok(
        sql::query_scalar("select id from plugin where mount = $1 and id <> $2")
            .bind(mount)
            .bind(id)
            .fetch_optional(database.readers())
            .await?,
    )
}

/// Removes a plugin; its records stay.
pub async fn remove(database: &Database, id: &str) -> Result<bool, DatabaseError> {
    let mut write = database.write().await?;
    let removed = sql::query("delete from plugin where id = $1")
        .bind(id)
        .execute(&mut *write)
        .await?
        .rows_affected();
    before::forget(&mut write, id).await?;
    forget_components(&mut write).await?;
    bump(&mut write).await?;
    write.commit().await?;
    Ok(removed > 0)
}

/// Pauses a plugin with a reason, or lets it go on.
pub async fn set_paused(
    database: &Database,
    id: &str,
    reason: Option<&str>,
    now_ms: i64,
) -> Result<bool, DatabaseError> {
    let mut write = database.write().await?;
    let changed = sql::query("update plugin set paused_at = $3, paused_reason = $2 where id = $1")
        .bind(id)
        .bind(reason)
        .bind(reason.map(|_| now_ms))
        .execute(&mut *write)
        .await?
        .rows_affected();
    bump(&mut write).await?;
    write.commit().await?;
    Ok(changed > 0)
}

/// Sets what holds over the defaults of the plugin's settings.
pub async fn set_settings(
    database: &Database,
    id: &str,
    settings: &str,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query("update plugin set settings = $2, stamp = stamp + 1 where id = $1")
        .bind(id)
        .bind(settings)
        .execute(&mut *write)
        .await?;
    bump(&mut write).await?;
    Ok(write.commit().await?)
}

/// How far a plugin has followed the journal.
pub async fn cursor(database: &Database, plugin: &str) -> Result<Option<i64>, DatabaseError> {
    Ok(
        sql::query_scalar("select seq from plugin_cursor where plugin = $1")
            .bind(plugin)
            .fetch_optional(database.readers())
            .await?,
    )
}

/// Moves that cursor.
pub async fn set_cursor(database: &Database, plugin: &str, seq: i64) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query("insert into plugin_cursor (plugin, seq) values ($1, $2) on conflict (plugin) do update set seq = excluded.seq")
        .bind(plugin)
        .bind(seq)
        .execute(&mut *write)
        .await?;
    Ok(write.commit().await?)
}
