//! An import at work: a thread reads the file, and what it finds is taken in small transactions, each with its lines of the
//! report and with how far the import came. One that was killed goes on after the last of them.

mod complete;
mod report;
pub mod store;
pub mod written;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;

pub use complete::{Complete, NOT_IN_FILE};
pub use report::{Counts, Line, Outcome};
pub use store::Run;

use super::{Fate, Format, Options, ReadError, Remark, Row, What, rows};
use crate::directory::provenance::{SAID_MAX, Said, TakenAs};
use crate::directory::{Directory, DirectoryError};

/// Rows of one transaction: short enough for visitors' sake, long enough that the disk does not wait.
const ROWS_MAX: usize = 1_000;
/// Bytes of contents of one transaction, counted while they are read.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// Rows that wait while a transaction is written, in batches.
const BATCHES_AHEAD: usize = 2;
/// An import whose process lives moves its sign of life more often than this.
pub(crate) const ALIVE_MS: i64 = 30_000;
/// Moves the sign of life while the file gives no row for long: a line of many megabytes, a disk that waits.
const BREATH: Duration = Duration::from_secs(10);

/// What to import.
#[derive(Clone, Debug)]
pub struct Request {
    pub format: Format,
    pub options: Options,
    /// The file on this machine.
    pub path: PathBuf,
    /// How people call it: a path or an address.
    pub name: String,
    /// The mapping's name, or empty.
    pub mapping: String,
    /// The account that asked for it; empty for the command line.
    pub begun_by: String,
    /// Whether the file is the whole of what its source says.
    pub complete: Complete,
}

/// Why an import does not begin, or ends before its file.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{} cannot be read", .0.display())]
    Open(PathBuf, #[source] std::io::Error),
    /// The file is said to be whole, and does not hold too much of what its source said before.
    #[error("{absent} of {all} records would be withdrawn")]
    TooManyGone { absent: u64, all: u64 },
    #[error("import {} of the same source is at work", .0.number)]
    Busy(Box<Run>),
    /// This process stood still for so long that another one went on in its place.
    #[error("another process went on with import {0}")]
    Overtaken(i64),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error("the thread that reads the file ended")]
    Reader,
    #[error("somebody stopped this import: what it took stays")]
    Cancelled,
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Directory(error.into())
    }
}

/// How far an import came.
#[derive(Clone, Debug)]
pub struct Step {
    pub counts: Counts,
    /// Of the file's bytes.
    pub read_bytes: u64,
    pub total_bytes: u64,
    /// Lines of the report since the step before.
    pub lines: Vec<Line>,
}

/// What takes the rows of a file step by step.
pub trait Steps: Send {
    /// Its number and what it reads.
    fn run(&self) -> &Run;

    /// Takes the next rows in one transaction; nothing when the file is at its end.
    fn step(&mut self) -> impl Future<Output = Result<Option<Step>, ImportError>> + Send;
}

impl Steps for Import {
    fn run(&self) -> &Run {
        Self::run(self)
    }

    async fn step(&mut self) -> Result<Option<Step>, ImportError> {
        Self::step(self).await
    }
}

/// An import at work.
pub struct Import {
    directory: Directory,
    run: Run,
    resumed: bool,
    batches: mpsc::Receiver<Result<Vec<Prepared>, ReadError>>,
    read_bytes: Arc<AtomicU64>,
    /// Whether it was looked at what the file does not hold.
    looked: bool,
}

