//! What came of a download, on this disk: the bytes so far in `NAME.part`, locked by the process that writes them, and in
//! `NAME.part.state` the address and what its publisher calls the state of the file that they belong to.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, LAST_MODIFIED};
use sha2::{Digest as _, Sha256};

use super::{FetchError, Limits, fetch};
use crate::outbound::Outbound;

/// 206: what comes is a part.
const PARTIAL: u16 = 206;
const PART: &str = ".part";
const STATE: &str = ".state";
/// A part is gone on with for so long: after that, whoever downloads wants the file of today.
const REST_AGE: Duration = Duration::from_secs(60 * 60);
/// So long the file of an import that was killed is the one that is asked for again.
const AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// An `ETag` that is longer is not kept.
const STATE_MAX: usize = 1_000;

/// Bytes that came, and the state of the file that they are of where its publisher says it.
pub(super) struct Part {
    file: File,
    path: PathBuf,
    address: String,
    bytes: u64,
    /// An `ETag`, or a `Last-Modified` where there is none.
    state: Option<String>,
}

impl Part {
    /// What waits beside the target, or an empty one.
    pub(super) fn open(target: &Path, address: &str) -> Result<Self, FetchError> {
        let path = with_end(target, PART);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FetchError::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut part = Self {
            file,
            path,
            address: address.to_owned(),
            bytes: 0,
            state: None,
        };
        let (bytes, young) = {
            let meta = part.file.metadata()?;
            (meta.len(), is_younger(&meta, REST_AGE))
        };
        match part.kept_state() {
            Some(state) if bytes > 0 && young => {
                part.bytes = bytes;
                part.state = Some(state);
                part.file.seek(SeekFrom::End(0))?;
            }
            _ => part.begin_anew()?,
        }
        Ok(part)
    }

    fn kept_state(&self) -> Option<String> {
        let text = std::fs::read_to_string(self.state_path()).ok()?;
        let (address, state) = text.split_once('\n')?;
        (address == self.address).then(|| state.to_owned())
    }

    fn state_path(&self) -> PathBuf {
        with_end(&self.path, STATE)
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether the rest alone may be asked for.
    pub(super) fn goes_on(&self) -> bool {
        self.rest().is_some()
    }

    /// Where the rest begins, and the state of which it must be.
    pub(super) fn rest(&self) -> Option<(u64, &str)> {
        let state = self.state.as_deref()?;
        (self.bytes > 0).then_some((self.bytes, state))
    }

    pub(super) fn begin_anew(&mut self) -> Result<(), std::io::Error> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        (self.bytes, self.state) = (0, None);
        gone(&self.state_path())
    }

    /// What comes is the rest of what is here, or the whole file.
    pub(super) fn answered(&mut self, answer: &Response) -> Result<(), FetchError> {
        let is_part = answer.status().as_u16() == PARTIAL;
        if is_part && self.goes_on() && begins_at(answer.headers(), self.bytes) {
            return Ok(());
        }
        self.begin_anew()?;
        if is_part {
            return Err(FetchError::Status(answer.status().as_u16()));
        }
        // Without a length it came packed or in pieces: positions in it say nothing of positions in the file.
        let has_length = answer.headers().contains_key(CONTENT_LENGTH);
        if let (true, Some(state)) = (has_length, state(answer.headers())) {
            std::fs::write(self.state_path(), format!("{}\n{state}", self.address))?;
            self.state = Some(state);
        }
        Ok(())
    }

    pub(super) fn write(&mut self, piece: &[u8]) -> Result<(), std::io::Error> {
        self.file.write_all(piece)?;
        self.bytes += piece.len() as u64;
        Ok(())
    }

    /// All of it came.
    pub(super) fn complete(mut self, target: &Path) -> Result<(), std::io::Error> {
        self.file.flush()?;
        gone(&self.state_path())?;
        std::fs::rename(&self.path, target)
    }

    /// Nobody goes on with it. What cannot be removed is begun anew by the next.
    pub(super) fn forget(self) {
        drop(gone(&self.state_path()));
        drop(gone(&self.path));
    }
}

/// The file of an address in a folder of ours, under a name that is made of the address. It stays until [`Download::done`], so
/// that an import of it that was killed goes on with the same file.
#[derive(Clone, Debug)]
pub struct Download {
    address: String,
    folder: PathBuf,
    path: PathBuf,
}

impl Download {
    /// Of this address in this folder, which is made when it is brought.
    pub fn new(folder: &Path, address: &str) -> Self {
        let digest = Sha256::digest(address);
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            address: address.to_owned(),
            path: folder.join(name),
            folder: folder.to_owned(),
        }
    }

    /// Where the file is once it was brought.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Brings the file, unless it came within the last day and nobody was done with it; true then.
    pub async fn bring(&self, outbound: &Outbound, limits: Limits) -> Result<bool, FetchError> {
        std::fs::create_dir_all(&self.folder)?;
        self.sweep()?;
        if self.path.exists() {
            return Ok(true);
        }
        fetch(outbound, &self.address, &self.path, limits).await?;
        Ok(false)
    }

    /// Nobody goes on with it.
    pub fn done(&self) -> Result<(), std::io::Error> {
        remove(&self.path)
    }

    /// What nobody came back for within a day goes.
    fn sweep(&self) -> Result<(), std::io::Error> {
        for entry in std::fs::read_dir(&self.folder)?.filter_map(Result::ok) {
            if !entry.metadata().is_ok_and(|meta| is_younger(&meta, AGE)) {
                gone(&entry.path())?;
            }
        }
        Ok(())
    }
}

/// Removes a file that was fetched, and what came of it.
pub fn remove(target: &Path) -> Result<(), std::io::Error> {
    let part = with_end(target, PART);
    gone(&with_end(&part, STATE))?;
    gone(&part)?;
    gone(target)
}

/// A file of the future, where a clock was set, is no young one.
fn is_younger(meta: &std::fs::Metadata, age: Duration) -> bool {
    let since = meta.modified().ok().and_then(|at| at.elapsed().ok());
    since.is_some_and(|since| since < age)
}

/// A weak `ETag` says nothing of bytes; a date is only good to the second, which is what `If-Range` is asked with.
fn state(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let tag = text(ETAG).filter(|tag| tag.starts_with('"'));
    let state = tag.or_else(|| text(LAST_MODIFIED))?;
    (state.len() <= STATE_MAX).then(|| state.to_owned())
}

fn begins_at(headers: &HeaderMap, from: u64) -> bool {
    let range = headers
        .get(CONTENT_RANGE)
        .and_then(|range| range.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {from}-")))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn gone(path: &Path) -> Result<(), std::io::Error> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
