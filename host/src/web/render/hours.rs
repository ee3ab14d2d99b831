//! OpenStreetMap's `opening_hours` in words, a sentence for each rule. What cannot be said surely is shown as it was
//! written: wrong hours send people to closed doors. It does not say whether a place is open now.

use opening_hours_syntax::parse;
use opening_hours_syntax::rules::day::{
    Date, DateOffset, DaySelector, HolidayKind, MonthdayRange, WeekDayRange, Weekday,
};
use opening_hours_syntax::rules::time::{Time, TimeSpan};
use opening_hours_syntax::rules::{RuleKind, RuleOperator, RuleSequence};

use super::dates::{clock, day_and_month, month, weekday};
use super::words::Words;

/// Longer specifications are nobody's hours.
pub(super) const SPECIFICATION_BYTES_MAX: usize = 600;

/// The hours as sentences; the specification itself where it cannot be said.
pub fn say(words: Words, specification: &str) -> Vec<String> {
    let specification = specification.trim();
    if specification.is_empty() {
        return Vec::new();
    }
    sentences(words, specification).unwrap_or_else(|| vec![specification.to_owned()])
}

fn sentences(words: Words, specification: &str) -> Option<Vec<String>> {
    if specification.len() > SPECIFICATION_BYTES_MAX {
        return None;
    }
    let expression = parse(specification).ok()?;
    expression
        .rules
        .iter()
        .map(|rule| sentence(words, rule))
        .collect()
}

/// `Du lundi au vendredi : de 9 h à 12 h et de 14 h à 17 h 30 (sur rendez-vous)`.
fn sentence(words: Words, rule: &RuleSequence) -> Option<String> {
    if rule.operator == RuleOperator::Fallback && rule.comment.is_empty() {
        return None;
    }
    let days = days(words, &rule.day_selector)?;
    let whole_day = rule.time_selector == Default::default();
    let times = times(words, &rule.time_selector.spans);
    let state = match (rule.kind, whole_day) {
        (RuleKind::Open, true) if days.is_empty() && !rule.comment.is_empty() => String::new(),
        (RuleKind::Open, true) if days.is_empty() => words.get("hours-always").to_owned(),
        (RuleKind::Open, true) => words.get("hours-whole-day").to_owned(),
        (RuleKind::Open, false) => times?,
        (RuleKind::Closed, true) => words.get("hours-closed").to_owned(),
        (RuleKind::Closed, false) => words.with("hours-closed-at", &[("times", &times?)]),
        (RuleKind::Unknown, true) if !rule.comment.is_empty() => String::new(),
        (RuleKind::Unknown, true) => words.get("hours-unknown").to_owned(),
        (RuleKind::Unknown, false) => words.with("hours-unknown-at", &[("times", &times?)]),
    };
    let text = match (days.is_empty(), state.is_empty()) {
        (false, false) => words.with(
            "hours-days-and-times",
            &[("days", &days), ("times", &state)],
        ),
        (false, true) => days,
        (true, _) => state,
    };
    let comment = rule.comment.trim();
    let text = match (text.is_empty(), comment.is_empty()) {
        (_, true) => text,
        (true, false) => comment.to_owned(),
        (false, false) => format!("{text} ({comment})"),
    };
    Some(capitalised(&text))
}

fn days(words: Words, selector: &DaySelector) -> Option<String> {
    if !selector.year.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    let weekdays: Option<Vec<_>> = selector
        .weekday
        .iter()
        .map(|range| weekdays(words, range))
        .collect();
    let weekdays = weekdays?;
    if !weekdays.is_empty() {
        parts.push(words.list(&weekdays));
    }
    let seasons: Option<Vec<_>> = selector
        .monthday
        .iter()
        .map(|range| season(words, range))
        .collect();
    let seasons = seasons?;
    if !seasons.is_empty() {
        parts.push(words.list(&seasons));
    }
    if let [week] = selector.week.as_slice() {
        let (range, step) = week.into_parts();
        parts.push(match (**range.start(), **range.end(), step) {
            (1, 52..=53, 2) => words.get("weeks-odd").to_owned(),
            (2, 52..=53, 2) => words.get("weeks-even").to_owned(),
            (first, last, 1) => words.with(
                "weeks",
                &[("first", &first.to_string()), ("last", &last.to_string())],
            ),
            _ => return None,
        });
    } else if !selector.week.is_empty() {
        return None;
    }
    Some(parts.join(", "))
}

