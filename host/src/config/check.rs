//! Looks at a whole configuration without an instance: what cannot be read, then what reads well and holds nothing usable.

use std::path::Path;

use super::fault::Wrong;
use super::{Config, ConfigError, Looked, Proxies, secret};

impl Config {
    /// Everything that this module can tell of a file, of the environment over it, and of the files that both name, which are
    /// relative to `folder`.
    pub fn check(file: &Path, folder: &Path, must: bool) -> Looked {
        let mut looked = Self::look(file, must);
        values(&mut looked, folder);
        looked.faults.extend(secret::faults(folder, &looked));
        looked
    }
}

fn values(looked: &mut Looked, folder: &Path) {
    let mut found: Vec<(&str, String)> = Vec::new();
    let config = &looked.config;
    let instance = &config.instance;
    if let Err(error) = jiff::tz::TimeZone::get(&instance.timezone) {
        found.push(("instance.timezone", error.to_string()));
    }
    if instance.origin.is_empty() || instance.origin.contains(['/', ':', ' ', '@']) {
        let why = "it is a host name alone";
        found.push(("instance.origin", why.to_owned()));
    }
    let server = &config.server;
    if !is_listened_on(&server.listen) {
        found.push(("server.listen", "it is no address with a port".to_owned()));
    }
    if let Some(url) = &server.public_url
        && !is_origin(url)
    {
        found.push(("server.public_url", "it is no origin".to_owned()));
    }
    if server.requests_max == 0 {
        found.push(("server.requests_max", "nobody would be answered".to_owned()));
    }
    if server.connections_max == 0 {
        found.push(("server.connections_max", "nobody could connect".to_owned()));
    }
    match config.mail.server(folder) {
        // A file that cannot be read is told with the other secrets.
        Ok(_) | Err(ConfigError::Read { .. }) => {}
        Err(ConfigError::Invalid { origin, message }) => {
            let key = if origin.contains("mail.from") {
                "mail.from"
            } else {
                "mail.url"
            };
            found.push((key, message));
        }
        Err(error) => found.push(("mail.url", error.to_string())),
    }
    match config.oidc.provider(folder, server.public_url.as_deref()) {
        Ok(_) | Err(ConfigError::Read { .. }) => {}
        Err(ConfigError::Invalid { origin, message }) => {
            let keys = [
                "oidc.client_id",
                "oidc.client_secret_file",
                "oidc.authorities_file",
                "oidc.name",
                "oidc.timeout_s",
            ];
            let key = keys.into_iter().find(|key| origin.contains(key));
            found.push((key.unwrap_or("oidc.issuer"), message));
        }
        Err(error) => found.push(("oidc.issuer", error.to_string())),
    }
    if let Err(text) = Proxies::read(&server.proxies) {
        let why = format!("`{text}` is no address and no network");
        found.push(("server.proxies", why));
    }
    for (key, named, other) in [
        (
            "server.tls_certificate",
            &server.tls_certificate,
            &server.tls_key,
        ),
        ("server.tls_key", &server.tls_key, &server.tls_certificate),
    ] {
        if named.is_some() && other.is_none() {
            found.push((key, "certificate and key are both needed".to_owned()));
        }
    }
    match config.metrics.token(folder) {
        Ok(_) | Err(ConfigError::Read { .. }) => {}
        Err(ConfigError::Invalid { origin, message }) => {
            let key = if origin.contains("metrics.listen") {
                "metrics.listen"
            } else {
                "metrics.token_file"
            };
            found.push((key, message));
        }
        Err(error) => found.push(("metrics.token_file", error.to_string())),
    }
    for (key, why) in found {
        looked.add(key, Wrong::Value(why));
    }
}

/// `127.0.0.1:8095`, `[::1]:8095`, `localhost:8095`.
pub(super) fn is_listened_on(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(host, port)| {
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        let six = bare.is_some_and(|host| host.parse::<std::net::Ipv6Addr>().is_ok());
        let name = !host.is_empty() && !host.contains([':', '/', ' ', '[', ']', '@']);
        port.parse::<u16>().is_ok() && (six || name)
    })
}

/// `https://maille.example.fr`, and nothing behind it.
fn is_origin(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        let root = matches!(url.path(), "" | "/") && url.query().is_none();
        let bare = url.fragment().is_none() && url.username().is_empty();
        matches!(url.scheme(), "http" | "https") && url.has_host() && root && bare
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_to_listen_on_has_a_port() {
        for good in ["127.0.0.1:0", "[::]:80", "localhost:8095", "0.0.0.0:65535"] {
            assert!(is_listened_on(good), "{good}");
        }
        for bad in [
            "127.0.0.1",
            "8095",
            ":8095",
            "::1:80",
            "host:65536",
            "http://h:80",
            "",
        ] {
            assert!(!is_listened_on(bad), "{bad}");
        }
    }

    #[test]
    fn a_public_address_is_an_origin() {
        assert!(is_origin("https://maille.example.fr") && is_origin("http://localhost:8095/"));
        for bad in [
            "maille.example.fr",
            "https://x/annuaire",
            "ftp://x",
            "https://u@x",
            "https://x?a",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
