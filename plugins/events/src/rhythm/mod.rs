//! Recurrence as people say it: "every Tuesday, until the end of June, but not during the school holidays of zone C". What a form
//! asks becomes iCalendar's rules, and back; what words leave out (holidays) becomes days without the event.

pub mod public;
pub mod school;

#[cfg(test)]
mod tests;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use crate::ics::moment::{self, Length, Moment};
use crate::recurrence::{Recurrence, Window};
use school::{School, Zone};

/// The code of public holidays in `except`.
pub const PUBLIC: &str = "public-holidays";
/// Dates in addition, and dates left out, that somebody names.
pub const NAMED_MAX: usize = 50;
/// Days that are left out at most: the kind's own bound.
const EXCLUSIONS_MAX: usize = 1_000;
/// Days within which a first date must be found: each month has a first Thursday, and not each a fifth.
const FIRST_DAYS: u64 = 400;
/// iCalendar's days of the week, from Monday.
pub const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// How often.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum How {
    /// Once.
    #[default]
    Once,
    /// Each day.
    Daily,
    /// Monday to Friday but public holidays.
    Working,
    /// On days of each week.
    Weekly,
    /// On days of every other week.
    Fortnightly,
    /// On the first, second… Monday of each month.
    Monthly,
}

impl How {
    /// In the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Once,
        Self::Weekly,
        Self::Fortnightly,
        Self::Monthly,
        Self::Working,
        Self::Daily,
    ];

    /// The word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Once => "une-fois",
            Self::Daily => "jours",
            Self::Working => "ouvres",
            Self::Weekly => "semaine",
            Self::Fortnightly => "quinzaine",
            Self::Monthly => "mois",
        }
    }

    /// By its word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.word() == word)
    }

    /// Whether days of the week are asked for.
    pub fn has_days(self) -> bool {
        matches!(self, Self::Weekly | Self::Fortnightly | Self::Monthly)
    }
}

/// What is said of when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rhythm {
    /// How often.
    pub how: How,
    /// Days of the week, from 1 for Monday.
    pub days: Vec<u32>,
    /// Which of the month: 1 to 4, or -1 for the last.
    pub rank: i32,
    /// The last day on which it may take place.
    pub until: Option<NaiveDate>,
    /// Not during these school holidays.
    pub school: Option<Zone>,
    /// Not on public holidays.
    pub public: bool,
    /// Further days.
    pub extra: Vec<NaiveDate>,
    /// Days without it.
    pub skipped: Vec<NaiveDate>,
}

/// When one time of it begins, and how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day that is asked for.
    pub day: NaiveDate,
    /// By the clock; nothing for whole days.
    pub begins: Option<NaiveTime>,
    /// By the clock, later than it begins.
    pub ends: Option<NaiveTime>,
}

impl Span {
    fn start(&self, day: NaiveDate) -> Moment {
        match self.begins {
            Some(time) => Moment::Time(day.and_time(time)),
            None => Moment::Day(day),
        }
    }

    fn duration(&self) -> String {
        match (self.begins, self.ends) {
            (Some(begins), Some(ends)) => {
                let seconds = (ends - begins).num_seconds().max(0);
                Length { days: 0, seconds }.written()
            }
            (None, _) => Length {
                days: 1,
                seconds: 0,
            }
            .written(),
            (Some(_), None) => "PT0S".to_owned(),
        }
    }
}

impl Rhythm {
    /// Whether anything is said but one date.
    pub fn recurs(&self) -> bool {
        self.how != How::Once || !self.extra.is_empty()
    }

    /// Whether public holidays are left out.
    fn no_public(&self) -> bool {
        self.public || self.how == How::Working
    }

    fn fits(&self, day: NaiveDate) -> bool {
        let weekday = day.weekday().number_from_monday();
        let named = self.days.contains(&weekday);
        match self.how {
            How::Once | How::Daily => true,
            How::Working => weekday <= 5,
            How::Weekly | How::Fortnightly => named,
            How::Monthly => {
                let last = day
                    .checked_add_days(Days::new(7))
                    .is_none_or(|next| next.month() != day.month());
                let rank = i32::try_from((day.day() - 1) / 7 + 1).unwrap_or(0);
                named && (self.rank == rank || (self.rank == -1 && last))
            }
        }
    }

