//! Instances that keep each other's directories: each with a name, an address on this machine, and what a server does beside its
//! visitors.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use maille::accounts::{Device, NewAccount, Role};
use maille::app::{App, Options};
use maille::clock::Clock;
use maille::config::Config;
use maille::database::{Database, sql};
use maille::directory::{Author, Reader, Session};
use maille::federation::{Action, Peer, Relation};
use maille::jobs;
use maille::outbound::Rule;
use maille::suggestions::Suggestions;
use maille::web;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::adversary::wire::Sent;
use super::process::PROGRAM;
use super::staff::PASSWORD;

/// Long enough for any machine, and for the lease of whoever was killed: what is awaited is looked for again and again.
const PATIENCE: Duration = Duration::from_secs(150);

/// An instance that may be stopped and started again at the same address.
pub struct Neighbour {
    pub origin: String,
    pub address: SocketAddr,
    pub folder: PathBuf,
    pub clock: Clock,
    config: Config,
    running: Option<Running>,
    _folder: TempDir,
}

struct Running {
    app: Arc<App>,
    stop: watch::Sender<bool>,
    jobs: JoinSet<()>,
}

impl Neighbour {
    /// One that runs.
    pub async fn start(origin: &str) -> Self {
        Self::start_with(origin, |_| {}).await
    }

    /// The same over the database at this address; over the file in its folder where there is none.
    pub async fn start_on(origin: &str, url: Option<String>) -> Self {
        Self::start_with(origin, |config| config.database.url = url).await
    }

    /// The same, configured in another way.
    pub async fn start_with(origin: &str, configure: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut config = Config::default();
        config.instance.origin = origin.to_owned();
        config.instance.name = format!("Annuaire de {origin}");
        config.server.public_url = Some(format!("http://{address}"));
        config.federation.hint_s = 1;
        config.plugins.pool_instances = 4;
        configure(&mut config);
        let mut neighbour = Self {
            origin: origin.to_owned(),
            address,
            folder: folder.path().to_owned(),
            clock: Clock::real(),
            config,
            running: None,
            _folder: folder,
        };
        neighbour.serve(listener).await;
        neighbour
    }

    /// Changes how it is configured from the next [`Neighbour::go_on`] on.
    pub fn configure(&mut self, change: impl FnOnce(&mut Config)) {
        change(&mut self.config);
    }

    /// The files of its folder, database and keys, kept aside. Not while it runs.
    pub fn copy_aside(&self) -> TempDir {
        assert!(self.running.is_none(), "it runs");
        let folder = tempfile::tempdir().unwrap();
        back_up(&self.folder, folder.path());
        folder
    }

    /// A copy as it is now, on another host. Not while it runs.
    pub async fn copy(&self) -> Self {
        self.copy_of(self.copy_aside()).await
    }

