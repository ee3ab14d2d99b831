//! What is installed: read from the database, loaded, and looked up again whenever another process changed it.

pub mod store;

mod health;
mod logs;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use maille_federation::keys::PublicKey;
use tokio::sync::Semaphore;
use wasmtime::Engine;
use wasmtime::component::{Component, HasSelf, InstancePre, Linker};

pub use health::Health;
pub use logs::Logs;

use super::compile::{self, CompileError};
use super::contract::maille::plugin as interfaces;
use super::grants::{Capability, Grants};
use super::manifest::Manifest;
use super::package::{Package, PackageError};
use super::publisher::Signature;
use super::state::State;
use super::translations::Translations;
use super::{Exports, Installation, Loaded, Plugins};
use crate::database::DatabaseError;
use crate::directory::DirectoryError;

/// Why what is installed cannot be read, changed or loaded.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// There is no such plugin.
    #[error("no plugin `{0}` is installed: `maille plugin list` shows those that are")]
    Unknown(String),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The directory refused.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Its documents cannot be changed.
    #[error(transparent)]
    Documents(#[from] super::store::DocumentError),
    /// The stored component does not read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The stored component is not what its publisher signed.
    #[error(
        "the component in use is not what its publisher signed: its bytes were changed; install it again from the publisher's file"
    )]
    Signature,
    /// It was not compiled.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// A setting does not fit.
    #[error("{0}")]
    Settings(String),
    /// It imports what is not there or not granted.
    #[error("{0}")]
    Imports(String),
    /// A version that waited is granted what it asks, and does not work.
    #[error(
        "the home page of the version that waits fails, so the version in use goes on; what was granted is kept: \
         install a mended version"
    )]
    WaitingHome(#[source] super::instance::Failure),
}

impl From<sqlx::Error> for RegistryError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// A plugin as administrators list it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// What it says of itself.
    pub manifest: Manifest,
    /// What was granted, whether or not it asks for it.
    pub granted: Vec<Capability>,
    /// Why it is paused, if it is.
    pub paused: Option<String>,
    /// Whose key signed it, where one did.
    pub publisher: Option<PublicKey>,
    /// Its stored bytes are what was signed; it is not loaded otherwise.
    pub is_as_signed: bool,
    /// The SHA-256 of the component in use, in hexadecimal digits.
    pub hash: String,
    /// The version that waits for approval.
    pub waiting: Option<Manifest>,
    /// The version that was in use before.
    pub previous: Option<Manifest>,
    /// What the plugin kept when the version in use took its place.
    pub before: Option<Before>,
}

/// A copy of what a plugin kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// When it was made, in milliseconds since 1970.
    pub at_ms: i64,
    /// Its entries.
    pub entries: u64,
    /// Entries that the plugin has now.
    pub now: u64,
}

/// Everything that any plugin may import but what hangs on its manifest.
pub(super) fn linker(engine: &Engine) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    interfaces::types::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    interfaces::directory::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    interfaces::territory::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    interfaces::moderation::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    interfaces::images::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    interfaces::documents::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    interfaces::context::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    interfaces::page::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    Ok(linker)
}

impl Plugins {
    /// Looks whether what is installed was changed by any process, and loads what is new. Returns true where it was.
    pub async fn refresh(&self) -> Result<bool, RegistryError> {
        let mut known = self.inner.refreshing.lock().await;
        let database = self.inner.around.directory.database();
        let position = store::position(database).await?;
        if *known == Some(position) {
            return Ok(false);
        }
        let before = self.installed();
        let mut plugins = BTreeMap::new();
        for row in store::plugins(database).await? {
            if let Some(loaded) = before
                .get(&row.id)
                .filter(|loaded| loaded.stamp == row.stamp)
            {
                loaded.health.set_paused(row.paused_reason.is_some());
                plugins.insert(row.id, loaded.clone());
                continue;
            }
            let id = row.id.clone();
            match self.load_row(row).await {
                Ok(loaded) => {
                    plugins.insert(id, Arc::new(loaded));
                }
                // One plugin that does not load must not take the others with it.
                Err(error) => tracing::error!(
                    plugin = id,
                    error = format!("{error:#}"),
                    "the plugin does not load"
                ),
            }
        }
        let installation = Installation::new(plugins);
        self.declare(&before, &installation);
        *self
            .inner
            .installed
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(installation);
        self.inner
            .generation
            .fetch_add(1, std::sync::atomic::Ordering::AcqRel);
        *known = Some(position);
        Ok(true)
    }

    fn declare(&self, before: &Installation, now: &Installation) {
        let kinds = self.inner.around.directory.kinds();
        for (id, _) in before.iter().filter(|(id, _)| now.get(id).is_none()) {
            kinds.withdraw(id);
        }
        for loaded in now.values() {
            self.declare_kinds(&loaded.manifest);
        }
    }

    pub(super) fn declare_kinds(&self, manifest: &Manifest) {
        let schemas = manifest.kind_schemas();
        let schemas: Vec<(&str, &str)> = schemas
            .iter()
            .map(|(name, schema)| (name.as_str(), schema.as_str()))
            .collect();
        let kinds = self.inner.around.directory.kinds();
        if let Err(error) = kinds.declare(&manifest.id, &schemas) {
            tracing::error!(plugin = manifest.id, %error, "its kinds cannot be declared");
        }
    }

