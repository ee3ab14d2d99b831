//! SQL of who somebody is at a provider.

use super::Identity;
use crate::database::sql::{self, Connection};

pub(super) async fn account_of(
    connection: &mut Connection,
    identity: &Identity,
) -> Result<Option<String>, sqlx::Error> {
    sql::query_scalar("select account_id from account_identity where issuer = $1 and subject = $2")
        .bind(&identity.issuer)
        .bind(&identity.subject)
        .fetch_optional(connection)
        .await
}

pub(super) async fn account_named(
    connection: &mut Connection,
    login: &str,
) -> Result<Option<String>, sqlx::Error> {
    sql::query_scalar("select id from account where login = $1")
        .bind(login)
        .fetch_optional(connection)
        .await
}

pub(super) async fn is_bound(
    connection: &mut Connection,
    account: &str,
    issuer: &str,
) -> Result<bool, sqlx::Error> {
    let count: i64 = sql::query_scalar(
        "select count(*) from account_identity where account_id = $1 and issuer = $2",
    )
    .bind(account)
    .bind(issuer)
    .fetch_one(connection)
    .await?;
    Ok(count > 0)
}

pub(super) async fn bind(
    connection: &mut Connection,
    identity: &Identity,
    account: &str,
    now: i64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into account_identity (issuer, subject, account_id, linked) values ($1, $2, $3, $4)",
    )
    .bind(&identity.issuer)
    .bind(&identity.subject)
    .bind(account)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn unbind(
    connection: &mut Connection,
    account: &str,
    issuer: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from account_identity where account_id = $1 and issuer = $2")
        .bind(account)
        .bind(issuer)
        .execute(connection)
        .await?;
    Ok(())
}

/// False where it was used before.
pub(super) async fn use_return(
    connection: &mut Connection,
    digest: &str,
    expires: i64,
) -> Result<bool, sqlx::Error> {
    let inserted: Option<String> = sql::query_scalar(
        "insert into account_return (digest, expires) values ($1, $2)
         on conflict (digest) do nothing returning digest",
    )
    .bind(digest)
    .bind(expires)
    .fetch_optional(connection)
    .await?;
    Ok(inserted.is_some())
}

pub(super) async fn insert_proof(
    connection: &mut Connection,
    digest: &str,
    proof: &str,
) -> Result<(), sqlx::Error> {
    sql::query("insert into account_session_proof (digest, proof) values ($1, $2)")
        .bind(digest)
        .bind(proof)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn proof(
    connection: &mut Connection,
    digest: &str,
) -> Result<Option<String>, sqlx::Error> {
    sql::query_scalar("select proof from account_session_proof where digest = $1")
        .bind(digest)
        .fetch_optional(connection)
        .await
}

pub(super) async fn insert_farewell(
    connection: &mut Connection,
    digest: &str,
    proof: &str,
    expires: i64,
) -> Result<(), sqlx::Error> {
    sql::query("insert into account_farewell (digest, proof, expires) values ($1, $2, $3)")
        .bind(digest)
        .bind(proof)
        .bind(expires)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn take_farewell(
    connection: &mut Connection,
    digest: &str,
    now: i64,
) -> Result<Option<String>, sqlx::Error> {
    sql::query_scalar(
        "delete from account_farewell where digest = $1 and expires > $2 returning proof",
    )
    .bind(digest)
    .bind(now)
    .fetch_optional(connection)
    .await
}

pub(super) async fn sweep(connection: &mut Connection, now: i64) -> Result<(), sqlx::Error> {
    for sql in [
        "delete from account_farewell where expires <= $1",
        "delete from account_return where expires <= $1",
    ] {
        sql::query(sql).bind(now).execute(&mut *connection).await?;
    }
    Ok(())
}