    /// These files of its, that run on another host: the same name and keys, another address.
    pub async fn copy_of(&self, folder: TempDir) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut config = self.config.clone();
        config.server.public_url = Some(format!("http://{address}"));
        let mut copy = Self {
            origin: self.origin.clone(),
            address,
            folder: folder.path().to_owned(),
            clock: self.clock.clone(),
            config,
            running: None,
            _folder: folder,
        };
        copy.serve(listener).await;
        copy
    }

    /// A page of the administration, as an auditor reads it.
    pub async fn desk(&self, path: &str) -> String {
        let accounts = &self.app().accounts;
        let number = accounts.list().await.unwrap().len() + 1;
        let new = NewAccount {
            name: "Dominique".to_owned(),
            login: format!("auditor-{number}"),
        };
        let (_, link) = accounts.invite(&new, Role::Auditor).await.unwrap();
        let account = accounts.set_password(link.as_str(), PASSWORD).await;
        let secret = accounts
            .begin_session(&account.unwrap(), None, Device::Unknown)
            .await;
        let cookie = format!("session={}", secret.unwrap().as_str());
        let asked = Sent::unsigned("GET", path, self, b"").with("cookie", &cookie);
        let answer = asked.send(self).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        let page = String::from_utf8(answer.body).unwrap();
        page.replace(['\u{a0}', '\u{202f}'], " ")
    }

    /// Goes on after [`Neighbour::stop`].
    pub async fn go_on(&mut self) {
        let listener = loop {
            // The last connections of before may hold the address for a moment.
            match TcpListener::bind(self.address).await {
                Ok(listener) => break listener,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        self.serve(listener).await;
    }

    async fn serve(&mut self, listener: TcpListener) {
        let options = Options {
            clock: self.clock.clone(),
            outbound: Rule::default(),
            compiler: Some(PROGRAM.into()),
        };
        let app = App::open(&self.folder, self.config.clone(), options)
            .await
            .unwrap();
        let (stop, stopping) = watch::channel(false);
        let mut jobs = jobs::start(&app, &stopping);
        jobs.spawn(web::server::serve(app.clone(), listener, stopping));
        self.running = Some(Running { app, stop, jobs });
    }

    /// Opens it without its server and what it does by itself, so that each step is the test's. Not while it runs.
    pub async fn alone(&self) -> Arc<App> {
        assert!(self.running.is_none(), "it runs");
        let options = Options {
            clock: self.clock.clone(),
            outbound: Rule::default(),
            compiler: Some(PROGRAM.into()),
        };
        App::open(&self.folder, self.config.clone(), options)
            .await
            .unwrap()
    }

    /// Stops as a server does that is told to.
    pub async fn stop(&mut self) {
        let Some(mut running) = self.running.take() else {
            return;
        };
        running.stop.send_replace(true);
        while running.jobs.join_next().await.is_some() {}
        running.app.close().await;
    }

    pub fn app(&self) -> &Arc<App> {
        &self.running.as_ref().unwrap().app
    }

    /// Puts a place that is called so; `key` names it here.
    pub async fn put(&self, key: &str, name: &str) -> String {
        let content = json!({
            "name": name,
            "address": {"postal_code": "23000", "municipality": "Saint-Essai"},
            "latitude": 46.1713, "longitude": 1.8718,
            "telephone": "05 36 49 26 20",
        });
        self.put_content(key, &content).await
    }

    pub async fn put_content(&self, key: &str, content: &serde_json::Value) -> String {
        let mut session = Session::new(&self.app().directory, Author::host("test"));
        let record = session
            .put("place", key, &content.to_string())
            .await
            .unwrap();
        session.commit().await.unwrap();
        record.id
    }

    /// Puts so many places at once.
    pub async fn put_many(&self, count: usize) {
        let mut session = Session::new(&self.app().directory, Author::host("test"));
        for number in 0..count {
            let content = json!({
                "name": format!("Lieu {number}"),
                "address": {"postal_code": "23000", "municipality": "Saint-Essai"},
            });
            let key = format!("lieu-{number}");
            session
                .put("place", &key, &content.to_string())
                .await
                .unwrap();
        }
        session.commit().await.unwrap();
    }

    /// Changes so many places, so many times each: their log grows, and what lives does not.
    pub async fn change_many(&self, count: usize, times: usize) {
        for time in 0..times {
            let mut session = Session::new(&self.app().directory, Author::host("test"));
            for number in 0..count {
                let content = json!({"name": format!("Lieu {number}, état {time}")});
                let key = format!("lieu-{number}");
                session
                    .put("place", &key, &content.to_string())
                    .await
                    .unwrap();
            }
            session.commit().await.unwrap();
            while self.app().federation.publish().await.unwrap().looked > 0 {}
        }
        self.has_published().await;
    }

    /// How many records of an origin stand here.
    pub async fn held_of(&self, origin: &str) -> i64 {
        let readers = self.app().directory.database().readers();
        sql::query_scalar("select count(*) from record where origin = $1")
            .bind(origin)
            .fetch_one(readers)
            .await
            .unwrap()
    }

    /// Rows of a table whose content speaks of this.
    pub async fn rows_with(&self, table: &'static str, words: &str) -> i64 {
        let statement = match table {
            "record" => "select count(*) from record where content like $1 or key like $1",
            "record_history" => {
                "select count(*) from record_history where content like $1 or key like $1"
            }
            _ => "select count(*) from log_content where cast(content as text) like $1",
        };
        let readers = self.app().directory.database().readers();
        sql::query_scalar(statement)
            .bind(format!("%{words}%"))
            .fetch_one(readers)
            .await
            .unwrap()
    }

    /// The epoch of an origin's log that is known here.
    pub async fn epoch_of(&self, origin: &str) -> i64 {
        let readers = self.app().directory.database().readers();
        sql::query_scalar("select epoch from log where origin = $1")
            .bind(origin)
            .fetch_one(readers)
            .await
            .unwrap()
    }

    /// Loses a copy behind its back, as a damaged disk does.
    pub async fn forget_copy(&self, id: &str, origin: &str) {
        let location = maille::app::location(&self.folder, &self.config).unwrap();
        let database = Database::open(location).await.unwrap();
        let mut write = database.write().await.unwrap();
        for statement in [
            "delete from record where id = $1 and origin = $2",
            "delete from log_record where record_id = $1 and origin = $2",
        ] {
            let query = sql::query(statement).bind(id).bind(origin);
            query.execute(&mut *write).await.unwrap();
        }
        // The tree is made of what lives.
        let query = sql::query("delete from log_bucket where origin = $1").bind(origin);
        query.execute(&mut *write).await.unwrap();
        let query = sql::query("update log set root = zeroblob(32) where origin = $1").bind(origin);
        query.execute(&mut *write).await.unwrap();
        write.commit().await.unwrap();
        database.close().await;
    }

    /// Deletes the place of this key.
    pub async fn delete(&self, id: &str) {
        let record = self.app().directory.get(id).await.unwrap().unwrap();
        let mut session = Session::new(&self.app().directory, Author::host("test"));
        session.delete(id, record.revision).await.unwrap();
        session.commit().await.unwrap();
    }

    /// What visitors are told that this record is called; nothing where they see none.
    pub async fn name_of(&self, id: &str) -> Option<String> {
        let visitor = Reader::visitor();
        let record = self.app().directory.read(id, &visitor).await.unwrap()?;
        let content: serde_json::Value = serde_json::from_str(&record.content).unwrap();
        Some(content["name"].as_str().unwrap_or_default().to_owned())
    }

    pub fn suggestions(&self) -> Suggestions {
        let database = self.app().directory.database().clone();
        Suggestions::new(database, self.clock.clone())
    }

    pub async fn peer(&self, other: &str) -> Peer {
        self.app().federation.peer(other).await.unwrap()
    }

    /// One asks, the other accepts, and both know it.
    pub async fn befriend(&self, other: &Self) {
        self.befriend_at(other, other.address).await;
    }

    /// The same where the other is reached at another address than its own.
    pub async fn befriend_at(&self, other: &Self, address: SocketAddr) {
        let address = format!("http://{address}").parse().unwrap();
        let introduced = self.app().federation.introduce(&address).await.unwrap();
        assert_eq!(
            introduced.words,
            other.app().federation.identity().unwrap().words()
        );
        self.app().federation.request(&introduced).await.unwrap();
        until("the request arrives", async || {
            let peers = other.app().federation.peers().await.unwrap();
            peers.iter().any(|peer| {
                peer.origin.as_str() == self.origin && peer.relation == Relation::RequestedByThem
            })
        })
        .await;
        let decided = other.app().federation.decide(&self.origin, Action::Accept);
        assert_eq!(decided.await.unwrap().relation, Relation::Approved);
        until("both know", async || {
            self.peer(&other.origin).await.relation == Relation::Approved
        })
        .await;
    }

    /// Lets it ask the other now instead of when that is due.
    pub async fn asks_soon(&self, other: &Self) {
        let origin = other.origin.parse().unwrap();
        self.app().federation.ask_soon(&origin).await.unwrap();
    }

    /// Until all that was changed stands in its log.
    pub async fn has_published(&self) {
        until("everything is published", async || {
            let readers = self.app().directory.database().readers();
            let journal: Option<i64> =
                sql::query_scalar("select journal from log where origin = ''")
                    .fetch_optional(readers)
                    .await
                    .unwrap();
            journal == Some(self.app().directory.last_seq().await.unwrap())
        })
        .await;
    }

    /// Until this instance holds of the other what the other holds.
    pub async fn agrees_with(&self, other: &Self) {
        other.has_published().await;
        until("both agree", async || {
            let since = self.app().clock.now_ms();
            let origin = other.origin.parse().unwrap();
            self.app().federation.ask_soon(&origin).await.unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
            let peer = self.peer(&other.origin).await;
            // An exchange that was under way when the last was published agrees on what was before.
            let held = self.app().federation.held(&origin).await.unwrap().seq;
            let told = other.app().federation.own_seq().await.unwrap();
            held.unwrap_or(0) >= told && peer.agreed.is_some_and(|agreed| agreed >= since)
        })
        .await;
    }
}

/// Looks again and again; who waits in vain hears for what.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The files of a data folder, copied while nobody uses it.
pub fn back_up(folder: &Path, to: &Path) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            back_up(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Puts the files of a backup in the place of those that are there.
pub fn restore(from: &Path, folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            std::fs::remove_dir_all(entry.path()).unwrap();
        } else {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    back_up(from, folder);
}
