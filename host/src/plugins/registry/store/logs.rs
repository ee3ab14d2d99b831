//! What plugins said.

use crate::database::{Database, DatabaseError, sql};

/// Lines of the log kept for all plugins; older ones go.
const LOG_LINES_MAX: i64 = 20_000;

/// A line of the log with where it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Who.
    pub plugin: String,
    /// Milliseconds since 1970.
    pub at: i64,
    /// `debug`, `info`, `warning` or `error`.
    pub level: String,
    /// The call in a word.
    pub call: String,
    /// The request's id.
    pub request: String,
    /// What.
    pub message: String,
}

impl sql::FromRow for LogLine {
    fn from_row(row: sql::Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            plugin: row.try_get("plugin")?,
            at: row.try_get("at")?,
            level: row.try_get("level")?,
            call: row.try_get("call")?,
            request: row.try_get("request")?,
            message: row.try_get("message")?,
        })
    }
}

/// Adds lines to the log and lets the oldest go.
pub async fn add_log(database: &Database, lines: &[LogLine]) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    for line in lines {
        sql::query("insert into plugin_log (plugin, at, level, call, request, message) values ($1, $2, $3, $4, $5, $6)")
            .bind(&line.plugin)
            .bind(line.at)
            .bind(&line.level)
            .bind(&line.call)
            .bind(&line.request)
            .bind(&line.message)
            .execute(&mut *write)
            .await?;
    }
    sql::query("delete from plugin_log where number <= (select max(number) from plugin_log) - $1")
        .bind(LOG_LINES_MAX)
        .execute(&mut *write)
        .await?;
    Ok(write.commit().await?)
}

/// The newest lines of a plugin's log, the oldest first.
pub async fn log(database: &Database, id: &str, limit: i64) -> Result<Vec<LogLine>, DatabaseError> {
    let mut lines: Vec<LogLine> = sql::query_as(
        "select plugin, at, level, call, request, message from plugin_log where plugin = $1 order by number desc limit $2",
    )
    .bind(id)
    .bind(limit)
    .fetch_all(database.readers())
    .await?;
    lines.reverse();
    Ok(lines)
}
