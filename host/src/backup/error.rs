//! Why a backup was not made or not restored. Nothing was changed then.

use std::path::PathBuf;

use crate::accounts::AccountError;
use crate::app::AppError;
use crate::database::DatabaseError;
use crate::database::copy::CopyError;
use crate::directory::DirectoryError;
use crate::federation::FederationError;
use crate::people::PersonError;

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something of that name.
    #[error("{0} is there already")]
    Exists(PathBuf),
    /// Each backup would hold those before it.
    #[error("{0} stands in the data folder")]
    Inside(PathBuf),
    /// Somebody else writes the same file.
    #[error("another program writes {0}")]
    Busy(PathBuf),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is no backup.
    #[error("it is no backup of Maille: {0}")]
    Foreign(String),
    /// It ends too early, or its bytes are not those that were written.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// It is not the file whose digest was named.
    #[error("its SHA-256 is {0}")]
    Digest(String),
    /// A newer program made it.
    #[error("Maille {program} made it")]
    Newer {
        /// That program.
        program: String,
    },
    /// The folder holds another instance.
    #[error("it is a backup of {found}, the folder holds {here}")]
    Other {
        /// Whose backup it is.
        found: String,
        /// Whose instance the folder holds.
        here: String,
    },
    /// The folder holds what is no instance.
    #[error("{0} holds something else than an instance")]
    NotEmpty(PathBuf),
    /// The disk is too small.
    #[error("{needed} bytes are needed, {free} are free")]
    Space {
        /// Bytes.
        needed: u64,
        /// Bytes.
        free: u64,
    },
    /// The way into another database.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The records.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The instance that came out does not open.
    #[error(transparent)]
    App(#[from] AppError),
    /// Its accounts.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// What was erased meanwhile could not be erased again.
    #[error(transparent)]
    Federation(#[from] FederationError),
    /// Persons who were erased meanwhile could not be erased again.
    #[error(transparent)]
    Person(#[from] PersonError),
}

impl BackupError {
    /// A file that cannot be read or written.
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
