//! Dates, times and durations as iCalendar writes them. A time stands in a zone; a day in none.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

/// Years that an event of ours may be in; `9999` stands for "unknown" in many files.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A date, or a time by the clock of some zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// A whole day.
    Day(NaiveDate),
    /// A time.
    Time(NaiveDateTime),
}

impl Moment {
    /// Midnight for a day.
    pub fn clock(self) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::Time(time) => time,
        }
    }

    /// True for a whole day.
    pub fn is_day(self) -> bool {
        matches!(self, Self::Day(_))
    }

    /// As iCalendar writes it: `20261103` or `20261103T140000`.
    pub fn written(self) -> String {
        match self {
            Self::Day(day) => day.format("%Y%m%d").to_string(),
            Self::Time(time) => time.format("%Y%m%dT%H%M%S").to_string(),
        }
    }

    /// Reads what [`Self::written`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        parse(text).ok().map(|parsed| parsed.moment)
    }
}

/// A value as it stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parsed {
    /// The date or time.
    pub moment: Moment,
    /// It ends in `Z`.
    pub utc: bool,
}

/// Reads `20261103`, `20261103T140000` or `20261103T140000Z`; says in words what is wrong.
pub fn parse(text: &str) -> Result<Parsed, String> {
    let text = text.trim();
    let (bare, utc) = match text.strip_suffix(['Z', 'z']) {
        Some(bare) => (bare, true),
        None => (text, false),
    };
    let (day, time) = match bare.split_once(['T', 't']) {
        Some((day, time)) => (day, Some(time)),
        None => (bare, None),
    };
    let bad = || format!("`{}` is no date", text.chars().take(30).collect::<String>());
    if day.len() != 8 || !day.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad());
    }
    let day = NaiveDate::parse_from_str(day, "%Y%m%d").map_err(|_| bad())?;
    if !YEARS.contains(&day.year()) {
        return Err(format!(
            "the year {} is none that an event of ours is in",
            day.year()
        ));
    }
    let Some(time) = time else {
        return Ok(Parsed {
            moment: Moment::Day(day),
            utc: false,
        });
    };
    if time.len() != 6 || !time.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad());
    }
    let part = |range: std::ops::Range<usize>| time[range].parse::<u32>().unwrap_or(99);
    // A leap second is the second before it.
    let clock =
        NaiveTime::from_hms_opt(part(0..2), part(2..4), part(4..6).min(59)).ok_or_else(bad)?;
    Ok(Parsed {
        moment: Moment::Time(day.and_time(clock)),
        utc,
    })
}

/// How long: whole days by the calendar, and seconds by the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Length {
    /// Whole days.
    pub days: u64,
    /// Seconds beside them.
    pub seconds: i64,
}

/// Longer than a year is no event.
const DAYS_MAX: u64 = 366;

impl Length {
    /// Reads `P1D`, `PT1H30M`, `P2W`.
    pub fn read(text: &str) -> Option<Self> {
        let rest = text
            .trim()
            .strip_prefix('+')
            .unwrap_or(text.trim())
            .strip_prefix('P')?;
        let (mut length, mut digits, mut timed, mut any) =
            (Self::default(), String::new(), false, false);
        for letter in rest.chars() {
            if letter.is_ascii_digit() && digits.len() < 9 {
                digits.push(letter);
                continue;
            }
            if letter == 'T' && digits.is_empty() {
                timed = true;
                continue;
            }
            let number: u64 = digits.parse().ok()?;
            digits.clear();
            any = true;
            match (letter, timed) {
                ('W', false) => length.days += number * 7,
                ('D', false) => length.days += number,
                ('H', true) => length.seconds += i64::try_from(number).ok()? * 3_600,
                ('M', true) => length.seconds += i64::try_from(number).ok()? * 60,
                ('S', true) => length.seconds += i64::try_from(number).ok()?,
                _ => return None,
            }
        }
        (any && digits.is_empty()).then_some(length)
    }

    /// Between two moments of one zone; nothing where the second is before the first.
    pub fn between(start: Moment, end: Moment, zone: Tz) -> Option<Self> {
        if let (Moment::Day(start), Moment::Day(end)) = (start, end) {
            let days = u64::try_from((end - start).num_days()).ok()?;
            return Some(Self { days, seconds: 0 });
        }
        let milliseconds = instant(end.clock(), zone) - instant(start.clock(), zone);
        (milliseconds >= 0).then_some(Self {
            days: 0,
            seconds: milliseconds / 1_000,
        })
    }

    /// True for more than a year, which is a mistake or no event.
    pub fn is_endless(self) -> bool {
        self.days + u64::try_from(self.seconds).unwrap_or(0) / 86_400 > DAYS_MAX
    }

