//! `/mois/2026-11`: a month as a table of weeks.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use maille_sdk::directory::Search;
use maille_sdk::reply::Table;
use maille_sdk::{Reply, Request, Result, Tone};

use super::calendar::{day, later, monday, month, month_name, months_away, window};
use super::filters::Filters;
use super::row::{Row, rows};
use super::words::{clock, month_words};
use super::{Scene, plain};

/// Times asked for at once; a month with more is asked day by day.
const TIMES: u32 = 200;
/// Lines in the cell of a day.
const LINES: usize = 5;

/// The page.
pub fn show(name: &str, request: &Request, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let say = scene.say;
    let Some(first) = month(name) else {
        reply.not_found().title(&say("missing", &[]));
        reply.link(&say("all", &[]), "/");
        return Ok(());
    };
    let filters = Filters {
        when: String::new(),
        from: None,
        after: None,
        ..Filters::read(request)
    };
    let query = filters.query();
    reply.trail(&say("title", &[]), &format!("/{query}"));
    let name = month_words(first, say);
    reply.title(&say("month-title", &[("month", &name)]));
    let next = months_away(first, 1);
    let Some(days) = whole(&filters, (first, next), scene)? else {
        reply.notice(Tone::Warning, "", &say("near-unknown", &[]));
        return Ok(());
    };
    let columns: Vec<String> = (1..=7)
        .map(|number| say(&format!("weekday-{number}"), &[]))
        .collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    reply.table(&name, columns, |table| {
        weeks(table, (first, next), &days, scene)
    });
    if days.is_empty() {
        reply.paragraphs(&say("none-month", &[]));
    }
    let before = format!("/mois/{}{query}", month_name(months_away(first, -1)));
    let following = format!("/mois/{}{query}", month_name(next));
    reply.pager(Some(&before), Some(&following), &name);
    reply.link(&say("all", &[]), &format!("/{query}"));
    Ok(())
}

/// What a cell shows, and how much more there is on its day.
#[derive(Debug, Default)]
struct Day {
    rows: Vec<Row>,
    more: u64,
}

/// The days of a month that have anything; nothing where the commune that is asked for is unknown.
fn whole(
    filters: &Filters,
    (first, next): (NaiveDate, NaiveDate),
    scene: &Scene,
) -> Result<Option<BTreeMap<NaiveDate, Day>>> {
    let Ok(search) = filters.search()? else {
        return Ok(None);
    };
    let window = window(first, next, scene.own);
    let search = search.between(Some(window.from), Some(window.to));
    let found = search.run_times(TIMES)?;
    if found.next.is_some() {
        return by_day(filters, (first, next), scene).map(Some);
    }
    let mut days = BTreeMap::new();
    for row in rows(&found, scene.own)? {
        spread(row, (first, next), scene, &mut days);
    }
    Ok(Some(days))
}

/// The same of a month with more than a page can read: the first of each day, and the number of the others.
fn by_day(
    filters: &Filters,
    (first, next): (NaiveDate, NaiveDate),
    scene: &Scene,
) -> Result<BTreeMap<NaiveDate, Day>> {
    let mut days = BTreeMap::new();
    let mut on = first;
    while on < next {
        let window = window(on, later(on, 1), scene.own);
        let of_day = || -> Result<Option<Search>> {
            let search = filters.search()?.ok();
            Ok(search.map(|search| search.between(Some(window.from), Some(window.to))))
        };
        if let (Some(search), Some(all)) = (of_day()?, of_day()?) {
            let rows = rows(&search.run_times(LINES as u32)?, scene.own)?;
            let more = match rows.len() {
                LINES => all.count()?.saturating_sub(LINES as u64),
                _ => 0,
            };
            if !rows.is_empty() {
                days.insert(on, Day { rows, more });
            }
        }
        on = later(on, 1);
    }
    Ok(days)
}

/// On each of its days in the month: a stay of several days is there every day.
fn spread(
    row: Row,
    (first, next): (NaiveDate, NaiveDate),
    scene: &Scene,
    days: &mut BTreeMap<NaiveDate, Day>,
) {
    let mut on = day(row.start, scene.own).max(first);
    let last = day((row.end - 1).max(row.start), scene.own);
    while on <= last && on < next {
        let of = days.entry(on).or_default();
        match of.rows.len() < LINES {
            true => of.rows.push(row.clone()),
            false => of.more += 1,
        }
        on = later(on, 1);
    }
}

fn weeks(
    table: &mut Table,
    (first, next): (NaiveDate, NaiveDate),
    days: &BTreeMap<NaiveDate, Day>,
    scene: &Scene,
) {
    let mut begin = monday(first);
    while begin < next {
        table.row(|row| {
            for number in 0..7 {
                let on = later(begin, number);
                let inside = on >= first && on < next;
                row.cell(&if inside {
                    cell(on, days.get(&on), scene)
                } else {
                    String::new()
                });
            }
        });
        begin = later(begin, 7);
    }
}

fn cell(on: NaiveDate, of: Option<&Day>, scene: &Scene) -> String {
    let say = scene.say;
    let mut text = format!("**{}**", on.day());
    let Some(of) = of else { return text };
    for row in &of.rows {
        let begins = (!row.all_day && day(row.start, scene.own) == on)
            .then(|| clock(row.start, scene.own, say));
        let time = begins
            .map(|time| format!("{} ", plain(&time)))
            .unwrap_or_default();
        let off = match row.status.as_str() {
            "cancelled" => format!(" ({})", say("status-cancelled", &[])),
            "full" => format!(" ({})", say("status-full", &[])),
            _ => String::new(),
        };
        text.push_str(&format!(
            "\n\n{time}[{}]({}){off}",
            plain(&row.title),
            row.href
        ));
    }
    if of.more > 0 {
        let more = say("more", &[("count", &of.more.to_string())]);
        text.push_str(&format!("\n\n[{more}](/?du={on}&quand=aujourdhui)"));
    }
    text
}
