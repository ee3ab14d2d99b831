//! SQL of suggestions.

use super::{Decision, Said, State, Subject, Suggestion};
use crate::database::sql::{self, Connection, Executor, Row};

fn suggestion(row: &Row) -> Result<Suggestion, sqlx::Error> {
    let text = |name: &str| row.try_get::<String>(name);
    let state: State = text("state")?.parse().map_err(unknown)?;
    let at: Option<i64> = row.try_get("decided")?;
    Ok(Suggestion {
        number: row.try_get("number")?,
        said: Said {
            reference: text("reference")?,
            record_id: text("record_id")?,
            kind: text("kind")?,
            title: text("title")?,
            revision: row.try_get::<i64>("revision")? as u64,
            subject: text("subject")?.parse::<Subject>().map_err(unknown)?,
            text: text("text")?,
            contact: text("contact")?,
        },
        made: row.try_get("made")?,
        state,
        decision: match at {
            None => None,
            Some(at) => Some(Decision {
                at,
                by: text("decided_by")?,
                note: text("note")?,
            }),
        },
    })
}

/// A constraint keeps other words out: only a damaged file has one.
fn unknown(error: super::UnknownWord) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

/// The reference of what waits already in the same words.
pub(super) async fn same_waiting(
    connection: &mut Connection,
    said: &Said,
) -> Result<Option<String>, sqlx::Error> {
    sql::query_scalar(
        "select reference from suggestion where record_id = $1 and state = 'new' and subject = $2 and text = $3
         and contact = $4 order by number limit 1",
    )
    .bind(&said.record_id)
    .bind(said.subject.as_str())
    .bind(&said.text)
    .bind(&said.contact)
    .fetch_optional(connection)
    .await
}

/// How many wait: of all records, and of one.
pub(super) async fn waiting(
    connection: &mut Connection,
    record_id: &str,
) -> Result<(i64, i64), sqlx::Error> {
    sql::query_as(
        "select (select count(*) from suggestion where state = 'new'),
         (select count(*) from suggestion where record_id = $1 and state = 'new')",
    )
    .bind(record_id)
    .fetch_one(connection)
    .await
}

pub(super) async fn insert(
    connection: &mut Connection,
    said: &Said,
    at: i64,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into suggestion
         (reference, record_id, kind, title, revision, subject, text, contact, made, state, decided_by, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'new', '', '')",
    )
    .bind(&said.reference)
    .bind(&said.record_id)
    .bind(&said.kind)
    .bind(&said.title)
    .bind(said.revision as i64)
    .bind(said.subject.as_str())
    .bind(&said.text)
    .bind(&said.contact)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn by_reference(
    executor: impl Executor<'_>,
    reference: &str,
) -> Result<Option<Suggestion>, sqlx::Error> {
    let row = sql::query(
        "select number, reference, record_id, kind, title, revision, subject, text, contact, made, state, decided,
         decided_by, note from suggestion where reference = $1",
    )
    .bind(reference)
    .fetch_optional(executor)
    .await?;
    row.as_ref().map(suggestion).transpose()
}

pub(super) async fn list(
    executor: impl Executor<'_>,
    state: Option<State>,
    after: i64,
    limit: i64,
) -> Result<Vec<Suggestion>, sqlx::Error> {
    let rows = sql::query(
        "select number, reference, record_id, kind, title, revision, subject, text, contact, made, state, decided,
         decided_by, note from suggestion where ($1 = '' or state = $1) and number > $2 order by number limit $3",
    )
    .bind(state.map_or("", State::as_str))
    .bind(after)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    rows.iter().map(suggestion).collect()
}

pub(super) async fn count_new(executor: impl Executor<'_>) -> Result<u64, sqlx::Error> {
    let count: i64 = sql::query_scalar("select count(*) from suggestion where state = 'new'")
        .fetch_one(executor)
        .await?;
    Ok(count as u64)
}

