//! A file on its way out: a thread reads pages of records and writes them, the visitor takes what is written. Who does not
//! take it for a while is left, and only so many are served at once.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::Frame;
use jiff::civil::{Date, DateTime};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};

use crate::app::App;
use crate::directory::{DirectoryError, LIMIT_MAX, Reader, Record, Search};
use crate::exports::{self, Format};
use crate::web::render::{DayHours, Opening};

/// Each holds a thread and one page of records.
static PLACES: Semaphore = Semaphore::const_new(4);
/// How long a visitor waits for a place.
const WAIT: Duration = Duration::from_secs(10);
/// How long one piece may wait for a visitor who does not take it.
const STALLED: Duration = Duration::from_secs(30);
/// Bytes of a piece, and pieces on their way.
const PIECE_BYTES: usize = 32 << 10;
const PIECES: usize = 4;

/// A place among those who are served; none where they stay taken.
pub async fn place() -> Option<SemaphorePermit<'static>> {
    tokio::time::timeout(WAIT, PLACES.acquire())
        .await
        .ok()?
        .ok()
}

/// What is read.
pub struct Reading {
    pub app: Arc<App>,
    pub search: Search,
    /// Only what is open at this time.
    pub open_at: Option<DateTime>,
    /// Only what is open on this day.
    pub day: Option<Date>,
    pub locale: &'static str,
}

/// The body of the answer. Where reading fails, the connection is cut: half a file must not pass for a whole one.
pub fn body(reading: Reading, format: Format, place: SemaphorePermit<'static>) -> Body {
    let (sender, receiver) = mpsc::channel(PIECES);
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || {
        let _place = place;
        let mut out = Pieces {
            sender: sender.clone(),
            handle: handle.clone(),
            piece: Vec::with_capacity(PIECE_BYTES),
        };
        if let Err(error) = write(&reading, format, &handle, &mut out) {
            tracing::info!(%error, "a file of the directory was not sent to its end");
            let _ = handle.block_on(sender.send_timeout(Err(error), STALLED));
        }
    });
    Body::new(Received(receiver))
}

fn write(reading: &Reading, format: Format, handle: &Handle, out: &mut Pieces) -> io::Result<()> {
    let failure = Failure::default();
    let mut records = |kind: &'static str| Pages {
        search: narrowed(reading, kind),
        page: Vec::new().into_iter(),
        reading,
        handle,
        failure: failure.clone(),
    };
    let origin = &reading.app.directory.settings().origin;
    exports::write_shown(format, &mut records, origin, out)?;
    let failed = failure
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    failed.map_or(Ok(()), |error| Err(io::Error::other(error)))?;
    out.flush()
}

/// The search among one kind; none where it could not find any.
fn narrowed(reading: &Reading, kind: &'static str) -> Option<Search> {
    let mut search = reading.search.clone();
    let wanted = search.kinds().iter().any(|wanted| wanted == kind);
    search.among(&[kind]);
    (wanted && search.suits(&reading.app.directory)).then_some(search)
}

/// Why the directory could not be read on: an iterator cannot say it.
type Failure = Arc<Mutex<Option<DirectoryError>>>;

/// Records as they come, page by page.
struct Pages<'a> {
    /// None at the end.
    search: Option<Search>,
    page: std::vec::IntoIter<Record>,
    reading: &'a Reading,
    handle: &'a Handle,
    failure: Failure,
}

impl Iterator for Pages<'_> {
    type Item = exports::Record;

    fn next(&mut self) -> Option<exports::Record> {
        loop {
            let wanted = |record: &Record| self.reading.wants(record);
            if let Some(record) = self.page.find(wanted) {
                return Some(exports::Record::of(record));
            }
            let search = self.search.as_mut()?;
            let directory = &self.reading.app.directory;
            let reader = Reader::visitor();
            let found = search.run(directory, &reader, LIMIT_MAX);
            match self.handle.block_on(found) {
                Ok(found) => {
                    self.page = found.records.into_iter();
                    match found.next {
                        Some(next) => _ = search.after(&next),
                        None => self.search = None,
                    }
                }
                Err(error) => {
                    self.search = None;
                    *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                }
            }
        }
    }
}

impl Reading {
    fn wants(&self, record: &Record) -> bool {
        if self.open_at.is_none() && self.day.is_none() {
            return true;
        }
        let card = self.app.plugins.card(record, self.locale);
        let hours = card.contact.hours.unwrap_or_default();
        let open = |now| Opening::at(&hours, now).is_open();
        let that_day = |day| DayHours::on(&hours, day).is_some();
        self.open_at.is_none_or(open) && self.day.is_none_or(that_day)
    }
}

/// What is written, in pieces.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    handle: Handle,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        let sent = self.sender.send_timeout(Ok(piece), STALLED);
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "the visitor takes no more");
        self.handle.block_on(sent).map_err(gone)
    }
}

/// What the visitor takes.
struct Received(mpsc::Receiver<io::Result<Bytes>>);

impl HttpBody for Received {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let piece = self.0.poll_recv(context);
        piece.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
