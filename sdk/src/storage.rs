//! Values that only this plugin sees; never federated. Committed together with the records of a call.

use crate::Result;
use crate::bindings::maille::plugin::storage;

/// The bytes kept under `key`.
pub fn get(key: &str) -> Result<Option<Vec<u8>>> {
    Ok(storage::get(key)?)
}

/// The JSON value kept under `key`.
pub fn get_json<T: serde::de::DeserializeOwned>(key: &str) -> Result<Option<T>> {
    get(key)?
        .map(|bytes| serde_json::from_slice(&bytes).map_err(Into::into))
        .transpose()
}

/// Keeps `value` under `key` (256 bytes at most).
pub fn set(key: &str, value: &[u8]) -> Result<()> {
    Ok(storage::set(key, value)?)
}

/// Keeps `value` as JSON under `key`.
pub fn set_json<T: serde::Serialize>(key: &str, value: &T) -> Result<()> {
    set(key, &serde_json::to_vec(value)?)
}

/// Forgets `key`; nothing happens where it was not there.
pub fn delete(key: &str) -> Result<()> {
    Ok(storage::delete(key)?)
}

/// The keys that begin with `prefix`, in order, after the key `after`, `limit` at most.
pub fn keys(prefix: &str, after: Option<&str>, limit: u32) -> Result<Vec<String>> {
    Ok(storage::keys(prefix, after, limit)?)
}
