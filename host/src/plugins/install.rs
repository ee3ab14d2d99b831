//! Installing: read -> compile aside -> link -> what it asks -> try its home page -> switch at once. A version that asks
//! for more than was granted waits for approval while the one in use goes on serving.

use std::collections::BTreeSet;
use std::sync::Arc;

use maille_federation::keys::PublicKey;

use super::compile::sha256;
use super::grants::Capability;
use super::instance::{self, Failure, Work};
use super::lanes::Pace;
use super::manifest::Manifest;
use super::package::{Package, PackageError};
use super::publisher::Signature;
use super::registry::RegistryError;
use super::registry::store::{self, Data, Version};
use super::state::GuestRequest;
use super::{Loaded, Plugins};

/// Why a plugin was not installed. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The file is not a plugin.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// It cannot be compiled, linked or kept.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Its address is taken.
    #[error(
        "the address `{mount}` is taken by the plugin `{by}`: remove that one, or change `mount` in plugin.toml"
    )]
    MountTaken {
        /// The address.
        mount: String,
        /// Who has it.
        by: String,
    },
    /// Its signature does not hold.
    #[error(
        "the signature of this component does not hold: its bytes were changed after it was signed; get it again from its publisher"
    )]
    Signature,
    /// Somebody else than the publisher of what is in use signed it, or nobody.
    #[error("the publisher of what is in use did not sign this version")]
    Publisher {
        /// Whose key signed what is in use.
        pinned: Box<PublicKey>,
        /// Whose key signed this one.
        found: Option<Box<PublicKey>>,
    },
    /// It exports less than its manifest says.
    #[error(
        "plugin.toml lists the export `{0}`, and the component does not have it: implement it or take it off the list"
    )]
    Export(String),
    /// A kind that it declares does not fit.
    #[error("a kind that the plugin declares cannot be used")]
    Kind(#[source] crate::directory::DirectoryError),
    /// Its home page fails.
    #[error("the plugin's home page fails, so it was not installed")]
    Home(#[source] Failure),
}

/// What installing came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Installed {
    /// What it says of itself.
    pub manifest: Manifest,
    /// What it asks for and is not granted.
    pub missing: Vec<Capability>,
    /// It waits for approval; the version before goes on serving.
    pub waits: bool,
    /// It was installed before.
    pub updated: bool,
    /// Whose key signed it, if any did.
    pub publisher: Option<PublicKey>,
}

impl Plugins {
    /// Installs or updates; with `grant_all`, everything that it asks for is granted.
    pub async fn install(
        &self,
        component: Vec<u8>,
        grant_all: bool,
    ) -> Result<Installed, InstallError> {
        self.install_from(component, grant_all, false).await
    }

    /// The same; with `new_publisher`, from whoever signed it, or from nobody, whoever signed what is in use.
    pub async fn install_from(
        &self,
        component: Vec<u8>,
        grant_all: bool,
        new_publisher: bool,
    ) -> Result<Installed, InstallError> {
        let package = Package::read(component, self.inner.around.bounds.component_bytes)?;
        let manifest = package.manifest.clone();
        let id = manifest.id.clone();
        let database = self.inner.around.directory.database();
        let now_ms = self.inner.around.directory.clock().now_ms();
        self.check_mount(&manifest).await?;
        let before = store::plugin(database, &id)
            .await
            .map_err(RegistryError::from)?;
        let publisher = package.signature.clone();
        if publisher == Signature::Broken {
            return Err(InstallError::Signature);
        }
        let pinned = before.as_ref().and_then(|row| row.publisher.as_deref());
        let pinned: Option<PublicKey> = pinned.and_then(|key| key.parse().ok());
        if let Some(pinned) =
            pinned.filter(|pinned| Some(pinned) != publisher.key() && !new_publisher)
        {
            let (pinned, found) = (Box::new(pinned), publisher.key().copied().map(Box::new));
            return Err(InstallError::Publisher { pinned, found });
        }
        let mut granted: BTreeSet<Capability> = store::grants(database, &id)
            .await
            .map_err(RegistryError::from)?
            .into_iter()
            .collect();
        let asked = Capability::asked(&manifest);
        if grant_all {
            granted.extend(asked.iter().cloned());
        }
        let missing: Vec<Capability> = asked
            .iter()
            .filter(|asked| !granted.contains(asked))
            .cloned()
            .collect();
        let hash = sha256(&package.component);
        let bytes = package.component.clone();
        let settings = before.as_ref().map_or("{}", |row| row.settings.as_str());
        let loaded = self.load(package, &hash, &granted, (0, settings)).await?;
        check_exports(&loaded)?;
        check_kinds(&manifest)?;
        let known = match &before {
            Some(row) => self.asked_before(&row.hash).await?,
            None => BTreeSet::new(),
        };
        let asks_more = before.is_some() && missing.iter().any(|missing| !known.contains(missing));
        // Without its grants a home page may well be refused: that is the administrator's to see, not a fault.
        if missing.is_empty() {
            self.try_home(loaded).await.map_err(InstallError::Home)?;
        }
        store::add_component(database, &hash, &bytes, now_ms)
            .await
            .map_err(RegistryError::from)?;
        if asks_more {
            store::let_wait(database, &id, &hash)
                .await
                .map_err(RegistryError::from)?;
        } else {
            self.switch(&manifest, (&hash, publisher.clone()), Data::Keep)
                .await?;
            if grant_all {
                store::change_grants(database, &id, (&asked, &[]), now_ms)
                    .await
                    .map_err(RegistryError::from)?;
            }
        }
        self.refresh().await?;
        if !asks_more {
            self.reindex(&manifest).await?;
            self.follow_from_now(&manifest).await?;
        }
        self.tidy().await;
        Ok(Installed {
            publisher: publisher.key().copied(),
            manifest,
            missing,
            waits: asks_more,
            updated: before.is_some(),
        })
    }

