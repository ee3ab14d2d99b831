//! Why federation did not do what was asked, in words for the administrator.

use std::path::PathBuf;

use maille_federation::log::LogError;
use maille_federation::message::MessageError;
use maille_federation::origin::Origin;

use crate::database::DatabaseError;
use crate::directory::DirectoryError;
use crate::outbound::OutboundError;
use crate::suggestions::SuggestionError;

/// Why federation did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum FederationError {
    #[error("this instance does not federate: {0}")]
    Off(OffReason),
    #[error("the folder {} cannot be read or written: give it to the user who runs this", folder.display())]
    Keys {
        folder: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error(
        "{} is not a key of Maille: restore it from the backup of the data folder", .0.display()
    )]
    KeyForm(PathBuf),
    #[error(
        "{} may be read by others: `chmod 600` it, and rotate the key if somebody else could", .0.display()
    )]
    KeyOpen(PathBuf),
    #[error(
        "the records of this database were signed by another key than that of {}: restore the folder `keys` that belongs to the database", .0.display()
    )]
    OtherKey(PathBuf),
    #[error(
        "the key in {} does not speak for this instance any more: restart it, or restore the folder `keys` that belongs to the database", .0.display()
    )]
    KeyOver(PathBuf),
    #[error(
        "the log is of {found}, and `instance.origin` says {configured}: an instance keeps its name for ever once it has published"
    )]
    OtherName { found: String, configured: Origin },
    #[error("there is no peer {0}: `maille peer list` shows those that are known")]
    NoPeer(String),
    #[error("{who}: {why}")]
    NotMet { who: String, why: NotMet },
    #[error("{0}")]
    Refused(String),
    #[error("a message was not accepted")]
    Message(#[from] MessageError),
    #[error("the log does not hold together")]
    Log(#[from] LogError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error(transparent)]
    Suggestions(#[from] SuggestionError),
    #[error(transparent)]
    Outbound(#[from] OutboundError),
}

/// Why an instance exchanges nothing with others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OffReason {
    #[error("`federation.enabled` is false")]
    Disabled,
    #[error(
        "set `instance.origin` in maille.toml to its host name for ever, as `maille.creuse.fr`"
    )]
    Name,
    #[error(
        "set `server.public_url` in maille.toml to where others reach it, as `https://maille.creuse.fr`"
    )]
    Address,
    /// Anything else, in the words of who found out: its keys cannot be read.
    #[error("{0}")]
    Other(String),
}

/// Why somebody could not be met at an address, as far as it asks for another mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMet {
    #[error("that is this instance itself")]
    Ourselves,
    #[error("that leads to this machine itself, from which this instance does not answer")]
    ThisMachine,
    #[error("nobody answers there")]
    Silent,
    /// Somebody does who does not say so in a form that holds.
    #[error("what answers there is no instance of Maille")]
    NotMaille,
    #[error("it speaks no version of the protocol that is spoken here")]
    Versions,
    #[error("it has another key than the one that was pinned")]
    OtherKey,
    #[error("it is known already, and nothing waits to be asked")]
    Known,
    #[error("it cannot be met")]
    Other,
}

impl From<sqlx::Error> for FederationError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// An error with its causes, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !said.ends_with(&words) {
            said.push_str(": ");
            said.push_str(&words);
        }
        next = cause.source();
    }
    said
}
