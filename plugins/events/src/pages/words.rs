//! Dates and recurrence in words, in the page's language.

use chrono::{Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;

use super::Say;
use crate::ics::moment::{self, Moment};
use crate::recurrence::Recurrence;

/// `21 novembre 2026`.
pub fn date(day: NaiveDate, say: Say) -> String {
    let month = say(&format!("month-{}", day.month()), &[]);
    // French says "1er novembre", and "2 novembre".
    let key = if day.day() == 1 { "date-first" } else { "date" };
    let (number, year) = (day.day().to_string(), day.year().to_string());
    say(key, &[("day", &number), ("month", &month), ("year", &year)])
}

/// `novembre 2026`.
pub fn month_words(first: NaiveDate, say: Say) -> String {
    let month = say(&format!("month-{}", first.month()), &[]);
    say(
        "month-year",
        &[("month", &month), ("year", &first.year().to_string())],
    )
}

/// `14 h 30`.
pub fn clock(milliseconds: i64, own: Tz, say: Say) -> String {
    let time = moment::clock(milliseconds, own);
    let (hour, minute) = (time.hour().to_string(), format!("{:02}", time.minute()));
    let key = if time.minute() == 0 {
        "clock-hour"
    } else {
        "clock"
    };
    say(key, &[("hour", &hour), ("minute", &minute)])
}

/// One rule in words: `tous les mardis`, `le premier jeudi de chaque mois`. Nothing for what words would only blur: the next
/// dates tell it.
pub fn rule(recurrence: &Recurrence, say: Say) -> Option<String> {
    let [rule] = recurrence.rules.as_slice() else {
        return None;
    };
    let start = Moment::read(&recurrence.start)?.clock();
    let (mut frequency, mut interval, mut days, mut known) =
        (String::new(), 1_u32, Vec::new(), true);
    let mut end = None;
    for part in rule.split(';') {
        let (name, value) = part.split_once('=')?;
        match name.to_ascii_uppercase().as_str() {
            "FREQ" => frequency = value.to_ascii_uppercase(),
            "INTERVAL" => interval = value.parse().ok()?,
            "BYDAY" => {
                days = value
                    .split(',')
                    .map(|day| day.trim().to_ascii_uppercase())
                    .collect()
            }
            "UNTIL" => {
                end = moment::parse(value)
                    .ok()
                    .map(|parsed| parsed.moment.clock().date())
            }
            "WKST" | "COUNT" => {}
            _ => known = false,
        }
    }
    if !known {
        return None;
    }
    let said = match (frequency.as_str(), interval, days.as_slice()) {
        ("DAILY", 1, []) => say("rule-daily", &[]),
        ("WEEKLY", 1 | 2, days) => {
            let own = [code(start.weekday().number_from_monday()).to_owned()];
            let days = if days.is_empty() { &own } else { days };
            let names: Option<Vec<String>> = days
                .iter()
                .map(|day| Some(say(&format!("weekdays-{}", number(day)?), &[])))
                .collect();
            say(
                if interval == 1 {
                    "rule-weekly"
                } else {
                    "rule-fortnightly"
                },
                &[("days", &joined(&names?, say))],
            )
        }
        ("MONTHLY", 1, [day]) if day.len() > 2 => {
            let (ordinal, name) = day.split_at(day.len() - 2);
            let ordinal = match ordinal.trim_start_matches('+') {
                "1" => "first",
                "2" => "second",
                "3" => "third",
                "4" => "fourth",
                "-1" => "last",
                _ => return None,
            };
            let weekday = say(&format!("weekday-{}", number(name)?), &[]);
            say(
                "rule-monthly",
                &[
                    ("ordinal", &say(&format!("ordinal-{ordinal}"), &[])),
                    ("day", &weekday),
                ],
            )
        }
        ("MONTHLY", 1, []) => say("rule-monthly-day", &[("day", &start.day().to_string())]),
        ("YEARLY", 1, []) => say("rule-yearly", &[]),
        _ => return None,
    };
    Some(match end {
        Some(end) => say("rule-until", &[("rule", &said), ("date", &date(end, say))]),
        None => said,
    })
}

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn code(number: u32) -> &'static str {
    usize::try_from(number)
        .ok()
        .and_then(|number| DAYS.get(number.wrapping_sub(1)))
        .copied()
        .unwrap_or("MO")
}

fn number(code: &str) -> Option<usize> {
    DAYS.iter()
        .position(|day| *day == code)
        .map(|index| index + 1)
}

/// `les lundis, mardis et jeudis`.
fn joined(names: &[String], say: Say) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => say("and", &[("first", &rest.join(", ")), ("last", last)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(start: &str, rules: &[&str]) -> Option<String> {
        let recurrence = Recurrence {
            zone: "Europe/Paris".into(),
            start: start.into(),
            rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
            ..Recurrence::default()
        };
        let say: Say = &|key, arguments| {
            let values: Vec<&str> = arguments.iter().map(|(_, value)| *value).collect();
            format!("{key}({})", values.join("|"))
        };
        rule(&recurrence, say)
    }

    #[test]
    fn what_words_say_exactly_is_said() {
        assert_eq!(
            said("20261103T140000", &["FREQ=WEEKLY;BYDAY=TU"]).as_deref(),
            Some("rule-weekly(weekdays-2())")
        );
        assert_eq!(
            said("20261103T140000", &["FREQ=WEEKLY"]).as_deref(),
            Some("rule-weekly(weekdays-2())")
        );
        assert_eq!(
            said("20261105", &["FREQ=MONTHLY;BYDAY=-1TH"]).as_deref(),
            Some("rule-monthly(ordinal-last()|weekday-4())")
        );
        let two = said("20261103T140000", &["FREQ=WEEKLY;BYDAY=TU,TH"]);
        assert_eq!(
            two.as_deref(),
            Some("rule-weekly(and(weekdays-2()|weekdays-4()))")
        );
    }

    #[test]
    fn what_words_would_blur_is_left_to_the_dates() {
        for rules in [
            &["FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"][..],
            &["FREQ=WEEKLY;INTERVAL=3"],
            &["FREQ=WEEKLY", "FREQ=DAILY"],
            &["FREQ=MONTHLY;BYDAY=5MO"],
            &["nonsense"],
            &[],
        ] {
            assert_eq!(said("20261103T140000", rules), None, "{rules:?}");
        }
    }
}
