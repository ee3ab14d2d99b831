//! What each plugin was granted.

use super::bump;
use crate::database::{Database, DatabaseError, sql};
use crate::plugins::grants::Capability;

/// What was granted to a plugin.
pub async fn grants(database: &Database, id: &str) -> Result<Vec<Capability>, DatabaseError> {
    let texts: Vec<String> = sql::query_scalar(
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
        sql::query(
            "insert into plugin_grant (plugin, capability, granted_at) values ($1, $2, $3) on conflict (plugin, capability) do nothing",
        )
        .bind(id)
        .bind(capability.to_string())
        .bind(now_ms)
        .execute(&mut *write)
        .await?;
    }
    for capability in revoked {
        sql::query("delete from plugin_grant where plugin = $1 and capability = $2")
            .bind(id)
            .bind(capability.to_string())
            .execute(&mut *write)
            .await?;
    }
    sql::query("update plugin set stamp = stamp + 1 where id = $1")
        .bind(id)
        .execute(&mut *write)
        .await?;
    bump(&mut write).await?;
    Ok(write.commit().await?)
}
