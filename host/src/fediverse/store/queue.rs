//! SQL of deliveries: how far each inbox was told, and the breaker of each host.

use super::number;
use crate::database::sql::{self, Connection, Executor, Row};

/// An inbox with something to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::fediverse) struct Inbox {
    pub inbox: String,
    pub cursor: u64,
    pub refusals: u64,
    /// Milliseconds since 1970.
    pub refused_since: Option<i64>,
}

/// How a host fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::fediverse) struct Host {
    pub host: String,
    pub due: i64,
    pub failures: u64,
    pub failing_since: Option<i64>,
    pub fault: String,
    pub met: Option<i64>,
}

fn host(row: &Row) -> Result<Host, sqlx::Error> {
    Ok(Host {
        host: row.try_get("host")?,
        due: row.try_get("due")?,
        failures: number(row, "failures")?,
        failing_since: row.try_get("failing_since")?,
        fault: row.try_get("fault")?,
        met: row.try_get("met")?,
    })
}

/// Hosts that may be written to now, or that a clock that was wrong put off beyond `wrong`, and of which an inbox has something to be told; who was told longest ago comes first.
pub(in crate::fediverse) async fn hosts_due(
    executor: impl Executor<'_>,
    (now, wrong): (i64, i64),
    limit: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar(
        "select h.host from fediverse_host h where (h.due <= $1 or h.due > $3) and exists (
           select 1 from fediverse_inbox i where i.host = h.host and (i.due <= $1 or i.due > $3) and (
             i.cursor < (select p.seq from fediverse_place p where p.name = 'own')
             or exists (select 1 from fediverse_follower f where f.delivery = i.inbox and f.accepted = 0)))
         order by coalesce(h.met, 0), h.host limit $2",
    )
    .bind(now)
    .bind(limit)
    .bind(wrong)
    .fetch_all(executor)
    .await
}

/// How one host fares.
pub(in crate::fediverse) async fn host_of(
    executor: impl Executor<'_>,
    name: &str,
) -> Result<Option<Host>, sqlx::Error> {
    let row = sql::query(
        "select host, due, failures, failing_since, fault, met from fediverse_host where host = $1",
    )
    .bind(name)
    .fetch_optional(executor)
    .await?;
    row.as_ref().map(host).transpose()
}

/// How each host fares, with its followers and the letters that wait for it.
pub(in crate::fediverse) async fn hosts(
    executor: impl Executor<'_>,
    limit: i64,
) -> Result<Vec<(Host, u64, u64)>, sqlx::Error> {
    let rows = sql::query(
        "select h.host, h.due, h.failures, h.failing_since, h.fault, h.met,
         (select count(*) from fediverse_follower f where f.host = h.host) as followers,
         (select count(*) from fediverse_inbox i join fediverse_object o on o.seq > i.cursor where i.host = h.host)
           + (select count(*) from fediverse_follower f where f.host = h.host and f.accepted = 0) as waiting
         from fediverse_host h order by followers desc, h.host limit $1",
    )
    .bind(limit)
    .fetch_all(executor)
    .await?;
    rows.iter()
        .map(|row| {
            Ok((
                host(row)?,
                number(row, "followers")?,
                number(row, "waiting")?,
            ))
        })
        .collect()
}

/// Inboxes of a host with something to be told; `wrong` as above.
pub(in crate::fediverse) async fn inboxes_due(
    executor: impl Executor<'_>,
    host: &str,
    (now, wrong): (i64, i64),
    limit: i64,
) -> Result<Vec<Inbox>, sqlx::Error> {
    let rows = sql::query(
        "select i.inbox, i.cursor, i.refusals, i.refused_since from fediverse_inbox i
         where i.host = $1 and (i.due <= $2 or i.due > $4) and (
           i.cursor < (select p.seq from fediverse_place p where p.name = 'own')
           or exists (select 1 from fediverse_follower f where f.delivery = i.inbox and f.accepted = 0))
         order by i.cursor, i.inbox limit $3",
    )
    .bind(host)
    .bind(now)
    .bind(limit)
    .bind(wrong)
    .fetch_all(executor)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Inbox {
                inbox: row.try_get("inbox")?,
                cursor: number(row, "cursor")?,
                refusals: number(row, "refusals")?,
                refused_since: row.try_get("refused_since")?,
            })
        })
        .collect()
}

/// Says how far an inbox was told; it refuses nothing any more.
pub(in crate::fediverse) async fn told(
    connection: &mut Connection,
    inbox: &str,
    cursor: u64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "update fediverse_inbox set cursor = $2, due = 0, refusals = 0, refused_since = null where inbox = $1",
    )
    .bind(inbox)
    .bind(cursor as i64)
    .execute(connection)
    .await?;
    Ok(())
}

/// An inbox refused a letter: it is tried again at `due`.
pub(in crate::fediverse) async fn refused(
    connection: &mut Connection,
    inbox: &Inbox,
    due: i64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "update fediverse_inbox set cursor = $2, due = $3, refusals = $4, refused_since = $5 where inbox = $1",
    )
    .bind(inbox.inbox.as_str())
    .bind(inbox.cursor as i64)
    .bind(due)
    .bind(inbox.refusals as i64)
    .bind(inbox.refused_since)
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps which letter was passed over.
pub(in crate::fediverse) async fn bury(
    connection: &mut Connection,
    (inbox, seq): (&str, u64),
    record_id: &str,
    (status, at): (u16, i64),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into fediverse_dead (inbox, seq, record_id, status, at) values ($1, $2, $3, $4, $5)
         on conflict (inbox, seq) do nothing",
    )
    .bind(inbox)
    .bind(seq as i64)
    .bind(record_id)
    .bind(i64::from(status))
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// How many were passed over.
pub(in crate::fediverse) async fn count_dead(
    executor: impl Executor<'_>,
) -> Result<u64, sqlx::Error> {
    let count: Option<i64> = sql::query_scalar("select count(*) from fediverse_dead")
        .fetch_optional(executor)
        .await?;
    Ok(count.unwrap_or_default().max(0) as u64)
}

/// Forgets those from before a moment.
pub(in crate::fediverse) async fn forget_dead(
    connection: &mut Connection,
    before: i64,
) -> Result<(), sqlx::Error> {
    sql::query("delete from fediverse_dead where at < $1")
        .bind(before)
        .execute(connection)
        .await?;
    Ok(())
}

/// Says how a host fares.
pub(in crate::fediverse) async fn keep_host(
    connection: &mut Connection,
    host: &Host,
) -> Result<(), sqlx::Error> {
    sql::query(
        "update fediverse_host set due = $2, failures = $3, failing_since = $4, fault = $5, met = $6 where host = $1",
    )
    .bind(host.host.as_str())
    .bind(host.due)
    .bind(host.failures as i64)
    .bind(host.failing_since)
    .bind(host.fault.as_str())
    .bind(host.met)
    .execute(connection)
    .await?;
    Ok(())
}
