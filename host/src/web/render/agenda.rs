//! Events in time: a list by day, with what is cancelled or full said in words.

use askama::Template;

use super::composer::Composer;
use super::dates;
use super::html::Html;
use super::links::Target;
use super::parts::named;
use crate::plugins::page::Occurrence;

struct OccurrenceView<'a> {
    title: String,
    target: Option<Target>,
    machine: String,
    when: String,
    notes: Vec<Note<'a>>,
    place: Option<&'a str>,
}

/// What is special: the code's name, and the plugin's own words.
struct Note<'a> {
    name: &'static str,
    text: &'a str,
    /// It does not take place as planned.
    off: bool,
}

struct Day<'a> {
    name: String,
    occurrences: Vec<OccurrenceView<'a>>,
}

#[derive(Template)]
#[template(path = "blocks/agenda.html")]
struct Agenda<'a> {
    level: u8,
    days: Vec<Day<'a>>,
}

/// Occurrences in the plugin's order; neighbours of one day share its heading.
pub(super) fn agenda(composer: &mut Composer, occurrences: &[Occurrence], level: u8) -> Html {
    let mut days: Vec<Day> = Vec::new();
    for occurrence in occurrences {
        let (start, end) = (occurrence.start, occurrence.end);
        let moment = dates::moment(
            composer.words,
            &composer.site.time_zone,
            start,
            end,
            occurrence.all_day,
        );
        if moment.is_none() {
            composer.warn(format!(
                "the occurrence at {start} has no date: milliseconds since 1970 are expected"
            ));
        }
        let name = match &moment {
            Some(moment) => dates::day(composer.words, moment.day),
            None => composer.words.get("date-unknown").to_owned(),
        };
        let view = OccurrenceView {
            title: named(&occurrence.title, || {
                composer.words.get("untitled").to_owned()
            }),
            target: composer.link(&occurrence.href),
            machine: moment
                .as_ref()
                .map_or_else(String::new, |moment| moment.machine.clone()),
            when: moment.map_or_else(String::new, |moment| moment.words),
            notes: occurrence
                .notes
                .iter()
                .map(|(code, text)| note(composer, code, text))
                .collect(),
            place: occurrence
                .place
                .as_deref()
                .filter(|place| !place.trim().is_empty()),
        };
        match days.last_mut() {
            Some(day) if day.name == name => day.occurrences.push(view),
            _ => days.push(Day {
                name,
                occurrences: vec![view],
            }),
        }
    }
    if days.is_empty() {
        Html::default()
    } else {
        Html::render(&Agenda { level, days })
    }
}

fn note<'a>(composer: &Composer, code: &str, text: &'a str) -> Note<'a> {
    let (key, off) = match code {
        "cancelled" => ("note-cancelled", true),
        "full" => ("note-full", true),
        "moved" => ("note-moved", true),
        "postponed" => ("note-postponed", true),
        "online" => ("note-online", false),
        _ => ("", false),
    };
    let name = if key.is_empty() {
        ""
    } else {
        composer.words.get(key)
    };
    let text = text.trim();
    // Many feeds repeat the code's name as its text.
    let repeated = text.to_lowercase() == name.to_lowercase();
    Note {
        name,
        text: if repeated { "" } else { text },
        off,
    }
}
