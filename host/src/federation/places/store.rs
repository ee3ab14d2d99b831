//! SQL of how far peers have read our log.

use std::collections::BTreeMap;

use super::ReadPlace;
use crate::database::sql::{self, Connection, Executor};

/// Keeps where a peer stands.
pub(super) async fn keep(
    connection: &mut Connection,
    peer: &str,
    place: ReadPlace,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into peer_place (peer, epoch, seq, at) values ($1, $2, $3, $4)
         on conflict (peer) do update set epoch = excluded.epoch, seq = excluded.seq, at = excluded.at
         where peer_place.epoch <> excluded.epoch or peer_place.seq <> excluded.seq",
    )
    .bind(peer)
    .bind(place.epoch as i64)
    .bind(place.seq as i64)
    .bind(place.at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Where all of them stand, by their names.
pub(super) async fn all(
    executor: impl Executor<'_>,
) -> Result<BTreeMap<String, ReadPlace>, sqlx::Error> {
    let rows: Vec<(String, i64, i64, i64)> =
        sql::query_as("select peer, epoch, seq, at from peer_place")
            .fetch_all(executor)
            .await?;
    let rows = rows.into_iter().map(|(peer, epoch, seq, at)| {
        let place = ReadPlace {
            epoch: epoch.max(0) as u64,
            seq: seq.max(0) as u64,
            at,
        };
        (peer, place)
    });
    Ok(rows.collect())
}

/// Forgets where a peer stands.
pub(in crate::federation) async fn forget(
    connection: &mut Connection,
    peer: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from peer_place where peer = $1")
        .bind(peer)
        .execute(connection)
        .await?;
    Ok(())
}
