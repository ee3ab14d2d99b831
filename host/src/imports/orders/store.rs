//! SQL of imports that were asked for.

use super::super::run::Complete;
use super::{NewOrder, Order};
use crate::database::sql::{self, Connection, Executor, Row};

fn order_of(row: &Row) -> Result<Order, sqlx::Error> {
    Ok(Order {
        id: row.try_get("id")?,
        what: NewOrder {
            format: row.try_get("format")?,
            mapping: row.try_get("mapping")?,
            own_mapping: None,
            source: row.try_get("source")?,
            department: row.try_get("department")?,
            input: row.try_get("input")?,
            is_address: row.try_get("is_address")?,
            ordered_by: row.try_get("ordered_by")?,
            complete: Complete::of(row.try_get("complete")?),
        },
        ordered: row.try_get("ordered")?,
        run: row.try_get("run")?,
        ended: row.try_get("ended")?,
        failure: row.try_get("failure")?,
    })
}

/// The oldest that has not ended.
pub(super) async fn open(executor: impl Executor<'_>) -> Result<Option<Order>, sqlx::Error> {
    let row = sql::query(
        "select id, format, mapping, source, department, input, is_address, ordered, ordered_by, run, ended, failure, complete
         from import_order where ended is null order by ordered, id limit 1",
    )
    .fetch_optional(executor)
    .await?;
    row.as_ref().map(order_of).transpose()
}

pub(super) async fn order(
    executor: impl Executor<'_>,
    id: &str,
) -> Result<Option<Order>, sqlx::Error> {
    let row = sql::query(
        "select id, format, mapping, source, department, input, is_address, ordered, ordered_by, run, ended, failure, complete
         from import_order where id = $1",
    )
    .bind(id)
    .fetch_optional(executor)
    .await?;
    row.as_ref().map(order_of).transpose()
}

pub(super) async fn insert(connection: &mut Connection, order: &Order) -> Result<(), sqlx::Error> {
    let what = &order.what;
    sql::query(
        "insert into import_order
         (id, format, mapping, source, department, input, is_address, ordered, ordered_by, complete)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&order.id)
    .bind(&what.format)
    .bind(&what.mapping)
    .bind(&what.source)
    .bind(&what.department)
    .bind(&what.input)
    .bind(i64::from(what.is_address))
    .bind(order.ordered)
    .bind(&what.ordered_by)
    .bind(what.complete.number())
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes which import an order became; false where it was stopped meanwhile.
pub(super) async fn set_run(
    connection: &mut Connection,
    id: &str,
    run: i64,
) -> Result<bool, sqlx::Error> {
    let noted = sql::query("update import_order set run = $1 where id = $2 and ended is null")
        .bind(run)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(noted.rows_affected() > 0)
}

/// Ends an order that has not; whether it had not.
pub(super) async fn end(
    connection: &mut Connection,
    id: &str,
    at: i64,
    failure: Option<&str>,
) -> Result<bool, sqlx::Error> {
    let ended = sql::query(
        "update import_order set ended = $1, failure = $2 where id = $3 and ended is null",
    )
    .bind(at)
    .bind(failure)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(ended.rows_affected() > 0)
}

/// Forgets orders that are done with and were placed before this moment.
pub(super) async fn sweep(connection: &mut Connection, before: i64) -> Result<(), sqlx::Error> {
    sql::query("delete from import_order where ended is not null and ordered < $1")
        .bind(before)
        .execute(connection)
        .await?;
    Ok(())
}
