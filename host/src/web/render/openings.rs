//! Whether a place is open at a moment that the caller gives, and until when, in words. French public holidays count.
//! What cannot be known surely is not said: wrong hours send people to closed doors.

use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use jiff::ToSpan;
use jiff::civil::{DateTime, Time};
use opening_hours::localization::Country;
use opening_hours::{Context, OpeningHours};
use opening_hours_syntax::rules::RuleKind;

use super::dates::{clock, day, weekday};
use super::hours::SPECIFICATION_BYTES_MAX;
use super::words::Words;

/// Beyond this nobody says when a place opens again, and a hostile specification costs no more.
const DAYS_MAX: i64 = 14;
/// A day of the week alone names a day of the next six.
const WEEKDAY_DAYS_MAX: i64 = 6;

/// With public holidays as far as the library knows them, some decades.
static FRANCE: LazyLock<Context> = LazyLock::new(|| {
    Context::default()
        .with_holidays(Country::FR.holidays())
        .approx_bound_interval_size(TimeDelta::days(DAYS_MAX))
});

/// What is known of a place at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Opening {
    /// Nobody said, or not surely.
    #[default]
    Unknown,
    /// Open.
    Open {
        /// The end, if it comes within two weeks.
        until: Option<DateTime>,
        /// Such as `sur rendez-vous`.
        comment: String,
    },
    /// Closed.
    Closed {
        /// The next opening, if it comes within two weeks.
        opens: Option<DateTime>,
        /// What holds then.
        comment: String,
    },
}

impl Opening {
    /// Of OpenStreetMap's `opening_hours` at a local time.
    pub fn at(specification: &str, now: DateTime) -> Self {
        Self::read(specification, now).unwrap_or_default()
    }

    /// Whether somebody who comes now finds it open.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    fn read(specification: &str, now: DateTime) -> Option<Self> {
        let hours = opening_hours(specification)?;
        let (start, end) = (to_chrono(now)?, to_chrono(now + DAYS_MAX.days())?);
        let mut ranges = hours.iter_range(start, end).peekable();
        let first = ranges.next()?;
        match first.kind {
            RuleKind::Unknown => None,
            RuleKind::Open => {
                let mut last = first.range.end;
                while let Some(more) = ranges.next_if(|next| next.kind == RuleKind::Open) {
                    last = more.range.end;
                }
                Some(Self::Open {
                    until: (last < end).then(|| from_chrono(last)).flatten(),
                    comment: first.comment.to_string(),
                })
            }
            RuleKind::Closed => {
                let next = ranges.find(|next| next.kind != RuleKind::Closed);
                if next
                    .as_ref()
                    .is_some_and(|next| next.kind == RuleKind::Unknown)
                {
                    return None;
                }
                Some(Self::Closed {
                    opens: next.as_ref().and_then(|next| from_chrono(next.range.start)),
                    comment: next
                        .map(|next| next.comment.to_string())
                        .unwrap_or_default(),
                })
            }
        }
    }

    /// `ouvert jusqu’à 17 h`, `fermé, ouvre lundi à 9 h`; nothing where it is not known.
    pub(super) fn say(&self, words: Words, now: DateTime) -> Option<String> {
        let (said, comment) = match self {
            Self::Unknown => return None,
            Self::Open { until, comment } => {
                let said = match until {
                    None => words.get("opening-open").to_owned(),
                    Some(until) => open_until(words, *until, now),
                };
                (said, comment)
            }
            Self::Closed { opens, comment } => {
                let said = match opens {
                    None => words.get("opening-closed").to_owned(),
                    Some(opens) => closed_until(words, *opens, now),
                };
                (said, comment)
            }
        };
        let comment = comment.trim();
        Some(if comment.is_empty() {
            said
        } else {
            format!("{said} ({comment})")
        })
    }
}

fn open_until(words: Words, until: DateTime, now: DateTime) -> String {
    let tomorrow = now.date().tomorrow().ok();
    let night = Some(until.date()) == tomorrow && until.time() < Time::constant(6, 0, 0, 0);
    if until.date() == now.date() || night {
        words.with("opening-open-until", &[("time", &time(words, until))])
    } else {
        words.get("opening-open").to_owned()
    }
}

