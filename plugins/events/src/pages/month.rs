//! `/mois/2026-11`: a month as a table of weeks.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use maille_sdk::reply::Table;
use maille_sdk::{Reply, Request, Result, Tone};

use super::calendar::{day, later, monday, month, month_name, months_away, window};
use super::filters::Filters;
use super::row::{Row, rows};
use super::words::{clock, month_words};
use super::{Scene, plain};

/// Times asked for at once, and how often.
const TIMES: u32 = 200;
const ASKED: usize = 3;
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
    let mut days: BTreeMap<NaiveDate, Vec<Row>> = BTreeMap::new();
    let mut left_out = false;
    let mut after: Option<String> = None;
    for round in 0..ASKED {
        let Ok(search) = filters.search()? else {
            reply.notice(Tone::Warning, "", &say("near-unknown", &[]));
            return Ok(());
        };
        let window = window(first, next, scene.own);
        let mut search = search.between(Some(window.from), Some(window.to));
        if let Some(cursor) = &after {
            search = search.after(cursor);
        }
        let found = search.run_times(TIMES)?;
        for row in rows(&found, scene.own)? {
            spread(row, (first, next), scene, &mut days);
        }
        after = found.next;
        if after.is_none() {
            break;
        }
        left_out = round + 1 == ASKED;
    }
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
    if left_out {
        reply.paragraphs(&say("left-out", &[]));
    }
    let before = format!("/mois/{}{query}", month_name(months_away(first, -1)));
    let following = format!("/mois/{}{query}", month_name(next));
    reply.pager(Some(&before), Some(&following), &name);
    reply.link(&say("all", &[]), &format!("/{query}"));
    Ok(())
}

/// On each of its days in the month: a stay of several days is there every day.
fn spread(
    row: Row,
    (first, next): (NaiveDate, NaiveDate),
    scene: &Scene,
    days: &mut BTreeMap<NaiveDate, Vec<Row>>,
) {
    let mut on = day(row.start, scene.own).max(first);
    let last = day((row.end - 1).max(row.start), scene.own);
    while on <= last && on < next {
        days.entry(on).or_default().push(row.clone());
        on = later(on, 1);
    }
}

fn weeks(
    table: &mut Table,
    (first, next): (NaiveDate, NaiveDate),
    days: &BTreeMap<NaiveDate, Vec<Row>>,
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

fn cell(on: NaiveDate, rows: Option<&Vec<Row>>, scene: &Scene) -> String {
    let say = scene.say;
    let mut text = format!("**{}**", on.day());
    let rows = rows.map(Vec::as_slice).unwrap_or_default();
    for row in rows.iter().take(LINES) {
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
    if rows.len() > LINES {
        let more = say("more", &[("count", &(rows.len() - LINES).to_string())]);
        text.push_str(&format!("\n\n[{more}](/?du={on}&quand=aujourdhui)"));
    }
    text
}
