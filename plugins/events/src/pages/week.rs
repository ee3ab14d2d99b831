//! `/semaine/2026-W47`: one week, by day, for a wall.

use maille_sdk::{Reply, Request, Result, Tone};

use super::Scene;
use super::calendar::{later, monday, week, week_name, window};
use super::filters::Filters;
use super::row::rows;
use super::words::date;

/// Times on a page.
const TIMES: u32 = 200;

/// The page.
pub fn show(name: &str, request: &Request, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let say = scene.say;
    let Some(first) = week(name) else {
        reply.not_found().title(&say("missing", &[]));
        reply.link(&say("all", &[]), "/");
        return Ok(());
    };
    let first = monday(first);
    let filters = Filters {
        when: String::new(),
        from: None,
        after: None,
        ..Filters::read(request)
    };
    let query = filters.query();
    reply.trail(&say("title", &[]), &format!("/{query}"));
    reply.title(&say(
        "week-title",
        &[
            ("from", &date(first, say)),
            ("to", &date(later(first, 6), say)),
        ],
    ));
    let Ok(search) = filters.search()? else {
        reply.notice(Tone::Warning, "", &say("near-unknown", &[]));
        return Ok(());
    };
    let window = window(first, later(first, 7), scene.own);
    let found = search
        .between(Some(window.from), Some(window.to))
        .run_times(TIMES)?;
    let rows = rows(&found, scene.own)?;
    if rows.is_empty() {
        reply.notice(Tone::Info, &say("none-title", &[]), &say("none-week", &[]));
    } else {
        reply.agenda(|agenda| rows.iter().for_each(|row| row.tell(agenda, say)));
    }
    if found.next.is_some() {
        reply.paragraphs(&say("left-out", &[]));
    }
    let away = |days: i64| {
        let day = first
            .checked_add_signed(chrono::TimeDelta::days(days))
            .unwrap_or(first);
        format!("/semaine/{}{query}", week_name(day))
    };
    reply.pager(Some(&away(-7)), Some(&away(7)), &say("week-position", &[]));
    reply.link(&say("all", &[]), &format!("/{query}"));
    Ok(())
}
