//! SQL of likeness, of pairs, and of what people decided about them.

use super::After;
use super::merge::{Merge, Stored};
use crate::database::sql::{self, Connection, Executor, QueryBuilder, Row};

/// The name under which the cursor on the journal is kept.
const READER: &str = "duplicates";
/// Merges into merged records that are followed.
const CHAIN_MAX: usize = 20;

/// How far the journal was read.
pub async fn read_to(executor: impl Executor<'_>) -> Result<i64, sqlx::Error> {
    let seq = sql::query_scalar("select seq from journal_reader where name = $1")
        .bind(READER)
        .fetch_optional(executor)
        .await?;
    Ok(seq.unwrap_or(0))
}

/// Keeps how far it was read.
pub async fn keep_read_to(connection: &mut Connection, seq: i64) -> Result<(), sqlx::Error> {
    sql::query("insert into journal_reader (name, seq) values ($1, $2) on conflict (name) do update set seq = excluded.seq")
        .bind(READER)
        .bind(seq)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets the words and the pairs of these records.
pub async fn forget(connection: &mut Connection, ids: &[&str]) -> Result<(), sqlx::Error> {
    for statement in [
        "delete from record_likeness where record_id in",
        "delete from duplicate_candidate where first_id in",
        "delete from duplicate_candidate where second_id in",
    ] {
        sql::execute_listed(connection, (&QueryBuilder::new(statement), ""), ids).await?;
    }
    Ok(())
}

/// Keeps words with the ids of their records.
pub async fn remember(
    connection: &mut Connection,
    kind: &str,
    words: &[(String, &str)],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into record_likeness (kind, word, record_id)",
            "on conflict do nothing",
        ),
        words,
        |row, (word, id)| {
            row.push_bind(kind);
            row.push_bind(word.as_str());
            row.push_bind(*id);
        },
    )
    .await
}

/// Who shares each of these words, where not too many do: word and id.
pub async fn sharing(
    connection: &mut Connection,
    (kind, words): (&str, &[&str]),
    shared_max: i64,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    let mut head = QueryBuilder::new("select word from record_likeness where kind = ");
    head.push_bind(kind).push(" and word in");
    let tail = format!("group by word having count(*) between 1 and {shared_max}");
    let telling: Vec<(String,)> = sql::fetch_listed(connection, (&head, &tail), words).await?;
    let telling: Vec<&str> = telling.iter().map(|(word,)| word.as_str()).collect();
    let mut head = QueryBuilder::new("select word, record_id from record_likeness where kind = ");
    head.push_bind(kind).push(" and word in");
    sql::fetch_listed(connection, (&head, ""), &telling).await
}

/// Keeps pairs, unless somebody found them to be different.
pub async fn keep_candidates(
    connection: &mut Connection,
    (kind, at): (&str, i64),
    pairs: &[(&str, &str, i64)],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into duplicate_candidate (first_id, second_id, kind, score, found)",
            "on conflict (first_id, second_id) do update set score = excluded.score",
        ),
        pairs,
        |row, (first, second, score)| {
            row.push_bind(*first);
            row.push_bind(*second);
            row.push_bind(kind);
            row.push_bind(*score);
            row.push_bind(at);
        },
    )
    .await?;
    let firsts: Vec<&str> = pairs.iter().map(|(first, _, _)| *first).collect();
    let head = QueryBuilder::new(
        "delete from duplicate_candidate where exists (select 1 from duplicate_different d
            where d.first_id = duplicate_candidate.first_id and d.second_id = duplicate_candidate.second_id)
         and first_id in",
    );
    sql::execute_listed(connection, (&head, ""), &firsts).await?;
    Ok(())
}

