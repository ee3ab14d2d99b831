//! SQL of the functions. A term that is public is one of a record that others may know of: consents were asked when it was
//! written, and what ended before today is left out. Only what is published counts, and only what we hold: a neighbour counts
//! its own.

use std::collections::BTreeSet;

use super::{Area, Scope};
use crate::database::sql::{self, Pool, QueryBuilder};

/// What names functions.
const COUNTED: &str = "r.state = 'published' and r.origin = '' and r.kind in ('professional', 'service', 'place')
     and not exists (select 1 from record_term u where u.record_number = r.number and u.path = 'listed_until' and u.value < ";
/// Of a record: the commune that everybody may know.
const IN_COMMUNE: &str =
    "record_term m on m.record_number = r.number and m.path = 'municipality' and m.public = 1";
/// Each record with each of its functions.
const DONE: &str = "record_term f join record r on r.number = f.record_number";

/// So many records of a kind do this, in this trade.
#[derive(Debug)]
pub(super) struct Tally {
    pub kind: String,
    pub function: String,
    /// Empty where it names none.
    pub trade: String,
    pub count: u64,
}

type Query = QueryBuilder;

/// Records by kind, function and trade.
pub(super) async fn tallies(
    readers: &Pool,
    scope: &Scope,
    today: &str,
) -> Result<Vec<Tally>, sqlx::Error> {
    let mut query = Query::new(
        "select r.kind, f.value as function, coalesce(t.value, '') as trade, count(distinct r.number) as count from ",
    );
    query.push(DONE);
    query.push(
        " left join record_term t on t.record_number = r.number and t.path in ('/trade', '/trades') and t.public = 1",
    );
    query
        .push(" where f.path = '/functions' and f.public = 1 and ")
        .push(COUNTED)
        .push_bind(today)
        .push(")");
    match scope {
        Scope::Everywhere => {}
        Scope::Group(group) => {
            query.push(" and r.number in (select m.record_number from record_term m join commune c on c.code = m.value");
            query.push(" where m.path = 'municipality' and m.public = 1 and c.epci = ");
            query.push_bind(group.code.clone()).push(")");
        }
        Scope::Commune(commune, _) => {
            query.push(" and r.number in (select m.record_number from record_term m");
            query.push(" where m.path = 'municipality' and m.public = 1 and m.value = ");
            query.push_bind(commune.code.clone()).push(")");
        }
    }
    query.push(" group by r.kind, f.value, coalesce(t.value, '')");
    let rows: Vec<(String, String, String, i64)> = query
        .build_query_as()
        .persistent(false)
        .fetch_all(readers)
        .await?;
    let rows = rows.into_iter();
    let tally = |(kind, function, trade, count): (String, String, String, i64)| Tally {
        kind,
        function,
        trade,
        count: count.max(0) as u64,
    };
    Ok(rows.map(tally).collect())
}

/// Which functions are done in which group of communes.
pub(super) async fn done_by_group(
    readers: &Pool,
    today: &str,
) -> Result<BTreeSet<(String, String)>, sqlx::Error> {
    let mut query = Query::new("select distinct c.epci, f.value from ");
    query.push(DONE).push(" join ").push(IN_COMMUNE);
    query.push(" join commune c on c.code = m.value and c.epci is not null");
    query
        .push(" where f.path = '/functions' and f.public = 1 and ")
        .push(COUNTED)
        .push_bind(today)
        .push(")");
    done(readers, query).await
}

/// Which functions are done in which commune, of a group or of all.
pub(super) async fn done_by_commune(
    readers: &Pool,
    group: Option<&str>,
    today: &str,
) -> Result<BTreeSet<(String, String)>, sqlx::Error> {
    let mut query = Query::new("select distinct m.value, f.value from ");
    query.push(DONE).push(" join ").push(IN_COMMUNE);
    if let Some(group) = group {
        query.push(" join commune c on c.code = m.value and c.epci = ");
        query.push_bind(group.to_owned());
    }
    query
        .push(" where f.path = '/functions' and f.public = 1 and ")
        .push(COUNTED)
        .push_bind(today)
        .push(")");
    done(readers, query).await
}

/// Which functions are done in one commune.
pub(super) async fn done_in(
    readers: &Pool,
    commune: &str,
    today: &str,
) -> Result<BTreeSet<(String, String)>, sqlx::Error> {
    let mut query = Query::new("select distinct m.value, f.value from ");
    query.push(DONE).push(" join ").push(IN_COMMUNE);
    query.push(" and m.value = ").push_bind(commune.to_owned());
    query
        .push(" where f.path = '/functions' and f.public = 1 and ")
        .push(COUNTED)
        .push_bind(today)
        .push(")");
    done(readers, query).await
}

async fn done(readers: &Pool, query: Query) -> Result<BTreeSet<(String, String)>, sqlx::Error> {
    let rows: Vec<(String, String)> = query
        .build_query_as()
        .persistent(false)
        .fetch_all(readers)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Those who name a function and no commune.
pub(super) async fn without_commune(readers: &Pool, today: &str) -> Result<u64, sqlx::Error> {
    let count: i64 = sql::query_scalar(
        "select count(distinct r.number) from record_term f join record r on r.number = f.record_number
         where f.path = '/functions' and f.public = 1
           and r.state = 'published' and r.origin = '' and r.kind in ('professional', 'service', 'place')
           and not exists (select 1 from record_term m
               where m.record_number = r.number and m.path = 'municipality' and m.public = 1)
           and not exists (select 1 from record_term u
               where u.record_number = r.number and u.path = 'listed_until' and u.value < $1)",
    )
    .bind(today)
    .fetch_one(readers)
    .await?;
    Ok(count.max(0) as u64)
}

fn areas(rows: Vec<(String, String)>) -> Vec<Area> {
    let rows = rows.into_iter();
    rows.map(|(code, name)| Area { code, name }).collect()
}

/// The groups in which something of the directory stands, by name.
pub(super) async fn groups(readers: &Pool, limit: i64) -> Result<Vec<Area>, sqlx::Error> {
    let rows = sql::query_as(
        "select distinct e.code, e.name from epci e join commune c on c.epci = e.code
         where exists (select 1 from record_term m join record r on r.number = m.record_number
             where m.path = 'municipality' and m.value = c.code and m.public = 1 and r.state = 'published' and r.origin = '')
         order by e.name, e.code limit $1",
    )
    .bind(limit)
    .fetch_all(readers)
    .await?;
    Ok(areas(rows))
}

/// The communes of a group, by name.
pub(super) async fn communes(
    readers: &Pool,
    group: &str,
    limit: i64,
) -> Result<Vec<Area>, sqlx::Error> {
    let rows = sql::query_as(
        "select code, name from commune where epci = $1 order by folded, code limit $2",
    )
    .bind(group)
    .bind(limit)
    .fetch_all(readers)
    .await?;
    Ok(areas(rows))
}

/// The communes that published records name; one that INSEE's table does not have is called by its code.
pub(super) async fn communes_of_records(
    readers: &Pool,
    limit: i64,
) -> Result<Vec<Area>, sqlx::Error> {
    let rows = sql::query_as(
        "select distinct m.value, coalesce(c.name, m.value) from record_term m
         join record r on r.number = m.record_number left join commune c on c.code = m.value
         where m.path = 'municipality' and m.public = 1 and r.state = 'published' and r.origin = ''
         order by 2, 1 limit $1",
    )
    .bind(limit)
    .fetch_all(readers)
    .await?;
    Ok(areas(rows))
}

/// The group with this SIREN.
pub(super) async fn group(readers: &Pool, code: &str) -> Result<Option<Area>, sqlx::Error> {
    let row: Option<(String, String)> =
        sql::query_as("select code, name from epci where code = $1")
            .bind(code)
            .fetch_optional(readers)
            .await?;
    Ok(row.map(|(code, name)| Area { code, name }))
}

/// The commune with this code, and its group; one that only records name is known too.
pub(super) async fn commune(
    readers: &Pool,
    code: &str,
) -> Result<Option<(Area, Option<Area>)>, sqlx::Error> {
    let row: Option<(String, String, Option<String>, Option<String>)> = sql::query_as(
        "select c.code, c.name, e.code, e.name from commune c left join epci e on e.code = c.epci
         where c.code = $1
         union all
         select m.value, m.value, null, null from record_term m join record r on r.number = m.record_number
         where m.path = 'municipality' and m.value = $1 and m.public = 1 and r.origin = ''
         limit 1",
    )
    .bind(code)
    .fetch_optional(readers)
    .await?;
    Ok(row.map(|(code, name, group, group_name)| {
        let group = group
            .zip(group_name)
            .map(|(code, name)| Area { code, name });
        (Area { code, name }, group)
    }))
}
