//! The task `expire`: what has come to its last day is withdrawn. Its author may publish it again with the code.

use maille_sdk::directory::Search;
use maille_sdk::{Code, Progress, Result, context, directory, storage};
use serde::{Deserialize, Serialize};

use crate::import::said;
use crate::record::{Item, Kind};

/// Records looked at in a step.
const STEP: u32 = 200;
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
    for entry in &found.entries {
        run.looked += 1;
        let item: Item = entry.read()?;
        if item.valid_until.is_empty() || item.valid_until >= today {
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
