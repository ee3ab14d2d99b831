//! SQL of moderation: cases.

mod reports;
mod roster;

pub(super) use reports::{add_report, count_reports, reports, same_report};
pub(super) use roster::{
    add_duty, forget_duties, is_taken, mode, modes, on_duty, remove_duty, roster, set_mode,
};

use super::acts::About;
use super::{Case, Decision, Origin, Reason, State, UnknownWord};
use crate::database::sql::{self, Connection, Executor, Row};

fn case(row: &Row) -> Result<Case, sqlx::Error> {
    let text = |name: &str| row.try_get::<String>(name);
    let at: Option<i64> = row.try_get("decided")?;
    Ok(Case {
        number: row.try_get("number")?,
        reference: text("reference")?,
        record_id: text("record_id")?,
        plugin: text("plugin")?,
        kind: text("kind")?,
        title: text("title")?,
        contributor: text("contributor")?,
        origin: text("origin")?.parse::<Origin>().map_err(unknown)?,
        made: row.try_get("made")?,
        state: text("state")?.parse::<State>().map_err(unknown)?,
        decision: match at {
            None => None,
            Some(at) => Some(Decision {
                at,
                by: text("decided_by")?,
                reason: text("reason")?.parse::<Reason>().ok(),
                words: text("words")?,
                before: text("state_before")?,
                revision: row.try_get("revision_after")?,
            }),
        },
        reports: row.try_get::<i64>("reports")? as u64,
    })
}

/// A constraint keeps other words out: only a damaged file has one.
fn unknown(error: UnknownWord) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

fn cases(rows: Vec<Row>) -> Result<Vec<Case>, sqlx::Error> {
    rows.iter().map(case).collect()
}

pub(super) async fn by_reference(
    executor: impl Executor<'_>,
    reference: &str,
) -> Result<Option<Case>, sqlx::Error> {
    let row = sql::query(
        "select c.*, (select count(*) from moderation_report r where r.case_number = c.number) as reports
         from moderation_case c where c.reference = $1",
    )
    .bind(reference)
    .fetch_optional(executor)
    .await?;
    row.as_ref().map(case).transpose()
}

