//! Instances on loopback, with fictional places.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use maille::app::{App, Options};
use maille::config::Config;
use maille::directory::{Author, Session};
use maille::federation::{Action, Address, Peer, Relation};
use maille::{jobs, web};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Records of one commit.
const TOGETHER: usize = 2_000;

/// One that serves; what goes on beside visitors only where it is asked for.
pub struct Instance {
    pub app: Arc<App>,
    origin: String,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    jobs: JoinSet<()>,
}

impl Instance {
    /// An empty one below `folder`.
    pub async fn start(folder: &Path, origin: &str, with_jobs: bool) -> anyhow::Result<Self> {
        let folder = folder.join(origin);
        std::fs::create_dir_all(&folder)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let mut config = Config::default();
        config.instance.origin = origin.to_owned();
        config.server.public_url = Some(format!("http://{address}"));
        config.plugins.pool_instances = 4;
        let app = App::open(&folder, config, Options::default()).await?;
        let (stop, stopping) = watch::channel(false);
        let mut running = match with_jobs {
            true => jobs::start(&app, &stopping),
            false => JoinSet::new(),
        };
        running.spawn(web::server::serve(app.clone(), listener, stopping));
        Ok(Self {
            app,
            origin: origin.to_owned(),
            address,
            stop,
            jobs: running,
        })
    }

    /// Ends it.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.jobs.join_next().await.is_some() {}
        self.app.close().await;
    }

    /// Puts places from one number up to another; `said` stands in each.
    pub async fn put(&self, numbers: std::ops::Range<usize>, said: &str) -> anyhow::Result<()> {
        let numbers: Vec<usize> = numbers.collect();
        for some in numbers.chunks(TOGETHER) {
            let mut session = Session::new(&self.app.directory, Author::host("benchmark"));
            for number in some {
                let place = place(*number, said).to_string();
                session
                    .put("place", &format!("lieu-{number}"), &place)
                    .await?;
            }
            session.commit().await?;
        }
        Ok(())
    }

    /// Says in the log all that is new; how many entries that were.
    pub async fn publish(&self) -> anyhow::Result<u64> {
        let mut said = 0;
        loop {
            let published = self.app.federation.publish().await?;
            said += published.said;
            if published.looked == 0 {
                return Ok(said);
            }
        }
    }

    /// Approved on both sides.
    pub async fn befriend(&self, other: &Self) -> anyhow::Result<()> {
        self.ask(&format!("http://{}", other.address).parse()?)
            .await?;
        other.accept(&self.origin).await?;
        self.is_approved_by(&other.origin).await
    }

    /// Asks whoever answers there to be its neighbour.
    pub async fn ask(&self, address: &Address) -> anyhow::Result<()> {
        let introduced = self.app.federation.introduce(address).await?;
        let peer = self.app.federation.request(&introduced).await?;
        self.app.federation.exchange(&peer).await?;
        Ok(())
    }

    /// Accepts who asked.
    pub async fn accept(&self, origin: &str) -> anyhow::Result<()> {
        let asked = self.app.federation.decide(origin, Action::Accept).await?;
        self.app.federation.exchange(&asked).await?;
        Ok(())
    }

    /// Waits until it heard that it was accepted.
    pub async fn is_approved_by(&self, origin: &str) -> anyhow::Result<()> {
        for _ in 0..500 {
            if self.app.federation.peer(origin).await?.relation == Relation::Approved {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        anyhow::bail!("the two do not become neighbours")
    }

    /// Where it answers.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How this one knows the other.
    pub async fn peer(&self, other: &Self) -> anyhow::Result<Peer> {
        let peer = self.app.federation.peer(&other.origin).await;
        peer.with_context(|| other.origin.clone())
    }
}

/// A place as départements describe them, about a kilobyte with its proof.
fn place(number: usize, said: &str) -> serde_json::Value {
    json!({
        "name": format!("Point d'accueil numéro {number}"),
        "description": format!("{said} On y aide à faire ses démarches en ligne, avec ou sans rendez-vous."),
        "address": {
            "lines": [format!("{} rue de la Navette", number % 200 + 1)],
            "postal_code": "99010",
            "municipality": "Saint-Aubin-les-Essais",
            "insee_code": "99010",
        },
        "latitude": 46.0 + (number % 1_000) as f64 / 1_000.0,
        "longitude": 2.0 + (number / 1_000) as f64 / 100.0,
        "telephone": "01 99 00 10 10",
        "email": format!("accueil-{number}@example.org"),
        "opening_hours": "Mo-Fr 09:00-12:30,13:30-17:00; PH off",
        "wheelchair": "yes",
    })
}
