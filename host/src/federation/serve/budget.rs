//! How much each peer may read in a day: whoever begins from zero again and again costs us work and line.

use std::collections::HashMap;

use maille_federation::origin::Origin;

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 3600 * 1000;
/// Peers whose reading is counted; there are never so many.
const PEERS_MAX: usize = 10_000;

/// What each peer read since its day began.
#[derive(Debug)]
pub(in crate::federation) struct Budgets {
    bytes_max: u64,
    read: HashMap<Origin, (i64, u64)>,
}

impl Budgets {
    /// So many bytes a day for each.
    pub(in crate::federation) fn new(bytes_max: u64) -> Self {
        Self {
            bytes_max,
            read: HashMap::new(),
        }
    }

    /// Seconds that this peer has to wait before it may read on; nothing where it may.
    pub(super) fn wait_s(&mut self, peer: &Origin, now_ms: i64) -> Option<u64> {
        let (begun, bytes) = self.read.get(peer).copied()?;
        let left_ms = begun + DAY_MS - now_ms;
        // A clock that was set back makes nobody wait for longer than a day.
        if !(1..=DAY_MS).contains(&left_ms) {
            self.read.remove(peer);
            return None;
        }
        (bytes >= self.bytes_max).then(|| left_ms.unsigned_abs().div_ceil(1000))
    }

    /// Counts what a peer was sent.
    pub(super) fn sent(&mut self, peer: &Origin, now_ms: i64, bytes: usize) {
        if self.read.len() >= PEERS_MAX && !self.read.contains_key(peer) {
            self.read.clear();
        }
        let (_, read) = self.read.entry(peer.clone()).or_insert((now_ms, 0));
        *read = read.saturating_add(bytes as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_read_enough_waits_until_its_day_is_over_and_others_read_on() {
        let [greedy, other]: [Origin; 2] =
            ["creuse.example", "landes.example"].map(|name| name.parse().unwrap());
        let mut budgets = Budgets::new(1000);
        assert_eq!(budgets.wait_s(&greedy, 0), None);
        budgets.sent(&greedy, 0, 999);
        assert_eq!(budgets.wait_s(&greedy, 1_000), None);
        budgets.sent(&greedy, 1_000, 1);
        budgets.sent(&other, 1_000, 1);
        assert_eq!(budgets.wait_s(&greedy, 1_000), Some(86_399));
        assert_eq!(budgets.wait_s(&other, 1_000), None);
        assert_eq!(budgets.wait_s(&greedy, DAY_MS), None, "a new day");
        budgets.sent(&greedy, DAY_MS, 5_000);
        assert_eq!(budgets.wait_s(&greedy, 0), None, "the clock was set back");
    }
}
