//! RSA public keys of the fediverse: 2,048 to 8,192 bits, PKCS#1 v1.5 with SHA-256, verified by ring.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

/// Why a text is no usable RSA key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RsaError {
    #[error("an RSA key is one PEM block, `PUBLIC KEY` or `RSA PUBLIC KEY`, in DER")]
    Form,
    #[error("an RSA key has 2048 to 8192 bits; this one has {0}")]
    Bits(usize),
    #[error("a secret RSA key is one PEM block, `PRIVATE KEY` (PKCS#8), of 2048 to 4096 bits")]
    Secret,
}

/// An RSA public key of an acceptable size.
#[derive(Clone, PartialEq, Eq)]
pub struct RsaPublicKey {
    /// `RSAPublicKey` of RFC 8017, A.1.1, as DER.
    der: Vec<u8>,
}

impl RsaPublicKey {
    /// Reads SubjectPublicKeyInfo (RFC 5280, 4.1) or PKCS#1, as PEM.
    pub fn from_pem(pem: &str) -> Result<RsaPublicKey, RsaError> {
        let der = match read_pem(pem, "PUBLIC KEY") {
            Some(info) => inner_key(&info).ok_or(RsaError::Form)?.to_vec(),
            None => read_pem(pem, "RSA PUBLIC KEY").ok_or(RsaError::Form)?,
        };
        RsaPublicKey::from_pkcs1(der)
    }

    /// Takes `RSAPublicKey` of RFC 8017 as DER.
    pub(super) fn from_pkcs1(der: Vec<u8>) -> Result<RsaPublicKey, RsaError> {
        match modulus_bits(&der).ok_or(RsaError::Form)? {
            2048..=8192 => Ok(RsaPublicKey { der }),
            bits => Err(RsaError::Bits(bits)),
        }
    }

    /// As PEM of SubjectPublicKeyInfo, which is what actors of the fediverse carry.
    pub fn to_pem(&self) -> String {
        let bits = [&[0], &self.der[..]].concat();
        let content = [value(0x30, RSA_ENCRYPTION), value(0x03, &bits)].concat();
        write_pem("PUBLIC KEY", &value(0x30, &content))
    }

    /// The key inside a PEM block, of whatever size, for published vectors that no policy of ours would take.
    #[cfg(test)]
    pub(crate) fn der_of_any_size(pem: &str) -> Vec<u8> {
        let digits: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        inner_key(&STANDARD.decode(digits).unwrap())
            .unwrap()
            .to_vec()
    }

    /// Whether `signature` is this key's over `message`, as `rsa-sha256`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.der)
            .verify(message, signature)
            .is_ok()
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let bits = modulus_bits(&self.der).unwrap_or_default();
        write!(formatter, "an RSA key of {bits} bits")
    }
}

/// Bytes of a PEM block: RSA of 8,192 bits has 6.3 KiB as a secret, 1.4 KiB in public.
const PEM_BYTES_MAX: usize = 8 * 1024;

/// The DER in a text that is one PEM block.
pub(super) fn read_pem(pem: &str, label: &str) -> Option<Vec<u8>> {
    if pem.len() > PEM_BYTES_MAX {
        return None;
    }
    let rest = pem
        .trim()
        .strip_prefix(&format!("-----BEGIN {label}-----"))?;
    let body = rest.strip_suffix(&format!("-----END {label}-----"))?;
    let digits: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(digits).ok()
}

/// A PEM block (RFC 7468), in lines of 64 characters.
pub(super) fn write_pem(label: &str, der: &[u8]) -> String {
    let mut pem = format!("-----BEGIN {label}-----\n");
    for bytes in der.chunks(48) {
        pem.push_str(&STANDARD.encode(bytes));
        pem.push('\n');
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

/// One DER value of the type `tag`, up to 64 KiB.
fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let [.., high, low] = content.len().to_be_bytes();
    let length = match content.len() {
        0..=0x7f => vec![low],
        0x80..=0xff => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag], &length[..], content].concat()
}

/// The content of one DER value of the type `tag` and what follows it.
fn take(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), rest.get(1..)?),
        0x82 => {
            let (long, rest) = rest.split_at_checked(2)?;
            (usize::from(u16::from_be_bytes([long[0], long[1]])), rest)
        }
        _ => return None,
    };
    (found == tag).then_some(())?;
    rest.split_at_checked(length)
}

/// The object identifier and the NULL that follow one another in an algorithm's sequence.
const RSA_ENCRYPTION: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// The PKCS#1 key inside a SubjectPublicKeyInfo whose algorithm is rsaEncryption.
fn inner_key(info: &[u8]) -> Option<&[u8]> {
    let (content, after) = take(info, 0x30)?;
    let (algorithm, rest) = take(content, 0x30)?;
    let (bits, end) = take(rest, 0x03)?;
    let whole = after.is_empty() && end.is_empty() && algorithm == RSA_ENCRYPTION;
    bits.strip_prefix(&[0]).filter(|_| whole)
}

fn modulus_bits(der: &[u8]) -> Option<usize> {
    let (content, after) = take(der, 0x30)?;
    let (modulus, rest) = take(content, 0x02)?;
    let (_exponent, end) = take(rest, 0x02)?;
    let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    let leading = modulus.first()?.leading_zeros() as usize;
    (after.is_empty() && end.is_empty()).then_some(modulus.len() * 8 - leading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_rsa_key_is_refused() {
        for pem in [
            "",
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----",
            "-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----",
            "-----BEGIN RSA PUBLIC KEY-----\nMIL//w==\n-----END RSA PUBLIC KEY-----",
        ] {
            assert_eq!(RsaPublicKey::from_pem(pem), Err(RsaError::Form), "{pem}");
        }
    }
}