/// Those that wait, the oldest first.
pub(super) async fn waiting(
    executor: impl Executor<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<Case>, sqlx::Error> {
    cases(
        sql::query(
            "select c.*, (select count(*) from moderation_report r where r.case_number = c.number) as reports
             from moderation_case c where c.state = 'waiting' and c.number > $1 order by c.number limit $2",
        )
        .bind(after)
        .bind(limit)
        .fetch_all(executor)
        .await?,
    )
}

pub(super) async fn decided(
    executor: impl Executor<'_>,
    skip: i64,
    limit: i64,
) -> Result<Vec<Case>, sqlx::Error> {
    cases(
        sql::query(
            "select c.*, (select count(*) from moderation_report r where r.case_number = c.number) as reports
             from moderation_case c where c.decided is not null order by c.decided desc, c.number desc limit $1 offset $2",
        )
        .bind(limit)
        .bind(skip)
        .fetch_all(executor)
        .await?,
    )
}

/// Of one contributor, the newest first.
pub(super) async fn of_contributor(
    executor: impl Executor<'_>,
    (plugin, contributor): (&str, &str),
) -> Result<Vec<Case>, sqlx::Error> {
    cases(
        sql::query(
            "select c.*, (select count(*) from moderation_report r where r.case_number = c.number) as reports
             from moderation_case c where c.plugin = $1 and c.contributor = $2 order by c.number desc limit 20",
        )
        .bind(plugin)
        .bind(contributor)
        .fetch_all(executor)
        .await?,
    )
}

/// The last round of a record that its author knows of: a report that waits is none.
pub(super) async fn last(
    executor: impl Executor<'_>,
    record_id: &str,
) -> Result<Option<Case>, sqlx::Error> {
    let row = sql::query(
        "select c.*, (select count(*) from moderation_report r where r.case_number = c.number) as reports
         from moderation_case c where c.record_id = $1 and (c.origin = 'submitted' or c.decided is not null)
         order by c.number desc limit 1",
    )
    .bind(record_id)
    .fetch_optional(executor)
    .await?;
    row.as_ref().map(case).transpose()
}

/// Who handed a record over last: its plugin, and that one's name for its author.
pub(super) async fn author(
    executor: impl Executor<'_>,
    record_id: &str,
) -> Result<Option<(String, String)>, sqlx::Error> {
    sql::query_as(
        "select plugin, contributor from moderation_case where record_id = $1 and contributor <> ''
         order by number desc limit 1",
    )
    .bind(record_id)
    .fetch_optional(executor)
    .await
}

/// How many wait, and how many of them since before a moment.
pub(super) async fn count(
    executor: impl Executor<'_>,
    before: i64,
) -> Result<(u64, u64), sqlx::Error> {
    let (all, late): (i64, i64) = sql::query_as(
        "select (select count(*) from moderation_case where state = 'waiting'),
         (select count(*) from moderation_case where state = 'waiting' and made < $1)",
    )
    .bind(before)
    .fetch_one(executor)
    .await?;
    Ok((all as u64, late as u64))
}

pub(super) async fn count_waiting(connection: &mut Connection) -> Result<i64, sqlx::Error> {
    sql::query_scalar("select count(*) from moderation_case where state = 'waiting'")
        .fetch_one(connection)
        .await
}

/// The number of the case of this record that waits.
pub(super) async fn waiting_of(
    connection: &mut Connection,
    record_id: &str,
) -> Result<Option<i64>, sqlx::Error> {
    sql::query_scalar(
        "select number from moderation_case where record_id = $1 and state = 'waiting'",
    )
    .bind(record_id)
    .fetch_optional(connection)
    .await
}

/// Hands a record over within the case of it that waits, if one does: it stays at its place.
pub(super) async fn join(
    connection: &mut Connection,
    about: &About,
) -> Result<Option<i64>, sqlx::Error> {
    sql::query_scalar(
        "update moderation_case set origin = 'submitted', plugin = $2, title = $3,
         contributor = case when $4 = '' then contributor else $5 end
         where record_id = $1 and state = 'waiting' returning number",
    )
    .bind(&about.record_id)
    .bind(&about.plugin)
    .bind(&about.title)
    .bind(&about.contributor)
    .bind(&about.contributor)
    .fetch_optional(connection)
    .await
}

pub(super) async fn open(
    connection: &mut Connection,
    about: &About,
    (reference, now_ms): (&str, i64),
) -> Result<i64, sqlx::Error> {
    sql::query_scalar(
        "insert into moderation_case (reference, record_id, plugin, kind, title, contributor, origin, made, state, decided_by,
         reason, words, state_before, revision_after)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', '', '', '', '', 0) returning number",
    )
    .bind(reference)
    .bind(&about.record_id)
    .bind(&about.plugin)
    .bind(&about.kind)
    .bind(&about.title)
    .bind(&about.contributor)
    .bind(about.origin.as_str())
    .bind(now_ms)
    .fetch_one(connection)
    .await
}

/// Keeps a decision of what waits; false where somebody was faster.
pub(super) async fn decide(
    connection: &mut Connection,
    case: &Case,
    (state, decision): (State, &Decision),
) -> Result<bool, sqlx::Error> {
    let done = sql::query(
        "update moderation_case set state = $2, decided = $3, decided_by = $4, reason = $5, words = $6, state_before = $7,
         revision_after = $8 where number = $1 and state = 'waiting'",
    )
    .bind(case.number)
    .bind(state.as_str())
    .bind(decision.at)
    .bind(&decision.by)
    .bind(decision.reason.map_or("", Reason::as_str))
    .bind(&decision.words)
    .bind(&decision.before)
    .bind(decision.revision)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets a case wait again; false where its decision is another by now.
pub(super) async fn undo(connection: &mut Connection, case: &Case) -> Result<bool, sqlx::Error> {
    let at = case.decision.as_ref().map(|decision| decision.at);
    let done = sql::query(
        "update moderation_case set state = 'waiting', decided = null, decided_by = '', reason = '', words = '',
         state_before = '', revision_after = 0 where number = $1 and decided = $2",
    )
    .bind(case.number)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets what was decided before a moment, and what speaks of no record any more.
pub(super) async fn forget(
    connection: &mut Connection,
    decided_before: i64,
) -> Result<u64, sqlx::Error> {
    let deleted = sql::query(
        "delete from moderation_case where decided < $1
         or not exists (select 1 from record where record.id = moderation_case.record_id)",
    )
    .bind(decided_before)
    .execute(connection)
    .await?;
    Ok(deleted.rows_affected())
}
