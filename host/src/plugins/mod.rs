//! Everything about guests: the only home of `wasmtime`. Callers see [`Plugins`]: what is installed, what it answers,
//! and what became of it. It knows neither HTTP nor HTML.

mod answer;
mod budget;
pub mod build;
mod cards;
pub mod compile;
mod context;
mod contract;
mod contributors;
mod describe;
mod directory;
mod documents;
mod engine;
mod follow;
pub mod grants;
mod http;
mod images;
pub mod inspect;
mod install;
mod installation;
mod instance;
mod lanes;
mod limiter;
mod manage;
pub mod manifest;
mod moderation;
pub mod package;
pub mod page;
pub mod publisher;
mod reads;
mod registry;
mod reply;
mod request;
mod say;
mod settings;
pub mod since;
mod state;
mod storage;
pub mod store;
mod sweep;
mod task;
mod territory;
pub mod translations;
mod wall;
mod wasi;
mod watch;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use jiff::tz::TimeZone;
use tokio::sync::Semaphore;
use wasmtime::component::{ComponentExportIndex, InstancePre};

pub use answer::{Answered, Asked};
pub use compile::CompileError;
pub use install::{InstallError, Installed};
pub use installation::Installation;
pub use instance::{Cost, Failure};
pub use manage::RollBackError;
pub use reads::Reads;
pub use registry::{Before, Health, Listed, RegistryError, store as registry_store};
pub use say::{Line, ReportLine};
pub use settings::SettingsForm;
pub use state::{GuestRequest, SentImage, SignedIn};
pub use task::{Step, TaskError};
pub use watch::{Call, Watched};

use self::lanes::Lanes;
use crate::config::PluginBounds;
use crate::contributors::Contributors;
use crate::directory::Directory;
use crate::images::Images;
use crate::mail::Letters;
use crate::outbound::Outbound;
use grants::Grants;
use limiter::Account;
use manifest::Manifest;
use state::State;
use translations::Translations;

/// What a call is for: it decides bounds, and whether it may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// A page: it may not write.
    Get,
    /// A form that was sent.
    Post,
    /// A step of a task.
    Task,
    /// A change that is followed.
    Change,
}

/// What plugins write letters with.
#[derive(Debug, Clone)]
pub struct PluginMail {
    /// To whom.
    pub contributors: Contributors,
    /// Those that wait.
    pub letters: Letters,
}

/// What every guest has around it.
pub struct Surroundings {
    directory: Directory,
    documents: store::Documents,
    outbound: Outbound,
    bounds: PluginBounds,
    zone: TimeZone,
    mail: Option<PluginMail>,
    images: Images,
    account: Account,
    seed: u128,
}

impl Surroundings {
    /// The date at a moment, and the moment at which the next one begins.
    fn today(&self, now_ms: i64) -> (String, i64) {
        let now = jiff::Timestamp::from_millisecond(now_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let zoned = now.to_zoned(self.zone.clone());
        let midnight = zoned
            .tomorrow()
            .and_then(|tomorrow| tomorrow.start_of_day());
        let midnight = midnight.map_or(i64::MAX, |moment| moment.timestamp().as_millisecond());
        (zoned.date().to_string(), midnight)
    }
}

/// A plugin that is ready to be called.
pub struct Loaded {
    /// What it says of itself.
    pub manifest: Manifest,
    /// What it may do.
    pub grants: Grants,
    /// Changes with version, grants and settings: part of a kept page's key.
    pub stamp: i64,
    assets: BTreeMap<String, Vec<u8>>,
    settings: serde_json::Value,
    translations: Translations,
    pre: InstancePre<State>,
    exports: Exports,
    places: Arc<Semaphore>,
    health: Health,
}

impl std::fmt::Debug for Loaded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loaded")
            .field("id", &self.manifest.id)
            .field("stamp", &self.stamp)
            .finish_non_exhaustive()
    }
}

