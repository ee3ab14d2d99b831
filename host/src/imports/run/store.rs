//! SQL of imports: begun, gone on with, stopped and ended; their reports stand in `lines`.

mod lines;
mod run;

pub(crate) use lines::write_lines;
pub use lines::{KeptLine, Wanted, lines_after};
pub use run::{Run, cancelled, is_cancelled};

use super::{Complete, Counts, ImportError};
use crate::database::Database;
use crate::database::sql::{self, Connection, QueryBuilder, Row};

/// Reports kept of one source; older ones go.
const RUNS_KEPT: i64 = 20;

const COLUMNS: &str = "number, format, source, input, bytes, modified, mapping, department, started, alive, ended, failure, \
     rows, taken, changed, unchanged, repaired, refused, skipped, begun_by, \
     complete, withdrawn";

fn read(row: &Row) -> Result<Run, sqlx::Error> {
    let count = |name: &str| row.try_get::<i64>(name).map(|count| count as u64);
    Ok(Run {
        number: row.try_get("number")?,
        format: row.try_get("format")?,
        source: row.try_get("source")?,
        input: row.try_get("input")?,
        bytes: count("bytes")?,
        modified: row.try_get("modified")?,
        mapping: row.try_get("mapping")?,
        department: row.try_get("department")?,
        started: row.try_get("started")?,
        alive: row.try_get("alive")?,
        ended: row.try_get("ended")?,
        failure: row.try_get("failure")?,
        rows: count("rows")?,
        counts: Counts {
            taken: count("taken")?,
            changed: count("changed")?,
            unchanged: count("unchanged")?,
            refused: count("refused")?,
            skipped: count("skipped")?,
            repaired: count("repaired")?,
            withdrawn: count("withdrawn")?,
        },
        begun_by: row.try_get("begun_by")?,
        complete: Complete::of(row.try_get("complete")?),
    })
}

/// Begins a run or goes on with the interrupted one of the same file; true for the latter. Refuses where another process is
/// at work on the same source. What somebody stopped is begun anew.
pub(crate) async fn begin(
    database: &Database,
    wanted: Run,
    alive_ms: i64,
) -> Result<(Run, bool), ImportError> {
    let mut write = database
        .write()
        .await
        .map_err(crate::directory::DirectoryError::from)?;
    let mut query = QueryBuilder::new("select ");
    query
        .push(COLUMNS)
        .push(" from import_run where ended is null and source = ");
    query
        .push_bind(wanted.source.as_str())
        .push(" order by number");
    let rows = query
        .build()
        .persistent(false)
        .fetch_all(&mut *write)
        .await?;
    let open: Vec<Run> = rows.iter().map(read).collect::<Result<_, _>>()?;
    if let Some(busy) = open
        .iter()
        .find(|run| run.alive > wanted.started - alive_ms)
    {
        return Err(ImportError::Busy(Box::new(busy.clone())));
    }
    let (same, others): (Vec<Run>, Vec<Run>) =
        open.into_iter().partition(|run| run.same_file(&wanted));
    for other in &others {
        close(&mut write, other.number, wanted.started, Some("")).await?;
    }
    let begun = match same.into_iter().next_back() {
        Some(mut same) => {
            let before = same.alive;
            same.alive = wanted.alive;
            write_progress(&mut write, &same, before).await?;
            (same, true)
        }
        None => (insert(&mut write, wanted).await?, false),
    };
    sweep(&mut write, &begun.0.source).await?;
    write.commit().await?;
    Ok(begun)
}

async fn insert(connection: &mut Connection, mut wanted: Run) -> Result<Run, sqlx::Error> {
    wanted.number = sql::query_scalar(
        "insert into import_run (format, source, input, bytes, modified, mapping, department, started, alive, begun_by, complete)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning number",
    )
    .bind(&wanted.format)
    .bind(&wanted.source)
    .bind(&wanted.input)
    .bind(wanted.bytes as i64)
    .bind(wanted.modified)
    .bind(&wanted.mapping)
    .bind(&wanted.department)
    .bind(wanted.started)
    .bind(wanted.alive)
    .bind(&wanted.begun_by)
    .bind(wanted.complete.number())
    .fetch_one(connection)
    .await?;
    Ok(wanted)
}

