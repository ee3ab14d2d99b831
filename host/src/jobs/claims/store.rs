//! SQL of claims. Write transactions come one after the other on both databases, so the condition decides.

use crate::database::{Database, DatabaseError, sql};

/// Takes or renews a claim; false where another process holds it. One that ends after `wrong_ms` was made by a clock that was ahead.
pub(super) async fn take(
    database: &Database,
    (name, holder): (&str, &str),
    (now_ms, until_ms, wrong_ms): (i64, i64, i64),
) -> Result<bool, DatabaseError> {
    let mut write = database.write().await?;
    let taken = sql::query(
        "insert into job_claim (name, holder, until) values ($1, $2, $3)
         on conflict (name) do update set holder = excluded.holder, until = excluded.until
         where job_claim.until <= $4 or job_claim.until > $5 or job_claim.holder = excluded.holder",
    )
    .bind(name)
    .bind(holder)
    .bind(until_ms)
    .bind(now_ms)
    .bind(wrong_ms)
    .execute(&mut *write)
    .await?;
    write.commit().await?;
    Ok(taken.rows_affected() > 0)
}

/// Lets others do it.
pub(super) async fn give_back(
    database: &Database,
    name: &str,
    holder: &str,
) -> Result<(), DatabaseError> {
    let mut write = database.write().await?;
    sql::query("delete from job_claim where name = $1 and holder = $2")
        .bind(name)
        .bind(holder)
        .execute(&mut *write)
        .await?;
    Ok(write.commit().await?)
}
