//! What a program may narrow records by, under the names of `/annuaire`'s form, but read strictly; and pages that stay within
//! their bounds, whatever day is asked for.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::parameters::Given;
use super::records::CONTENT_BYTES_MAX;
use crate::app::App;
use crate::directory::{DirectoryError, Found, Reader, Record, Search};
use crate::web::directory::question;
use crate::web::locale::Locale;
use crate::web::render::{DAYS_AHEAD, DIRECTORY_DAY, DayHours, DirectoryAsked, SPOKEN};
use crate::web::visitor::Visitor;

/// Characters of words and of a place.
const TEXT_CHARS_MAX: usize = 200;
/// A day's drive; beyond it nothing is near.
const RADIUS_KM_MAX: u32 = 200;
/// Pages of records that are looked through for one that is open on a day before the program is asked to go on.
const LOOKED_THROUGH_MAX: usize = 10;

/// Reads what narrows, and what was said of a place: that is looked up later.
pub fn read(app: &App, visitor: &Visitor, given: &mut Given) -> (DirectoryAsked, Option<String>) {
    let today = app.directory.today();
    let mut asked = question::read(visitor, today);
    asked.words = given.text("q", TEXT_CHARS_MAX).unwrap_or_default();
    asked.radius_km = given
        .number("rayon", 1..=RADIUS_KM_MAX)
        .unwrap_or(asked.radius_km);
    let near = given.text("pres", TEXT_CHARS_MAX);
    given.term("theme", &["themes", "digital_services"]);
    given.term("cout", &["fees"]);
    given.term("acces", &["access_modes"]);
    given.term("public", &["audiences"]);
    given.term("equipement", &["equipment"]);
    given.choice("langue", &SPOKEN.map(|(code, _)| code));
    asked.wheelchair = given.flag("fauteuil");
    asked.mobile = given.flag("mobile");
    let last = today.saturating_add(DAYS_AHEAD.days());
    asked.day = given.day(DIRECTORY_DAY, (today, last));
    (asked, near)
}

/// One page. Where a day is asked for, the next page with a record that is open then: hours are text, which no search compares.
pub async fn on_day(
    app: &App,
    search: &mut Search,
    limit: u32,
    day: Option<Date>,
) -> Result<Found, DirectoryError> {
    let Some(day) = day else {
        return bounded(app, search, limit).await;
    };
    for _ in 0..LOOKED_THROUGH_MAX {
        let mut found = bounded(app, search, limit).await?;
        found.records.retain(|record| is_open(app, record, day));
        match &found.next {
            Some(next) if found.records.is_empty() => _ = search.after(next),
            _ => return Ok(found),
        }
    }
    Ok(Found {
        records: Vec::new(),
        next: search.cursor_text(),
    })
}

fn is_open(app: &App, record: &Record, day: Date) -> bool {
    let hours = app
        .plugins
        .card(record, Locale::French.code())
        .contact
        .hours;
    DayHours::on(&hours.unwrap_or_default(), day).is_some()
}

/// A page whose contents stay within their bound: fewer records where they are large.
async fn bounded(app: &App, search: &Search, limit: u32) -> Result<Found, DirectoryError> {
    let found = search
        .run(&app.directory, &Reader::visitor(), limit)
        .await?;
    let mut bytes = 0;
    let fitting = found.records.iter().take_while(|record| {
        bytes += record.content.len();
        bytes <= CONTENT_BYTES_MAX
    });
    let fitting = fitting.count();
    if fitting == found.records.len() {
        return Ok(found);
    }
    let fewer = u32::try_from(fitting.max(1)).unwrap_or(limit);
    search.run(&app.directory, &Reader::visitor(), fewer).await
}
