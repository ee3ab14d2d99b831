//! SQL of those who follow.

use super::number;
use crate::database::sql::{self, Connection, Executor, QueryBuilder, Row};

/// Who follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::fediverse) struct Follower {
    pub actor: String,
    pub host: String,
    pub inbox: String,
    /// Where its server is told: one for all of a host, if it has one.
    pub delivery: String,
    pub follow_id: String,
    pub key_id: String,
    /// PEM for RSA, else a multikey.
    pub key: String,
    /// Milliseconds since 1970.
    pub since: i64,
}

const COLUMNS: &str =
    "select actor, host, inbox, delivery, follow_id, key_id, key, since from fediverse_follower";

fn follower(row: &Row) -> Result<Follower, sqlx::Error> {
    Ok(Follower {
        actor: row.try_get("actor")?,
        host: row.try_get("host")?,
        inbox: row.try_get("inbox")?,
        delivery: row.try_get("delivery")?,
        follow_id: row.try_get("follow_id")?,
        key_id: row.try_get("key_id")?,
        key: row.try_get("key")?,
        since: row.try_get("since")?,
    })
}

/// One of them.
pub(in crate::fediverse) async fn one(
    executor: impl Executor<'_>,
    actor: &str,
) -> Result<Option<Follower>, sqlx::Error> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push(" where actor = ").push_bind(actor);
    let row = query.build().fetch_optional(executor).await?;
    row.as_ref().map(follower).transpose()
}

/// Those of an inbox who were not told yet that they follow.
pub(in crate::fediverse) async fn unaccepted(
    executor: impl Executor<'_>,
    delivery: &str,
    limit: i64,
) -> Result<Vec<Follower>, sqlx::Error> {
    let mut query = QueryBuilder::new(COLUMNS);
    query
        .push(" where accepted = 0 and delivery = ")
        .push_bind(delivery);
    query.push(" order by since, actor limit ").push_bind(limit);
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(follower).collect()
}

/// How many there are: in all, of a host, and the inboxes of that host.
pub(in crate::fediverse) async fn numbers(
    connection: &mut Connection,
    host: &str,
) -> Result<(u64, u64, u64), sqlx::Error> {
    let row = sql::query(
        "select (select count(*) from fediverse_follower) as followers,
         (select count(*) from fediverse_follower where host = $1) as of_host,
         (select count(*) from fediverse_inbox where host = $1) as inboxes",
    )
    .bind(host)
    .fetch_one(connection)
    .await?;
    let column = |name| number(&row, name);
    Ok((column("followers")?, column("of_host")?, column("inboxes")?))
}

/// How many there are.
pub(in crate::fediverse) async fn count(executor: impl Executor<'_>) -> Result<u64, sqlx::Error> {
    let count: Option<i64> = sql::query_scalar("select count(*) from fediverse_follower")
        .fetch_optional(executor)
        .await?;
    Ok(count.unwrap_or_default().max(0) as u64)
}

/// Keeps one, who is to be told that it follows, and is told what comes after `cursor`, if nobody at its inbox was before.
pub(in crate::fediverse) async fn keep(
    connection: &mut Connection,
    follower: &Follower,
    cursor: u64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into fediverse_follower (actor, host, inbox, delivery, follow_id, key_id, key, since, accepted)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 0)
         on conflict (actor) do update set inbox = excluded.inbox, delivery = excluded.delivery,
         follow_id = excluded.follow_id, key_id = excluded.key_id, key = excluded.key, accepted = 0",
    )
    .bind(follower.actor.as_str())
    .bind(follower.host.as_str())
    .bind(follower.inbox.as_str())
    .bind(follower.delivery.as_str())
    .bind(follower.follow_id.as_str())
    .bind(follower.key_id.as_str())
    .bind(follower.key.as_str())
    .bind(follower.since)
    .execute(&mut *connection)
    .await?;
    sql::query(
        "insert into fediverse_inbox (inbox, host, cursor, due, refusals, refused_since)
         values ($1, $2, $3, 0, 0, null) on conflict (inbox) do nothing",
    )
    .bind(follower.delivery.as_str())
    .bind(follower.host.as_str())
    .bind(cursor as i64)
    .execute(&mut *connection)
    .await?;
    sql::query(
        "insert into fediverse_host (host, due, failures, failing_since, fault, met)
         values ($1, 0, 0, null, '', null) on conflict (host) do nothing",
    )
    .bind(follower.host.as_str())
    .execute(&mut *connection)
    .await?;
    forget_unused(connection).await
}

/// It was told that it follows.
pub(in crate::fediverse) async fn accepted(
    connection: &mut Connection,
    actor: &str,
    follow_id: &str,
) -> Result<(), sqlx::Error> {
    sql::query("update fediverse_follower set accepted = 1 where actor = $1 and follow_id = $2")
        .bind(actor)
        .bind(follow_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets one; whether there was one.
pub(in crate::fediverse) async fn forget(
    connection: &mut Connection,
    actor: &str,
) -> Result<bool, sqlx::Error> {
    let done = sql::query("delete from fediverse_follower where actor = $1")
        .bind(actor)
        .execute(&mut *connection)
        .await?;
    forget_unused(connection).await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets all of an inbox that is gone.
pub(in crate::fediverse) async fn forget_inbox(
    connection: &mut Connection,
    delivery: &str,
) -> Result<u64, sqlx::Error> {
    let done = sql::query("delete from fediverse_follower where delivery = $1")
        .bind(delivery)
        .execute(&mut *connection)
        .await?;
    forget_unused(connection).await?;
    Ok(done.rows_affected())
}

/// Forgets all of a host.
pub(in crate::fediverse) async fn forget_host(
    connection: &mut Connection,
    host: &str,
) -> Result<u64, sqlx::Error> {
    let done = sql::query("delete from fediverse_follower where host = $1")
        .bind(host)
        .execute(&mut *connection)
        .await?;
    forget_unused(connection).await?;
    Ok(done.rows_affected())
}

/// Inboxes and hosts of which nobody follows any more.
async fn forget_unused(connection: &mut Connection) -> Result<(), sqlx::Error> {
    sql::query(
        "delete from fediverse_inbox where not exists
         (select 1 from fediverse_follower f where f.delivery = fediverse_inbox.inbox)",
    )
    .execute(&mut *connection)
    .await?;
    sql::query(
        "delete from fediverse_host where not exists
         (select 1 from fediverse_follower f where f.host = fediverse_host.host)",
    )
    .execute(connection)
    .await?;
    Ok(())
}