impl Loaded {
    /// An asset packed into the component.
    pub fn asset(&self, path: &str) -> Option<&[u8]> {
        self.assets.get(path).map(Vec::as_slice)
    }

    /// Traps and pause.
    pub fn health(&self) -> &Health {
        &self.health
    }
}

/// Where a component's exports stand.
#[derive(Debug, Clone, Copy, Default)]
struct Exports {
    answer: Option<ComponentExportIndex>,
    run: Option<ComponentExportIndex>,
    changed: Option<ComponentExportIndex>,
    deleted: Option<ComponentExportIndex>,
}

/// The plugins of an instance. Cheap to clone.
#[derive(Clone)]
pub struct Plugins {
    inner: Arc<Inner>,
}

struct Inner {
    engine: wasmtime::Engine,
    linker: wasmtime::component::Linker<State>,
    ticker: engine::Ticker,
    lanes: Lanes,
    around: Arc<Surroundings>,
    places: Arc<Semaphore>,
    installed: RwLock<Arc<Installation>>,
    refreshing: tokio::sync::Mutex<Option<i64>>,
    generation: std::sync::atomic::AtomicI64,
    logs: registry::Logs,
    watched: OnceLock<Watched>,
    folder: PathBuf,
    compiler: PathBuf,
}

/// Why the runtime for plugins cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// wasmtime refuses its configuration.
    #[error("the runtime for plugins cannot start")]
    Engine(#[source] wasmtime::Error),
    /// Threads cannot be made.
    #[error("threads for plugins cannot start")]
    Threads(#[source] std::io::Error),
}

impl Plugins {
    /// Starts the runtime; `folder` keeps compiled components, `compiler` is the program that compiles them.
    pub fn start(
        directory: Directory,
        outbound: Outbound,
        (mail, images): (Option<PluginMail>, Images),
        bounds: PluginBounds,
        folder: PathBuf,
        compiler: PathBuf,
    ) -> Result<Self, StartError> {
        let engine = wasmtime::Engine::new(&engine::config(&bounds)).map_err(StartError::Engine)?;
        let ticker = engine::Ticker::start(&engine).map_err(StartError::Threads)?;
        let lanes = Lanes::start(bounds.threads).map_err(StartError::Threads)?;
        let linker = registry::linker(&engine).map_err(StartError::Engine)?;
        let around = Surroundings {
            zone: directory.settings().zone.clone(),
            documents: store::Documents::new(
                directory.database().clone(),
                directory.clock().clone(),
            ),
            directory,
            outbound,
            mail,
            images,
            account: Account::new(bounds.memory_all_bytes),
            seed: uuid::Uuid::now_v7().as_u128(),
            bounds,
        };
        let inner = Inner {
            engine,
            linker,
            ticker,
            lanes,
            places: Arc::new(Semaphore::new(around.bounds.guests)),
            around: Arc::new(around),
            installed: RwLock::default(),
            refreshing: tokio::sync::Mutex::new(None),
            generation: std::sync::atomic::AtomicI64::new(0),
            logs: registry::Logs::default(),
            watched: OnceLock::new(),
            folder,
            compiler,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// What is installed now.
    pub fn installed(&self) -> Arc<Installation> {
        self.inner
            .installed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Moves whenever what is installed was loaded anew: navigation and links of every page hang on it.
    pub fn generation(&self) -> i64 {
        self.inner
            .generation
            .load(std::sync::atomic::Ordering::Acquire)
    }

    /// One of the installed plugins.
    pub fn get(&self, id: &str) -> Option<Arc<Loaded>> {
        self.installed().get(id).cloned()
    }

    /// The plugin whose pages stand below this first part of a path, such as `demarches`.
    pub fn mounted(&self, name: &str) -> Option<Arc<Loaded>> {
        self.installed().mounted(name).cloned()
    }

    /// Bytes of memory that guests use now.
    pub fn memory_used(&self) -> u64 {
        self.inner.around.account.used()
    }
}
