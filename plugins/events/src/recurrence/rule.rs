//! One rule of iCalendar's, and the dates that it makes within bounds. Dates are counted by the clock alone, as if in Greenwich; it never
//! knows a zone's offset.

use chrono::{Datelike, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use rrule::{RRule, RRuleSet, Unvalidated};

use super::TIMES_MAX;
use crate::ics::moment::{self, Moment};

/// Dates that one rule may make on one of its days.
const TIMES_OF_DAY_MAX: usize = 24;
/// Bytes of a rule: the kind's own bound.
const RULE_BYTES_MAX: usize = 1_000;

/// A rule that can be counted.
#[derive(Debug, Clone)]
pub struct Rule {
    parsed: RRule<Unvalidated>,
    /// Days after which it is the same again, where that is known and nothing is counted.
    period_days: Option<i64>,
    /// Days after which the very same dates come again, where nothing but the day of the week and the hour chooses them.
    repeats_days: Option<i64>,
    /// How many dates it makes in all, where it says so.
    count: Option<usize>,
    until: Option<NaiveDateTime>,
}

/// Why a rule is left out: the key of a sentence, and what it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit(pub &'static str, pub String);

impl Rule {
    /// Reads a rule for what begins at `start` by the clock of `zone`.
    pub fn read(text: &str, start: Moment, zone: Tz) -> Result<Self, Unfit> {
        // RFC 5545 has ASCII alone here; other letters break the reader of BYDAY (rrule 0.14).
        if !text.is_ascii() {
            return Err(unread(text));
        }
        let (mut parts, mut until) = (Vec::new(), None);
        let (mut frequency, mut interval, mut count, mut of_day) =
            (String::new(), 1_i64, None, 1_usize);
        let (mut by_day, mut plain) = (false, true);
        for part in text.trim().trim_end_matches(';').split(';') {
            let (name, value) = part.split_once('=').ok_or_else(|| unread(text))?;
            let (name, value) = (
                name.trim().to_ascii_uppercase(),
                value.trim().to_ascii_uppercase(),
            );
            match name.as_str() {
                "UNTIL" => {
                    let end = moment::parse(&value).map_err(|_| unread(text))?;
                    let clock = match end.moment {
                        Moment::Day(day) => day.and_hms_opt(23, 59, 59).unwrap_or_default(),
                        Moment::Time(time) if end.utc && !start.is_day() => {
                            moment::clock(time.and_utc().timestamp_millis(), zone)
                        }
                        Moment::Time(time) => time,
                    };
                    until = Some(clock);
                    continue;
                }
                "FREQ" => frequency.clone_from(&value),
                "INTERVAL" => interval = value.parse().map_err(|_| unread(text))?,
                "COUNT" => count = Some(value.parse().map_err(|_| unread(text))?),
                "BYHOUR" | "BYMINUTE" | "BYSECOND" => {
                    of_day = of_day.saturating_mul(value.split(',').count());
                }
                "BYDAY" => by_day = true,
                "WKST" => {}
                _ => plain = false,
            }
            parts.push(format!("{name}={value}"));
        }
        if text.len() > RULE_BYTES_MAX {
            return Err(unread(text));
        }
        if matches!(frequency.as_str(), "SECONDLY" | "MINUTELY") || of_day > TIMES_OF_DAY_MAX {
            return Err(Unfit("mended-rule-often", text.to_owned()));
        }
        if interval < 1 {
            return Err(unread(text));
        }
        let period = match frequency.as_str() {
            "DAILY" => Some(interval),
            "WEEKLY" => Some(interval.saturating_mul(7)),
            _ => None,
        };
        let repeats = match period {
            // Every third day that is a Tuesday: seven times three days.
            Some(period) if by_day && period % 7 != 0 => period.checked_mul(7),
            period => period,
        };
        let parsed: RRule<Unvalidated> = parts.join(";").parse().map_err(|_| unread(text))?;
        let rule = Self {
            parsed,
            period_days: period.filter(|_| count.is_none()),
            repeats_days: repeats.filter(|_| count.is_none() && plain),
            count,
            until,
        };
        let first = start.clock().and_utc().with_timezone(&rrule::Tz::UTC);
        rule.parsed
            .clone()
            .validate(first)
            .map_err(|_| unread(text))?;
        Ok(rule)
    }

    /// The starts from the first to the last that are wanted, by the clock. Counted as if in Greenwich: where clocks change is the
    /// matter of [`moment::instant`] alone. Of `left` it takes a step for each date; all of them where it has no end in sight.
    pub(super) fn dates(
        &self,
        (start, left): (NaiveDateTime, &mut usize),
        (from, to): (NaiveDateTime, NaiveDateTime),
    ) -> Vec<NaiveDateTime> {
        let last = self.until.map_or(to, |until| until.min(to));
        let first = self.ahead(start, from);
        if last < first || *left == 0 {
            return Vec::new();
        }
        let begun = first.and_utc().with_timezone(&rrule::Tz::UTC);
        let Ok(rule) = self.parsed.clone().validate(begun) else {
            return Vec::new();
        };
        let set = RRuleSet::new(begun).rrule(rule).limit();
        let counted: Box<dyn Iterator<Item = NaiveDateTime>> = match self.period(&set, first, last)
        {
            Some(Period { dates, days }) => Box::new(again(dates, days)),
            None => Box::new(set.into_iter().map(|date| date.naive_utc())),
        };
        let (mut dates, mut made) = (Vec::new(), 0_usize);
        for date in counted {
            made += 1;
            *left -= 1;
            // The library has no end of its own for years: ours is far before it.
            if date > last || date.year() > 2300 {
                return dates;
            }
            if date >= from {
                dates.push(date);
            }
            if dates.len() > TIMES_MAX {
                *left = 0;
            }
            if *left == 0 {
                return dates;
            }
        }
        // It ended by itself and not by its count: the library gave up on a rule such as every 30 February, which takes the time
        // of thousands of dates.
        if self.count.is_none_or(|count| made < count) {
            *left = 0;
        }
        dates
    }

    /// The dates of the first period, where all that follow are the same again: the library is asked for no more. Without a date where
    /// it gave up.
    fn period(&self, set: &RRuleSet, first: NaiveDateTime, last: NaiveDateTime) -> Option<Period> {
        let days = TimeDelta::try_days(self.repeats_days?)?;
        let next = first.checked_add_signed(days)?;
        let mut dates = Vec::new();
        for date in set {
            let date = date.naive_utc();
            if date >= next && !dates.is_empty() {
                break;
            }
            dates.push(date);
            if date > last {
                break;
            }
        }
        Some(Period { dates, days })
    }

    /// A start nearer to what is wanted, from which the same dates follow.
    fn ahead(&self, start: NaiveDateTime, from: NaiveDateTime) -> NaiveDateTime {
        let Some(period) = self.period_days else {
            return start;
        };
        let days = (from - start).num_days();
        // Two periods of room: a week's rule may name days before that of its start.
        let periods = days / period - 2;
        if periods <= 0 {
            return start;
        }
        TimeDelta::try_days(periods.saturating_mul(period))
            .and_then(|ahead| start.checked_add_signed(ahead))
            .unwrap_or(start)
    }
}

/// Dates that come again after some days.
struct Period {
    dates: Vec<NaiveDateTime>,
    days: TimeDelta,
}

/// The same dates again and again, as far as there are years.
fn again(dates: Vec<NaiveDateTime>, days: TimeDelta) -> impl Iterator<Item = NaiveDateTime> {
    let (mut turn, mut ahead) = (0, TimeDelta::zero());
    std::iter::from_fn(move || {
        if turn == dates.len() {
            (turn, ahead) = (0, ahead.checked_add(&days)?);
        }
        let date = dates.get(turn)?.checked_add_signed(ahead);
        turn += 1;
        date
    })
}

fn unread(text: &str) -> Unfit {
    Unfit("mended-rule-unread", text.chars().take(100).collect())
}
