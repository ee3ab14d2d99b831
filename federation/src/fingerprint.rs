//! A key as six words, for two administrators on the telephone.
//!
//! The list has 1,024 French words without accents, of which no two differ by one letter: each carries 10 bits, six carry
//! 60. Whoever wants another key with the same words tries 2^60 keys, and each try costs 4,096 hashes beside the making of
//! the key, which is as much as 2^72 hashes. Making two keys with equal words (2^30 tries) gains nothing: one of them would
//! have to be somebody else's. Eight words would be read with less care.

use crate::hash::Hash;
use crate::keys::PublicKey;
use crate::origin::Origin;

/// Words of a fingerprint.
pub const WORDS: usize = 6;

const ROUNDS: usize = 4096;
const BITS: usize = 10;

/// The six words of what is pinned at a handshake: the origin, its key, and the recovery key if there is one.
pub fn words(
    origin: &Origin,
    key: &PublicKey,
    recovery: Option<&PublicKey>,
) -> [&'static str; WORDS] {
    let recovery = recovery.map(PublicKey::to_string).unwrap_or_default();
    six(&format!(
        "maille fingerprint 1\n{origin}\n{key}\n{recovery}\n"
    ))
}

/// The six words of the key by which somebody signs plugins.
pub fn publisher_words(key: &PublicKey) -> [&'static str; WORDS] {
    six(&format!("maille publisher 1\n{key}\n"))
}

fn six(pinned: &str) -> [&'static str; WORDS] {
    let mut hash = Hash::of(pinned.as_bytes());
    for _ in 1..ROUNDS {
        hash = Hash::of_parts(&[hash.bytes(), pinned.as_bytes()]);
    }
    let list: Vec<&'static str> = include_str!("fingerprint/words_fr.txt").lines().collect();
    std::array::from_fn(|at| list[bits(&hash, at * BITS)])
}

/// Ten bits of a hash from a place on.
fn bits(hash: &Hash, from: usize) -> usize {
    (from..from + BITS).fold(0, |number, at| {
        let bit = hash.bytes()[at / 8] >> (7 - at % 8) & 1;
        number << 1 | usize::from(bit)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::keys::SecretKey;

    fn list() -> Vec<&'static str> {
        include_str!("fingerprint/words_fr.txt").lines().collect()
    }

    #[test]
    fn the_list_has_1024_words_and_no_two_differ_by_one_letter() {
        let words = list();
        assert_eq!(words.len(), 1024);
        assert!(words.is_sorted());
        let plain = |word: &&str| {
            (4..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        assert!(words.iter().all(plain));
        let mut blotted = BTreeSet::new();
        for word in &words {
            for at in 0..word.len() {
                let form = format!("{}?{}", &word[..at], &word[at + 1..]);
                assert!(blotted.insert(form.clone()), "{form} could be two words");
            }
        }
        let whole: BTreeSet<&str> = words.iter().copied().collect();
        let shortened = words.iter().flat_map(|word| {
            (0..word.len()).map(move |at| format!("{}{}", &word[..at], &word[at + 1..]))
        });
        for form in shortened {
            assert!(
                !whole.contains(form.as_str()),
                "{form} is a word and a word less a letter"
            );
        }
    }

    #[test]
    fn the_words_are_of_the_origin_and_both_keys() {
        let key = |seed| SecretKey::from_seed(&[seed; 32]).public();
        let origin = |name: &str| name.parse::<Origin>().unwrap();
        let of = words(&origin("creuse.example"), &key(1), Some(&key(2)));
        assert_eq!(of, words(&origin("creuse.example"), &key(1), Some(&key(2))));
        assert_ne!(of, words(&origin("crouse.example"), &key(1), Some(&key(2))));
        assert_ne!(of, words(&origin("creuse.example"), &key(3), Some(&key(2))));
        assert_ne!(of, words(&origin("creuse.example"), &key(1), None));
    }

    #[test]
    fn ten_bits_are_taken_in_their_order() {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&[0b1111_1111, 0b1100_0000, 0b0100_0000, 0]);
        let hash = Hash::from_bytes(bytes);
        assert_eq!(bits(&hash, 0), 1023);
        assert_eq!(bits(&hash, 10), 0b100);
        assert_eq!(bits(&hash, 20), 0);
    }
}
