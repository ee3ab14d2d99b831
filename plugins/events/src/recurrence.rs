//! When something takes place again and again: iCalendar's rules, dates, exclusions and exceptions, and the times that they
//! make within a window. Rules count by the clock of their zone: a workshop at two stays at two when clocks change.

mod rule;

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::ics::moment::{self, Length, Moment};

pub use rule::{Rule, Unfit};

/// Times that the host keeps of one record.
pub const TIMES_MAX: usize = 1_000;
/// Dates that all rules of one event may make on their way through a window.
const STEPS_MAX: usize = 20_000;
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
        let mut found: Vec<(NaiveDateTime, Length)> = vec![(start.clock(), usual)];
        let mut times = Times {
            cut: self.rules.len() > RULES_MAX,
            ..Times::default()
        };
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
                found.push((date.clock(), Length::read(length).unwrap_or(usual)));
            }
        }
        // Of what is said twice the last counts, which may be longer.
        found.sort_by_key(|(date, _)| *date);
        found.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 = later.1;
            }
            same
        });
        self.exclude(&mut found);
        let span = |(date, length): (NaiveDateTime, Length), exception| {
            let (start, end) = length.span(date, zone);
            Time {
                start,
                end,
                exception,
            }
        };
        times.all = found.into_iter().map(|found| span(found, None)).collect();
        for (index, exception) in self.exceptions.iter().enumerate() {
            if let Some(begin) = Moment::read(&exception.start) {
                let length = Length::read(&exception.duration).unwrap_or(usual);
                times.all.push(span((begin.clock(), length), Some(index)));
            }
        }
        times.all.retain(|time| {
            time.start < window.to && (time.end > window.from || time.start >= window.from)
        });
        times.all.sort_unstable();
        times.all.dedup();
        times.cut |= times.all.len() > TIMES_MAX;
        times.all.truncate(TIMES_MAX);
        times
    }

    /// Takes away what is left out, and what an exception stands for.
    fn exclude(&self, found: &mut Vec<(NaiveDateTime, Length)>) {
        let at = self
            .exceptions
            .iter()
            .map(|exception| exception.at.as_str());
        let mut starts: BTreeSet<NaiveDateTime> = BTreeSet::new();
        let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
        for text in self.exclusions.iter().map(String::as_str).chain(at) {
            match Moment::read(text) {
                Some(Moment::Time(time)) => _ = starts.insert(time),
                Some(Moment::Day(day)) => _ = days.insert(day),
                None => {}
            }
        }
        if !starts.is_empty() || !days.is_empty() {
            found.retain(|(date, _)| !starts.contains(date) && !days.contains(&date.date()));
        }
    }
}

#[cfg(test)]
mod tests;
