//! Any producer's table or JSON, by a mapping that says in a dozen lines which column is which field.

mod apply;
mod file;
mod hours;
mod parse;

pub use parse::{Mapping, MappingError};

use std::collections::VecDeque;

use super::Row;
use super::error::ReadError;
use super::format::Options;
use super::input::Shape;
use super::reading::{Reading, Source};
use super::remark::What;
use crate::directory::vocabulary::nearest;

/// Objects of a list may leave fields out: so many are looked at before a column is said not to be there.
const ITEMS_LOOKED_AT: usize = 100;

/// The rows of a file by a mapping, whose columns are looked up first.
pub(super) fn rows(
    mapping: &Mapping,
    mut input: Shape,
    options: &Options,
) -> Result<Reading, ReadError> {
    let mut waiting: VecDeque<Result<Source, Row>> = VecDeque::new();
    let columns = Reading::fields(&mut input, &mut waiting, ITEMS_LOOKED_AT)?;
    if !columns.is_empty() {
        for column in mapping.columns() {
            if !columns.iter().any(|known| known == column) {
                let near = nearest(column, columns.iter().map(String::as_str), 1);
                let keys = ["import-column-unknown", "import-column-unknown-near"];
                let what = What::unknown(keys, near.first().copied())
                    .with("column", column)
                    .with("columns", columns.join(", "));
                return Err(ReadError::Shape {
                    line: 1,
                    byte: 0,
                    what,
                });
            }
        }
    }
    let reader = apply::reader(mapping.clone(), options);
    Ok(Reading::new(input, reader, options).waiting(waiting))
}

#[cfg(test)]
mod tests;