async fn sweep(connection: &mut Connection, source: &str) -> Result<(), sqlx::Error> {
    sql::query(
        "delete from import_run where source = $1 and ended is not null and number not in
         (select number from import_run where source = $1 order by number desc limit $2)",
    )
    .bind(source)
    .bind(RUNS_KEPT)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a run that has not, whoever is at work on it; whether it had not.
pub(in super::super) async fn close(
    connection: &mut Connection,
    number: i64,
    at: i64,
    failure: Option<&str>,
) -> Result<bool, sqlx::Error> {
    let closed = sql::query(
        "update import_run set ended = $1, failure = $2 where number = $3 and ended is null",
    )
    .bind(at)
    .bind(failure)
    .bind(number)
    .execute(connection)
    .await?;
    Ok(closed.rows_affected() > 0)
}

/// Why a run is no longer this process's: somebody stopped it, or another process went on with it.
async fn lost(connection: &mut Connection, run: &Run) -> Result<ImportError, sqlx::Error> {
    let open: i64 =
        sql::query_scalar("select count(*) from import_run where number = $1 and ended is null")
            .bind(run.number)
            .fetch_one(connection)
            .await?;
    Ok(match open {
        0 => ImportError::Cancelled,
        _ => ImportError::Overtaken(run.number),
    })
}

/// Stops a run that has not ended: whoever is at work on it takes no row more. What it took stays.
pub async fn cancel(
    database: &Database,
    number: i64,
    by: &str,
    at: i64,
) -> Result<bool, ImportError> {
    let mut write = database
        .write()
        .await
        .map_err(crate::directory::DirectoryError::from)?;
    let closed = close(&mut write, number, at, Some(&cancelled(by))).await?;
    write.commit().await?;
    Ok(closed)
}

/// Ends a run of this process; `failure` says why before the end of its file. One that was stopped stays so; one with which
/// another process went on is refused.
pub(crate) async fn end(
    database: &Database,
    run: &Run,
    at: i64,
    failure: Option<&str>,
) -> Result<(), ImportError> {
    let mut write = database
        .write()
        .await
        .map_err(crate::directory::DirectoryError::from)?;
    let closed = sql::query(
        "update import_run set ended = $1, failure = $2 where number = $3 and alive = $4 and ended is null",
    )
    .bind(at)
    .bind(failure)
    .bind(run.number)
    .bind(run.alive)
    .execute(&mut *write)
    .await?;
    if closed.rows_affected() == 0 {
        return match lost(&mut write, run).await? {
            ImportError::Cancelled => Ok(()),
            overtaken => Err(overtaken),
        };
    }
    write.commit().await?;
    Ok(())
}

/// Shows that somebody is at work on a run whose sign of life was `before`.
pub(super) async fn breathe(
    database: &Database,
    run: &Run,
    before: i64,
) -> Result<(), ImportError> {
    let mut write = database
        .write()
        .await
        .map_err(crate::directory::DirectoryError::from)?;
    write_progress(&mut write, run, before).await?;
    write.commit().await?;
    Ok(())
}

/// Keeps how far a run came. Refuses where somebody stopped it, and where its sign of life is no longer the one that this
/// process wrote: then nothing of the transaction may be kept.
pub(crate) async fn write_progress(
    connection: &mut Connection,
    run: &Run,
    before: i64,
) -> Result<(), ImportError> {
    let counts = &run.counts;
    let kept = sql::query(
        "update import_run set alive = $1, rows = $2, taken = $3, changed = $4, unchanged = $5, repaired = $6,
         refused = $7, skipped = $8, withdrawn = $11 where number = $9 and alive = $10 and ended is null",
    )
    .bind(run.alive)
    .bind(run.rows as i64)
    .bind(counts.taken as i64)
    .bind(counts.changed as i64)
    .bind(counts.unchanged as i64)
    .bind(counts.repaired as i64)
    .bind(counts.refused as i64)
    .bind(counts.skipped as i64)
    .bind(run.number)
    .bind(before)
    .bind(counts.withdrawn as i64)
    .execute(&mut *connection)
    .await?;
    match kept.rows_affected() {
        0 => Err(lost(connection, run).await?),
        _ => Ok(()),
    }
}

/// Imports with a smaller number than this, the latest first.
pub async fn runs_before(
    database: &Database,
    number: i64,
    limit: i64,
) -> Result<Vec<Run>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from import_run where number < ");
    query.push_bind(number);
    query.push(" order by number desc limit ");
    query.push_bind(limit);
    let rows = query
        .build()
        .persistent(false)
        .fetch_all(database.readers())
        .await?;
    rows.iter().map(read).collect()
}

/// The latest imports first.
pub async fn runs(database: &Database, limit: i64) -> Result<Vec<Run>, sqlx::Error> {
    runs_before(database, i64::MAX, limit).await
}

/// One import.
pub async fn run_by_number(database: &Database, number: i64) -> Result<Option<Run>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from import_run where number = ");
    query.push_bind(number);
    let row = query
        .build()
        .persistent(false)
        .fetch_optional(database.readers())
        .await?;
    row.as_ref().map(read).transpose()
}
