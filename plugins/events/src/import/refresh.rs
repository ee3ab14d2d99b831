//! The times of what recurs, for whoever made it: the host finds events by them. They are computed within a horizon, so they
//! are computed again each day, and whenever somebody else changes an event.

use chrono_tz::Tz;
use maille_sdk::directory::{self, Entry, Search};
use maille_sdk::{Code, Progress, Result, context, storage};

use super::{horizon, own_zone, said};
use crate::ics::moment;
use crate::record::{Event, KIND};
use crate::rhythm::school::School;

/// Records in a step.
const RECORDS: u32 = 100;
/// Where the place is kept in the storage.
const KEY: &str = "refresh";

/// One step of the task: the times of some events.
pub fn refresh() -> Result<Progress> {
    let (cursor, done): (String, u64) = storage::get_json(KEY)?.unwrap_or_default();
    let mut search = Search::of([KIND]).order_by("newest");
    if !cursor.is_empty() {
        search = search.after(&cursor);
    }
    let found = search.run(RECORDS)?;
    let (now, own) = (context::now(), own_zone());
    let school = School::load()?;
    let mut done = done;
    for entry in &found.entries {
        // A record of a newer Maille may not fit: it keeps the times of its content.
        let Ok(mut event) = entry.read::<Event>() else {
            continue;
        };
        leave_out(entry, &mut event, (&school, now, own))?;
        if event.recurrence.is_some() {
            say_times(&entry.id, &event, (now, own))?;
            done += 1;
        }
    }
    let message = said("refresh-done", &[("count", done.to_string())]);
    match found.next {
        Some(next) => {
            storage::set_json(KEY, &(next, done))?;
            Ok(Progress::going(done, None, message))
        }
        None => {
            storage::delete(KEY)?;
            Ok(Progress::finished(done, message))
        }
    }
}

/// Computes anew the holidays that an event entered here leaves out: the horizon moved, or another calendar of them was given.
/// What others made is theirs: the host refuses it, and their own instance does it.
fn leave_out(
    entry: &Entry,
    event: &mut Event,
    (school, now, own): (&School, i64, Tz),
) -> Result<()> {
    let Some(recurrence) = event
        .recurrence
        .as_mut()
        .filter(|one| !one.except.is_empty())
    else {
        return Ok(());
    };
    let from = moment::clock(horizon(now).from, own).date();
    let before = recurrence.clone();
    if !recurrence.leave_out(own, (school, from)) {
        return Ok(());
    }
    match directory::update(&entry.id, entry.revision, event) {
        Err(error) if error.code == Code::Denied => event.recurrence = Some(before),
        updated => _ = updated?,
    }
    Ok(())
}

/// Tells the host when an event takes place; true where there are more times than it keeps. What does not recur is found by
/// its content, and by nothing that was said of it before.
pub fn say_times(id: &str, event: &Event, (now, own): (i64, Tz)) -> Result<bool> {
    if event.recurrence.is_none() {
        directory::set_occurrences(id, &[])?;
        return Ok(false);
    }
    let times = event.times(horizon(now), own);
    let pairs: Vec<(i64, i64)> = times
        .all
        .iter()
        .map(|time| (time.start, time.end))
        .collect();
    directory::set_occurrences(id, &pairs)?;
    Ok(times.cut)
}
