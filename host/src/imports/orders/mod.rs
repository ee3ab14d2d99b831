//! Imports that were asked for in the administration, one at a time. The file waits in the data folder under its order's
//! name until its import ended: whoever is killed goes on. It knows no pages; `jobs` calls [`Orders::work`].

mod store;

use std::path::PathBuf;
use std::sync::Arc;

use tempfile::NamedTempFile;
use tokio::sync::Notify;
use uuid::Uuid;

use super::fetch::{self, FetchError, Limits};
use super::run::store as runs;
use super::run::{Complete, ImportError, Request, Steps};
use super::{Format, Mapping, MappingError, Options, What};
use crate::database::{DatabaseError, Dialect};
use crate::directory::{Directory, DirectoryError, fold};
use crate::outbound::Outbound;

/// Orders that are done with are remembered so long: their imports have reports of their own.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// A file that stands on another machine is its process's business; after so long that one does not come back.
const ELSEWHERE_MS: i64 = 24 * 60 * 60 * 1000;

/// What the name of a mapping's file ends with.
const MAPPING_END: &str = ".mapping.toml";

/// An import that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// A UUID, and the name of its file.
    pub id: String,
    /// What to import, and how.
    pub what: NewOrder,
    /// In milliseconds since 1970.
    pub ordered: i64,
    /// The number of the import that it became.
    pub run: Option<i64>,
    /// When it was done with.
    pub ended: Option<i64>,
    /// JSON of why it became no import: the sentence's key and arguments.
    pub failure: Option<String>,
}

/// What to import, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewOrder {
    /// The format's name.
    pub format: String,
    /// The name of a shipped mapping, or of the person's own file, or empty.
    pub mapping: String,
    /// What stands in a mapping of the person's own; it is kept beside the file.
    pub own_mapping: Option<String>,
    /// Whose file it is, or empty.
    pub source: String,
    /// Takes only this département, or empty.
    pub department: String,
    /// The file as the person calls it, or its address.
    pub input: String,
    /// Whether the input is an address.
    pub is_address: bool,
    /// Who asked for it.
    pub ordered_by: String,
    /// Whether the file is the whole of what its source says.
    pub complete: Complete,
}

