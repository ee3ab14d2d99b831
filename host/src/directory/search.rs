//! Running a search: one page, a count, or a count by value.

mod store;

use jiff::civil::Date;

use self::store::Sql;

use super::Directory;
use super::cursor::{Cursor, Order, SortValue};
use super::error::DirectoryError;
use super::kind::KindRegistry;
use super::query::{Found, LIMIT_MAX, Resolved, Search, check_path};
use super::reader::Reader;
use super::store::{COLUMNS, record};
use crate::database::Dialect;
use crate::database::sql::QueryBuilder;

/// Values counted at once; a form shows fewer.
const COUNTED_VALUES_MAX: i64 = 500;

type Query = QueryBuilder;

impl Search {
    /// One page of at most `limit` records (1 to 200), as this reader may see them. `Invalid` names what was not
    /// understood, `Denied` a kind that is not granted.
    pub async fn run(
        &self,
        directory: &Directory,
        reader: &Reader,
        limit: u32,
    ) -> Result<Found, DirectoryError> {
        let resolved = self.resolve(directory, reader)?;
        if resolved.kinds.is_empty() {
            return Ok(Found::default());
        }
        let limit = limit.clamp(1, LIMIT_MAX) as usize;
        let mut query = Query::new("");
        // Contents are read for the page alone, never to be sorted.
        query.push("select ").push(COLUMNS).push(", p.sort from (");
        query.push("select number, id, sort from (");
        Sql::new(self, reader, &resolved, known(directory)).push_sorted(&mut query);
        query.push(") found ");
        push_page(&mut query, &resolved, limit);
        query.push(") p join record r on r.number = p.number order by ");
        query.push(&page_order(&resolved, "p.sort", "r.id"));
        let readers = directory.database.readers();
        let rows = query.build().fetch_all(readers).await?;
        let own = &directory.settings.origin;
        let mut found = Found::default();
        for row in rows.iter().take(limit) {
            let whole = record(row, own)?;
            found.records.extend(directory.view(reader, whole));
        }
        if let (true, Some(last)) = (rows.len() > limit, rows.get(limit - 1)) {
            let value = match resolved.order {
                Order::Newest | Order::Start => SortValue::Number(last.try_get("sort")?),
                Order::Relevance | Order::Distance => SortValue::Real(last.try_get("sort")?),
                Order::Name | Order::Id => SortValue::Text(last.try_get("sort")?),
            };
            let id = last.try_get("id")?;
            found.next = Some(Cursor { value, id }.write(resolved.order));
        }
        Ok(found)
    }

    /// How many records this reader may find, whatever the page.
    pub async fn count(
        &self,
        directory: &Directory,
        reader: &Reader,
    ) -> Result<u64, DirectoryError> {
        let resolved = self.resolve(directory, reader)?;
        if resolved.kinds.is_empty() {
            return Ok(0);
        }
        let mut query = Query::new("select count(*) from record r");
        Sql::new(self, reader, &resolved, known(directory)).push_where(&mut query);
        let readers = directory.database.readers();
        let count: i64 = query.build_query_scalar().fetch_one(readers).await?;
        Ok(count.max(0) as u64)
    }

    /// How many of the found records have each value at a path that a kind declares as a filter, the most frequent
    /// first; at most 500 values.
    pub async fn count_by(
        &self,
        directory: &Directory,
        reader: &Reader,
        path: &str,
    ) -> Result<Vec<(String, u64)>, DirectoryError> {
        let resolved = self.resolve(directory, reader)?;
        check_path(directory, &resolved.kinds, path)?;
        if resolved.kinds.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = Query::new(
            "select t.value, count(*) from record r join record_term t on t.record_number = r.number",
        );
        let sql = Sql::new(self, reader, &resolved, known(directory));
        sql.push_where(&mut query);
        query.push(" and t.path = ").push_bind(path.to_owned());
        query.push(" and ");
        sql.push_readable(&mut query, "t", "r");
        query.push(" group by t.value order by count(*) desc, t.value limit ");
        query.push_bind(COUNTED_VALUES_MAX);
        let readers = directory.database.readers();
        let rows: Vec<(String, i64)> = query.build_query_as().fetch_all(readers).await?;
        let counted = rows
            .into_iter()
            .map(|(value, count)| (value, count.max(0) as u64));
        Ok(counted.collect())
    }
}

/// The kinds, whose SQL is written, and the day.
fn known(directory: &Directory) -> (&KindRegistry, Dialect, Date) {
    (
        &directory.kinds,
        directory.database.dialect(),
        directory.today(),
    )
}

/// The page after the cursor, and one record more to know whether there is another.
fn push_page(query: &mut Query, resolved: &Resolved, limit: usize) {
    // One column, not two: the index of ids then gives the page without sorting.
    if resolved.order == Order::Id {
        if let Some(cursor) = &resolved.after {
            query.push("where id > ").push_bind(cursor.id.clone());
        }
        query.push(" order by id limit ");
        query.push_bind(limit as i64 + 1);
        return;
    }
    if let Some(cursor) = &resolved.after {
        query.push(if resolved.order == Order::Newest {
            "where (sort, id) < ("
        } else {
            "where (sort, id) > ("
        });
        match &cursor.value {
            SortValue::Number(number) => query.push_bind(*number),
            SortValue::Real(real) => query.push_bind(*real),
            SortValue::Text(text) => query.push_bind(text.clone()),
        };
        query.push(", ").push_bind(cursor.id.clone()).push(") ");
    }
    query.push("order by ");
    query.push(&page_order(resolved, "sort", "id"));
    query.push(" limit ").push_bind(limit as i64 + 1);
}

/// In which order the two columns put the records of a page.
fn page_order(resolved: &Resolved, sort: &str, id: &str) -> String {
    match resolved.order {
        Order::Id => id.to_owned(),
        Order::Newest => format!("{sort} desc, {id} desc"),
        _ => format!("{sort}, {id}"),
    }
}
