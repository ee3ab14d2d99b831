//! Closed pages are read and packed once, however many peers read them. Their contents may shrink: what was packed before that
//! is forgotten at once, in every process, by a position that moves in the same transaction.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;
use maille_federation::hash::Hash;
use moka::sync::Cache;

use super::Served;
use crate::database::Connection;
use crate::directory::journal::store::bump;

/// Bytes of packed pages: those of 100,000 records.
const BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Bytes that an entry takes besides its page.
const ENTRY_BYTES: usize = 256;
/// Moves where contents of any log go.
pub(in crate::federation) const POSITION: &str = "log-contents";

/// Which part of a log it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Page {
        epoch: u64,
        page: u64,
    },
    Contents {
        epoch: u64,
        page: u64,
        part: u64,
    },
    /// The entries and contents of a whole closed page.
    Whole {
        epoch: u64,
        page: u64,
    },
    /// A part of what lived at a place.
    Snapshot {
        epoch: u64,
        seq: u64,
        part: u64,
    },
}

impl Part {
    /// Its epoch and page, where it is one of a page.
    pub(super) fn page(self) -> Option<(u64, u64)> {
        match self {
            Self::Page { epoch, page }
            | Self::Contents { epoch, page, .. }
            | Self::Whole { epoch, page } => Some((epoch, page)),
            Self::Snapshot { .. } => None,
        }
    }
}

/// A part as it was packed.
struct Page {
    body: Vec<u8>,
    unpacked: Hash,
    media_type: &'static str,
    immutable: bool,
}

/// Packed parts of logs, bounded in bytes.
pub(in crate::federation) struct Packed {
    pages: Cache<(String, Part), Arc<Page>>,
    /// Where the position stood when they were read.
    position: AtomicI64,
    made: AtomicU64,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Packed")
            .field("made", &self.made)
            .finish_non_exhaustive()
    }
}

impl Default for Packed {
    fn default() -> Self {
        let weigh = |key: &(String, Part), page: &Arc<Page>| {
            u32::try_from(page.body.len() + key.0.len() + ENTRY_BYTES).unwrap_or(u32::MAX)
        };
        Self {
            pages: Cache::builder()
                .max_capacity(BYTES_MAX)
                .weigher(weigh)
                .build(),
            position: AtomicI64::new(-1),
            made: AtomicU64::new(0),
        }
    }
}

impl Packed {
    /// A part that was packed while the position stood there.
    pub(super) fn get(&self, position: i64, key: &(String, Part)) -> Option<Served> {
        if self.position.swap(position, Ordering::SeqCst) != position {
            self.pages.invalidate_all();
            return None;
        }
        let page = self.pages.get(key)?;
        Some(Served {
            body: page.body.clone(),
            media_type: page.media_type,
            immutable: page.immutable,
            unpacked: Some(page.unpacked),
        })
    }

    /// Packs a part that was read while the position stood there, and keeps it as long as it does.
    pub(super) fn pack(&self, position: i64, key: (String, Part), served: Served) -> Served {
        let Some(body) = gzip(&served.body) else {
            return served;
        };
        self.made.fetch_add(1, Ordering::SeqCst);
        let unpacked = Hash::of(&served.body);
        let page = Page {
            body: body.clone(),
            unpacked,
            media_type: served.media_type,
            immutable: served.immutable,
        };
        if self.position.load(Ordering::SeqCst) == position {
            self.pages.insert(key, Arc::new(page));
        }
        Served {
            body,
            unpacked: Some(unpacked),
            ..served
        }
    }

    /// How often something was packed.
    pub(in crate::federation) fn made(&self) -> u64 {
        self.made.load(Ordering::SeqCst)
    }
}

/// Says that contents of some log went, in the transaction that took them out.
pub(in crate::federation) async fn contents_went(
    connection: &mut Connection,
) -> Result<(), sqlx::Error> {
    bump(connection, &BTreeSet::from([POSITION.to_owned()])).await?;
    Ok(())
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).ok()?;
    packer.finish().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn served(text: &str) -> Served {
        Served {
            body: text.as_bytes().to_vec(),
            media_type: "application/jsonl",
            immutable: true,
            unpacked: None,
        }
    }

    #[test]
    fn a_part_is_packed_once_until_contents_go() {
        let packed = Packed::default();
        let key = (String::new(), Part::Page { epoch: 1, page: 0 });
        assert_eq!(packed.get(7, &key), None);
        let first = packed.pack(7, key.clone(), served("one line\n"));
        let mut text = String::new();
        let mut unpacked = flate2::read::GzDecoder::new(first.body.as_slice());
        unpacked.read_to_string(&mut text).unwrap();
        assert_eq!(text, "one line\n");
        assert_eq!(first.unpacked, Some(Hash::of(b"one line\n")));
        for _ in 0..10 {
            assert_eq!(packed.get(7, &key).as_ref(), Some(&first));
        }
        assert_eq!(packed.made(), 1);

        assert_eq!(packed.get(8, &key), None, "contents went");
        assert_eq!(packed.get(8, &key), None);
        packed.pack(7, key.clone(), served("what was read before\n"));
        assert_eq!(packed.get(8, &key), None, "nor is it kept too late");
    }
}
