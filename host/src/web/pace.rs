//! How many forms one address may send in a while: a machine that fills them in all day leaves room for people. What is
//! counted stays in memory, bounded, and is gone with a restart.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use moka::sync::Cache;

use super::person::address;
use crate::app::App;

/// A library has one address for all its visitors.
const FORMS_MAX: u32 = 20;
/// Seconds in which they are counted.
pub const WINDOW_S: u64 = 10 * 60;
/// About 2 MiB; past it the addresses that sent least lately are forgotten, and other bounds hold.
const ADDRESSES_MAX: u64 = 20_000;
/// Counts what addresses sent lately.
#[derive(Debug)]
pub struct Pace {
    sent: Cache<IpAddr, Arc<AtomicU32>>,
}

impl Default for Pace {
    fn default() -> Self {
        let sent = Cache::builder()
            .max_capacity(ADDRESSES_MAX)
            .time_to_live(Duration::from_secs(WINDOW_S))
            .build();
        Self { sent }
    }
}

impl Pace {
    /// Counts one form more; false where that is too many.
    pub fn allows(&self, from: &Sender) -> bool {
        let sent = self.sent.get_with(from.0, Arc::default);
        sent.fetch_add(1, Ordering::Relaxed) < FORMS_MAX
    }
}

/// Who sends, as far as it is counted: an address, or the network of a home where there are more addresses than stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender(IpAddr);

impl FromRequestParts<Arc<App>> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self::new(address(parts)))
    }
}

impl Sender {
    /// Of a request that a handler took apart itself.
    pub fn of(parts: &Parts) -> Self {
        Self::new(address(parts))
    }

    /// The address, or the network.
    pub fn network(self) -> IpAddr {
        self.0
    }

    fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(address: &str) -> Sender {
        Sender::new(address.parse().unwrap())
    }

    #[test]
    fn a_home_is_one_sender() {
        assert_eq!(sender("2001:db8:1:2:3::4"), sender("2001:db8:1:2::9"));
        assert_ne!(sender("2001:db8:1:2:3::4"), sender("2001:db8:1:3::4"));
        assert_eq!(sender("::ffff:192.0.2.7"), sender("192.0.2.7"));
    }

    #[test]
    fn too_many_are_refused_and_others_are_not() {
        let pace = Pace::default();
        let (one, other) = (sender("192.0.2.7"), sender("192.0.2.8"));
        assert!((0..FORMS_MAX).all(|_| pace.allows(&one)));
        assert!(!pace.allows(&one) && pace.allows(&other));
    }
}
