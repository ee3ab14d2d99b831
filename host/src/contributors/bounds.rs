//! How much is tried, sent and asked for, by whom: counts within a time, in memory, bounded, and gone with a restart.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Keys that one count remembers; past them the oldest go.
const KEYS_MAX: usize = 10_000;

/// Wrong codes of one network in a quarter of an hour: a class that mistypes passes, a machine does not.
const WRONG_OF_NETWORK_MAX: u32 = 20;
/// Wrong codes of all networks in a quarter of an hour: at this pace sixty bits last for millions of years.
const WRONG_IN_ALL_MAX: u32 = 2_000;
/// Codes that one network asks for in an hour.
const MAILS_OF_NETWORK_MAX: u32 = 10;
/// Codes for one address in a day: nobody's letter box is filled in somebody's name.
const MAILS_OF_ADDRESS_MAX: u32 = 5;
/// Codes that all ask for in an hour.
const MAILS_IN_ALL_MAX: u32 = 500;
/// What one contributor sends in an hour.
const SENT_BY_CONTRIBUTOR_MAX: u32 = 30;
/// What one network sends in an hour: a class shares it.
const SENT_BY_NETWORK_MAX: u32 = 300;

/// The seconds after which it may be tried again.
pub type Wait = u64;

/// All counts of contributors.
#[derive(Debug)]
pub struct Bounds {
    wrong_of_network: Counts<IpAddr>,
    wrong_in_all: Counts<()>,
    mails_of_network: Counts<IpAddr>,
    mails_of_address: Counts<String>,
    mails_in_all: Counts<()>,
    sent_by_contributor: Counts<String>,
    sent_by_network: Counts<IpAddr>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            wrong_of_network: Counts::new(WRONG_OF_NETWORK_MAX, 15 * MINUTE_MS),
            wrong_in_all: Counts::new(WRONG_IN_ALL_MAX, 15 * MINUTE_MS),
            mails_of_network: Counts::new(MAILS_OF_NETWORK_MAX, HOUR_MS),
            mails_of_address: Counts::new(MAILS_OF_ADDRESS_MAX, 24 * HOUR_MS),
            mails_in_all: Counts::new(MAILS_IN_ALL_MAX, HOUR_MS),
            sent_by_contributor: Counts::new(SENT_BY_CONTRIBUTOR_MAX, HOUR_MS),
            sent_by_network: Counts::new(SENT_BY_NETWORK_MAX, HOUR_MS),
        }
    }
}

impl Bounds {
    /// Counts a code as wrong before it is looked at, so that many at once are no way around.
    pub fn guess(&self, network: IpAddr, now_ms: i64) -> Result<(), Wait> {
        self.wrong_of_network.take(&network, now_ms)?;
        let all = self.wrong_in_all.take(&(), now_ms);
        if all.is_err() {
            self.wrong_of_network.give_back(&network);
        }
        all
    }

    /// It was right.
    pub fn guessed(&self, network: IpAddr) {
        self.wrong_of_network.give_back(&network);
        self.wrong_in_all.give_back(&());
    }

    /// Counts a code that is to be mailed. The order tells nothing: each address has its own count, known or not.
    pub fn mail(&self, network: IpAddr, address: &str, now_ms: i64) -> Result<(), Wait> {
        self.mails_of_network.take(&network, now_ms)?;
        self.mails_of_address.take(&address.to_owned(), now_ms)?;
        self.mails_in_all.take(&(), now_ms)
    }

    /// Counts what a contributor sends.
    pub fn send(&self, network: IpAddr, contributor: &str, now_ms: i64) -> Result<(), Wait> {
        self.sent_by_network.take(&network, now_ms)?;
        self.sent_by_contributor
            .take(&contributor.to_owned(), now_ms)
    }
}

#[derive(Debug, Clone, Copy)]
struct Count {
    times: u32,
    since_ms: i64,
}

/// How often something happened for each key within a time.
#[derive(Debug)]
struct Counts<K> {
    max: u32,
    window_ms: i64,
    counts: Mutex<HashMap<K, Count>>,
}

impl<K: Hash + Eq + Clone> Counts<K> {
    fn new(max: u32, window_ms: i64) -> Self {
        Self {
            max,
            window_ms,
            counts: Mutex::default(),
        }
    }

    /// Counts once more, or says how long to wait.
    fn take(&self, key: &K, now_ms: i64) -> Result<(), Wait> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= KEYS_MAX && !counts.contains_key(key) {
            make_room(&mut counts, now_ms - self.window_ms);
        }
        let fresh = Count {
            times: 0,
            since_ms: now_ms,
        };
        let count = counts.entry(key.clone()).or_insert(fresh);
        let end_ms = count.since_ms + self.window_ms;
        if now_ms >= end_ms {
            *count = fresh;
        }
        if count.times >= self.max {
            let left_ms = end_ms - now_ms;
            return Err(u64::try_from(left_ms / 1000).unwrap_or_default().max(1));
        }
        count.times += 1;
        Ok(())
    }

    fn give_back(&self, key: &K) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(key) {
            count.times = count.times.saturating_sub(1);
        }
    }
}

/// Forgets what is over, and the oldest tenth at once where that is not enough.
fn make_room<K: Hash + Eq>(counts: &mut HashMap<K, Count>, over_ms: i64) {
    counts.retain(|_, count| count.since_ms > over_ms);
    if counts.len() < KEYS_MAX {
        return;
    }
    let mut since: Vec<i64> = counts.values().map(|count| count.since_ms).collect();
    let (_, oldest, _) = since.select_nth_unstable(KEYS_MAX / 10);
    let oldest = *oldest;
    counts.retain(|_, count| count.since_ms > oldest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(number: u32) -> IpAddr {
        IpAddr::from(number.to_be_bytes())
    }

    #[test]
    fn wrong_codes_of_a_network_end_and_right_ones_do_not_count() {
        let bounds = Bounds::default();
        for _ in 0..3 * WRONG_OF_NETWORK_MAX {
            bounds.guess(network(1), 0).unwrap();
            bounds.guessed(network(1));
        }
        for _ in 0..WRONG_OF_NETWORK_MAX {
            bounds.guess(network(1), 0).unwrap();
        }
        assert_eq!(bounds.guess(network(1), 5 * MINUTE_MS), Err(600));
        bounds.guess(network(2), 0).unwrap();
        bounds.guess(network(1), 15 * MINUTE_MS).unwrap();
    }

    #[test]
    fn wrong_codes_of_many_networks_end_too() {
        let bounds = Bounds::default();
        for number in 0..WRONG_IN_ALL_MAX {
            bounds.guess(network(number), 0).unwrap();
        }
        assert!(bounds.guess(network(WRONG_IN_ALL_MAX), 0).is_err());
    }

    #[test]
    fn one_address_gets_few_codes_whoever_asks() {
        let bounds = Bounds::default();
        for number in 0..MAILS_OF_ADDRESS_MAX {
            bounds.mail(network(number), "a@b.example", 0).unwrap();
        }
        assert!(bounds.mail(network(99), "a@b.example", 0).is_err());
        bounds.mail(network(99), "c@b.example", 0).unwrap();
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let counts = Counts::new(1, HOUR_MS);
        for number in 0..u32::try_from(2 * KEYS_MAX).unwrap() {
            counts.take(&number, i64::from(number)).unwrap();
        }
        assert!(counts.counts.lock().unwrap().len() <= KEYS_MAX);
    }
}
