//! Peers say that there is news: they are asked soon, and not more often for saying it more often.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::Duration;

use maille_federation::origin::Origin;

use super::store;
use crate::federation::Federation;
use crate::federation::error::FederationError;

/// Between two questions that hints cause.
const PAUSE: Duration = Duration::from_secs(2);

/// When each peer is, or was, asked because of its last hint, on the clock that only goes on.
pub(in crate::federation) type Hinted = HashMap<Origin, Duration>;

impl Federation {
    /// Asks a peer that says there is news, once in two seconds at most.
    pub(in crate::federation) async fn ask_after_hint(
        &self,
        origin: &Origin,
    ) -> Result<(), FederationError> {
        let Some(wait) = self.wait_after_hint(origin, self.directory.clock().passed()) else {
            return Ok(());
        };
        let mut write = self.directory.database().write().await?;
        let at = self.directory.clock().now_ms() + wait.as_millis() as i64;
        store::make_due(&mut write, origin.as_str(), at).await?;
        write.commit().await?;
        self.wake.notify_one();
        Ok(())
    }

    /// How long a question waits; nothing where an earlier hint's is still to come.
    fn wait_after_hint(&self, origin: &Origin, now: Duration) -> Option<Duration> {
        let mut hinted = self.hinted.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = match hinted.get(origin) {
            Some(last) if *last > now => return None,
            Some(last) => PAUSE.saturating_sub(now - *last),
            None => Duration::ZERO,
        };
        hinted.insert(origin.clone(), now + wait);
        Some(wait)
    }

    /// How long the question waits that a hint since then causes: one that was under way may not have answered it.
    pub(in crate::federation) fn wait_since_hint(
        &self,
        origin: &Origin,
        since: Duration,
    ) -> Option<Duration> {
        let hinted = self.hinted.lock().unwrap_or_else(PoisonError::into_inner);
        let last = hinted.get(origin).filter(|last| **last >= since)?;
        Some(last.saturating_sub(self.directory.clock().passed()))
    }
}