    /// From its installation on it is told what changes, not from the first look at it: what comes in between would be lost.
    async fn follow_from_now(&self, manifest: &Manifest) -> Result<(), RegistryError> {
        let directory = &self.inner.around.directory;
        let database = directory.database();
        let follows = !manifest.follows.is_empty();
        if follows && store::cursor(database, &manifest.id).await?.is_none() {
            let last = directory.last_seq().await?;
            store::set_cursor(database, &manifest.id, last).await?;
        }
        Ok(())
    }

    /// Reads the search tables of kinds anew whose schema is another now, or whose records were here before the plugin.
    pub(super) async fn reindex(&self, manifest: &Manifest) -> Result<(), RegistryError> {
        let directory = &self.inner.around.directory;
        for kind in &manifest.kinds {
            directory
                .reindex(&format!("{}.{}", manifest.id, kind.name))
                .await?;
        }
        Ok(())
    }

    pub(super) async fn switch(
        &self,
        manifest: &Manifest,
        (hash, publisher): (&str, Signature),
        data: Data,
    ) -> Result<(), RegistryError> {
        let database = self.inner.around.directory.database();
        let version = Version {
            id: &manifest.id,
            hash,
            version: &manifest.version,
            mount: manifest.mount.as_deref(),
            publisher: publisher.key().map(ToString::to_string),
        };
        Ok(store::switch(
            database,
            &version,
            data,
            self.inner.around.directory.clock().now_ms(),
        )
        .await?)
    }

    pub(super) async fn check_mount(&self, manifest: &Manifest) -> Result<(), InstallError> {
        let Some(mount) = &manifest.mount else {
            return Ok(());
        };
        let database = self.inner.around.directory.database();
        let by = store::mounted_by_another(database, mount, &manifest.id)
            .await
            .map_err(RegistryError::from)?;
        match by {
            Some(by) => Err(InstallError::MountTaken {
                mount: mount.clone(),
                by,
            }),
            None => Ok(()),
        }
    }

    async fn asked_before(&self, hash: &str) -> Result<BTreeSet<Capability>, InstallError> {
        let component = store::component(self.inner.around.directory.database(), hash)
            .await
            .map_err(RegistryError::from)?;
        let package = Package::read(component, u64::MAX)?;
        Ok(Capability::asked(&package.manifest).into_iter().collect())
    }

    /// With the kinds of the new version, which make way for those in use whatever comes of it.
    pub(super) async fn try_home(&self, loaded: Loaded) -> Result<(), Failure> {
        if !loaded.manifest.exports("pages") {
            return Ok(());
        }
        let id = loaded.manifest.id.clone();
        self.declare_kinds(&loaded.manifest);
        let outcome = self.ask_home(loaded).await;
        match self.get(&id) {
            Some(in_use) => self.declare_kinds(&in_use.manifest),
            None => self.inner.around.directory.kinds().withdraw(&id),
        }
        outcome
    }

    async fn ask_home(&self, loaded: Loaded) -> Result<(), Failure> {
        let request = GuestRequest {
            method: "GET".into(),
            path: "/".into(),
            locale: "fr".into(),
            ..GuestRequest::default()
        };
        let _ticking = self.inner.ticker.tick();
        let around = self.inner.around.clone();
        let pace = Pace::default();
        let call = instance::call(
            Arc::new(loaded),
            around,
            Work::Answer(request),
            pace.clone(),
        );
        let task = self.inner.lanes.spawn(pace, call);
        match task.await {
            Ok((Ok(_), _)) => Ok(()),
            Ok((Err(failure), _)) => Err(failure),
            Err(error) => Err(Failure::Stopped(error.to_string())),
        }
    }
}

fn check_exports(loaded: &Loaded) -> Result<(), InstallError> {
    let there = |export: &str| match export {
        "pages" => loaded.exports.answer.is_some(),
        "tasks" => loaded.exports.run.is_some(),
        _ => loaded.exports.changed.is_some() && loaded.exports.deleted.is_some(),
    };
    match loaded.manifest.exports.iter().find(|export| !there(export)) {
        Some(export) => Err(InstallError::Export(export.clone())),
        None => Ok(()),
    }
}

fn check_kinds(manifest: &Manifest) -> Result<(), InstallError> {
    let schemas = manifest.kind_schemas();
    let schemas: Vec<(&str, &str)> = schemas
        .iter()
        .map(|(name, schema)| (name.as_str(), schema.as_str()))
        .collect();
    crate::directory::KindRegistry::core()
        .declare(&manifest.id, &schemas)
        .map_err(InstallError::Kind)
}
