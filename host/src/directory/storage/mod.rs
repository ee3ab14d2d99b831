//! What a plugin keeps for itself: its keys and values, written in the transaction of its records.
//!
//! It stands in the directory since a batch commits both; the plugins' grants and quotas are their caller's.

mod session;
pub(super) mod store;

use super::error::DirectoryError;

/// A cursor, a slug, an address.
pub const STORAGE_KEY_BYTES_MAX: usize = 256;
/// A value is copied whole into a guest of 64 MiB; larger things are documents.
pub const STORAGE_VALUE_BYTES_MAX: usize = 1 << 20;
/// Keys listed at once.
pub const STORAGE_KEYS_LISTED_MAX: u32 = 1_000;
/// Writes of one call.
pub const STORAGE_WRITES_MAX: usize = 5_000;

/// A value to keep, or nothing to forget the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageWrite {
    pub key: String,
    pub value: Option<Vec<u8>>,
}

pub(super) fn check_storage_key(key: &str) -> Result<(), DirectoryError> {
    if key.is_empty() {
        return Err(DirectoryError::Invalid(
            "the storage key is empty: name it".into(),
        ));
    }
    if key.len() > STORAGE_KEY_BYTES_MAX {
        return Err(DirectoryError::Exhausted(format!(
            "the storage key has {} bytes, at most {STORAGE_KEY_BYTES_MAX} are kept",
            key.len()
        )));
    }
    if key.contains('\0') {
        return Err(DirectoryError::Invalid(
            "the storage key holds a NUL: remove it".into(),
        ));
    }
    Ok(())
}

pub(super) fn check_storage_value(key: &str, value: &[u8]) -> Result<(), DirectoryError> {
    if value.len() > STORAGE_VALUE_BYTES_MAX {
        return Err(DirectoryError::Exhausted(format!(
            "the value of {key:?} has {} bytes, at most {STORAGE_VALUE_BYTES_MAX} are kept: split it",
            value.len()
        )));
    }
    Ok(())
}

pub(super) fn storage_full(bytes_max: u64) -> DirectoryError {
    DirectoryError::Exhausted(format!(
        "the plugin's storage would pass {bytes_max} bytes: delete what is old, or ask for more in plugin.toml"
    ))
}
