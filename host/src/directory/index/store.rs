//! SQL of the search tables. Statements for many records at once: a batch of thousands is one import's step.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::{Indexed, Place, Said, Time};
use crate::database::sql::{self, Connection, Dialect, Executor, QueryBuilder};

/// What PostgreSQL takes (its manual, 12.11): words below 2 KB, places below 16,384, and a megabyte in all. Of a longer text
/// the beginning is found.
const WORD_BYTES_MAX: usize = 500;
const PLACE_MAX: u32 = 16_383;
const VECTOR_BYTES_MAX: usize = 1_000_000;
/// Times of one record that are taken away one by one; of more, all are written anew.
const GONE_MAX: usize = 32;

/// The rules by which each kind's search rows were made; one that is missing was never read whole.
pub(in super::super) async fn versions(
    executor: impl Executor<'_>,
) -> Result<HashMap<String, String>, sqlx::Error> {
    let rows: Vec<(String, String)> = sql::query_as("select kind, version from search_index")
        .fetch_all(executor)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Search rows of a kind are about to be made anew.
pub(in super::super) async fn forget_kind(
    connection: &mut Connection,
    kind: &str,
) -> Result<(), sqlx::Error> {
    sql::query("delete from search_index where kind = $1")
        .bind(kind)
        .execute(connection)
        .await?;
    Ok(())
}

/// All search rows of a kind were made by these rules.
pub(in super::super) async fn note_version(
    connection: &mut Connection,
    kind: &str,
    version: &str,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into search_index (kind, version) values ($1, $2)
         on conflict (kind) do update set version = excluded.version",
    )
    .bind(kind)
    .bind(version)
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets words, terms and place of these records, and the times read in their content.
pub(in super::super) async fn forget(
    connection: &mut Connection,
    numbers: &[i64],
) -> Result<(), sqlx::Error> {
    for head in [
        "delete from record_text where rowid in",
        "delete from record_term where record_number in",
        "delete from record_place where record_number in",
        "delete from record_time where said = 0 and record_number in",
    ] {
        sql::execute_listed(connection, (&QueryBuilder::new(head), ""), numbers).await?;
    }
    Ok(())
}

/// Keeps what search knows of these records, which were forgotten before.
pub(in super::super) async fn remember(
    connection: &mut Connection,
    records: &[(i64, Arc<Indexed>)],
) -> Result<(), sqlx::Error> {
    insert_texts(connection, records).await?;
    insert_terms(connection, records).await?;
    let places = records
        .iter()
        .filter_map(|(number, indexed)| Some((*number, indexed.place?)));
    insert_places(connection, &places.collect::<Vec<_>>()).await?;
    let numbers: Vec<i64> = records.iter().map(|(number, _)| *number).collect();
    let said = numbers_with_said_times(connection, &numbers).await?;
    let times = records
        .iter()
        .filter(|(number, _)| !said.contains(number))
        .flat_map(|(number, indexed)| indexed.times.iter().map(|time| (*number, *time)));
    insert_times(connection, &times.collect::<Vec<_>>(), false).await
}

/// Puts these times in the place of all that were known of the records. What was said before and stays is not written again.
pub(in super::super) async fn say_times(
    connection: &mut Connection,
    said: &[Said<'_>],
) -> Result<(), sqlx::Error> {
    let (mut anew, mut rows) = (Vec::new(), [const { Vec::new() }; 2]);
    for one in said {
        let stays: HashSet<(i64, i64)> = one.before.iter().copied().collect();
        let given: HashSet<(i64, i64)> = one
            .times
            .iter()
            .map(|time| (time.starts, time.ends))
            .collect();
        let gone: Vec<(i64, i64)> = one
            .before
            .iter()
            .copied()
            .filter(|time| !given.contains(time))
            .collect();
        let whole = !one.by_plugin || one.before.is_empty() || gone.len() > GONE_MAX;
        if whole {
            anew.push(one.number);
        } else {
            take_times(connection, one, &gone).await?;
        }
        let new = one
            .times
            .iter()
            .filter(|time| whole || !stays.contains(&(time.starts, time.ends)));
        rows[usize::from(one.by_plugin)].extend(new.map(|time| (one.number, *time)));
    }
    let head = QueryBuilder::new("delete from record_time where record_number in");
    sql::execute_listed(connection, (&head, ""), &anew).await?;
    for (rows, by_plugin) in rows.iter().zip([false, true]) {
        insert_times(connection, rows, by_plugin).await?;
    }
    Ok(())
}

/// Takes away the times that are said no more, and says of those that stay whether they are public.
async fn take_times(
    connection: &mut Connection,
    one: &Said<'_>,
    gone: &[(i64, i64)],
) -> Result<(), sqlx::Error> {
    for (starts, ends) in gone {
        sql::query(
            "delete from record_time where record_number = $1 and starts = $2 and ends = $3",
        )
        .bind(one.number)
        .bind(*starts)
        .bind(*ends)
        .execute(&mut *connection)
        .await?;
    }
    sql::query("update record_time set public = $2 where record_number = $1 and public <> $2")
        .bind(one.number)
        .bind(one.public)
        .execute(connection)
        .await?;
    Ok(())
}

/// The times that plugins said of records, in order, by the record's number.
pub(in super::super) async fn said_times(
    connection: &mut Connection,
    numbers: &[i64],
) -> Result<HashMap<i64, Vec<(i64, i64)>>, sqlx::Error> {
    let head = QueryBuilder::new(
        "select record_number, starts, ends from record_time where said = 1 and record_number in",
    );
    let tail = "order by record_number, starts, ends";
    let rows: Vec<(i64, i64, i64)> = sql::fetch_listed(connection, (&head, tail), numbers).await?;
    let mut said: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
    for (number, starts, ends) in rows {
        said.entry(number).or_default().push((starts, ends));
    }
    Ok(said)
}

async fn numbers_with_said_times(
    connection: &mut Connection,
    numbers: &[i64],
) -> Result<HashSet<i64>, sqlx::Error> {
    let head = QueryBuilder::new(
        "select distinct record_number from record_time where said = 1 and record_number in",
    );
    let rows: Vec<(i64,)> = sql::fetch_listed(connection, (&head, ""), numbers).await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Keeps the words of these records, which were forgotten before.
pub(in super::super) async fn insert_texts(
    connection: &mut Connection,
    records: &[(i64, Arc<Indexed>)],
) -> Result<(), sqlx::Error> {
    match connection.dialect() {
        Dialect::Sqlite => {
            let head = "insert into record_text (rowid, title, text)";
            sql::insert_rows(connection, (head, ""), records, |row, (number, indexed)| {
                row.push_bind(*number);
                row.push_bind(indexed.title.as_str());
                row.push_bind(indexed.text.as_str());
            })
            .await
        }
        Dialect::Postgres => {
            let head = "insert into record_text (rowid, words)";
            sql::insert_rows(connection, (head, ""), records, |row, (number, indexed)| {
                row.push_bind(*number);
                row.push_bind(vector(indexed))
                    .push_unseparated("::tsvector");
            })
            .await
        }
    }
}

/// The words of a record as PostgreSQL reads them: quoted, with place and weight. They are letters and digits already, so
/// none of its parsers, which differ by language, has a say.
fn vector(indexed: &Indexed) -> String {
    let mut vector = String::new();
    let mut place = 0;
    for (text, weight) in [(&indexed.title, 'A'), (&indexed.text, 'B')] {
        for word in text.split(|character: char| !character.is_alphanumeric()) {
            let end = word.floor_char_boundary(WORD_BYTES_MAX);
            if word.is_empty() || vector.len() > VECTOR_BYTES_MAX {
                continue;
            }
            place = PLACE_MAX.min(place + 1);
            write!(vector, "'{}':{place}{weight} ", &word[..end])
                .expect("a text grows as long as there is memory");
        }
    }
    vector
}

async fn insert_terms(
    connection: &mut Connection,
    records: &[(i64, Arc<Indexed>)],
) -> Result<(), sqlx::Error> {
    let mut terms: Vec<_> = records
        .iter()
        .flat_map(|(number, indexed)| indexed.terms.iter().map(|term| (*number, term)))
        .collect();
    // In the order of their key: a page of its tree is touched once for all that it takes, not once a record.
    terms.sort_unstable_by_key(|(number, term)| (&term.path, &term.value, *number));
    sql::insert_rows(
        connection,
        (
            "insert into record_term (record_number, path, value, public)",
            "",
        ),
        &terms,
        |row, (number, term)| {
            row.push_bind(*number);
            row.push_bind(term.path.as_str());
            row.push_bind(term.value.as_str());
            row.push_bind(term.public);
        },
    )
    .await
}

async fn insert_places(
    connection: &mut Connection,
    places: &[(i64, Place)],
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into record_place (record_number, latitude, longitude, x, y, z, public)",
            "",
        ),
        places,
        |row, (number, place)| {
            let point = super::super::sphere::point(place.latitude, place.longitude);
            row.push_bind(*number);
            row.push_bind(place.latitude);
            row.push_bind(place.longitude);
            row.push_bind(point[0]);
            row.push_bind(point[1]);
            row.push_bind(point[2]);
            row.push_bind(place.public);
        },
    )
    .await
}

async fn insert_times(
    connection: &mut Connection,
    times: &[(i64, Time)],
    said: bool,
) -> Result<(), sqlx::Error> {
    sql::insert_rows(
        connection,
        (
            "insert into record_time (record_number, starts, ends, said, public)",
            "on conflict (record_number, starts, ends) do nothing",
        ),
        times,
        |row, (number, time)| {
            row.push_bind(*number);
            row.push_bind(time.starts);
            row.push_bind(time.ends);
            row.push_bind(said);
            row.push_bind(time.public);
        },
    )
    .await
}
