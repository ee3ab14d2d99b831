//! The agenda's page of a month without a guest: the same questions to the directory, the same table.

use std::sync::Arc;

use anyhow::Context as _;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maille::app::App;
use maille::directory::{Kinds, Reader, Search};
use maille::plugins::page::{Block, Cell, Content, Link, Page, Table};
use maille::web::render::{Links, View, ViewedPlugin, page_html};
use serde::Deserialize;

use super::native::site;

/// The month that is asked for.
pub const PATH: &str = "/agenda/mois/2026-12";
const FIRST: Date = jiff::civil::date(2026, 12, 1);
const WEEKDAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
/// As the plugin has them.
const TIMES: u32 = 200;
const LINES: u32 = 5;

/// The fields of an event that a cell shows.
#[derive(Deserialize)]
struct Event {
    name: String,
}

pub async fn show(State(app): State<Arc<App>>) -> Result<Html<String>, (StatusCode, String)> {
    match month(&app).await {
        Ok(html) => Ok(Html(html)),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}"))),
    }
}

async fn month(app: &App) -> anyhow::Result<String> {
    let zone = TimeZone::get("Europe/Paris")?;
    let reader = Reader::plugin("events", Kinds::only(["event"]));
    let begins = |day: Date| -> anyhow::Result<i64> {
        Ok(day.to_zoned(zone.clone())?.timestamp().as_millisecond())
    };
    let next = FIRST.checked_add(1.month())?;
    let mut whole = Search::new(&["event"]);
    whole.between(Some(begins(FIRST)?), Some(begins(next)?));
    let found = whole.run_times(&app.directory, &reader, TIMES).await?;
    found.next.context("a month with more than a page reads")?;
    let mut rows = Vec::new();
    let mut begin = FIRST.checked_sub(i64::from(FIRST.weekday().to_monday_zero_offset()).days())?;
    while begin < next {
        let mut cells = Vec::new();
        for number in 0..7 {
            let day = begin.checked_add(i64::from(number).days())?;
            let inside = day >= FIRST && day < next;
            let markdown = match inside {
                true => {
                    let window = (begins(day)?, begins(day.tomorrow()?)?);
                    cell(app, (day, window), (&zone, &reader)).await?
                }
                false => String::new(),
            };
            cells.push(Cell {
                header: false,
                markdown,
                columns: 1,
                rows: 1,
            });
        }
        rows.push(cells);
        begin = begin.checked_add(7.days())?;
    }
    let table = Table {
        caption: "décembre 2026".into(),
        columns: WEEKDAYS.map(str::to_owned).to_vec(),
        rows,
    };
    Ok(rendered(app, table))
}

async fn cell(
    app: &App,
    (day, (from, to)): (Date, (i64, i64)),
    (zone, reader): (&TimeZone, &Reader),
) -> anyhow::Result<String> {
    let mut search = Search::new(&["event"]);
    search.between(Some(from), Some(to));
    let found = search.run_times(&app.directory, reader, LINES).await?;
    let mut text = format!("**{}**", day.day());
    for (record, starts, _) in &found.times {
        let record = found.records.get(*record).context("a record of a time")?;
        let event: Event = serde_json::from_str(&record.content).context("an event")?;
        let at = jiff::Timestamp::from_millisecond(*starts)?.to_zoned(zone.clone());
        let key = record.key.as_deref().unwrap_or(&record.id);
        // What began the day before says no hour.
        let time = match (at.date() == day, at.minute()) {
            (false, _) => String::new(),
            (true, 0) => format!("{} h ", at.hour()),
            (true, minute) => format!("{} h {minute:02} ", at.hour()),
        };
        text.push_str(&format!("\n\n{time}[{}](/{key})", event.name));
    }
    if found.times.len() == LINES as usize {
        let more = search
            .count(&app.directory, reader)
            .await?
            .saturating_sub(u64::from(LINES));
        text.push_str(&format!(
            "\n\n[et {more} de plus](/?du={day}&quand=aujourdhui)"
        ));
    }
    Ok(text)
}

fn rendered(app: &App, table: Table) -> String {
    let link = |label: &str, href: &str| Link {
        label: label.into(),
        href: href.into(),
    };
    let contents = [
        Content::Table(table),
        Content::Pager {
            previous: Some("/mois/2026-11".into()),
            next: Some("/mois/2027-01".into()),
            position: "décembre 2026".into(),
        },
        Content::Link(link("Voir tout l’agenda", "/")),
    ];
    let page = Page {
        title: "Agenda de décembre 2026".into(),
        trail: vec![link("Agenda", "/")],
        blocks: contents
            .map(|content| Block {
                language: None,
                anchor: None,
                content,
            })
            .into(),
        ..Page::default()
    };
    let links = Links {
        root: "/agenda".into(),
        ..Links::default()
    };
    let view = View {
        path: PATH.into(),
        plugin: Some(ViewedPlugin {
            name: "Agenda".into(),
            root: "/agenda".into(),
        }),
        ..View::default()
    };
    page_html(&page, &site(app), &view, &links).html
}
