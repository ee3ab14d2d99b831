//! Takes leave of a calendar whose address was taken out of the settings: what it alone announced and is still to come is
//! withdrawn, and its document goes. If the address comes back, so do its events.

use maille_sdk::{OrNone, Result, context, documents, storage};

use super::feed::{self, Others};
use super::own_zone;
use super::run::{Run, WITHDRAWN_MAX};
use super::step::withdraw;
use super::take::Scene;

/// The documents that are to go, in the storage.
const KEY: &str = "leave";

/// Notes them. The documents go with the step that withdraws the last of their events: a kill loses none of this.
pub fn begin(documents: &[String]) -> Result<()> {
    match documents {
        [] => storage::delete(KEY),
        documents => storage::set_json(KEY, &documents),
    }
}

/// One step: false where there is nothing to take leave of.
pub fn step(run: &mut Run) -> Result<bool> {
    let mut gone: Vec<String> = storage::get_json(KEY)?.unwrap_or_default();
    let Some(document) = gone.first().cloned() else {
        return Ok(false);
    };
    let others = Others::load(&document)?;
    let mut known = feed::load(&document)?;
    let scene = Scene {
        document: &document,
        calendar: &document,
        zones: &[],
        own: own_zone(),
        now: context::now(),
        others: &others,
    };
    let standing: Vec<String> = known
        .iter()
        .filter(|(_, line)| !line.withdrawn)
        .map(|(key, _)| key.clone())
        .collect();
    for key in standing.iter().take(WITHDRAWN_MAX) {
        withdraw(key, (&scene, "import-left"), &mut known, run)?;
    }
    feed::save(&document, &known)?;
    if standing.len() <= WITHDRAWN_MAX {
        documents::delete(&document).or_none()?;
        gone.remove(0);
        begin(&gone)?;
    }
    Ok(true)
}
