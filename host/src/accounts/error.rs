//! Why something about accounts is refused. Each has a sentence in the languages of who reads it.

use crate::database::DatabaseError;

/// Why an act came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// No account has this id or sign-in name.
    #[error("there is no such account")]
    Unknown,
    /// Another account has this sign-in name.
    #[error("the sign-in name `{0}` is taken")]
    LoginTaken(String),
    /// A name or sign-in name that does not fit.
    #[error("the account's {0:?} does not fit")]
    Field(Field),
    /// A password that does not fit.
    #[error("the password does not fit: {0:?}")]
    Password(PasswordFault),
    /// Without this account nobody could administer.
    #[error("this is the last administrator")]
    LastAdministrator,
    /// The link was used, is too old, was replaced, or never was.
    #[error("the link opens nothing any more")]
    Link,
    /// Name and password do not go together, or the account is disabled; which of them is not said.
    #[error("sign-in refused")]
    Refused,
    /// Too many attempts: again after so many seconds.
    #[error("too many attempts, again in {0} s")]
    TooMany(u64),
    /// Too many people sign in at this moment.
    #[error("too many passwords are being checked")]
    Busy,
    /// The hash could not be made or read.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<sqlx::Error> for AccountError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// What of an account does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Empty, too long, or with characters that change what people see.
    Name,
    /// Empty, too long, or with spaces or controls.
    Login,
}

/// What is wrong with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer characters than asked for.
    Short,
    /// More than can be hashed for everybody.
    Long,
    /// Among those that are tried first.
    Common,
    /// Made of the name of the account or of the instance.
    Name,
    /// The two that were typed are not one.
    Different,
}
