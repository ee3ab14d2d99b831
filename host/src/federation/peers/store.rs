//! SQL of peers.

use std::collections::BTreeSet;

use maille_federation::keys::PublicKey;
use maille_federation::peering::Action;
use maille_federation::signatures::Scheme;

use super::Peer;
use crate::database::sql::{self, Connection, Executor, Row};
use crate::directory::journal::store::bump;

const COLUMNS: &str = "select origin, address, name, relation, key, recovery, shares, our_serial, their_serial, to_say, made,
     changed, scheme, due, failures, fault, answered, agreed, clock_s, hinted, stopped, head_epoch, head_seq, tried, settled from peer";

/// Moves with every change of who our peers are.
pub(in crate::federation) const POSITION: &str = "peers";

fn damaged(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(format!("the {what} of a peer cannot be read").into())
}

fn peer(row: &Row) -> Result<Peer, sqlx::Error> {
    let text = |name: &str| row.try_get::<String>(name);
    let parsed = |name: &'static str| text(name);
    let recovery: Option<String> = row.try_get("recovery")?;
    let number = |name: &str| row.try_get::<i64>(name);
    let head_epoch: Option<i64> = row.try_get("head_epoch")?;
    let head_seq: Option<i64> = row.try_get("head_seq")?;
    Ok(Peer {
        origin: parsed("origin")?.parse().map_err(|_| damaged("origin"))?,
        address: parsed("address")?.parse().map_err(|_| damaged("address"))?,
        name: text("name")?,
        relation: word(&text("relation")?).ok_or_else(|| damaged("relation"))?,
        key: parsed("key")?.parse().map_err(|_| damaged("key"))?,
        recovery: recovery
            .map(|key| key.parse().map_err(|_| damaged("recovery key")))
            .transpose()?,
        shares: serde_json::from_str(&text("shares")?).map_err(|_| damaged("list of kinds"))?,
        our_serial: number("our_serial")? as u64,
        their_serial: number("their_serial")? as u64,
        to_say: action(&text("to_say")?),
        made: number("made")?,
        changed: number("changed")?,
        scheme: scheme(&text("scheme")?),
        due: number("due")?,
        failures: number("failures")? as u64,
        fault: text("fault")?,
        answered: row.try_get("answered")?,
        agreed: row.try_get("agreed")?,
        clock_s: row.try_get("clock_s")?,
        hinted: number("hinted")? as u64,
        stopped: text("stopped")?,
        head: head_epoch
            .zip(head_seq)
            .map(|(epoch, seq)| (epoch as u64, seq as u64)),
        tried: row.try_get("tried")?,
        settled: row.try_get("settled")?,
    })
}

/// serde's word for a relation, as the protocol writes it.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(text)).ok()
}

fn written<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

fn action(text: &str) -> Option<Action> {
    word(text)
}

fn scheme(text: &str) -> Option<Scheme> {
    match text {
        "rfc9421" => Some(Scheme::Rfc9421),
        "cavage" => Some(Scheme::Cavage),
        _ => None,
    }
}

fn scheme_word(scheme: Option<Scheme>) -> &'static str {
    match scheme {
        Some(Scheme::Rfc9421) => "rfc9421",
        Some(Scheme::Cavage) => "cavage",
        None => "",
    }
}

/// All of them, in the order of their names.
pub(in crate::federation) async fn all(
    executor: impl Executor<'_>,
) -> Result<Vec<Peer>, sqlx::Error> {
    let mut query = sql::QueryBuilder::new(COLUMNS);
    query.push(" order by origin");
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(peer).collect()
}

/// One of them.
pub(in crate::federation) async fn one(
    executor: impl Executor<'_>,
    origin: &str,
) -> Result<Option<Peer>, sqlx::Error> {
    let mut query = sql::QueryBuilder::new(COLUMNS);
    query.push(" where origin = ").push_bind(origin);
    let row = query.build().fetch_optional(executor).await?;
    row.as_ref().map(peer).transpose()
}

/// Keeps who a peer is and how we stand to each other; what the exchange with it came to stays.
pub(in crate::federation) async fn keep(
    connection: &mut Connection,
    peer: &Peer,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into peer (origin, address, name, relation, key, recovery, shares, our_serial, their_serial, to_say, made,
         changed, scheme, due, failures, fault, hinted, stopped, settled)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13, 0, '', 0, $14, $15)
         on conflict (origin) do update set address = excluded.address, name = excluded.name, relation = excluded.relation,
         key = excluded.key, recovery = excluded.recovery, shares = excluded.shares, our_serial = excluded.our_serial,
         their_serial = excluded.their_serial, to_say = excluded.to_say, changed = excluded.changed, due = excluded.due,
         stopped = excluded.stopped, settled = excluded.settled",
    )
    .bind(peer.origin.as_str())
    .bind(peer.address.to_string())
    .bind(peer.name.as_str())
    .bind(written(&peer.relation))
    .bind(peer.key.to_string())
    .bind(peer.recovery.map(|key| key.to_string()))
    .bind(written_list(&peer.shares))
    .bind(peer.our_serial as i64)
    .bind(peer.their_serial as i64)
    .bind(peer.to_say.as_ref().map(written).unwrap_or_default())
    .bind(peer.made)
    .bind(peer.changed)
    .bind(peer.due)
    .bind(peer.stopped.as_str())
    .bind(peer.settled)
    .execute(&mut *connection)
    .await?;
    bump(connection, &BTreeSet::from([POSITION.to_owned()])).await?;
    Ok(())
}

