//! How two instances stand to each other, and what moves them.

use serde::{Deserialize, Serialize};

use super::Action;

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Us,
    Them,
}

/// How two instances stand to each other, as one of them sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    #[default]
    None,
    /// We named them; they have not answered.
    RequestedByUs,
    /// They named us; a person here has not decided.
    RequestedByThem,
    /// Both named each other: both pull.
    Approved,
    SuspendedByUs,
    SuspendedByThem,
    SuspendedByBoth,
    /// Over; the other's data are purged. A new request begins anew.
    Ended,
}

/// An action that means nothing in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this does not fit how the two instances stand to each other")]
pub struct Unexpected;

impl Relation {
    /// What the relation is after `who` did `action`.
    pub fn after(self, who: Who, action: Action) -> Result<Relation, Unexpected> {
        use Relation::{Approved, Ended, None, RequestedByThem, RequestedByUs};
        use Relation::{SuspendedByBoth, SuspendedByThem, SuspendedByUs};
        Ok(match (self, who, action) {
            (None | Ended, Who::Us, Action::Request) => RequestedByUs,
            (None | Ended, Who::Them, Action::Request) => RequestedByThem,
            // Said again, since an answer was lost.
            (RequestedByUs, Who::Us, Action::Request) => RequestedByUs,
            (RequestedByThem, Who::Them, Action::Request) => RequestedByThem,
            (Approved, _, Action::Accept) => Approved,
            // Two requests that cross: a person on each side named the other.
            (RequestedByUs, Who::Them, Action::Request | Action::Accept) => Approved,
            (RequestedByThem, Who::Us, Action::Request | Action::Accept) => Approved,
            (Approved | SuspendedByUs, Who::Us, Action::Suspend) => SuspendedByUs,
            (Approved | SuspendedByThem, Who::Them, Action::Suspend) => SuspendedByThem,
            (SuspendedByUs | SuspendedByBoth, Who::Them, Action::Suspend) => SuspendedByBoth,
            (SuspendedByThem | SuspendedByBoth, Who::Us, Action::Suspend) => SuspendedByBoth,
            (SuspendedByUs, Who::Us, Action::Accept) => Approved,
            (SuspendedByThem, Who::Them, Action::Accept) => Approved,
            (SuspendedByBoth, Who::Us, Action::Accept) => SuspendedByThem,
            (SuspendedByBoth, Who::Them, Action::Accept) => SuspendedByUs,
            (None, _, Action::End) => return Err(Unexpected),
            (_, _, Action::End) => Ended,
            _ => return Err(Unexpected),
        })
    }

    /// Whether each may read the other's log.
    pub fn exchanges(self) -> bool {
        self == Relation::Approved
    }
}
