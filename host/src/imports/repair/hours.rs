//! Opening hours in the form of OpenStreetMap: what is already in it, what columns say day by day, and what prose says
//! beyond doubt.

use opening_hours_syntax::parse;

use super::prose::{prose, spans_alone};
use super::{Mended, says_nothing, tidy};
use crate::imports::remark::What;

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
/// The field's length.
const CHARS_MAX: usize = 2_000;

/// From when to when, in minutes of a day.
pub type Span = (u16, u16);

/// Hours that are already in the form, or prose that is certain. The text comes back as a note where neither holds.
pub fn opening_hours(text: &str) -> (Mended<String>, Option<String>) {
    if says_nothing(text) {
        return (Mended::nothing(), None);
    }
    let bare = text.trim().trim_end_matches(';').trim();
    if bare.len() <= CHARS_MAX && parse(bare).is_ok() {
        let mended = match bare == text.trim() {
            true => Mended::fine(bare.to_owned()),
            false => Mended::repaired(bare.to_owned(), What::new("import-hours-spelling")),
        };
        return (mended, None);
    }
    match prose(text) {
        Some(hours) => {
            let what = What::new("import-hours-prose").with("hours", &hours);
            (Mended::repaired(hours, what), None)
        }
        None => {
            let note: String = tidy(text).chars().take(CHARS_MAX).collect();
            (Mended::dropped(What::new("import-hours-note")), Some(note))
        }
    }
}

/// The spans of one day's cell (`9:00 - 12:00 / 13h30-17h`), and whether the cell says nothing else. `-` and `fermé`
/// are a closed day.
pub fn spans(text: &str) -> (Vec<Span>, bool) {
    let folded = crate::directory::fold(text);
    if says_nothing(text) || folded == "ferme" || folded == "fermeture" {
        return (Vec::new(), true);
    }
    if let Some(spans) = spans_alone(text) {
        return (spans, true);
    }
    let parts = text
        .split(['/', ';', ',', '\n'])
        .flat_map(|part| part.split(" et "));
    let found: Vec<Span> = parts.filter_map(spans_alone).flatten().collect();
    let in_order = found.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    (if in_order { found } else { Vec::new() }, false)
}

/// The hours of a week, Monday first; days in a row with the same spans are named together. Nothing where all are
/// closed.
pub fn weekly(days: &[Vec<Span>; 7]) -> Option<String> {
    let mut rules: Vec<String> = Vec::new();
    let mut done = [false; 7];
    for first in 0..7 {
        if done[first] || days[first].is_empty() {
            continue;
        }
        let same: Vec<usize> = (first..7).filter(|day| days[*day] == days[first]).collect();
        same.iter().for_each(|day| done[*day] = true);
        rules.push(format!("{} {}", named(&same), timed(&days[first])));
    }
    (!rules.is_empty()).then(|| rules.join("; "))
}

/// `Mo-Th,Sa`.
fn named(days: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *day => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    let runs = runs.iter().map(|(first, last)| match last - first {
        0 => DAYS[*first].to_owned(),
        1 => format!("{},{}", DAYS[*first], DAYS[*last]),
        _ => format!("{}-{}", DAYS[*first], DAYS[*last]),
    });
    runs.collect::<Vec<_>>().join(",")
}

fn timed(spans: &[Span]) -> String {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let spans = spans
        .iter()
        .map(|(from, to)| format!("{}-{}", time(*from), time(*to)));
    spans.collect::<Vec<_>>().join(",")
}