    /// As iCalendar writes it.
    pub fn written(self) -> String {
        let (hours, minutes, seconds) = (
            self.seconds / 3_600,
            self.seconds / 60 % 60,
            self.seconds % 60,
        );
        let mut text = "P".to_owned();
        if self.days > 0 {
            text.push_str(&format!("{}D", self.days));
        }
        if self.seconds > 0 || self.days == 0 {
            text.push('T');
            for (number, unit) in [(hours, 'H'), (minutes, 'M'), (seconds, 'S')] {
                if number > 0 {
                    text.push_str(&format!("{number}{unit}"));
                }
            }
            if self.seconds == 0 {
                text.push_str("0S");
            }
        }
        text
    }

    /// The end of what begins then, in milliseconds since 1970: days by the calendar, the rest by the clock.
    pub fn end(self, start: NaiveDateTime, zone: Tz) -> i64 {
        self.span(start, zone).1
    }

    /// The start and the end of what begins then, in milliseconds since 1970.
    pub fn span(self, start: NaiveDateTime, zone: Tz) -> (i64, i64) {
        let begun = instant(start, zone);
        let days = Days::new(self.days);
        let day = match self.days {
            0 => begun,
            _ => instant(start.checked_add_days(days).unwrap_or(start), zone),
        };
        (begun, day + self.seconds * 1_000)
    }
}

/// Milliseconds since 1970 of a time by the clock of a zone. Of an hour that comes twice the first is taken, and what
/// falls into the hour that is left out counts from before it (RFC 5545, 3.3.5).
pub fn instant(time: NaiveDateTime, zone: Tz) -> i64 {
    if let Some(found) = zone.from_local_datetime(&time).earliest() {
        return found.timestamp_millis();
    }
    let before = time - TimeDelta::hours(3);
    let offset = zone
        .from_local_datetime(&before)
        .earliest()
        .map_or(0, |found| i64::from(found.offset().fix().local_minus_utc()));
    time.and_utc().timestamp_millis() - offset * 1_000
}

/// The time by the clock of a zone at a moment in milliseconds since 1970.
pub fn clock(milliseconds: i64, zone: Tz) -> NaiveDateTime {
    let utc: DateTime<Utc> = DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    utc.with_timezone(&zone).naive_local()
}

/// `2026-11-03T14:00:00+01:00`.
pub fn rfc3339(milliseconds: i64, zone: Tz) -> String {
    let utc: DateTime<Utc> = DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    utc.with_timezone(&zone)
        .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    fn at(text: &str) -> NaiveDateTime {
        Moment::read(text).unwrap().clock()
    }

    #[test]
    fn values_are_read_or_refused_in_words() {
        assert_eq!(
            Moment::read("20261103T140000")
                .map(Moment::written)
                .as_deref(),
            Some("20261103T140000")
        );
        assert!(parse("20261103T140000Z").unwrap().utc);
        for wrong in [
            "",
            "2026-11-03",
            "20260230",
            "20261103T1400",
            "99991231",
            "20261103T250000",
            "é20261103",
            "199709T180000Z",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn lengths_are_read_and_written() {
        for (text, written) in [
            ("PT1H30M", "PT1H30M"),
            ("P2W", "P14D"),
            ("P1DT12H", "P1DT12H"),
            ("PT0S", "PT0S"),
            ("+P1D", "P1D"),
        ] {
            assert_eq!(
                Length::read(text).map(Length::written).as_deref(),
                Some(written),
                "{text}"
            );
        }
        for wrong in ["", "P", "PT", "-PT1H", "P1H", "1D", "PT1X", "P99999999999D"] {
            assert_eq!(Length::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn clocks_change_in_paris() {
        // At two in the night of 29 March 2026 it is three; on 25 October three is two once more.
        assert_eq!(
            rfc3339(instant(at("20260329T023000"), PARIS), PARIS),
            "2026-03-29T03:30:00+02:00"
        );
        assert_eq!(
            rfc3339(instant(at("20261025T023000"), PARIS), PARIS),
            "2026-10-25T02:30:00+02:00"
        );
        assert_eq!(
            rfc3339(instant(at("20261025T040000"), PARIS), PARIS),
            "2026-10-25T04:00:00+01:00"
        );
        // A day is a day, of 23 hours or of 25.
        let day = Length {
            days: 1,
            seconds: 0,
        };
        let lasts = |date| {
            let (start, end) = day.span(at(date), PARIS);
            end - start
        };
        assert_eq!(lasts("20260329"), 23 * 3_600_000);
        assert_eq!(lasts("20261025"), 25 * 3_600_000);
    }
}
