//! `/annuaire`: who helps with what, where. A list of places, organisations, services and professionals, and a page for
//! each. Both are made anew for each visitor: they say what is open now, which no kept page knows. The browser keeps them
//! under an ETag over their bytes, so it never shows an old one.

mod near;
mod question;
mod sources;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::DateTime;
use serde_json::Value;

use self::near::Point;
use super::error::{self, WebError};
use super::page_cache::own_page;
use super::render::{
    self, DirectoryAsked, DirectoryFound, DirectoryRecord, DirectoryResults, Opening,
};
use super::visitor::{Visitor, site};
use crate::app::App;
use crate::directory::{DIRECTORY_KINDS, Reader, Record, Search, distance_metres};
use crate::plugins::page::RecordCard;

/// Records of one page.
const RECORDS: u32 = 20;
/// Pages of records that are looked through for open ones before the visitor is asked to go on.
const LOOKED_THROUGH_MAX: usize = 25;

/// `/annuaire?q=&pres=`
pub async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, WebError> {
    let now = now(&app);
    let mut asked = question::read(&visitor);
    let point = near::find(&app, &visitor, &mut asked).await?;
    let results = match asked.near_error {
        Some(_) => None,
        None => Some(results(&app, &visitor, (&asked, point.as_ref()), now).await?),
    };
    let site = site(&app, visitor.locale);
    let html = render::directory_page(&site, &visitor.view(&app), &asked, results.as_ref(), now);
    Ok(own_page(&app, &visitor, html))
}

/// `/annuaire/{id}`
pub async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let Some(record) = app.directory.read(&id, &Reader::visitor()).await? else {
        let into = app.directory.merged_into(&id).await?;
        let into = into.ok_or(WebError::NotFound)?;
        return Ok(error::see_other(&format!("/annuaire/{into}")));
    };
    if !DIRECTORY_KINDS.contains(&record.kind.as_str()) {
        return Ok(error::see_other(&app.plugins.href(&record)));
    }
    let now = now(&app);
    let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
    let (sources, corrected) = sources::of(&app, &record, &content).await?;
    let page = DirectoryRecord {
        opening: opening(&app, &record, &visitor, now),
        card: with_others(app.plugins.card(&record, visitor.locale.code()), &content),
        point: near::point(&content),
        content,
        sources,
        corrected,
    };
    let site = site(&app, visitor.locale);
    let html = render::directory_record_page(&site, &visitor.view(&app), &page, now);
    Ok(own_page(&app, &visitor, html))
}

/// The card with the numbers and addresses that only the record's own page has room for.
fn with_others(mut card: RecordCard, content: &Value) -> RecordCard {
    let texts = |list: &str, name: &str| -> Vec<String> {
        let items = content[list].as_array().into_iter().flatten();
        let texts = items.filter_map(|item| item.as_str().or_else(|| item[name].as_str()));
        texts.map(str::to_owned).collect()
    };
    card.contact
        .telephones
        .extend(texts("other_telephones", "number"));
    card.contact.emails.extend(texts("other_emails", ""));
    card.contact.websites.extend(texts("other_websites", "url"));
    card
}

fn now(app: &App) -> DateTime {
    app.clock.local(&app.directory.settings().zone)
}

fn opening(app: &App, record: &Record, visitor: &Visitor, now: DateTime) -> Opening {
    let hours = app
        .plugins
        .card(record, visitor.locale.code())
        .contact
        .hours;
    Opening::at(&hours.unwrap_or_default(), now)
}

async fn results(
    app: &App,
    visitor: &Visitor,
    (asked, point): (&DirectoryAsked, Option<&Point>),
    now: DateTime,
) -> Result<DirectoryResults, WebError> {
    let reader = Reader::visitor();
    let mut search = question::search(asked, point);
    let total = search.count(&app.directory, &reader).await?;
    search.after(visitor.query(render::DIRECTORY_AFTER).unwrap_or_default());
    let (found, next) = page(app, visitor, (search, asked.open), point, now).await?;
    Ok(DirectoryResults {
        place: point.map(|point| point.name.clone()),
        total,
        found,
        next,
        directory_is_empty: total == 0 && !app.look_into_directory().await?,
    })
}

/// One page; where only what is open now is wanted, as many pages as give enough of it, and the last of them whole.
async fn page(
    app: &App,
    visitor: &Visitor,
    (mut search, open_only): (Search, bool),
    point: Option<&Point>,
    now: DateTime,
) -> Result<(Vec<DirectoryFound>, Option<String>), WebError> {
    let mut wanted = Vec::new();
    for _ in 0..LOOKED_THROUGH_MAX {
        let found = search
            .run(&app.directory, &Reader::visitor(), RECORDS)
            .await?;
        let records = found.records.iter();
        let records = records.map(|record| self::found(app, visitor, record, point, now));
        wanted.extend(records.filter(|found| !open_only || found.opening.is_open()));
        match found.next {
            Some(next) if wanted.len() < RECORDS as usize => _ = search.after(&next),
            next => return Ok((wanted, next)),
        }
    }
    Ok((wanted, search.cursor_text()))
}

fn found(
    app: &App,
    visitor: &Visitor,
    record: &Record,
    point: Option<&Point>,
    now: DateTime,
) -> DirectoryFound {
    let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
    let codes = |name: &str| {
        let codes = content[name].as_array().into_iter().flatten();
        codes.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut card = app.plugins.card(record, visitor.locale.code());
    card.distance_metres = point
        .zip(near::point(&content))
        .map(|(from, to)| distance_metres((from.latitude, from.longitude), to) as u32);
    DirectoryFound {
        opening: Opening::at(card.contact.hours.as_deref().unwrap_or_default(), now),
        card,
        fees: codes("fees"),
        access: codes("access_modes"),
    }
}
