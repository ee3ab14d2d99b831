//! Figures for whoever watches the instance: who may read them.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{ConfigError, secret::secret};

/// A shorter one is guessed.
const TOKEN_BYTES_MIN: usize = 16;

/// Who may read `/metrics`. Nobody, unless one of these is named: behind a proxy of this machine everybody comes from it, so
/// that an address proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Metrics {
    /// A file that holds a token alone, relative to the data folder: `/metrics` answers who sends it.
    pub token_file: Option<PathBuf>,
    /// An address of its own, which no proxy leads to: `127.0.0.1:9095`. Without a token only one of this machine.
    pub listen: Option<String>,
}

impl Metrics {
    /// The token in its file, if one is named; else systemd's credential `metrics.token`.
    pub fn token(&self, folder: &Path) -> Result<Option<String>, ConfigError> {
        let token = secret(folder, self.token_file.as_deref(), "metrics.token")?;
        let invalid = |key: &str, message: &str| ConfigError::Invalid {
            origin: format!("`metrics.{key}` in {}", super::Config::FILE),
            message: message.to_owned(),
        };
        if token
            .as_ref()
            .is_some_and(|token| token.len() < TOKEN_BYTES_MIN)
        {
            let words = "it is shorter than 16 characters: `openssl rand -hex 32` makes one";
            return Err(invalid("token_file", words));
        }
        if let Some(listen) = self.listen.as_ref().filter(|_| token.is_none()) {
            let here = listen.parse::<SocketAddr>();
            if !here.is_ok_and(|address| address.ip().is_loopback()) {
                let words =
                    "without a token it must be an address of this machine: `127.0.0.1:9095`";
                return Err(invalid("listen", words));
            }
        }
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_not_open_by_mistake() {
        let folder = tempfile::tempdir().unwrap();
        let named = |listen: Option<&str>, token: Option<&str>| {
            if let Some(token) = token {
                std::fs::write(folder.path().join("token"), token).unwrap();
            }
            let metrics = Metrics {
                token_file: token.map(|_| "token".into()),
                listen: listen.map(str::to_owned),
            };
            metrics.token(folder.path())
        };
        let long = "0123456789abcdef";
        assert_eq!(named(None, None).unwrap(), None);
        assert_eq!(named(Some("127.0.0.1:9095"), None).unwrap(), None);
        assert_eq!(
            named(Some("0.0.0.0:9095"), Some(long)).unwrap().as_deref(),
            Some(long)
        );
        for refused in [
            named(Some("0.0.0.0:9095"), None),
            named(Some("localhost:9095"), None),
            named(None, Some("short")),
            named(None, Some("")),
        ] {
            assert!(refused.is_err());
        }
    }
}
