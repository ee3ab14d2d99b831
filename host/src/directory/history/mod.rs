//! What records were before: each replaced revision, and the tombstones of those deleted.

pub(super) mod store;

use super::error::DirectoryError;
use super::reader::Author;
use super::record::{Record, State};
use super::session::Session;
use super::{Directory, ENTRIES_MAX};

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

impl Directory {
    /// The replaced revisions of a record, the latest first; at most [`ENTRIES_MAX`].
    pub async fn history(&self, id: &str, limit: u32) -> Result<Vec<Revision>, DirectoryError> {
        self.history_before(id, u64::MAX, limit).await
    }

    /// The same, of those before a revision.
    pub async fn history_before(
        &self,
        id: &str,
        before: u64,
        limit: u32,
    ) -> Result<Vec<Revision>, DirectoryError> {
        let readers = self.database.readers();
        Ok(store::history_of(readers, (id, before), limit.min(ENTRIES_MAX)).await?)
    }

    /// One replaced revision.
    pub async fn revision(
        &self,
        id: &str,
        revision: u64,
    ) -> Result<Option<Revision>, DirectoryError> {
        let found = self
            .history_before(id, revision.saturating_add(1), 1)
            .await?;
        Ok(found.into_iter().find(|one| one.revision == revision))
    }

    /// Makes a replaced revision stand again, content and state, as a change of its own; `Conflict` where the record does not
    /// stand at the revision expected.
    pub async fn go_back(
        &self,
        (id, expected): (&str, u64),
        to: &Revision,
        by: &str,
    ) -> Result<Record, DirectoryError> {
        let mut session = Session::new(self, Author::host(by));
        let mut back = session.update(id, expected, &to.content).await?;
        if back.state != to.state {
            back = session.set_state(id, back.revision, to.state).await?;
        }
        session.commit().await?;
        Ok(back)
    }
}

/// A revision on its way into the history.
#[derive(Debug)]
pub(super) struct Superseded {
    pub record: Record,
    pub at: i64,
    pub by: String,
}
