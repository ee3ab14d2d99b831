//! Strangers' files turned into rows of records: each row says what was taken, what was repaired and what was refused
//! and why. It knows neither database nor clock, and its memory does not grow with the file.

mod error;
mod format;
mod remark;

pub use error::ReadError;
pub use format::{Format, Options};
pub use remark::{Problem, Remark, Repair, What};

use std::io::Read;

use serde_json::Value;

/// One row or item of a file, with what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line of a table, or the item of a list, from 1.
    pub number: u64,
    /// Its id or its name, for people who look for it in the file.
    pub subject: String,
    pub fate: Fate,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// It fits. Several items where one row tells of several things: a bus and its stops.
    Taken {
        items: Vec<Item>,
        repairs: Vec<Repair>,
    },
    /// It lacks what its kind needs.
    Refused { why: Vec<Problem> },
    /// It is not meant to be taken: empty, a test, of another department.
    Skipped { why: Problem },
}

/// A record to put. Its content fits its kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// `place`, `service`…
    pub kind: &'static str,
    /// `source:id`: the same in the next edition of the same file.
    pub key: String,
    pub content: Value,
    /// Whether the source shows it to everybody; what it does not is kept as a draft.
    pub listed: bool,
}

/// The rows of a file, read as they are asked for. An error ends them: what came before it stands.
pub type Rows = Box<dyn Iterator<Item = Result<Row, ReadError>> + Send>;

/// Reads a file in one of the formats. The first bytes decide on encoding, separator and shape; what cannot be of the
/// format at all is said at once.
pub fn rows(
    format: &Format,
    input: Box<dyn Read + Send>,
    options: &Options,
) -> Result<Rows, ReadError> {
    let _ = (format, input, options);
    Ok(Box::new(std::iter::empty()))
}
