//! Random words that open something: a session's id, a one-time link. Whoever holds one shows it; only its digest is kept.

use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::{Digest as _, Sha256};

/// 256 bits.
const BYTES: usize = 32;

/// A random word. It is shown once and never kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one from the system's own randomness.
    pub fn new() -> Self {
        let mut bytes = [0; BYTES];
        SysRng
            .try_fill_bytes(&mut bytes)
            .expect("a system without randomness starts no server: TLS needs it first");
        Self(hexadecimal(&bytes))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn digest(&self) -> String {
        digest(&self.0)
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new()
    }
}

/// A secret has no place in a log.
impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// What is kept of a word that somebody shows; whatever its shape, the digest has one length.
pub fn digest(word: &str) -> String {
    hexadecimal(&Sha256::digest(word.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_hide() {
        let (one, other) = (Secret::new(), Secret::new());
        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), 2 * BYTES);
        assert_ne!(one.digest(), one.as_str());
        assert_eq!(one.digest(), digest(one.as_str()));
        assert!(!format!("{one:?}").contains(one.as_str()));
    }
}
