//! Components and what was compiled of them: which one is in use, which one was before, which one waits.

use super::{before, bump};
use crate::database::{Database, DatabaseError, Write, sql};

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
    /// By whose key it is signed.
    pub publisher: Option<String>,
}

/// What becomes of what a plugin keeps where another version takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// It stays, and is copied for a roll-back.
    Keep,
    /// It stays, and so does the copy that there is.
    Leave,
    /// It is exchanged with the copy.
    Exchange,
}

/// The bytes of a component.
pub async fn component(database: &Database, hash: &str) -> Result<Vec<u8>, DatabaseError> {
    Ok(
        sql::query_scalar("select component from plugin_component where hash = $1")
            .bind(hash)
            .fetch_one(database.readers())
            .await?,
    )
}

/// Keeps a component; its bytes are put right where somebody changed them under its hash.
pub async fn add_component(
    database: &Database,
    hash: &str,
    bytes: &[u8],
    now_ms: i64,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query("insert into plugin_component (hash, component, added_at) values ($1, $2, $3) on conflict (hash) do update set component = excluded.component")
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
    data: Data,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    let known: Option<(String, Option<i64>)> =
        sql::query_as("select hash, before_at from plugin where id = $1")
            .bind(version.id)
            .fetch_optional(&mut *write)
            .await?;
    let is_other = known.as_ref().is_some_and(|(hash, _)| hash != version.hash);
    let before_at = match data {
        Data::Keep if is_other => {
            before::keep(&mut write, version.id).await?;
            Some(now_ms)
        }
        Data::Exchange => {
            before::exchange(&mut write, version.id).await?;
            Some(now_ms)
        }
        Data::Keep | Data::Leave => known.and_then(|(_, before_at)| before_at),
    };
    // Never a stamp that a plugin of this name had before it was removed: kept pages would be taken for its own.
    let stamp = bump(&mut write).await?;
    sql::query(
        "insert into plugin (id, hash, version, mount, installed_at, updated_at, stamp, publisher, before_at) values ($1, $2, $3, $4, $5, $5, $6, $7, $8)
         on conflict (id) do update set
             previous_hash = case when plugin.hash = excluded.hash then plugin.previous_hash else plugin.hash end,
             hash = excluded.hash, version = excluded.version, mount = excluded.mount, waiting_hash = null,
             paused_at = null, paused_reason = null, updated_at = excluded.updated_at, stamp = plugin.stamp + 1,
             publisher = excluded.publisher, before_at = excluded.before_at",
    )
    .bind(version.id)
    .bind(version.hash)
    .bind(version.version)
    .bind(version.mount)
    .bind(now_ms)
    .bind(stamp)
    .bind(version.publisher.as_deref())
    .bind(before_at)
    .execute(&mut *write)
    .await?;
    forget_components(&mut write).await?;
    Ok(write.commit().await?)
}

/// Lets a version wait for approval.
pub async fn let_wait(database: &Database, id: &str, hash: &str) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query("update plugin set waiting_hash = $2 where id = $1")
        .bind(id)
        .bind(hash)
        .execute(&mut *write)
        .await?;
    forget_components(&mut write).await?;
    Ok(write.commit().await?)
}

/// Lets the version go that waits.
pub async fn forget_waiting(database: &Database, id: &str) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query("update plugin set waiting_hash = null where id = $1")
        .bind(id)
        .execute(&mut *write)
        .await?;
    forget_components(&mut write).await?;
    Ok(write.commit().await?)
}

pub(super) async fn forget_components(write: &mut Write) -> Result<(), sqlx::Error> {
    sql::query(
        "delete from plugin_component where not exists (select 1 from plugin
             where plugin_component.hash in (plugin.hash, plugin.previous_hash, plugin.waiting_hash))",
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The SHA-256 of a compiled component that this instance made.
pub async fn artefact(database: &Database, name: &str) -> Result<Option<String>, DatabaseError> {
    Ok(
        sql::query_scalar("select sha256 from plugin_artefact where name = $1")
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
    sql::query(
        "insert into plugin_artefact (name, sha256) values ($1, $2) on conflict (name) do update set sha256 = excluded.sha256",
    )
    .bind(name)
    .bind(sha256)
    .execute(&mut *write)
    .await?;
    Ok(write.commit().await?)
}

/// The names of everything that this instance compiled.
pub async fn artefacts(database: &Database) -> Result<Vec<String>, DatabaseError> {
    Ok(
        sql::query_scalar("select name from plugin_artefact order by name")
            .fetch_all(database.readers())
            .await?,
    )
}

/// Forgets a compiled component whose file is gone.
pub async fn forget_artefact(database: &Database, name: &str) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query("delete from plugin_artefact where name = $1")
        .bind(name)
        .execute(&mut *write)
        .await?;
    write.commit().await?;
    Ok(())
}