    /// The first day from `day` on that is said.
    pub fn first(&self, day: NaiveDate) -> Option<NaiveDate> {
        (0..FIRST_DAYS)
            .filter_map(|days| day.checked_add_days(Days::new(days)))
            .find(|day| self.fits(*day))
            .filter(|first| self.until.is_none_or(|until| *first <= until))
    }

    /// The rule, in iCalendar's words.
    fn rule(&self, zone: Tz, timed: bool) -> Option<String> {
        let days = |rank: &str| {
            let named = self.days.iter().filter_map(|day| code(*day));
            named
                .map(|day| format!("{rank}{day}"))
                .collect::<Vec<_>>()
                .join(",")
        };
        let mut rule = match self.how {
            How::Once => return None,
            How::Daily => "FREQ=DAILY".to_owned(),
            How::Working => "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR".to_owned(),
            How::Weekly => format!("FREQ=WEEKLY;BYDAY={}", days("")),
            How::Fortnightly => format!("FREQ=WEEKLY;INTERVAL=2;BYDAY={}", days("")),
            How::Monthly => format!("FREQ=MONTHLY;BYDAY={}", days(&self.rank.to_string())),
        };
        if let Some(until) = self.until {
            // The standard wants the end of what has a time in Greenwich's, and that of whole days as a day.
            let end = until.and_hms_opt(23, 59, 59).unwrap_or_default();
            let written = match timed {
                true => {
                    let instant = moment::instant(end, zone);
                    let utc = moment::clock(instant, Tz::UTC);
                    format!("{}Z", Moment::Time(utc).written())
                }
                false => Moment::Day(until).written(),
            };
            rule = format!("{rule};UNTIL={written}");
        }
        Some(rule)
    }

    /// What is kept in the record; nothing where no day fits, or where it takes place once.
    pub fn recurrence(
        &self,
        span: Span,
        zone: Tz,
        (school, from): (&School, NaiveDate),
    ) -> Option<Recurrence> {
        let first = self.first(span.day).filter(|_| self.recurs())?;
        let timed = span.begins.is_some();
        let written = |days: &[NaiveDate]| -> Vec<String> {
            let mut days = days.to_vec();
            days.sort_unstable();
            days.dedup();
            days.iter().map(|day| span.start(*day).written()).collect()
        };
        let mut except: Vec<String> = self.school.iter().map(|zone| zone.code().into()).collect();
        if self.no_public() {
            except.push(PUBLIC.to_owned());
        }
        let mut recurrence = Recurrence {
            zone: zone.name().to_owned(),
            start: span.start(first).written(),
            duration: span.duration(),
            rules: self.rule(zone, timed).into_iter().collect(),
            dates: written(&self.extra),
            exclusions: written(&self.skipped),
            except,
            ..Recurrence::default()
        };
        recurrence.leave_out(zone, (school, from));
        Some(recurrence)
    }

    /// What was said, where [`Rhythm::recurrence`] could have made it; nothing for the calendars of others.
    pub fn read(recurrence: &Recurrence) -> Option<Self> {
        let zone: Tz = recurrence.zone.parse().ok()?;
        let mut rhythm = match recurrence.rules.as_slice() {
            [] => Self::default(),
            [rule] => Self::of_rule(rule, zone)?,
            _ => return None,
        };
        for code in &recurrence.except {
            match Zone::of_code(code) {
                Some(zone) => rhythm.school = Some(zone),
                None if code == PUBLIC => rhythm.public = true,
                None => return None,
            }
        }
        if rhythm.public && rhythm.days == [1, 2, 3, 4, 5] && rhythm.how == How::Weekly {
            rhythm.how = How::Working;
            rhythm.days.clear();
        }
        rhythm.extra = days(&recurrence.dates);
        rhythm.skipped = days(&recurrence.named_exclusions());
        Some(rhythm)
    }

