//! A file of communes, or of their groups, as an import: with a number, its progress, and a report of the rows that gave
//! nothing. Rows that gave something are only counted.

use std::fs::File;
use std::io::{Read as _, Seek as _};

use tokio::sync::mpsc;

use super::{BATCH_MAX, Changed, Territory};
use crate::clock::Clock;
use crate::database::DatabaseError;
use crate::directory::DirectoryError;
use crate::imports::run::store::{self, Run};
use crate::imports::run::{ALIVE_MS, Counts, ImportError, Line, Request, Step, Steps};
use crate::imports::{self, Commune, Epci, Fate, ReadError, Row, Taken};

/// The head of a table stands within these bytes.
const HEAD_BYTES: u64 = 4_096;
/// Batches that wait while one is written.
const BATCHES_AHEAD: usize = 1;

/// What was read together.
struct Batch<T> {
    found: Vec<T>,
    lines: Vec<Line>,
    skipped: u64,
    /// With those that gave nothing.
    rows: u64,
}

type Batches<T> = mpsc::Receiver<Result<Batch<T>, ReadError>>;

/// One of the two files.
enum Reads {
    Communes(Batches<Commune>),
    Groups(Batches<Epci>),
}

/// An import of communes at work.
pub struct Communes {
    territory: Territory,
    clock: Clock,
    run: Run,
    reads: Reads,
}

impl Communes {
    /// Begins, or goes on with the import of the same file that was interrupted. The file is of communes, or of groups where its
    /// head has `membres`.
    pub async fn begin(
        territory: &Territory,
        request: Request,
        clock: Clock,
    ) -> Result<Self, ImportError> {
        let path = request.path.clone();
        let open = |error| ImportError::Open(path.clone(), error);
        let mut file = File::open(&path).map_err(open)?;
        let meta = file.metadata().map_err(open)?;
        let wanted = Run::wanted(&request, &meta, clock.now_ms());
        let is_groups = is_groups(&mut file).map_err(open)?;
        let input = Box::new(std::io::BufReader::new(file));
        // The first bytes may already say that it cannot be of the format: then nothing begins.
        let opened = tokio::task::spawn_blocking(move || match is_groups {
            true => imports::epcis(input).map(|read| (None, Some(read))),
            false => imports::communes(input).map(|read| (Some(read), None)),
        });
        let (communes, groups) = opened.await.map_err(|_| ImportError::Reader)??;
        let (run, _) = store::begin(&territory.database, wanted, ALIVE_MS).await?;
        let done = usize::try_from(run.rows).unwrap_or(usize::MAX);
        let reads = match (communes, groups) {
            (Some(read), _) => Reads::Communes(batches(read, done)),
            (None, Some(read)) => Reads::Groups(batches(read, done)),
            (None, None) => return Err(ImportError::Reader),
        };
        Ok(Self {
            territory: territory.clone(),
            clock,
            run,
            reads,
        })
    }

    async fn next(&mut self) -> Result<Option<Batch<Changed>>, ImportError> {
        let territory = &self.territory;
        match &mut self.reads {
            Reads::Communes(batches) => match batches.recv().await {
                Some(batch) => {
                    let batch = batch?;
                    let changed = territory.put_communes(&batch.found).await;
                    Ok(Some(batch.put(changed?)))
                }
                None => Ok(None),
            },
            Reads::Groups(batches) => match batches.recv().await {
                Some(batch) => {
                    let batch = batch?;
                    let changed = territory.put_epcis(&batch.found).await;
                    Ok(Some(batch.put(changed?)))
                }
                None => Ok(None),
            },
        }
    }

