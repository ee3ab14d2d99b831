//! Dates and times in words, in the visitor's language and the instance's time zone. It never asks what time it is.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::words::Words;

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];
const WEEKDAYS: [&str; 7] = [
    "weekday-1",
    "weekday-2",
    "weekday-3",
    "weekday-4",
    "weekday-5",
    "weekday-6",
    "weekday-7",
];

/// The name of a month, 1 to 12; another number is taken as the nearest.
pub fn month(words: Words, number: u8) -> &'static str {
    words.get(MONTHS[usize::from(number.clamp(1, 12) - 1)])
}

/// The name of a day of the week, from 1 for Monday to 7.
pub fn weekday(words: Words, number: u8) -> &'static str {
    words.get(WEEKDAYS[usize::from(number.clamp(1, 7) - 1)])
}

/// `5 novembre 2024`.
pub fn date(words: Words, date: Date) -> String {
    let (month, year) = (
        month(words, date.month().unsigned_abs()),
        date.year().to_string(),
    );
    words.number(
        "date",
        "day",
        i64::from(date.day()),
        &[("month", month), ("year", &year)],
    )
}

/// `mardi 5 novembre 2024`.
pub fn day(words: Words, day: Date) -> String {
    let weekday = weekday(words, number(day.weekday()));
    words.with(
        "date-with-weekday",
        &[("weekday", weekday), ("date", &date(words, day))],
    )
}

/// `5 novembre`, without a year.
pub fn day_and_month(words: Words, day: u8, month_number: u8) -> String {
    words.number(
        "date-without-year",
        "day",
        i64::from(day),
        &[("month", month(words, month_number))],
    )
}

/// A date as `2024-11-05` in words; anything else as it stands.
pub fn written(words: Words, text: &str) -> String {
    // Only what is plainly a date or begins with one: a person wrote the rest.
    let start = text
        .get(..10)
        .filter(|_| text.len() == 10 || text.as_bytes().get(10) == Some(&b'T'));
    match start.and_then(|start| start.parse::<Date>().ok()) {
        Some(found) => date(words, found),
        None => text.to_owned(),
    }
}

/// `14 h 30`, `9 h`.
pub fn clock(words: Words, hour: u8, minute: u8) -> String {
    let key = if minute == 0 { "clock-hour" } else { "clock" };
    words.with(
        key,
        &[
            ("hour", &hour.to_string()),
            ("minute", &format!("{minute:02}")),
        ],
    )
}

/// A moment that was noted: `21 novembre 2026 à 11 h 15`; empty where the number is no time.
pub fn stamp(words: Words, zone: &TimeZone, milliseconds: i64) -> String {
    let Some(at) = zoned(zone, milliseconds) else {
        return String::new();
    };
    let time = clock(words, hour(at.time()), minute(at.time()));
    let date = date(words, at.date());
    words.with("stamp", &[("date", &date), ("time", &time)])
}

/// The time of a moment that was noted, to the second: `11:15:03`; empty where the number is no time.
pub fn second(zone: &TimeZone, milliseconds: i64) -> String {
    zoned(zone, milliseconds).map_or_else(String::new, |at| at.strftime("%H:%M:%S").to_string())
}

/// The day of a moment that was noted; empty where the number is no time.
pub fn said_date(words: Words, zone: &TimeZone, milliseconds: i64) -> String {
    zoned(zone, milliseconds).map_or_else(String::new, |at| date(words, at.date()))
}

/// How long ago something was, in milliseconds since 1970: `à l’instant`, `il y a 2 minutes`, `il y a 3 jours`. What lies ahead
/// is taken as now.
pub fn ago(words: Words, now: i64, then: i64) -> String {
    let seconds = now.saturating_sub(then).max(0).unsigned_abs() / 1_000;
    match seconds {
        0..60 => words.get("ago-now").to_owned(),
        60..3_600 => words.count("ago-minutes", seconds / 60),
        3_600..86_400 => words.count("ago-hours", seconds / 3_600),
        _ => words.count("ago-days", seconds / 86_400),
    }
}

fn number(weekday: Weekday) -> u8 {
    weekday.to_monday_one_offset().unsigned_abs()
}

/// When something takes place.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// The day on which it begins.
    pub day: Date,
    /// For `<time datetime>`.
    pub machine: String,
    /// `De 14 h à 16 h`, `Toute la journée`…
    pub words: String,
}

