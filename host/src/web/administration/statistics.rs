//! `/administration/statistiques`: how much the instance is used, as a page and as CSV.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::accounts::Capability;
use crate::app::App;
use crate::exports;
use crate::plugins::manifest::said;
use crate::statistics::plugin_page;
use crate::web::error::WebError;
use crate::web::person::{self, Person};
use crate::web::render::{
    STATISTICS_DAYS, STATISTICS_PERIODS, StatisticsPage, statistics_page, statistics_table,
};

/// What was searched and not found, as far as a page shows it.
const WORDS: u32 = 50;

/// `/administration/statistiques?jours=`
pub async fn show(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadState)?;
    let page = page(&app, &person).await?;
    Ok(person::page(statistics_page(&person.desk(&app), &page)))
}

/// `/administration/statistiques.csv?jours=`
pub async fn csv(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadState)?;
    let page = page(&app, &person).await?;
    let mut writer = exports::table(Vec::new())?;
    for row in statistics_table(&person.desk(&app), &page) {
        let cells = row.into_iter().map(exports::harmless);
        writer.write_record(cells).map_err(std::io::Error::other)?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let named = |value| HeaderValue::from_static(value);
    headers.insert(header::CONTENT_TYPE, named("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, named("no-store"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        named("attachment; filename=\"statistiques.csv\""),
    );
    Ok(response)
}

async fn page(app: &App, person: &Person) -> Result<StatisticsPage, WebError> {
    let asked = person.visitor.query(STATISTICS_DAYS);
    let asked = asked.and_then(|days| days.parse().ok());
    let days = asked.filter(|days| STATISTICS_PERIODS.contains(days));
    let days = days.unwrap_or(STATISTICS_PERIODS[0]);
    let last = app.statistics.today();
    let first = last.checked_sub((days - 1).days()).unwrap_or(Date::MIN);
    // What this process counted since the last minute.
    app.statistics.flush().await?;
    let locale = person.visitor.locale.code();
    let installed = app.plugins.installed();
    let names = installed.values().map(|plugin| {
        let manifest = &plugin.manifest;
        let name = said(&manifest.name, locale).unwrap_or(&manifest.id);
        (plugin_page(&manifest.id), name.to_owned())
    });
    Ok(StatisticsPage {
        days,
        first,
        last,
        sums: app.statistics.between(first, last).await?,
        words: app.statistics.words((first, last), WORDS).await?,
        names: names.collect(),
    })
}
