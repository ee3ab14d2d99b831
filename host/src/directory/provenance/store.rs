//! SQL of what sources say and of what was corrected here.

use super::{Correction, Source};
use crate::database::sql::{self, Connection, QueryBuilder, Row};

/// What a source says, as it is kept.
#[derive(Clone, Debug)]
pub struct SourceRow {
    pub record_id: String,
    pub kind: String,
    pub rank: i64,
    pub listed: bool,
    /// The import that held it last.
    pub seen: i64,
    /// Nothing while the source holds it; else the revision that its withdrawal made, 0 where the record stayed as it was.
    pub gone: Option<i64>,
    pub source: Source,
}

/// The sources whose words make a record: those that still hold it; all of them where none does.
pub fn spoken<'a>(rows: impl Iterator<Item = &'a SourceRow> + Clone) -> Vec<&'a SourceRow> {
    let held: Vec<&SourceRow> = rows.clone().filter(|row| row.gone.is_none()).collect();
    if held.is_empty() {
        rows.collect()
    } else {
        held
    }
}

fn source_row(row: &Row) -> Result<SourceRow, sqlx::Error> {
    Ok(SourceRow {
        record_id: row.try_get("record_id")?,
        kind: row.try_get("kind")?,
        rank: row.try_get("rank")?,
        listed: row.try_get("listed")?,
        seen: row.try_get("seen")?,
        gone: row.try_get("gone")?,
        source: Source {
            source: row.try_get("source")?,
            key: row.try_get("key")?,
            content: json(row, "content")?.into(),
            said: row.try_get("said")?,
        },
    })
}

fn json(row: &Row, column: &str) -> Result<serde_json::Value, sqlx::Error> {
    let text: String = row.try_get(column)?;
    decoded(&text, column)
}

fn decoded(text: &str, column: &str) -> Result<serde_json::Value, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: error.into(),
    })
}

/// The sources of these records, the most believed first.
pub async fn sources_of(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<Vec<SourceRow>, sqlx::Error> {
    let head = QueryBuilder::new(
        "select record_id, kind, key, source, rank, content, listed, said, seen, gone from record_source
         where record_id in",
    );
    let rows: Vec<Row> = sql::fetch_listed(connection, (&head, "order by rank, key"), ids).await?;
    rows.iter().map(source_row).collect()
}

/// The records to which these keys of a kind belong: key and record id.
pub async fn records_by_source_key(
    connection: &mut Connection,
    kind: &str,
    keys: &[&str],
) -> Result<Vec<(String, String)>, sqlx::Error> {
    let mut head = QueryBuilder::new("select key, record_id from record_source where kind = ");
    head.push_bind(kind).push(" and key in");
    sql::fetch_listed(connection, (&head, ""), keys).await
}

/// Keeps what sources say now.
pub async fn write_sources(
    connection: &mut Connection,
    rows: &[SourceRow],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into record_source (kind, key, record_id, source, rank, content, listed, said, seen, gone)",
            "on conflict (kind, key) do update set source = excluded.source, content = excluded.content,
              listed = excluded.listed, said = excluded.said, seen = excluded.seen, gone = excluded.gone",
        ),
        rows,
        |row, said| {
            row.push_bind(said.kind.as_str());
            row.push_bind(said.source.key.as_str());
            row.push_bind(said.record_id.as_str());
            row.push_bind(said.source.source.as_str());
            row.push_bind(said.rank);
            row.push_bind(said.source.content.to_string());
            row.push_bind(said.listed);
            row.push_bind(said.source.said);
            row.push_bind(said.seen);
            row.push_bind(said.gone);
        },
    )
    .await
}

/// Gives a source's record to another record, at a rank among its sources.
pub async fn move_source(
    connection: &mut Connection,
    (kind, key): (&str, &str),
    (record_id, rank): (&str, i64),
) -> Result<(), sqlx::Error> {
    sql::query("update record_source set record_id = $1, rank = $2 where kind = $3 and key = $4")
        .bind(record_id)
        .bind(rank)
        .bind(kind)
        .bind(key)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that an import held these, where nothing else changed.
pub async fn mark_seen(
    connection: &mut Connection,
    (kind, keys): (&str, &[&str]),
    seen: i64,
) -> Result<(), sqlx::Error> {
    let mut head = QueryBuilder::new("update record_source set seen = ");
    head.push_bind(seen).push(" where kind = ").push_bind(kind);
    head.push(" and key in");
    sql::execute_listed(connection, (&head, ""), keys).await?;
    Ok(())
}

/// Notes that a source no longer holds one of its own records.
pub async fn mark_gone(
    connection: &mut Connection,
    (kind, key): (&str, &str),
    revision: i64,
) -> Result<(), sqlx::Error> {
    sql::query("update record_source set gone = $1 where kind = $2 and key = $3")
        .bind(revision)
        .bind(kind)
        .bind(key)
        .execute(connection)
        .await?;
    Ok(())
}

/// The corrections of these records, by record id.
pub async fn corrections_of(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<Vec<(String, Correction)>, sqlx::Error> {
    let head = QueryBuilder::new(
        "select record_id, path, value, said, corrected, corrected_by from record_correction
         where record_id in",
    );
    let rows: Vec<Row> =
        sql::fetch_listed(connection, (&head, "order by record_id, path"), ids).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("record_id")?, correction(row)?)))
        .collect()
}

fn correction(row: &Row) -> Result<Correction, sqlx::Error> {
    let value: Option<String> = row.try_get("value")?;
    let said: Option<String> = row.try_get("said")?;
    Ok(Correction {
        path: row.try_get("path")?,
        value: value.map(|text| decoded(&text, "value")).transpose()?,
        said: said.map(|text| decoded(&text, "said")).transpose()?,
        corrected: row.try_get("corrected")?,
        corrected_by: row.try_get("corrected_by")?,
    })
}

/// Puts these corrections in the place of all that a record had.
pub async fn replace_corrections(
    connection: &mut Connection,
    id: &str,
    corrections: &[Correction],
) -> Result<(), sqlx::Error> {
    sql::query("delete from record_correction where record_id = $1")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sql::insert_rows(
        connection,
        (
            "insert into record_correction (record_id, path, value, said, corrected, corrected_by)",
            "",
        ),
        corrections,
        |row, one| {
            row.push_bind(id);
            row.push_bind(one.path.as_str());
            row.push_bind(one.value.as_ref().map(ToString::to_string));
            row.push_bind(one.said.as_ref().map(ToString::to_string));
            row.push_bind(one.corrected);
            row.push_bind(one.corrected_by.as_str());
        },
    )
    .await
}

/// Empties what sources said of a record, and forgets what was corrected. That a source has it stays, so that its next import does
/// not bring it back.
pub(in super::super) async fn erase(
    connection: &mut Connection,
    record_id: &str,
) -> Result<(), sqlx::Error> {
    for statement in [
        "update record_source set content = '{}' where record_id = $1",
        "delete from record_correction where record_id = $1",
    ] {
        sql::query(statement)
            .bind(record_id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
