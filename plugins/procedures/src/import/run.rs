//! Where an import stands between two steps, and its bounds.

use std::collections::{BTreeMap, BTreeSet};

use maille_sdk::context;
use serde::{Deserialize, Serialize};

/// Fiches in a step: far below 2,000 writes.
pub const FICHES_MAX: usize = 150;
/// XML in a step: about a second, where ten are allowed.
pub const BYTES_MAX: usize = 3 * 1024 * 1024;
/// Records withdrawn in a step.
pub const WITHDRAWN_MAX: usize = 300;
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
    /// The archive that is half done.
    pub archive: Option<Archive>,
    /// Every document was read; what disappeared upstream is being withdrawn.
    pub sweeping: bool,
    /// Audiences of which a whole archive was read.
    pub whole: BTreeSet<String>,
    /// Documents and entries done.
    pub done: u64,
    /// Documents and entries known.
    pub total: u64,
    /// What came of them.
    pub counts: Counts,
    /// Elements that the grammar does not know.
    pub unknown: BTreeMap<String, u32>,
}

/// An archive under way.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Archive {
    /// The document.
    pub name: String,
    /// The entry to read next.
    pub next: usize,
    /// Bytes unpacked so far.
    pub unpacked: u64,
    /// Audiences met, with how many fiches.
    pub audiences: BTreeMap<String, u32>,
    /// Something in it could not be read as an entry: nothing is withdrawn for want of it.
    pub doubtful: bool,
}

/// How many of each.
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// New.
    pub taken: u64,
    /// Different now.
    pub changed: u64,
    /// The same.
    pub unchanged: u64,
    /// Mended.
    pub repaired: u64,
    /// Not taken.
    pub refused: u64,
    /// Gone upstream.
    pub withdrawn: u64,
}

/// What is left of a step.
#[derive(Debug)]
pub struct Budget {
    fiches: usize,
    bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            fiches: FICHES_MAX,
            bytes: BYTES_MAX,
        }
    }
}

impl Budget {
    /// Takes a document of this size from the budget.
    pub fn spend(&mut self, bytes: usize) {
        self.fiches = self.fiches.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// True where the step must end.
    pub fn is_spent(&self) -> bool {
        self.fiches == 0 || self.bytes == 0
    }
}

/// True for an archive that holds everything of its audience, as the publisher names them.
pub fn is_whole(name: &str) -> bool {
    name.rsplit('/')
        .next()
        .is_some_and(|file| file.starts_with("vosdroits"))
}

impl Run {
    /// The last line of the report.
    pub fn summary(&self) -> String {
        let counts = self.counts;
        let mut text = context::translate(
            "import-summary",
            &[
                ("taken", &counts.taken.to_string()),
                ("changed", &counts.changed.to_string()),
                ("unchanged", &counts.unchanged.to_string()),
                ("repaired", &counts.repaired.to_string()),
                ("refused", &counts.refused.to_string()),
                ("withdrawn", &counts.withdrawn.to_string()),
            ],
        );
        if !self.unknown.is_empty() {
            let names: Vec<String> = self
                .unknown
                .iter()
                .map(|(name, count)| format!("{name} ({count})"))
                .collect();
            text.push(' ');
            text.push_str(&context::translate(
                "import-unknown",
                &[("names", &names.join(", "))],
            ));
        }
        text
    }
}
