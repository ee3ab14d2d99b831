//! Ed25519 (RFC 8032), verified strictly, and written as a multikey (W3C Controlled Identifiers, 2.2.2).

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

/// The multicodec code of an Ed25519 public key, `0xed`, as a varint.
const MULTICODEC: [u8; 2] = [0xed, 0x01];

/// Why a text or some bytes are no public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("a public key is written `z6Mk…`: base58btc of 0xed01 and 32 bytes")]
    Form,
    #[error(
        "the bytes are no point of the curve in its one form, or one of the few of small order"
    )]
    Point,
}

/// A public key that is a point of large order in its one encoding.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The key of these 32 bytes (RFC 8032, 5.1.5).
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<PublicKey, KeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Point)?;
        let one_form = key.to_edwards().compress().as_bytes() == bytes;
        if key.is_weak() || !one_form {
            return Err(KeyError::Point);
        }
        Ok(PublicKey(key))
    }

    /// Its 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether `signature` (64 bytes) is this key's over `message`. Strict: what has a second form is no signature.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .and_then(|signature| self.0.verify_strict(message, &signature))
            .is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let bytes = [&MULTICODEC[..], self.bytes()].concat();
        write!(formatter, "z{}", bs58::encode(bytes).into_string())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<PublicKey, KeyError> {
        let bytes = multibase(text, 34).ok_or(KeyError::Form)?;
        let key = bytes.strip_prefix(&MULTICODEC).ok_or(KeyError::Form)?;
        PublicKey::from_bytes(key.try_into().map_err(|_| KeyError::Form)?)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<PublicKey, KeyError> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> String {
        key.to_string()
    }
}

/// A secret key, from 32 random bytes (the seed of RFC 8032, 5.1.5).
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key of this seed; the seed must come from the system's source of randomness.
    pub fn from_seed(seed: &[u8; 32]) -> SecretKey {
        SecretKey(SigningKey::from_bytes(seed))
    }

    /// What others verify with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The signature over `message`: 64 bytes, the same each time.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "the secret key of {}", self.public())
    }
}

/// Reads `z` and base58btc (the multibase of multikeys and proof values), of exactly `length` bytes.
pub(crate) fn multibase(text: &str, length: usize) -> Option<Vec<u8>> {
    let digits = text.strip_prefix('z')?;
    // Decoding costs the square of the length: what is too long is not decoded at all.
    if digits.len() > length * 3 / 2 {
        return None;
    }
    // A text of base58 is the one form of its bytes: each leading `1` is a byte of zero, the rest is one number.
    let bytes = bs58::decode(digits).into_vec().ok()?;
    (bytes.len() == length).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        std::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
    }

    #[test]
    fn it_signs_as_rfc_8032_says() {
        // RFC 8032, 7.1, TEST 3
        let seed = hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
        let public = hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        let signature: [u8; 64] = hex(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        );
        let key = SecretKey::from_seed(&seed);
        assert_eq!(key.public(), PublicKey::from_bytes(&public).unwrap());
        assert_eq!(key.sign(&[0xaf, 0x82]), signature);
        assert!(key.public().verifies(&[0xaf, 0x82], &signature));
    }

    #[test]
    fn a_changed_short_long_or_second_form_signature_is_none() {
        let key = SecretKey::from_seed(&[7; 32]);
        let good = key.sign(b"message");
        assert!(!key.public().verifies(b"other", &good));
        for at in [0, 31, 32, 63] {
            let mut flipped = good;
            flipped[at] ^= 1;
            assert!(!key.public().verifies(b"message", &flipped), "byte {at}");
        }
        assert!(!key.public().verifies(b"message", &[]));
        assert!(!key.public().verifies(b"message", &good[..63]));
        assert!(
            !key.public()
                .verifies(b"message", &[&good[..], &[0]].concat())
        );
        // s + L, the second form of the same s (RFC 8032, 5.1.7, demands s < L)
        let order: [u8; 32] =
            hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        let mut second = good;
        let mut carry = 0_u16;
        for (byte, add) in second[32..].iter_mut().zip(order) {
            carry += u16::from(*byte) + u16::from(add);
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        assert!(!key.public().verifies(b"message", &second));
    }

    #[test]
    fn keys_of_small_order_and_second_encodings_are_refused() {
        let identity =
            hex::<32>("0100000000000000000000000000000000000000000000000000000000000000");
        let order_8 = hex::<32>("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
        let above_p = hex::<32>("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        for bytes in [identity, order_8, above_p] {
            assert_eq!(PublicKey::from_bytes(&bytes), Err(KeyError::Point));
        }
    }

    #[test]
    fn a_multikey_is_read_as_it_is_written() {
        let key = SecretKey::from_seed(&[7; 32]).public();
        let text = key.to_string();
        assert!(text.starts_with("z6Mk"), "{text}");
        assert_eq!(text.parse(), Ok(key));
        for other in [
            &text[1..],
            &text[..47],
            &format!("{text}1"),
            &format!("z1{}", &text[1..]),
            &text.replacen('z', "u", 1),
            "z",
            "",
            &"z1".repeat(50_000),
        ] {
            assert!(other.parse::<PublicKey>().is_err(), "{other:.60}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_text_of_base58_is_the_one_form_of_its_bytes(text in "[1-9A-HJ-NP-Za-km-z]{0,96}") {
            let bytes = bs58::decode(&text).into_vec().unwrap();
            proptest::prop_assert_eq!(bs58::encode(bytes).into_string(), text);
        }
    }
}
