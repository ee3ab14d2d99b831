//! A small governor of sign-ins: so many attempts within a time, by name and by address. Bounded in memory, forgetful at
//! each start, and blind to whether a name exists. Strangers who try a name lock its owner out of no place from which the
//! owner came in before.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// Attempts count within this time.
const WINDOW_MS: i64 = 15 * 60 * 1000;
/// Attempts with one name from one address: few enough against guessing, enough for a person with two passwords in mind.
const BY_PAIR_MAX: u32 = 10;
/// Attempts with one name from anywhere: a guesser with many addresses waits too.
const BY_NAME_MAX: u32 = 100;
/// Attempts from one address: a whole office may stand behind it.
const BY_ADDRESS_MAX: u32 = 50;
/// Names and addresses that are remembered; past them the oldest go.
const KEYS_MAX: usize = 10_000;
/// Characters of a name that tell it from another.
const NAME_CHARS_MAX: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Pair(String, IpAddr),
    Name(String),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Count {
    attempts: u32,
    since_ms: i64,
}

/// Attempts of the last minutes.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    tried: HashMap<Key, Count>,
    /// Who came in from where, and when it was last.
    known: HashMap<(String, IpAddr), i64>,
}

impl Attempts {
    /// Counts an attempt before it is made; the seconds to wait where there were too many.
    pub fn begin(&self, login: &str, from: IpAddr, now_ms: i64) -> Result<(), u64> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = counts.known.contains_key(&place(login, from));
        let keys = keys(login, from)
            .into_iter()
            .filter(|(key, _)| !(is_known && matches!(key, Key::Name(_))));
        let keys: Vec<(Key, u32)> = keys.collect();
        for (key, max) in &keys {
            if let Some(count) = counts.tried.get(key)
                && count.attempts >= *max
                && now_ms < count.since_ms + WINDOW_MS
            {
                let left = count.since_ms + WINDOW_MS - now_ms;
                return Err(u64::try_from(left / 1000).unwrap_or_default().max(1));
            }
        }
        for (key, _) in keys {
            make_room(&mut counts.tried, now_ms);
            let fresh = Count {
                attempts: 0,
                since_ms: now_ms,
            };
            let count = counts.tried.entry(key).or_insert(fresh);
            if now_ms >= count.since_ms + WINDOW_MS {
                *count = fresh;
            }
            count.attempts += 1;
        }
        Ok(())
    }

    /// Forgets the attempts with a name: its owner came in, and is known where that was.
    pub fn succeeded(&self, login: &str, from: IpAddr, now_ms: i64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [(pair, _), (name, _), (address, _)] = keys(login, from);
        counts.tried.remove(&pair);
        counts.tried.remove(&name);
        if let Some(count) = counts.tried.get_mut(&address) {
            count.attempts = count.attempts.saturating_sub(1);
        }
        let oldest = counts.known.iter().min_by_key(|(_, at)| **at);
        if counts.known.len() >= KEYS_MAX
            && let Some(oldest) = oldest.map(|(place, _)| place.clone())
        {
            counts.known.remove(&oldest);
        }
        counts.known.insert(place(login, from), now_ms);
    }
}

fn place(login: &str, from: IpAddr) -> (String, IpAddr) {
    (login.chars().take(NAME_CHARS_MAX).collect(), network(from))
}

fn keys(login: &str, from: IpAddr) -> [(Key, u32); 3] {
    let (name, network) = place(login, from);
    [
        (Key::Pair(name.clone(), network), BY_PAIR_MAX),
        (Key::Name(name), BY_NAME_MAX),
        (Key::Address(network), BY_ADDRESS_MAX),
    ]
}

/// A home has a whole network of IPv6 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

fn make_room(counts: &mut HashMap<Key, Count>, now_ms: i64) {
    if counts.len() < KEYS_MAX {
        return;
    }
    counts.retain(|_, count| now_ms < count.since_ms + WINDOW_MS);
    if counts.len() < KEYS_MAX {
        return;
    }
    // The oldest tenth at once, so that a flood of names costs little for each.
    let mut since: Vec<i64> = counts.values().map(|count| count.since_ms).collect();
    let (_, oldest, _) = since.select_nth_unstable(KEYS_MAX / 10);
    let oldest = *oldest;
    counts.retain(|_, count| count.since_ms > oldest);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

    #[test]
    fn after_ten_attempts_a_name_waits_and_others_do_not() {
        let attempts = Attempts::default();
        for _ in 0..BY_PAIR_MAX {
            attempts.begin("camille", HERE, 0).unwrap();
        }
        assert_eq!(attempts.begin("camille", HERE, 60_000), Err(14 * 60));
        attempts.begin("dominique", HERE, 60_000).unwrap();
        attempts.begin("camille", HERE, WINDOW_MS).unwrap();
    }

    #[test]
    fn an_address_that_tries_many_names_waits() {
        let attempts = Attempts::default();
        let other = "2001:db8::1".parse().unwrap();
        let neighbour = "2001:db8::ffff:2".parse().unwrap();
        for number in 0..BY_ADDRESS_MAX {
            attempts.begin(&format!("name {number}"), other, 0).unwrap();
        }
        assert!(attempts.begin("camille", neighbour, 0).is_err());
        attempts.begin("camille", HERE, 0).unwrap();
    }

    #[test]
    fn who_comes_in_is_forgotten() {
        let attempts = Attempts::default();
        for _ in 0..3 * BY_NAME_MAX {
            attempts.begin("camille", HERE, 0).unwrap();
            attempts.succeeded("camille", HERE, 0);
        }
    }

    #[test]
    fn strangers_from_everywhere_wait_and_the_owner_does_not() {
        let attempts = Attempts::default();
        attempts.begin("camille", HERE, 0).unwrap();
        attempts.succeeded("camille", HERE, 0);
        for number in 0..BY_NAME_MAX {
            let from = IpAddr::from(number.to_be_bytes());
            attempts.begin("camille", from, 0).unwrap();
        }
        let stranger = "198.51.100.7".parse().unwrap();
        assert!(attempts.begin("camille", stranger, 0).is_err());
        attempts.begin("camille", HERE, 0).unwrap();
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..u32::try_from(2 * KEYS_MAX).unwrap() {
            let from = IpAddr::from(number.to_be_bytes());
            attempts
                .begin(&format!("name {number}"), from, i64::from(number))
                .unwrap();
        }
        assert!(attempts.0.lock().unwrap().tried.len() <= KEYS_MAX);
    }
}
