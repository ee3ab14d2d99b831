//! When something takes place again and again: iCalendar's rules, dates, exclusions and exceptions, and the times that they
//! make within a window. Rules count by the clock of their zone: a workshop at two stays at two when clocks change.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use rrule::{RRule, RRuleSet, Unvalidated};
use serde::{Deserialize, Serialize};

use crate::ics::moment::{self, Length, Moment};

/// Times that the host keeps of one record.
pub const TIMES_MAX: usize = 1_000;
/// Dates that all rules of one event may make on their way through a window.
const STEPS_MAX: usize = 20_000;
/// Dates that one rule may make on one of its days.
const TIMES_OF_DAY_MAX: usize = 24;
/// Bytes of a rule: the kind's own bound.
const RULE_BYTES_MAX: usize = 1_000;
/// Rules of one event that are counted. The standard advises one; strangers may give more than there is time for.
pub const RULES_MAX: usize = 4;

/// What recurs. Every text is iCalendar's own, by the clock of `zone`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recurrence {
    /// IANA's name.
    pub zone: String,
    /// `20261103T140000`, or `20261103` for whole days.
    pub start: String,
    /// `PT2H`, `P1D`.
    pub duration: String,
    /// `FREQ=WEEKLY;BYDAY=TU`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Further starts; `20261224T100000/PT1H` where one is longer or shorter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<String>,
    /// Starts that are left out; a day alone leaves out everything of that day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<String>,
    /// What words say of exclusions that are whole days: `public-holidays`, `school-holidays-c`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// What differs on one date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
}

/// What differs on one date; what is not there is as on the others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exception {
    /// When it would have begun.
    pub at: String,
    /// When it begins.
    pub start: String,
    /// How long it is.
    pub duration: String,
    /// The codes of the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Another text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Another place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// From when to when times are wanted, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// What ends before is left out.
    pub from: i64,
    /// What begins after is left out.
    pub to: i64,
}

/// One time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// Milliseconds since 1970.
    pub start: i64,
    /// Milliseconds since 1970.
    pub end: i64,
    /// Which of the exceptions it is.
    pub exception: Option<usize>,
}

/// Times within a window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// In order.
    pub all: Vec<Time>,
    /// There are more than could be counted or kept.
    pub cut: bool,
}

impl Recurrence {
    /// Its zone; the instance's own where it is none.
    pub fn zone_or(&self, own: Tz) -> Tz {
        self.zone.parse().unwrap_or(own)
    }

    /// True where it takes whole days.
    pub fn is_all_day(&self) -> bool {
        Moment::read(&self.start).is_some_and(Moment::is_day)
    }

    /// The times within a window, at most [`TIMES_MAX`]. Whole days are those of the instance, wherever they were written.
    pub fn times(&self, window: Window, own: Tz) -> Times {
        let Some(start) = Moment::read(&self.start) else {
            return Times::default();
        };
        let zone = if start.is_day() {
            own
        } else {
            self.zone_or(own)
        };
        let usual = Length::read(&self.duration).unwrap_or_default();
        // The first day that can still last into the window, by the clock.
        let reach = i64::try_from(usual.days).unwrap_or(0) * 86_400_000 + usual.seconds * 1_000;
        let from = moment::clock(window.from.saturating_sub(reach), zone) - TimeDelta::days(1);
        let to = moment::clock(window.to, zone);
        let mut found: BTreeMap<NaiveDateTime, Length> = BTreeMap::new();
        let mut times = Times::default();
        found.insert(start.clock(), usual);
        times.cut |= self.rules.len() > RULES_MAX;
        let mut steps = STEPS_MAX;
        for rule in self.rules.iter().take(RULES_MAX) {
            let Ok(rule) = Rule::read(rule, start, zone) else {
                continue;
            };
            let dates = rule.dates((start.clock(), &mut steps), (from, to));
            found.extend(dates.into_iter().map(|date| (date, usual)));
            times.cut |= steps == 0;
        }
        for date in &self.dates {
            let (text, length) = date.split_once('/').unwrap_or((date, ""));
            if let Some(date) = Moment::read(text) {
                found.insert(date.clock(), Length::read(length).unwrap_or(usual));
            }
        }
        self.exclude(&mut found);
        let mut spans: BTreeSet<Time> = BTreeSet::new();
        for (date, length) in found {
            let span = Time {
                start: moment::instant(date, zone),
                end: length.end(date, zone),
                exception: None,
            };
            spans.insert(span);
        }
        for (index, exception) in self.exceptions.iter().enumerate() {
            if let Some(begin) = Moment::read(&exception.start) {
                let length = Length::read(&exception.duration).unwrap_or(usual);
                let (start, end) = (
                    moment::instant(begin.clock(), zone),
                    length.end(begin.clock(), zone),
                );
                spans.insert(Time {
                    start,
                    end,
                    exception: Some(index),
                });
            }
        }
        let inside = |time: &Time| {
            time.start < window.to && (time.end > window.from || time.start >= window.from)
        };
        times.all = spans.into_iter().filter(inside).collect();
        times.cut |= times.all.len() > TIMES_MAX;
        times.all.truncate(TIMES_MAX);
        times
    }

    /// Takes away what is left out, and what an exception stands for.
    fn exclude(&self, found: &mut BTreeMap<NaiveDateTime, Length>) {
        let at = self
            .exceptions
            .iter()
            .map(|exception| exception.at.as_str());
        let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
        for text in self.exclusions.iter().map(String::as_str).chain(at) {
            match Moment::read(text) {
                Some(Moment::Time(time)) => _ = found.remove(&time),
                Some(Moment::Day(day)) => _ = days.insert(day),
                None => {}
            }
        }
        if !days.is_empty() {
            found.retain(|date, _| !days.contains(&date.date()));
        }
    }
}

/// A rule that can be counted.
#[derive(Debug, Clone)]
pub struct Rule {
    parsed: RRule<Unvalidated>,
    /// Days after which it is the same again, where that is known and nothing is counted.
    period_days: Option<i64>,
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
        let (mut parts, mut until) = (Vec::new(), None);
        let (mut frequency, mut interval, mut count, mut of_day) =
            (String::new(), 1_i64, None, 1_usize);
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
                _ => {}
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
        let parsed: RRule<Unvalidated> = parts.join(";").parse().map_err(|_| unread(text))?;
        let rule = Self {
            parsed,
            period_days: period.filter(|_| count.is_none()),
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
    fn dates(
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
        let (mut dates, mut made) = (Vec::new(), 0_usize);
        for date in &RRuleSet::new(begun).rrule(rule).limit() {
            made += 1;
            *left -= 1;
            let date = date.naive_utc();
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

fn unread(text: &str) -> Unfit {
    Unfit("mended-rule-unread", text.chars().take(100).collect())
}

#[cfg(test)]
mod tests;
