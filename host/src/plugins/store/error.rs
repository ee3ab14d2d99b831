//! Why a document could not be read or written.

use super::DOCUMENT_NAME_BYTES_MAX;
use crate::database::DatabaseError;

/// Why a document could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("there is no document {0:?}")]
    NotFound(String),
    #[error(
        "the name of a document has 1 to {DOCUMENT_NAME_BYTES_MAX} bytes and no control character: {0:?}"
    )]
    Name(String),
    #[error("the document passes {0} bytes: it is refused, and the one before it stays")]
    TooLarge(u64),
    #[error("the documents cannot be read or written now")]
    Unavailable(#[from] DatabaseError),
}

impl DocumentError {
    /// The code of `plugin.wit`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not-found",
            Self::Name(_) => "invalid",
            Self::TooLarge(_) => "exhausted",
            Self::Unavailable(_) => "unavailable",
        }
    }
}

impl From<sqlx::Error> for DocumentError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(error.into())
    }
}

/// Names are shown to the administrator and compared byte by byte.
pub(super) fn check_name(name: &str) -> Result<(), DocumentError> {
    let bounded = !name.is_empty() && name.len() <= DOCUMENT_NAME_BYTES_MAX;
    if bounded && !name.chars().any(char::is_control) {
        return Ok(());
    }
    Err(DocumentError::Name(name.chars().take(64).collect()))
}
