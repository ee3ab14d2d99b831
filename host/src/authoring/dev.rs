//! An author's instance while a plugin is written: built anew when a file is saved, reloaded at once, with data of its own. A build that
//! does not stand leaves the version before in place. It prints nothing: each event is told to the caller.

mod board;
mod fictional;
mod place;
mod saved;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use board::Board;

use super::check::{self, Subject, chain};
use super::{bench, data};
use crate::app::{App, AppError, Options};
use crate::config::Config;
use crate::plugins::build::{self, BuildError};
use crate::plugins::package::Package;
use saved::Saved;

/// The folder is looked at this often.
const LOOK: Duration = Duration::from_millis(300);
/// An editor writes a file in several steps: what was saved is built once nothing moved for this long.
const SETTLED: Duration = Duration::from_millis(150);

/// What the author is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A step of a build, as [`build::build`] names it.
    Step(String),
    /// It runs: its number, milliseconds, and where its pages are.
    Runs(u64, u64, Option<String>),
    /// It does not stand: its number, milliseconds, place and words.
    Broken(u64, u64, Option<String>, String),
    /// Its data was not taken, or a task did not end: a sentence.
    Beside(String),
}

/// Opens the instance in `folder`, which belongs to it alone.
pub async fn open(folder: &Path) -> Result<Arc<App>, AppError> {
    let mut config = Config {
        plugins: bench::bounds(),
        ..Config::default()
    };
    config.instance.name = "Atelier".into();
    config.instance.department = "Val-de-Maille (département fictif)".into();
    config.federation.enabled = false;
    // Each page that is asked for is a call that the author sees.
    config.server.page_cache_bytes = 0;
    App::open(folder, config, Options::default()).await
}

/// An author at work.
pub struct Dev {
    app: Arc<App>,
    folder: PathBuf,
    board: Arc<Board>,
    /// What was built last.
    built: Option<Saved>,
    /// The plugin that runs.
    id: Option<String>,
    checking: Option<JoinHandle<()>>,
}

impl Dev {
    /// Of the plugin in `folder`.
    pub fn new(app: Arc<App>, folder: PathBuf) -> Self {
        let board = Arc::new(Board::new(app.clone()));
        Self {
            app,
            folder,
            board,
            built: None,
            id: None,
            checking: None,
        }
    }

    /// What the author's page shows.
    pub fn board(&self) -> Arc<Board> {
        self.board.clone()
    }

    /// Builds, and builds again whenever something is saved, until `stop` says so.
    pub async fn run(
        mut self,
        tell: &mut (dyn FnMut(Told) + Send),
        mut stop: watch::Receiver<bool>,
    ) {
        loop {
            if let Some(saved) = self.saved().await {
                tokio::select! {
                    () = self.build(saved, tell) => {}
                    _ = stop.wait_for(|stop| *stop) => break,
                }
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
        if let Some(checking) = self.checking.take() {
            checking.abort();
        }
    }

    /// What the folder holds, where that is not what was built last and nothing moves any more.
    async fn saved(&self) -> Option<Saved> {
        let saved = Saved::look(&self.folder).await;
        if self.built.as_ref() == Some(&saved) {
            return None;
        }
        tokio::time::sleep(SETTLED).await;
        let again = Saved::look(&self.folder).await;
        (again == saved).then_some(saved)
    }

    async fn build(&mut self, saved: Saved, tell: &mut (dyn FnMut(Told) + Send)) {
        self.board.begin();
        let begun = Instant::now();
        let new_data = self
            .built
            .as_ref()
            .is_none_or(|built| built.data != saved.data);
        self.built = Some(saved);
        let came = match self.component(tell).await {
            Ok(package) => self.install(package).await,
            Err(error) => Err(self.build_words(&error)),
        };
        let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        match came {
            Ok(component) => {
                if new_data {
                    self.fill(tell).await;
                }
                let (number, mount) = self.board.runs(self.id.clone(), took);
                self.check(component);
                tell(Told::Runs(number, took, mount));
            }
            Err((place, words)) => {
                let number = self.board.broken(took, place.clone(), words.clone());
                tell(Told::Broken(number, took, place, words));
            }
        }
    }

    async fn component(&self, tell: &mut (dyn FnMut(Told) + Send)) -> Result<Package, BuildError> {
        let (steps, mut said) = tokio::sync::mpsc::unbounded_channel();
        let folder = self.folder.clone();
        let building = tokio::task::spawn_blocking(move || {
            // Nobody hears the steps of a build that was given up.
            build::build(&folder, &mut |step| drop(steps.send(step.to_owned())))
        });
        while let Some(step) = said.recv().await {
            tell(Told::Step(step));
        }
        match building.await {
            Ok(built) => built,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// Puts it in the place of the version before, everything granted.
    async fn install(&mut self, package: Package) -> Result<Vec<u8>, (Option<String>, String)> {
        let id = package.manifest.id.clone();
        let plugins = &self.app.plugins;
        if let Some(before) = self.id.take_if(|before| *before != id) {
            // Another name is another plugin: the old one would keep the address.
            if let Err(error) = plugins.remove(&before, false).await {
                tracing::warn!(plugin = before, %error, "the plugin's old name stays");
            }
        }
        let component = package.component;
        match plugins.install(component.clone(), true).await {
            Ok(_) => {
                plugins.watch().begin_anew();
                self.id = Some(id);
                Ok(component)
            }
            Err(error) => {
                let words = chain(&error);
                Err((place::of(&words), words))
            }
        }
    }

    /// Why it was not built: the place of the first fault, and all words of the tools.
    fn build_words(&self, error: &BuildError) -> (Option<String>, String) {
        match error {
            BuildError::Cargo(words) | BuildError::Npm(words) => (place::of(words), words.clone()),
            BuildError::Manifest { path, .. } => {
                let text = std::fs::read_to_string(path).unwrap_or_default();
                let line = check::manifest(&text).first().and_then(|found| found.line);
                let place = line.map(|line| format!("plugin.toml:{line}"));
                (place, chain(error))
            }
            error => (None, chain(error)),
        }
    }

    /// The plugin's own data and a fictional directory, then each of its tasks once.
    async fn fill(&self, tell: &mut (dyn FnMut(Told) + Send)) {
        let Some(id) = &self.id else { return };
        let demo = self.folder.join("demo");
        let taken = async {
            fictional::directory(&self.app).await?;
            if data::demo(&self.app, id, &demo).await? {
                return Ok(());
            }
            fictional::of_cases(&self.app, id, &self.folder).await
        };
        if let Err(error) = taken.await {
            tell(Told::Beside(chain(&error)));
        }
        let Some(plugin) = self.app.plugins.get(id) else {
            return;
        };
        for task in &plugin.manifest.tasks {
            let run = self.app.plugins.run(id, &task.name, &mut |_| {}).await;
            if let Err(error) = run {
                tell(Told::Beside(format!("{}: {}", task.name, chain(&error))));
            }
        }
    }

    /// Looks for faults beside the author's work; only the newest version matters.
    fn check(&mut self, component: Vec<u8>) {
        if let Some(before) = self.checking.take() {
            before.abort();
        }
        let (board, folder) = (self.board.clone(), self.folder.clone());
        self.checking = Some(tokio::spawn(async move {
            let folder = Some(folder.as_path());
            match check::check(Subject { component, folder }).await {
                Ok(checked) => board.checked(checked.findings),
                Err(error) => tracing::warn!(%error, "the plugin could not be checked"),
            }
        }));
    }
}
