//! Events: the agenda of a territory. Calendars in and out, what recurs found on each of its dates, and the neighbours'
//! events beside one's own.

pub mod ics;
pub mod import;
pub mod pages;
pub mod record;
pub mod recurrence;
pub mod rhythm;

use maille_sdk::directory::Entry;
use maille_sdk::{Code, Error, Plugin, Progress, Reply, Request, Result, context};

/// The plugin.
#[derive(Debug, Default)]
pub struct Events;

impl Plugin for Events {
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        pages::answer(request, reply)
    }

    fn run(&self, task: &str) -> Result<Progress> {
        match task {
            "import" => import::import(),
            "fetch" => import::fetch(),
            "refresh" => import::refresh(),
            other => Err(Error::invalid(format!("this plugin has no task `{other}`"))),
        }
    }

    /// Somebody else's event, here or at a neighbour's: the host finds it on each of its dates once they are said.
    fn changed(&self, entry: Entry) -> Result<()> {
        let Ok(event) = entry.read::<record::Event>() else {
            return Ok(());
        };
        match import::say_times(&entry.id, &event, (context::now(), import::own_zone())) {
            // An administrator may want it so: others' events are then found on their first date alone.
            Err(error) if error.code == Code::Denied => {
                context::log(context::Level::Warning, &error.to_string());
                Ok(())
            }
            other => other.map(drop),
        }
    }
}

#[cfg(target_family = "wasm")]
maille_sdk::plugin!(Events);
