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
    let mut taken = Taken::default();
    for _ in 0..rounds {
        let begun = Instant::now();
        let times = counted(&app, 0)?;
        taken.alone.push(begun.elapsed());
        write(&app, &ids, &vec![Vec::new(); EVENTS]).await?;
        let (whole, computed) = refresh(&app).await?;
        taken.first.push(whole);
        taken.computed.push(computed);
        if taken.made == 0 {
            taken.made = times.iter().map(Vec::len).sum();
            let (said, last) = (said(&app).await?, last_day(&app));
            let inside = |(start, end): &&(i64, i64)| *start < last.1 && *end > last.0;
            let counted = times.iter().flatten().filter(inside).count();
            ensure!(
                said == counted,
                "on one day rrule makes {counted} dates, the guest {said}"
            );
        }
        write(&app, &ids, &vec![Vec::new(); EVENTS]).await?;
        taken.writes.push(write(&app, &ids, &times).await?);
        // As they were said a day ago: the host writes what differs.
        let yesterday = counted(&app, 86_400_000)?;
        write(&app, &ids, &yesterday).await?;
        taken.next_day.push(refresh(&app).await?.0);
        write(&app, &ids, &yesterday).await?;
        taken.next_writes.push(write(&app, &ids, &times).await?);
    }
    app.close().await;
    report(&taken, table);
    Ok(())
}

/// What each round took.
#[derive(Default)]
struct Taken {
    /// Dates.
    made: usize,
    /// `rrule` alone.
    alone: Vec<Duration>,
    /// The task, where nothing was said before, and what the guest's own meter counted of it.
    first: Vec<Duration>,
    computed: Vec<Duration>,
    /// The same times said by the host's own code.
    writes: Vec<Duration>,
    /// The task a day later, and the same by the host's own code.
    next_day: Vec<Duration>,
    next_writes: Vec<Duration>,
}

/// Runs the task; how long it took, and how much of it the guest computed.
async fn refresh(app: &App) -> anyhow::Result<(Duration, Duration)> {
    let (begun, mut cpu_ms) = (Instant::now(), 0);
    app.plugins
        .run("events", "refresh", &mut |step| cpu_ms += step.cost.cpu_ms)
        .await
        .context("the task")?;
    Ok((begun.elapsed(), Duration::from_millis(cpu_ms)))
}

/// Says these times without a guest, in transactions as large as the task's.
async fn write(app: &App, ids: &[String], times: &[Vec<(i64, i64)>]) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    for (ids, times) in ids.chunks(100).zip(times.chunks(100)) {
        let mut session = Session::new(&app.directory, Author::host("bench"));
        for (id, times) in ids.iter().zip(times) {
            session.set_occurrences(id, times).await?;
        }
        session.commit().await?;
    }
    Ok(begun.elapsed())
}

fn report(taken: &Taken, table: &mut Table) {
    let seconds =
        |times: &[Duration]| -> Vec<f64> { times.iter().map(Duration::as_secs_f64).collect() };
    let less = |whole: &[Duration], part: &[Duration]| -> Vec<f64> {
        let both = whole.iter().zip(part);
        both.map(|(whole, part)| (whole.as_secs_f64() - part.as_secs_f64()).max(1e-6))
            .collect()
    };
    let alone = seconds(&taken.alone);
    let said = |times: Vec<f64>| {
        let ratio = median(times.iter().zip(&alone).map(|(time, alone)| alone / time));
        let rate = median(times.iter().map(|time| taken.made as f64 / time));
        format!("{ratio:.2} ({rate:.0} /s)")
    };
    table.add(
        &format!("dates of {EVENTS} events that recur, `rrule` alone"),
        "",
        format!(
            "{:.0} /s ({} dates)",
            median(alone.iter().map(|time| taken.made as f64 / time)),
            taken.made
        ),
    );
    let rows = [
        (
            "the guest and the boundary / `rrule` alone",
            "≥ 0.5",
            less(&taken.first, &taken.writes),
        ),
        (
            "what the guest's meter counted / the same",
            "",
            seconds(&taken.computed),
        ),
        (
            "all of the task, all times written for the first time / the same",
            "",
            seconds(&taken.first),
        ),
        (
            "that writing, without a guest / the same",
            "",
            seconds(&taken.writes),
        ),
        (
            "all of the task a day later / the same",
            "",
            seconds(&taken.next_day),
        ),
        (
            "that writing, without a guest / the same",
            "",
            seconds(&taken.next_writes),
        ),
    ];
    for (what, wanted, times) in rows {
        table.add(what, wanted, said(times));
    }
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

/// The dates that the crate makes of the same rules within the same window, or the one that long ago in milliseconds, by the clock of
/// Paris as somebody would who had nothing else.
fn counted(app: &App, ago: i64) -> anyhow::Result<Vec<Vec<(i64, i64)>>> {
    let (from, to) = window(app);
    let (from, to) = (from - ago, to - ago);
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
