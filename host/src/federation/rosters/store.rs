//! SQL of coordinators whose lists are believed.

use maille_federation::keys::PublicKey;

use crate::database::sql::{self, Connection, Executor};

/// The key of a coordinator that was pinned here, and the number of its last list that was used.
pub(super) async fn coordinator(
    executor: impl Executor<'_>,
    origin: &str,
) -> Result<Option<(PublicKey, u64)>, sqlx::Error> {
    let found: Option<(String, i64)> =
        sql::query_as("select key, serial from coordinator where origin = $1")
            .bind(origin)
            .fetch_optional(executor)
            .await?;
    let damaged = || sqlx::Error::Decode("the key of a coordinator cannot be read".into());
    found
        .map(|(key, serial)| Ok((key.parse().map_err(|_| damaged())?, serial.max(0) as u64)))
        .transpose()
}

/// Pins the key of a coordinator; another one than before counts its lists anew.
pub(super) async fn pin(
    connection: &mut Connection,
    origin: &str,
    key: &PublicKey,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into coordinator (origin, key, serial) values ($1, $2, 0)
         on conflict (origin) do update set key = excluded.key, serial = 0 where coordinator.key <> excluded.key",
    )
    .bind(origin)
    .bind(key.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that a list was used.
pub(super) async fn used(
    connection: &mut Connection,
    origin: &str,
    serial: u64,
) -> Result<(), sqlx::Error> {
    sql::query("update coordinator set serial = $2 where origin = $1 and serial < $2")
        .bind(origin)
        .bind(serial as i64)
        .execute(connection)
        .await?;
    Ok(())
}
