//! What an administrator decides of plugins that are installed: grants, which version is in use, pause and removal.

use std::collections::BTreeSet;

use super::Plugins;
use super::grants::Capability;
use super::install::InstallError;
use super::instance::Failure;
use super::manifest::Manifest;
use super::package::Package;
use super::registry::store::{self, Data, Row};
use super::registry::{Before, Listed, RegistryError, is_publishers};

/// Why the version before was not put back. The one in use goes on.
#[derive(Debug, thiserror::Error)]
pub enum RollBackError {
    /// There is none.
    #[error("no version was in use before this one")]
    Nothing,
    /// What it kept then is not there any more.
    #[error("what it kept before this version is not there any more")]
    NoData,
    /// Its address was taken meanwhile.
    #[error(transparent)]
    Mount(InstallError),
    /// It cannot be read, loaded or kept.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Its home page fails, with the data that there is now.
    #[error("the home page of the version before fails, so the one in use goes on")]
    Home(#[source] Failure),
}

impl Plugins {
    /// Grants and takes back; a version that waited is put in place once nothing it asks for is missing.
    pub async fn grant(
        &self,
        id: &str,
        granted: &[Capability],
        revoked: &[Capability],
    ) -> Result<bool, RegistryError> {
        let database = self.inner.around.directory.database();
        let row = store::plugin(database, id)
            .await?
            .ok_or_else(|| RegistryError::Unknown(id.to_owned()))?;
        let now_ms = self.inner.around.directory.clock().now_ms();
        store::change_grants(database, id, (granted, revoked), now_ms).await?;
        let mut switched = false;
        if let Some(waiting) = &row.waiting_hash {
            let held: BTreeSet<Capability> =
                store::grants(database, id).await?.into_iter().collect();
            let component = store::component(database, waiting).await?;
            let package = Package::read(component, u64::MAX)?;
            let manifest = package.manifest.clone();
            let publisher = package.signature.clone();
            if Capability::asked(&manifest)
                .iter()
                .all(|asked| held.contains(asked))
            {
                // Without its grants it could not be tried before.
                let loaded = self
                    .load(package, waiting, &held, (0, &row.settings))
                    .await?;
                let tried = self.try_home(loaded).await;
                tried.map_err(RegistryError::WaitingHome)?;
                self.switch(&manifest, (waiting, publisher), Data::Keep)
                    .await?;
                self.refresh().await?;
                self.reindex(&manifest).await?;
                switched = true;
            }
        }
        self.refresh().await?;
        Ok(switched)
    }

    pub(super) async fn manifest_of(&self, hash: &str) -> Result<Manifest, RegistryError> {
        let component = store::component(self.inner.around.directory.database(), hash).await?;
        Ok(Package::read(component, u64::MAX)?.manifest)
    }

    /// Everything that is installed, for an administrator.
    pub async fn list(&self) -> Result<Vec<Listed>, RegistryError> {
        let rows = store::plugins(self.inner.around.directory.database()).await?;
        let mut listed = Vec::new();
        for row in rows {
            listed.push(self.listed(row).await?);
        }
        Ok(listed)
    }

    /// One of them.
    pub async fn one(&self, id: &str) -> Result<Listed, RegistryError> {
        let row = self.row(id).await?;
        self.listed(row).await
    }

    async fn row(&self, id: &str) -> Result<Row, RegistryError> {
        let row = store::plugin(self.inner.around.directory.database(), id).await?;
        row.ok_or_else(|| RegistryError::Unknown(id.to_owned()))
    }