    async fn load_row(&self, row: store::Row) -> Result<Loaded, RegistryError> {
        let database = self.inner.around.directory.database();
        let component = store::component(database, &row.hash).await?;
        let package = Package::read(component, self.inner.around.bounds.component_bytes)?;
        if !is_publishers(&row, &package) {
            return Err(RegistryError::Signature);
        }
        let granted = store::grants(database, &row.id)
            .await?
            .into_iter()
            .collect();
        let loaded = self
            .load(package, &row.hash, &granted, (row.stamp, &row.settings))
            .await?;
        loaded.health.set_paused(row.paused_reason.is_some());
        Ok(loaded)
    }

    /// Compiles where that was not done yet, links and prepares; `held` is the stamp and the settings that were set.
    pub(super) async fn load(
        &self,
        package: Package,
        hash: &str,
        granted: &std::collections::BTreeSet<Capability>,
        held: (i64, &str),
    ) -> Result<Loaded, RegistryError> {
        let component = self.compiled(&package.component, hash).await?;
        let pre = self.link(&package.manifest, &component)?;
        let mut faults = Vec::new();
        let translations = Translations::new(&package.manifest.translations, &mut faults);
        for fault in faults {
            tracing::warn!(
                plugin = package.manifest.id,
                fault,
                "a translation does not read"
            );
        }
        let mut settings = package.manifest.default_settings();
        if let (Some(known), Ok(serde_json::Value::Object(set))) =
            (settings.as_object_mut(), serde_json::from_str(held.1))
        {
            known.extend(set);
        }
        Ok(Loaded {
            grants: Grants::new(&package.manifest, granted),
            stamp: held.0,
            assets: package.assets,
            settings,
            translations,
            exports: exports(&component, &self.inner.engine),
            pre,
            places: Arc::new(Semaphore::new(self.inner.around.bounds.guests_each)),
            health: Health::default(),
            manifest: package.manifest,
        })
    }

    async fn compiled(&self, component: &[u8], hash: &str) -> Result<Component, RegistryError> {
        let database = self.inner.around.directory.database();
        let name = compile::artefact_name(&self.inner.engine, hash);
        let path = self.inner.folder.join(&name);
        if path.exists()
            && let Some(sha256) = store::artefact(database, &name).await?
        {
            match compile::load(&self.inner.engine, &path, &sha256) {
                Ok(component) => return Ok(component),
                // A file that is not what it was is made again from the component, never run.
                Err(error) => tracing::error!(%error, "a compiled component is compiled again"),
            }
        }
        let bounds = &self.inner.around.bounds;
        let sha256 = compile::compile(&self.inner.compiler, bounds, component, &path).await?;
        store::set_artefact(database, &name, &sha256).await?;
        Ok(compile::load(&self.inner.engine, &path, &sha256)?)
    }

    fn link(
        &self,
        manifest: &Manifest,
        component: &Component,
    ) -> Result<InstancePre<State>, RegistryError> {
        let mut linker = self.inner.linker.clone();
        let failed = |error: wasmtime::Error| RegistryError::Imports(format!("{error:#}"));
        if !manifest.grants.hosts.is_empty() {
            interfaces::http::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)
                .map_err(failed)?;
        }
        if manifest.grants.storage.is_some() {
            interfaces::storage::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)
                .map_err(failed)?;
        }
        if manifest.grants.contributors {
            interfaces::contributors::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| {
                state
            })
            .map_err(failed)?;
        }
        linker
            .instantiate_pre(component)
            .map_err(|error| missing_import(&format!("{error:#}")))
    }
}

/// Whether a component is signed as what is in use was when it was put there.
pub(super) fn is_publishers(row: &store::Row, package: &Package) -> bool {
    let signed = package.signature.key().map(ToString::to_string);
    package.signature != Signature::Broken && signed == row.publisher
}

/// What an unknown import means for the author.
fn missing_import(words: &str) -> RegistryError {
    let mend = if words.contains("maille:plugin/http") {
        "the plugin uses HTTP and asks for no host: add `hosts = [\"…\"]` under [grants] in plugin.toml"
    } else if words.contains("maille:plugin/storage") {
        "the plugin uses storage and asks for none: add `storage = \"1 MiB\"` under [grants] in plugin.toml"
    } else if words.contains("maille:plugin/contributors") {
        "the plugin writes to contributors and does not ask for it: add `contributors = true` under [grants] in plugin.toml"
    } else if words.contains("maille:plugin") {
        "the plugin uses a part of the contract that this instance does not know: update Maille, or set `contract` in plugin.toml to what the plugin needs"
    } else {
        "the component asks for something that no plugin may have: see the contract in sdk/wit"
    };
    RegistryError::Imports(format!("{mend} ({words})"))
}

/// Where the exports stand, whatever minor version of the contract the component was built with.
fn exports(component: &Component, engine: &Engine) -> Exports {
    let names: BTreeMap<String, String> = component
        .component_type()
        .exports(engine)
        .filter_map(|(name, _)| {
            let short = name.strip_prefix("maille:plugin/")?.split('@').next()?;
            Some((short.to_owned(), name.to_owned()))
        })
        .collect();
    let find = |interface: &str, function: &str| {
        let (_, instance) = component.get_export(None, names.get(interface)?)?;
        component.get_export_index(Some(&instance), function)
    };
    Exports {
        answer: find("pages", "answer"),
        run: find("tasks", "run"),
        changed: find("changes", "record-changed"),
        deleted: find("changes", "record-deleted"),
    }
}
