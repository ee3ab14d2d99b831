//! What a pull comes to, and why it ends.

use maille_federation::client::ClientError;
use maille_federation::log::LogError;
use maille_federation::message::MessageError;

use crate::federation::error::{FederationError, chain};

/// What a pull came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pulled {
    pub entries: u64,
    pub requests: u64,
    /// Of answers, unpacked.
    pub bytes: u64,
    /// Both hold the same.
    pub agreed: bool,
    /// There is more than one go takes.
    pub more: bool,
    /// What their clock shows beyond ours, in seconds.
    pub clock_s: Option<i64>,
    /// Where their log stands, by their own word: epoch and last entry.
    pub head: Option<(u64, u64)>,
    /// The way of signing that they read.
    pub scheme: Option<maille_federation::signatures::Scheme>,
}

/// Why a pull ended.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// It may answer another time.
    #[error(transparent)]
    Asked(#[from] ClientError),
    /// The exchange was suspended or ended while it was asked.
    #[error("nothing is exchanged with it any more")]
    Over,
    /// It says less than it said before: it was restored from a backup, and will say so.
    #[error("it has gone back to entry {theirs}; {ours} are known here")]
    Behind { theirs: u64, ours: u64 },
    /// It began anew without asking what is known of it here: it is waited for.
    #[error("it began anew behind entry {left}; {ours} are known here, and it will ask for them")]
    Unheard { left: u64, ours: u64 },
    /// What it says of its records is of another moment than what it says of its log.
    #[error("it moved on while both were compared")]
    Moved,
    /// Who answers speaks with a key that the owner revoked: the owner itself may answer another time.
    #[error("who answers there speaks with a key that was revoked")]
    Impostor,
    /// A mirror's copy begins later than what is looked for.
    #[error("what is looked for is not in its copy")]
    Partial,
    /// It would fill what is held of one peer: nothing more is pulled until somebody decides.
    #[error("full: {0}")]
    Full(String),
    /// Its log does not hold together: nothing more is pulled until somebody decides.
    #[error("its log does not hold together: {0}")]
    Stopped(String),
    /// Ours, not theirs.
    #[error(transparent)]
    Failed(#[from] FederationError),
}

impl From<LogError> for PullError {
    fn from(error: LogError) -> Self {
        Self::Stopped(format!("{}: {}", error.code(), chain(&error)))
    }
}

impl From<MessageError> for PullError {
    fn from(error: MessageError) -> Self {
        Self::Stopped(format!("{}: {}", error.code(), chain(&error)))
    }
}

impl From<sqlx::Error> for PullError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<crate::database::DatabaseError> for PullError {
    fn from(error: crate::database::DatabaseError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<crate::directory::DirectoryError> for PullError {
    fn from(error: crate::directory::DirectoryError) -> Self {
        Self::Failed(error.into())
    }
}
