//! `/annuaire`: who helps with what, where. A list of places, organisations, services and professionals, and a page for
//! each. Both are made anew for each visitor: they say what is open now, which no kept page knows. The browser keeps them
//! under an ETag over their bytes, so it never shows an old one.

pub(super) mod files;
pub(super) mod functions;
pub(super) mod holders;
pub(super) mod near;
mod offers;
pub(super) mod question;
mod sources;
pub mod suggest;

pub use offers::Offers;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::DateTime;
use serde_json::Value;

use self::holders::Holders;
use self::near::Point;
use super::error::{self, WebError};
use super::headers;
use super::page_cache::own_page;
use super::render::{
    self, DayHours, DirectoryAsked, DirectoryFound, DirectoryRecord, DirectoryResults, Opening,
    Plan,
};
use super::visitor::{Visitor, site};
use crate::app::App;
use crate::database::DatabaseError;
use crate::directory::{DIRECTORY_KINDS, Reader, Record, Search, distance_metres};
use crate::plugins::page::RecordCard;
use crate::territory::{Bounds, CommunePoint};

/// Records of one page.
const RECORDS: u32 = 20;
/// Pages of records that are looked through for open ones before the visitor is asked to go on.
const LOOKED_THROUGH_MAX: usize = 25;

/// `/annuaire?q=&pres=`
pub async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, WebError> {
    let now = now(&app);
    let mut asked = question::read(&visitor, now.date());
    let point = near::find(&app, &visitor, &mut asked).await?;
    let results = match asked.near_error {
        Some(_) => None,
        None => Some(results(&app, &visitor, (&asked, point.as_ref()), now).await?),
    };
    let site = site(&app, visitor.locale);
    let offered = app.offers.now(&app.directory).await?;
    let form = (&asked, &*offered);
    let html = render::directory_page(&site, &visitor.view(&app), form, results.as_ref(), now);
    let mut response = own_page(&app, &visitor, html);
    headers::let_ask_for_position(&mut response);
    if results.is_some_and(|results| results.map.is_some()) {
        headers::let_show_map(&mut response);
    }
    Ok(response)
}

/// `/annuaire/{id}`
pub async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    if let Some(named) = files::named(&id) {
        return files::one(&app, &visitor, named).await;
    }
    let reader = Reader::visitor();
    let record = app.directory.read_or_merged(&id, &reader).await?;
    let record = record.ok_or(WebError::NotFound)?;
    if record.id != id {
        return Ok(error::see_other(&format!(
            "{}/{}",
            render::DIRECTORY,
            record.id
        )));
    }
    if !DIRECTORY_KINDS.contains(&record.kind.as_str()) {
        return Ok(error::see_other(&app.plugins.href(&record)));
    }
    let now = now(&app);
    let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
    let (sources, corrected) = sources::of(&app, &record, &content).await?;
    let point = near::point(&content);
    let page = DirectoryRecord {
        map: app.maps.now(),
        around: around(&app, point.and_then(render::place_bounds)).await?,
        opening: opening(&app, &record, &visitor, now),
        card: with_others(app.plugins.card(&record, visitor.locale.code()), &content),
        point,
        content,
        sources,
        corrected,
        holder: holders::of(&app, &record).await?,
    };
    let site = site(&app, visitor.locale);
    let html = render::directory_record_page(&site, &visitor.view(&app), &page, now);
    let mut response = own_page(&app, &visitor, html);
    if page.map.is_some() {
        headers::let_show_map(&mut response);
    }
    Ok(response)
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
    let (mut search, total, corrected) = corrected(app, asked, point).await?;
    search.after(visitor.query(render::DIRECTORY_AFTER).unwrap_or_default());
    let (found, next) = page(app, visitor, (search, asked), point, now).await?;
    let begins = visitor.query(render::DIRECTORY_AFTER).is_none() && !visitor.has_session;
    if begins && !asked.words.is_empty() {
        let known = if corrected.is_some() { 0 } else { total };
        app.statistics.search("directory", &asked.words, known);
    }
    Ok(DirectoryResults {
        plan: plan(app, asked, point, &found).await?,
        map: app.maps.now().filter(|_| asked.plan),
        corrected,
        place: point.map(|point| point.name.clone()),
        total,
        found,
        next,
        directory_is_empty: total == 0 && !app.look_into_directory().await?,
    })
}

