//! SQL of a report's lines.

use super::super::{Line, Outcome};
use crate::database::Database;
use crate::database::sql::{self, Connection, QueryBuilder, Row};

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
