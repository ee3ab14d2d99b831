//! The page before an event is published or changed: the sentence that says when, the next dates, and what will be read.

use maille_sdk::{Field, Reply, Tone};

use super::typed::Typed;
use super::{Page, who};
use crate::pages::calendar::{begins, day, later};
use crate::pages::filters::AHEAD_DAYS;
use crate::pages::words::{clock, date, sentence};
use crate::pages::{Scene, plain};
use crate::record::Event;
use crate::recurrence::{Time, Window};

/// Dates that are listed.
const DATES: usize = 10;

/// The page.
pub fn show(page: &Page, (typed, event): (&Typed, &Event), reply: &mut Reply) {
    let (scene, say) = (page.scene, page.scene.say);
    reply.title(&say("check", &[])).personal();
    reply.trail(&say("title", &[]), "/");
    reply.lead(&say("check-lead", &[]));
    let words = event
        .recurrence
        .as_ref()
        .and_then(|recurrence| sentence(recurrence, say));
    reply.section(&say("dates", &[]), |reply| {
        if let Some(words) = &words {
            reply.paragraphs(&format!("**{}**", plain(words)));
        }
        let times = times(event, scene);
        let lines: Vec<String> = times
            .iter()
            .take(DATES)
            .map(|time| format!("- {}", plain(&line(time, event, scene))))
            .collect();
        reply.paragraphs(&lines.join("\n"));
        if times.len() > DATES {
            let more = (times.len() - DATES).to_string();
            reply.paragraphs(&say("dates-more", &[("count", &more)]));
        }
    });
    unknown(page, event, reply);
    let place = event.place_line();
    let rows = [
        ("form-titre", event.name.as_str()),
        ("form-resume", &event.description),
        ("where", &place),
        ("form-lien", event.online_url.as_deref().unwrap_or_default()),
        ("price", &event.conditions),
        (
            "organiser",
            event.organiser.as_ref().map_or("", |named| &named.name),
        ),
    ];
    reply.facts(|facts| {
        for (key, text) in rows.iter().filter(|(_, text)| !text.is_empty()) {
            facts.fact(&say(key, &[]), &plain(text));
        }
    });
    for (step, submit) in [("publier", "check-publish"), ("revoir", "check-again")] {
        reply.form(page.action, &say(submit, &[]), |form| {
            typed.carry(form);
            form.field(Field::hidden("etape", step));
            who::prove_in(form, page.who);
        });
    }
}

/// Holidays that nobody told yet: what falls into them is not left out before they are known.
fn unknown(page: &Page, event: &Event, reply: &mut Reply) {
    let say = page.scene.say;
    let Some(zone) = event.recurrence.as_ref().and_then(|recurrence| {
        let code = recurrence.except.iter();
        code.filter_map(|code| crate::rhythm::school::Zone::of_code(code))
            .next()
    }) else {
        return;
    };
    let known = page.school.known_until(zone);
    let words = match known {
        Some(until) => say(
            "school-until-words",
            &[("zone", zone.letter()), ("date", &date(until, say))],
        ),
        None => say("school-unknown-words", &[]),
    };
    reply.notice(Tone::Info, &say("school-until", &[]), &words);
}

fn times(event: &Event, scene: &Scene) -> Vec<Time> {
    let window = Window {
        from: begins(scene.today, scene.own),
        to: begins(later(scene.today, 2 * AHEAD_DAYS), scene.own),
    };
    event.times(window, scene.own).all
}

/// `mardi 24 novembre 2026, de 14 h à 16 h`.
fn line(time: &Time, event: &Event, scene: &Scene) -> String {
    let say = scene.say;
    let on = day(time.start, scene.own);
    let weekday = chrono::Datelike::weekday(&on).number_from_monday();
    let weekday = say(&format!("weekday-{weekday}"), &[]);
    let day = say(
        "day-of-week",
        &[("weekday", &weekday), ("date", &date(on, say))],
    );
    if event.all_day {
        return day;
    }
    let from = clock(time.start, scene.own, say);
    match time.end > time.start {
        true => {
            let to = clock(time.end, scene.own, say);
            say(
                "day-from-to",
                &[("day", &day), ("from", &from), ("to", &to)],
            )
        }
        false => say("day-at", &[("day", &day), ("from", &from)]),
    }
}