    async fn note(&mut self, batch: Batch<Changed>) -> Result<Step, ImportError> {
        let mut run = self.run.clone();
        run.rows += batch.rows;
        run.alive = self.clock.now_ms();
        for changed in &batch.found {
            run.counts.taken += changed.new;
            run.counts.changed += changed.changed;
            run.counts.unchanged += changed.unchanged;
        }
        run.counts.skipped += batch.skipped;
        for line in &batch.lines {
            run.counts.add(line);
        }
        let mut write = self.territory.database.write().await.map_err(unavailable)?;
        store::write_lines(&mut write, run.number, &batch.lines).await?;
        store::write_progress(&mut write, &run, self.run.alive).await?;
        write.commit().await?;
        self.run = run;
        Ok(Step {
            counts: self.run.counts,
            read_bytes: 0,
            total_bytes: self.run.bytes,
            lines: batch.lines,
        })
    }

    /// How many there are of each.
    pub fn counts(&self) -> Counts {
        self.run.counts
    }
}

impl Steps for Communes {
    fn run(&self) -> &Run {
        &self.run
    }

    async fn step(&mut self) -> Result<Option<Step>, ImportError> {
        let now = self.clock.now_ms();
        match self.next().await {
            Ok(Some(batch)) => Ok(Some(self.note(batch).await?)),
            Ok(None) => {
                store::end(&self.territory.database, &self.run, now, None).await?;
                Ok(None)
            }
            Err(ImportError::Read(error)) => {
                let failure = serde_json::json!(error.what()).to_string();
                let database = &self.territory.database;
                store::end(database, &self.run, now, Some(&failure)).await?;
                Err(error.into())
            }
            Err(other) => Err(other),
        }
    }
}

impl<T> Batch<T> {
    /// The same after it was written.
    fn put(self, changed: Changed) -> Batch<Changed> {
        Batch {
            found: vec![changed],
            lines: self.lines,
            skipped: self.skipped,
            rows: self.rows,
        }
    }

    fn empty() -> Self {
        Self {
            found: Vec::new(),
            lines: Vec::new(),
            skipped: 0,
            rows: 0,
        }
    }

    fn add(&mut self, one: Result<T, Row>) {
        self.rows += 1;
        match one {
            Ok(one) => self.found.push(one),
            // Communes of the past are meant to be passed over.
            Err(row) if matches!(row.fate, Fate::Skipped { .. }) => self.skipped += 1,
            Err(row) => self.lines.extend(Line::of_nothing(&row)),
        }
    }
}

impl From<DatabaseError> for ImportError {
    fn from(error: DatabaseError) -> Self {
        unavailable(error)
    }
}

fn unavailable(error: DatabaseError) -> ImportError {
    ImportError::Directory(DirectoryError::Unavailable(error))
}

/// Whether the file begins with a table of groups; it is read from its beginning again.
fn is_groups(file: &mut File) -> std::io::Result<bool> {
    let mut head = Vec::new();
    (&mut *file).take(HEAD_BYTES).read_to_end(&mut head)?;
    file.rewind()?;
    let head = String::from_utf8_lossy(&head);
    Ok(head
        .lines()
        .next()
        .is_some_and(|line| line.contains("membres")))
}

/// A thread reads on while a batch is written; it ends when nobody takes what it reads.
fn batches<T: Send + 'static>(read: Taken<T>, done: usize) -> Batches<T> {
    let (sender, batches) = mpsc::channel(BATCHES_AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut batch = Batch::empty();
        for one in read.skip(done) {
            let full = match one {
                Ok(one) => {
                    batch.add(one);
                    batch.rows >= BATCH_MAX as u64
                }
                Err(error) => {
                    let rest = std::mem::replace(&mut batch, Batch::empty());
                    if sender.blocking_send(Ok(rest)).is_ok() {
                        // Nobody left to tell: the import was given up.
                        let _ = sender.blocking_send(Err(error));
                    }
                    return;
                }
            };
            if full {
                let whole = std::mem::replace(&mut batch, Batch::empty());
                if sender.blocking_send(Ok(whole)).is_err() {
                    return;
                }
            }
        }
        if batch.rows > 0 {
            // The same.
            let _ = sender.blocking_send(Ok(batch));
        }
    });
    batches
}