fn closed_until(words: Words, opens: DateTime, now: DateTime) -> String {
    let at = time(words, opens);
    let days = (opens.date() - now.date()).get_days();
    let number = opens.date().weekday().to_monday_one_offset().unsigned_abs();
    match i64::from(days) {
        0 => words.with("opening-closed-today", &[("time", &at)]),
        1 => words.with("opening-closed-tomorrow", &[("time", &at)]),
        2..=WEEKDAY_DAYS_MAX => words.with(
            "opening-closed-weekday",
            &[("day", weekday(words, number)), ("time", &at)],
        ),
        _ => words.with(
            "opening-closed-day",
            &[("day", &day(words, opens.date())), ("time", &at)],
        ),
    }
}

fn time(words: Words, at: DateTime) -> String {
    clock(words, at.hour().unsigned_abs(), at.minute().unsigned_abs())
}

/// Hours that can be computed with; none where that is not sure.
pub(super) fn opening_hours(specification: &str) -> Option<OpeningHours> {
    let specification = specification.trim();
    // Nobody here knows when there are school holidays: they differ from zone to zone.
    if specification.is_empty()
        || specification.len() > SPECIFICATION_BYTES_MAX
        || specification.contains("SH")
    {
        return None;
    }
    let hours: OpeningHours = specification.parse().ok()?;
    Some(hours.with_context(FRANCE.clone()))
}

pub(super) fn to_chrono(at: DateTime) -> Option<NaiveDateTime> {
    let part = |number: i8| u32::from(number.unsigned_abs());
    NaiveDate::from_ymd_opt(i32::from(at.year()), part(at.month()), part(at.day()))?.and_hms_opt(
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    )
}

pub(super) fn from_chrono(at: NaiveDateTime) -> Option<DateTime> {
    // Both write ISO 8601.
    at.format("%Y-%m-%dT%H:%M:%S").to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::locale::Locale;

    fn said(specification: &str, now: &str) -> String {
        let now: DateTime = now.parse().expect("a time");
        let said = Opening::at(specification, now).say(Words(Locale::French), now);
        said.unwrap_or_default().replace('\u{a0}', " ")
    }

    #[test]
    fn the_state_is_said_as_people_say_it() {
        let office = "Mo-Fr 09:00-12:00,14:00-17:00; PH off";
        for (now, words) in [
            // A Friday.
            ("2026-11-20T10:00", "ouvert jusqu’à 12 h"),
            ("2026-11-20T12:30", "fermé, ouvre aujourd’hui à 14 h"),
            ("2026-11-20T18:00", "fermé, ouvre lundi à 9 h"),
            ("2026-11-22T18:00", "fermé, ouvre demain à 9 h"),
            // Christmas is a Friday.
            ("2026-12-25T10:00", "fermé, ouvre lundi à 9 h"),
        ] {
            assert_eq!(said(office, now), words, "{now}");
        }
    }

    #[test]
    fn what_is_rare_is_said_too() {
        assert_eq!(said("24/7", "2026-11-20T10:00"), "ouvert");
        assert_eq!(
            said("Mo-Su 20:00-02:00", "2026-11-20T23:00"),
            "ouvert jusqu’à 2 h"
        );
        assert_eq!(
            said("Mo 09:00-12:00 \"sur rendez-vous\"", "2026-11-23T09:00"),
            "ouvert jusqu’à 12 h (sur rendez-vous)"
        );
        assert_eq!(
            said("Dec 02 09:00-12:00", "2026-11-20T10:00"),
            "fermé, ouvre mercredi 2 décembre 2026 à 9 h"
        );
        assert_eq!(said("off", "2026-11-20T10:00"), "fermé");
    }

    #[test]
    fn what_is_not_sure_is_not_said() {
        for specification in [
            "",
            "Lun-Ven 9h",
            "SH 10:00-12:00",
            "Mo-Su 09:00-18:00 unknown",
            "Mo-Fr 09:00-25:99",
        ] {
            assert_eq!(
                said(specification, "2026-11-20T10:00"),
                "",
                "{specification}"
            );
        }
        let long = "Mo 09:00-12:00; ".repeat(100);
        assert_eq!(said(&long, "2026-11-20T10:00"), "");
    }
}
