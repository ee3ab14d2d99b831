//! Who works on this instance: accounts with a role each, their one-time links, sign-in and sessions. It knows no pages
//! and no cookies; a password or a secret never leaves it and is never logged.

mod account;
mod attempts;
mod error;
mod identity;
mod link;
mod password;
mod role;
mod secret;
mod session;
mod store;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use account::{Account, LOGIN_CHARS_MAX, NAME_CHARS_MAX, NewAccount};
pub use error::{AccountError, Field, PasswordFault};
pub use identity::{AWAY_MS, Identity};
pub use link::{FORGOTTEN_MS, FORGOTTEN_PAUSE_MS, LINK_MS, Opened};
pub use password::{CHARS_MAX as PASSWORD_CHARS_MAX, CHARS_MIN as PASSWORD_CHARS_MIN};
pub use role::{Capability, Role, UnknownRole};
pub use secret::{Secret, digest};
pub use session::{ABSOLUTE_MS, Device, IDLE_MS, Session, Signed};

use self::attempts::Attempts;
use self::password::Hashing;
use crate::clock::Clock;
use crate::database::Database;

/// The accounts of one instance. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Accounts {
    database: Database,
    clock: Clock,
    hashing: Hashing,
    attempts: Arc<Attempts>,
    /// The instance's name, which makes no password.
    instance: String,
}

impl Accounts {
    /// Over an open database.
    pub fn new(database: Database, clock: Clock, instance: &str) -> Self {
        Self {
            database,
            clock,
            hashing: Hashing::default(),
            attempts: Arc::default(),
            instance: instance.to_owned(),
        }
    }
}
