//! An instance, whole: its folder, configuration, clock, directory and plugins.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::accounts::Accounts;
use crate::audit::Audit;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, Proxies};
use crate::conformity::Table;
use crate::contributors::{Bounds, Contributors};
use crate::database::{Database, DatabaseError, Location};
use crate::directory::{
    DIRECTORY_KINDS, Directory, DirectoryError, KindRegistry, Reader, Search, Settings,
};
use crate::federation::Federation;
use crate::fediverse::Fediverse;
use crate::functions::{self, Function, UnknownFunction};
use crate::health::Health;
use crate::images::Images;
use crate::imports::orders::Orders;
use crate::mail::{Letters, MailError, Mailer};
use crate::map::Maps;
use crate::metrics::Metrics;
use crate::oidc::Provider;
use crate::outbound::{Outbound, OutboundError, Rule};
use crate::plugins::{PluginMail, Plugins, RegistryError, StartError};
use crate::statistics::Statistics;
use crate::tls::{Tls, TlsError};
use crate::web::directory::Offers;
use crate::web::pace::Pace;
use crate::web::{Gate, PageCache};

/// The database's name in the data folder.
pub const DATABASE: &str = "maille.sqlite";
/// Where compiled components stand in the data folder.
pub const COMPILED: &str = "plugins";
/// Where files wait in the data folder that are to be imported.
const IMPORTS: &str = "imports";

/// An instance, whole.
pub struct App {
    /// Its data folder.
    pub folder: PathBuf,
    /// Its configuration.
    pub config: Config,
    /// Its time.
    pub clock: Clock,
    /// Its records.
    pub directory: Directory,
    /// Its plugins.
    pub plugins: Plugins,
    /// Who works on it.
    pub accounts: Accounts,
    /// Who did what.
    pub audit: Audit,
    /// How much it is used.
    pub statistics: Statistics,
    /// Imports that were asked for.
    pub orders: Orders,
    /// It among others.
    pub federation: Federation,
    /// It on the fediverse.
    pub fediverse: Fediverse,
    /// Places for requests.
    pub gate: Gate,
    /// Kept pages.
    pub pages: PageCache,
    /// The functions that are counted, in the instance's order.
    pub functions: Vec<Function>,
    /// The choices of the directory's form that lead somewhere.
    pub offers: Offers,
    /// How many forms each address sent lately.
    pub pace: Pace,
    /// Visitors without an account who prove themselves with a code.
    pub contributors: Contributors,
    /// How much they and others tried lately.
    pub contributions: Bounds,
    /// Pictures that they send.
    pub images: Images,
    /// Letters that wait.
    pub letters: Letters,
    /// Where letters go; none where the instance sends no mail.
    pub mailer: Option<Mailer>,
    /// Who vouches for people besides their password; none where nobody does.
    pub provider: Option<Provider>,
    /// How this process fares.
    pub health: Health,
    /// Figures of it.
    pub metrics: Metrics,
    /// Who sends it may read those.
    pub metrics_token: Option<String>,
    /// The certificate that it serves itself; none where somebody else does TLS.
    pub tls: Option<Tls>,
    /// The map that it offers.
    pub maps: Maps,
    /// Who stands before it.
    pub proxies: Proxies,
    /// How far its pages are accessible.
    pub conformity: Arc<Table>,
    stocked: Stocked,
}

/// Whether the directory holds something that visitors may see.
#[derive(Debug, Default)]
struct Stocked {
    /// It stays so until the next start: a directory that was emptied says that it is empty.
    yes: AtomicBool,
    /// The sum of its kinds' positions at the last look, and one more; 0 before the first.
    looked_at: AtomicI64,
}

