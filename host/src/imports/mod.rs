//! Strangers' files turned into rows of records: each row says what was taken, what was repaired and what was refused
//! and why. Reading knows neither database nor clock, and its memory does not grow with the file; [`run`] takes the rows into
//! the directory.

mod communes;
mod data_inclusion;
mod draft;
mod error;
pub mod fetch;
mod fields;
mod format;
mod france_services;
mod input;
mod local_services;
mod mapped;
mod mediation_numerique;
mod openagenda;
pub mod orders;
mod reading;
mod remark;
pub(crate) mod repair;
pub mod run;
mod targets;

pub use communes::{Commune, Epci, Taken, communes, epcis};
pub use error::ReadError;
pub use format::{Format, Options, UnknownFormat};
pub use mapped::{Mapping, MappingError};
pub use remark::{Problem, Remark, Repair, What};

use std::io::Read;

use serde_json::Value;

use self::input::{Shape, shape};
use self::reading::Reading;
use crate::directory::vocabulary::nearest;

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
    let input = shape(input)?;
    let reader = match format {
        Format::MediationNumerique => {
            if let Shape::Table(table) = &input {
                check_columns(table.columns(), &mediation_numerique::REQUIRED)?;
            }
            mediation_numerique::reader(options)
        }
        Format::DataInclusion => data_inclusion::reader(options),
        Format::LocalServices => local_services::reader(options),
        Format::FranceServices => france_services::reader(options),
        Format::OpenAgenda => openagenda::reader(options),
        Format::Mapped(mapping) => return Ok(Box::new(mapped::rows(mapping, input, options)?)),
        Format::Communes => {
            let what = What::new("import-no-records").with("format", format.name());
            return Err(ReadError::Shape {
                line: 0,
                byte: 0,
                what,
            });
        }
    };
    if let (Shape::Table(_), false) = (&input, reads_tables(format)) {
        let what = What::new("import-expects-json").with("format", format.name());
        return Err(ReadError::Shape {
            line: 1,
            byte: 0,
            what,
        });
    }
    Ok(Box::new(Reading::new(input, reader, options)))
}

/// Formats whose fields are all texts.
fn reads_tables(format: &Format) -> bool {
    matches!(format, Format::MediationNumerique | Format::DataInclusion)
}

/// Refuses a table that lacks a column, with the nearest that it has.
fn check_columns(columns: &[String], required: &[&str]) -> Result<(), ReadError> {
    let missing = required
        .iter()
        .find(|name| !columns.iter().any(|column| column == *name));
    let Some(missing) = missing else {
        return Ok(());
    };
    let near = nearest(missing, columns.iter().map(String::as_str), 1);
    let keys = ["import-column-missing", "import-column-missing-near"];
    let what = What::unknown(keys, near.first().copied())
        .with("column", missing)
        .with("columns", columns.join(", "));
    Err(ReadError::Shape {
        line: 1,
        byte: 0,
        what,
    })
}

#[cfg(test)]
pub(crate) mod tests;
