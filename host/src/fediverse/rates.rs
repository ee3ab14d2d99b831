//! How often a host may cause something, and all of them together. Bounded in memory: where more hosts come than are
//! remembered, those that are new wait.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use maille_federation::origin::Origin;

/// Hosts that are remembered.
const HOSTS_MAX: usize = 4_096;

/// A bound for each host and for all, in one window of time after another.
#[derive(Debug)]
pub(super) struct Rates {
    each: u32,
    all: u32,
    window: Duration,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    since: Option<Instant>,
    all: u32,
    hosts: HashMap<Origin, u32>,
}

impl Rates {
    /// So often in a minute.
    pub fn each_minute(each: u32, all: u32) -> Self {
        Self::new(each, all, Duration::from_secs(60))
    }

    /// So often in an hour.
    pub fn hourly(each: u32, all: u32) -> Self {
        Self::new(each, all, Duration::from_secs(3600))
    }

    fn new(each: u32, all: u32, window: Duration) -> Self {
        Self {
            each,
            all,
            window,
            seen: Mutex::default(),
        }
    }

    /// Whether it may happen once more because of this host; then it is counted.
    pub fn allow(&self, host: &Origin) -> bool {
        self.allow_at(host, Instant::now())
    }

    fn allow_at(&self, host: &Origin, now: Instant) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen
            .since
            .is_none_or(|since| now.duration_since(since) >= self.window)
        {
            *seen = Seen {
                since: Some(now),
                ..Seen::default()
            };
        }
        let known = seen.hosts.get(host).copied();
        let full = known.is_none() && seen.hosts.len() >= HOSTS_MAX;
        let times = known.unwrap_or_default();
        if full || times >= self.each || seen.all >= self.all {
            return false;
        }
        seen.all += 1;
        seen.hosts.insert(host.clone(), times + 1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_s_flood_leaves_room_for_others_until_all_is_full() {
        let rates = Rates::new(2, 5, Duration::from_secs(60));
        let host = |name: &str| format!("{name}.example").parse().unwrap();
        let now = Instant::now();
        let taken = |name: &str, at| rates.allow_at(&host(name), at);
        assert!(taken("a", now) && taken("a", now) && !taken("a", now));
        assert!(taken("b", now) && taken("b", now) && taken("c", now));
        assert!(!taken("d", now), "all together");
        assert!(taken("a", now + Duration::from_secs(60)));
    }
}
