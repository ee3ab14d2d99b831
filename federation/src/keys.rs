//! Keys: Ed25519 for instances of Maille, RSA beside it for the fediverse, and how they are written.
//!
//! No key is made here: randomness is handed in. A secret key is never printed.

mod ed25519;
mod history;
mod keyring;
mod rsa;

pub(crate) use ed25519::multibase;
pub use ed25519::{KeyError, PublicKey, SecretKey};
pub use history::{KeyHistory, KeySpan};
pub use keyring::{Keyring, Position, RingError};
pub use rsa::{RsaError, RsaPublicKey};
