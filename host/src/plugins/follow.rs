//! Hands the journal's changes to a plugin that follows them, and moves its cursor. A change on which the plugin fails each time is
//! left out and said: it may be a stranger's record, and those behind it shall not wait for it.

use std::sync::Arc;

use super::instance::{Failure, Work};
use super::registry::store;
use super::say::Line;
use super::{Loaded, Plugins, directory};
use crate::directory::{Entry, Op, State};

/// Changes handed over in one go.
const CHANGES: u32 = 100;
/// Times that one change is handed over to a plugin that fails on it.
const TRIES: u32 = 3;

impl Plugins {
    /// Whether anything is to be handed over.
    pub async fn has_news(&self, plugin: &Loaded) -> Result<bool, Failure> {
        let inside = &self.inner.around.directory;
        let cursor = store::cursor(inside.database(), &plugin.manifest.id).await;
        let Some(cursor) = cursor.map_err(|error| Failure::Commit(error.into()))? else {
            return Ok(true);
        };
        let entries = inside.entries_after(cursor, &plugin.manifest.follows, 1);
        Ok(!entries.await.map_err(Failure::Commit)?.is_empty())
    }

    /// Hands over what is new since the plugin's cursor.
    pub async fn follow(&self, plugin: &Arc<Loaded>) -> Result<(), Failure> {
        let inside = &self.inner.around.directory;
        let database = inside.database();
        let id = &plugin.manifest.id;
        let unavailable = |error: crate::database::DatabaseError| Failure::Commit(error.into());
        let cursor = match store::cursor(database, id).await.map_err(unavailable)? {
            Some(cursor) => cursor,
            None => {
                let last = inside.last_seq().await.map_err(Failure::Commit)?;
                return store::set_cursor(database, id, last)
                    .await
                    .map_err(unavailable);
            }
        };
        let entries = inside
            .entries_after(cursor, &plugin.manifest.follows, CHANGES)
            .await
            .map_err(Failure::Commit)?;
        for entry in entries {
            let (seq, record) = (entry.seq, entry.record_id.clone());
            if entry.maker != *id
                && let Some(work) = self.work_for(plugin, entry).await?
            {
                let request = format!("journal-{seq}");
                if let Err(failure) = self.call(plugin, work, &request).await {
                    if !is_its_own_fault(&failure) || plugin.health.stumbled(seq) < TRIES {
                        return Err(failure);
                    }
                    self.leave_out(plugin, &record, &request);
                }
            }
            store::set_cursor(database, id, seq)
                .await
                .map_err(unavailable)?;
        }
        Ok(())
    }

    /// Says that a change is not followed any more.
    fn leave_out(&self, plugin: &Loaded, record: &str, request: &str) {
        let id = &plugin.manifest.id;
        tracing::warn!(
            plugin = id,
            record,
            request,
            "a change is left out that the plugin fails on"
        );
        let line = Line {
            by_host: true,
            level: "error".into(),
            message: format!("the change of `{record}` is left out: it failed {TRIES} times"),
        };
        let logs = &self.inner.logs;
        logs.keep(&self.inner.around, id, ("changed", request), vec![line]);
    }

    /// What the plugin sees of a change: the record as it may read it now, or its end.
    async fn work_for(&self, plugin: &Loaded, entry: Entry) -> Result<Option<Work>, Failure> {
        let reader = plugin.grants.author(&plugin.manifest.id).reader;
        if !reader.may_read(&entry.kind) {
            return Ok(None);
        }
        let gone = Work::Deleted {
            id: entry.record_id.clone(),
            kind: entry.kind.clone(),
        };
        if entry.op == Op::Delete {
            return Ok(Some(gone));
        }
        let record = self
            .inner
            .around
            .directory
            .read(&entry.record_id, &reader)
            .await
            .map_err(Failure::Commit)?;
        Ok(match record {
            Some(record) => Some(Work::Changed(directory::entry(record))),
            // Withdrawn: for this reader it is gone. A draft never was.
            None if entry.state == State::Withdrawn => Some(gone),
            None => None,
        })
    }
}

/// Whether the plugin failed on what it was told, and not for want of something that comes back.
fn is_its_own_fault(failure: &Failure) -> bool {
    match failure {
        Failure::Stopped(_) => true,
        Failure::Refused { code, .. } => code != "unavailable",
        Failure::Overloaded | Failure::Paused | Failure::NotThere(_) | Failure::Commit(_) => false,
    }
}
