//! An instance's configuration: `maille.toml` in its data folder, and `MAILLE__SECTION__KEY` in the environment. The
//! single home of the environment. Every key has a default, so an instance works without a file.

mod backup;
mod bounds;
mod check;
mod database;
mod fault;
mod language;
mod law;
mod mail;
mod metrics;
mod oidc;
mod proxies;
mod read;
mod secret;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use backup::Backup;
pub use bounds::{CallBounds, PluginBounds};
pub use database::Database;
pub use fault::{Fault, Faults, Place, Wanted, Wrong};
pub use language::{command, language};
pub use law::{Accessibility, Legal, OwnVerdict, Verdict};
pub use mail::{Encryption, Mail, MailServer};
pub use metrics::Metrics;
pub use oidc::{Oidc, OidcProvider};
pub use proxies::Proxies;
pub(crate) use read::with_suggestion;
pub use read::{ConfigError, Looked};
pub use secret::{open_secrets, secret, shown};

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Who this instance is.
    pub instance: Instance,
    /// How it is reached.
    pub server: Server,
    /// Where its records stand.
    pub database: Database,
    /// What guests may use.
    pub plugins: PluginBounds,
    /// What may be imported in the browser.
    pub imports: Imports,
    /// What is exchanged with other instances.
    pub federation: Federation,
    /// What the fediverse reads.
    pub fediverse: Fediverse,
    /// Which server takes letters.
    pub mail: Mail,
    /// Who vouches for people besides their password.
    pub oidc: Oidc,
    /// The backups that it makes by itself.
    pub backup: Backup,
    /// Who may read figures of it.
    pub metrics: Metrics,
    /// Who publishes, who hosts, whom to ask about personal data.
    pub legal: Legal,
    /// How far it is accessible.
    pub accessibility: Accessibility,
    /// The functions that `/annuaire/fonctions` counts, in this order; all that are known where none is named.
    pub functions: Vec<FunctionChoice>,
}

/// What is exchanged with other instances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Federation {
    /// Whether anything is.
    pub enabled: bool,
    /// The kinds whose records peers may copy.
    pub shares: Vec<String>,
    /// Seconds between two questions to a peer that says nothing by itself, give or take a fifth.
    pub poll_s: u64,
    /// Seconds between two hints to one peer.
    pub hint_s: u64,
    /// Seconds for a peer's whole answer.
    pub request_timeout_s: u64,
    /// Records of one peer that are held here; beyond, its log stops until somebody decides.
    pub peer_records_max: u64,
    /// Bytes of one peer's records, superseded ones included.
    pub peer_bytes_max: u64,
    /// Bytes that one peer may read here in a day, as they are sent: whoever begins from zero again and again waits.
    pub reader_bytes_max: u64,
}

impl Default for Federation {
    fn default() -> Self {
        // A professional is listed with a consent that was given here: no such record leaves unless somebody adds its kind.
        let shares = ["event", "organisation", "place", "resource", "service"];
        Self {
            enabled: true,
            shares: shares.map(str::to_owned).to_vec(),
            poll_s: 15 * 60,
            hint_s: 5,
            request_timeout_s: 60,
            // Ten times a large département; a record has 64 KiB at most, and hardly ever more than two.
            peer_records_max: 200_000,
            peer_bytes_max: 2 * 1024 * 1024 * 1024,
            // The first copy of 20,000 records is 4 MB; a mirror is read for a hundred owners.
            reader_bytes_max: 2 * 1024 * 1024 * 1024,
        }
    }
}

/// What the fediverse reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fediverse {
    /// Whether anything is: what a stranger's server has copied cannot be called back, so somebody decides.
    pub enabled: bool,
    /// The kinds whose published records are read and followed there: `event`, `organisation`, `place`.
    pub kinds: Vec<String>,
}

impl Default for Fediverse {
    fn default() -> Self {
        Self {
            enabled: false,
            kinds: ["event", "organisation", "place"]
                .map(str::to_owned)
                .to_vec(),
        }
    }
}

/// What may be imported in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Imports {
    /// Bytes of a file; it is written to the data folder while it comes.
    pub upload_bytes_max: u64,
    /// Seconds for it to come: half a gigabyte over a slow line.
    pub upload_timeout_s: u64,
}

impl Default for Imports {
    fn default() -> Self {
        Self {
            upload_bytes_max: 512 * 1024 * 1024,
            upload_timeout_s: 30 * 60,
        }
    }
}

/// A function that the instance counts: `[[functions]]` with its `code`, and its `label` in other words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionChoice {
    /// A code of `host/vocabularies/functions.json`.
    pub code: String,
    /// What people here call it, by language.
    #[serde(default)]
    pub label: std::collections::BTreeMap<String, String>,
}

/// Who this instance is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Instance {
    /// What citizens call it.
    pub name: String,
    /// The département that runs it.
    pub department: String,
    /// The name under which its records are known to others: a host name.
    pub origin: String,
    /// The IANA time zone in which a day begins.
    pub timezone: String,
    /// Whom to write to, shown on each page's footer and on errors.
    pub contact_email: Option<String>,
    /// Whom to call.
    pub contact_telephone: Option<String>,
}

impl Default for Instance {
    fn default() -> Self {
        Self {
            name: "Maille".into(),
            department: String::new(),
            origin: "localhost".into(),
            timezone: "Europe/Paris".into(),
            contact_email: None,
            contact_telephone: None,
        }
    }
}

/// How the instance is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// The address to listen on.
    pub listen: String,
    /// The address that people type, such as `https://maille.example.fr`; guessed from the request where it is empty.
    pub public_url: Option<String>,
    /// A certificate in PEM, with those between it and its authority; read again when it changes. Relative to the data folder.
    pub tls_certificate: Option<PathBuf>,
    /// Its private key in PEM. Without these two somebody else must do TLS.
    pub tls_key: Option<PathBuf>,
    /// Addresses and networks of the proxies before the instance, which alone are believed about where a request comes from.
    pub proxies: Vec<String>,
    /// Seconds that a client has for the head of a request.
    pub header_timeout_s: u64,
    /// Seconds for a whole request.
    pub request_timeout_s: u64,
    /// Bytes of a request's body.
    pub body_bytes_max: usize,
    /// Bytes that are read beyond the answer's being known: a browser that is cut off while it sends never sees the answer.
    pub linger_bytes_max: u64,
    /// Seconds for that.
    pub linger_s: u64,
    /// Pages that are made for visitors at once; twice as many wait for a moment, and the others are told to come again.
    pub requests_max: usize,
    /// Connections at once. With one more, the one that has been idle for longest is closed.
    pub connections_max: usize,
    /// Bytes of kept pages.
    pub page_cache_bytes: u64,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8095".into(),
            public_url: None,
            tls_certificate: None,
            tls_key: None,
            proxies: ["127.0.0.1", "::1"].map(str::to_owned).to_vec(),
            header_timeout_s: 10,
            request_timeout_s: 30,
            body_bytes_max: 2 * 1024 * 1024,
            linger_bytes_max: 64 * 1024 * 1024,
            linger_s: 30,
            requests_max: 64,
            connections_max: 4096,
            page_cache_bytes: 64 * 1024 * 1024,
        }
    }
}
