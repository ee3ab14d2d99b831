//! Who publishes a plugin: an Ed25519 signature in the component's last section, over every byte before it. The key of what is in use is
//! kept beside it: each load looks whether the bytes still are that publisher's, and no other takes its place unasked. A signature
//! says who made something, never that it is good; a plugin without one is as confined as any.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use maille_federation::fingerprint;
use maille_federation::keys::{PublicKey, SecretKey};
use rand::TryRng as _;
use rand::rngs::SysRng;

use super::package::append;

/// The section that holds the key (32 bytes) and the signature (64).
pub const SECTION: &str = "maille:signature";
const KEY_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;
/// Bytes of a key's file that are read: 64 digits and an end of line.
const KEY_FILE_BYTES_MAX: u64 = 100;
/// What is signed begins so: no signature of anything else is one of a plugin.
const DOMAIN: &[u8] = b"maille plugin 1\n";

/// What a component's signature comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// There is none.
    None,
    /// It holds, and is this key's.
    By(PublicKey),
    /// It does not hold: the bytes were changed, or it does not stand at the end, alone.
    Broken,
}

impl Signature {
    /// That of a component with so many sections of that name.
    pub fn of(component: &[u8], sections: usize) -> Self {
        match sections {
            0 => Self::None,
            1 => held(component).map_or(Self::Broken, Self::By),
            _ => Self::Broken,
        }
    }

    /// Whose it is.
    pub fn key(&self) -> Option<&PublicKey> {
        match self {
            Self::By(key) => Some(key),
            Self::None | Self::Broken => None,
        }
    }
}

/// The key whose signature ends the component, and holds.
fn held(component: &[u8]) -> Option<PublicKey> {
    let tail_bytes = section(&[0; KEY_BYTES + SIGNATURE_BYTES]).len();
    let (signed, tail) = component.split_at_checked(component.len().checked_sub(tail_bytes)?)?;
    let data = tail.get(tail_bytes - KEY_BYTES - SIGNATURE_BYTES..)?;
    // Written in the one way in which this program writes it.
    if section(data) != tail {
        return None;
    }
    let (key, signature) = data.split_at_checked(KEY_BYTES)?;
    let key = PublicKey::from_bytes(key.try_into().ok()?).ok()?;
    key.verifies(&message(signed), signature).then_some(key)
}

/// Signs a component; a signature that it ends with is replaced.
pub fn sign(component: &[u8], key: &SecretKey) -> Vec<u8> {
    let tail_bytes = section(&[0; KEY_BYTES + SIGNATURE_BYTES]).len();
    let start = component.len().saturating_sub(tail_bytes);
    let empty = section(&[0; KEY_BYTES + SIGNATURE_BYTES]);
    let head = empty.len() - KEY_BYTES - SIGNATURE_BYTES;
    let was_signed = component[start..].starts_with(&empty[..head]) && component.len() > tail_bytes;
    let bare = match was_signed {
        true => &component[..start],
        false => component,
    };
    let mut data = key.public().bytes().to_vec();
    data.extend(key.sign(&message(bare)));
    let mut signed = bare.to_vec();
    append(&mut signed, SECTION, &data);
    signed
}

fn section(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    append(&mut bytes, SECTION, data);
    bytes
}

fn message(signed: &[u8]) -> Vec<u8> {
    [DOMAIN, signed].concat()
}

/// Makes a key in a new file that its owner alone reads; nothing where there is a file.
pub fn write_key(path: &Path) -> io::Result<Option<SecretKey>> {
    let mut seed = [0; 32];
    SysRng.try_fill_bytes(&mut seed).map_err(io::Error::other)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut file = match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
        opened => opened?,
    };
    let text: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    file.write_all(format!("{text}\n").as_bytes())?;
    file.sync_all()?;
    Ok(Some(SecretKey::from_seed(&seed)))
}

/// Reads such a file.
pub fn read_key(path: &Path) -> io::Result<SecretKey> {
    let mut text = String::new();
    File::open(path)?
        .take(KEY_FILE_BYTES_MAX)
        .read_to_string(&mut text)?;
    let digits = text.trim().as_bytes();
    let mut seed = [0; 32];
    let pairs = digits.chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair)
            .ok()
            .filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    let bytes: Option<Vec<u8>> = pairs.collect();
    let bytes = bytes.filter(|bytes| bytes.len() == seed.len());
    seed.copy_from_slice(&bytes.ok_or(io::ErrorKind::InvalidData)?);
    Ok(SecretKey::from_seed(&seed))
}

/// A publisher for people: six words, to be compared on the telephone.
pub fn words(key: &PublicKey) -> String {
    fingerprint::publisher_words(key).join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The smallest component: nothing but its version.
    const BARE: &[u8] = b"\0asm\x0d\0\x01\0";

    fn of(component: &[u8]) -> Signature {
        Signature::of(component, 1)
    }

    #[test]
    fn a_signature_covers_every_byte_before_it_and_is_the_last() {
        let key = SecretKey::from_seed(&[7; 32]);
        let signed = sign(BARE, &key);
        assert_eq!(of(&signed), Signature::By(key.public()));
        for at in 0..signed.len() {
            let mut changed = signed.clone();
            changed[at] ^= 1;
            assert_ne!(of(&changed), Signature::By(key.public()), "byte {at}");
        }
        assert_eq!(of(&signed[..signed.len() - 1]), Signature::Broken);
        assert_eq!(of(&[&signed[..], b"\0"].concat()), Signature::Broken);
        assert_eq!(Signature::of(&signed, 2), Signature::Broken);
        assert_eq!(Signature::of(BARE, 0), Signature::None);
    }

    #[test]
    fn signed_again_it_has_one_signature() {
        let (first, second) = (
            SecretKey::from_seed(&[7; 32]),
            SecretKey::from_seed(&[8; 32]),
        );
        let again = sign(&sign(BARE, &first), &second);
        assert_eq!(again, sign(BARE, &second));
        assert_eq!(of(&again), Signature::By(second.public()));
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300), sections in 0_usize..3) {
            let read = Signature::of(&bytes, sections);
            prop_assert!(read.key().is_none());
        }
    }
}
