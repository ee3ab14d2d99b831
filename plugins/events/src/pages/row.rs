//! A line of the agenda: one time of one event, the same on every page.

use chrono_tz::Tz;
use maille_sdk::Result;
use maille_sdk::directory::{Entry, FoundTimes};
use maille_sdk::reply::Agenda;

use super::{Say, address};
use crate::record::Event;
use crate::recurrence::Exception;

/// Letters of a word why that stands in a list.
const WHY_MAX: usize = 500;

/// One time of one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is called on that date.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Milliseconds since 1970.
    pub start: i64,
    /// Milliseconds since 1970; the same where no end is known.
    pub end: i64,
    /// It takes whole days.
    pub all_day: bool,
    /// The code of the kind.
    pub status: String,
    /// People can take part from afar.
    pub online: bool,
    /// Where.
    pub place: String,
    /// Why this date is not as the others, where that is said.
    pub why: String,
}

impl Row {
    /// Of an event on one of its dates.
    pub fn new(entry: &Entry, event: &Event, (start, end): (i64, i64), own: Tz) -> Self {
        let exception = event.exception_at(start, own);
        let own_name = |exception: &Exception| exception.name.clone();
        let own_place = |exception: &Exception| exception.place.clone();
        Self {
            title: exception
                .and_then(own_name)
                .unwrap_or_else(|| event.name.clone()),
            href: address(entry),
            start,
            end,
            all_day: event.all_day,
            status: event.status_at(exception).to_owned(),
            online: matches!(event.attendance.as_deref(), Some("online" | "mixed")),
            place: exception
                .and_then(own_place)
                .unwrap_or_else(|| event.place_line()),
            why: exception
                .filter(|exception| exception.status.is_some())
                .and_then(|exception| exception.description.clone())
                .filter(|words| words.chars().count() <= WHY_MAX)
                .unwrap_or_default(),
        }
    }

    /// Adds it to a list by day.
    pub fn tell(&self, agenda: &mut Agenda, say: Say) {
        let end = (self.end > self.start).then_some(self.end);
        agenda.occurrence(&self.title, &self.href, self.start, end, self.all_day);
        let note = match self.status.as_str() {
            "cancelled" => Some("cancelled"),
            "full" => Some("full"),
            "rescheduled" => Some("moved"),
            "postponed" => Some("postponed"),
            "moved-online" => Some("online"),
            _ if self.online => Some("online"),
            _ => None,
        };
        if let Some(code) = note {
            let text = match self.status.as_str() {
                "moved-online" if self.why.is_empty() => say("moved-online", &[]),
                _ => self.why.clone(),
            };
            agenda.note(code, &text);
        }
        if !self.place.is_empty() {
            agenda.place(&self.place);
        }
    }
}

/// The lines of what was found; an event that does not fit is left out.
pub fn rows(found: &FoundTimes, own: Tz) -> Result<Vec<Row>> {
    let events: Vec<Option<Event>> = found
        .entries
        .iter()
        .map(|entry| entry.read().ok())
        .collect();
    let rows = found.times.iter().filter_map(|time| {
        let event = events.get(time.entry)?.as_ref()?;
        Some(Row::new(
            found.entries.get(time.entry)?,
            event,
            (time.start, time.end),
            own,
        ))
    });
    Ok(rows.collect())
}
