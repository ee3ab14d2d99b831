//! SQL of the search tables. Statements for many records at once: a batch of thousands is one import's step.

use std::collections::{HashMap, HashSet};

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, SqliteExecutor};

use super::{Indexed, Place, Time};

/// SQLite binds 32,766 values at most, PostgreSQL 65,535; ours have at most 8 columns.
const ROWS_MAX: usize = 1_000;

/// The rules by which each kind's search rows were made; one that is missing was never read whole.
pub(in super::super) async fn versions(
    executor: impl SqliteExecutor<'_>,
) -> Result<HashMap<String, String>, sqlx::Error> {
    let rows: Vec<(String, String)> = sqlx::query_as("select kind, version from search_index")
        .fetch_all(executor)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Search rows of a kind are about to be made anew.
pub(in super::super) async fn forget_kind(
    connection: &mut SqliteConnection,
    kind: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from search_index where kind = $1")
        .bind(kind)
        .execute(connection)
        .await?;
    Ok(())
}

/// All search rows of a kind were made by these rules.
pub(in super::super) async fn note_version(
    connection: &mut SqliteConnection,
    kind: &str,
    version: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
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
    connection: &mut SqliteConnection,
    numbers: &[i64],
) -> Result<(), sqlx::Error> {
    const STATEMENTS: [(&str, &str); 4] = [
        ("delete from record_text where rowid in (", ")"),
        ("delete from record_term where record_number in (", ")"),
        ("delete from record_place where record_number in (", ")"),
        (
            "delete from record_time where said = 0 and record_number in (",
            ")",
        ),
    ];
    for chunk in numbers.chunks(ROWS_MAX) {
        for (head, tail) in STATEMENTS {
            let mut query = QueryBuilder::<Sqlite>::new(head);
            let mut list = query.separated(", ");
            for number in chunk {
                list.push_bind(*number);
            }
            query.push(tail);
            query
                .build()
                .persistent(false)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// Keeps what search knows of these records, which were forgotten before.
pub(in super::super) async fn remember(
    connection: &mut SqliteConnection,
    records: &[(i64, Indexed)],
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

/// Puts these times in the place of all that were known of a record; `said` by a plugin or read in the content.
pub(in super::super) async fn replace_times(
    connection: &mut SqliteConnection,
    number: i64,
    times: &[Time],
    said: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from record_time where record_number = $1")
        .bind(number)
        .execute(&mut *connection)
        .await?;
    let rows: Vec<(i64, Time)> = times.iter().map(|time| (number, *time)).collect();
    insert_times(connection, &rows, said).await
}

/// The times that a plugin said of a record, in order.
pub(in super::super) async fn said_times(
    connection: &mut SqliteConnection,
    id: &str,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    sqlx::query_as(
        "select t.starts, t.ends from record_time t join record r on r.number = t.record_number
         where r.id = $1 and t.said = 1 order by t.starts, t.ends",
    )
    .bind(id)
    .fetch_all(connection)
    .await
}

async fn numbers_with_said_times(
    connection: &mut SqliteConnection,
    numbers: &[i64],
) -> Result<HashSet<i64>, sqlx::Error> {
    let mut found = HashSet::new();
    for chunk in numbers.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "select distinct record_number from record_time where said = 1 and record_number in (",
        );
        let mut list = query.separated(", ");
        for number in chunk {
            list.push_bind(*number);
        }
        query.push(")");
        let rows: Vec<i64> = query
            .build_query_scalar()
            .persistent(false)
            .fetch_all(&mut *connection)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

async fn insert_texts(
    connection: &mut SqliteConnection,
    records: &[(i64, Indexed)],
) -> Result<(), sqlx::Error> {
    for chunk in records.chunks(ROWS_MAX) {
        let mut query =
            QueryBuilder::<Sqlite>::new("insert into record_text (rowid, title, text) ");
        query.push_values(chunk, |mut row, (number, indexed)| {
            row.push_bind(*number);
            row.push_bind(indexed.title.as_str());
            row.push_bind(indexed.text.as_str());
        });
        query
            .build()
            .persistent(false)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn insert_terms(
    connection: &mut SqliteConnection,
    records: &[(i64, Indexed)],
) -> Result<(), sqlx::Error> {
    let terms: Vec<_> = records
        .iter()
        .flat_map(|(number, indexed)| indexed.terms.iter().map(|term| (*number, term)))
        .collect();
    for chunk in terms.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into record_term (record_number, path, value, public) ",
        );
        query.push_values(chunk, |mut row, (number, term)| {
            row.push_bind(*number);
            row.push_bind(term.path.as_str());
            row.push_bind(term.value.as_str());
            row.push_bind(i64::from(term.public));
        });
        query
            .build()
            .persistent(false)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn insert_places(
    connection: &mut SqliteConnection,
    places: &[(i64, Place)],
) -> Result<(), sqlx::Error> {
    for chunk in places.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into record_place (record_number, latitude, longitude, x, y, z, public) ",
        );
        query.push_values(chunk, |mut row, (number, place)| {
            let point = super::super::sphere::point(place.latitude, place.longitude);
            row.push_bind(*number);
            row.push_bind(place.latitude);
            row.push_bind(place.longitude);
            row.push_bind(point[0]);
            row.push_bind(point[1]);
            row.push_bind(point[2]);
            row.push_bind(i64::from(place.public));
        });
        query
            .build()
            .persistent(false)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn insert_times(
    connection: &mut SqliteConnection,
    times: &[(i64, Time)],
    said: bool,
) -> Result<(), sqlx::Error> {
    for chunk in times.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into record_time (record_number, starts, ends, said, public) ",
        );
        query.push_values(chunk, |mut row, (number, time)| {
            row.push_bind(*number);
            row.push_bind(time.starts);
            row.push_bind(time.ends);
            row.push_bind(i64::from(said));
            row.push_bind(i64::from(time.public));
        });
        query.push(" on conflict (record_number, starts, ends) do nothing");
        query
            .build()
            .persistent(false)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
