//! JSON of strangers, read strictly, and the one canonical way to write it (RFC 8785, JCS).
//!
//! `serde_json` keeps the last of two equal keys and knows no bound but its own; here both are errors. Nothing here
//! speaks of what a document means.

mod canonical;
mod strict;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use canonical::{canonical, canonical_value};

/// A record, or any single signed message: 64 KiB. Longer texts are documents and have addresses.
pub const RECORD_BYTES_MAX: usize = 64 * 1024;

/// A page of the log or of a snapshot, unpacked: 8 MiB, what a small machine holds several of.
pub const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Objects and arrays inside one another. No kind of Maille comes near it.
pub const DEPTH_MAX: usize = 32;

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    #[error("the document is longer than {bytes_max} bytes")]
    TooLong { bytes_max: usize },
    #[error("the document is not JSON: {0}")]
    Syntax(String),
    #[error("the key `{0}` stands twice in one object")]
    DuplicateKey(String),
    #[error("more than {DEPTH_MAX} objects and arrays stand inside one another")]
    TooDeep,
    #[error("a number cannot be held exactly: at most 15 digits, or write it as text")]
    Number,
    #[error("the document is not in canonical form (RFC 8785)")]
    NotCanonical,
    #[error("the document has not the form of its type: {0}")]
    Shape(String),
}

/// Reads one JSON document of at most `bytes_max` bytes: no duplicate keys, no more than [`DEPTH_MAX`] levels, no lone
/// surrogates, nothing after its end, no integer that a double would round.
pub fn read(bytes: &[u8], bytes_max: usize) -> Result<Value, JsonError> {
    if bytes.len() > bytes_max {
        return Err(JsonError::TooLong { bytes_max });
    }
    strict::value(bytes)
}

/// As [`read`], and the bytes must be the canonical form of what they say: what is hashed and signed has one form.
pub fn read_canonical(bytes: &[u8], bytes_max: usize) -> Result<Value, JsonError> {
    let value = read(bytes, bytes_max)?;
    if canonical_value(&value)? != bytes {
        return Err(JsonError::NotCanonical);
    }
    Ok(value)
}

/// As [`read`], into a type. Whether unknown members are refused is the type's own choice.
pub fn read_as<T: DeserializeOwned>(bytes: &[u8], bytes_max: usize) -> Result<T, JsonError> {
    shaped(read(bytes, bytes_max)?)
}

/// A value that was read strictly, as a type.
pub(crate) fn shaped<T: DeserializeOwned>(value: Value) -> Result<T, JsonError> {
    serde_json::from_value(value).map_err(|error| JsonError::Shape(error.to_string()))
}

#[cfg(test)]
mod tests;
