//! Somebody who is away at the provider. One random word in the person's own browser stands for it: state, nonce and proof are
//! digests of it, so another browser cannot go on, nothing is kept here, and a second process knows as much as the first.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::accounts::{AWAY_MS, Secret, digest};

/// Bytes of the page that somebody wanted to see: a longer one is forgotten.
const NEXT_BYTES_MAX: usize = 1_000;
/// Digits of a random word.
const WORD_CHARS: usize = 64;

/// A way to the provider and back.
#[derive(Clone, PartialEq, Eq)]
pub struct Away {
    kept: String,
    begun: i64,
    /// The page to go to, as it was asked for.
    pub next: String,
    /// The word of an invitation.
    pub invitation: Option<String>,
}

impl std::fmt::Debug for Away {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Away(…)")
    }
}

impl Away {
    /// One that begins now.
    pub fn new(next: &str, invitation: Option<&str>, now_ms: i64) -> Self {
        let next = if next.len() > NEXT_BYTES_MAX {
            ""
        } else {
            next
        };
        let invitation = invitation.filter(|word| is_word(word));
        let kept = format!(
            "{}.{now_ms}.{}.{}",
            Secret::new().as_str(),
            invitation.unwrap_or_default(),
            URL_SAFE_NO_PAD.encode(next)
        );
        Self {
            kept,
            begun: now_ms,
            next: next.to_owned(),
            invitation: invitation.map(str::to_owned),
        }
    }

    /// What the browser keeps.
    pub fn kept(&self) -> &str {
        &self.kept
    }

    /// From what the browser kept, if the way back is still open.
    pub fn read(kept: &str, now_ms: i64) -> Option<Self> {
        let mut parts = kept.split('.');
        let (word, begun) = (parts.next()?, parts.next()?.parse().ok()?);
        let (invitation, next) = (parts.next()?, parts.next()?);
        let is_open = (now_ms - AWAY_MS..=now_ms).contains(&begun);
        if !is_word(word) || !is_open || parts.next().is_some() || next.len() > 2 * NEXT_BYTES_MAX {
            return None;
        }
        if !invitation.is_empty() && !is_word(invitation) {
            return None;
        }
        let next = URL_SAFE_NO_PAD.decode(next).ok()?;
        Some(Self {
            kept: kept.to_owned(),
            begun,
            next: String::from_utf8(next).ok()?,
            invitation: Some(invitation.to_owned()).filter(|word| !word.is_empty()),
        })
    }

    /// What comes back with the person.
    pub fn state(&self) -> String {
        self.of("state")
    }

    /// What must stand in the ID token.
    pub fn nonce(&self) -> String {
        self.of("nonce")
    }

    /// What shows that the code was asked for here (PKCE).
    pub fn verifier(&self) -> String {
        self.of("verifier")
    }

    fn of(&self, what: &str) -> String {
        digest(&format!("{what} {}", self.kept))
    }
}

fn is_word(word: &str) -> bool {
    word.len() == WORD_CHARS && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_the_browsers_own_and_short() {
        let invitation = Secret::new();
        let away = Away::new("/administration?x=1", Some(invitation.as_str()), 1_000);
        let read = Away::read(away.kept(), 1_000 + AWAY_MS).unwrap();
        assert_eq!(read, away);
        assert_eq!(read.state(), away.state());
        assert_eq!(away.state().len(), 64);
        assert_ne!(away.state(), away.nonce());
        assert_ne!(away.state(), Away::new("/", None, 1_000).state());
        assert_eq!(Away::read(away.kept(), 1_001 + AWAY_MS), None);
        assert_eq!(Away::read(away.kept(), 999), None);
        // Whoever makes it younger has another state.
        let younger = away.kept().replacen(".1000.", ".2000.", 1);
        assert_ne!(Away::read(&younger, 2_000).unwrap().state(), away.state());
        for bad in ["", "a.b.c.d", "....", &format!("{}.x", away.kept())] {
            assert_eq!(Away::read(bad, 1_000), None, "{bad}");
        }
    }
}
