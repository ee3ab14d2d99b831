//! The interface `storage`: values of a plugin's own.

use super::budget::Answer;
use super::contract::Error;
use super::contract::maille::plugin::storage::Host;
use super::directory::tried;
use super::grants::Capability;
use super::state::State;

impl State {
    fn storage_read(&mut self) -> Result<(), Error> {
        self.check(Capability::Storage)?;
        self.read_once()?;
        let plugin = self.plugin.manifest.id.clone();
        self.reads.position("storage", &plugin);
        Ok(())
    }
}

impl Host for State {
    async fn get(&mut self, key: String) -> Answer<Option<Vec<u8>>> {
        tried!(self.storage_read());
        Ok(self.session.storage_get(&key).await.map_err(Error::from))
    }

    async fn set(&mut self, key: String, value: Vec<u8>) -> Answer<()> {
        tried!(self.check(Capability::Storage));
        tried!(self.write_once());
        tried!(self.write_bytes(value.len()));
        Ok(self.session.storage_set(&key, value).map_err(Error::from))
    }

    async fn delete(&mut self, key: String) -> Answer<()> {
        tried!(self.check(Capability::Storage));
        tried!(self.write_once());
        Ok(self.session.storage_delete(&key).map_err(Error::from))
    }

    async fn keys(
        &mut self,
        prefix: String,
        after: Option<String>,
        limit: u32,
    ) -> Answer<Vec<String>> {
        tried!(self.storage_read());
        Ok(self
            .session
            .storage_keys(&prefix, after.as_deref(), limit)
            .await
            .map_err(Error::from))
    }
}
