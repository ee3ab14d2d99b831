//! Which addresses are dialled: a name is looked up once, and what it stands for is checked at that moment.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Lookup;

/// Looks a name up once and hands on only what may be dialled: nobody looks a second time.
pub(super) struct Vetted {
    pub(super) known: Vec<(String, SocketAddr)>,
    pub(super) lookup: Option<Lookup>,
    /// This name may have an address of a private network.
    pub(super) inside: Option<String>,
}

impl Resolve for Vetted {
    fn resolve(&self, name: Name) -> Resolving {
        let known = self
            .known
            .iter()
            .find(|(known, _)| known == name.as_str())
            .map(|(_, address)| *address);
        let lookup = self.lookup.clone();
        let inside = self.inside.as_deref() == Some(name.as_str());
        Box::pin(async move {
            if let Some(address) = known {
                return Ok(Box::new(std::iter::once(address)) as Addrs);
            }
            let mut dialled: Vec<SocketAddr> = match lookup {
                Some(Lookup(look)) => look(name.as_str()),
                None => tokio::net::lookup_host((name.as_str(), 0)).await?.collect(),
            };
            dialled.retain(|address| may_be_dialled(address.ip(), inside));
            if dialled.is_empty() {
                let kind = if inside {
                    "public or private"
                } else {
                    "public"
                };
                return Err(format!("`{}` has no {kind} address", name.as_str()).into());
            }
            Ok(Box::new(dialled.into_iter()) as Addrs)
        })
    }
}

/// Addresses of the public network; those of a house's own network too for a server that an administrator named. Never this machine
/// itself, and never what clouds answer their machines at (link-local).
fn may_be_dialled(address: IpAddr, inside: bool) -> bool {
    is_public(address) || (inside && is_private(address))
}

/// Private by RFC 1918, shared by RFC 6598, unique local by RFC 4193.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [a, b, ..] = address.octets();
            address.is_private() || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(address) => address.is_unique_local(),
    }
}

/// True for addresses of the public network: not loopback, private, link-local, metadata, documentation, multicast, and
/// none of these mapped or tunnelled into IPv6.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // Only global unicast is handed out (2000::/3); inside it stand documentation and tunnels that embed IPv4.
    (segments[0] & 0xe000) == 0x2000
        && !(segments[0] == 0x2001 && (segments[1] < 0x0200 || segments[1] == 0x0db8))
        && segments[0] != 0x2002
        && !(segments[0] == 0x3fff && segments[1] < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_dialled() {
        for bad in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "2001:db8::1",
            "ff02::1",
            "198.18.0.1",
        ] {
            assert!(!is_public(bad.parse().unwrap()), "{bad}");
        }
        for good in ["93.184.216.34", "2606:2800:220:1::1", "2a01:e34::1"] {
            assert!(is_public(good.parse().unwrap()), "{good}");
        }
    }

    #[test]
    fn only_a_server_inside_has_a_private_address() {
        for private in [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "fd12::1",
        ] {
            let address = private.parse().unwrap();
            assert!(may_be_dialled(address, true), "{private}");
            assert!(!may_be_dialled(address, false), "{private}");
        }
        for never in [
            "127.0.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "224.0.0.1",
        ] {
            assert!(!may_be_dialled(never.parse().unwrap(), true), "{never}");
        }
    }
}
