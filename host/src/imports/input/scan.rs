//! Where a value of JSON ends, byte by byte, with bounds on its length and depth.

use super::super::remark::What;
use super::ROW_BYTES_MAX;

/// Real items stay below ten; serde_json stops at 128.
const DEPTH_MAX: usize = 64;
/// Fields of an object whose arrays hold the items.
const LISTS: [&str; 10] = [
    "features",
    "data",
    "results",
    "records",
    "items",
    "events",
    "service",
    "services",
    "structures",
    "communes",
];

/// Where a value begins and ends, without what it means.
#[derive(Default)]
pub(super) struct Scan {
    depth: usize,
    deepest: usize,
    quoted: bool,
    escaped: bool,
    begun: bool,
    closed: bool,
    too_long: bool,
    /// The last text at depth 1, cut where no list has so long a name.
    name: Vec<u8>,
    /// Whether that text was a field's name: a colon follows it.
    named: bool,
}

impl Scan {
    /// In the middle of an object.
    pub fn inside() -> Self {
        Self {
            depth: 1,
            begun: true,
            ..Self::default()
        }
    }

    /// Whether the value ended with the last byte.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether the value is one that nothing closes: a number, a word.
    pub fn is_bare(&self) -> bool {
        self.depth == 0 && !self.quoted
    }

    /// Takes a byte of the value.
    pub fn take(&mut self, byte: u8, item: &mut Vec<u8>) {
        if item.len() < ROW_BYTES_MAX {
            item.push(byte);
        } else {
            self.too_long = true;
        }
        self.begun = true;
        if self.quoted {
            return self.inside_quotes(byte);
        }
        match byte {
            b'"' => {
                self.quoted = true;
                self.name.clear();
                self.named = false;
            }
            b':' if self.depth == 1 => self.named = true,
            b'{' | b'[' => {
                self.depth += 1;
                self.deepest = self.deepest.max(self.depth);
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.closed = self.depth == 0;
            }
            b',' => self.named = false,
            _ => {}
        }
    }

    fn inside_quotes(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => {
                self.quoted = false;
                self.closed = self.depth == 0;
            }
            _ if self.depth == 1 && self.name.len() < 32 => self.name.push(byte),
            _ => {}
        }
    }

    /// Whether this byte opens one of the lists of the object around.
    pub fn list(&self, byte: u8) -> Option<&'static str> {
        if byte != b'[' || self.quoted || self.depth != 1 || !self.named {
            return None;
        }
        LISTS
            .into_iter()
            .find(|name| name.as_bytes() == self.name.as_slice())
    }

    /// Whether a number or a word ends before this byte.
    pub fn ends_bare(&self, byte: u8) -> bool {
        let ends = byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}');
        self.begun && self.is_bare() && ends
    }

    /// Whether the value that was taken may be read.
    pub fn whole(&self) -> Result<(), What> {
        if self.too_long {
            return Err(What::new("import-item-too-long").with("max", ROW_BYTES_MAX));
        }
        if self.deepest > DEPTH_MAX {
            return Err(What::new("import-item-too-deep").with("max", DEPTH_MAX));
        }
        Ok(())
    }
}
