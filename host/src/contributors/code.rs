//! A contributor's code: twelve letters of Crockford's base 32 in groups of four, sixty bits. Whoever has one shows it; only its
//! digest is kept.

use rand::TryRng as _;
use rand::rngs::SysRng;

use crate::accounts::digest;

/// Letters of a code.
const LETTERS: usize = 12;
/// Crockford's: without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// What somebody typed instead of a code is read no further than this.
const TYPED_CHARS_MAX: usize = 100;

/// A code. It is shown once and never kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A new one from the system's own randomness.
    pub fn new() -> Self {
        let mut bytes = [0; 8];
        SysRng
            .try_fill_bytes(&mut bytes)
            .expect("a system without randomness starts no server: TLS needs it first");
        let mut rest = u64::from_be_bytes(bytes);
        let letters = (0..LETTERS).map(|_| {
            let letter = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
            char::from(letter)
        });
        Self(letters.collect())
    }

    /// Reads what somebody typed: small letters, spaces and dashes do not matter, and letters that look like digits are those.
    pub fn read(typed: &str) -> Option<Self> {
        let mut letters = String::with_capacity(LETTERS);
        for char in typed.chars().take(TYPED_CHARS_MAX) {
            let letter = match char.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                '-' | '.' | '_' | '\u{2010}'..='\u{2015}' => continue,
                char if char.is_whitespace() => continue,
                char => char,
            };
            if !u8::try_from(letter).is_ok_and(|letter| ALPHABET.contains(&letter)) {
                return None;
            }
            letters.push(letter);
        }
        (letters.len() == LETTERS).then_some(Self(letters))
    }

    /// As people read it: `K7QF-3MZD-9XTR`.
    pub fn shown(&self) -> String {
        let (first, rest) = self.0.split_at(4);
        let (second, third) = rest.split_at(4);
        format!("{first}-{second}-{third}")
    }

    /// What is kept of it.
    pub fn digest(&self) -> String {
        digest(&self.0)
    }
}

impl Default for Code {
    fn default() -> Self {
        Self::new()
    }
}

/// A code has no place in a log.
impl std::fmt::Debug for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code("K01F3MZD9XTR".into());
        for typed in [
            "K01F-3MZD-9XTR",
            " k01f 3mzd 9xtr ",
            "kOlf3mzd9xtr",
            "kOIF\u{a0}3mzd\u{2013}9XTR",
            "K.0.1.F.3.M.Z.D.9.X.T.R",
        ] {
            assert_eq!(Code::read(typed), Some(code.clone()), "{typed}");
        }
        for typed in [
            "",
            "K01F-3MZD-9XT",
            "K01F-3MZD-9XTR2",
            "K01F-3MZD-9XTU",
            "K01F-3MZD-9X\u{202e}R",
            &"-".repeat(1_000_000),
        ] {
            assert_eq!(Code::read(typed), None);
        }
    }

    #[test]
    fn codes_differ_and_hide() {
        let (one, other) = (Code::new(), Code::new());
        assert_ne!(one, other);
        assert_eq!(one.shown().len(), 14);
        assert_eq!(Code::read(&one.shown()), Some(one.clone()));
        assert!(!format!("{one:?}").contains(&one.0));
        assert!(!one.digest().contains(&one.0));
    }
}
