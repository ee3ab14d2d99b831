//! What is told of contributors and of their codes.

use super::Code;
use crate::database::DatabaseError;

/// Why nothing was read or kept.
#[derive(Debug, thiserror::Error)]
pub enum ContributorError {
    /// The database.
    #[error("the contributors could not be read or written")]
    Database(#[from] DatabaseError),
}

impl From<sqlx::Error> for ContributorError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Somebody whose code held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributor {
    /// For the host alone.
    pub id: String,
    /// For the plugin that was asked.
    pub name: String,
}

/// What became of a code that somebody showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// It holds.
    Right(Contributor),
    /// There is none, or not any more.
    Wrong,
    /// It held once.
    Expired,
    /// Somebody took it back.
    Revoked,
}

/// A printed code, as it is listed: the code itself is not known any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Of its contributor.
    pub id: String,
    /// The account's name.
    pub by: String,
    /// What it is for; may be empty.
    pub purpose: String,
    /// Milliseconds.
    pub made: i64,
    /// When it was last used.
    pub used: Option<i64>,
    /// When it was taken back.
    pub revoked: Option<i64>,
    /// When it ends; none once it is gone.
    pub expires: Option<i64>,
}

/// A code that was made and when it ends where nobody uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Shown once.
    pub code: Code,
    /// Milliseconds.
    pub expires: i64,
}