/// Says in words when something takes place; `None` where the numbers are no time.
pub fn moment(
    words: Words,
    zone: &TimeZone,
    start: i64,
    end: Option<i64>,
    all_day: bool,
) -> Option<Moment> {
    let start = zoned(zone, start)?;
    let end = end
        .and_then(|end| zoned(zone, end))
        .filter(|end| *end > start)
        .map(|end| if all_day { last_day(end) } else { end });
    let same_day = end.as_ref().is_none_or(|end| end.date() == start.date());
    let at = |zoned: &Zoned| clock(words, hour(zoned.time()), minute(zoned.time()));
    let said = match (all_day, same_day, &end) {
        (true, true, _) | (true, _, None) => words.get("all-day").to_owned(),
        (true, false, Some(end)) => words.with("until-day", &[("day", &day(words, end.date()))]),
        (false, _, None) => words.with("at-time", &[("time", &at(&start))]),
        (false, true, Some(end)) => words.with(
            "from-time-to-time",
            &[("start", &at(&start)), ("end", &at(end))],
        ),
        (false, false, Some(end)) => words.with(
            "from-time-until-day",
            &[
                ("start", &at(&start)),
                ("day", &day(words, end.date())),
                ("end", &at(end)),
            ],
        ),
    };
    let machine = if all_day {
        start.date().to_string()
    } else {
        start.strftime("%Y-%m-%dT%H:%M%:z").to_string()
    };
    Some(Moment {
        day: start.date(),
        machine,
        words: said,
    })
}

fn zoned(zone: &TimeZone, milliseconds: i64) -> Option<Zoned> {
    Some(
        Timestamp::from_millisecond(milliseconds)
            .ok()?
            .to_zoned(zone.clone()),
    )
}

/// Calendars end whole days at the midnight after them.
fn last_day(end: Zoned) -> Zoned {
    if end.time() == Time::midnight() {
        end.yesterday().unwrap_or(end)
    } else {
        end
    }
}

fn hour(time: Time) -> u8 {
    time.hour().unsigned_abs()
}

fn minute(time: Time) -> u8 {
    time.minute().unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::locale::Locale;
    use crate::web::render::site::Site;

    const FRENCH: Words = Words(Locale::French);

    fn said(start: &str, end: Option<&str>, all_day: bool) -> String {
        let millis = |text: &str| text.parse::<Timestamp>().expect("a time").as_millisecond();
        let moment = moment(
            FRENCH,
            &Site::paris(),
            millis(start),
            end.map(millis),
            all_day,
        );
        let moment = moment.expect("a moment");
        let words = moment.words.replace('\u{a0}', " ");
        format!("{} | {} | {words}", moment.day, moment.machine)
    }

    #[test]
    fn dates_are_said_in_each_language() {
        let day = jiff::civil::date(2024, 11, 1);
        assert_eq!(date(FRENCH, day), "1er novembre 2024");
        assert_eq!(
            super::day(Words(Locale::English), day),
            "Friday 1 November 2024"
        );
        assert_eq!(written(FRENCH, "2024-11-05"), "5 novembre 2024");
        assert_eq!(written(FRENCH, "2024-11-05T10:00:00Z"), "5 novembre 2024");
        for text in [
            "hier",
            "2024-99-99",
            "",
            "2024-11-05 (version 2)",
            "ééééééééé",
        ] {
            assert_eq!(written(FRENCH, text), text);
        }
    }

    #[test]
    fn what_was_is_said_in_the_largest_whole_unit() {
        let said = |seconds: i64| ago(FRENCH, 1_000_000_000, 1_000_000_000 - seconds * 1_000);
        let all = [-5, 59, 60, 3_599, 3_600, 86_399, 86_400, 200_000].map(said);
        let all = all.map(|text| text.replace('\u{a0}', " "));
        assert_eq!(
            all,
            [
                "à l’instant",
                "à l’instant",
                "il y a une minute",
                "il y a 59 minutes",
                "il y a une heure",
                "il y a 23 heures",
                "il y a un jour",
                "il y a 2 jours"
            ]
        );
    }

    #[test]
    fn moments_are_said_in_local_time() {
        assert_eq!(
            said("2026-07-14T12:00:00Z", Some("2026-07-14T14:30:00Z"), false),
            "2026-07-14 | 2026-07-14T14:00+02:00 | de 14 h à 16 h 30"
        );
        assert_eq!(
            said("2026-12-24T23:30:00Z", None, false),
            "2026-12-25 | 2026-12-25T00:30+01:00 | à 0 h 30"
        );
        assert_eq!(
            said("2026-07-13T22:00:00Z", Some("2026-07-14T22:00:00Z"), true),
            "2026-07-14 | 2026-07-14 | toute la journée"
        );
        assert_eq!(
            said("2026-07-13T22:00:00Z", Some("2026-07-16T22:00:00Z"), true),
            "2026-07-14 | 2026-07-14 | jusqu’au jeudi 16 juillet 2026"
        );
    }

    #[test]
    fn impossible_times_are_no_moment() {
        for start in [i64::MIN, i64::MAX] {
            assert_eq!(
                moment(FRENCH, &Site::paris(), start, Some(start), true),
                None
            );
        }
        let near_the_end = Timestamp::MAX.as_millisecond();
        let _ = moment(
            FRENCH,
            &Site::paris(),
            near_the_end,
            Some(near_the_end),
            true,
        );
        let _ = moment(
            FRENCH,
            &Site::paris(),
            Timestamp::MIN.as_millisecond(),
            Some(0),
            false,
        );
    }
}
