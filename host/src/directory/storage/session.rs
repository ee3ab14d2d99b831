//! A session's storage: pending writes over what is kept.

use std::collections::BTreeMap;

use super::super::Session;
use super::super::error::DirectoryError;
use super::{
    STORAGE_KEYS_LISTED_MAX, STORAGE_WRITES_MAX, check_storage_key, check_storage_value, store,
};

impl Session {
    /// What the plugin keeps under this key.
    pub async fn storage_get(&self, key: &str) -> Result<Option<Vec<u8>>, DirectoryError> {
        check_storage_key(key)?;
        if let Some(pending) = self.storage.get(key) {
            return Ok(pending.clone());
        }
        let readers = self.directory.database.readers();
        Ok(store::value(readers, self.author.maker(), key).await?)
    }

    /// Keeps a value under this key.
    pub fn storage_set(&mut self, key: &str, value: Vec<u8>) -> Result<(), DirectoryError> {
        check_storage_value(key, &value)?;
        self.storage_write(key, Some(value))
    }

    /// Forgets this key.
    pub fn storage_delete(&mut self, key: &str) -> Result<(), DirectoryError> {
        self.storage_write(key, None)
    }

    fn storage_write(&mut self, key: &str, value: Option<Vec<u8>>) -> Result<(), DirectoryError> {
        check_storage_key(key)?;
        if self.storage.len() >= STORAGE_WRITES_MAX && !self.storage.contains_key(key) {
            return Err(DirectoryError::Exhausted(format!(
                "one call writes at most {STORAGE_WRITES_MAX} storage keys: take smaller steps"
            )));
        }
        self.storage.insert(key.to_owned(), value);
        Ok(())
    }

    /// The keys that begin with `prefix`, after `after`, in the order of their bytes; at most 1,000.
    pub async fn storage_keys(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, DirectoryError> {
        let limit = limit.min(STORAGE_KEYS_LISTED_MAX);
        let after = after.unwrap_or_default();
        let pending = self
            .storage
            .iter()
            .filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after);
        let pending: BTreeMap<&String, bool> =
            pending.map(|(key, value)| (key, value.is_some())).collect();
        // Each pending deletion may hide one of the keys kept.
        let hidden = pending.values().filter(|kept| !**kept).count() as u32;
        let readers = self.directory.database.readers();
        let range = (prefix, after);
        let wanted = limit.saturating_add(hidden);
        let mut keys = store::keys(readers, self.author.maker(), range, wanted).await?;
        keys.retain(|key| !pending.contains_key(key));
        keys.extend(
            pending
                .iter()
                .filter(|(_, kept)| **kept)
                .map(|(key, _)| (*key).clone()),
        );
        keys.sort_unstable();
        keys.truncate(limit as usize);
        Ok(keys)
    }
}
