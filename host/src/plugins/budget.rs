//! Budgets of a call, and the small conversions that every interface shares.

use super::CallKind;
use super::contract::{Error, error};
use super::grants::Capability;
use super::state::{State, Stop};
use super::store::DocumentError;
use crate::directory::DirectoryError;

/// The result of a host function that a guest can answer to.
pub type Answer<T> = wasmtime::Result<Result<T, Error>>;

impl From<DirectoryError> for Error {
    fn from(failure: DirectoryError) -> Self {
        // What the database says in detail is for the host's own log.
        if let DirectoryError::Unavailable(source) = &failure {
            tracing::error!(error = %source, "the directory failed a plugin");
        }
        error(failure.code(), failure.to_string())
    }
}

impl From<DocumentError> for Error {
    fn from(failure: DocumentError) -> Self {
        error(failure.code(), failure.to_string())
    }
}

impl super::contract::maille::plugin::types::Host for State {}

impl State {
    /// Counts a read.
    pub(super) fn read_once(&mut self) -> Result<(), Error> {
        self.budget.reads += 1;
        let limit = self.budget.bounds.reads;
        if self.budget.reads > limit {
            return Err(error(
                "exhausted",
                format!("more than {limit} reads in one call: read less, or in several steps"),
            ));
        }
        Ok(())
    }

    /// Counts a write, and refuses it where a page may not write.
    pub(super) fn write_once(&mut self) -> Result<(), Error> {
        if self.kind == CallKind::Get {
            return Err(error(
                "denied",
                "a page answered to GET may not write: take the change with a form (POST) or a task",
            ));
        }
        self.budget.writes += 1;
        let limit = self.budget.bounds.writes;
        if self.budget.writes > limit {
            return Err(error(
                "exhausted",
                format!("more than {limit} writes in one call: write in several steps"),
            ));
        }
        Ok(())
    }

    /// Counts the bytes that a call wants to write: they wait in memory until it returns.
    pub(super) fn write_bytes(&mut self, bytes: usize) -> Result<(), Error> {
        self.budget.write_bytes += bytes as u64;
        let limit = self.around.bounds.write_bytes;
        if self.budget.write_bytes > limit {
            return Err(error(
                "exhausted",
                format!("more than {limit} bytes written in one call: write in several steps"),
            ));
        }
        Ok(())
    }

    /// Refuses what was not granted, and notes that what was granted is of use.
    pub(super) fn check(&mut self, capability: Capability) -> Result<(), Error> {
        match self.plugin.grants.missing(&capability) {
            None => {
                self.used.insert(capability);
                Ok(())
            }
            Some(message) => Err(error("denied", message)),
        }
    }

    /// Counts a block of the reply and its bytes; past the bound the guest stops.
    pub(super) fn reply_block(&mut self, bytes: usize) -> wasmtime::Result<()> {
        self.budget.reply_blocks += 1;
        let limit = self.around.bounds.reply_blocks;
        if self.budget.reply_blocks > limit {
            return Err(Stop::Exhausted(format!("the reply has more than {limit} blocks")).into());
        }
        self.reply_bytes(bytes)
    }

    /// Counts a part of a block and its bytes.
    pub(super) fn reply_part(&mut self, bytes: usize) -> wasmtime::Result<()> {
        self.budget.reply_parts += 1;
        // A table of a month has a dozen parts a row: parts are small, and their bytes are counted too.
        let limit = self.around.bounds.reply_blocks.saturating_mul(10);
        if self.budget.reply_parts > limit {
            return Err(Stop::Exhausted(format!(
                "the reply has more than {limit} parts of blocks"
            ))
            .into());
        }
        self.reply_bytes(bytes)
    }

    fn reply_bytes(&mut self, bytes: usize) -> wasmtime::Result<()> {
        self.budget.reply_bytes += bytes as u64;
        let limit = self.around.bounds.reply_bytes;
        if self.budget.reply_bytes > limit {
            return Err(Stop::Exhausted(format!("the reply has more than {limit} bytes")).into());
        }
        Ok(())
    }
}

/// Takes out what would break lines, hide text or turn it around: C0 and C1 controls but line ends and tabs, and the
/// controls of bidirectional text.
pub(super) fn clean(text: String) -> String {
    let bad = |char: char| {
        (char.is_control() && char != '\n' && char != '\t')
            || matches!(char, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}')
    };
    if text.chars().any(bad) {
        text.chars().filter(|char| !bad(*char)).collect()
    } else {
        text
    }
}

/// A text on one line.
pub(super) fn line(text: String) -> String {
    let text = clean(text);
    if text.contains(['\n', '\t']) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text
    }
}
