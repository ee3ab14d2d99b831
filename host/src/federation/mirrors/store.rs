//! SQL of signed lists of peers, and of mirrors.

use crate::database::sql::{self, Connection, Executor};

/// A list as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptList {
    pub serial: u64,
    /// When it was signed, in milliseconds since 1970.
    pub at: i64,
    pub list: Vec<u8>,
    pub tag: String,
}

/// Whom we approved, in the order of their names, at most `limit`.
pub(super) async fn approved(
    executor: impl Executor<'_>,
    limit: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar(
        "select origin from peer where relation = 'approved' order by origin limit $1",
    )
    .bind(limit)
    .fetch_all(executor)
    .await
}

/// The list of an owner; our own has an empty origin.
pub(super) async fn list(
    executor: impl Executor<'_>,
    origin: &str,
) -> Result<Option<KeptList>, sqlx::Error> {
    let found: Option<(i64, i64, Vec<u8>, String)> =
        sql::query_as("select serial, at, list, tag from peer_list where origin = $1")
            .bind(origin)
            .fetch_optional(executor)
            .await?;
    Ok(found.map(|(serial, at, list, tag)| KeptList {
        serial: serial as u64,
        at,
        list,
        tag,
    }))
}

/// Keeps a list in the place of an earlier one.
pub(super) async fn keep_list(
    connection: &mut Connection,
    origin: &str,
    kept: &KeptList,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into peer_list (origin, serial, at, list, tag) values ($1, $2, $3, $4, $5)
         on conflict (origin) do update set serial = excluded.serial, at = excluded.at, list = excluded.list,
         tag = excluded.tag where excluded.serial > peer_list.serial",
    )
    .bind(origin)
    .bind(kept.serial as i64)
    .bind(kept.at)
    .bind(kept.list.as_slice())
    .bind(kept.tag.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets what concerns an instance with which nothing is exchanged any more.
pub(in crate::federation) async fn forget(
    connection: &mut Connection,
    origin: &str,
) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from peer_list where origin = $1",
        "delete from mirrored where origin = $1",
        "delete from mirror_fault where origin = $1 or mirror = $1",
    ] {
        sql::query(statement)
            .bind(origin)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The owners whose logs others are asked for only later than this.
pub(super) async fn waiting(
    executor: impl Executor<'_>,
    now: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar("select origin from mirrored where due > $1")
        .bind(now)
        .fetch_all(executor)
        .await
}

/// Who gave an owner's log on last, and when: no time where nobody did yet.
pub(super) async fn via(
    executor: impl Executor<'_>,
    origin: &str,
) -> Result<Option<(String, Option<i64>)>, sqlx::Error> {
    sql::query_as("select via, at from mirrored where origin = $1")
        .bind(origin)
        .fetch_optional(executor)
        .await
}

/// Notes who was asked for an owner's log, when it answered, and when others are asked next.
pub(super) async fn asked(
    connection: &mut Connection,
    (origin, via): (&str, &str),
    (at, due): (Option<i64>, i64),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into mirrored (origin, via, at, due) values ($1, $2, $3, $4)
         on conflict (origin) do update set via = excluded.via, at = coalesce(excluded.at, mirrored.at), due = excluded.due",
    )
    .bind(origin)
    .bind(via)
    .bind(at)
    .bind(due)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that a mirror gave out as an owner's log what it was not.
pub(super) async fn lied(
    connection: &mut Connection,
    (mirror, origin): (&str, &str),
    (at, fault): (i64, &str),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into mirror_fault (mirror, origin, at, times, fault) values ($1, $2, $3, 1, $4)
         on conflict (mirror, origin) do update set at = excluded.at, times = mirror_fault.times + 1, fault = excluded.fault",
    )
    .bind(mirror)
    .bind(origin)
    .bind(at)
    .bind(fault)
    .execute(connection)
    .await?;
    Ok(())
}

/// The mirrors that gave out something else as this owner's log since a moment.
pub(super) async fn liars(
    executor: impl Executor<'_>,
    origin: &str,
    since: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar("select mirror from mirror_fault where origin = $1 and at >= $2")
        .bind(origin)
        .bind(since)
        .fetch_all(executor)
        .await
}

/// Of which owners a mirror gave out something else, how often, and what it was the last time.
pub(super) async fn faults(
    executor: impl Executor<'_>,
    mirror: &str,
) -> Result<Vec<(String, i64, String)>, sqlx::Error> {
    sql::query_as(
        "select origin, times, fault from mirror_fault where mirror = $1 order by origin limit 100",
    )
    .bind(mirror)
    .fetch_all(executor)
    .await
}
