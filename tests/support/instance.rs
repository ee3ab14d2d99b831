//! An instance of its own for a test: a folder, a server on a free port, a fixed clock, and the guests that are asked for.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use maille::app::{App, Options};
use maille::clock::Clock;
use maille::config::{CallBounds, Config, FunctionChoice, Imports, PluginBounds, Server};
use maille::directory::{Author, Session};
use maille::outbound::Rule;
use maille::plugins::{Installed, registry_store};
use maille::web;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::guests::Guest;
use super::process::PROGRAM;
use super::templates::{agenda, commons, contributed_twice, copy, guide, template};
use super::visitor::{Answer, client, read};

/// The defaults, on a small machine that does much at once: traps do not pause, nobody is turned away, and a guest that
/// computes is stopped by what it computed rather than by how long it had to wait for a core.
pub fn bounds() -> PluginBounds {
    let defaults = PluginBounds::default();
    PluginBounds {
        page: CallBounds {
            wall_ms: 25_000,
            ..defaults.page
        },
        traps: 1_000_000,
        wait_ms: 60_000,
        threads: 2,
        pool_instances: 32,
        ..defaults
    }
}

/// A running instance.
pub struct Instance {
    pub app: Arc<App>,
    pub clock: Clock,
    pub folder: PathBuf,
    address: SocketAddr,
    client: reqwest::Client,
    stop: watch::Sender<bool>,
    _folder: TempDir,
}

impl Instance {
    /// With the hostile guest at `/hostile` and a good neighbour at `/voisin`, everything granted.
    pub async fn new() -> Self {
        Self::with(bounds(), Rule::default()).await
    }

