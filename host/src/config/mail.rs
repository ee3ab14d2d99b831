//! Outgoing mail: which server takes the letters, and in whose name they go. Without it everything works but no letter goes.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

use super::{ConfigError, secret::secret};

/// Outgoing mail. Never shown with its password.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// `smtps://user:password@host` (port 465), or `smtp://user@host:587`, which goes on encrypted (STARTTLS). To this machine
    /// nothing is encrypted. No letters where it is empty.
    pub url: Option<String>,
    /// A file that holds the password alone: relative to the data folder.
    pub password_file: Option<PathBuf>,
    /// Who writes: `Maille du Finistère <ne-pas-repondre@example.fr>`.
    pub from: Option<String>,
}

/// How the server of letters is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// From the first byte.
    Whole,
    /// After a word in the clear; without it nothing is sent.
    Upgraded,
    /// Where the server can; there is no password to be heard.
    Wished,
    /// This machine.
    None,
}

/// Where letters go, read and checked.
#[derive(Clone, PartialEq, Eq)]
pub struct MailServer {
    /// A name or an address.
    pub host: String,
    /// Such as 587.
    pub port: u16,
    /// How it is spoken to.
    pub encryption: Encryption,
    /// User and password.
    pub credentials: Option<(String, String)>,
    /// Who writes.
    pub from: String,
}

impl Mail {
    /// The server of letters, if there is one; what is wrong, and the mend.
    pub fn server(&self, folder: &Path) -> Result<Option<MailServer>, ConfigError> {
        let wrong = |key: &str, message: &str| ConfigError::Invalid {
            origin: format!("`mail.{key}` in {}", super::Config::FILE),
            message: message.to_owned(),
        };
        let (url, from) = match (&self.url, &self.from) {
            (None, None) => return Ok(None),
            (None, Some(_)) => {
                return Err(wrong(
                    "from",
                    "`url` lacks: write `url = \"smtps://user@smtp.example.fr\"`",
                ));
            }
            (Some(_), None) => {
                return Err(wrong(
                    "url",
                    "`from` lacks: write `from = \"Maille <ne-pas-repondre@example.fr>\"`",
                ));
            }
            (Some(url), Some(from)) => (url, from),
        };
        // What is wrong is said without the address: a password may stand in it.
        let shape = || {
            wrong(
                "url",
                "it is no address of a mail server: write `smtps://user@smtp.example.fr` or `smtp://localhost`",
            )
        };
        let url = Url::parse(url).map_err(|_| shape())?;
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or_else(shape)?;
        let rest =
            !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some();
        if rest || !matches!(url.scheme(), "smtp" | "smtps") {
            return Err(shape());
        }
        if from.parse::<lettre::message::Mailbox>().is_err() || from.contains(['\r', '\n']) {
            return Err(wrong(
                "from",
                "it is no e-mail address: write `Maille <ne-pas-repondre@example.fr>`",
            ));
        }
        let decoded = |text: &str| {
            let text = percent_encoding::percent_decode_str(text).decode_utf8();
            text.map(std::borrow::Cow::into_owned).map_err(|_| shape())
        };
        let file = self.password_file.as_deref();
        let password = match (secret(folder, file, "mail.password")?, url.password()) {
            (Some(password), _) => Some(password),
            (None, Some(password)) => Some(decoded(password)?),
            (None, None) => None,
        };
        let credentials = match (url.username(), password) {
            ("", None) => None,
            ("", Some(_)) => {
                return Err(wrong(
                    "url",
                    "a password without a user: write `smtps://user@…`",
                ));
            }
            (_, None) => {
                return Err(wrong(
                    "url",
                    "a user without a password: name its file in `password_file`",
                ));
            }
            (user, Some(password)) => Some((decoded(user)?, password)),
        };
        let encryption = match (url.scheme(), is_here(host), &credentials) {
            ("smtps", ..) => Encryption::Whole,
            (_, true, _) => Encryption::None,
            (_, _, Some(_)) => Encryption::Upgraded,
            _ => Encryption::Wished,
        };
        let usual = match (encryption, &credentials) {
            (Encryption::Whole, _) => 465,
            (_, Some(_)) => 587,
            _ => 25,
        };
        Ok(Some(MailServer {
            host: host.to_owned(),
            port: url.port().unwrap_or(usual),
            encryption,
            credentials,
            from: from.clone(),
        }))
    }
}

fn is_here(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

impl fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mail")
            .field("url", &self.url.as_ref().map(|_| "…"))
            .field("password_file", &self.password_file)
            .field("from", &self.from)
            .finish()
    }
}

impl fmt::Debug for MailServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MailServer")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("encryption", &self.encryption)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Result<Option<MailServer>, ConfigError> {
        let mail = Mail {
            url: Some(url.into()),
            from: Some("Maille <maille@example.fr>".into()),
            ..Mail::default()
        };
        mail.server(Path::new("/nowhere"))
    }

    #[test]
    fn a_password_never_goes_in_the_clear_over_a_network() {
        let read = |url: &str| {
            let server = server(url).unwrap().unwrap();
            (server.port, server.encryption)
        };
        assert_eq!(
            read("smtps://u:p@smtp.example.fr"),
            (465, Encryption::Whole)
        );
        assert_eq!(
            read("smtp://u:p@smtp.example.fr"),
            (587, Encryption::Upgraded)
        );
        assert_eq!(
            read("smtp://u:p@smtp.example.fr:2525"),
            (2525, Encryption::Upgraded)
        );
        assert_eq!(read("smtp://smtp.example.fr"), (25, Encryption::Wished));
        assert_eq!(read("smtp://127.0.0.1:1025"), (1025, Encryption::None));
        assert_eq!(read("smtp://localhost"), (25, Encryption::None));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for url in [
            "",
            "smtp.example.fr",
            "http://u:s3cret@smtp.example.fr",
            "smtps://u:s3cret@smtp.example.fr/path",
            "smtps://:s3cret@smtp.example.fr",
            "smtps://u@smtp.example.fr",
            "smtps://",
        ] {
            let error = server(url).unwrap_err().to_string();
            assert!(
                error.contains("mail.url") && !error.contains("s3cret"),
                "{error}"
            );
        }
        let mail = Mail {
            url: Some("smtps://u:s3cret@smtp.example.fr".into()),
            ..Mail::default()
        };
        assert!(!format!("{mail:?}").contains("s3cret"));
        let error = mail.server(Path::new("/nowhere")).unwrap_err().to_string();
        assert!(error.contains("`from` lacks"), "{error}");
        assert_eq!(Mail::default().server(Path::new("/nowhere")).unwrap(), None);
    }

    #[test]
    fn the_user_is_read_with_its_at_and_the_password_from_its_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("smtp.password"), "s3c/ret\n").unwrap();
        let mail = Mail {
            url: Some("smtps://maille%40example.fr@smtp.example.fr".into()),
            password_file: Some("smtp.password".into()),
            from: Some("maille@example.fr".into()),
        };
        let server = mail.server(folder.path()).unwrap().unwrap();
        let wanted = ("maille@example.fr".to_owned(), "s3c/ret".to_owned());
        assert_eq!(server.credentials, Some(wanted));
    }
}
