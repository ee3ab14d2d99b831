//! Files that this plugin holds: handed over by the administrator, saved from the network, or packed into the component
//! as `assets/…`.

use std::io::{self, Read, Seek, SeekFrom};

use crate::Result;
use crate::bindings::maille::plugin::documents;

/// Names that begin with `prefix`, in order, after the name `after`, `limit` at most.
pub fn names(prefix: &str, after: Option<&str>, limit: u32) -> Result<Vec<String>> {
    Ok(documents::names(prefix, after, limit)?)
}

/// The size of a document in bytes.
pub fn size(name: &str) -> Result<u64> {
    Ok(documents::size(name)?)
}

/// Up to `length` bytes from `offset`; fewer at the end.
pub fn read(name: &str, offset: u64, length: u32) -> Result<Vec<u8>> {
    Ok(documents::read(name, offset, length)?)
}

/// Deletes a document at once.
pub fn delete(name: &str) -> Result<()> {
    Ok(documents::delete(name)?)
}

/// Reads a document like a file, a block at a time.
pub struct Reader {
    name: String,
    size: u64,
    position: u64,
    block: Vec<u8>,
    block_start: u64,
}

/// Bytes fetched from the host at once: one call for most small files, little memory for large ones.
const BLOCK_BYTES: u32 = 128 * 1024;

impl Reader {
    /// Opens the document `name`.
    pub fn open(name: &str) -> Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            size: size(name)?,
            position: 0,
            block: Vec::new(),
            block_start: 0,
        })
    }

    /// The size of the document in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.size || buffer.is_empty() {
            return Ok(0);
        }
        let block_end = self.block_start + self.block.len() as u64;
        if self.position < self.block_start || self.position >= block_end {
            self.block = read(&self.name, self.position, BLOCK_BYTES).map_err(io::Error::other)?;
            self.block_start = self.position;
            if self.block.is_empty() {
                return Ok(0);
            }
        }
        let from = usize::try_from(self.position - self.block_start).map_err(io::Error::other)?;
        let length = buffer.len().min(self.block.len() - from);
        buffer[..length].copy_from_slice(&self.block[from..from + length]);
        self.position += length as u64;
        Ok(length)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.size.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
