//! SQL of the words that records hold.

use std::collections::HashMap;

use super::{Known, Words};
use crate::database::sql::{self, Connection, Executor, QueryBuilder};

/// Counts words of a kind's records once more.
pub(in super::super) async fn count(
    connection: &mut Connection,
    kind: &str,
    words: &Words,
) -> Result<(), sqlx::Error> {
    let words: Vec<_> = words.iter().collect();
    let head = "insert into search_word (kind, word, initial, letters, written, count)";
    let tail = "on conflict (kind, word) do update set count = search_word.count + excluded.count,
        written = case when excluded.written <> excluded.word then excluded.written else search_word.written end";
    sql::insert_rows(
        connection,
        (head, tail),
        &words,
        |row, (word, (written, count))| {
            let initial: String = word.chars().take(1).collect();
            row.push_bind(kind).push_bind(word.as_str());
            row.push_bind(initial)
                .push_bind(word.chars().count() as i64);
            row.push_bind(written.as_str()).push_bind(*count);
        },
    )
    .await
}

/// Forgets the words of a kind, before its records are read anew.
pub(in super::super) async fn forget(
    connection: &mut Connection,
    kind: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from search_word where kind = $1")
        .bind(kind)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether a record of these kinds held this word.
pub(super) async fn is_known(
    executor: impl Executor<'_>,
    word: &str,
    kinds: &[&str],
) -> Result<bool, sqlx::Error> {
    let mut query = QueryBuilder::new("select count(*) from search_word where word = ");
    query.push_bind(word).push(" and kind in (");
    push_list(&mut query, kinds);
    query.push(")");
    let count: i64 = query
        .build_query_scalar()
        .persistent(false)
        .fetch_one(executor)
        .await?;
    Ok(count > 0)
}

/// Those of these words that records held.
pub(super) async fn known_of(
    executor: impl Executor<'_>,
    words: &[&str],
    kinds: &[&str],
) -> Result<HashMap<String, Known>, sqlx::Error> {
    let mut known: HashMap<String, Known> = HashMap::new();
    if words.is_empty() {
        return Ok(known);
    }
    let mut query =
        QueryBuilder::new("select word, written, count from search_word where word in (");
    push_list(&mut query, words);
    query.push(") and kind in (");
    push_list(&mut query, kinds);
    query.push(") order by count");
    let rows: Vec<(String, String, i64)> = query
        .build_query_as()
        .persistent(false)
        .fetch_all(executor)
        .await?;
    for (word, written, count) in rows {
        let before = known.get(&word).map_or(0, |known| known.count);
        let count = before + count;
        known.insert(word, Known { written, count });
    }
    Ok(known)
}

/// Words with these initials and so many letters, some of them more than once. Read from the index alone.
pub(super) async fn words_like(
    executor: impl Executor<'_>,
    (initials, (least, most)): (Vec<String>, (usize, usize)),
    kinds: &[&str],
    limit: i64,
) -> Result<Vec<String>, sqlx::Error> {
    let initials: Vec<&str> = initials.iter().map(String::as_str).collect();
    let mut query = QueryBuilder::new("select word from search_word where initial in (");
    push_list(&mut query, &initials);
    query.push(") and letters between ").push_bind(least as i64);
    query.push(" and ").push_bind(most as i64);
    query.push(" and kind in (");
    push_list(&mut query, kinds);
    query.push(") limit ").push_bind(limit);
    query
        .build_query_scalar()
        .persistent(false)
        .fetch_all(executor)
        .await
}

fn push_list(query: &mut QueryBuilder, values: &[&str]) {
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind((*value).to_owned());
    }
}