/// The plan of what was found, where one is asked for and something stands on it.
async fn plan(
    app: &App,
    asked: &DirectoryAsked,
    point: Option<&Point>,
    found: &[DirectoryFound],
) -> Result<Option<Plan>, WebError> {
    let points = found.iter().enumerate();
    let points: Vec<(usize, (f64, f64))> = points
        .filter_map(|(index, found)| Some((index + 1, found.point?)))
        .collect();
    if !asked.plan || points.is_empty() {
        return Ok(None);
    }
    let origin = |point: &Point| ((point.latitude, point.longitude), point.name.clone());
    let mut plan = Plan {
        origin: point.map(origin),
        points,
        zoom: asked.zoom,
        around: asked.around,
        communes: Vec::new(),
    };
    plan.communes = around(app, plan.bounds()).await?;
    Ok(Some(plan))
}

async fn around(app: &App, bounds: Option<Bounds>) -> Result<Vec<CommunePoint>, DatabaseError> {
    match bounds {
        Some(bounds) => near::territory(app).within(&bounds).await,
        None => Ok(Vec::new()),
    }
}

/// The search that answers, how many it finds, and the words that were searched instead of those typed, where those find
/// nothing.
async fn corrected(
    app: &App,
    asked: &DirectoryAsked,
    point: Option<&Point>,
) -> Result<(Search, u64, Option<String>), WebError> {
    let reader = Reader::visitor();
    let search = question::search(asked, &asked.words, point);
    let total = search.count(&app.directory, &reader).await?;
    if total > 0 || asked.exact {
        return Ok((search, total, None));
    }
    let directory = &app.directory;
    let corrected = directory
        .corrected(&asked.words, &DIRECTORY_KINDS, &reader)
        .await?;
    let Some(words) = corrected else {
        return Ok((search, total, None));
    };
    let search = question::search(asked, &words, point);
    let total = search.count(directory, &reader).await?;
    Ok((search, total, Some(words)))
}

/// One page; where only what is open now, or on a day, is wanted, as many pages as give enough of it, and the last of them whole.
async fn page(
    app: &App,
    visitor: &Visitor,
    (mut search, asked): (Search, &DirectoryAsked),
    point: Option<&Point>,
    now: DateTime,
) -> Result<(Vec<DirectoryFound>, Option<String>), WebError> {
    let mut wanted = Vec::new();
    for _ in 0..LOOKED_THROUGH_MAX {
        let found = search
            .run(&app.directory, &Reader::visitor(), RECORDS)
            .await?;
        let holders = Holders::of(app, &found.records).await?;
        let records = found.records.iter();
        let records = records.map(|record| DirectoryFound {
            holder: holders.one(record),
            ..self::found(app, visitor, record, point, (asked, now))
        });
        let open = |found: &DirectoryFound| !asked.open || found.opening.is_open();
        let that_day = |found: &DirectoryFound| asked.day.is_none() || found.on_day.is_some();
        wanted.extend(records.filter(|found| open(found) && that_day(found)));
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
    (asked, now): (&DirectoryAsked, DateTime),
) -> DirectoryFound {
    let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
    let codes = |name: &str| -> Vec<String> {
        let codes = content[name].as_array().into_iter().flatten();
        codes.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut card = app.plugins.card(record, visitor.locale.code());
    let place = near::point(&content);
    card.distance_metres = point
        .zip(place)
        .map(|(from, to)| distance_metres((from.latitude, from.longitude), to) as u32);
    let hours = card.contact.hours.as_deref().unwrap_or_default();
    DirectoryFound {
        opening: Opening::at(hours, now),
        on_day: asked.day.and_then(|day| DayHours::on(hours, day)),
        mobile: codes("mobility").iter().any(|code| code == "itinerant"),
        card,
        holder: None,
        point: place,
        fees: codes("fees"),
        access: codes("access_modes"),
    }
}
