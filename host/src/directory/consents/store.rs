//! SQL of consents that end.

use super::super::index::LISTED_UNTIL;
use crate::database::sql::{self, Pool};

/// Published records of this instance whose last day lies between two days, both included: id, kind, content and last day.
pub(super) async fn ending(
    readers: &Pool,
    (from, to): (&str, &str),
    limit: i64,
) -> Result<Vec<(String, String, String, String)>, sqlx::Error> {
    sql::query_as(
        "select r.id, r.kind, r.content, u.value from record_term u join record r on r.number = u.record_number
         where u.path = $1 and u.value >= $2 and u.value <= $3 and r.state = 'published' and r.origin = ''
         order by u.value, r.id limit $4",
    )
    .bind(LISTED_UNTIL)
    .bind(from)
    .bind(to)
    .bind(limit)
    .fetch_all(readers)
    .await
}