fn written_list(kinds: &[String]) -> String {
    serde_json::to_string(kinds).unwrap_or_else(|_| "[]".to_owned())
}

/// The keys of a peer changed as its log says: what is known of peers is read anew, and the newest key is the one whose six words
/// people compare.
pub(in crate::federation) async fn keys_changed(
    connection: &mut Connection,
    (origin, newest): (&str, Option<PublicKey>),
) -> Result<(), sqlx::Error> {
    if let Some(newest) = newest {
        sql::query("update peer set key = $2 where origin = $1")
            .bind(origin)
            .bind(newest.to_string())
            .execute(&mut *connection)
            .await?;
    }
    bump(connection, &BTreeSet::from([POSITION.to_owned()])).await?;
    Ok(())
}

/// What people call it.
pub(in crate::federation) async fn rename(
    connection: &mut Connection,
    origin: &str,
    name: &str,
) -> Result<(), sqlx::Error> {
    sql::query("update peer set name = $2 where origin = $1")
        .bind(origin)
        .bind(name)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets requests of strangers that nobody looked at since before a moment.
pub(in crate::federation) async fn forget_requests(
    connection: &mut Connection,
    before: i64,
) -> Result<u64, sqlx::Error> {
    let done = sql::query("delete from peer where relation = 'requested-by-them' and changed < $1")
        .bind(before)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// How many requests of strangers wait.
pub(in crate::federation) async fn requests(
    connection: &mut Connection,
) -> Result<i64, sqlx::Error> {
    sql::query_scalar("select count(*) from peer where relation = 'requested-by-them'")
        .fetch_one(connection)
        .await
}

/// What was to be said was said.
pub(in crate::federation) async fn said(
    connection: &mut Connection,
    origin: &str,
    serial: u64,
) -> Result<(), sqlx::Error> {
    sql::query("update peer set to_say = '' where origin = $1 and our_serial = $2")
        .bind(origin)
        .bind(serial as i64)
        .execute(connection)
        .await?;
    Ok(())
}

/// Asks a peer at the next tick.
pub(in crate::federation) async fn make_due(
    connection: &mut Connection,
    origin: &str,
    at: i64,
) -> Result<(), sqlx::Error> {
    sql::query("update peer set due = $2 where origin = $1 and due > $2")
        .bind(origin)
        .bind(at)
        .execute(connection)
        .await?;
    Ok(())
}

/// It answered. What was decided meanwhile is still said at once.
pub(in crate::federation) async fn answered(
    connection: &mut Connection,
    origin: &str,
    (at, due): (i64, i64),
    (agreed, clock_s, scheme): (Option<i64>, Option<i64>, Option<Scheme>),
) -> Result<(), sqlx::Error> {
    sql::query(
        "update peer set answered = $2, tried = $2, due = case when to_say = '' then $3 else due end, failures = 0, fault = '', agreed = coalesce($4, agreed),
         clock_s = coalesce($5, clock_s), scheme = case when $6 = '' then scheme else $6 end where origin = $1",
    )
    .bind(origin)
    .bind(at)
    .bind(due)
    .bind(agreed)
    .bind(clock_s)
    .bind(scheme_word(scheme))
    .execute(connection)
    .await?;
    Ok(())
}

/// It did not answer, or said what is not accepted.
pub(in crate::federation) async fn failed(
    connection: &mut Connection,
    origin: &str,
    (at, due): (i64, i64),
    fault: &str,
) -> Result<(), sqlx::Error> {
    sql::query(
        "update peer set failures = failures + 1, tried = $2, due = $3, fault = $4 where origin = $1",
    )
    .bind(origin)
    .bind(at)
    .bind(due)
    .bind(fault)
    .execute(connection)
    .await?;
    Ok(())
}

/// What its clock shows beyond ours: also where it refuses what we ask, for that may be why.
pub(in crate::federation) async fn clock(
    connection: &mut Connection,
    origin: &str,
    clock_s: i64,
) -> Result<(), sqlx::Error> {
    sql::query("update peer set clock_s = $2 where origin = $1")
        .bind(origin)
        .bind(clock_s)
        .execute(connection)
        .await?;
    Ok(())
}

/// Where its own log stands, by its own word.
pub(in crate::federation) async fn stands(
    connection: &mut Connection,
    origin: &str,
    (epoch, seq): (u64, u64),
) -> Result<(), sqlx::Error> {
    sql::query("update peer set head_epoch = $2, head_seq = $3 where origin = $1")
        .bind(origin)
        .bind(epoch as i64)
        .bind(seq as i64)
        .execute(connection)
        .await?;
    Ok(())
}

/// Its log does not hold together, or does again where `why` is empty.
pub(in crate::federation) async fn stop(
    connection: &mut Connection,
    origin: &str,
    why: &str,
) -> Result<(), sqlx::Error> {
    sql::query("update peer set stopped = $2 where origin = $1")
        .bind(origin)
        .bind(why)
        .execute(connection)
        .await?;
    Ok(())
}

/// A new epoch of our log begins: nobody was told of it yet.
pub(in crate::federation) async fn nobody_was_hinted(
    connection: &mut Connection,
) -> Result<(), sqlx::Error> {
    sql::query("update peer set hinted = 0")
        .execute(connection)
        .await?;
    Ok(())
}

/// It knows of our log up to there.
pub(in crate::federation) async fn hinted(
    connection: &mut Connection,
    origin: &str,
    seq: u64,
) -> Result<(), sqlx::Error> {
    sql::query("update peer set hinted = $2 where origin = $1")
        .bind(origin)
        .bind(seq as i64)
        .execute(connection)
        .await?;
    Ok(())
}
