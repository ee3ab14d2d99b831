//! Hands letters to the server that the configuration names.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::Letter;
use crate::config::{Encryption, MailServer};

/// A server that says nothing for so long is down.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Why a letter did not go. It names no address and no word of the letter.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The configuration.
    #[error("`mail` in maille.toml cannot be used: {0}")]
    Settings(String),
    /// The letter does not fit into a message.
    #[error("the letter does not fit into a message")]
    Letter,
    /// The server, with the code that it answered, if it did.
    #[error("the mail server took no letter{}", .0.map(|code| format!(": it answered {code}")).unwrap_or_default())]
    Server(Option<u16>),
}

/// The way out for letters.
#[derive(Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// No programs answer what programs wrote (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Mailer {
    /// For this server, in the name of the instance at `origin`.
    pub fn new(server: &MailServer, origin: &str) -> Result<Self, MailError> {
        let settings = |error: &dyn std::fmt::Display| MailError::Settings(error.to_string());
        let tls = || TlsParameters::new(server.host.clone()).map_err(|error| settings(&error));
        let tls = match server.encryption {
            Encryption::Whole => Tls::Wrapper(tls()?),
            Encryption::Upgraded => Tls::Required(tls()?),
            Encryption::Wished => Tls::Opportunistic(tls()?),
            Encryption::None => Tls::None,
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(tls)
            .hello_name(ClientId::Domain(origin.to_owned()))
            .timeout(Some(TIMEOUT));
        let builder = match &server.credentials {
            Some((user, password)) => {
                builder.credentials(Credentials::new(user.clone(), password.clone()))
            }
            None => builder,
        };
        let from = server.from.parse().map_err(|error| settings(&error))?;
        Ok(Self {
            transport: builder.build(),
            from,
        })
    }

    /// Sends a letter, with a few lines of the host's at its end.
    pub async fn send(&self, letter: &Letter, end: &str) -> Result<(), MailError> {
        let message = self.message(letter, end)?;
        let sending = self.transport.send(message);
        match tokio::time::timeout(2 * TIMEOUT, sending).await {
            Ok(Ok(_)) => Ok(()),
            // What a server answers may name the address: its code alone is told.
            Ok(Err(error)) => Err(MailError::Server(error.status().map(u16::from))),
            Err(_) => Err(MailError::Server(None)),
        }
    }

    fn message(&self, letter: &Letter, end: &str) -> Result<Message, MailError> {
        let new = &letter.new;
        // Checked where they come in; nothing of a line's end may reach a header whatever happens there.
        if new.subject.contains(['\r', '\n']) || new.address.contains(['\r', '\n']) {
            return Err(MailError::Letter);
        }
        let to = new.address.parse().map_err(|_| MailError::Letter)?;
        let made = Duration::from_millis(letter.made.unsigned_abs());
        let text = match end {
            "" => new.text.clone(),
            end => format!("{}\n\n-- \n{end}\n", new.text.trim_end()),
        };
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(new.subject.clone())
            .date(UNIX_EPOCH + made)
            .message_id(Some(format!(
                "<{}@{}>",
                letter.id,
                self.from.email.domain()
            )))
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|_| MailError::Letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::NewLetter;

    #[tokio::test]
    async fn no_line_of_a_letter_reaches_its_head() {
        let server = MailServer {
            host: "127.0.0.1".into(),
            port: 25,
            encryption: Encryption::None,
            credentials: None,
            from: "Maille <maille@example.fr>".into(),
        };
        let mailer = Mailer::new(&server, "maille.example.fr").unwrap();
        let letter = |subject: &str, address: &str| Letter {
            id: "x".into(),
            new: NewLetter {
                plugin: String::new(),
                address: address.into(),
                language: "fr".into(),
                subject: subject.into(),
                text: "Bonjour é\r\nBcc: b@example.org".into(),
            },
            made: 1_795_256_130_000,
            tries: 0,
        };
        let made = mailer
            .message(&letter("Été", "a@example.org"), "Fin")
            .unwrap();
        let made = String::from_utf8(made.formatted()).unwrap();
        let (head, _) = made.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("To: a@example.org"), "{head}");
        assert!(head.contains("Date: Sat, 21 Nov 2026"), "{head}");
        assert!(!head.contains("Bcc"), "{head}");
        for (subject, address) in [
            ("a\r\nBcc: b@example.org", "a@example.org"),
            ("a\nb", "a@example.org"),
            ("a", "a@example.org\r\nBcc: b@example.org"),
            ("a", "a@example.org, b@example.org"),
        ] {
            assert!(mailer.message(&letter(subject, address), "").is_err());
        }
    }
}
