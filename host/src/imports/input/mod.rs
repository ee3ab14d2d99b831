//! From bytes to rows: encodings, tables and lists of JSON, each with its bounds. A file may be any size, a part of it
//! may not.

mod encoding;
mod items;
mod scan;
mod table;

pub(super) use encoding::Text;
pub(super) use items::Items;
pub(super) use table::{Line, Table};

use std::io::Read;

use super::error::ReadError;
use super::remark::What;

/// A whole row or item: the largest real ones have 100 KiB.
pub(super) const ROW_BYTES_MAX: usize = 1 << 20;

/// What stands in a file, by its first bytes.
pub(super) enum Shape {
    Json(Items),
    Table(Box<Table>),
}

/// Looks at the beginning and reads on in the shape that it has.
pub(super) fn shape(input: Box<dyn Read + Send>) -> Result<Shape, ReadError> {
    let mut text = Text::new(input)?;
    loop {
        match text.peek()? {
            None => {
                return Err(ReadError::Shape {
                    line: 0,
                    byte: 0,
                    what: What::new("import-empty-file"),
                });
            }
            Some(byte) if byte.is_ascii_whitespace() => text.take(),
            Some(b'[' | b'{') => return Ok(Shape::Json(Items::new(text))),
            Some(_) => return Ok(Shape::Table(Box::new(Table::new(text)?))),
        }
    }
}
