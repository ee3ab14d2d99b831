//! Dates and recurrence in words, in the page's language.

use chrono::{Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;

use super::Say;
use crate::ics::moment::{self, Moment};
use crate::recurrence::Recurrence;
use crate::rhythm::school::Zone;
use crate::rhythm::{DAYS, PUBLIC, code, number, until};

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

/// Dates that a sentence names; more would only be read past.
const NAMED_MAX: usize = 6;

/// When it recurs, in one sentence: the rule, its end, what is left out and what is added. Nothing for what words would only
/// blur: the next dates tell it.
pub fn sentence(recurrence: &Recurrence, say: Say) -> Option<String> {
    let holds = |code: &str| recurrence.except.iter().any(|known| known == code);
    let mut parts = Vec::new();
    let mut no_public = holds(PUBLIC);
    if !recurrence.rules.is_empty() {
        let (said, end) = rule(recurrence, say)?;
        let working = no_public && said.is_working;
        no_public &= !working;
        parts.push(match working {
            true => say("rule-working", &[]),
            false => said.words,
        });
        parts.extend(end.map(|end| say("said-until", &[("date", &date(end, say))])));
    }
    for zone in Zone::ALL.into_iter().filter(|zone| holds(zone.code())) {
        parts.push(say("said-no-school", &[("zone", zone.letter())]));
    }
    if no_public {
        parts.push(say("said-no-public", &[]));
    }
    let named = |texts: &[String]| -> Vec<NaiveDate> {
        let day = |text: &String| Some(Moment::read(text.split('/').next()?)?.clock().date());
        texts.iter().filter_map(day).collect()
    };
    let start = Moment::read(&recurrence.start).map(|start| start.clock().date());
    let mut further = named(&recurrence.dates);
    if recurrence.rules.is_empty() {
        further.extend(start);
    }
    further.sort_unstable();
    further.dedup();
    for (days, key, many) in [
        (
            named(&recurrence.named_exclusions()),
            "said-not-on",
            "said-not-on-many",
        ),
        (further, "said-also-on", "said-also-on-many"),
    ] {
        if days.is_empty() {
            continue;
        }
        if days.len() > NAMED_MAX {
            parts.push(say(many, &[("count", &days.len().to_string())]));
            continue;
        }
        let on = |day: &NaiveDate| say("said-on", &[("date", &date(*day, say))]);
        let days: Vec<String> = days.iter().map(on).collect();
        // Of what has no rule the dates are all there is to say.
        let key = match (recurrence.rules.is_empty(), key) {
            (true, "said-also-on") => "said-only-on",
            _ => key,
        };
        parts.push(say(key, &[("dates", &joined(&days, say))]));
    }
    Some(parts.join(", "))
}

/// A rule in words.
struct Said {
    words: String,
    /// It means Monday to Friday.
    is_working: bool,
}

/// One rule in words, and its last day: `tous les mardis`, `le premier jeudi de chaque mois`.
fn rule(recurrence: &Recurrence, say: Say) -> Option<(Said, Option<NaiveDate>)> {
    let [rule] = recurrence.rules.as_slice() else {
        return None;
    };
    let start = Moment::read(&recurrence.start)?.clock();
    let zone = recurrence.zone.parse().unwrap_or(Tz::UTC);
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
            "UNTIL" => end = until(value, zone),
            "WKST" | "COUNT" => {}
            _ => known = false,
        }
    }
    if !known {
        return None;
    }
    let is_working = (frequency.as_str(), interval) == ("WEEKLY", 1) && days == DAYS[..5];
    let words = match (frequency.as_str(), interval, days.as_slice()) {
        ("DAILY", 1, []) => say("rule-daily", &[]),
        ("WEEKLY", 1 | 2, days) => {
            let own = [code(start.weekday().number_from_monday())?.to_owned()];
            let days = if days.is_empty() { &own } else { days };
            let names: Option<Vec<String>> = days
                .iter()
                .map(|day| Some(say(&format!("weekdays-{}", number(day)?), &[])))
                .collect();
            let key = match interval {
                1 => "rule-weekly",
                _ => "rule-fortnightly",
            };
            say(key, &[("days", &joined(&names?, say))])
        }
        ("MONTHLY", 1, []) => say("rule-monthly-day", &[("day", &start.day().to_string())]),
        ("MONTHLY", 1, days) => {
            let each: Option<Vec<String>> = days.iter().map(|day| of_month(day, say)).collect();
            say("rule-monthly", &[("days", &joined(&each?, say))])
        }
        ("YEARLY", 1, []) => say("rule-yearly", &[]),
        _ => return None,
    };
    Some((Said { words, is_working }, end))
}

/// `le premier jeudi` for `1TH`.
fn of_month(day: &str, say: Say) -> Option<String> {
    let (ordinal, name) = day.split_at_checked(day.len().checked_sub(2)?)?;
    let ordinal = match ordinal.trim_start_matches('+') {
        "1" => "first",
        "2" => "second",
        "3" => "third",
        "4" => "fourth",
        "-1" => "last",
        _ => return None,
    };
    let weekday = say(&format!("weekday-{}", number(name)?), &[]);
    let ordinal = say(&format!("ordinal-{ordinal}"), &[]);
    Some(say(
        "day-of-month",
        &[("ordinal", &ordinal), ("day", &weekday)],
    ))
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
        sentence(&recurrence, say)
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
            Some("rule-monthly(day-of-month(ordinal-last()|weekday-4()))")
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
        ] {
            assert_eq!(said("20261103T140000", rules), None, "{rules:?}");
        }
    }
}