/// Pairs in the order of their score, the highest first.
pub async fn candidates(
    connection: &mut Connection,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<(String, String, i64)>, sqlx::Error> {
    let mut query = QueryBuilder::new("select first_id, second_id, score from duplicate_candidate");
    if let Some(after) = after {
        query
            .push(" where (score, first_id, second_id) < (")
            .push_bind(after.score);
        query.push(", ").push_bind(after.first_id.as_str());
        query
            .push(", ")
            .push_bind(after.second_id.as_str())
            .push(")");
    }
    query
        .push(" order by score desc, first_id desc, second_id desc limit ")
        .push_bind(limit);
    query.build_query_as().fetch_all(connection).await
}

/// How many pairs there are.
pub async fn count(executor: impl Executor<'_>) -> Result<u64, sqlx::Error> {
    let count: i64 = sql::query_scalar("select count(*) from duplicate_candidate")
        .fetch_one(executor)
        .await?;
    Ok(count as u64)
}

/// Keeps that two records are different.
pub async fn keep_different(
    connection: &mut Connection,
    (first, second): (&str, &str),
    (at, by): (i64, &str),
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into duplicate_different (first_id, second_id, decided, decided_by) values ($1, $2, $3, $4)
         on conflict (first_id, second_id) do nothing",
    )
    .bind(first)
    .bind(second)
    .bind(at)
    .bind(by)
    .execute(&mut *connection)
    .await?;
    sql::query("delete from duplicate_candidate where first_id = $1 and second_id = $2")
        .bind(first)
        .bind(second)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets it.
pub async fn forget_different(
    connection: &mut Connection,
    (first, second): (&str, &str),
) -> Result<(), sqlx::Error> {
    sql::query("delete from duplicate_different where first_id = $1 and second_id = $2")
        .bind(first)
        .bind(second)
        .execute(connection)
        .await?;
    Ok(())
}

/// Pairs found to be different: ids, when and by whom.
pub async fn different(
    executor: impl Executor<'_>,
    limit: i64,
) -> Result<Vec<(String, String, i64, String)>, sqlx::Error> {
    sql::query_as("select first_id, second_id, decided, decided_by from duplicate_different order by decided desc, first_id limit $1")
        .bind(limit)
        .fetch_all(executor)
        .await
}

/// What was found different from a record that is gone is different from the one that it went into.
pub async fn different_moves(
    connection: &mut Connection,
    (gone, kept): (&str, &str),
) -> Result<(), sqlx::Error> {
    let rows: Vec<(String, String, i64, String)> = sql::query_as(
        "select first_id, second_id, decided, decided_by from duplicate_different where first_id = $1 or second_id = $1",
    )
    .bind(gone)
    .fetch_all(&mut *connection)
    .await?;
    for (first, second, at, by) in rows {
        let other = if first == gone { second } else { first };
        if other != kept {
            keep_different(connection, super::ordered(kept, &other), (at, &by)).await?;
        }
    }
    Ok(())
}

/// Keeps a merge.
pub async fn keep_merge(connection: &mut Connection, merge: &Stored) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into record_merge (gone_id, kept_id, kind, merged, merged_by, gone, kept, sources)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&merge.merge.gone_id)
    .bind(&merge.merge.kept_id)
    .bind(&merge.merge.kind)
    .bind(merge.merge.merged)
    .bind(&merge.merge.merged_by)
    .bind(merge.gone.to_string())
    .bind(merge.kept.to_string())
    .bind(merge.sources.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

fn merge_of(row: &Row) -> Result<Merge, sqlx::Error> {
    let gone = json(row, "gone")?;
    Ok(Merge {
        gone_id: row.try_get("gone_id")?,
        kept_id: row.try_get("kept_id")?,
        kind: row.try_get("kind")?,
        merged: row.try_get("merged")?,
        merged_by: row.try_get("merged_by")?,
        gone_name: gone["content"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    })
}

fn json(row: &Row, column: &str) -> Result<serde_json::Value, sqlx::Error> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|error| sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: error.into(),
    })
}

/// The merge by which a record is gone.
pub async fn merge(connection: &mut Connection, gone: &str) -> Result<Option<Stored>, sqlx::Error> {
    let row = sql::query("select gone_id, kept_id, kind, merged, merged_by, gone, kept, sources from record_merge where gone_id = $1")
        .bind(gone)
        .fetch_optional(connection)
        .await?;
    row.map(|row| {
        Ok(Stored {
            merge: merge_of(&row)?,
            gone: json(&row, "gone")?,
            kept: json(&row, "kept")?,
            sources: json(&row, "sources")?,
        })
    })
    .transpose()
}

/// Merges, the latest first.
pub async fn merges(executor: impl Executor<'_>, limit: i64) -> Result<Vec<Merge>, sqlx::Error> {
    let rows = sql::query("select gone_id, kept_id, kind, merged, merged_by, gone from record_merge order by merged desc, gone_id desc limit $1")
        .bind(limit)
        .fetch_all(executor)
        .await?;
    rows.iter().map(merge_of).collect()
}

/// The ids of what was merged of a kind, each with the key that it had.
pub async fn merged_keys(
    readers: &sql::Pool,
    kind: &str,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    let rows = sql::query("select gone_id, gone from record_merge where kind = $1")
        .bind(kind)
        .fetch_all(readers)
        .await?;
    let mut keys = Vec::new();
    for row in &rows {
        let gone = json(row, "gone")?;
        let key = gone["key"].as_str().map(str::to_owned);
        keys.extend(
            key.map(|key| Ok::<_, sqlx::Error>((row.try_get("gone_id")?, key)))
                .transpose()?,
        );
    }
    Ok(keys)
}

/// Forgets a merge.
pub async fn forget_merge(connection: &mut Connection, gone: &str) -> Result<(), sqlx::Error> {
    sql::query("delete from record_merge where gone_id = $1")
        .bind(gone)
        .execute(connection)
        .await?;
    Ok(())
}

/// Where a merged id leads, over as many merges as there were.
pub async fn merged_into(readers: &sql::Pool, id: &str) -> Result<Option<String>, sqlx::Error> {
    let mut found: Option<String> = None;
    for _ in 0..CHAIN_MAX {
        let from = found.as_deref().unwrap_or(id);
        let next: Option<String> =
            sql::query_scalar("select kept_id from record_merge where gone_id = $1")
                .bind(from)
                .fetch_optional(readers)
                .await?;
        match next {
            Some(next) => found = Some(next),
            None => break,
        }
    }
    Ok(found)
}