    /// The same under these bounds, with these servers outside.
    pub async fn with(bounds: PluginBounds, outbound: Rule) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(template().await, folder.path());
        Self::open(folder, bounds, outbound).await
    }

    /// The same, reached in this way.
    pub async fn serving(server: Server) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(template().await, folder.path());
        let config = Config {
            server,
            ..config(bounds())
        };
        Self::configured(folder, config, Rule::default()).await
    }

    /// The same with these bounds on imports, and these servers outside.
    pub async fn importing(imports: Imports, outbound: Rule) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(template().await, folder.path());
        let config = Config {
            imports,
            ..config(bounds())
        };
        Self::configured(folder, config, outbound).await
    }

    /// The same, counting these functions.
    pub async fn counting(functions: Vec<FunctionChoice>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(template().await, folder.path());
        let config = Config {
            functions,
            ..config(bounds())
        };
        Self::configured(folder, config, Rule::default()).await
    }

    /// With the guide to procedures at `/demarches`, and nothing in it.
    pub async fn guide() -> Self {
        Self::guide_with(bounds(), Rule::default()).await
    }

    /// The same under these bounds, with these servers outside.
    pub async fn guide_with(bounds: PluginBounds, outbound: Rule) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(guide().await, folder.path());
        Self::open(folder, bounds, outbound).await
    }

    /// With a form for contributors at `/contribuer` and the same at `/autre`, and a server of letters where one is named.
    pub async fn contributed(mail: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(contributed_twice().await, folder.path());
        let mut config = config(bounds());
        config.mail.url = mail.map(str::to_owned);
        config.mail.from = mail.map(|_| "Essai <essai@example.fr>".to_owned());
        Self::configured(folder, config, Rule::default()).await
    }

    /// With the agenda at `/agenda`, and nothing in it.
    pub async fn agenda() -> Self {
        Self::agenda_reaching(Rule::default()).await
    }

    /// The same, with these servers outside.
    pub async fn agenda_reaching(outbound: Rule) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(agenda().await, folder.path());
        Self::open(folder, bounds(), outbound).await
    }

    /// With the commons at `/communs` over the database at this address, and letters to this server where one is named.
    pub async fn commons_on(url: Option<&str>, mail: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(bounds());
        config.database.url = url.map(str::to_owned);
        config.mail.url = mail.map(str::to_owned);
        config.mail.from = mail.map(|_| "Essai <essai@example.fr>".to_owned());
        let instance = Self::configured(folder, config, Rule::default()).await;
        let guest = tokio::task::spawn_blocking(super::guests::commons).await;
        instance.install(&guest.unwrap()).await;
        instance
    }

    /// With the commons at `/communs`, and nothing in them.
    pub async fn commons() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(commons().await, folder.path());
        Self::open(folder, bounds(), Rule::default()).await
    }

    /// An instance over a copy of this one's folder.
    pub async fn reopen(other: &Self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&other.folder, folder.path());
        Self::open(folder, bounds(), Rule::default()).await
    }

    /// One of this name that exchanges records with others of this machine; its jobs do not run yet.
    pub async fn federating(origin: &str, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(template().await, folder.path());
        Self::federating_in(folder, (origin, name), config(bounds())).await
    }

    /// The same without plugins, over the database at this address; over a file of its own where there is none.
    pub async fn federating_on(url: Option<&str>, origin: &str, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(bounds());
        config.database.url = url.map(str::to_owned);
        Self::federating_in(folder, (origin, name), config).await
    }

    /// Without neighbours, over the database at this address or a file of its own: the hostile guest at `/hostile` hands records to
    /// moderators, the one at `/voisin` is not granted to.
    pub async fn moderated_on(url: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(bounds());
        config.database.url = url.map(str::to_owned);
        let instance = Self::configured(folder, config, Rule::default()).await;
        let guest = tokio::task::spawn_blocking(super::hostile).await.unwrap();
        instance
            .install(&guest.clone().named("voisin", "/voisin"))
            .await;
        let asks = guest.with(|manifest| {
            manifest.grants.moderation = true;
            manifest.grants.images = Some("4 MiB".to_owned());
        });
        instance.install(&asks).await;
        instance
    }

    async fn federating_in(
        folder: TempDir,
        (origin, name): (&str, &str),
        mut config: Config,
    ) -> Self {
        config.instance.origin = origin.into();
        config.instance.name = name.into();
        // A test does not wait as long as a person does.
        config.federation.hint_s = 1;
        Self::configured(folder, config, Rule::default()).await
    }

    async fn open(folder: TempDir, bounds: PluginBounds, outbound: Rule) -> Self {
        Self::configured(folder, config(bounds), outbound).await
    }

    /// Over this folder, with this configuration and these servers outside.
    pub async fn configured(folder: TempDir, mut config: Config, outbound: Rule) -> Self {
        let clock = Clock::fixed(super::NOW_MS);
        let options = Options {
            clock: clock.clone(),
            outbound,
            compiler: Some(PROGRAM.into()),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        if !config.instance.origin.is_empty() {
            // Peers are told where it answers.
            config.server.listen = address.to_string();
        }
        let app = App::open(folder.path(), config, options).await.unwrap();
        let (stop, stopping) = watch::channel(false);
        tokio::spawn(web::server::serve(app.clone(), listener, stopping));
        let client = client();
        Self {
            app,
            clock,
            folder: folder.path().to_owned(),
            address,
            client,
            stop,
            _folder: folder,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub async fn install(&self, guest: &Guest) -> Installed {
        self.app
            .plugins
            .install(guest.bytes(), true)
            .await
            .unwrap_or_else(|error| panic!("{}", chain(&error)))
    }

    /// Why this cannot be installed, in all its words.
    pub async fn refuses(&self, component: Vec<u8>) -> String {
        let refused = self.app.plugins.install(component, true).await;
        chain(&refused.expect_err("it was installed"))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.get_as(path, &[]).await
    }

    pub async fn get_as(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.client.get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request).await
    }

    pub async fn post(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut request = self.client.post(self.url(path)).body(body);
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request).await
    }

    /// A POST of a form with files: names, names of the files, what they hold.
    pub async fn send_files(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        let edge = "----essai-7f1d";
        for (name, value) in fields {
            let head = format!(
                "--{edge}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(head.into_bytes());
        }
        for (name, file, bytes) in files {
            let head = format!(
                "--{edge}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\ncontent-type: image/jpeg\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{edge}--\r\n").into_bytes());
        let kind = format!("multipart/form-data; boundary={edge}");
        self.send(path, &[("content-type", &kind)], body).await
    }

    /// The bytes of a page, whatever its status.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.client.get(self.url(path)).send().await.unwrap();
        response.bytes().await.unwrap().to_vec()
    }

    /// A POST with this body.
    pub async fn send(&self, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = self.client.post(self.url(path)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request).await
    }

    /// Lets what goes on beside visitors go on.
    pub fn start_jobs(&self) {
        let mut jobs = maille::jobs::start(&self.app, &self.stop.subscribe());
        tokio::spawn(async move { while jobs.join_next().await.is_some() {} });
    }

    /// Lets the hostile guest make these calls in a POST; a line for each comes back.
    pub async fn script(&self, calls: &[&str]) -> Vec<String> {
        self.script_of("/hostile", calls).await
    }

    pub async fn script_of(&self, mount: &str, calls: &[&str]) -> Vec<String> {
        let answer = self.script_answer(mount, calls).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text.split('\n').map(str::to_owned).collect()
    }

    pub async fn script_answer(&self, mount: &str, calls: &[&str]) -> Answer {
        let fields: Vec<(&str, &str)> = calls.iter().map(|call| ("call", *call)).collect();
        self.post(&format!("{mount}/script"), &fields, &[]).await
    }

    /// The same in a GET.
    pub async fn asked(&self, calls: &[&str]) -> Vec<String> {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for call in calls {
            query.append_pair("call", call);
        }
        let answer = self
            .get(&format!("/hostile/script?{}", query.finish()))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text.split('\n').map(str::to_owned).collect()
    }

    /// Runs a task to its end; its last sentence, or why it stopped.
    pub async fn run(&self, plugin: &str, task: &str) -> Result<String, String> {
        let run = self.app.plugins.run(plugin, task, &mut |_| {}).await;
        run.map(|step| step.message).map_err(|error| chain(&error))
    }

    /// Hands a plugin a document.
    pub async fn give(&self, plugin: &str, name: &str, bytes: &[u8]) {
        let documents = self.app.plugins.documents();
        let mut writer = documents.writer(plugin, name, u64::MAX).await.unwrap();
        for chunk in bytes.chunks(256 * 1024) {
            writer.push(chunk).await.unwrap();
        }
        writer.finish().await.unwrap();
    }

    /// Runs a plugin's task `import`; the lines of its report.
    pub async fn imported(&self, plugin: &str) -> Vec<String> {
        self.run(plugin, "import")
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        self.report(plugin, "import").await
    }

    /// The report of a task's newest run: `outcome subject: message`.
    pub async fn report(&self, plugin: &str, task: &str) -> Vec<String> {
        let database = self.app.directory.database();
        let report = registry_store::last_report(database, plugin, task).await;
        let lines = report.unwrap().into_iter();
        lines
            .map(|line| format!("{} {}: {}", line.outcome, line.subject, line.message))
            .collect()
    }

    /// Lets the hostile guest make these calls in a step of a task; a line for each comes back.
    pub async fn task(&self, calls: &[&str]) -> Result<String, String> {
        let documents = self.app.plugins.documents();
        let text = calls.join("\n");
        documents
            .write("hostile", "script", text.as_bytes())
            .await
            .unwrap();
        self.run("hostile", "script").await
    }

    /// The administration's own record; its id comes back.
    pub async fn put(&self, kind: &str, key: &str, content: &str) -> String {
        let mut session = Session::new(&self.app.directory, Author::host("test"));
        let record = session.put(kind, key, content).await.unwrap();
        session.commit().await.unwrap();
        record.id
    }

    /// What an administrator reads of a plugin: `level [request] call: message`.
    pub async fn log(&self, plugin: &str) -> Vec<String> {
        self.app.plugins.write_logs().await.unwrap();
        let lines = registry_store::log(self.app.directory.database(), plugin, 10_000)
            .await
            .unwrap();
        lines
            .into_iter()
            .map(|line| {
                format!(
                    "{} [{}] {}: {}",
                    line.level, line.request, line.call, line.message
                )
            })
            .collect()
    }

    /// How often the hostile guest was called for pages below `kept`.
    pub async fn calls(&self) -> usize {
        let log = self.log("hostile").await;
        log.iter().filter(|line| line.ends_with(": asked")).count()
    }

    /// Everything else stands: the home page, another plugin, the directory.
    #[track_caller]
    pub fn check(&self) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            for path in ["/", "/voisin", "/recherche?q=mairie", "/readyz"] {
                let answer = self.get(path).await;
                assert_eq!(answer.status, 200, "{path} for {caller}");
            }
            assert_eq!(
                self.app.directory.database().check().await.unwrap(),
                "ok",
                "{caller}"
            );
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// An error with its causes on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        words = format!("{words}: {inner}");
        source = inner.source();
    }
    words
}

pub fn config(bounds: PluginBounds) -> Config {
    let mut config = Config {
        plugins: bounds,
        ..Config::default()
    };
    config.instance.name = "Essai".into();
    config.instance.timezone = "Europe/Paris".into();
    // Many tests share few cores.
    config.server.requests_max = 1_000;
    config
}
