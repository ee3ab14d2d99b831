//! The tables of installed plugins, their grants, logs, runs and reports.

use sqlx::Row as _;

use super::super::grants::Capability;
use super::super::say::ReportLine;
use super::super::task::Step;
use crate::database::{Database, DatabaseError, Write};
use crate::directory::journal::PLUGINS;

/// Lines of the log kept for all plugins; older ones go.
const LOG_LINES_MAX: i64 = 20_000;
/// Runs whose reports are kept for each task.
const RUNS_KEPT: i64 = 10;

/// An installed plugin.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
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
}

/// A line of the log with where it was said.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LogLine {
    /// Who.
    pub plugin: String,
    /// Milliseconds since 1970.
    pub at: i64,
    /// `debug`, `info`, `warning` or `error`.
    pub level: String,
    /// The call in a word.
    pub call: String,
    /// The request's id.
    pub request: String,
    /// What.
    pub message: String,
}

/// A plugin to be put in place.
#[derive(Debug, Clone)]
pub struct Version<'a> {
    /// Its id.
    pub id: &'a str,
    /// The component's hash.
    pub hash: &'a str,
    /// As the manifest says it.
    pub version: &'a str,
    /// Below which address.
    pub mount: Option<&'a str>,
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
    Ok(sqlx::query_as(
        "select id, hash, previous_hash, waiting_hash, settings, paused_reason, stamp from plugin order by id",
    )
    .fetch_all(database.readers())
    .await?)
}

/// One installed plugin.
pub async fn plugin(database: &Database, id: &str) -> Result<Option<Row>, DatabaseError> {
    Ok(sqlx::query_as(
        "select id, hash, previous_hash, waiting_hash, settings, paused_reason, stamp from plugin where id = $1",
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
        sqlx::query_scalar("select id from plugin where mount = $1 and id <> $2")
            .bind(mount)
            .bind(id)
            .fetch_optional(database.readers())
            .await?,
    )
}

/// The bytes of a component.
pub async fn component(database: &Database, hash: &str) -> Result<Vec<u8>, DatabaseError> {
    Ok(
        sqlx::query_scalar("select component from plugin_component where hash = $1")
            .bind(hash)
            .fetch_one(database.readers())
            .await?,
    )
}

/// Keeps a component.
pub async fn add_component(
    database: &Database,
    hash: &str,
    bytes: &[u8],
    now_ms: i64,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sqlx::query("insert into plugin_component (hash, component, added_at) values ($1, $2, $3) on conflict (hash) do nothing")
        .bind(hash)
        .bind(bytes)
        .bind(now_ms)
        .execute(&mut *write)
        .await?;
    Ok(write.commit().await?)
}

/// Puts a version in place; the one in use before is kept for a roll-back.
pub async fn switch(
    database: &Database,
    version: &Version<'_>,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    // Never a stamp that a plugin of this name had before it was removed: kept pages would be taken for its own.
    let stamp = bump(&mut write).await?;
    sqlx::query(
        "insert into plugin (id, hash, version, mount, installed_at, updated_at, stamp) values ($1, $2, $3, $4, $5, $5, $6)
         on conflict (id) do update set
             previous_hash = case when plugin.hash = excluded.hash then plugin.previous_hash else plugin.hash end,
             hash = excluded.hash, version = excluded.version, mount = excluded.mount, waiting_hash = null,
             paused_at = null, paused_reason = null, updated_at = excluded.updated_at, stamp = plugin.stamp + 1",
    )
    .bind(version.id)
    .bind(version.hash)
    .bind(version.version)
    .bind(version.mount)
    .bind(now_ms)
    .bind(stamp)
    .execute(&mut *write)
    .await?;
    forget_components(&mut write).await?;
    Ok(write.commit().await?)
}

/// Lets a version wait for approval.
pub async fn let_wait(database: &Database, id: &str, hash: &str) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sqlx::query("update plugin set waiting_hash = $2 where id = $1")
        .bind(id)
        .bind(hash)
        .execute(&mut *write)
        .await?;
    forget_components(&mut write).await?;
    Ok(write.commit().await?)
}

