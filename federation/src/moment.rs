//! A moment to the second, as `2026-11-22T10:15:30Z` (RFC 3339, UTC, one form) and as a `Date` of HTTP. It is always
//! given: nothing here reads a clock.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01T00:00:00Z, up to the end of the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(i64);

/// The text is not of the one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a moment is written as 2026-11-22T10:15:30Z")]
pub struct NotAMoment;

/// 9999-12-30T00:00:00Z: jiff ends a day later.
const SECONDS_MAX: i64 = 253_402_128_000;

impl Moment {
    /// The moment `seconds` after the beginning of 1970; what lies outside 1970 to 9999 becomes the nearer end.
    pub fn from_unix(seconds: i64) -> Moment {
        Moment(seconds.clamp(0, SECONDS_MAX))
    }

    /// Seconds since the beginning of 1970.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// So many seconds later, or earlier.
    pub fn plus(self, seconds: i64) -> Moment {
        Moment::from_unix(self.0.saturating_add(seconds))
    }

    /// Seconds between the two, whichever comes first.
    pub fn distance_s(self, other: Moment) -> u64 {
        self.0.abs_diff(other.0)
    }

    /// As the header `Date` has it: IMF-fixdate (RFC 9110, 5.6.7), `Thu, 01 Jan 2026 00:00:00 GMT`.
    pub fn http_date(self) -> String {
        DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&self.timestamp())
            .expect("RFC 9110 has the years up to 9999")
    }

    /// Reads an IMF-fixdate and nothing else: neither RFC 850's form, nor asctime's, nor another zone, nor a wrong weekday.
    pub fn from_http_date(text: &str) -> Option<Moment> {
        let parsed = DateTimeParser::new().parse_timestamp(text).ok()?;
        let moment = Moment(parsed.as_second());
        let within = (0..=SECONDS_MAX).contains(&moment.0);
        (within && moment.http_date() == text).then_some(moment)
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_second(self.0).expect("1970 to 9999 is what jiff holds")
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(&self.timestamp(), formatter)
    }
}

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Moment, NotAMoment> {
        let parsed: Timestamp = text.parse().map_err(|_| NotAMoment)?;
        let moment = Moment(parsed.as_second());
        let within = (0..=SECONDS_MAX).contains(&moment.0);
        if within && moment.to_string() == text {
            Ok(moment)
        } else {
            Err(NotAMoment)
        }
    }
}

impl TryFrom<String> for Moment {
    type Error = NotAMoment;

    fn try_from(text: String) -> Result<Moment, NotAMoment> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_as_they_are_written_and_no_other() {
        let moment = Moment::from_unix(1_767_225_600);
        assert_eq!(moment.to_string(), "2026-01-01T00:00:00Z");
        assert_eq!(moment.to_string().parse(), Ok(moment));
        assert_eq!(moment.http_date(), "Thu, 01 Jan 2026 00:00:00 GMT");
        assert_eq!(Moment::from_http_date(&moment.http_date()), Some(moment));
        for text in [
            "2026-01-01T00:00:00.5Z",
            "2026-01-01T00:00:00+00:00",
            "2026-01-01 00:00:00Z",
            "2026-01-01t00:00:00z",
            "1960-01-01T00:00:00Z",
            "2026-01-01",
        ] {
            assert_eq!(text.parse::<Moment>(), Err(NotAMoment), "{text}");
        }
        for text in [
            "Fri, 01 Jan 2026 00:00:00 GMT",
            "Thu, 1 Jan 2026 00:00:00 GMT",
            "Thu, 01 Jan 2026 00:00:00 +0000",
            "Thu, 01 Jan 2026 01:00:00 +0100",
            "Thursday, 01-Jan-26 00:00:00 GMT",
            "Thu Jan  1 00:00:00 2026",
            "2014-01-05T21:31:40Z",
            " Thu, 01 Jan 2026 00:00:00 GMT",
            "Thu, 01 Jan 1960 00:00:00 GMT",
            "",
        ] {
            assert_eq!(Moment::from_http_date(text), None, "{text}");
        }
    }

    #[test]
    fn the_ends_are_held() {
        let end = Moment::from_unix(i64::MAX);
        assert_eq!(end.plus(i64::MAX), end);
        assert_eq!(end.to_string().parse(), Ok(end));
        assert_eq!(Moment::from_http_date(&end.http_date()), Some(end));
        assert_eq!(Moment::from_unix(i64::MIN).plus(-1).unix(), 0);
    }
}
