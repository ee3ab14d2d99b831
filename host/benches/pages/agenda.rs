//! The agenda with 20,000 events, of which 5,000 recur: a month's page fresh and kept against a native handler, and a feed of
//! 10,000 events followed to its end.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use maille::directory::{Author, Session};
use serde_json::json;

use super::load::Client;
use super::native_month::PATH;
use super::recurrence::{install, recurring};
use super::servers::{Mode, Server, open};
use super::table::{Table, median, ratio};

const RECURRING: usize = 5_000;
const EVENTS: usize = 20_000;
/// Events to come with this word, for the feed.
const IN_FEED: usize = 10_000;
const ROUND: Duration = Duration::from_millis(2_000);
/// Bytes of an answer that the host takes of a guest.
const REPLY_BYTES_MAX: usize = 1024 * 1024;

pub async fn make(data: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(data)?;
    let app = open(data, |_| {}).await?;
    install(&app).await?;
    let now = app.clock.now_ms();
    for begin in (0..EVENTS).step_by(4_000) {
        let mut session = Session::new(&app.directory, Author::host("bench"));
        for number in begin..begin + 4_000 {
            let content = match number < RECURRING {
                true => recurring(number).0,
                false => once(number, now),
            };
            session.put("event", &number.to_string(), &content).await?;
        }
        session.commit().await?;
    }
    app.plugins
        .run("events", "refresh", &mut |_| {})
        .await
        .context("the task")?;
    app.close().await;
    Ok(())
}

/// An event of one date, within the year that comes.
fn once(number: usize, now: i64) -> String {
    let hours = (number * 37 % (360 * 24)) as i64 + 24;
    let start = jiff::Timestamp::from_millisecond(now + hours * 3_600_000).unwrap_or_default();
    let end = start + jiff::SignedDuration::from_hours(2);
    let fed = number - RECURRING < IN_FEED;
    json!({
        "name": format!("Rencontre n° {number}"),
        "description": "Un café, des conseils, et le temps qu’il faut pour chaque question.",
        "occurrences": [{"start": start.to_string(), "end": end.to_string()}],
        "place": {"name": "Salle des fêtes de Port-Jacquard"},
        "keywords": [if fed { "flux" } else { "café" }],
    })
    .to_string()
}

pub async fn measure(rounds: usize, data: &Path, table: &mut Table) -> anyhow::Result<()> {
    let mut servers = Vec::new();
    for mode in [Mode::Native, Mode::Fresh, Mode::Kept] {
        servers.push(Server::start(mode, data)?);
    }
    same_table(&servers).await?;
    let mut rates = [const { Vec::new() }; 3];
    let mut by_cpu = [const { Vec::new() }; 3];
    for server in &servers {
        alone(server.port).await?;
    }
    for _ in 0..rounds {
        for (index, server) in servers.iter().enumerate() {
            let before = server.cpu_s()?;
            let (pages, seconds) = alone(server.port).await?;
            let cpu = (server.cpu_s()? - before).max(0.01);
            rates[index].push(pages / seconds);
            by_cpu[index].push(pages / cpu);
        }
    }
    let [native, fresh, kept] = &rates;
    let [native_cpu, fresh_cpu, kept_cpu] = &by_cpu;
    let rate = |rates: &[f64]| median(rates.iter().copied());
    table.add(
        "a month of 20,000 events, 5,000 recurring: native",
        "",
        format!("{:.1} /s", rate(native)),
    );
    for (name, wanted, rates, cpu) in [
        ("fresh", "≥ 0.4", fresh, fresh_cpu),
        ("kept", "≥ 0.9", kept, kept_cpu),
    ] {
        table.add(
            &format!("the same page, {name} / native"),
            wanted,
            format!(
                "{:.2} (by CPU {:.2}), {:.1} /s",
                ratio(rates, native),
                ratio(cpu, native_cpu),
                rate(rates)
            ),
        );
    }
    feed(&servers[1], table).await
}

/// Pages that one visitor gets after another, and how long that took: a page that takes this long would not be there within its two
/// seconds if many asked at once.
async fn alone(port: u16) -> anyhow::Result<(f64, f64)> {
    let mut client = Client::connect(port).await?;
    let (begun, mut pages) = (Instant::now(), 0.0);
    while begun.elapsed() < ROUND {
        client.expect(PATH, 200).await?;
        pages += 1.0;
    }
    Ok((pages, begun.elapsed().as_secs_f64()))
}

/// The guest's table and the native one must be the same bytes.
async fn same_table(servers: &[Server]) -> anyhow::Result<()> {
    let mut tables = Vec::new();
    for server in servers {
        let mut client = Client::connect(server.port).await?;
        client.expect(PATH, 200).await.ok();
        let page = String::from_utf8(client.expect(PATH, 200).await?)?;
        let from = page.find("<table").context("a table")?;
        let to = page.find("</table>").context("its end")?;
        tables.push(page[from..to].to_owned());
    }
    ensure!(
        tables[0] == tables[1] && tables[1] == tables[2],
        "the native table is not the guest's:\n{}\n{}",
        tables[0],
        tables[1]
    );
    eprintln!("the table of the month has {} bytes", tables[0].len());
    Ok(())
}

/// Follows a feed from answer to answer.
async fn feed(server: &Server, table: &mut Table) -> anyhow::Result<()> {
    let mut client = Client::connect(server.port).await?;
    let mut next = Some("/agenda/agenda.ics?theme=flux".to_owned());
    let (mut answers, mut events, mut largest) = (0, 0, 0);
    let begun = Instant::now();
    while let Some(path) = next {
        let bytes = client.expect(&path, 200).await?;
        let text = String::from_utf8(bytes)?;
        (answers, largest) = (answers + 1, largest.max(text.len()));
        events += text.matches("BEGIN:VEVENT").count();
        let unfolded = text.replace("\r\n ", "");
        next = unfolded
            .lines()
            .find_map(|line| line.strip_prefix("X-MAILLE-NEXT"))
            .and_then(|rest| rest.split_once("/agenda/agenda.ics"))
            .map(|(_, query)| format!("/agenda/agenda.ics{}", query.trim()));
        ensure!(answers <= EVENTS, "the feed never ends");
    }
    let took = begun.elapsed();
    ensure!(events == IN_FEED, "{events} events in {answers} answers");
    ensure!(largest < REPLY_BYTES_MAX, "an answer of {largest} bytes");
    table.add(
        "a feed of 10,000 events (iCalendar)",
        "within the reply bound",
        format!(
            "{answers} answers, the largest {} KiB, {:.2} s in all",
            largest / 1024,
            took.as_secs_f64()
        ),
    );
    Ok(())
}
