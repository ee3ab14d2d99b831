//! The list of erasures: which ids were erased, and salted digests of addresses and texts, one JSON line each. It stands beside
//! the backups and in none of them, so that whoever restores one forgets again what was erased since. No name, no address.

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rand::TryRng as _;
use rand::rngs::SysRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::PersonError;
use crate::app::App;
use crate::backup;

/// Its name beside the backups.
pub const FILE: &str = "erasures.jsonl";
/// A list of more bytes is no list of ours: some two hundred thousand erasures.
const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A line: what was erased at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Milliseconds since 1970.
    pub at: i64,
    /// References as [`super::Found`] has them, of things whose ids are never given twice.
    #[serde(default)]
    pub references: Vec<String>,
    /// In hexadecimal.
    #[serde(default)]
    pub salt: String,
    /// SHA-256 over the salt and an address, in hexadecimal.
    #[serde(default)]
    pub address: Option<String>,
}

impl Entry {
    /// An entry with a salt of its own.
    pub(super) fn new(at: i64, references: Vec<String>, address: Option<&str>) -> Self {
        let mut salt = [0_u8; 32];
        SysRng
            .try_fill_bytes(&mut salt)
            .expect("the system gives random bytes");
        let salt = hex(&salt);
        Self {
            at,
            references,
            address: address.map(|address| digest(&salt, address)),
            salt,
        }
    }

    /// Whether this address was erased.
    pub(super) fn is_of(&self, address: &str) -> bool {
        self.address
            .as_ref()
            .is_some_and(|known| *known == digest(&self.salt, &address.to_lowercase()))
    }
}

fn digest(salt: &str, text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(salt.as_bytes());
    hash.update([0]);
    hash.update(text.as_bytes());
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Where an instance keeps it.
fn place(app: &App) -> PathBuf {
    backup::folder(app).join(FILE)
}

/// Adds an entry, on the disk when it returns.
pub fn write(app: &App, entry: &Entry) -> Result<(), PersonError> {
    keep(&place(app), std::slice::from_ref(entry))
}

/// Adds entries to a list.
pub fn keep(path: &Path, entries: &[Entry]) -> Result<(), PersonError> {
    let failed = |source| PersonError::List {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent() {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(failed)?;
    }
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    for entry in entries {
        let line = serde_json::to_string(entry).unwrap_or_default();
        // Begins with a line end: the half line of a killed writer takes none with it.
        file.write_all(format!("\n{line}\n").as_bytes())
            .map_err(failed)?;
    }
    file.sync_all().map_err(failed)
}

/// The entries of a list; none where there is no such file. A line that does not read is left out and told.
pub fn read(path: &Path) -> Result<Vec<Entry>, PersonError> {
    let failed = |source| PersonError::List {
        path: path.to_owned(),
        source,
    };
    let bytes = match std::fs::metadata(path) {
        Ok(data) => data.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    if bytes > BYTES_MAX {
        return Err(failed(std::io::Error::other("it is too large")));
    }
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let entries = lines.filter_map(|line| {
        serde_json::from_str(line)
            .inspect_err(
                |error| tracing::warn!(%error, "a line of the list of erasures does not read"),
            )
            .ok()
    });
    Ok(entries.collect())
}
