//! The canonical form of RFC 8785, by `serde_jcs`.

use serde::Serialize;
use serde_json::Value;

use super::JsonError;

/// The canonical bytes of a type.
pub fn canonical<T: Serialize>(document: &T) -> Result<Vec<u8>, JsonError> {
    let value = serde_json::to_value(document).map_err(|error| shape(&error))?;
    canonical_value(&value)
}

/// The canonical bytes of a value.
pub fn canonical_value(value: &Value) -> Result<Vec<u8>, JsonError> {
    serde_jcs::to_vec(value).map_err(|error| shape(&error))
}

fn shape(error: &serde_json::Error) -> JsonError {
    JsonError::Shape(error.to_string())
}
