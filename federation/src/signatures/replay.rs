//! Remembers the signatures of requests that changed something for as long as their time would still be accepted.

use std::collections::{HashMap, HashSet, VecDeque};

use super::Refusal;
use crate::hash::Hash;
use crate::moment::Moment;
use crate::origin::KeyId;

/// Bounded by key, so that no peer's flood makes another one's request forgotten; when a key's share is full its requests
/// are refused until the oldest may be forgotten. Only verified signatures come in, so only pinned keys have a share.
#[derive(Debug, Clone)]
pub struct ReplayCache {
    keep_s: i64,
    each_max: usize,
    by_key: HashMap<KeyId, Seen>,
}

#[derive(Debug, Clone, Default)]
struct Seen {
    known: HashSet<Hash>,
    order: VecDeque<(Moment, Hash)>,
}

impl ReplayCache {
    /// Remembers `each_max` signatures of each key for twice `window_s`: a request may come that far before its own time
    /// and again that far after it.
    pub fn new(window_s: u32, each_max: usize) -> ReplayCache {
        ReplayCache {
            keep_s: i64::from(window_s) * 2 + 1,
            each_max,
            by_key: HashMap::new(),
        }
    }

    /// Signatures that are remembered.
    pub fn len(&self) -> usize {
        self.by_key.values().map(|seen| seen.order.len()).sum()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// Forgets what cannot be accepted any more; shares of keys without requests go.
    pub fn forget(&mut self, now: Moment) {
        self.by_key.retain(|_, seen| {
            seen.forget(now, self.keep_s);
            !seen.order.is_empty()
        });
    }

    /// Remembers a verified signature, or says that it came before.
    pub fn remember(
        &mut self,
        key_id: &KeyId,
        signature: &[u8],
        now: Moment,
    ) -> Result<(), Refusal> {
        let seen = self.by_key.entry(key_id.clone()).or_default();
        seen.forget(now, self.keep_s);
        let hash = Hash::of(signature);
        if seen.known.contains(&hash) {
            return Err(Refusal::Replayed);
        }
        if seen.order.len() >= self.each_max {
            let oldest = seen.order.front().map_or(now, |(at, _)| *at);
            let wait_s = oldest.plus(self.keep_s).distance_s(now).max(1);
            return Err(Refusal::ReplaysFull { wait_s });
        }
        seen.known.insert(hash);
        seen.order.push_back((now, hash));
        Ok(())
    }
}

impl Seen {
    /// A clock that was set back forgets nothing too early: what is of the future stays.
    fn forget(&mut self, now: Moment, keep_s: i64) {
        while let Some((at, hash)) = self.order.front() {
            if at.plus(keep_s) > now {
                return;
            }
            self.known.remove(hash);
            self.order.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_remembered_while_it_could_be_accepted_and_each_key_has_its_share() {
        let at = Moment::from_unix;
        let (a, b): (KeyId, KeyId) = (
            "https://a.example/actor#k".parse().unwrap(),
            "https://b.example/actor#k".parse().unwrap(),
        );
        let mut cache = ReplayCache::new(300, 2);
        cache.remember(&a, b"one", at(1000)).unwrap();
        assert_eq!(cache.remember(&a, b"one", at(1600)), Err(Refusal::Replayed));
        cache.remember(&b, b"one", at(1000)).unwrap();
        cache.remember(&a, b"two", at(1010)).unwrap();
        let full = cache.remember(&a, b"three", at(1100));
        assert_eq!(full, Err(Refusal::ReplaysFull { wait_s: 501 }));
        cache.remember(&b, b"three", at(1100)).unwrap();
        cache.remember(&a, b"three", at(1601)).unwrap();
        assert_eq!(cache.len(), 4);
        cache.forget(at(5000));
        assert!(cache.is_empty());
    }
}
