//! What breaks its reader ends the process, and would do so again at each start. So it is noted before something is read and taken
//! back when that came to an end, good or bad: what was begun three times at one place and never ended is read no more.

mod store;

use std::sync::atomic::Ordering;

use super::{Pull, PullError};
use crate::federation::logs::Kept;
use crate::federation::peers;

/// How often something may break its reader.
const TIMES_MAX: u64 = 3;

impl Pull<'_> {
    /// Notes, once in a go, that something is read at this place that is more than a first line.
    pub(super) async fn reads(&self, kept: &Kept, body: &[u8]) -> Result<(), PullError> {
        let lines = body.strip_suffix(b"\n").unwrap_or(body);
        if !lines.contains(&b'\n') || self.noted.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        let (asked, origin) = self.names();
        let mut write = self.federation.directory.database().write().await?;
        let place = (kept.epoch, kept.seq);
        let times = store::note(&mut write, (asked, origin), place).await?;
        // Before all of a long log is read, it can be told how much is left.
        if let Some(head) = self.head() {
            peers::store::stands(&mut write, origin, head).await?;
        }
        if times > TIMES_MAX {
            store::clear(&mut write, (asked, origin)).await?;
        }
        write.commit().await?;
        match times > TIMES_MAX {
            true => Err(PullError::Stopped(format!(
                "parked: what follows its entry {} broke its reader {TIMES_MAX} times",
                kept.seq
            ))),
            false => Ok(()),
        }
    }

    /// What was noted came to an end.
    pub(super) async fn has_read(&self) -> Result<(), PullError> {
        if !self.noted.load(Ordering::SeqCst) {
            return Ok(());
        }
        let mut write = self.federation.directory.database().write().await?;
        store::clear(&mut write, self.names()).await?;
        write.commit().await?;
        Ok(())
    }

    /// Who is asked, and whose log it is.
    fn names(&self) -> (&str, &str) {
        let asked = self.via.unwrap_or(self.peer);
        (asked.origin.as_str(), self.peer.origin.as_str())
    }
}