impl Import {
    /// Begins, or goes on with the import of the same file that was interrupted.
    pub async fn begin(directory: &Directory, request: Request) -> Result<Self, ImportError> {
        let path = request.path.clone();
        let file =
            std::fs::File::open(&path).map_err(|error| ImportError::Open(path.clone(), error))?;
        let meta = file
            .metadata()
            .map_err(|error| ImportError::Open(path, error))?;
        let wanted = Run::wanted(&request, &meta, directory.clock().now_ms());
        // The first bytes may already say that it cannot be of the format: then nothing begins.
        let read_bytes = Arc::new(AtomicU64::new(0));
        let counted = Counted(file, read_bytes.clone());
        let (format, options) = (request.format, request.options);
        let opened =
            tokio::task::spawn_blocking(move || rows(&format, Box::new(counted), &options));
        let rows = opened.await.map_err(|_| ImportError::Reader)??;
        let (run, resumed) = store::begin(directory.database(), wanted, ALIVE_MS).await?;
        let (sender, batches) = mpsc::channel(BATCHES_AHEAD);
        let done = usize::try_from(run.rows).unwrap_or(usize::MAX);
        let preparing = directory.clone();
        tokio::task::spawn_blocking(move || {
            let rows = rows
                .skip(done)
                .map(|row| Ok(Prepared::new(&preparing, row?)));
            send(rows, &sender);
        });
        Ok(Self {
            directory: directory.clone(),
            run,
            resumed,
            batches,
            read_bytes,
            looked: false,
        })
    }

    /// Its number and what it reads.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Whether it goes on with one that was interrupted.
    pub fn resumed(&self) -> bool {
        self.resumed
    }

    /// Takes the next rows in one transaction; nothing when the file is at its end.
    pub async fn step(&mut self) -> Result<Option<Step>, ImportError> {
        let Some(batch) = self.next_batch().await? else {
            if self.run.complete != Complete::No
                && let Some(lines) = self.withdraw().await?
            {
                return Ok(Some(self.step_of(lines)));
            }
            store::end(self.directory.database(), &self.run, self.now_ms(), None).await?;
            return Ok(None);
        };
        let batch = match batch {
            Ok(batch) => batch,
            Err(error) => {
                let failure = serde_json::json!(error.what()).to_string();
                let now = self.now_ms();
                store::end(self.directory.database(), &self.run, now, Some(&failure)).await?;
                return Err(error.into());
            }
        };
        let lines = self.take(batch).await?;
        Ok(Some(self.step_of(lines)))
    }

    fn step_of(&self, lines: Vec<Line>) -> Step {
        Step {
            counts: self.run.counts,
            read_bytes: self.read_bytes.load(Ordering::Relaxed),
            total_bytes: self.run.bytes,
            lines,
        }
    }

    /// Waits for rows, and shows meanwhile that somebody is at work.
    async fn next_batch(
        &mut self,
    ) -> Result<Option<Result<Vec<Prepared>, ReadError>>, ImportError> {
        loop {
            if let Ok(batch) = tokio::time::timeout(BREATH, self.batches.recv()).await {
                return Ok(batch);
            }
            let mut run = self.run.clone();
            run.alive = self.now_ms();
            store::breathe(self.directory.database(), &run, self.run.alive).await?;
            self.run = run;
        }
    }

    async fn take(&mut self, batch: Vec<Prepared>) -> Result<Vec<Line>, ImportError> {
        let mut said = Vec::new();
        // Of each row, where its items stand; a row whose content does not fit is told with its reason.
        let mut rows = Vec::with_capacity(batch.len());
        for Prepared {
            row, said: items, ..
        } in batch
        {
            let first = said.len();
            let fault = items.map(|items| said.extend(items)).err();
            rows.push((row, first..said.len(), fault));
        }
        let by = format!("import {}", self.run.source);
        let (mut pending, taken) = self.directory.take(&by, &said, self.run.number).await?;
        let lines: Vec<Line> = rows
            .into_iter()
            .map(|(row, items, fault)| {
                let outcomes = &taken.outcomes[items];
                let refusal = fault
                    .as_ref()
                    .or_else(|| outcomes.iter().find_map(|one| one.as_ref().err()));
                Line::of(&row, outcomes, refusal)
            })
            .collect();
        let mut run = self.run.clone();
        run.rows += lines.len() as u64;
        run.alive = self.now_ms();
        for line in &lines {
            run.counts.add(line);
        }
        store::write_lines(pending.connection(), run.number, &lines).await?;
        store::write_progress(pending.connection(), &run, self.run.alive).await?;
        pending.commit().await?;
        self.run = run;
        Ok(lines)
    }

