//! SQL of accounts, sessions and links.

use super::account::Account;
use super::error::AccountError;
use super::role::Role;
use super::session::Device;
use crate::database::Database;
use crate::database::sql::{self, Connection, Row};

fn account_of(row: &Row) -> Result<Account, sqlx::Error> {
    let role: String = row.try_get("role")?;
    Ok(Account {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        login: row.try_get("login")?,
        role: role
            .parse()
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        has_password: row.try_get::<Option<String>>("password")?.is_some(),
        created: row.try_get("created")?,
        signed_in: row.try_get("signed_in")?,
        disabled: row.try_get("disabled")?,
    })
}

pub(super) async fn accounts(database: &Database, limit: i64) -> Result<Vec<Account>, sqlx::Error> {
    let rows = sql::query(
        "select id, name, login, role, password, created, signed_in, disabled from account
         order by name, id limit $1",
    )
    .bind(limit)
    .fetch_all(database.readers())
    .await?;
    rows.iter().map(account_of).collect()
}

pub(super) async fn account(database: &Database, id: &str) -> Result<Option<Account>, sqlx::Error> {
    let mut readers = database.readers().acquire().await?;
    account_in(&mut readers, id).await
}

pub(super) async fn account_in(
    connection: &mut Connection,
    id: &str,
) -> Result<Option<Account>, sqlx::Error> {
    let row = sql::query(
        "select id, name, login, role, password, created, signed_in, disabled from account where id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(account_of).transpose()
}

/// With the hash of its password.
pub(super) async fn account_by_login(
    database: &Database,
    login: &str,
) -> Result<Option<(Account, Option<String>)>, sqlx::Error> {
    let row = sql::query(
        "select id, name, login, role, password, created, signed_in, disabled from account where login = $1",
    )
    .bind(login)
    .fetch_optional(database.readers())
    .await?;
    row.as_ref()
        .map(|row| Ok((account_of(row)?, row.try_get("password")?)))
        .transpose()
}

/// How many other accounts than this can administer.
pub(super) async fn administrators(
    connection: &mut Connection,
    other_than: &str,
) -> Result<i64, sqlx::Error> {
    sql::query_scalar(
        "select count(*) from account
         where role = 'administrator' and disabled is null and password is not null and id <> $1",
    )
    .bind(other_than)
    .fetch_one(connection)
    .await
}

pub(super) async fn insert(
    connection: &mut Connection,
    account: &Account,
    password: Option<&str>,
) -> Result<(), AccountError> {
    let inserted: Option<String> = sql::query_scalar(
        "insert into account (id, login, name, role, password, created) values ($1, $2, $3, $4, $5, $6)
         on conflict (login) do nothing returning id",
    )
    .bind(&account.id)
    .bind(&account.login)
    .bind(&account.name)
    .bind(account.role.as_str())
    .bind(password)
    .bind(account.created)
    .fetch_optional(connection)
    .await?;
    match inserted {
        Some(_) => Ok(()),
        None => Err(AccountError::LoginTaken(account.login.clone())),
    }
}

pub(super) async fn set_role(
    connection: &mut Connection,
    id: &str,
    role: Role,
) -> Result<(), AccountError> {
    let changed = sql::query("update account set role = $1 where id = $2")
        .bind(role.as_str())
        .bind(id)
        .execute(connection)
        .await?;
    known(changed.rows_affected())
}

pub(super) async fn set_disabled(
    connection: &mut Connection,
    id: &str,
    since: Option<i64>,
) -> Result<(), AccountError> {
    let changed = sql::query("update account set disabled = $1 where id = $2")
        .bind(since)
        .bind(id)
        .execute(connection)
        .await?;
    known(changed.rows_affected())
}

fn known(rows: u64) -> Result<(), AccountError> {
    match rows {
        0 => Err(AccountError::Unknown),
        _ => Ok(()),
    }
}

pub(super) async fn set_password(
    connection: &mut Connection,
    id: &str,
    password: &str,
) -> Result<(), sqlx::Error> {
    sql::query("update account set password = $1 where id = $2")
        .bind(password)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn set_signed_in(
    connection: &mut Connection,
    id: &str,
    at: i64,
) -> Result<(), sqlx::Error> {
    sql::query("update account set signed_in = $1 where id = $2")
        .bind(at)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn insert_session(
    connection: &mut Connection,
    digest: &str,
    (account, now, device): (&str, i64, Device),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into account_session (digest, account_id, begun, seen, device) values ($1, $2, $3, $3, $4)",
    )
    .bind(digest)
    .bind(account)
    .bind(now)
    .bind(device.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// The account of a session begun and seen after these moments, and when it was seen last.
pub(super) async fn session(
    database: &Database,
    digest: &str,
    (begun_after, seen_after): (i64, i64),
) -> Result<Option<(Account, i64)>, sqlx::Error> {
    let row = sql::query(
        "select account.id, name, login, role, password, created, signed_in, disabled, seen
         from account_session join account on account.id = account_id
         where digest = $1 and begun > $2 and seen > $3 and disabled is null",
    )
    .bind(digest)
    .bind(begun_after)
    .bind(seen_after)
    .fetch_optional(database.readers())
    .await?;
    row.as_ref()
        .map(|row| Ok((account_of(row)?, row.try_get("seen")?)))
        .transpose()
}

pub(super) async fn mark_seen(
    connection: &mut Connection,
    digest: &str,
    now: i64,
) -> Result<(), sqlx::Error> {
    sql::query("update account_session set seen = $1 where digest = $2")
        .bind(now)
        .bind(digest)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn count_sessions(
    database: &Database,
    account: &str,
    (begun_after, seen_after): (i64, i64),
) -> Result<u64, sqlx::Error> {
    let count: i64 = sql::query_scalar(
        "select count(*) from account_session where account_id = $1 and begun > $2 and seen > $3",
    )
    .bind(account)
    .bind(begun_after)
    .bind(seen_after)
    .fetch_one(database.readers())
    .await?;
    Ok(count as u64)
}

pub(super) async fn delete_session(
    connection: &mut Connection,
    digest: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from account_session where digest = $1")
        .bind(digest)
        .execute(connection)
        .await?;
    Ok(())
}

/// A session as it is kept.
pub(super) struct Kept {
    pub digest: String,
    pub begun: i64,
    pub seen: i64,
    pub device: String,
}

/// Those of an account that were begun and seen after these moments.
pub(super) async fn sessions(
    connection: &mut Connection,
    account: &str,
    (begun_after, seen_after): (i64, i64),
) -> Result<Vec<Kept>, sqlx::Error> {
    let rows = sql::query(
        "select digest, begun, seen, device from account_session
         where account_id = $1 and begun > $2 and seen > $3 order by seen desc, digest limit 200",
    )
    .bind(account)
    .bind(begun_after)
    .bind(seen_after)
    .fetch_all(connection)
    .await?;
    let kept = rows.iter().map(|row| {
        Ok(Kept {
            digest: row.try_get("digest")?,
            begun: row.try_get("begun")?,
            seen: row.try_get("seen")?,
            device: row.try_get("device")?,
        })
    });
    kept.collect()
}

pub(super) async fn delete_other_sessions(
    connection: &mut Connection,
    account: &str,
    digest: &str,
) -> Result<u64, sqlx::Error> {
    let deleted = sql::query("delete from account_session where account_id = $1 and digest <> $2")
        .bind(account)
        .bind(digest)
        .execute(connection)
        .await?;
    Ok(deleted.rows_affected())
}

pub(super) async fn delete_sessions_of(
    connection: &mut Connection,
    account: &str,
) -> Result<u64, sqlx::Error> {
    let deleted = sql::query("delete from account_session where account_id = $1")
        .bind(account)
        .execute(connection)
        .await?;
    Ok(deleted.rows_affected())
}

pub(super) async fn insert_link(
    connection: &mut Connection,
    digest: &str,
    account: Option<&str>,
    (made, expires): (i64, i64),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into account_link (digest, account_id, made, expires) values ($1, $2, $3, $4)",
    )
    .bind(digest)
    .bind(account)
    .bind(made)
    .bind(expires)
    .execute(connection)
    .await?;
    Ok(())
}

/// The account of a link that still opens; the inner one is absent for the first administrator's.
pub(super) async fn link(
    connection: &mut Connection,
    digest: &str,
    now: i64,
) -> Result<Option<Option<String>>, sqlx::Error> {
    sql::query_scalar("select account_id from account_link where digest = $1 and expires > $2")
        .bind(digest)
        .bind(now)
        .fetch_optional(connection)
        .await
}

/// The same, and it opens no more.
pub(super) async fn use_link(
    connection: &mut Connection,
    digest: &str,
    now: i64,
) -> Result<Option<Option<String>>, sqlx::Error> {
    sql::query_scalar(
        "delete from account_link where digest = $1 and expires > $2 returning account_id",
    )
    .bind(digest)
    .bind(now)
    .fetch_optional(connection)
    .await
}

/// Whether an account has a link made since then, used or not yet swept.
pub(super) async fn has_link_since(
    connection: &mut Connection,
    account: &str,
    since: i64,
) -> Result<bool, sqlx::Error> {
    let count: i64 =
        sql::query_scalar("select count(*) from account_link where account_id = $1 and made > $2")
            .bind(account)
            .bind(since)
            .fetch_one(connection)
            .await?;
    Ok(count > 0)
}

/// Ends the links of an account, or those of the first administrator.
pub(super) async fn delete_links_of(
    connection: &mut Connection,
    account: Option<&str>,
) -> Result<(), sqlx::Error> {
    match account {
        Some(account) => {
            sql::query("delete from account_link where account_id = $1")
                .bind(account)
                .execute(connection)
                .await?
        }
        None => {
            sql::query("delete from account_link where account_id is null")
                .execute(connection)
                .await?
        }
    };
    Ok(())
}

/// Forgets sessions that were begun or seen before these moments, and links that have expired.
pub(super) async fn sweep(
    connection: &mut Connection,
    (begun_after, seen_after): (i64, i64),
    now: i64,
) -> Result<u64, sqlx::Error> {
    let sessions = sql::query("delete from account_session where begun <= $1 or seen <= $2")
        .bind(begun_after)
        .bind(seen_after)
        .execute(&mut *connection)
        .await?;
    let links = sql::query("delete from account_link where expires <= $1")
        .bind(now)
        .execute(&mut *connection)
        .await?;
    Ok(sessions.rows_affected() + links.rows_affected())
}
