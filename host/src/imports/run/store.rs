//! SQL of imports and their reports.

use super::super::What;
use super::{Complete, Counts, ImportError, Line, Outcome, Request};
use crate::database::Database;
use crate::database::sql::{self, Connection, QueryBuilder, Row};

/// Reports kept of one source; older ones go.
const RUNS_KEPT: i64 = 20;

/// An import, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub number: i64,
    pub format: String,
    pub source: String,
    /// A path or an address.
    pub input: String,
    pub bytes: u64,
    /// Of the file, in milliseconds since 1970.
    pub modified: i64,
    pub mapping: String,
    pub department: String,
    /// In milliseconds since 1970, like the next two.
    pub started: i64,
    pub alive: i64,
    pub ended: Option<i64>,
    /// JSON of why it ended before its file did; empty where another took its place.
    pub failure: Option<String>,
    /// Rows that are done.
    pub rows: u64,
    pub counts: Counts,
    /// The account that asked for it; empty for the command line.
    pub begun_by: String,
    pub complete: Complete,
}

impl Run {
    /// A run that has not begun.
    pub(crate) fn wanted(request: &Request, meta: &std::fs::Metadata, now_ms: i64) -> Self {
        let modified = meta
            .modified()
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| {
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            });
        let options = &request.options;
        let source = options.source_name.clone();
        let mapping = Some(request.mapping.clone()).filter(|name| !name.is_empty());
        Self {
            number: 0,
            format: request.format.name().to_owned(),
            source: source
                .or(mapping)
                .unwrap_or_else(|| request.format.name().to_owned()),
            input: request.name.clone(),
            bytes: meta.len(),
            modified,
            mapping: request.mapping.clone(),
            department: options.department.clone().unwrap_or_default(),
            started: now_ms,
            alive: now_ms,
            ended: None,
            failure: None,
            rows: 0,
            counts: Counts::default(),
            begun_by: request.begun_by.clone(),
            complete: request.complete,
        }
    }

    /// Whether somebody stopped it.
    pub fn is_cancelled(&self) -> bool {
        is_cancelled(self.failure.as_deref())
    }

    fn same_file(&self, other: &Self) -> bool {
        let what = |run: &Self| {
            let words = [
                &run.format,
                &run.source,
                &run.input,
                &run.mapping,
                &run.department,
            ];
            (
                words.map(Clone::clone),
                (run.bytes, run.modified, run.complete.number()),
            )
        };
        what(self) == what(other)
    }
}

/// The failure of what somebody stopped; nobody is named for the command line.
pub fn cancelled(by: &str) -> String {
    let what = match by {
        "" => What::new("import-cancelled-here"),
        by => What::new("import-cancelled").with("name", by),
    };
    serde_json::json!(what).to_string()
}

/// Whether a failure is that of something that somebody stopped.
pub fn is_cancelled(failure: Option<&str>) -> bool {
    let what: Option<serde_json::Value> =
        failure.and_then(|failure| serde_json::from_str(failure).ok());
    let key = what.as_ref().and_then(|what| what["key"].as_str());
    key.is_some_and(|key| key.starts_with("import-cancelled"))
}

const COLUMNS: &str = "number, format, source, input, bytes, modified, mapping, department, started, alive, ended, failure, \
     rows, taken, changed, unchanged, repaired, refused, skipped, begun_by, \
     complete, withdrawn";

fn run(row: &Row) -> Result<Run, sqlx::Error> {
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
    let open: Vec<Run> = rows.iter().map(run).collect::<Result<_, _>>()?;
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

/// Keeps lines of the report; those that changed nothing and needed no repair are only counted.
pub(crate) async fn write_lines(
    connection: &mut Connection,
    number: i64,
    lines: &[Line],
) -> Result<(), sqlx::Error> {
    let told: Vec<&Line> = lines
        .iter()
        .filter(|line| line.outcome != Outcome::Unchanged || line.repaired())
        .collect();
    sql::insert_rows(
        connection,
        (
            "insert into import_line (run, row, outcome, subject, remarks)",
            "on conflict (run, row) do nothing",
        ),
        &told,
        |row, line| {
            row.push_bind(number);
            row.push_bind(line.row as i64);
            row.push_bind(line.outcome.as_str());
            // A stranger's cell may hold it, and a server keeps none.
            row.push_bind(line.subject.replace('\0', "\u{FFFD}"));
            row.push_bind(serde_json::json!(line.remarks).to_string());
        },
    )
    .await
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
    rows.iter().map(run).collect()
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
    row.as_ref().map(run).transpose()
}

/// A line as it is kept: its remarks are JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptLine {
    pub row: u64,
    pub outcome: String,
    pub subject: String,
    pub remarks: String,
}

/// Which lines of a report are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// All that were kept.
    #[default]
    All,
    /// Those with this outcome.
    Outcome(Outcome),
    /// Those of which a value was repaired on the way in.
    Repaired,
}

/// Lines of a report after a row, in order.
pub async fn lines_after(
    database: &Database,
    (number, row): (i64, i64),
    wanted: Wanted,
    limit: i64,
) -> Result<Vec<KeptLine>, sqlx::Error> {
    let mut query =
        QueryBuilder::new("select row, outcome, subject, remarks from import_line where run = ");
    query.push_bind(number).push(" and row > ").push_bind(row);
    match wanted {
        Wanted::All => {}
        Wanted::Outcome(outcome) => {
            query.push(" and outcome = ").push_bind(outcome.as_str());
        }
        Wanted::Repaired => {
            query.push(" and remarks <> '[]' and outcome in ('taken', 'changed', 'unchanged')");
        }
    }
    query.push(" order by row limit ").push_bind(limit);
    let rows = query
        .build()
        .persistent(false)
        .fetch_all(database.readers())
        .await?;
    rows.iter().map(kept).collect()
}

fn kept(row: &Row) -> Result<KeptLine, sqlx::Error> {
    Ok(KeptLine {
        row: row.try_get::<i64>("row")? as u64,
        outcome: row.try_get("outcome")?,
        subject: row.try_get("subject")?,
        remarks: row.try_get("remarks")?,
    })
}
