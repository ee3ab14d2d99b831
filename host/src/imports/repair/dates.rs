//! Days and moments: `19/02/2020`, `2020/06/30 14:16:50`, `2024-01-31`, seconds or milliseconds since 1970.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::{Mended, says_nothing};
use crate::imports::remark::What;

/// No producer's file is older.
const YEAR_MIN: i16 = 1970;

/// The day that a text names. One that is not there, long ago or after `today` is left out.
pub fn date(text: &str, today: Date) -> Mended<Date> {
    if says_nothing(text) {
        return Mended::nothing();
    }
    let Some(found) = day(text.trim()) else {
        return Mended::dropped(What::new("import-date"));
    };
    if found > today {
        return Mended::dropped(What::new("import-date-future"));
    }
    if found.year() < YEAR_MIN {
        return Mended::dropped(What::new("import-date"));
    }
    Mended::fine(found)
}

fn day(text: &str) -> Option<Date> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() >= 9 {
        let number: i64 = text.parse().ok()?;
        let seconds = if text.len() >= 12 {
            number / 1_000
        } else {
            number
        };
        let moment = Timestamp::from_second(seconds).ok()?;
        return Some(moment.to_zoned(TimeZone::UTC).date());
    }
    let head: String = text
        .chars()
        .take_while(|letter| letter.is_ascii_digit() || matches!(letter, '-' | '/' | '.'))
        .collect();
    let parts: Vec<&str> = head.split(['-', '/', '.']).collect();
    let [first, month, last] = parts.as_slice() else {
        return None;
    };
    let month: i8 = month.parse().ok()?;
    let (year, day) = match (first.len(), last.len()) {
        (4, 1..=2) => (*first, *last),
        (1..=2, 4) => (*last, *first),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// A moment as RFC 3339: with its offset, or in `zone` where it names none.
pub fn moment(text: &str, zone: &TimeZone) -> Mended<String> {
    let text = text.trim();
    if says_nothing(text) {
        return Mended::nothing();
    }
    if text.parse::<Timestamp>().is_ok() {
        return Mended::fine(text.to_owned());
    }
    let civil = text.parse::<DateTime>().ok();
    let zoned = civil.and_then(|civil| civil.to_zoned(zone.clone()).ok());
    match zoned {
        Some(zoned) => Mended::repaired(
            zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            What::new("import-moment-zone").with("zone", zone.iana_name().unwrap_or("UTC")),
        ),
        None => Mended::dropped(What::new("import-date")),
    }
}
