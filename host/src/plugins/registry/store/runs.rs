//! Runs of tasks and their reports.

use crate::database::{Database, DatabaseError, sql};
use crate::plugins::say::ReportLine;
use crate::plugins::task::Step;

/// Runs whose reports are kept for each task.
const RUNS_KEPT: i64 = 10;

/// A run of a task, as far as it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRun {
    /// Milliseconds since 1970.
    pub started: i64,
    /// Nothing while it goes on, and where its process was killed.
    pub ended: Option<i64>,
    /// It came to its end.
    pub finished: bool,
    /// Units done.
    pub done: i64,
    /// Units in all, where they are known.
    pub total: Option<i64>,
    /// The plugin's sentence, or why it stopped.
    pub message: String,
}

impl sql::FromRow for TaskRun {
    fn from_row(row: sql::Row) -> Result<Self, sqlx::Error> {
        let finished: Option<i64> = row.try_get("finished")?;
        Ok(Self {
            started: row.try_get("started_at")?,
            ended: row.try_get("ended_at")?,
            finished: finished == Some(1),
            done: row.try_get("done")?,
            total: row.try_get("total")?,
            message: row.try_get("message")?,
        })
    }
}

/// The newest run of a task.
pub async fn last_run(
    database: &Database,
    plugin: &str,
    task: &str,
) -> Result<Option<TaskRun>, DatabaseError> {
    Ok(sql::query_as(
        "select started_at, ended_at, finished, done, total, message from plugin_run
         where plugin = $1 and task = $2 order by number desc limit 1",
    )
    .bind(plugin)
    .bind(task)
    .fetch_optional(database.readers())
    .await?)
}

/// Begins the journal of a task's run.
pub async fn begin_run(
    database: &Database,
    (plugin, task): (&str, &str),
    now_ms: i64,
) -> Result<i64, DatabaseError> {
    let mut write = database.write().await?;
    sql::query(
        "delete from plugin_run where plugin = $1 and task = $2 and number not in
             (select number from plugin_run where plugin = $1 and task = $2 order by number desc limit $3)",
    )
    .bind(plugin)
    .bind(task)
    .bind(RUNS_KEPT - 1)
    .execute(&mut *write)
    .await?;
    let number: i64 = sql::query_scalar(
        "insert into plugin_run (plugin, task, started_at) values ($1, $2, $3) returning number",
    )
    .bind(plugin)
    .bind(task)
    .bind(now_ms)
    .fetch_one(&mut *write)
    .await?;
    write.commit().await?;
    Ok(number)
}

/// Ends it.
pub async fn end_run(
    database: &Database,
    run: i64,
    (finished, message): (bool, &str),
    now_ms: i64,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query(
        "update plugin_run set ended_at = $2, finished = $3, message = $4 where number = $1",
    )
    .bind(run)
    .bind(now_ms)
    .bind(i64::from(finished))
    .bind(message)
    .execute(&mut *write)
    .await?;
    Ok(write.commit().await?)
}

/// Adds what a step did.
pub async fn add_report(database: &Database, run: i64, step: &Step) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query("update plugin_run set done = $2, total = $3, message = $4 where number = $1")
        .bind(run)
        .bind(i64::try_from(step.done).unwrap_or(i64::MAX))
        .bind(
            step.total
                .map(|total| i64::try_from(total).unwrap_or(i64::MAX)),
        )
        .bind(&step.message)
        .execute(&mut *write)
        .await?;
    for line in &step.report {
        sql::query(
            "insert into plugin_report (run, outcome, subject, message) values ($1, $2, $3, $4)",
        )
        .bind(run)
        .bind(&line.outcome)
        .bind(&line.subject)
        .bind(&line.message)
        .execute(&mut *write)
        .await?;
    }
    Ok(write.commit().await?)
}

/// The report of the newest run of a task.
pub async fn last_report(
    database: &Database,
    plugin: &str,
    task: &str,
) -> Result<Vec<ReportLine>, DatabaseError> {
    let rows: Vec<(String, String, String)> = sql::query_as(
        "select outcome, subject, message from plugin_report where run =
             (select max(number) from plugin_run where plugin = $1 and task = $2) order by number",
    )
    .bind(plugin)
    .bind(task)
    .fetch_all(database.readers())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(outcome, subject, message)| ReportLine {
            outcome,
            subject,
            message,
        })
        .collect())
}

/// When a task last began, in milliseconds since 1970, and as of `until`: both, since a clock that was ahead may have written the
/// first.
pub async fn last_started(
    database: &Database,
    (plugin, task): (&str, &str),
    until: i64,
) -> Result<(Option<i64>, Option<i64>), DatabaseError> {
    let question = "select max(started_at), max(case when started_at <= $3 then started_at end)
         from plugin_run where plugin = $1 and task = $2";
    let found = sql::query_as(question)
        .bind(plugin)
        .bind(task)
        .bind(until)
        .fetch_one(database.readers())
        .await?;
    Ok(found)
}
