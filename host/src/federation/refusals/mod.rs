//! What was refused, counted for each peer by the word that it was told, and for all others together. Counted in memory first, and
//! written about once a second: whoever sends what is refused again and again makes no work of it.

pub(super) mod store;

use std::collections::BTreeMap;
use std::sync::PoisonError;

use maille_federation::origin::Origin;

use super::Federation;
use super::error::FederationError;

/// Pairs of peer and word that wait to be written; what is beyond is counted for nobody.
const WAITING_MAX: usize = 10_000;
/// In whose name all are counted whom we do not know.
const OTHERS: &str = "";

/// What waits to be written: how often, by peer and word.
pub(super) type Refusals = BTreeMap<(String, &'static str), u64>;

/// What was refused of a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedOften {
    /// The word that it was told.
    pub code: String,
    pub times: u64,
    /// The last time, in milliseconds since 1970.
    pub at: i64,
}

impl Federation {
    /// Counts what was refused of a peer, or of nobody who is known.
    pub fn count_refused(&self, peer: Option<&Origin>, code: &'static str) {
        let name = peer.map_or(OTHERS, Origin::as_str).to_owned();
        let mut waiting = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        let known = waiting.len();
        match waiting.get_mut(&(name.clone(), code)) {
            Some(times) => *times += 1,
            None if known < WAITING_MAX => {
                waiting.insert((name, code), 1);
            }
            None => {}
        }
    }

    /// Writes what was counted since the last time. A request that waits for somebody's decision, or is over, is nobody's: such
    /// names come and go.
    pub async fn write_refused(&self) -> Result<(), FederationError> {
        let waiting = {
            let mut waiting = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *waiting)
        };
        if waiting.is_empty() {
            return Ok(());
        }
        let known = self.known().await?;
        let lasts = |name: &str| {
            let name: Option<Origin> = name.parse().ok();
            let known = name.and_then(|name| known.get(&name));
            known.is_some_and(|known| known.lasts())
        };
        let mut rows: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for ((name, code), times) in &waiting {
            let name = if lasts(name) { name.as_str() } else { OTHERS };
            *rows.entry((name, code)).or_default() += times;
        }
        let at = self.directory.clock().now_ms();
        let rows: Vec<(&str, &str, u64)> = rows
            .into_iter()
            .map(|((name, code), times)| (name, code, times))
            .collect();
        let mut write = self.directory.database().write().await?;
        store::add(&mut write, &rows, at).await?;
        write.commit().await?;
        Ok(())
    }

    /// What was refused of a peer, the most frequent first; of all others together where none is named.
    pub async fn refused(
        &self,
        peer: Option<&Origin>,
    ) -> Result<Vec<RefusedOften>, FederationError> {
        let readers = self.directory.database().readers();
        Ok(store::of(readers, peer.map_or(OTHERS, Origin::as_str)).await?)
    }
}