    fn now_ms(&self) -> i64 {
        self.directory.clock().now_ms()
    }
}

/// Keys are `source:id`.
fn source_of(key: &str) -> String {
    key.split_once(':')
        .map_or(key, |(source, _)| source)
        .to_owned()
}

/// A row with what the directory will take of it, made beside the transactions.
struct Prepared {
    row: Row,
    /// Why one of its items does not fit its kind.
    said: Result<Vec<Said>, DirectoryError>,
    bytes: usize,
}

impl Prepared {
    fn new(directory: &Directory, mut row: Row) -> Self {
        let items = match &mut row.fate {
            Fate::Taken { items, .. } => std::mem::take(items),
            _ => Vec::new(),
        };
        let bytes = items.iter().map(|item| roughly(&item.content)).sum();
        let said = items.into_iter().map(|item| {
            Ok(Said {
                source: source_of(&item.key),
                content: directory.prepare(item.kind, item.content)?,
                key: item.key,
                listed: item.listed,
            })
        });
        let said = said.collect();
        Self { row, said, bytes }
    }
}

/// Reads on while somebody takes what was read.
fn send(
    rows: impl Iterator<Item = Result<Prepared, ReadError>>,
    sender: &mpsc::Sender<Result<Vec<Prepared>, ReadError>>,
) {
    let mut batch = Vec::new();
    let (mut bytes, mut items) = (0, 0);
    for row in rows {
        match row {
            Ok(row) => {
                let row_bytes = row.bytes;
                let row_items = row.said.as_ref().map_or(0, Vec::len);
                if !batch.is_empty() && items + row_items > SAID_MAX {
                    if sender
                        .blocking_send(Ok(std::mem::take(&mut batch)))
                        .is_err()
                    {
                        return;
                    }
                    (bytes, items) = (0, 0);
                }
                bytes += row_bytes;
                items += row_items;
                batch.push(row);
            }
            Err(error) => {
                if batch.is_empty() || sender.blocking_send(Ok(batch)).is_ok() {
                    // Nobody left to tell: the import was given up.
                    let _ = sender.blocking_send(Err(error));
                }
                return;
            }
        }
        if batch.len() >= ROWS_MAX || bytes >= BYTES_MAX {
            if sender
                .blocking_send(Ok(std::mem::take(&mut batch)))
                .is_err()
            {
                return;
            }
            (bytes, items) = (0, 0);
        }
    }
    if !batch.is_empty() {
        let _ = sender.blocking_send(Ok(batch));
    }
}

/// About how many bytes a value takes.
fn roughly(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::String(text) => text.len(),
        serde_json::Value::Array(items) => items.iter().map(roughly).sum(),
        serde_json::Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| name.len() + roughly(value))
            .sum(),
        _ => 8,
    }
}

/// A file that tells how much of it was read.
struct Counted(std::fs::File, Arc<AtomicU64>);

impl std::io::Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What the directory says of an item, as a remark.
fn refusal(error: &DirectoryError) -> Remark {
    let what = match error {
        DirectoryError::Conflict(_) => What::new("import-key-repeated"),
        error => What::new("import-schema").with("reason", error),
    };
    Remark::new("", "", what)
}

/// Whether a row made or changed anything.
fn outcome_of(outcomes: &[Result<TakenAs, DirectoryError>]) -> Outcome {
    let any = |wanted| {
        outcomes
            .iter()
            .any(|one| matches!(one, Ok(found) if *found == wanted))
    };
    if any(TakenAs::New) {
        Outcome::Taken
    } else if any(TakenAs::Changed) {
        Outcome::Changed
    } else {
        Outcome::Unchanged
    }
}
