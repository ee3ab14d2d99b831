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

/// Why the server took no letter, told to whoever tries it out: the causes may name the address.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// No word in time.
    #[error("no answer within {} seconds", TIMEOUT.as_secs())]
    Silent,
    /// No connection.
    #[error("no connection")]
    Unreachable(#[source] lettre::transport::smtp::Error),
    /// The connection could not be encrypted, or the certificate is not believed.
    #[error("no encrypted connection")]
    Encryption(#[source] lettre::transport::smtp::Error),
    /// The server cannot encrypt, or asks for no password.
    #[error("it does not offer what is wanted")]
    NotOffered(#[source] lettre::transport::smtp::Error),
    /// The user or the password.
    #[error("it answered {0}")]
    Password(u16),
    /// It may take it another time.
    #[error("it answered {0}")]
    Later(u16),
    /// It will never take it.
    #[error("it answered {0}")]
    Refused(u16),
    /// The letter does not fit into a message.
    #[error("the letter does not fit into a message")]
    Letter,
}

/// The way out for letters.
#[derive(Debug)]
pub struct Mailer {
    server: String,
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
            server: format!("{}:{}", server.host, server.port),
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

    /// The same for whoever waits for the end of it, with what the server said.
    pub async fn hand_over(&self, letter: &Letter, end: &str) -> Result<(), NotTaken> {
        let message = self.message(letter, end).map_err(|_| NotTaken::Letter)?;
        let sending = self.transport.send(message);
        let Ok(sent) = tokio::time::timeout(2 * TIMEOUT, sending).await else {
            return Err(NotTaken::Silent);
        };
        sent.map(drop).map_err(not_taken)
    }

    /// Where letters go: host and port.
    pub fn server(&self) -> &str {
        &self.server
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

fn not_taken(error: lettre::transport::smtp::Error) -> NotTaken {
    match error.status().map(u16::from) {
        // RFC 4954, 4 and 6: what a server answers where the user or the password is wrong, or lacks.
        Some(code @ (432 | 454 | 530 | 534 | 535 | 538)) => NotTaken::Password(code),
        Some(code) if error.is_transient() => NotTaken::Later(code),
        Some(code) => NotTaken::Refused(code),
        None if error.is_timeout() => NotTaken::Silent,
        None if error.is_tls() || is_of_encryption(&error) => NotTaken::Encryption(error),
        // What the server does not offer is told of as a fault of the client's.
        None if error.is_client() => NotTaken::NotOffered(error),
        None => NotTaken::Unreachable(error),
    }
}

/// What goes wrong while a connection is being encrypted comes as a fault of the connection.
fn is_of_encryption(error: &lettre::transport::smtp::Error) -> bool {
    let first: &dyn std::error::Error = error;
    std::iter::successors(Some(first), |error| error.source())
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>()?.get_ref())
        .any(|inner| inner.is::<rustls::Error>())
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
