//! What records were before: each replaced revision, and the tombstones of those deleted.

pub(super) mod store;

use super::record::{Record, State};

/// A replaced revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub revision: u64,
    pub state: State,
    /// Compact JSON, whole: private fields too.
    pub content: String,
    /// When it was replaced, in milliseconds since 1970.
    pub replaced: i64,
    /// The plugin, or the account of the administration.
    pub replaced_by: String,
}

/// A revision on its way into the history.
#[derive(Debug)]
pub(super) struct Superseded {
    pub record: Record,
    pub at: i64,
    pub by: String,
}