/// Why an order is not taken.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// Another one is at work.
    #[error("another import is at work")]
    Busy,
    /// The format is unknown.
    #[error("there is no such format")]
    Format,
    /// The format needs a mapping and has none, or has one that is unknown.
    #[error("there is no such mapping")]
    Mapping,
    /// The mapping of the person's own cannot be used.
    #[error("the mapping cannot be used")]
    OwnMapping(#[from] MappingError),
    /// The file cannot be kept.
    #[error("the file cannot be kept in the data folder")]
    Disk(#[from] std::io::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<sqlx::Error> for OrderError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The orders of one instance.
#[derive(Debug)]
pub struct Orders {
    directory: Directory,
    outbound: Outbound,
    folder: PathBuf,
    placed: Arc<Notify>,
    cancelled: Arc<Notify>,
}

/// How an order fared.
enum Fared {
    /// It is done with; the sentence where it became no import.
    Ended(Option<What>),
    /// Something else is at work, or the database is busy: later.
    Waits,
}

impl Orders {
    /// Files wait in `folder`, which is made when the first comes.
    pub fn new(directory: Directory, outbound: Outbound, folder: PathBuf) -> Self {
        Self {
            directory,
            outbound,
            folder,
            placed: Arc::default(),
            cancelled: Arc::default(),
        }
    }

    /// Whether an address is one that may be asked at all.
    pub fn reaches(&self, address: &str) -> bool {
        self.outbound.check(address).is_ok()
    }

    /// A file to write into, beside those that wait; it goes away unless an order takes it.
    pub fn draft(&self) -> Result<NamedTempFile, std::io::Error> {
        std::fs::create_dir_all(&self.folder)?;
        NamedTempFile::new_in(&self.folder)
    }

    /// Takes an order with its file, unless another is at work. An address brings no file: it is fetched later.
    pub async fn place(
        &self,
        what: NewOrder,
        file: Option<NamedTempFile>,
    ) -> Result<Order, OrderError> {
        format(&what)?;
        let order = Order {
            id: Uuid::now_v7().to_string(),
            what,
            ordered: self.directory.clock().now_ms(),
            run: None,
            ended: None,
            failure: None,
        };
        let mut write = self.directory.database().write().await?;
        if store::open(&mut *write).await?.is_some() {
            return Err(OrderError::Busy);
        }
        store::insert(&mut write, &order).await?;
        store::sweep(&mut write, order.ordered - KEPT_MS).await?;
        // Before the commit: an order without its file would wait for ever. A file without an order is swept.
        if let Some(file) = file {
            file.persist(self.file(&order))
                .map_err(|error| error.error)?;
        }
        if let Some(mapping) = &order.what.own_mapping {
            std::fs::create_dir_all(&self.folder)?;
            std::fs::write(self.mapping(&order.id), mapping)?;
        }
        write.commit().await.map_err(DatabaseError::from)?;
        self.placed.notify_one();
        Ok(order)
    }

    /// The order that is at work or waits.
    pub async fn open(&self) -> Result<Option<Order>, OrderError> {
        Ok(store::open(self.directory.database().readers()).await?)
    }

    /// One order.
    pub async fn get(&self, id: &str) -> Result<Option<Order>, OrderError> {
        Ok(store::order(self.directory.database().readers(), id).await?)
    }

    /// Waits until an order is placed in this process.
    pub async fn placed(&self) {
        self.placed.notified().await;
    }

    fn file(&self, order: &Order) -> PathBuf {
        self.folder.join(&order.id)
    }

    /// Where a mapping of the person's own stands.
    fn mapping(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}{MAPPING_END}"))
    }

    /// Whether an order waits that this process can work on: one whose file stands in its folder. Of another's, on a server that
    /// several share, only what was left for long is taken up, so that somebody says that its file is lost.
    pub async fn waits(&self) -> Result<bool, OrderError> {
        let Some(order) = self.open().await? else {
            return Ok(false);
        };
        let here = order.what.is_address || self.file(&order).exists();
        let alone = self.directory.database().dialect() == Dialect::Sqlite;
        let age_ms = self.directory.clock().now_ms() - order.ordered;
        Ok(here || alone || age_ms > ELSEWHERE_MS)
    }

    /// The open order with all that its import needs, its file fetched where it has an address; nothing where none waits, or
    /// where it came to nothing.
    pub async fn ready(&self) -> Result<Option<(Order, Request)>, OrderError> {
        let Some(order) = self.open().await? else {
            return Ok(None);
        };
        let path = self.file(&order);
        if !path.exists() {
            let fetched = match order.what.is_address {
                true => tokio::select! {
                    fetched = self.fetch(&order) => fetched,
                    () = self.cancelled.notified() => return Ok(None),
                },
                false => Err(What::new("import-order-lost")),
            };
            if let Err(what) = fetched {
                self.done(&order, Some(what)).await?;
                return Ok(None);
            }
        }
        match self.request(&order, path) {
            Ok(request) => Ok(Some((order, request))),
            // What could be read when it was ordered may be none of an upgraded program's.
            Err(error @ (OrderError::Format | OrderError::Mapping | OrderError::OwnMapping(_))) => {
                let what = What::new("import-order-failed").with("reason", error);
                self.done(&order, Some(what)).await?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Follows what began for an order until it is done with or must wait. Dropped anywhere, it goes on at the next call.
    pub async fn follow(
        &self,
        order: &Order,
        begun: Result<impl Steps, ImportError>,
    ) -> Result<(), OrderError> {
        let fared = match begun {
            Ok(import) => self.steps(order, import).await?,
            Err(error) => fared(error),
        };
        match fared {
            Fared::Ended(failure) => self.done(order, failure).await,
            Fared::Waits => Ok(()),
        }
    }

    async fn steps(&self, order: &Order, mut import: impl Steps) -> Result<Fared, OrderError> {
        let run = import.run().number;
        let mut write = self.directory.database().write().await?;
        if !store::set_run(&mut write, &order.id, run).await? {
            // Stopped while its file was read for the first time.
            let now = self.directory.clock().now_ms();
            let order = store::order(&mut *write, &order.id).await?;
            let failure = order.and_then(|order| order.failure);
            runs::close(&mut write, run, now, failure.as_deref()).await?;
        }
        write.commit().await.map_err(DatabaseError::from)?;
        loop {
            match import.step().await {
                Ok(Some(_)) => {}
                Ok(None) => return Ok(Fared::Ended(None)),
                // The import itself keeps why the file could not be read on, who stopped it, or that too much would go.
                Err(
                    ImportError::Read(_) | ImportError::Cancelled | ImportError::TooManyGone { .. },
                ) => {
                    return Ok(Fared::Ended(None));
                }
                Err(error) => return Ok(fared(error)),
            }
        }
    }

    /// Done with: an order that somebody stopped stays so.
    async fn done(&self, order: &Order, failure: Option<What>) -> Result<(), OrderError> {
        let failure = failure.map(|what| serde_json::json!(what).to_string());
        let now = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        store::end(&mut write, &order.id, now, failure.as_deref()).await?;
        write.commit().await.map_err(DatabaseError::from)?;
        self.forget_files(order);
        Ok(())
    }

    /// Stops an order that waits or is at work, and the import that it became; whether it had not ended. What was taken stays.
    pub async fn cancel(&self, id: &str, by: &str) -> Result<bool, OrderError> {
        let now = self.directory.clock().now_ms();
        let failure = runs::cancelled(by);
        let mut write = self.directory.database().write().await?;
        let Some(order) = store::order(&mut *write, id).await? else {
            return Ok(false);
        };
        if !store::end(&mut write, id, now, Some(&failure)).await? {
            return Ok(false);
        }
        if let Some(run) = order.run {
            runs::close(&mut write, run, now, Some(&failure)).await?;
        }
        write.commit().await.map_err(DatabaseError::from)?;
        self.forget_files(&order);
        self.cancelled.notify_waiters();
        Ok(true)
    }

    /// Stops an import by its number, and the order for it where there is one.
    pub async fn cancel_run(&self, number: i64, by: &str) -> Result<bool, OrderError> {
        let open = self.open().await?;
        if let Some(order) = open.filter(|order| order.run == Some(number)) {
            return self.cancel(&order.id, by).await;
        }
        let now = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        let closed = runs::close(&mut write, number, now, Some(&runs::cancelled(by))).await?;
        write.commit().await.map_err(DatabaseError::from)?;
        Ok(closed)
    }

    /// Whoever still reads a file goes on reading it: it has no name any more.
    fn forget_files(&self, order: &Order) {
        for path in [self.file(order), self.mapping(&order.id)] {
            if let Err(error) = fetch::remove(&path) {
                tracing::warn!(%error, order = order.id, "a file of an import that ended stays");
            }
        }
    }

    async fn fetch(&self, order: &Order) -> Result<(), What> {
        let disk = |error: std::io::Error| What::new("import-order-disk").with("reason", error);
        std::fs::create_dir_all(&self.folder).map_err(disk)?;
        let (address, file) = (&order.what.input, self.file(order));
        let fetched = fetch::fetch(&self.outbound, address, &file, Limits::default()).await;
        fetched.map_err(|error| match error {
            FetchError::Address(why) => What::new("import-order-address").with("reason", why),
            FetchError::TooLarge(bytes) => What::new("import-order-large").with("bytes", bytes),
            FetchError::Disk(why) => disk(why),
            why => What::new("import-order-fetch").with("reason", why),
        })
    }

    fn request(&self, order: &Order, path: PathBuf) -> Result<Request, OrderError> {
        let mut what = order.what.clone();
        what.own_mapping = match std::fs::read_to_string(self.mapping(&order.id)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let zone = &self.directory.settings().zone;
        let mut options = Options::new(self.directory.clock().today(zone));
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        options.source_name = given(&fold(&what.source));
        options.department = given(&what.department);
        options.source_url = what.is_address.then(|| what.input.clone());
        Ok(Request {
            format: format(&what)?,
            options,
            path,
            name: what.input.clone(),
            mapping: what.mapping.clone(),
            begun_by: what.ordered_by.clone(),
            complete: what.complete,
        })
    }

    /// Removes files that no open order waits for: of a process that was killed between file and order. Only while nobody can
    /// place one: a file that is still on its way has no order yet.
    pub async fn sweep(&self) -> Result<(), OrderError> {
        let open = self.open().await?;
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return Ok(());
        };
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name();
            // The file, what came of it, its mapping.
            let is_open = open.as_ref().is_some_and(|order| {
                let name = name.to_str().and_then(|name| name.strip_prefix(&order.id));
                name.is_some_and(|end| end.is_empty() || end.starts_with('.'))
            });
            if !is_open {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn fared(error: ImportError) -> Fared {
    match error {
        // Its own run of a process that was killed a moment ago, or the command line's of the same source.
        ImportError::Busy(_)
        | ImportError::Overtaken(_)
        | ImportError::Directory(DirectoryError::Unavailable(_)) => Fared::Waits,
        ImportError::Read(error) => Fared::Ended(Some(error.what())),
        error => {
            let mut reason = error.to_string();
            if let Some(source) = std::error::Error::source(&error) {
                reason = format!("{reason}: {source}");
            }
            Fared::Ended(Some(
                What::new("import-order-failed").with("reason", reason),
            ))
        }
    }
}

fn format(what: &NewOrder) -> Result<Format, OrderError> {
    match (what.format.as_str(), &what.own_mapping) {
        ("mapped", Some(own)) => Ok(Format::Mapped(Mapping::parse(own)?)),
        ("mapped", None) => Mapping::named(&what.mapping)
            .map(Format::Mapped)
            .map_err(|_| OrderError::Mapping),
        (name, _) => name.parse().map_err(|_| OrderError::Format),
    }
}
