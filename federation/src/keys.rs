//! Keys: Ed25519 for instances of Maille, RSA beside it for the fediverse, and how they are written.
//!
//! No random number is made here: keys are made of a seed that is handed in. A secret key is never printed.

mod ed25519;
mod history;
mod keyring;
mod rsa;
mod rsa_secret;

pub(crate) use ed25519::multibase;
pub use ed25519::{KeyError, PublicKey, SecretKey};
pub use history::{KeyHistory, KeySpan};
pub use keyring::{Keyring, Position, RingError};
pub use rsa::{RsaError, RsaPublicKey};
pub use rsa_secret::RsaSecretKey;
