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

use crate::app::App;

/// A library has one address for all its visitors.
const FORMS_MAX: u32 = 20;
/// The time in which they are counted.
const WINDOW: Duration = Duration::from_secs(10 * 60);
/// About 2 MiB; past it the addresses that sent least lately are forgotten, and other bounds hold.
const ADDRESSES_MAX: u64 = 20_000;
/// Where a proxy on this machine writes for whom it asks.
const FORWARDED: &str = "x-forwarded-for";

/// The address that a connection comes from, noted by the server.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Counts what addresses sent lately.
#[derive(Debug)]
pub struct Pace {
    sent: Cache<IpAddr, Arc<AtomicU32>>,
}

impl Default for Pace {
    fn default() -> Self {
        let sent = Cache::builder()
            .max_capacity(ADDRESSES_MAX)
            .time_to_live(WINDOW)
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
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
        let forwarded = parts.headers.get_all(FORWARDED).iter().next_back();
        let forwarded = forwarded.and_then(|value| value.to_str().ok());
        Ok(Self::new(peer, forwarded))
    }
}

impl Sender {
    /// A proxy on this machine is believed, and only the address that it added itself: the last one.
    fn new(peer: Option<IpAddr>, forwarded: Option<&str>) -> Self {
        let peer = peer.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
        let named = || forwarded?.rsplit(',').next()?.trim().parse().ok();
        let address = if peer.to_canonical().is_loopback() {
            named().unwrap_or(peer)
        } else {
            peer
        };
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

    fn sender(peer: &str, forwarded: Option<&str>) -> String {
        Sender::new(Some(peer.parse().unwrap()), forwarded)
            .0
            .to_string()
    }

    #[test]
    fn only_a_proxy_of_this_machine_is_believed() {
        assert_eq!(sender("127.0.0.1", Some("1.1.1.1, 192.0.2.7")), "192.0.2.7");
        assert_eq!(sender("::1", Some("nonsense")), "::");
        assert_eq!(sender("127.0.0.1", None), "127.0.0.1");
        assert_eq!(sender("198.51.100.9", Some("192.0.2.7")), "198.51.100.9");
    }

    #[test]
    fn a_home_is_one_sender() {
        assert_eq!(sender("2001:db8:1:2:3::4", None), "2001:db8:1:2::");
        assert_eq!(sender("::ffff:192.0.2.7", None), "192.0.2.7");
    }

    #[test]
    fn too_many_are_refused_and_others_are_not() {
        let pace = Pace::default();
        let one = Sender::new("192.0.2.7".parse().ok(), None);
        let other = Sender::new("192.0.2.8".parse().ok(), None);
        assert!((0..FORMS_MAX).all(|_| pace.allows(&one)));
        assert!(!pace.allows(&one) && pace.allows(&other));
    }
}
