//! The log, on standard error: lines for people on a terminal, JSON for a collector such as journald. Nobody's e-mail address,
//! no address of a visitor's machine and no query leaves with it, whoever wrote the line.

use std::io::{self, Write};
use std::net::IpAddr;

use tracing_subscriber::EnvFilter;

/// Starts it.
pub fn start() {
    let filter = EnvFilter::try_from_env("MAILLE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,maille=info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| Discreet(io::stderr()))
        .with_target(false);
    if io::IsTerminal::is_terminal(&io::stderr()) {
        builder.init();
    } else {
        builder.json().init();
    }
}

/// Takes out of each line what names a person.
struct Discreet<W>(W);

impl<W: Write> Write for Discreet<W> {
    /// One line at a time, as the subscriber writes them.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(discreet(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The line without e-mail addresses, addresses of other machines, and queries of addresses.
fn discreet(line: &str) -> String {
    let is_inner = |letter: char| {
        !letter.is_whitespace()
            && !matches!(
                letter,
                '"' | '\'' | '<' | '>' | '(' | ')' | ',' | ';' | '`' | '\\' | '{' | '}'
            )
    };
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(begin) = rest.find(is_inner) {
        let (before, from) = rest.split_at(begin);
        let end = from.find(|letter| !is_inner(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(&word_of(word));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn word_of(word: &str) -> std::borrow::Cow<'_, str> {
    if let Some((address, _)) = word
        .split_once('?')
        .filter(|_| word.contains("://") || word.starts_with('/'))
    {
        return format!("{}?…", word_of(address)).into();
    }
    let is_mail = word.split_once('@').is_some_and(|(name, host)| {
        !word.contains("://") && !name.is_empty() && host.contains('.')
    });
    if is_mail {
        return "(e-mail)".into();
    }
    match address(word) {
        Some(address) if !address.is_loopback() && !address.is_unspecified() => "(address)".into(),
        _ => word.into(),
    }
}

/// `192.0.2.7`, `192.0.2.7:443`, `[2001:db8::7]:443`, `2001:db8::7`.
fn address(word: &str) -> Option<IpAddr> {
    let word = word.trim_end_matches(['.', ':']);
    let alone = word.trim_matches(['[', ']']);
    let socket = word
        .parse::<std::net::SocketAddr>()
        .map(|socket| socket.ip());
    alone.parse().or(socket).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_named() {
        for (line, told) in [
            (
                "550 <marie.durand@example.fr> unknown\n",
                "550 <(e-mail)> unknown\n",
            ),
            (
                "{\"error\":\"from 192.0.2.7:51000, refused\"}",
                "{\"error\":\"from (address), refused\"}",
            ),
            (
                "peer [2001:db8::7]:443 and 2001:db8::7.",
                "peer (address) and (address)",
            ),
            (
                "GET /recherche?q=dette+de+Marie 500",
                "GET /recherche?… 500",
            ),
            (
                "https://x.example/a?token=1 failed",
                "https://x.example/a?… failed",
            ),
        ] {
            assert_eq!(discreet(line), told);
        }
    }

    #[test]
    fn the_rest_stays_as_it_is() {
        for line in [
            "listening on 127.0.0.1:8095 [::1]:8095\n",
            "did you mean `listen`? yes",
            "{\"timestamp\":\"2026-11-23T07:00:00.1Z\",\"fields\":{\"ms\":12}}",
            "@context in a document, version 1.2.3, 12:30:45",
            "where? here",
            "",
        ] {
            assert_eq!(discreet(line), line);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_no_panic() {
        let mut out = Vec::new();
        Discreet(&mut out).write_all(b"a \xff b@c.fr\n").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a \u{fffd} (e-mail)\n");
    }
}
