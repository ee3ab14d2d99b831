//! Days, weeks and months by the calendar, and the moments at which they begin.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use crate::ics::moment::{clock, instant};
use crate::recurrence::Window;

/// Years of which there are pages.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2200;

/// The moment at which a day begins.
pub fn begins(day: NaiveDate, own: Tz) -> i64 {
    instant(day.and_time(NaiveTime::MIN), own)
}

/// From the beginning of one day to that of another.
pub fn window(from: NaiveDate, to: NaiveDate, own: Tz) -> Window {
    Window {
        from: begins(from, own),
        to: begins(to, own),
    }
}

/// The day on which a moment falls.
pub fn day(milliseconds: i64, own: Tz) -> NaiveDate {
    clock(milliseconds, own).date()
}

/// So many days later.
pub fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// The first day of `2026-11`.
pub fn month(text: &str) -> Option<NaiveDate> {
    let (year, month) = text.split_once('-')?;
    let fits = year.len() == 4 && month.len() == 2;
    let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
    Some(first).filter(|day| fits && YEARS.contains(&day.year()))
}

/// The first day of the month so many months away.
pub fn months_away(first: NaiveDate, months: i32) -> NaiveDate {
    let step = Months::new(months.unsigned_abs());
    let moved = if months < 0 {
        first.checked_sub_months(step)
    } else {
        first.checked_add_months(step)
    };
    moved.unwrap_or(first)
}

/// `2026-11`.
pub fn month_name(first: NaiveDate) -> String {
    first.format("%Y-%m").to_string()
}

/// The Monday of `2026-W47`.
pub fn week(text: &str) -> Option<NaiveDate> {
    let (year, week) = text.split_once("-W")?;
    let fits = year.len() == 4 && week.len() == 2;
    let monday = NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Mon)?;
    Some(monday).filter(|day| fits && YEARS.contains(&day.year()))
}

/// `2026-W47`.
pub fn week_name(day: NaiveDate) -> String {
    let week = day.iso_week();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The Monday of a day's week.
pub fn monday(day: NaiveDate) -> NaiveDate {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_and_months_have_names_that_are_read_back() {
        let day = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
        assert_eq!(week_name(day), "2026-W53");
        assert_eq!(week("2026-W53"), Some(monday(day)));
        assert_eq!(month("2027-01").map(month_name).as_deref(), Some("2027-01"));
        for wrong in [
            "", "2026", "2026-13", "2026-W54", "99999-01", "0001-01", "2026-1", "é-é",
        ] {
            assert!(month(wrong).is_none() && week(wrong).is_none(), "{wrong}");
        }
        assert_eq!(
            month_name(months_away(month("2026-01").unwrap(), -1)),
            "2025-12"
        );
    }

    #[test]
    fn a_day_of_changed_clocks_has_23_hours() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
        let window = window(day, later(day, 1), chrono_tz::Europe::Paris);
        assert_eq!((window.to - window.from) / 3_600_000, 23);
    }
}
