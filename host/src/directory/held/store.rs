//! SQL of values that are held.

use crate::database::sql::{Executor, QueryBuilder};

/// SQLite joins 500 selects at most.
const VALUES_MAX: usize = 200;

/// Those of these values that are held, in any order.
pub(super) async fn held(
    executor: impl Executor<'_>,
    kinds: &[&str],
    path: &str,
    values: &[&str],
) -> Result<Vec<String>, sqlx::Error> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new("");
    for (index, value) in values.iter().take(VALUES_MAX).enumerate() {
        query.push(if index > 0 {
            " union all select "
        } else {
            "select "
        });
        query.push_bind((*value).to_owned());
        query.push(" as value where exists (select 1 from record_term t join record r on r.number = t.record_number");
        query.push(" where t.path = ").push_bind(path.to_owned());
        query.push(" and t.value = ").push_bind((*value).to_owned());
        query.push(" and t.public = 1 and r.state = 'published' and r.kind in (");
        let mut list = query.separated(", ");
        for kind in kinds {
            list.push_bind((*kind).to_owned());
        }
        query.push("))");
    }
    query
        .build_query_scalar()
        .persistent(false)
        .fetch_all(executor)
        .await
}
