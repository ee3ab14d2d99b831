//! The task `expire`: who wrote something hears a week before its last day, and what has come to it is withdrawn. Its author may
//! publish it again with the code.

use chrono::{Days, NaiveDate};
use maille_sdk::directory::{Entry, Search};
use maille_sdk::{Code, Progress, Result, context, contributors, directory, storage};
use serde::{Deserialize, Serialize};

use crate::import::said;
use crate::pages::date;
use crate::record::{Item, Kind};

/// Records looked at in a step.
const STEP: u32 = 200;
/// Days before the last one on which its author hears of it.
const REMINDED_DAYS: u64 = 7;
const KEY: &str = "expire";

/// How far it came.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Run {
    after: Option<String>,
    looked: u64,
    ended: u64,
}

/// One step.
pub fn expire() -> Result<Progress> {
    let mut run = storage::get_json::<Run>(KEY)?.unwrap_or_default();
    let mut search = Search::of(Kind::ALL.map(Kind::name))
        .mine_only()
        .order_by("newest");
    if let Some(after) = &run.after {
        search = search.after(after);
    }
    let found = search.run(STEP)?;
    let today = context::today();
    let soon = today.parse().ok().and_then(|day: NaiveDate| {
        let soon = day.checked_add_days(Days::new(REMINDED_DAYS))?;
        Some(soon.to_string())
    });
    for entry in &found.entries {
        run.looked += 1;
        let item: Item = entry.read()?;
        if item.valid_until.is_empty() {
            continue;
        }
        if item.valid_until >= today {
            let is_soon = soon.as_ref().is_some_and(|day| item.valid_until <= *day);
            if is_soon && item.reminded.is_empty() && !item.contributor.is_empty() {
                remind(entry, item, &today)?;
            }
            continue;
        }
        match directory::set_state(&entry.id, entry.revision, "withdrawn") {
            // Somebody was faster; the next day looks again.
            Err(error) if error.code == Code::Conflict => {}
            ended => {
                ended?;
                run.ended += 1;
                let message = said("ended", &[("day", item.valid_until.clone())]);
                context::report(context::Outcome::Changed, &item.name, &message);
            }
        }
    }
    run.after = found.next;
    if run.after.is_none() {
        storage::delete(KEY)?;
        let message = said("ended-summary", &[("count", run.ended.to_string())]);
        return Ok(Progress::finished(run.looked, message));
    }
    storage::set_json(KEY, &run)?;
    Ok(Progress::going(run.looked, None, ""))
}

/// Tells its author, once. Where the day's letters are all written, the next day tries again.
fn remind(entry: &Entry, item: Item, today: &str) -> Result<()> {
    let name = ("name", item.name.clone());
    let subject = said("reminder-subject", std::slice::from_ref(&name));
    let text = said("reminder", &[name, ("day", date(&item.valid_until))]);
    match contributors::write(&item.contributor, &subject, &text) {
        Err(error) if error.code == Code::Exhausted => return Ok(()),
        // Erased meanwhile: nobody is left to be told.
        Err(error) if error.is_not_found() => {}
        written => _ = written?,
    }
    let told = Item {
        reminded: today.to_owned(),
        ..item
    };
    match directory::update(&entry.id, entry.revision, &told) {
        Err(error) if error.code == Code::Conflict => Ok(()),
        updated => updated.map(drop),
    }
}
