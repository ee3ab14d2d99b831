//! Our own RSA key for the fediverse, which reads nothing else: made by the crate `rsa`, used by ring.

use std::fmt;

use ::rsa::RsaPrivateKey;
use ::rsa::pkcs8::EncodePrivateKey as _;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng as _;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;

use super::rsa::{RsaError, RsaPublicKey, read_pem, write_pem};

/// Bits of a key that we make: what every server of the fediverse reads.
const BITS: usize = 2048;

/// A secret RSA key of 2,048 to 4,096 bits.
pub struct RsaSecretKey(KeyPair);

impl RsaSecretKey {
    /// Makes a key of 2,048 bits and returns it as PEM (PKCS#8): keep it as secret as the seed, which must come from the
    /// system's source of randomness and is of no use afterwards, since another version may make another key of it. Takes
    /// a moment: not for a thread that others wait for.
    pub fn make_pem(seed: [u8; 32]) -> Result<String, RsaError> {
        let mut numbers = ChaCha20Rng::from_seed(seed);
        let key = RsaPrivateKey::new(&mut numbers, BITS).map_err(|_| RsaError::Secret)?;
        let der = key.to_pkcs8_der().map_err(|_| RsaError::Secret)?;
        Ok(write_pem("PRIVATE KEY", der.as_bytes()))
    }

    /// Reads a key as [`RsaSecretKey::make_pem`] and other makers write it: PKCS#8.
    pub fn from_pem(pem: &str) -> Result<RsaSecretKey, RsaError> {
        let der = read_pem(pem, "PRIVATE KEY").ok_or(RsaError::Secret)?;
        let pair = KeyPair::from_pkcs8(&der).map_err(|_| RsaError::Secret)?;
        let key = RsaSecretKey(pair);
        // ring takes one bit less, which nobody would verify.
        key.public().map(|_| key)
    }

    /// What others verify with.
    pub fn public(&self) -> Result<RsaPublicKey, RsaError> {
        RsaPublicKey::from_pkcs1(self.0.public().as_ref().to_vec())
    }

    /// The signature over `message`, PKCS#1 v1.5 with SHA-256: as long as the key, the same each time.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, RsaError> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        // ring asks for a source of randomness, which this padding has no use for.
        let nothing = SystemRandom::new();
        self.0
            .sign(&RSA_PKCS1_SHA256, &nothing, message, &mut signature)
            .map_err(|_| RsaError::Secret)?;
        Ok(signature)
    }
}

impl fmt::Debug for RsaSecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let bits = self.0.public().modulus_len() * 8;
        write!(formatter, "a secret RSA key of {bits} bits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_of_its_seed_read_again_and_signs_what_its_public_half_verifies() {
        let pem = RsaSecretKey::make_pem([7; 32]).unwrap();
        assert_eq!(pem, RsaSecretKey::make_pem([7; 32]).unwrap());
        let key = RsaSecretKey::from_pem(&pem).unwrap();
        assert_eq!(format!("{key:?}"), "a secret RSA key of 2048 bits");
        let public = key.public().unwrap();
        assert_eq!(RsaPublicKey::from_pem(&public.to_pem()), Ok(public.clone()));
        let signature = key.sign(b"message").unwrap();
        assert_eq!(signature, key.sign(b"message").unwrap());
        assert!(public.verifies(b"message", &signature));
        assert!(!public.verifies(b"other", &signature));
        assert_ne!(pem, RsaSecretKey::make_pem([8; 32]).unwrap());
    }

    #[test]
    fn what_is_no_secret_rsa_key_is_refused() {
        let ed25519 = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----";
        let label = "-----BEGIN PRIVATE KEY-----\n";
        for pem in ["", label, ed25519, &label.repeat(1_000)] {
            let refused = RsaSecretKey::from_pem(pem).unwrap_err();
            assert_eq!(refused, RsaError::Secret, "{pem:.100}");
        }
    }
}
