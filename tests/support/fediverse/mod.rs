//! An instance that the fediverse reads, and a server of the fediverse that the test holds in its hands: both with names, over HTTPS
//! with a certificate that only they trust.

pub mod reader;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use maille::app::{App, Options};
use maille::clock::Clock;
use maille::config::Config;
use maille::database::sql::QueryBuilder;
use maille::directory::{Author, Session};
use maille::outbound::Rule;
use maille::{jobs, web};
use maille_federation::keys::RsaSecretKey;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::neighbour::until;
use super::process::PROGRAM;

/// The instance's name, and so its address.
pub const NAME: &str = "creuse.example";
/// Where a request could leave something.
const TABLES: [&str; 9] = [
    "fediverse_dead",
    "fediverse_follower",
    "fediverse_host",
    "fediverse_inbox",
    "fediverse_object",
    "fediverse_place",
    "journal",
    "record",
    "suggestion",
];

/// RSA keys take a moment to make: two for all tests.
pub fn pem(number: usize) -> &'static str {
    static KEYS: [OnceLock<String>; 2] = [const { OnceLock::new() }; 2];
    KEYS[number].get_or_init(|| RsaSecretKey::make_pem([number as u8 + 1; 32]).unwrap())
}

/// An instance that runs, with all that goes on beside its visitors.
pub struct Here {
    pub app: Arc<App>,
    pub address: SocketAddr,
    pub clock: Clock,
    pub folder: PathBuf,
    stop: watch::Sender<bool>,
    _jobs: JoinSet<()>,
    _folder: TempDir,
}

impl Here {
    /// One that reaches the servers of this rule; its clock stands until it is moved.
    pub async fn start(rule: Rule) -> Self {
        Self::start_with(rule, Clock::fixed(super::NOW_MS), |_| {}).await
    }

    /// The same over the database at this address; over the file in its folder where there is none.
    pub async fn start_on(rule: Rule, url: Option<&str>) -> Self {
        let clock = Clock::fixed(super::NOW_MS);
        Self::start_with(rule, clock, |config| {
            config.database.url = url.map(str::to_owned)
        })
        .await
    }

    /// The same at this time, configured in another way.
    pub async fn start_with(rule: Rule, clock: Clock, configure: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.instance.origin = NAME.into();
        config.instance.name = "Numérique en Creuse".into();
        config.server.public_url = Some(format!("https://{NAME}"));
        config.fediverse.enabled = true;
        config.plugins.pool_instances = 4;
        configure(&mut config);
        std::fs::create_dir(folder.path().join("keys")).unwrap();
        std::fs::write(folder.path().join("keys/fediverse.key"), pem(0)).unwrap();
        let options = Options {
            clock: clock.clone(),
            outbound: rule,
            compiler: Some(PROGRAM.into()),
        };
        let app = App::open(folder.path(), config, options).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopping) = watch::channel(false);
        let mut running = jobs::start(&app, &stopping);
        running.spawn(web::server::serve(app.clone(), listener, stopping));
        Self {
            app,
            address,
            clock,
            folder: folder.path().to_owned(),
            stop,
            _jobs: running,
            _folder: folder,
        }
    }

    /// Writes its configuration to its folder, for commands beside it.
    pub fn configure_folder(&self) {
        let text = format!(
            "[instance]\norigin = \"{NAME}\"\n[server]\npublic_url = \"https://{NAME}\"\n[fediverse]\nenabled = true\n"
        );
        std::fs::write(self.folder.join(Config::FILE), text).unwrap();
    }

    /// Puts a record of the administration's own; its id comes back.
    pub async fn put(&self, kind: &str, key: &str, content: &Value) -> String {
        let mut session = Session::new(&self.app.directory, Author::host("test"));
        let record = session.put(kind, key, &content.to_string()).await.unwrap();
        session.commit().await.unwrap();
        record.id
    }

    /// Publishes, withdraws or makes a draft of a record.
    pub async fn set_state(&self, id: &str, state: maille::directory::State) {
        let mut session = Session::new(&self.app.directory, Author::host("test"));
        let record = session.get(id).await.unwrap();
        session.set_state(id, record.revision, state).await.unwrap();
        session.commit().await.unwrap();
    }

    pub async fn delete(&self, id: &str) {
        let mut session = Session::new(&self.app.directory, Author::host("test"));
        let record = session.get(id).await.unwrap();
        session.delete(id, record.revision).await.unwrap();
        session.commit().await.unwrap();
    }

    /// What somebody who asks in these words is answered: status, type and document.
    pub async fn read(&self, path: &str, accept: &str) -> (u16, String, String) {
        let client = super::visitor::client();
        let request = client.get(format!("http://{}{path}", self.address));
        let request = request.header("accept", accept).header("host", NAME);
        let response = request.send().await.unwrap();
        let kind = response.headers().get("content-type");
        let kind = kind.map_or("", |kind| kind.to_str().unwrap()).to_owned();
        (
            response.status().as_u16(),
            kind,
            response.text().await.unwrap(),
        )
    }

    /// What it says of itself to other instances.
    pub async fn document_of_maille(&self) -> Value {
        let (status, _, body) = self.read("/.well-known/maille", "*/*").await;
        assert_eq!(status, 200);
        serde_json::from_str(&body).unwrap()
    }

    /// A document of the fediverse.
    pub async fn document(&self, path: &str) -> Value {
        let (status, _, text) = self.read(path, "application/activity+json").await;
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// All rows that a request could have written, in one text.
    pub async fn traces(&self) -> String {
        let readers = self.app.directory.database().readers();
        let mut traces = String::new();
        for table in TABLES {
            let mut question = QueryBuilder::new("select name from pragma_table_info(");
            question.push_bind(table).push(")");
            let columns: Vec<String> = question
                .build_query_scalar()
                .fetch_all(readers)
                .await
                .unwrap();
            assert!(!columns.is_empty(), "there is a table {table}");
            let row: Vec<String> = columns
                .iter()
                .map(|column| format!("quote({column})"))
                .collect();
            let mut question = QueryBuilder::new("select ");
            question
                .push(&row.join(" || ' ' || "))
                .push(" as row from ")
                .push(table);
            question.push(" order by row");
            let rows: Vec<String> = question
                .build_query_scalar()
                .fetch_all(readers)
                .await
                .unwrap();
            traces.push_str(&format!("{table}\n{}\n", rows.join("\n")));
        }
        traces
    }

    /// The same once the job has begun, so that nothing of its own comes between.
    pub async fn settled(&self) -> String {
        until("the job looks at the journal", async || {
            self.traces().await.contains("'own'")
        })
        .await;
        self.traces().await
    }

    /// How many follow.
    pub async fn followers(&self) -> u64 {
        self.app.fediverse.status().await.unwrap().followers
    }

    /// How often something was counted until now.
    pub async fn counted(&self, what: &str) -> u64 {
        self.app.fediverse.write_counts().await.unwrap();
        let status = self.app.fediverse.status().await.unwrap();
        let found = status.counts.iter().find(|(known, _)| known == what);
        found.map_or(0, |(_, total)| *total)
    }

    /// Lets so much time pass.
    pub fn later(&self, duration: Duration) {
        self.clock.advance_ms(duration.as_millis() as i64);
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}
