//! What a peer sends of its log: lines of canonical JSON, so that each line keeps its bytes and nothing is held but lines.
//!
//! The first line is the frame, then come entries and their seal, then contents. A closed page has entries alone and never
//! changes; its contents are batches of their own, in parts; a tail has both.

use serde::{Deserialize, Serialize};

use super::{Checkpoint, LogError, PAGE_ENTRIES};
use crate::json::{self, PAGE_BYTES_MAX, RECORD_BYTES_MAX};
use crate::message::Signed;
use crate::origin::Origin;

const FRAME_BYTES_MAX: usize = 1024;

/// The first line of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    pub origin: Origin,
    pub epoch: u64,
    /// The entries are those after this one.
    pub after: u64,
    /// Lines with entries, at most 500.
    pub entries: u64,
    /// Lines with contents, at most 500.
    pub contents: u64,
    /// Which part of the contents this is, from 0.
    pub part: u64,
    /// How many parts there are; 1 where the contents fit in one batch.
    pub parts: u64,
}

/// A batch whose lines were counted; none was read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch<'a> {
    pub frame: Frame,
    pub entries: Vec<&'a [u8]>,
    /// Behind entries: the owner's checkpoint for the last of them. Without it nobody could tell who wrote the last line.
    pub seal: Option<&'a [u8]>,
    pub contents: Vec<&'a [u8]>,
}

impl<'a> Batch<'a> {
    /// Parts a batch of at most 8 MiB into its lines.
    pub fn read(bytes: &'a [u8]) -> Result<Batch<'a>, LogError> {
        if bytes.len() > PAGE_BYTES_MAX {
            return Err(LogError::Form("it is longer than 8 MiB"));
        }
        let text = bytes
            .strip_suffix(b"\n")
            .ok_or(LogError::Form("its last line does not end"))?;
        let mut lines = text.split(|byte| *byte == b'\n');
        let first = lines.next().unwrap_or_default();
        let frame = Frame::read(first)?;
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let entries: Vec<&[u8]> = lines.by_ref().take(count(frame.entries)).collect();
        let sealed = !entries.is_empty();
        let seal = sealed.then(|| lines.next()).flatten();
        let contents: Vec<&[u8]> = lines.by_ref().take(count(frame.contents)).collect();
        let whole = entries.len() == count(frame.entries)
            && seal.is_some() == sealed
            && contents.len() == count(frame.contents)
            && lines.next().is_none();
        if !whole {
            return Err(LogError::Form("its first line counts other lines"));
        }
        Ok(Batch {
            frame,
            entries,
            seal,
            contents,
        })
    }

    /// The bytes of a batch. The lines are canonical JSON and hold no line end.
    pub fn write(
        frame: &Frame,
        entries: &[Vec<u8>],
        seal: Option<&Signed<Checkpoint>>,
        contents: &[Vec<u8>],
    ) -> Result<Vec<u8>, LogError> {
        let form = |_| LogError::Form("its first line cannot be written");
        let first = json::canonical(frame).map_err(form)?;
        let entries = entries.iter().map(Vec::as_slice);
        let contents = contents.iter().map(Vec::as_slice);
        let seal = seal.map(Signed::bytes);
        let mut bytes = first;
        bytes.push(b'\n');
        for line in entries.chain(seal).chain(contents) {
            bytes.extend_from_slice(line);
            bytes.push(b'\n');
        }
        // Read as a stranger will: what we would refuse, we do not send.
        Batch::read(&bytes)?;
        Ok(bytes)
    }
}

impl Frame {
    fn read(line: &[u8]) -> Result<Frame, LogError> {
        let form = LogError::Form("its first line cannot be read");
        let value = json::read_canonical(line, FRAME_BYTES_MAX).map_err(|_| form.clone())?;
        let frame: Frame = json::shaped(value).map_err(|_| form.clone())?;
        let few = frame.entries <= PAGE_ENTRIES && frame.contents <= PAGE_ENTRIES;
        let parts = frame.part < frame.parts && frame.parts <= PAGE_ENTRIES;
        match few && parts && frame.epoch >= 1 {
            true => Ok(frame),
            false => Err(form),
        }
    }
}

/// Parts contents so that each part fits in a batch of 8 MiB: how many lines each has. One part at least.
pub fn parts(lengths: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let room = PAGE_BYTES_MAX - RECORD_BYTES_MAX;
    let mut parts = vec![0];
    let mut filled = 0;
    for length in lengths {
        let last = parts.last_mut().expect("there is one part at least");
        if *last > 0 && filled + length + 1 > room {
            parts.push(1);
            filled = length + 1;
        } else {
            *last += 1;
            filled += length + 1;
        }
    }
    parts
}