async fn forget_components(write: &mut Write) -> Result<(), sqlx::Error> {
    sqlx::query(
        "delete from plugin_component where not exists (select 1 from plugin
             where plugin_component.hash in (plugin.hash, plugin.previous_hash, plugin.waiting_hash))",
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Removes a plugin; its records stay.
pub async fn remove(database: &Database, id: &str) -> Result<bool, DatabaseError> {
    let mut write = database.write().await?;
    let removed = sqlx::query("delete from plugin where id = $1")
        .bind(id)
        .execute(&mut *write)
        .await?
        .rows_affected();
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
    let changed = sqlx::query("update plugin set paused_at = $3, paused_reason = $2 where id = $1")
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
    sqlx::query("update plugin set settings = $2, stamp = stamp + 1 where id = $1")
        .bind(id)
        .bind(settings)
        .execute(&mut *write)
        .await?;
    bump(&mut write).await?;
    Ok(write.commit().await?)
}

/// What was granted to a plugin.
pub async fn grants(database: &Database, id: &str) -> Result<Vec<Capability>, DatabaseError> {
    let texts: Vec<String> = sqlx::query_scalar(
        "select capability from plugin_grant where plugin = $1 order by capability",
    )
    .bind(id)
    .fetch_all(database.readers())
    .await?;
    // One that this program does not know grants nothing.
    Ok(texts.iter().filter_map(|text| text.parse().ok()).collect())
}

/// Grants and takes back.
pub async fn change_grants(
    database: &Database,
    id: &str,
    (granted, revoked): (&[Capability], &[Capability]),
    now_ms: i64,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    for capability in granted {
        sqlx::query(
            "insert into plugin_grant (plugin, capability, granted_at) values ($1, $2, $3) on conflict (plugin, capability) do nothing",
        )
        .bind(id)
        .bind(capability.to_string())
        .bind(now_ms)
        .execute(&mut *write)
        .await?;
    }
    for capability in revoked {
        sqlx::query("delete from plugin_grant where plugin = $1 and capability = $2")
            .bind(id)
            .bind(capability.to_string())
            .execute(&mut *write)
            .await?;
    }
    sqlx::query("update plugin set stamp = stamp + 1 where id = $1")
        .bind(id)
        .execute(&mut *write)
        .await?;
    bump(&mut write).await?;
    Ok(write.commit().await?)
}

/// The SHA-256 of a compiled component that this instance made.
pub async fn artefact(database: &Database, name: &str) -> Result<Option<String>, DatabaseError> {
    Ok(
        sqlx::query_scalar("select sha256 from plugin_artefact where name = $1")
            .bind(name)
            .fetch_optional(database.readers())
            .await?,
    )
}

/// Notes what this instance compiled.
pub async fn set_artefact(
    database: &Database,
    name: &str,
    sha256: &str,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sqlx::query(
        "insert into plugin_artefact (name, sha256) values ($1, $2) on conflict (name) do update set sha256 = excluded.sha256",
    )
    .bind(name)
    .bind(sha256)
    .execute(&mut *write)
    .await?;
    Ok(write.commit().await?)
}

/// Adds lines to the log and lets the oldest go.
pub async fn add_log(database: &Database, lines: &[LogLine]) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    for line in lines {
        sqlx::query("insert into plugin_log (plugin, at, level, call, request, message) values ($1, $2, $3, $4, $5, $6)")
            .bind(&line.plugin)
            .bind(line.at)
            .bind(&line.level)
            .bind(&line.call)
            .bind(&line.request)
            .bind(&line.message)
            .execute(&mut *write)
            .await?;
    }
    sqlx::query("delete from plugin_log where number <= (select max(number) from plugin_log) - $1")
        .bind(LOG_LINES_MAX)
        .execute(&mut *write)
        .await?;
    Ok(write.commit().await?)
}

/// The newest lines of a plugin's log, the oldest first.
pub async fn log(database: &Database, id: &str, limit: i64) -> Result<Vec<LogLine>, DatabaseError> {
    let mut lines: Vec<LogLine> = sqlx::query_as(
        "select plugin, at, level, call, request, message from plugin_log where plugin = $1 order by number desc limit $2",
    )
    .bind(id)
    .bind(limit)
    .fetch_all(database.readers())
    .await?;
    lines.reverse();
    Ok(lines)
}

