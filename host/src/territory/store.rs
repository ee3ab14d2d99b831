//! SQL of communes and their groups.

use super::{Bounds, CommunePoint};
use crate::database::sql::{self, Connection, Executor, Row};
use crate::imports::{Commune, Epci};

fn commune(row: &Row) -> Result<Commune, sqlx::Error> {
    Ok(Commune {
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        postal_codes: Vec::new(),
        latitude: row.try_get("latitude")?,
        longitude: row.try_get("longitude")?,
        population: row
            .try_get::<Option<i64>>("population")?
            .map(|count| count as u64),
        epci: row.try_get("epci")?,
        department: row.try_get("department")?,
        region: row.try_get("region")?,
    })
}

/// How many communes there are.
pub(super) async fn count(executor: impl Executor<'_>) -> Result<u64, sqlx::Error> {
    let count: i64 = sql::query_scalar("select count(*) from commune")
        .fetch_one(executor)
        .await?;
    Ok(count as u64)
}

/// How many have their centre in a rectangle.
pub(super) async fn count_within(
    executor: impl Executor<'_>,
    bounds: &Bounds,
) -> Result<u64, sqlx::Error> {
    let count: i64 = sql::query_scalar(
        "select count(*) from commune
         where latitude between $1 and $2 and longitude between $3 and $4",
    )
    .bind(bounds.south)
    .bind(bounds.north)
    .bind(bounds.west)
    .bind(bounds.east)
    .fetch_one(executor)
    .await?;
    Ok(count as u64)
}

/// One or none.
pub(super) async fn by_code(
    executor: impl Executor<'_>,
    code: &str,
) -> Result<Vec<Commune>, sqlx::Error> {
    let rows = sql::query(
        "select code, name, latitude, longitude, population, epci, department, region from commune where code = $1",
    )
    .bind(code)
    .fetch_all(executor)
    .await?;
    rows.iter().map(commune).collect()
}

/// Those with this postal code, the most peopled first.
pub(super) async fn by_postal_code(
    executor: impl Executor<'_>,
    postal_code: &str,
    limit: i64,
) -> Result<Vec<Commune>, sqlx::Error> {
    let rows = sql::query(
        "select c.code, c.name, c.latitude, c.longitude, c.population, c.epci, c.department, c.region
         from commune_postal_code p join commune c on c.code = p.commune
         where p.postal_code = $1 order by c.population desc nulls last, c.code limit $2",
    )
    .bind(postal_code)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    rows.iter().map(commune).collect()
}

/// Those with this folded name, the most peopled first.
pub(super) async fn by_name(
    executor: impl Executor<'_>,
    folded: &str,
    limit: i64,
) -> Result<Vec<Commune>, sqlx::Error> {
    let rows = sql::query(
        "select code, name, latitude, longitude, population, epci, department, region from commune
         where folded = $1 order by population desc nulls last, code limit $2",
    )
    .bind(folded)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    rows.iter().map(commune).collect()
}

/// Those whose centre lies in a rectangle, the most peopled first.
pub(super) async fn within(
    executor: impl Executor<'_>,
    bounds: &Bounds,
    limit: i64,
) -> Result<Vec<CommunePoint>, sqlx::Error> {
    let rows = sql::query(
        "select name, latitude, longitude, population from commune
         where latitude between $1 and $2 and longitude between $3 and $4
         order by population desc nulls last, code limit $5",
    )
    .bind(bounds.south)
    .bind(bounds.north)
    .bind(bounds.west)
    .bind(bounds.east)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    let point = |row: &Row| {
        Ok(CommunePoint {
            name: row.try_get("name")?,
            latitude: row.try_get("latitude")?,
            longitude: row.try_get("longitude")?,
            population: row
                .try_get::<Option<i64>>("population")?
                .map(|count| count as u64),
        })
    };
    rows.iter().map(point).collect()
}

/// Of a commune, in order.
pub(super) async fn postal_codes(
    executor: impl Executor<'_>,
    commune: &str,
) -> Result<Vec<String>, sqlx::Error> {
    sql::query_scalar(
        "select postal_code from commune_postal_code where commune = $1 order by postal_code",
    )
    .bind(commune)
    .fetch_all(executor)
    .await
}

/// Makes or replaces a commune. One that comes without its group keeps the one that it has.
pub(super) async fn put(
    connection: &mut Connection,
    commune: &Commune,
    folded: &str,
) -> Result<(), sqlx::Error> {
    sql::query(
        "insert into commune (code, name, folded, latitude, longitude, population, epci, department, region)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (code) do update set name = excluded.name, folded = excluded.folded,
            latitude = excluded.latitude, longitude = excluded.longitude, population = excluded.population,
            epci = coalesce(excluded.epci, commune.epci), department = excluded.department, region = excluded.region",
    )
    .bind(&commune.code)
    .bind(&commune.name)
    .bind(folded)
    .bind(commune.latitude)
    .bind(commune.longitude)
    .bind(commune.population.map(|count| count as i64))
    .bind(&commune.epci)
    .bind(&commune.department)
    .bind(&commune.region)
    .execute(&mut *connection)
    .await?;
    sql::query("delete from commune_postal_code where commune = $1")
        .bind(&commune.code)
        .execute(&mut *connection)
        .await?;
    for postal_code in &commune.postal_codes {
        sql::query("insert into commune_postal_code (postal_code, commune) values ($1, $2)")
            .bind(postal_code)
            .bind(&commune.code)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Makes or replaces a group: nothing where it is new, else whether anything changed.
pub(super) async fn put_epci(
    connection: &mut Connection,
    epci: &Epci,
) -> Result<Option<bool>, sqlx::Error> {
    let known: Option<(String, String)> =
        sql::query_as("select name, kind from epci where code = $1")
            .bind(&epci.code)
            .fetch_optional(&mut *connection)
            .await?;
    sql::query(
        "insert into epci (code, name, kind) values ($1, $2, $3)
         on conflict (code) do update set name = excluded.name, kind = excluded.kind",
    )
    .bind(&epci.code)
    .bind(&epci.name)
    .bind(&epci.kind)
    .execute(&mut *connection)
    .await?;
    let mut moved = 0;
    for member in &epci.members {
        let changed = sql::query(
            "update commune set epci = $1 where code = $2 and (epci is null or epci <> $1)",
        )
        .bind(&epci.code)
        .bind(member)
        .execute(&mut *connection)
        .await?;
        moved += changed.rows_affected();
    }
    Ok(known.map(|(name, kind)| name != epci.name || kind != epci.kind || moved > 0))
}
