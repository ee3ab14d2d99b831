//! SQL of letters.

use super::{Letter, NewLetter};
use crate::database::Database;
use crate::database::sql::{self, Connection, Row};

pub(super) async fn insert(
    connection: &mut Connection,
    id: &str,
    letter: &NewLetter,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into letter (id, plugin, address, language, subject, text, made, tries, due)
         values ($1, $2, $3, $4, $5, $6, $7, 0, $7)",
    )
    .bind(id)
    .bind(&letter.plugin)
    .bind(&letter.address)
    .bind(&letter.language)
    .bind(&letter.subject)
    .bind(&letter.text)
    .bind(now_ms)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn count_of_plugin(
    database: &Database,
    plugin: &str,
    since: i64,
) -> Result<u64, sqlx::Error> {
    let count: i64 =
        sql::query_scalar("select count(*) from letter where made > $2 and plugin = $1")
            .bind(plugin)
            .bind(since)
            .fetch_one(database.readers())
            .await?;
    Ok(count as u64)
}

pub(super) async fn count_to(
    database: &Database,
    address: &str,
    since: i64,
) -> Result<u64, sqlx::Error> {
    let count: i64 = sql::query_scalar(
        "select count(*) from letter where made > $2 and address = $1 and plugin <> ''",
    )
    .bind(address)
    .bind(since)
    .fetch_one(database.readers())
    .await?;
    Ok(count as u64)
}

pub(super) async fn due(
    database: &Database,
    (now, wrong): (i64, i64),
    limit: i64,
) -> Result<Vec<Letter>, sqlx::Error> {
    let rows = sql::query(
        "select id, plugin, address, language, subject, text, made, tries from letter
         where due <= $1 or due > $2 order by due, id limit $3",
    )
    .bind(now)
    .bind(wrong)
    .bind(limit)
    .fetch_all(database.readers())
    .await?;
    let letter = |row: &Row| {
        Ok(Letter {
            id: row.try_get("id")?,
            new: NewLetter {
                plugin: row.try_get("plugin")?,
                address: row.try_get("address")?,
                language: row.try_get("language")?,
                subject: row.try_get("subject")?,
                text: row.try_get("text")?,
            },
            made: row.try_get("made")?,
            tries: row.try_get("tries")?,
        })
    };
    rows.iter().map(letter).collect()
}

pub(super) async fn postpone(
    connection: &mut Connection,
    id: &str,
    due: i64,
) -> Result<(), sqlx::Error> {
    sql::query("update letter set tries = tries + 1, due = $2 where id = $1 and due is not null")
        .bind(id)
        .bind(due)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn end(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    sql::query("update letter set subject = '', text = '', due = null where id = $1")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn delete_ended(
    connection: &mut Connection,
    before: i64,
) -> Result<(), sqlx::Error> {
    sql::query("delete from letter where due is null and made < $1")
        .bind(before)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn delete_to(
    connection: &mut Connection,
    address: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from letter where address = $1")
        .bind(address)
        .execute(connection)
        .await?;
    Ok(())
}