    fn of_rule(rule: &str, zone: Tz) -> Option<Self> {
        let (mut rhythm, mut frequency, mut interval) = (Self::default(), "", 1_u32);
        for part in rule.split(';') {
            match part.split_once('=')? {
                ("FREQ", value) => frequency = value,
                ("INTERVAL", value) => interval = value.parse().ok()?,
                ("UNTIL", value) => rhythm.until = Some(until(value, zone)?),
                ("BYDAY", value) => {
                    for day in value.split(',') {
                        let (rank, name) = day.split_at_checked(day.len().checked_sub(2)?)?;
                        rhythm.days.push(number(name)?);
                        rhythm.rank = match rank {
                            "" => 0,
                            rank => rank.parse().ok()?,
                        };
                    }
                }
                _ => return None,
            }
        }
        rhythm.how = match (frequency, interval, rhythm.days.len(), rhythm.rank) {
            ("DAILY", 1, 0, 0) => How::Daily,
            ("WEEKLY", 1, 1.., 0) => How::Weekly,
            ("WEEKLY", 2, 1.., 0) => How::Fortnightly,
            ("MONTHLY", 1, 1.., 1..=4 | -1) => How::Monthly,
            _ => return None,
        };
        Some(rhythm)
    }
}

impl Recurrence {
    /// Computes anew the days that words leave out: holidays on which a date would fall, from `from` on as far ahead as times
    /// are kept. What somebody named by its date stays. True where anything changed.
    pub fn leave_out(&mut self, own: Tz, (school, from): (&School, NaiveDate)) -> bool {
        let zones: Vec<Zone> = self
            .except
            .iter()
            .filter_map(|code| Zone::of_code(code))
            .collect();
        let no_public = self.except.iter().any(|code| code == PUBLIC);
        let before = self.exclusions.clone();
        let named = self.named_exclusions();
        // What was left out before the window stays so: calendars show the past too.
        let past = |text: &&String| {
            let day = Moment::read(text).filter(|moment| moment.is_day());
            !self.is_all_day() && day.is_some_and(|day| day.clock().date() < from)
        };
        let kept: Vec<String> = before.iter().filter(past).cloned().collect();
        self.exclusions.clone_from(&named);
        let zone = if self.is_all_day() {
            own
        } else {
            self.zone_or(own)
        };
        let begins = moment::instant(from.and_time(NaiveTime::MIN), zone);
        let window = Window {
            from: begins,
            to: begins + super::import::KEPT_MS,
        };
        let mut left_out = kept;
        for time in self.times(window, own).all {
            let day = moment::clock(time.start, zone).date();
            let is_out = (no_public && public::is_holiday(day))
                || zones.iter().any(|zone| school.holds(*zone, day));
            // A further date was named: it takes place, holidays or not.
            let further = self
                .dates
                .iter()
                .any(|date| Moment::read(date).is_some_and(|date| date.clock().date() == day));
            if is_out && !further {
                left_out.push(Moment::Day(day).written());
            }
        }
        left_out.sort_unstable();
        left_out.dedup();
        self.exclusions.extend(left_out);
        self.exclusions.truncate(EXCLUSIONS_MAX);
        self.exclusions != before
    }

    /// The exclusions that somebody named: those of holidays are whole days, unless the event takes whole days itself.
    pub fn named_exclusions(&self) -> Vec<String> {
        let all_day = self.is_all_day();
        let holidays = !self.except.is_empty();
        self.exclusions
            .iter()
            .filter(|text| {
                let day = Moment::read(text).is_some_and(Moment::is_day);
                !(day && holidays && !all_day)
            })
            .cloned()
            .collect()
    }
}

/// The last day, by the clock of the zone.
pub fn until(value: &str, zone: Tz) -> Option<NaiveDate> {
    let parsed = moment::parse(value).ok()?;
    let clock: NaiveDateTime = match parsed.moment {
        Moment::Time(time) if parsed.utc => moment::clock(time.and_utc().timestamp_millis(), zone),
        moment => moment.clock(),
    };
    Some(clock.date())
}

fn days(texts: &[String]) -> Vec<NaiveDate> {
    let read = |text: &String| Some(Moment::read(text.split('/').next()?)?.clock().date());
    texts.iter().filter_map(read).collect()
}

/// `MO` for 1.
pub fn code(number: u32) -> Option<&'static str> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    DAYS.get(index).copied()
}

/// 1 for `MO`.
pub fn number(code: &str) -> Option<u32> {
    let index = DAYS.iter().position(|day| *day == code)?;
    u32::try_from(index + 1).ok()
}
