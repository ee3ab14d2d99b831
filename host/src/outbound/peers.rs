//! The outgoing client for other instances. It is never handed out bare: an IP address in a URL would not reach the
//! resolver, and an [`Address`] holds none but `127.0.0.1`, which only an instance of this machine may ask.

use std::sync::Arc;
use std::time::Duration;

use maille_federation::client::{Client, ClientError, Transport};
use maille_federation::peering::Address;
use maille_federation::signatures::Signer;

use super::{OutboundError, Rule, guarded};

/// A peer that sends nothing for so long has stalled.
const STALL_TIMEOUT: Duration = Duration::from_secs(20);

/// Asks other instances for one that answers at an address of its own.
#[derive(Debug, Clone)]
pub struct Peers {
    http: Arc<dyn Transport>,
    ours: Address,
}

impl Peers {
    /// The usual guards, brotli beside gzip, and an end for those that stall. Without TLS only from this machine to
    /// itself.
    pub(super) fn new(rule: &Rule, ours: Address) -> Result<Peers, OutboundError> {
        let http = match &rule.network {
            Some(network) => network.clone(),
            None => Arc::new(client(rule, &ours)?),
        };
        Ok(Peers { http, ours })
    }

    /// What asks the instance at `peer`, for at most `whole` each time. Refused where `peer` is on this machine and we
    /// are not.
    pub fn client<'a>(
        &'a self,
        signer: Signer<'a>,
        peer: &'a Address,
        whole: Duration,
    ) -> Result<Client<'a>, ClientError> {
        Client::new(&*self.http, signer, &self.ours, peer, whole)
    }
}

fn client(rule: &Rule, ours: &Address) -> Result<reqwest::Client, OutboundError> {
    let built = guarded(rule)?
        .https_only(!ours.is_loopback())
        .read_timeout(STALL_TIMEOUT)
        .build();
    built.map_err(OutboundError::Client)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpListener};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use maille_federation::client::{Answer, Call};
    use maille_federation::keys::SecretKey;
    use maille_federation::moment::Moment;
    use maille_federation::origin::KeyId;

    use super::*;
    use crate::outbound::{Lookup, Outbound};

    /// A server of this machine that counts who came.
    fn server() -> (SocketAddr, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let came = Arc::new(AtomicUsize::new(0));
        let count = came.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
            }
        });
        (address, came)
    }

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    async fn ask(rule: Rule, ours: &str, peer: &str) -> Result<Answer, &'static str> {
        let peers = Outbound::new(rule).unwrap().peers(address(ours)).unwrap();
        let key = SecretKey::from_seed(&[1; 32]);
        let key_id = KeyId::of(&"creuse.example".parse().unwrap(), &key.public());
        let signer = Signer {
            key_id: &key_id,
            key: &key,
        };
        let call = Call {
            at: Moment::from_unix(0),
            nonce: [0; 16],
            scheme: None,
        };
        let peer = address(peer);
        let client = peers.client(signer, &peer, Duration::from_secs(60));
        let client = client.map_err(|error| error.code())?;
        let answer = client.get("/.well-known/maille", None, 1024, call).await;
        answer.map_err(|error| error.code())
    }

    const PUBLIC: &str = "https://creuse.example";

    #[tokio::test]
    async fn this_machine_is_dialled_only_by_one_that_answers_here() {
        let (there, came) = server();
        let here = format!("http://{there}");
        let refused = ask(Rule::default(), PUBLIC, &here).await;
        assert_eq!(refused.unwrap_err(), "loopback");
        assert_eq!(came.load(Ordering::SeqCst), 0);
        let answer = ask(Rule::default(), "http://127.0.0.1:8095", &here).await;
        assert_eq!(answer.unwrap().status, 204);
        assert_eq!(came.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn names_of_this_machine_are_not_dialled_from_anywhere() {
        let (there, came) = server();
        let lookup = Lookup::new(move |_| vec![there]);
        for ours in [PUBLIC, "http://127.0.0.1:8095"] {
            let rule = Rule {
                lookup: Some(lookup.clone()),
                ..Rule::default()
            };
            let peer = format!("https://gironde.example:{}", there.port());
            assert_eq!(ask(rule, ours, &peer).await.unwrap_err(), "unreachable");
        }
        assert_eq!(came.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn what_a_name_leads_to_is_looked_at_each_time_and_inside_is_not_dialled() {
        let (there, came) = server();
        let port = there.port();
        let inside = [
            "127.0.0.1",
            "127.8.9.10",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
            "192.0.2.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "fe80::1",
            "fd00::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ];
        let looks = Arc::new(AtomicUsize::new(0));
        let count = looks.clone();
        // Another answer each time, as of a name whose owner changes it between two questions; the server is always beside it.
        let lookup = Lookup::new(move |_| {
            let ip = inside[count.fetch_add(1, Ordering::SeqCst) % inside.len()];
            vec![there, SocketAddr::new(ip.parse().unwrap(), port)]
        });
        for number in 1..=inside.len() {
            let rule = Rule {
                lookup: Some(lookup.clone()),
                ..Rule::default()
            };
            let peer = format!("https://gironde.example:{port}");
            let met = ask(rule, PUBLIC, &peer).await;
            assert_eq!(met.unwrap_err(), "unreachable", "{}", inside[number - 1]);
            assert_eq!(
                looks.load(Ordering::SeqCst),
                number,
                "looked up once each time"
            );
        }
        assert_eq!(came.load(Ordering::SeqCst), 0);
        // The server does count who knocks: where the rule names it, the same question reaches it.
        let known = Rule {
            known: vec![("gironde.example".to_owned(), there)],
            ..Rule::default()
        };
        let peer = format!("https://gironde.example:{port}");
        assert!(ask(known, PUBLIC, &peer).await.is_err(), "it speaks no TLS");
        assert_eq!(came.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn without_tls_nothing_leaves_a_public_instance() {
        let (there, came) = server();
        let rule = Rule {
            known: vec![("gironde.example".to_owned(), there)],
            ..Rule::default()
        };
        // Past the type that holds no such address.
        let http = client(&rule, &address(PUBLIC)).unwrap();
        let port = there.port();
        for url in [
            format!("http://127.0.0.1:{port}/"),
            format!("http://gironde.example:{port}/"),
        ] {
            let error = http.get(&url).send().await.unwrap_err();
            assert!(error.is_builder(), "{url}: {error:?}");
        }
        assert_eq!(came.load(Ordering::SeqCst), 0);
        for ip in [
            "https://127.0.0.1",
            "https://[::1]",
            "https://10.0.0.1:8443",
            "http://10.0.0.1",
        ] {
            assert!(ip.parse::<Address>().is_err(), "{ip}");
        }
    }
}
