//! Tasks that somebody asked for in the browser, until they have run.

use crate::database::{Database, DatabaseError, sql};

/// A task that is to run as soon as a process has time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskOrder {
    /// Whose.
    pub plugin: String,
    /// Which.
    pub task: String,
    /// Who asked.
    pub ordered_by: String,
    /// Milliseconds since 1970.
    pub ordered_at: i64,
}

impl sql::FromRow for TaskOrder {
    fn from_row(row: sql::Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            plugin: row.try_get("plugin")?,
            task: row.try_get("task")?,
            ordered_by: row.try_get("ordered_by")?,
            ordered_at: row.try_get("ordered_at")?,
        })
    }
}

/// Asks for a task; who asked first stays.
pub async fn order_task(database: &Database, order: &TaskOrder) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query(
        "insert into plugin_order (plugin, task, ordered_by, ordered_at) values ($1, $2, $3, $4)
         on conflict (plugin, task) do nothing",
    )
    .bind(&order.plugin)
    .bind(&order.task)
    .bind(&order.ordered_by)
    .bind(order.ordered_at)
    .execute(&mut *write)
    .await?;
    Ok(write.commit().await?)
}

/// Those that are still to end, the oldest first.
pub async fn ordered_tasks(database: &Database) -> Result<Vec<TaskOrder>, DatabaseError> {
    Ok(sql::query_as(
        "select plugin, task, ordered_by, ordered_at from plugin_order order by ordered_at, plugin, task",
    )
    .fetch_all(database.readers())
    .await?)
}

/// It has run, whatever came of it.
pub async fn end_order(database: &Database, order: &TaskOrder) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query("delete from plugin_order where plugin = $1 and task = $2 and ordered_at = $3")
        .bind(&order.plugin)
        .bind(&order.task)
        .bind(order.ordered_at)
        .execute(&mut *write)
        .await?;
    Ok(write.commit().await?)
}
