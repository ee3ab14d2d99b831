//! SQL of contributors, their codes and their names.

use super::Printed;
use crate::database::Database;
use crate::database::sql::{self, Connection, Row};

/// What is kept of a code.
pub(super) struct Kept {
    pub contributor: String,
    pub used: Option<i64>,
    pub expires: i64,
    pub revoked: bool,
}

pub(super) async fn code(
    connection: &mut Connection,
    digest: &str,
) -> Result<Option<Kept>, sqlx::Error> {
    let row = sql::query(
        "select c.contributor, c.used, c.expires, o.revoked from contributor_code c
         join contributor o on o.id = c.contributor where c.digest = $1",
    )
    .bind(digest)
    .fetch_optional(connection)
    .await?;
    let kept = |row: &Row| {
        Ok(Kept {
            contributor: row.try_get("contributor")?,
            used: row.try_get("used")?,
            expires: row.try_get("expires")?,
            revoked: row.try_get::<Option<i64>>("revoked")?.is_some(),
        })
    };
    row.as_ref().map(kept).transpose()
}

pub(super) async fn insert_code(
    connection: &mut Connection,
    digest: &str,
    contributor: &str,
    (made, expires): (i64, i64),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into contributor_code (digest, contributor, made, used, expires) values ($1, $2, $3, null, $4)",
    )
    .bind(digest)
    .bind(contributor)
    .bind(made)
    .bind(expires)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn use_code(
    connection: &mut Connection,
    digest: &str,
    (used, expires): (i64, i64),
) -> Result<(), sqlx::Error> {
    sql::query("update contributor_code set used = $2, expires = $3 where digest = $1")
        .bind(digest)
        .bind(used)
        .bind(expires)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn delete_other_codes(
    connection: &mut Connection,
    contributor: &str,
    digest: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from contributor_code where contributor = $1 and digest <> $2")
        .bind(contributor)
        .bind(digest)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn delete_unused_codes(
    connection: &mut Connection,
    contributor: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from contributor_code where contributor = $1 and used is null")
        .bind(contributor)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn insert(
    connection: &mut Connection,
    id: &str,
    (address, language): (Option<&str>, &str),
    (made_by, purpose): (&str, &str),
    made: i64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into contributor (id, address, language, made_by, purpose, made, used, revoked)
         values ($1, $2, $3, $4, $5, $6, null, null)",
    )
    .bind(id)
    .bind(address)
    .bind(language)
    .bind(made_by)
    .bind(purpose)
    .bind(made)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn use_contributor(
    connection: &mut Connection,
    id: &str,
    used: i64,
) -> Result<(), sqlx::Error> {
    sql::query("update contributor set used = $2 where id = $1")
        .bind(id)
        .bind(used)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn set_language(
    connection: &mut Connection,
    id: &str,
    language: &str,
) -> Result<(), sqlx::Error> {
    sql::query("update contributor set language = $2 where id = $1")
        .bind(id)
        .bind(language)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn by_address(
    connection: &mut Connection,
    address: &str,
) -> Result<Option<String>, sqlx::Error> {
    sql::query_scalar("select id from contributor where address = $1")
        .bind(address)
        .fetch_optional(connection)
        .await
}

/// Whether it is there and nobody took its code back.
pub(super) async fn stands(connection: &mut Connection, id: &str) -> Result<bool, sqlx::Error> {
    let count: i64 =
        sql::query_scalar("select count(*) from contributor where id = $1 and revoked is null")
            .bind(id)
            .fetch_one(connection)
            .await?;
    Ok(count > 0)
}

pub(super) async fn keep_name(
    connection: &mut Connection,
    (plugin, name): (&str, &str),
    contributor: &str,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into contributor_name (plugin, name, contributor) values ($1, $2, $3)
         on conflict (plugin, name) do nothing",
    )
    .bind(plugin)
    .bind(name)
    .bind(contributor)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn address(
    database: &Database,
    plugin: &str,
    name: &str,
) -> Result<Option<(String, String)>, sqlx::Error> {
    let row = sql::query(
        "select c.address, c.language from contributor_name n join contributor c on c.id = n.contributor
         where n.plugin = $1 and n.name = $2 and c.address is not null and c.revoked is null",
    )
    .bind(plugin)
    .bind(name)
    .fetch_optional(database.readers())
    .await?;
    row.as_ref()
        .map(|row| Ok((row.try_get("address")?, row.try_get("language")?)))
        .transpose()
}

pub(super) async fn printed(database: &Database, limit: i64) -> Result<Vec<Printed>, sqlx::Error> {
    let rows = sql::query(
        "select o.id, o.made_by, o.purpose, o.made, o.used, o.revoked, c.expires from contributor o
         left join contributor_code c on c.contributor = o.id
         where o.address is null order by o.id desc limit $1",
    )
    .bind(limit)
    .fetch_all(database.readers())
    .await?;
    let one = |row: &Row| {
        Ok(Printed {
            id: row.try_get("id")?,
            by: row.try_get("made_by")?,
            purpose: row.try_get("purpose")?,
            made: row.try_get("made")?,
            used: row.try_get("used")?,
            revoked: row.try_get("revoked")?,
            expires: row.try_get("expires")?,
        })
    };
    rows.iter().map(one).collect()
}

pub(super) async fn revoke(
    connection: &mut Connection,
    id: &str,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let changed = sql::query(
        "update contributor set revoked = $2 where id = $1 and address is null and revoked is null",
    )
    .bind(id)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() > 0)
}

pub(super) async fn erase(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from contributor_code where contributor = $1",
        "delete from contributor_name where contributor = $1",
        "delete from contributor where id = $1",
    ] {
        sql::query(statement)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

pub(super) async fn sweep(connection: &mut Connection, before: i64) -> Result<u64, sqlx::Error> {
    sql::query("delete from contributor_code where expires < $1")
        .bind(before)
        .execute(&mut *connection)
        .await?;
    sql::query(
        "delete from contributor_name where contributor not in (select contributor from contributor_code)",
    )
    .execute(&mut *connection)
    .await?;
    let erased = sql::query(
        "delete from contributor where id not in (select contributor from contributor_code)",
    )
    .execute(connection)
    .await?;
    Ok(erased.rows_affected())
}

pub(super) async fn make_key(
    connection: &mut Connection,
    name: &str,
    key: &str,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into instance_key (name, key) values ($1, $2) on conflict (name) do nothing",
    )
    .bind(name)
    .bind(key)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn key(connection: &mut Connection, name: &str) -> Result<String, sqlx::Error> {
    sql::query_scalar("select key from instance_key where name = $1")
        .bind(name)
        .fetch_one(connection)
        .await
}
