//! The tasks: takes calendars that the administrator handed over, one record for each event, and moves the horizon within
//! which dates are computed. Never touches a record that it did not make, but for the times at which it takes place.

pub mod feed;
mod fetch;
mod group;
mod leave;
mod locate;
mod refresh;
mod run;
mod step;
mod take;

pub use fetch::fetch;
pub use refresh::{refresh, say_times};
pub use step::step as import;

use chrono_tz::Tz;
use maille_sdk::context;

use crate::recurrence::Window;

/// Times are kept from this long ago.
const PAST_MS: i64 = 31 * 86_400_000;
/// To this far ahead.
const AHEAD_MS: i64 = 731 * 86_400_000;

/// From first to last.
pub const KEPT_MS: i64 = PAST_MS + AHEAD_MS;

/// The instance's zone.
pub fn own_zone() -> Tz {
    context::time_zone().parse().unwrap_or(Tz::UTC)
}

/// Within which times are computed.
pub fn horizon(now: i64) -> Window {
    Window {
        from: now - PAST_MS,
        to: now + AHEAD_MS,
    }
}

/// A sentence with its arguments.
pub fn said(key: &str, arguments: &[(&'static str, String)]) -> String {
    let arguments: Vec<(&str, &str)> = arguments
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    context::translate(key, &arguments)
}

#[cfg(test)]
pub(crate) mod testing {
    use super::group::{Group, by_uid, groups};
    use crate::ics::scan::Scan;

    /// The events of a file, without a host.
    pub fn groups_of(bytes: &[u8], scan: &Scan) -> Vec<Group> {
        by_uid(scan)
            .iter()
            .flat_map(|places| groups(bytes, places).0)
            .collect()
    }
}