fn weekdays(words: Words, range: &WeekDayRange) -> Option<String> {
    match range {
        WeekDayRange::Fixed {
            range,
            offset: 0,
            nth_from_start,
            nth_from_end,
        } => {
            let (first, last) = (name(words, *range.start()), name(words, *range.end()));
            let every = nth_from_start
                .iter()
                .chain(nth_from_end)
                .all(|wanted| *wanted);
            if every && first == last {
                return Some(words.with("on-weekday", &[("day", first)]));
            }
            if every {
                return Some(words.with(
                    "from-weekday-to-weekday",
                    &[("first", first), ("last", last)],
                ));
            }
            if first != last {
                return None;
            }
            nth(words, first, nth_from_start, nth_from_end)
        }
        WeekDayRange::Holiday {
            kind: HolidayKind::Public,
            offset: 0,
        } => Some(words.get("public-holidays").to_owned()),
        WeekDayRange::Holiday {
            kind: HolidayKind::School,
            offset: 0,
        } => Some(words.get("school-holidays").to_owned()),
        _ => None,
    }
}

/// `le premier et le troisième mardi du mois`.
fn nth(words: Words, day: &str, from_start: &[bool; 5], from_end: &[bool; 5]) -> Option<String> {
    const ORDINALS: [&str; 5] = ["nth-1", "nth-2", "nth-3", "nth-4", "nth-5"];
    let mut said: Vec<String> = ORDINALS
        .iter()
        .zip(from_start)
        .filter(|(_, wanted)| **wanted)
        .map(|(key, _)| words.get(key).to_owned())
        .collect();
    match from_end {
        [false, false, false, false, false] => {}
        [true, false, false, false, false] => said.push(words.get("nth-last").to_owned()),
        _ => return None,
    }
    let which = words.list(&said);
    (!said.is_empty()).then(|| words.with("nth-weekday", &[("which", &which), ("day", day)]))
}

fn season(words: Words, range: &MonthdayRange) -> Option<String> {
    match range {
        MonthdayRange::Month { range, year: None } if range.start() == range.end() => {
            Some(words.with("in-month", &[("month", month(words, *range.start() as u8))]))
        }
        MonthdayRange::Month { range, year: None } => {
            let (first, last) = (
                month(words, *range.start() as u8),
                month(words, *range.end() as u8),
            );
            Some(words.with("from-month-to-month", &[("first", first), ("last", last)]))
        }
        MonthdayRange::Date { start, end } => {
            let (first, last) = (fixed_date(words, start)?, fixed_date(words, end)?);
            Some(if first == last {
                words.with("on-date", &[("date", &first)])
            } else {
                words.with("from-date-to-date", &[("first", &first), ("last", &last)])
            })
        }
        MonthdayRange::Month { year: Some(_), .. } => None,
    }
}

fn fixed_date(words: Words, (date, offset): &(Date, DateOffset)) -> Option<String> {
    if *offset != DateOffset::default() {
        return None;
    }
    match date {
        Date::Fixed {
            year: None,
            month,
            day,
        } => Some(day_and_month(words, *day, *month as u8)),
        Date::Fixed {
            year: Some(year),
            month,
            day,
        } => {
            let date = jiff::civil::Date::new(
                i16::try_from(**year).ok()?,
                *month as i8,
                i8::try_from(*day).ok()?,
            );
            Some(super::dates::date(words, date.ok()?))
        }
        _ => None,
    }
}

fn times(words: Words, spans: &[TimeSpan]) -> Option<String> {
    let said: Option<Vec<_>> = spans.iter().map(|span| time_span(words, span)).collect();
    Some(words.list(&said?))
}

fn time_span(words: Words, span: &TimeSpan) -> Option<String> {
    let (Time::Fixed(start), Time::Fixed(end)) = (span.range.start, span.range.end) else {
        return None;
    };
    if span.repeats.is_some() {
        return None;
    }
    let start_said = clock(words, start.hour(), start.minute());
    if span.open_end {
        return Some(words.with("from-time-on", &[("start", &start_said)]));
    }
    // `22:00-26:00` ends at two in the morning; midnight is said as 24 h.
    let hour = if end.hour() > 24 || (end.hour() == 24 && end.minute() > 0) {
        end.hour() - 24
    } else {
        end.hour()
    };
    Some(words.with(
        "from-time-to-time",
        &[
            ("start", &start_said),
            ("end", &clock(words, hour, end.minute())),
        ],
    ))
}

fn name(words: Words, day: Weekday) -> &'static str {
    weekday(words, u8::try_from(day.number_from_monday()).unwrap_or(1))
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
