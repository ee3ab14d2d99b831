//! SQL of pictures.

use super::{Format, Image, Rights, Said, Scaled, UnknownWord};
use crate::database::sql::{self, Connection, Executor, QueryBuilder, Row};

const COLUMNS: &str =
    "name, plugin, record_id, content_type, width, height, size, alternative, rights, credit";

fn image(row: &Row) -> Result<Image, sqlx::Error> {
    let text = |name: &str| row.try_get::<String>(name);
    let pixels = |name: &str| -> Result<u32, sqlx::Error> {
        Ok(u32::try_from(row.try_get::<i64>(name)?).unwrap_or_default())
    };
    let said = |rights| -> Result<Said, sqlx::Error> {
        Ok(Said {
            alternative: text("alternative")?,
            rights,
            credit: text("credit")?,
        })
    };
    Ok(Image {
        name: text("name")?,
        plugin: text("plugin")?,
        record_id: row.try_get("record_id")?,
        format: text("content_type")?.parse::<Format>().map_err(unknown)?,
        width: pixels("width")?,
        height: pixels("height")?,
        size: row.try_get::<i64>("size")?.max(0) as u64,
        said: text("rights")?
            .parse::<Rights>()
            .ok()
            .map(said)
            .transpose()?,
    })
}

/// A constraint keeps other words out: only a damaged file has one.
fn unknown(error: UnknownWord) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

fn images(rows: &[Row]) -> Result<Vec<Image>, sqlx::Error> {
    rows.iter().map(image).collect()
}

fn select(tail: &str) -> QueryBuilder {
    QueryBuilder::new(&format!("select {COLUMNS} from image where {tail}"))
}

pub(super) async fn get(
    executor: impl Executor<'_>,
    plugin: &str,
    name: &str,
) -> Result<Option<Image>, sqlx::Error> {
    let mut query = select("plugin = ");
    query.push_bind(plugin).push(" and name = ").push_bind(name);
    let row = query.build().fetch_optional(executor).await?;
    row.as_ref().map(image).transpose()
}

pub(super) async fn of_record(
    executor: impl Executor<'_>,
    record: &str,
) -> Result<Vec<Image>, sqlx::Error> {
    let mut query = select("record_id = ");
    query.push_bind(record).push(" order by made, name");
    images(&query.build().fetch_all(executor).await?)
}

pub(super) async fn of_records(
    executor: impl Executor<'_>,
    plugin: &str,
    records: &[String],
) -> Result<Vec<Image>, sqlx::Error> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = select("plugin = ");
    query.push_bind(plugin).push(" and record_id in (");
    let mut list = query.separated(", ");
    for record in records {
        list.push_bind(record.as_str());
    }
    query.push(") order by made, name");
    images(&query.build().persistent(false).fetch_all(executor).await?)
}

pub(super) async fn content(
    executor: impl Executor<'_>,
    name: &str,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sql::query_scalar("select bytes from image where name = $1")
        .bind(name)
        .fetch_optional(executor)
        .await
}

/// Bytes of a plugin's pictures, and of those that belong to no record yet.
pub(super) async fn bytes(
    connection: &mut Connection,
    plugin: &str,
) -> Result<(u64, u64), sqlx::Error> {
    let (all, waiting): (i64, i64) = sql::query_as(
        "select cast(coalesce(sum(size), 0) as bigint),
         cast(coalesce(sum(case when record_id is null then size else 0 end), 0) as bigint) from image where plugin = $1",
    )
    .bind(plugin)
    .fetch_one(connection)
    .await?;
    Ok((all.max(0) as u64, waiting.max(0) as u64))
}

pub(super) async fn insert(
    connection: &mut Connection,
    (name, plugin): (&str, &str),
    made: i64,
    scaled: Scaled,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into image (name, plugin, record_id, made, content_type, width, height, alternative, rights, credit, size, bytes)
         values ($1, $2, null, $3, $4, $5, $6, '', '', '', $7, $8)",
    )
    .bind(name)
    .bind(plugin)
    .bind(made)
    .bind(scaled.format.as_str())
    .bind(i64::from(scaled.width))
    .bind(i64::from(scaled.height))
    .bind(scaled.bytes.len() as i64)
    .bind(scaled.bytes)
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives a plugin's picture to a record, with what is said of it; false where there is none, or another record has it.
pub(super) async fn attach(
    connection: &mut Connection,
    (plugin, name): (&str, &str),
    record: &str,
    said: &Said,
) -> Result<bool, sqlx::Error> {
    let done = sql::query(
        "update image set record_id = $3, alternative = $4, rights = $5, credit = $6
         where plugin = $1 and name = $2 and (record_id is null or record_id = $7)",
    )
    .bind(plugin)
    .bind(name)
    .bind(record)
    .bind(&said.alternative)
    .bind(said.rights.as_str())
    .bind(&said.credit)
    .bind(record)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn count(connection: &mut Connection, record: &str) -> Result<u64, sqlx::Error> {
    let count: i64 = sql::query_scalar("select count(*) from image where record_id = $1")
        .bind(record)
        .fetch_one(connection)
        .await?;
    Ok(count.max(0) as u64)
}

/// Erases one of a record's; false where there is none.
pub(super) async fn erase(
    connection: &mut Connection,
    (plugin, name): (&str, &str),
    record: &str,
) -> Result<bool, sqlx::Error> {
    let done = sql::query("delete from image where plugin = $1 and name = $2 and record_id = $3")
        .bind(plugin)
        .bind(name)
        .bind(record)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn sweep(connection: &mut Connection, before: i64) -> Result<u64, sqlx::Error> {
    let done = sql::query("delete from image where record_id is null and made < $1")
        .bind(before)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

pub(super) async fn clear(connection: &mut Connection, plugin: &str) -> Result<(), sqlx::Error> {
    sql::query("delete from image where plugin = $1")
        .bind(plugin)
        .execute(connection)
        .await?;
    Ok(())
}