/// Whether it still waited.
pub(super) async fn decide(
    connection: &mut Connection,
    reference: &str,
    state: State,
    decision: &Decision,
) -> Result<bool, sqlx::Error> {
    let changed = sql::query(
        "update suggestion set state = $2, decided = $3, decided_by = $4, note = $5
         where reference = $1 and state = 'new'",
    )
    .bind(reference)
    .bind(state.as_str())
    .bind(decision.at)
    .bind(&decision.by)
    .bind(&decision.note)
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// Empties contacts of what was decided, or made, before.
pub(super) async fn erase_contacts(
    connection: &mut Connection,
    decided_before: i64,
    made_before: i64,
) -> Result<u64, sqlx::Error> {
    let erased = sql::query(
        "update suggestion set contact = '' where contact <> '' and (decided < $1 or made < $2)",
    )
    .bind(decided_before)
    .bind(made_before)
    .execute(connection)
    .await?;
    Ok(erased.rows_affected())
}

pub(super) async fn delete_decided(
    connection: &mut Connection,
    decided_before: i64,
) -> Result<u64, sqlx::Error> {
    let deleted = sql::query("delete from suggestion where decided < $1")
        .bind(decided_before)
        .execute(connection)
        .await?;
    Ok(deleted.rows_affected())
}

/// What was said here of a neighbour's records and was not told to it, the oldest first.
pub(super) async fn for_owner(
    executor: impl Executor<'_>,
    owner: &str,
    limit: i64,
) -> Result<Vec<Suggestion>, sqlx::Error> {
    let rows = sql::query(
        "select s.number, s.reference, s.record_id, s.kind, s.title, s.revision, s.subject, s.text, s.contact, s.made, s.state,
         s.decided, s.decided_by, s.note from suggestion s join record r on r.id = s.record_id
         where s.state = 'new' and s.passed = '' and s.origin = '' and r.origin = $1 order by s.number limit $2",
    )
    .bind(owner)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    rows.iter().map(suggestion).collect()
}

/// What a neighbour passed on and was decided here since, with the neighbour's own reference.
pub(super) async fn answers_for(
    executor: impl Executor<'_>,
    origin: &str,
    limit: i64,
) -> Result<Vec<(Suggestion, String)>, sqlx::Error> {
    let rows = sql::query(
        "select number, reference, record_id, kind, title, revision, subject, text, contact, made, state, decided,
         decided_by, note, their_reference from suggestion
         where origin = $1 and state <> 'new' and passed = '' order by number limit $2",
    )
    .bind(origin)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    rows.iter()
        .map(|row| Ok((suggestion(row)?, row.try_get("their_reference")?)))
        .collect()
}

/// Notes that it was passed on, and how.
pub(super) async fn pass(
    connection: &mut Connection,
    reference: &str,
    how: &str,
) -> Result<(), sqlx::Error> {
    sql::query("update suggestion set passed = $2 where reference = $1")
        .bind(reference)
        .bind(how)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether a neighbour passed it on before.
pub(super) async fn is_known(
    connection: &mut Connection,
    origin: &str,
    their_reference: &str,
) -> Result<bool, sqlx::Error> {
    let count: i64 = sql::query_scalar(
        "select count(*) from suggestion where origin = $1 and their_reference = $2",
    )
    .bind(origin)
    .bind(their_reference)
    .fetch_one(connection)
    .await?;
    Ok(count > 0)
}

/// Notes where it was said.
pub(super) async fn came_from(
    connection: &mut Connection,
    reference: &str,
    (origin, their_reference): (&str, &str),
) -> Result<(), sqlx::Error> {
    sql::query("update suggestion set origin = $2, their_reference = $3 where reference = $1")
        .bind(reference)
        .bind(origin)
        .bind(their_reference)
        .execute(connection)
        .await?;
    Ok(())
}

/// Owners and neighbours to whom something is to be passed on.
pub(super) async fn neighbours_to_tell(
    executor: impl Executor<'_>,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar(
        "select distinct r.origin from suggestion s join record r on r.id = s.record_id
         where s.state = 'new' and s.passed = '' and s.origin = '' and r.origin <> ''
         union select distinct origin from suggestion where origin <> '' and state <> 'new' and passed = ''",
    )
    .fetch_all(executor)
    .await
}
