//! An instance of the simulation: the host's own code over its own database, with a clock that the simulation moves.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use maille::app::{App, Options};
use maille::clock::Clock;
use maille::config::Config;
use maille::outbound::Rule;
use tokio::sync::Notify;

use super::network::Wire;

/// Between two questions that nothing caused. Longer than by default: most of what is simulated is no idle round.
const POLL_S: u64 = 4 * 3600;

pub struct Member {
    pub number: usize,
    pub origin: String,
    pub folder: PathBuf,
    pub clock: Clock,
    pub wire: Arc<Wire>,
    /// It dies while it asks somebody.
    pub dies: Notify,
    live: Mutex<Option<(Arc<App>, Router)>>,
}

impl Member {
    pub fn new(
        number: usize,
        origin: &str,
        folder: PathBuf,
        clock: Clock,
        wire: Arc<Wire>,
    ) -> Self {
        Self {
            number,
            origin: origin.to_owned(),
            folder,
            clock,
            wire,
            dies: Notify::new(),
            live: Mutex::default(),
        }
    }

    /// Opens it over what is in its folder.
    pub async fn start(&self) {
        let mut config = Config::default();
        config.instance.origin = self.origin.clone();
        config.instance.name = format!("Annuaire de {}", self.origin);
        config.server.public_url = Some(home(&self.origin));
        config.federation.poll_s = POLL_S;
        config.plugins.pool_instances = 1;
        config.plugins.threads = 1;
        let options = Options {
            clock: self.clock.clone(),
            outbound: Rule {
                network: Some(self.wire.clone()),
                // Nothing is dialled: the machine's own certificates need not be read three times for each start.
                roots: vec![root().to_vec()],
                ..Rule::default()
            },
            compiler: Some("nothing is compiled".into()),
        };
        let app = App::open(&self.folder, config, options).await.unwrap();
        app.federation.identity().unwrap();
        app.federation.finish_endings().await.unwrap();
        let router = maille::web::router(app.clone(), None);
        *self.live.lock().unwrap() = Some((app, router));
    }

    /// Takes it away as a kill does: nothing is written any more.
    pub async fn stop(&self) {
        let live = self.live.lock().unwrap().take();
        if let Some((app, router)) = live {
            drop(router);
            app.directory.database().close().await;
        }
    }

    pub fn app(&self) -> Option<Arc<App>> {
        let live = self.live.lock().unwrap();
        live.as_ref().map(|(app, _)| app.clone())
    }

    pub fn router(&self) -> Option<Router> {
        let live = self.live.lock().unwrap();
        live.as_ref().map(|(_, router)| router.clone())
    }

    /// Its keys were written at this moment of the simulation: their age counts.
    pub fn date_keys(&self) {
        let now = Duration::from_millis(self.clock.now_ms().unsigned_abs());
        for entry in std::fs::read_dir(self.folder.join("keys")).unwrap() {
            let file = std::fs::File::open(entry.unwrap().path()).unwrap();
            file.set_modified(UNIX_EPOCH + now).unwrap();
        }
    }
}

fn root() -> &'static [u8] {
    static ROOT: OnceLock<Vec<u8>> = OnceLock::new();
    ROOT.get_or_init(|| {
        let made = rcgen::generate_simple_self_signed(vec!["nobody.example".to_owned()]);
        made.unwrap().cert.der().to_vec()
    })
}

/// Where an instance of this name answers.
pub fn home(origin: &str) -> String {
    format!("https://{origin}")
}

/// A folder's files, copied while nobody writes.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => {
                std::fs::copy(entry.path(), &target).unwrap();
                let modified = entry.metadata().unwrap().modified().unwrap();
                let file = std::fs::File::open(&target).unwrap();
                file.set_modified(modified).unwrap();
            }
        }
    }
}
