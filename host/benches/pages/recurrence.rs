//! Dates of what recurs: the agenda's task computes them anew for thousands of events, in the guest, and hands each over; beside it
//! the crate `rrule` alone counts the same rules, and the host writes the same times without a guest.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use maille::app::App;
use maille::directory::{Author, Search, Session};
use maille::plugins::build;
use serde_json::json;

use super::servers::open;
use super::table::{Table, median};

/// Events that recur.
const EVENTS: usize = 1_000;
/// As the plugin keeps them: days back and ahead.
const PAST_DAYS: i64 = 31;
const AHEAD_DAYS: i64 = 731;
/// Milliseconds that one lasts.
const LASTING: i64 = 2 * 3_600_000;
/// How agendas recur: by the week for the most part.
const RULES: [&str; 6] = [
    "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
    "FREQ=MONTHLY;BYDAY=1TH",
    "FREQ=DAILY",
];

/// An event like those of calendars, from a day of 2026 on.
pub fn recurring(number: usize) -> (String, String, &'static str) {
    let (rule, day) = (RULES[number % RULES.len()], 1 + number % 28);
    let start = format!("202601{day:02}T{:02}0000", 8 + number % 11);
    let content = json!({
        "name": format!("Atelier n° {number}"),
        "description": "Premiers pas avec une tablette, à votre rythme.",
        "occurrences": [{"start": format!("2026-01-{day:02}T{:02}:00:00+01:00", 8 + number % 11)}],
        "recurrence": {"zone": "Europe/Paris", "start": start, "duration": "PT2H", "rules": [rule]},
        "place": {"name": "Médiathèque de Port-Jacquard"},
        "keywords": ["numérique"],
    });
    (content.to_string(), start, rule)
}

/// Installs the agenda.
pub async fn install(app: &App) -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/events");
    let package = tokio::task::block_in_place(|| build::build(&folder, &mut |_| {}))?;
    app.plugins.install(package.component, true).await?;
    Ok(())
}

pub async fn measure(rounds: usize, data: &Path, table: &mut Table) -> anyhow::Result<()> {
    std::fs::create_dir_all(data)?;
    let app = open(data, |_| {}).await?;
    install(&app).await?;
    let mut session = Session::new(&app.directory, Author::host("bench"));
    let mut ids = Vec::new();
    for number in 0..EVENTS {
        let (content, ..) = recurring(number);
        let record = session.put("event", &number.to_string(), &content).await?;
        ids.push(record.id);
    }
    session.commit().await?;
    let (mut guest, mut writes, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    let mut made = 0;
    for _ in 0..rounds {
        let begun = Instant::now();
        app.plugins
            .run("events", "refresh", &mut |_| {})
            .await
            .context("the task")?;
        guest.push(begun.elapsed());
        let begun = Instant::now();
        let times = counted(&app)?;
        alone.push(begun.elapsed());
        if made == 0 {
            made = times.iter().map(Vec::len).sum();
            let (said, last) = (said(&app).await?, last_day(&app));
            let inside = |(start, end): &&(i64, i64)| *start < last.1 && *end > last.0;
            let counted = times.iter().flatten().filter(inside).count();
            ensure!(
                said == counted,
                "on one day rrule makes {counted} dates, the guest {said}"
            );
        }
        let begun = Instant::now();
        for (ids, times) in ids.chunks(100).zip(times.chunks(100)) {
            let mut session = Session::new(&app.directory, Author::host("bench"));
            for (id, times) in ids.iter().zip(times) {
                session.set_occurrences(id, times).await?;
            }
            session.commit().await?;
        }
        writes.push(begun.elapsed());
    }
    app.close().await;
    report(made, (&guest, &writes, &alone), table);
    Ok(())
}

fn report(
    made: usize,
    (guest, writes, alone): (&[Duration], &[Duration], &[Duration]),
    table: &mut Table,
) {
    let rate =
        |times: &[Duration]| median(times.iter().map(|time| made as f64 / time.as_secs_f64()));
    let of = |above: &[f64]| -> f64 {
        median(
            above
                .iter()
                .zip(alone)
                .map(|(time, alone)| alone.as_secs_f64() / time),
        )
    };
    let whole: Vec<f64> = guest.iter().map(Duration::as_secs_f64).collect();
    let without: Vec<f64> = guest
        .iter()
        .zip(writes)
        .map(|(guest, writes)| (guest.as_secs_f64() - writes.as_secs_f64()).max(1e-6))
        .collect();
    table.add(
        &format!("dates of {EVENTS} events that recur, `rrule` alone"),
        "",
        format!("{:.0} /s ({made} dates)", rate(alone)),
    );
    table.add(
        "the same in the guest and handed over, written / `rrule` alone",
        "",
        format!("{:.2} ({:.0} /s)", of(&whole), rate(guest)),
    );
    table.add(
        "the same but for what the host takes to write them",
        "≥ 0.5",
        format!(
            "{:.2} ({:.0} /s; writing alone {:.0} /s)",
            of(&without),
            median(without.iter().map(|time| made as f64 / time)),
            rate(writes)
        ),
    );
}

fn window(app: &App) -> (i64, i64) {
    let now = app.clock.now_ms();
    (now - PAST_DAYS * 86_400_000, now + AHEAD_DAYS * 86_400_000)
}

/// A day near the end of the window, by which both are compared: to list all times takes longer than to make them.
fn last_day(app: &App) -> (i64, i64) {
    let (_, to) = window(app);
    (to - 2 * 86_400_000, to - 86_400_000)
}

/// How many times the guest said of that day.
async fn said(app: &App) -> anyhow::Result<usize> {
    let (from, to) = last_day(app);
    let (mut said, mut after) = (0, None::<String>);
    loop {
        let mut search = Search::new(&["event"]);
        search.between(Some(from), Some(to));
        if let Some(cursor) = &after {
            search.after(cursor);
        }
        let reader = Author::host("bench").reader;
        let found = search.run_times(&app.directory, &reader, 200).await?;
        said += found.times.len();
        after = found.next;
        if after.is_none() {
            return Ok(said);
        }
    }
}

/// The dates that the crate makes of the same rules within the same window, by the clock of Paris as somebody would who had
/// nothing else.
fn counted(app: &App) -> anyhow::Result<Vec<Vec<(i64, i64)>>> {
    let (from, to) = window(app);
    let mut all = Vec::with_capacity(EVENTS);
    for number in 0..EVENTS {
        let (_, start, rule) = recurring(number);
        let text = format!("DTSTART;TZID=Europe/Paris:{start}\nRRULE:{rule}");
        let set: rrule::RRuleSet = text.parse()?;
        let mut times = Vec::new();
        for date in &set {
            let date = date.timestamp_millis();
            if date >= to {
                break;
            }
            if date + LASTING > from {
                times.push((date, date + LASTING));
            }
        }
        all.push(times);
    }
    Ok(all)
}
