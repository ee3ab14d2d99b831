//! Why the fediverse was not served, in words for the administrator.

use std::path::PathBuf;

use crate::database::DatabaseError;
use crate::directory::DirectoryError;
use crate::outbound::OutboundError;
use crate::suggestions::SuggestionError;

/// Why something of the fediverse was not done.
#[derive(Debug, thiserror::Error)]
pub enum FediverseError {
    #[error("the fediverse cannot read this instance: {0}")]
    Off(FediverseOff),
    #[error("{} cannot be read or written: give it to the user who runs this", path.display())]
    Key {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{} is no RSA key of Maille: restore it from the backup of the data folder", .0.display())]
    KeyForm(PathBuf),
    #[error("a request cannot be signed")]
    Sign(#[source] maille_federation::signatures::Refusal),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error(transparent)]
    Suggestions(#[from] SuggestionError),
    #[error(transparent)]
    Outbound(#[from] OutboundError),
}

/// Why nothing is read there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FediverseOff {
    #[error("`fediverse.enabled` is false")]
    Disabled,
    #[error(
        "set `instance.origin` in maille.toml to its host name for ever, as `maille.creuse.fr`"
    )]
    Name,
    #[error(
        "set `server.public_url` in maille.toml to `https://` and `instance.origin`: on the fediverse a name is an address"
    )]
    Address,
    #[error("`fediverse.kinds` names `{0}`: there are `event`, `organisation` and `place`")]
    Kind(String),
    /// Anything else, in the words of who found out.
    #[error("{0}")]
    Other(String),
}

impl From<sqlx::Error> for FediverseError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}
