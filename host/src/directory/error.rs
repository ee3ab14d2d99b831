//! Why the directory refused. Each message tells an author or an administrator what to do.

use crate::database::DatabaseError;

/// A refusal of the directory; [`DirectoryError::code`] is the contract's word for it.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The asker may not do this.
    #[error("{0}")]
    Denied(String),
    /// What was given cannot be understood or does not fit its kind.
    #[error("{0}")]
    Invalid(String),
    /// There is no such record, or the asker may not see it.
    #[error("{0}")]
    NotFound(String),
    /// Somebody else changed the record in the meantime.
    #[error("{0}")]
    Conflict(String),
    /// A bound of this file's constants, or of the plugin's manifest, is reached.
    #[error("{0}")]
    Exhausted(String),
    /// The database is full, busy or broken.
    #[error("the directory cannot answer now")]
    Unavailable(#[from] DatabaseError),
}

impl DirectoryError {
    /// The code of `plugin.wit`: `denied`, `invalid`, `not-found`, `conflict`, `exhausted` or `unavailable`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Denied(_) => "denied",
            Self::Invalid(_) => "invalid",
            Self::NotFound(_) => "not-found",
            Self::Conflict(_) => "conflict",
            Self::Exhausted(_) => "exhausted",
            Self::Unavailable(_) => "unavailable",
        }
    }
}

impl From<sqlx::Error> for DirectoryError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(error.into())
    }
}

pub(crate) fn no_such_record(id: &str) -> DirectoryError {
    let id: String = id.chars().take(64).collect();
    DirectoryError::NotFound(format!("there is no record {id:?} that you may see"))
}
