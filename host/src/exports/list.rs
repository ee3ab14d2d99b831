//! A list of JSON, item by item.

use std::io::{self, Write};

use serde_json::Value;

/// Writes `[`, each item on its line, and `]`; counts them.
pub(super) fn write(items: impl Iterator<Item = Value>, out: &mut dyn Write) -> io::Result<u64> {
    let mut count = 0;
    out.write_all(b"[")?;
    for item in items {
        out.write_all(if count == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
        count += 1;
    }
    out.write_all(b"\n]")?;
    Ok(count)
}
