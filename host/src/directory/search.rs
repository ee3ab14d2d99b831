//! Running a search: one page, a count, or a count by value.

mod store;
mod times;

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use self::store::Sql;

use super::Directory;
use super::cursor::{Cursor, Order, SortValue, TimeCursor};
use super::error::DirectoryError;
use super::kind::KindRegistry;
use super::query::{Found, FoundTimes, LIMIT_MAX, Resolved, Search, check_path};
use super::reader::Reader;
use super::record::Record;
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

    /// One page of at most `limit` times (1 to 200) at which the records found take place within the time asked for, the first to
    /// begin first. Its cursors are its own.
    pub async fn run_times(
        &self,
        directory: &Directory,
        reader: &Reader,
        limit: u32,
    ) -> Result<FoundTimes, DirectoryError> {
        let cursor = self.cursor_text();
        let after = cursor.as_deref().map(TimeCursor::read);
        if let Some(None) = after {
            return Err(DirectoryError::Invalid(
                "the cursor is not of this search: begin again at its first page".into(),
            ));
        }
        let resolved = self.clone().after("").resolve(directory, reader)?;
        if resolved.kinds.is_empty() {
            return Ok(FoundTimes::default());
        }
        let limit = limit.clamp(1, LIMIT_MAX) as usize;
        let sql = Sql::new(self, reader, &resolved, known(directory));
        let after = after.flatten();
        let mut query = Query::new("select starts, number, ends from (");
        for (index, part) in sql.parts().iter().enumerate() {
            query.push(if index > 0 {
                ") b union all select starts, number, ends from ("
            } else {
                ""
            });
            sql.push_times(&mut query, *part);
            if let Some(after) = &after {
                query.push(" and (t.starts, t.record_number, t.ends) > (");
                query.push_bind(after.starts).push(", ");
                query.push_bind(after.number).push(", ");
                query.push_bind(after.ends).push(")");
            }
            query.push(" order by t.starts, t.record_number, t.ends limit ");
            query.push_bind(limit as i64 + 1);
        }
        query.push(") a order by starts, number, ends limit ");
        query.push_bind(limit as i64 + 1);
        let readers = directory.database.readers();
        let mut rows: Vec<(i64, i64, i64)> = query.build_query_as().fetch_all(readers).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more);
        let next = last.map(|(starts, number, ends)| {
            let (starts, number, ends) = (*starts, *number, *ends);
            TimeCursor {
                starts,
                number,
                ends,
            }
            .write()
        });
        let (records, places) = self.of_numbers(directory, reader, &rows).await?;
        let times = rows
            .into_iter()
            .filter_map(|(starts, number, ends)| Some((*places.get(&number)?, starts, ends)));
        Ok(FoundTimes {
            records,
            times: times.collect(),
            next,
        })
    }

    /// The records of these rows, each once however often it takes place, and where each stands among them.
    async fn of_numbers(
        &self,
        directory: &Directory,
        reader: &Reader,
        rows: &[(i64, i64, i64)],
    ) -> Result<(Vec<Record>, HashMap<i64, usize>), DirectoryError> {
        let (mut records, mut places) = (Vec::new(), HashMap::new());
        let numbers: BTreeSet<i64> = rows.iter().map(|(_, number, _)| *number).collect();
        if numbers.is_empty() {
            return Ok((records, places));
        }
        let mut query = Query::new("select r.number, ");
        query
            .push(COLUMNS)
            .push(" from record r where r.number in (");
        let mut list = query.separated(", ");
        for number in numbers {
            list.push_bind(number);
        }
        query.push(")");
        let readers = directory.database.readers();
        let own = &directory.settings.origin;
        for row in query.build().fetch_all(readers).await? {
            if let Some(seen) = directory.view(reader, record(&row, own)?) {
                places.insert(row.try_get("number")?, records.len());
                records.push(seen);
            }
        }
        Ok((records, places))
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
