//! Which machines stand before the instance, and are believed about where a request comes from.

use std::net::IpAddr;

use ipnet::IpNet;

/// Proxies, by address or network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Reads `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`; what is neither.
    pub fn read(texts: &[String]) -> Result<Self, String> {
        let one = |text: &String| {
            let network = text.parse::<IpNet>();
            network.or_else(|_| {
                text.parse::<IpAddr>()
                    .map(IpNet::from)
                    .map_err(|_| text.clone())
            })
        };
        texts.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Where a request comes from: the nearest address that is none of our proxies. `forwarded` are the values of
    /// `X-Forwarded-For` in their order, of which each proxy appends one; anybody else could write anything.
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl Iterator<Item = &'a str>) -> IpAddr {
        if !self.holds(peer) {
            return peer;
        }
        let all: Vec<&str> = forwarded.flat_map(|list| list.split(',')).collect();
        let mut nearest = peer;
        for text in all.iter().rev() {
            // What is no address ends what can be believed.
            let Ok(address) = text.trim().parse::<IpAddr>() else {
                break;
            };
            nearest = address;
            if !self.holds(address) {
                break;
            }
        }
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_proxies_are_believed_and_only_about_their_own_neighbour() {
        let read = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            Proxies::read(&texts)
        };
        let proxies = read(&["127.0.0.1", "::1", "10.0.0.0/8"]).unwrap();
        let client = |peer: &str, forwarded: &[&str]| {
            let from = proxies.client(peer.parse().unwrap(), forwarded.iter().copied());
            from.to_string()
        };
        // A stranger who claims to be somebody.
        assert_eq!(client("203.0.113.9", &["192.0.2.1"]), "203.0.113.9");
        // What a visitor wrote stands before what the proxy saw.
        assert_eq!(client("127.0.0.1", &["192.0.2.66, 192.0.2.7"]), "192.0.2.7");
        assert_eq!(
            client("127.0.0.1", &["192.0.2.66", "192.0.2.7"]),
            "192.0.2.7"
        );
        // Two proxies in a row.
        assert_eq!(client("127.0.0.1", &["192.0.2.7, 10.1.2.3"]), "192.0.2.7");
        assert_eq!(client("::ffff:127.0.0.1", &["2001:db8::7"]), "2001:db8::7");
        // Nothing, or nonsense.
        assert_eq!(client("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(client("127.0.0.1", &["192.0.2.7, unknown"]), "127.0.0.1");
        assert_eq!(
            client("127.0.0.1", &["192.0.2.7, 10.0.0.2, x"]),
            "127.0.0.1"
        );
        // Nobody is believed.
        let none = read(&[]).unwrap();
        let from = none.client("127.0.0.1".parse().unwrap(), ["192.0.2.7"].into_iter());
        assert_eq!(from.to_string(), "127.0.0.1");
        assert_eq!(read(&["127.0.0.1", "proxy"]), Err("proxy".to_owned()));
        assert!(read(&["10.0.0.0/33"]).is_err());
    }
}
