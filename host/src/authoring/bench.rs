//! An instance that is thrown away: a folder of its own, no network but what was recorded, and bounds that do not depend on
//! how busy the machine is.

use std::sync::Arc;

use tempfile::TempDir;

use crate::app::{App, AppError, Options};
use crate::clock::Clock;
use crate::config::{CallBounds, Config, PluginBounds};
use crate::outbound::{Recorded, RecordedAnswer, Rule};

/// Steps of a task that is tried.
const STEPS_MAX: u32 = 1_000;
/// Seconds to compile in: the engine of another language is 12 MiB of code.
const COMPILE_S: u64 = 600;
/// An author's machine compiles beside this: what a guest computes counts, not how long it waited for a core.
const WALL_MS: u64 = 60_000;

/// An instance that is thrown away when this is dropped.
pub struct Bench {
    /// The instance.
    pub app: Arc<App>,
    /// All that is outside of it.
    pub outside: Recorded,
    _folder: TempDir,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// No folder for it.
    #[error("no folder can be made for files that are thrown away")]
    Folder(#[source] std::io::Error),
    /// It does not start.
    #[error(transparent)]
    App(#[from] AppError),
}

impl Bench {
    /// At this time, with these answers from outside.
    pub async fn new(clock: Clock, answers: Vec<RecordedAnswer>) -> Result<Self, BenchError> {
        let folder = tempfile::Builder::new()
            .prefix("maille-")
            .tempdir()
            .map_err(BenchError::Folder)?;
        let outside = Recorded::new(answers);
        let rule = Rule {
            recorded: Some(outside.clone()),
            ..Rule::default()
        };
        let options = Options {
            clock,
            outbound: rule,
            compiler: None,
        };
        let config = Config {
            plugins: bounds(),
            ..Config::default()
        };
        let app = App::open(folder.path(), config, options).await?;
        Ok(Self {
            app,
            outside,
            _folder: folder,
        })
    }

    /// Ends it.
    pub async fn close(self) {
        self.app.close().await;
    }
}

/// The defaults; a trap pauses nothing, since each is told.
pub(super) fn bounds() -> PluginBounds {
    let defaults = PluginBounds::default();
    let patient = |bounds: CallBounds| CallBounds {
        wall_ms: WALL_MS,
        ..bounds
    };
    PluginBounds {
        page: patient(defaults.page),
        task: patient(defaults.task),
        task_steps: STEPS_MAX,
        compile_s: COMPILE_S,
        traps: u32::MAX,
        wait_ms: WALL_MS,
        threads: 1,
        pool_instances: 16,
        ..defaults
    }
}