/// Why an instance does not start.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Its configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Its time zone.
    #[error("`instance.timezone` in maille.toml: `{0}` is not a time zone; write `Europe/Paris`")]
    TimeZone(String),
    /// Who stands before it.
    #[error(
        "`server.proxies` in maille.toml: `{0}` is no address and no network; write `10.0.0.1` or `10.0.0.0/8`"
    )]
    Proxy(String),
    /// Its certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Its list of functions.
    #[error(transparent)]
    Functions(#[from] UnknownFunction),
    /// Its folder.
    #[error("there is no instance in {}: make one with `maille init --data {}`", .0.display(), .0.display())]
    NoInstance(PathBuf),
    /// Its folder belongs to somebody else.
    #[error("cannot look into {}: run this as the user who owns it", folder.display())]
    Closed {
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Its database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The way out for letters.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The outgoing client.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// The runtime of plugins.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The plugins installed.
    #[error(transparent)]
    Plugins(#[from] RegistryError),
    /// The program itself cannot be found.
    #[error("cannot find the program's own file")]
    Program(#[source] std::io::Error),
}

/// Where the database of the instance in `folder` is.
pub fn location(folder: &Path, config: &Config) -> Result<Location, AppError> {
    let Some(url) = &config.database.url else {
        return Ok(folder.join(DATABASE).into());
    };
    let location = Location::parse(url)?.below(folder);
    Ok(match config.database.password(folder)? {
        Some(password) => location.with_password(&password),
        None => location,
    })
}

/// What tests set otherwise.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The instance's time.
    pub clock: Clock,
    /// The tests' own servers.
    pub outbound: Rule,
    /// The program that compiles components; this one where it is absent.
    pub compiler: Option<PathBuf>,
}

impl App {
    /// Opens the instance in `folder`.
    pub async fn open(
        folder: &Path,
        config: Config,
        options: Options,
    ) -> Result<Arc<Self>, AppError> {
        let zone = TimeZone::get(&config.instance.timezone)
            .map_err(|_| AppError::TimeZone(config.instance.timezone.clone()))?;
        let functions = functions::chosen(&config.functions)?;
        let server = &config.server;
        let proxies = Proxies::read(&server.proxies).map_err(AppError::Proxy)?;
        let (certificate, key) = (server.tls_certificate.as_deref(), server.tls_key.as_deref());
        let tls = Tls::open(folder, certificate, key)?;
        let metrics_token = config.metrics.token(folder)?;
        let database = Database::open(location(folder, &config)?).await?;
        let settings = Settings {
            origin: config.instance.origin.clone(),
            zone,
        };
        let directory = Directory::new(
            database,
            KindRegistry::core(),
            options.clock.clone(),
            settings,
        );
        let compiler = match options.compiler {
            Some(compiler) => compiler,
            None => std::env::current_exe().map_err(AppError::Program)?,
        };
        let outbound = Outbound::new(options.outbound)?;
        let mailer = config.mail.server(folder)?;
        let mailer = mailer.map(|server| Mailer::new(&server, &config.instance.origin));
        let mailer = mailer.transpose()?;
        let public_url = config.server.public_url.as_deref();
        let provider = config.oidc.provider(folder, public_url)?;
        let provider = provider.map(|one| Provider::new(one, &outbound, options.clock.clone()));
        let provider = provider.transpose()?;
        let contributors = Contributors::new(directory.database().clone(), options.clock.clone());
        let letters = Letters::new(directory.database().clone(), options.clock.clone());
        let mail = mailer.as_ref().map(|_| PluginMail {
            contributors: contributors.clone(),
            letters: letters.clone(),
        });
        let images = Images::new(directory.database().clone(), options.clock.clone());
        let plugins = Plugins::start(
            directory.clone(),
            outbound.clone(),
            (mail, images.clone()),
            config.plugins.clone(),
            folder.join(COMPILED),
            compiler,
        )?;
        plugins.refresh().await?;
        // What cannot be noted now (a disk that is full) is read anew later, to no harm.
        if let Err(error) = directory.note_empty_kinds().await {
            tracing::warn!(%error, "kinds without records could not be noted");
        }
        let accounts = Accounts::new(
            directory.database().clone(),
            options.clock.clone(),
            &config.instance.name,
        );
        let audit = Audit::new(directory.database().clone(), options.clock.clone());
        let zone = directory.settings().zone.clone();
        let database = directory.database().clone();
        let statistics = Statistics::new(database, options.clock.clone(), zone);
        let federation = Federation::open(folder, &config, directory.clone(), &outbound);
        let fediverse = Fediverse::open(folder, &config, directory.clone(), &outbound);
        let orders = Orders::new(directory.clone(), outbound, folder.join(IMPORTS));
        let conformity = Arc::new(Table::of(&config.accessibility));
        let gate = Gate::new(config.server.requests_max);
        let pages = PageCache::new(config.server.page_cache_bytes);
        Ok(Arc::new(Self {
            folder: folder.to_owned(),
            config,
            clock: options.clock,
            directory,
            plugins,
            accounts,
            audit,
            statistics,
            orders,
            federation,
            fediverse,
            gate,
            pages,
            functions,
            offers: Offers::default(),
            pace: Pace::default(),
            contributors,
            contributions: Bounds::default(),
            images,
            letters,
            mailer,
            provider,
            health: Health::default(),
            metrics: Metrics::default(),
            metrics_token,
            tls,
            maps: Maps::new(folder),
            proxies,
            conformity,
            stocked: Stocked::default(),
        }))
    }

    /// Whether the directory was seen to hold something: pages name it then in their navigation.
    pub fn has_directory(&self) -> bool {
        self.stocked.yes.load(Ordering::Relaxed)
    }

    /// Looks whether the directory holds something, at most once for each change of its kinds.
    pub async fn look_into_directory(&self) -> Result<bool, DirectoryError> {
        if self.has_directory() {
            return Ok(true);
        }
        let positions = self.directory.positions().await?;
        let position = |kind: &&str| positions.get(&format!("kind:{kind}")).copied();
        let moved: i64 = DIRECTORY_KINDS.iter().filter_map(position).sum();
        if self.stocked.looked_at.load(Ordering::Relaxed) == moved + 1 {
            return Ok(false);
        }
        let all = Search::new(&DIRECTORY_KINDS);
        let stocked = all.count(&self.directory, &Reader::visitor()).await? > 0;
        self.stocked.looked_at.store(moved + 1, Ordering::Relaxed);
        self.stocked.yes.store(stocked, Ordering::Relaxed);
        Ok(stocked)
    }

    /// Whether there is an instance in `folder`: its database, or a configuration that names one. One that cannot be seen is
    /// not one that is not there.
    pub fn look(folder: &Path) -> Result<(), AppError> {
        if folder.is_dir() && Config::read(folder).is_ok_and(|config| config.database.url.is_some())
        {
            return Ok(());
        }
        match folder.join(DATABASE).try_exists() {
            Ok(true) => Ok(()),
            Ok(false) => Err(AppError::NoInstance(folder.to_owned())),
            Err(source) => Err(AppError::Closed {
                folder: folder.to_owned(),
                source,
            }),
        }
    }

    /// Opens the instance in `folder` if there is one, with its own configuration.
    pub async fn open_existing(folder: &Path) -> Result<Arc<Self>, AppError> {
        Self::look(folder)?;
        let config = Config::read(folder)?;
        Self::open(folder, config, Options::default()).await
    }

    /// True where visitors reach the instance over HTTPS.
    pub fn is_https(&self) -> bool {
        let public = self.config.server.public_url.as_deref();
        public.map_or(self.tls.is_some(), |url| url.starts_with("https://"))
    }

    /// `https`, or `http`.
    pub fn scheme(&self) -> &'static str {
        if self.is_https() { "https" } else { "http" }
    }

    /// The whole address of a path of this instance, as somebody would type it: the public one, else where it listens.
    pub fn link(&self, path: &str) -> String {
        let server = &self.config.server;
        match &server.public_url {
            Some(url) => format!("{}{path}", url.trim_end_matches('/')),
            None => format!("{}://{}{path}", self.scheme(), server.listen),
        }
    }

    /// Writes what is still in memory and closes the database.
    pub async fn close(&self) {
        if let Err(error) = self.plugins.write_logs().await {
            tracing::error!(%error, "the plugins' log could not be written");
        }
        if let Err(error) = self.statistics.flush().await {
            tracing::error!(%error, "the statistics could not be written");
        }
        // A reader that still runs keeps the file open: the next start would only find its journal longer.
        let closing = self.directory.database().close();
        if tokio::time::timeout(Duration::from_secs(5), closing)
            .await
            .is_err()
        {
            tracing::warn!("the database was still in use");
        }
    }
}
