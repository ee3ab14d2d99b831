//! Where an import stands between two steps, and its bounds.

use maille_sdk::context::{self, Outcome};
use serde::{Deserialize, Serialize};

/// UIDs in a step: three writes for each are far below 2,000.
pub const GROUPS_MAX: usize = 150;
/// Records withdrawn in a step.
pub const WITHDRAWN_MAX: usize = 300;
/// Bytes of a calendar: twice that is in memory while it is read.
pub const FILE_BYTES_MAX: u64 = 10 * 1024 * 1024;
/// Where the place is kept in the storage.
pub const KEY: &str = "import";

/// An import under way. Kept in the storage together with what each step wrote, so that a kill loses one step.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// The number of this import, from 1.
    pub number: u64,
    /// The last document that is done.
    pub after: Option<String>,
    /// The document that is half done, and its next UID.
    pub current: Option<(String, usize)>,
    /// Events done.
    pub done: u64,
    /// What came of them.
    pub counts: Counts,
}

/// How many of each.
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    taken: u64,
    changed: u64,
    unchanged: u64,
    repaired: u64,
    refused: u64,
    /// No longer in their calendar.
    pub withdrawn: u64,
}

impl Run {
    /// Counts and reports what became of one thing.
    pub fn report(&mut self, outcome: Outcome, subject: &str, message: &str) {
        let count = match outcome {
            Outcome::Taken => &mut self.counts.taken,
            Outcome::Changed => &mut self.counts.changed,
            Outcome::Unchanged => &mut self.counts.unchanged,
            Outcome::Repaired => &mut self.counts.repaired,
            Outcome::Refused => &mut self.counts.refused,
        };
        *count += 1;
        context::report(outcome, subject, message);
    }

    /// The last line of the report.
    pub fn summary(&self) -> String {
        let counts = &self.counts;
        let numbers = [
            ("taken", counts.taken),
            ("changed", counts.changed),
            ("unchanged", counts.unchanged),
            ("repaired", counts.repaired),
            ("refused", counts.refused),
            ("withdrawn", counts.withdrawn),
        ];
        super::said(
            "import-summary",
            &numbers.map(|(name, number)| (name, number.to_string())),
        )
    }
}
