//! The one home of outgoing clients: HTTPS to host *names* alone, and only to public addresses. The address that was
//! checked is the address that is dialled; redirects and proxies are off. Peers are asked by a client of their own
//! ([`Peers`]), and so are servers of the fediverse ([`FediverseServers`]).

mod addresses;
mod fediverse;
mod peers;
mod providers;
mod recorded;

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use maille_federation::client::Transport;
use maille_federation::peering::Address;
use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, RequestBuilder, Response};
use url::{Host, Url};

use addresses::Vetted;
pub use addresses::is_public;
pub use fediverse::{FediverseServers, Unmet};
pub use peers::Peers;
pub use providers::{Providers, Unanswered};
pub use recorded::{Recorded, RecordedAnswer};

/// Time to connect, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a request was not sent.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// The address is not one that may be reached.
    #[error("{0}")]
    Refused(String),
    /// The client could not be made.
    #[error("the outgoing client cannot start")]
    Client(#[source] reqwest::Error),
}

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The network's word.
    #[error(transparent)]
    Network(#[from] reqwest::Error),
    /// There is no network here, and nobody recorded what this address answers.
    #[error("there is no network here, and no recorded answer to {method} {url}")]
    NotRecorded {
        /// Such as `GET`.
        method: String,
        /// Whole.
        url: String,
    },
}

/// The one outgoing client.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: reqwest::Client,
    rule: Rule,
}

/// Which addresses may be dialled.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// Names that stand for a given address, public or not: for the tests' own servers.
    pub known: Vec<(String, SocketAddr)>,
    /// Stands for the system's resolver: for tests of what is dialled.
    pub lookup: Option<Lookup>,
    /// Certificates in DER that are trusted besides the public ones: for the tests' own servers.
    pub roots: Vec<Vec<u8>>,
    /// Carries what is asked of peers, in the place of the network: for simulations.
    pub network: Option<Arc<dyn Transport>>,
    /// Answers what plugins ask, in the place of the network: for trying them out.
    pub recorded: Option<Recorded>,
    /// A server inside the house, which an administrator named: never by somebody's word.
    pub inside: Option<Inside>,
}

/// A server that may stand on a private network and at a port of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// Its name in lower case.
    pub host: String,
    /// Its port; the usual one where there is none.
    pub port: Option<u16>,
}

impl Rule {
    /// Whether this host is reached at another port than the usual one.
    fn opens(&self, host: &str, port: u16) -> bool {
        let inside = self.inside.as_ref();
        self.known.iter().any(|(known, _)| known == host)
            || inside.is_some_and(|inside| inside.host == host && inside.port == Some(port))
    }
}

/// From a name to the addresses that it has at this moment.
#[derive(Clone)]
pub struct Lookup(Arc<Look>);

type Look = dyn Fn(&str) -> Vec<SocketAddr> + Send + Sync;

impl Lookup {
    /// Asked each time that a name is dialled.
    pub fn new(look: impl Fn(&str) -> Vec<SocketAddr> + Send + Sync + 'static) -> Self {
        Self(Arc::new(look))
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lookup")
    }
}

impl Outbound {
    /// Makes the client.
    pub fn new(rule: Rule) -> Result<Self, OutboundError> {
        // Plugins and imports see what they always saw: gzip is unpacked for them, and nothing else.
        let client = guarded(&rule)?.no_brotli().build();
        let client = client.map_err(OutboundError::Client)?;
        Ok(Self { client, rule })
    }

    /// Makes the client for peers, under the same rule, for an instance that answers at `ours`.
    pub fn peers(&self, ours: Address) -> Result<Peers, OutboundError> {
        Peers::new(&self.rule, ours)
    }

    /// Makes the client for the fediverse, under the same rule.
    pub fn fediverse(&self) -> Result<FediverseServers, OutboundError> {
        FediverseServers::new(&self.rule)
    }

    /// Checks an address that somebody else wrote and returns its host's name in lower case.
    pub fn check(&self, text: &str) -> Result<(Url, String), OutboundError> {
        let refuse = |message: String| Err(OutboundError::Refused(message));
        if text.len() > 2_000
            || text
                .chars()
                .any(|char| char.is_control() || char.is_whitespace())
        {
            return refuse(
                "the address is longer than 2,000 bytes or holds spaces or controls".into(),
            );
        }
        let Ok(url) = Url::parse(text) else {
            return refuse(format!("`{text}` is not an address"));
        };
        if url.scheme() != "https" {
            return refuse(format!("`{text}`: only https is spoken"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("the address holds a name or password".into());
        }
        // An IP address never reaches the resolver, so it is refused here.
        let Some(Host::Domain(name)) = url.host() else {
            return refuse(format!("`{text}`: a host has a name here, never a number"));
        };
        let name = name.trim_end_matches('.').to_lowercase();
        if url.port().is_some_and(|port| !self.rule.opens(&name, port)) {
            return refuse(format!("`{text}`: only the usual port is reached"));
        }
        Ok((url, name))
    }

    /// Sends what [`Outbound::check`] let pass, or answers it from what was recorded.
    pub async fn send(&self, request: RequestBuilder) -> Result<Response, SendError> {
        match &self.rule.recorded {
            Some(recorded) => recorded.answer(&request.build()?),
            None => Ok(request.send().await?),
        }
    }

    /// The client; give it only what [`Outbound::check`] let pass.
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }
}

/// A client that dials only what the rule allows, if it is given nothing but names.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the single home of outgoing clients"
)]
fn guarded(rule: &Rule) -> Result<ClientBuilder, OutboundError> {
    // Whoever is first installs it; that another was faster is no fault.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .https_only(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(concat!("Maille/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(Arc::new(Vetted {
            known: rule.known.clone(),
            lookup: rule.lookup.clone(),
            inside: rule.inside.as_ref().map(|inside| inside.host.clone()),
        }));
    if rule.roots.is_empty() {
        return Ok(builder);
    }
    let roots = rule
        .roots
        .iter()
        .map(|der| reqwest::Certificate::from_der(der))
        .collect::<Result<Vec<_>, _>>();
    Ok(builder.tls_certs_only(roots.map_err(OutboundError::Client)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_names_pass() {
        let outbound = Outbound::new(Rule::default()).unwrap();
        assert!(outbound.check("https://data.example.fr/a?b=c").is_ok());
        for bad in [
            "http://data.example.fr/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://u:p@example.fr/",
            "https://example.fr:8443/",
            "file:///etc/passwd",
            "https://example.fr/a b",
            "https://example.fr/\n",
            "https://１２７.0.0.1/",
        ] {
            assert!(outbound.check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_the_server_inside_has_a_port_of_its_own() {
        let inside = Inside {
            host: "id.exemple.fr".to_owned(),
            port: Some(8443),
        };
        let rule = Rule {
            inside: Some(inside),
            ..Rule::default()
        };
        let outbound = Outbound::new(rule).unwrap();
        assert!(
            outbound
                .check("https://id.exemple.fr:8443/realms/a")
                .is_ok()
        );
        assert!(outbound.check("https://ID.exemple.fr./").is_ok());
        for bad in [
            "https://id.exemple.fr:22/",
            "https://other.exemple.fr:8443/",
            "https://a.id.exemple.fr:8443/",
        ] {
            assert!(outbound.check(bad).is_err(), "{bad}");
        }
    }
}
