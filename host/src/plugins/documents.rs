//! The interface `documents`: files that a plugin holds, and the assets packed into its component.

use super::budget::Answer;
use super::contract::maille::plugin::documents::Host;
use super::contract::{Error, error};
use super::directory::tried;
use super::state::State;

/// Where assets stand among the names.
const ASSETS: &str = "assets/";
/// Bytes of one read: less than what a call may lift at once.
const READ_BYTES_MAX: u32 = 1024 * 1024;
/// Names of one list.
const NAMES_MAX: u32 = 1_000;

impl State {
    fn document_read(&mut self) -> Result<(), Error> {
        self.read_once()?;
        let plugin = self.plugin.manifest.id.clone();
        self.reads.position("documents", &plugin);
        Ok(())
    }

    fn asset(&self, name: &str) -> Option<&Vec<u8>> {
        self.plugin.assets.get(name.strip_prefix(ASSETS)?)
    }
}

impl Host for State {
    async fn names(
        &mut self,
        prefix: String,
        after: Option<String>,
        limit: u32,
    ) -> Answer<Vec<String>> {
        tried!(self.document_read());
        let limit = limit.min(NAMES_MAX);
        let plugin = &self.plugin.manifest.id;
        let mut names = tried!(
            self.around
                .documents
                .names(plugin, (&prefix, after.as_deref()), limit)
                .await
        );
        names.extend(
            self.plugin
                .assets
                .keys()
                .map(|path| format!("{ASSETS}{path}"))
                .filter(|name| {
                    name.starts_with(&prefix) && after.as_ref().is_none_or(|after| name > after)
                }),
        );
        names.sort();
        names.truncate(limit as usize);
        Ok(Ok(names))
    }

    async fn size(&mut self, name: String) -> Answer<u64> {
        tried!(self.document_read());
        if let Some(asset) = self.asset(&name) {
            return Ok(Ok(asset.len() as u64));
        }
        Ok(self
            .around
            .documents
            .size(&self.plugin.manifest.id, &name)
            .await
            .map_err(Error::from))
    }

    async fn read(&mut self, name: String, offset: u64, length: u32) -> Answer<Vec<u8>> {
        tried!(self.document_read());
        let length = length.min(READ_BYTES_MAX);
        if let Some(asset) = self.asset(&name) {
            let start = usize::try_from(offset)
                .unwrap_or(usize::MAX)
                .min(asset.len());
            let end = start.saturating_add(length as usize).min(asset.len());
            return Ok(Ok(asset[start..end].to_vec()));
        }
        let plugin = &self.plugin.manifest.id;
        Ok(self
            .around
            .documents
            .read(plugin, &name, offset, length)
            .await
            .map_err(Error::from))
    }

    async fn delete(&mut self, name: String) -> Answer<()> {
        tried!(self.write_once());
        if self.asset(&name).is_some() {
            return Ok(Err(error(
                "denied",
                "assets are part of the component and stay",
            )));
        }
        Ok(self
            .around
            .documents
            .delete(&self.plugin.manifest.id, &name)
            .await
            .map_err(Error::from))
    }
}