    async fn listed(&self, row: Row) -> Result<Listed, RegistryError> {
        let database = self.inner.around.directory.database();
        let mut others = [None, None];
        for (other, hash) in others
            .iter_mut()
            .zip([&row.waiting_hash, &row.previous_hash])
        {
            if let Some(hash) = hash {
                *other = Some(self.manifest_of(hash).await?);
            }
        }
        let [waiting, previous] = others;
        let component = store::component(database, &row.hash).await?;
        let package = Package::read(component, u64::MAX)?;
        let before = match row.before_at.filter(|_| row.previous_hash.is_some()) {
            Some(at_ms) => {
                let (entries, now) = store::entries_before(database, &row.id).await?;
                Some(Before {
                    at_ms,
                    entries,
                    now,
                })
            }
            None => None,
        };
        Ok(Listed {
            before,
            is_as_signed: is_publishers(&row, &package),
            publisher: row.publisher.as_deref().and_then(|key| key.parse().ok()),
            manifest: package.manifest,
            granted: store::grants(database, &row.id).await?,
            paused: row.paused_reason,
            hash: row.hash,
            waiting,
            previous,
        })
    }

    /// Puts the version back that was in use before; the one in use now becomes the one before. What either wrote stays, unless
    /// `with_data`: then what the plugin kept at the change comes back too, and what it keeps now is the copy for the way forward.
    /// Records stay in any case: they have a history of their own. Returns the version that is in use then.
    pub async fn roll_back(&self, id: &str, with_data: bool) -> Result<String, RollBackError> {
        let row = self.row(id).await?;
        let data = match (with_data, row.before_at) {
            (false, _) => Data::Leave,
            (true, Some(_)) => Data::Exchange,
            (true, None) => return Err(RollBackError::NoData),
        };
        let previous = row.previous_hash.ok_or(RollBackError::Nothing)?;
        let database = self.inner.around.directory.database();
        let component = store::component(database, &previous)
            .await
            .map_err(RegistryError::from)?;
        let package = Package::read(component, u64::MAX).map_err(RegistryError::from)?;
        let manifest = package.manifest.clone();
        let publisher = package.signature.clone();
        self.check_mount(&manifest)
            .await
            .map_err(RollBackError::Mount)?;
        let held = store::grants(database, id)
            .await
            .map_err(RegistryError::from)?
            .into_iter()
            .collect();
        let loaded = self
            .load(package, &previous, &held, (0, &row.settings))
            .await?;
        // With its data it served before; with what is there now it may not.
        let asked = Capability::asked(&manifest);
        if !with_data && asked.iter().all(|asked| held.contains(asked)) {
            self.try_home(loaded).await.map_err(RollBackError::Home)?;
        }
        self.switch(&manifest, (&previous, publisher), data).await?;
        self.refresh().await?;
        self.reindex(&manifest).await?;
        Ok(manifest.version)
    }

    /// Lets the version go that waits for approval; true where one did.
    pub async fn refuse_waiting(&self, id: &str) -> Result<bool, RegistryError> {
        let row = self.row(id).await?;
        store::forget_waiting(self.inner.around.directory.database(), id).await?;
        self.tidy().await;
        Ok(row.waiting_hash.is_some())
    }

    /// Removes a plugin. Its records stay in the directory; with `purge` its storage and documents go.
    pub async fn remove(&self, id: &str, purge: bool) -> Result<(), RegistryError> {
        let database = self.inner.around.directory.database();
        if !store::remove(database, id).await? {
            return Err(RegistryError::Unknown(id.to_owned()));
        }
        if purge {
            self.inner.around.directory.storage_clear(id).await?;
            self.inner.around.documents.clear(id).await?;
            self.inner.around.images.clear(id).await?;
        }
        self.refresh().await?;
        Ok(())
    }

    /// Pauses a plugin: visitors read that it rests.
    pub async fn pause(&self, id: &str, reason: &str) -> Result<(), RegistryError> {
        self.set_paused(id, Some(reason)).await
    }

    /// Lets a paused plugin go on.
    pub async fn resume(&self, id: &str) -> Result<(), RegistryError> {
        self.set_paused(id, None).await
    }

    async fn set_paused(&self, id: &str, reason: Option<&str>) -> Result<(), RegistryError> {
        let now_ms = self.inner.around.directory.clock().now_ms();
        if !store::set_paused(self.inner.around.directory.database(), id, reason, now_ms).await? {
            return Err(RegistryError::Unknown(id.to_owned()));
        }
        self.refresh().await?;
        Ok(())
    }
}
