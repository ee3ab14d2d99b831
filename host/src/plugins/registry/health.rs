//! Traps of a plugin, and whether it is paused.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Traps and pause of one plugin.
#[derive(Debug, Default)]
pub struct Health {
    traps: Mutex<VecDeque<i64>>,
    paused: AtomicBool,
    /// The entry of the journal that it could not follow last, and how often that was tried.
    stuck: Mutex<(i64, u32)>,
}

impl Health {
    /// True while the plugin answers nobody.
    pub fn paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    /// Pauses or lets go on.
    pub fn set_paused(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
        if !paused {
            self.lock().clear();
        }
    }

    /// Counts a trap; true once, when it is the one too many.
    pub fn trapped(&self, now_ms: i64, limit: u32, window_s: u64) -> bool {
        let mut traps = self.lock();
        let window_ms = i64::try_from(window_s.saturating_mul(1000)).unwrap_or(i64::MAX);
        traps.push_back(now_ms);
        while traps
            .front()
            .is_some_and(|first| now_ms.saturating_sub(*first) > window_ms)
        {
            traps.pop_front();
        }
        traps.len() >= limit as usize && !self.paused.swap(true, Ordering::Relaxed)
    }

    /// Counts that an entry of the journal could not be followed: how often that is now.
    pub fn stumbled(&self, seq: i64) -> u32 {
        let mut stuck = self.stuck.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = if stuck.0 == seq { stuck.1 } else { 0 };
        *stuck = (seq, tries.saturating_add(1));
        stuck.1
    }

    /// Traps that are still counted.
    pub fn traps(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<i64>> {
        self.traps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_traps_within_the_window_pause_once() {
        let health = Health::default();
        assert!((0..4).all(|n| !health.trapped(n * 1_000, 5, 600)));
        assert!(health.trapped(5_000, 5, 600));
        assert!(health.paused() && !health.trapped(6_000, 5, 600));
        health.set_paused(false);
        assert_eq!(health.traps(), 0);
    }

    #[test]
    fn traps_far_apart_do_not_add_up() {
        let health = Health::default();
        assert!((0..50).all(|n| !health.trapped(n * 200_000, 5, 600)));
    }
}
