//! The public holidays of France (Code du travail, article L3133-1): eight fixed ones and three that follow Easter. What only some
//! territories have (Good Friday and 26 December in Alsace-Moselle, the abolition of slavery overseas) is not among them.

use chrono::{Datelike, Days, NaiveDate};

/// Month and day.
const FIXED: [(u32, u32); 8] = [
    (1, 1),
    (5, 1),
    (5, 8),
    (7, 14),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
];
/// Easter Monday, Ascension, Whit Monday: days after Easter.
const AFTER_EASTER: [u64; 3] = [1, 39, 50];

/// Whether it is one.
pub fn is_holiday(day: NaiveDate) -> bool {
    FIXED.contains(&(day.month(), day.day()))
        || easter(day.year()).is_some_and(|easter| {
            AFTER_EASTER
                .iter()
                .any(|days| easter.checked_add_days(Days::new(*days)) == Some(day))
        })
}

/// Easter Sunday by the Gregorian calendar, after Butcher (1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    let (month, day) = (sum / 31, sum % 31 + 1);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_almanacs_say() {
        for (year, said) in [
            (1961, "1961-04-02"),
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2011, "2011-04-24"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year), Some(day(said)), "{year}");
        }
    }

    #[test]
    fn eleven_days_of_a_year_are_holidays() {
        let first = day("2027-01-01");
        let all: Vec<String> = first
            .iter_days()
            .take_while(|day| day.year() == 2027)
            .filter(|day| is_holiday(*day))
            .map(|day| day.format("%m-%d").to_string())
            .collect();
        assert_eq!(
            all,
            [
                "01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01",
                "11-11", "12-25"
            ]
        );
    }
}
