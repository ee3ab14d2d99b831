//! What goes wrong in a call to the host, or in a plugin.

use crate::bindings::maille::plugin::types;

/// The result of a plugin's calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed, in a code that programs read and a message that the author or the administrator reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// One of the documented codes.
    pub code: Code,
    /// What to do about it.
    pub message: String,
}

/// The codes of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// A grant is missing.
    Denied,
    /// The argument does not fit; also what an unknown code is taken for.
    Invalid,
    /// There is no such thing.
    NotFound,
    /// The record was changed meanwhile.
    Conflict,
    /// A budget is used up.
    Exhausted,
    /// It may work later.
    Unavailable,
}

impl Code {
    fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Invalid => "invalid",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::Exhausted => "exhausted",
            Self::Unavailable => "unavailable",
        }
    }
}

impl Error {
    /// An error of the plugin's own: the data or the request is not what it should be.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self {
            code: Code::Invalid,
            message: message.into(),
        }
    }

    /// True where the host says that the thing does not exist.
    pub fn is_not_found(&self) -> bool {
        self.code == Code::NotFound
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)
    }
}

impl std::error::Error for Error {}

impl From<types::Error> for Error {
    fn from(error: types::Error) -> Self {
        let code = match error.code.as_str() {
            "denied" => Code::Denied,
            "not-found" => Code::NotFound,
            "conflict" => Code::Conflict,
            "exhausted" => Code::Exhausted,
            "unavailable" => Code::Unavailable,
            _ => Code::Invalid,
        };
        Self {
            code,
            message: error.message,
        }
    }
}

impl From<Error> for types::Error {
    fn from(error: Error) -> Self {
        Self {
            code: error.code.as_str().to_owned(),
            message: error.message,
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::invalid(format!("the JSON does not fit: {error}"))
    }
}

/// Turns "there is no such thing" into `None`.
pub trait OrNone<T> {
    /// `Ok(None)` for [`Code::NotFound`], every other error as it is.
    fn or_none(self) -> Result<Option<T>>;
}

impl<T> OrNone<T> for Result<T> {
    fn or_none(self) -> Result<Option<T>> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
