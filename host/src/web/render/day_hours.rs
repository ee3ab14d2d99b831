//! When a place is open on one day, in words: a bus stands at each of its stops on a day of its own. What cannot be known
//! surely is not said.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use opening_hours_syntax::rules::RuleKind;

use super::dates::{clock, day};
use super::openings::{from_chrono, opening_hours, to_chrono};
use super::words::Words;

/// A day that a directory can be asked for: today and the days after it, so many.
pub const DAYS_AHEAD: i64 = 13;

/// The times of one day at which a place is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayHours {
    /// From when to when.
    spans: Vec<(DateTime, DateTime)>,
    /// Such as `sur rendez-vous`.
    comment: String,
}

impl DayHours {
    /// Of OpenStreetMap's `opening_hours` on a date; none where it is closed then, or nobody knows.
    pub fn on(specification: &str, date: Date) -> Option<Self> {
        let hours = opening_hours(specification)?;
        let start = date.at(0, 0, 0, 0);
        let end = start.checked_add(1.day()).ok()?;
        let mut found = Self::default();
        for part in hours.iter_range(to_chrono(start)?, to_chrono(end)?) {
            match part.kind {
                RuleKind::Unknown => return None,
                RuleKind::Closed => continue,
                RuleKind::Open => {}
            }
            let (from, to) = (from_chrono(part.range.start)?, from_chrono(part.range.end)?);
            match found.spans.last_mut() {
                Some((_, last)) if *last == from => *last = to,
                _ => found.spans.push((from, to)),
            }
            if found.comment.is_empty() {
                found.comment = part.comment.trim().to_owned();
            }
        }
        (!found.spans.is_empty()).then_some(found)
    }

    /// `de 9 h à 12 h et de 14 h à 17 h (sur rendez-vous)`.
    pub(super) fn say(&self, words: Words) -> String {
        let said =
            |at: &DateTime| clock(words, at.hour().unsigned_abs(), at.minute().unsigned_abs());
        let spans: Vec<String> = self
            .spans
            .iter()
            .map(|(from, to)| {
                let midnight = to.date() > from.date() && to.hour() == 0 && to.minute() == 0;
                let end = if midnight {
                    clock(words, 24, 0)
                } else {
                    said(to)
                };
                words.with(
                    "from-time-to-time",
                    &[("start", &said(from)), ("end", &end)],
                )
            })
            .collect();
        let spans = words.list(&spans);
        if self.comment.is_empty() {
            spans
        } else {
            format!("{spans} ({})", self.comment)
        }
    }
}

/// `aujourd’hui`, `demain`, `mardi 24 novembre 2026`.
pub(super) fn named_day(words: Words, date: Date, today: Date) -> String {
    match (date - today).get_days() {
        0 => words.get("today").to_owned(),
        1 => words.get("tomorrow").to_owned(),
        _ => day(words, date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::locale::Locale;

    fn said(specification: &str, date: &str) -> String {
        let hours = DayHours::on(specification, date.parse().expect("a date"));
        let said = hours.map(|hours| hours.say(Words(Locale::French)));
        said.unwrap_or_default().replace('\u{a0}', " ")
    }

    #[test]
    fn a_stop_of_a_bus_is_served_on_its_day_alone() {
        let stop = "week 1-53/2 Tu 09:00-12:30,13:30-15:00; PH off";
        // The 47th and the 48th week of 2026.
        assert_eq!(
            said(stop, "2026-11-17"),
            "de 9 h à 12 h 30 et de 13 h 30 à 15 h"
        );
        assert_eq!(said(stop, "2026-11-24"), "");
        assert_eq!(said(stop, "2026-11-18"), "");
    }

    #[test]
    fn nights_comments_and_whole_days_are_said() {
        assert_eq!(said("24/7", "2026-11-24"), "de 0 h à 24 h");
        assert_eq!(said("Tu 20:00-02:00", "2026-11-24"), "de 20 h à 24 h");
        assert_eq!(
            said("Tu 09:00-12:00 \"sur rendez-vous\"", "2026-11-24"),
            "de 9 h à 12 h (sur rendez-vous)"
        );
    }

    #[test]
    fn what_is_not_sure_is_not_said() {
        for specification in ["", "mardi", "SH 10:00-12:00", "Tu 09:00-12:00 unknown"] {
            assert_eq!(said(specification, "2026-11-24"), "", "{specification}");
        }
    }
}
