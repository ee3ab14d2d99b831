//! How many pictures one network and all of them send: each costs a core for a second. Counted in memory, bounded, gone with a
//! restart.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::contributors::Wait;

const HOUR_MS: i64 = 60 * 60 * 1000;
/// Of one network in an hour: a class shares it.
const OF_NETWORK_MAX: u32 = 60;
/// Of all networks in an hour.
const IN_ALL_MAX: u32 = 1_000;
/// What is counted of one hour in all also bounds how many networks are remembered.
#[derive(Debug, Default)]
pub(super) struct Counts(Mutex<Hour>);

#[derive(Debug, Default)]
struct Hour {
    since_ms: i64,
    all: u32,
    networks: HashMap<IpAddr, u32>,
}

impl Counts {
    /// Counts one more, or says how long to wait.
    pub fn take(&self, network: IpAddr, now_ms: i64) -> Result<(), Wait> {
        let mut hour = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now_ms >= hour.since_ms + HOUR_MS {
            *hour = Hour {
                since_ms: now_ms,
                ..Hour::default()
            };
        }
        let left_ms = hour.since_ms + HOUR_MS - now_ms;
        let wait = u64::try_from(left_ms / 1000).unwrap_or_default().max(1);
        if hour.all >= IN_ALL_MAX {
            return Err(wait);
        }
        let count = hour.networks.entry(network).or_default();
        if *count >= OF_NETWORK_MAX {
            return Err(wait);
        }
        *count += 1;
        hour.all += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_and_all_of_them_come_to_an_end_for_an_hour() {
        let network = |number: u32| IpAddr::from(number.to_be_bytes());
        let counts = Counts::default();
        for _ in 0..OF_NETWORK_MAX {
            counts.take(network(1), HOUR_MS).unwrap();
        }
        assert_eq!(counts.take(network(1), HOUR_MS + 600_000), Err(3_000));
        for number in 0..IN_ALL_MAX - OF_NETWORK_MAX {
            counts.take(network(2 + number), HOUR_MS).unwrap();
        }
        assert!(counts.take(network(9_999), HOUR_MS).is_err());
        counts.take(network(1), 2 * HOUR_MS).unwrap();
    }
}
