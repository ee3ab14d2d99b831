//! What one peer may make us hold. Somebody approved it, and still a mistake there must not fill the disk here.

use std::sync::PoisonError;

use maille_federation::log::Contents;

use super::{Pull, PullError};
use crate::federation::logs::{Kept, store};

/// How much of one peer is held.
#[derive(Debug, Clone, Copy)]
pub(in crate::federation) struct HeldMax {
    pub records: u64,
    /// Of signed records, superseded ones included.
    pub bytes: u64,
}

impl Pull<'_> {
    /// Whether more may be taken: up to a page beyond the bound, so that nobody counts what is written already.
    pub(super) async fn fits(&self, kept: &Kept, contents: &Contents) -> Result<(), PullError> {
        let more: usize = contents
            .records
            .iter()
            .map(|(_, record)| record.bytes().len())
            .sum();
        self.takes(kept.living, more as u64).await
    }

    /// Whether more bytes of records may be taken beside as many records; none are always taken.
    pub(super) async fn takes(&self, records: u64, more: u64) -> Result<(), PullError> {
        let max = self.federation.held_max;
        let known = *self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = match known {
            Some(held) => held,
            None => {
                let readers = self.federation.directory.database().readers();
                store::content_bytes(readers, self.peer.origin.as_str()).await?
            }
        };
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(held + more);
        // What goes is always taken.
        if more == 0 {
            return Ok(());
        }
        if records > max.records {
            return Err(PullError::Full(format!(
                "it shares more than {} records: raise `federation.peer_records_max` if it should",
                max.records
            )));
        }
        if held > max.bytes {
            return Err(PullError::Full(format!(
                "its records have more than {} bytes: raise `federation.peer_bytes_max` if they should",
                max.bytes
            )));
        }
        Ok(())
    }
}