/// Begins the journal of a task's run.
pub async fn begin_run(
    database: &Database,
    (plugin, task): (&str, &str),
    now_ms: i64,
) -> Result<i64, DatabaseError> {
    let mut write = database.write().await?;
    sqlx::query(
        "delete from plugin_run where plugin = $1 and task = $2 and number not in
             (select number from plugin_run where plugin = $1 and task = $2 order by number desc limit $3)",
    )
    .bind(plugin)
    .bind(task)
    .bind(RUNS_KEPT - 1)
    .execute(&mut *write)
    .await?;
    let number: i64 = sqlx::query_scalar(
        "insert into plugin_run (plugin, task, started_at) values ($1, $2, $3) returning number",
    )
    .bind(plugin)
    .bind(task)
    .bind(now_ms)
    .fetch_one(&mut *write)
    .await?;
    write.commit().await?;
    Ok(number)
}

/// Ends it.
pub async fn end_run(
    database: &Database,
    run: i64,
    (finished, message): (bool, &str),
    now_ms: i64,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sqlx::query(
        "update plugin_run set ended_at = $2, finished = $3, message = $4 where number = $1",
    )
    .bind(run)
    .bind(now_ms)
    .bind(i64::from(finished))
    .bind(message)
    .execute(&mut *write)
    .await?;
    Ok(write.commit().await?)
}

/// Adds what a step did.
pub async fn add_report(database: &Database, run: i64, step: &Step) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sqlx::query("update plugin_run set done = $2, total = $3, message = $4 where number = $1")
        .bind(run)
        .bind(i64::try_from(step.done).unwrap_or(i64::MAX))
        .bind(
            step.total
                .map(|total| i64::try_from(total).unwrap_or(i64::MAX)),
        )
        .bind(&step.message)
        .execute(&mut *write)
        .await?;
    for line in &step.report {
        sqlx::query(
            "insert into plugin_report (run, outcome, subject, message) values ($1, $2, $3, $4)",
        )
        .bind(run)
        .bind(&line.outcome)
        .bind(&line.subject)
        .bind(&line.message)
        .execute(&mut *write)
        .await?;
    }
    Ok(write.commit().await?)
}

/// The report of the newest run of a task.
pub async fn last_report(
    database: &Database,
    plugin: &str,
    task: &str,
) -> Result<Vec<ReportLine>, DatabaseError> {
    let rows = sqlx::query(
        "select outcome, subject, message from plugin_report where run =
             (select max(number) from plugin_run where plugin = $1 and task = $2) order by number",
    )
    .bind(plugin)
    .bind(task)
    .fetch_all(database.readers())
    .await?;
    Ok(rows
        .iter()
        .map(|row| ReportLine {
            outcome: row.get(0),
            subject: row.get(1),
            message: row.get(2),
        })
        .collect())
}

/// When a task last began, in milliseconds since 1970.
pub async fn last_started(
    database: &Database,
    plugin: &str,
    task: &str,
) -> Result<Option<i64>, DatabaseError> {
    Ok(
        sqlx::query_scalar(
            "select max(started_at) from plugin_run where plugin = $1 and task = $2",
        )
        .bind(plugin)
        .bind(task)
        .fetch_one(database.readers())
        .await?,
    )
}

/// How far a plugin has followed the journal.
pub async fn cursor(database: &Database, plugin: &str) -> Result<Option<i64>, DatabaseError> {
    Ok(
        sqlx::query_scalar("select seq from plugin_cursor where plugin = $1")
            .bind(plugin)
            .fetch_optional(database.readers())
            .await?,
    )
}

/// Moves that cursor.
pub async fn set_cursor(database: &Database, plugin: &str, seq: i64) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sqlx::query("insert into plugin_cursor (plugin, seq) values ($1, $2) on conflict (plugin) do update set seq = excluded.seq")
        .bind(plugin)
        .bind(seq)
        .execute(&mut *write)
        .await?;
    Ok(write.commit().await?)
}
