//! What we answer to peers: our log, and copies of others' for those whom their owners let read them.

use std::collections::HashMap;

use maille_federation::digest::{Answer as DigestAnswer, Prefix};
use maille_federation::hash::Hash;
use maille_federation::keys::Position;
use maille_federation::log::{Batch, Frame, LogError, PAGE_ENTRIES, parts};
use maille_federation::origin::Origin;

use super::error::FederationError;
use super::logs::store::OWN;
use super::logs::{self, Kept, store};
use super::{Federation, moment};
use crate::database::Connection;

/// Bytes of contents that go beside the entries of a tail; what does not fit is asked for by its hash.
const TAIL_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What a peer gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    pub body: Vec<u8>,
    pub media_type: &'static str,
    /// It never changes: a closed page, an opening.
    pub immutable: bool,
}

/// An answer, or why there is none; with where the log stands, as its header has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub served: Result<Served, NotServed>,
    pub checkpoint: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotServed {
    /// Nothing is there.
    NotFound,
    /// There is no such epoch, or the log does not go so far: where it stands is said beside.
    Elsewhere,
}

impl NotServed {
    /// A word that stays the same in all versions.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Elsewhere => "elsewhere",
        }
    }
}

const LINES: &str = "application/jsonl";
const DOCUMENT: &str = "application/json";

/// A path below `/federation` or below a mirror, in its parts.
struct Asked<'a> {
    log: &'a str,
    origin: &'a Origin,
    kept: &'a Kept,
    path: &'a [&'a str],
}

impl Federation {
    /// Answers a peer what stands at a path below `/federation`: our own log, and to an owner the copy of its own.
    pub async fn serve(&self, asker: &Origin, path: &[&str]) -> Result<Reply, FederationError> {
        let identity = self.identity()?;
        let (log, origin, path) = match path {
            // What was restored from a backup gets back what it lost.
            ["mirror", owner, rest @ ..] if *owner == asker.as_str() => {
                (asker.as_str(), asker, rest)
            }
            path => (OWN, &identity.origin, path),
        };
        let mut connection = self.directory.database().snapshot().await?;
        let Some(kept) = logs::kept(&mut connection, log).await? else {
            return Ok(Reply {
                served: Err(NotServed::Elsewhere),
                checkpoint: None,
            });
        };
        let asked = Asked {
            log,
            origin,
            kept: &kept,
            path,
        };
        let served = match path {
            ["keys"] if log == OWN => {
                let now = moment(self.directory.clock().now_ms());
                let history = identity.sign(kept.keys.history(now), now)?;
                Ok(document(history.bytes().to_vec()))
            }
            _ => answer(&mut connection, &asked).await?,
        };
        Ok(Reply {
            served,
            checkpoint: (!kept.checkpoint.is_empty()).then(|| header(&kept)),
        })
    }
}

fn header(kept: &Kept) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(&kept.checkpoint)
}

fn document(body: Vec<u8>) -> Served {
    Served {
        body,
        media_type: DOCUMENT,
        immutable: false,
    }
}

async fn answer(
    connection: &mut Connection,
    asked: &Asked<'_>,
) -> Result<Result<Served, NotServed>, FederationError> {
    let Some(path) = Path::read(asked.path) else {
        return Ok(Err(NotServed::NotFound));
    };
    let kept = asked.kept;
    let served = match path {
        Path::Opening { epoch } => store::opening(&mut *connection, asked.log, epoch)
            .await?
            .map(|body| Served {
                immutable: true,
                ..document(body)
            }),
        Path::Content { hash } => {
            let mut found = store::contents(&mut *connection, asked.log, &[hash]).await?;
            return Ok(found.remove(&hash).map(document).ok_or(NotServed::NotFound));
        }
        Path::Digest { epoch, prefix } if epoch == kept.epoch => {
            Some(document(digest(connection, asked, prefix).await?))
        }
        Path::Page { epoch, page } if closed(kept, epoch, page) => {
            let after = page * PAGE_ENTRIES;
            Some(entries(connection, asked, (epoch, after)).await?)
        }
        Path::Contents { epoch, page, part } if closed(kept, epoch, page) => {
            let after = page * PAGE_ENTRIES;
            page_contents(connection, asked, (epoch, after), part).await?
        }
        Path::Tail { epoch, after } if epoch == kept.epoch && after <= kept.seq => {
            Some(tail(connection, asked, after).await?)
        }
        _ => None,
    };
    Ok(served.ok_or(NotServed::Elsewhere))
}

/// Whether all entries of a page are there: those of an earlier epoch all are that ever will be.
fn closed(kept: &Kept, epoch: u64, page: u64) -> bool {
    let last = page.saturating_add(1).saturating_mul(PAGE_ENTRIES);
    epoch < kept.epoch || (epoch == kept.epoch && last <= kept.seq)
}

/// What may be asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Path {
    Opening { epoch: u64 },
    Page { epoch: u64, page: u64 },
    Contents { epoch: u64, page: u64, part: u64 },
    Tail { epoch: u64, after: u64 },
    Digest { epoch: u64, prefix: Prefix },
    Content { hash: Hash },
}

impl Path {
    fn read(path: &[&str]) -> Option<Self> {
        Some(match path {
            ["log", epoch, "opening"] => Self::Opening {
                epoch: number(epoch)?,
            },
            ["log", epoch, "tail", after] => Self::Tail {
                epoch: number(epoch)?,
                after: number(after)?,
            },
            ["log", epoch, page] => Self::Page {
                epoch: number(epoch)?,
                page: number(page)?,
            },
            ["log", epoch, page, "contents", part] => Self::Contents {
                epoch: number(epoch)?,
                page: number(page)?,
                part: number(part)?,
            },
            ["digest", epoch, level, prefix] => {
                let prefix: Prefix = prefix.parse().ok()?;
                let level = number(level)?;
                Self::Digest {
                    epoch: number(epoch)?,
                    prefix: (prefix.level() as u64 == level).then_some(prefix)?,
                }
            }
            ["contents", hash] => Self::Content {
                hash: hash.parse().ok()?,
            },
            _ => return None,
        })
    }
}

/// A number in its one form, small enough for any database.
fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    let one_form = number.to_string() == text;
    (one_form && number <= maille_federation::record::INTEGER_MAX).then_some(number)
}

async fn digest(
    connection: &mut Connection,
    asked: &Asked<'_>,
    prefix: Prefix,
) -> Result<Vec<u8>, FederationError> {
    let answer = match prefix.bucket() {
        Some(number) => {
            let items = logs::bucket_items(connection, (asked.log, asked.origin), number).await?;
            Some(DigestAnswer::of_bucket(number, items))
        }
        None => DigestAnswer::of_node(&logs::tree(connection, asked.log).await?, prefix),
    };
    let bytes = answer.map(|answer| answer.bytes()).transpose();
    let unlikely = |_| LogError::Form("the digest cannot be written");
    Ok(bytes.map_err(unlikely)?.unwrap_or_default())
}

/// The lines after one: up to the end of its page, or of the log.
async fn lines(
    connection: &mut Connection,
    asked: &Asked<'_>,
    (epoch, after): (u64, u64),
) -> Result<Vec<(Vec<u8>, Option<Hash>)>, FederationError> {
    let limit = PAGE_ENTRIES - after % PAGE_ENTRIES;
    Ok(store::lines(&mut *connection, (asked.log, epoch), (after, limit)).await?)
}

/// The owner's words behind the last of these lines.
async fn seal_behind(
    connection: &mut Connection,
    asked: &Asked<'_>,
    place: Position,
) -> Result<Option<Vec<u8>>, FederationError> {
    if (place.epoch, place.seq) == (asked.kept.epoch, asked.kept.seq) {
        return Ok(Some(asked.kept.checkpoint.clone()));
    }
    let place = (place.epoch, place.seq);
    Ok(store::seal(&mut *connection, asked.log, place).await?)
}

fn frame(asked: &Asked<'_>, (epoch, after): (u64, u64)) -> Frame {
    Frame {
        origin: asked.origin.clone(),
        epoch,
        after,
        entries: 0,
        contents: 0,
        part: 0,
        parts: 1,
    }
}

async fn batch(
    connection: &mut Connection,
    asked: &Asked<'_>,
    (epoch, after): (u64, u64),
    (lines, contents): (Vec<Vec<u8>>, Vec<Vec<u8>>),
) -> Result<Vec<u8>, FederationError> {
    let seq = after + lines.len() as u64;
    let seal = match lines.is_empty() {
        true => None,
        false => seal_behind(connection, asked, Position { epoch, seq }).await?,
    };
    let frame = Frame {
        entries: lines.len() as u64,
        contents: contents.len() as u64,
        ..frame(asked, (epoch, after))
    };
    let seal = seal
        .map(|seal| logs::read_kept(&seal, &asked.kept.keys))
        .transpose()?;
    Ok(Batch::write(&frame, &lines, seal.as_ref(), &contents)?)
}

/// A closed page: entries and their seal.
async fn entries(
    connection: &mut Connection,
    asked: &Asked<'_>,
    place: (u64, u64),
) -> Result<Served, FederationError> {
    let found = lines(connection, asked, place).await?;
    let found: Vec<Vec<u8>> = found.into_iter().map(|(line, _)| line).collect();
    let body = batch(connection, asked, place, (found, Vec::new())).await?;
    Ok(Served {
        body,
        media_type: LINES,
        immutable: true,
    })
}

/// The contents that lines name and that are still there, in the order of the lines.
async fn contents_of(
    connection: &mut Connection,
    asked: &Asked<'_>,
    lines: &[(Vec<u8>, Option<Hash>)],
) -> Result<Vec<Vec<u8>>, FederationError> {
    let hashes: Vec<Hash> = lines.iter().filter_map(|(_, hash)| *hash).collect();
    let mut found: HashMap<Hash, Vec<u8>> =
        store::contents(&mut *connection, asked.log, &hashes).await?;
    Ok(hashes
        .iter()
        .filter_map(|hash| found.remove(hash))
        .collect())
}

/// One part of a closed page's contents.
async fn page_contents(
    connection: &mut Connection,
    asked: &Asked<'_>,
    place: (u64, u64),
    part: u64,
) -> Result<Option<Served>, FederationError> {
    let lines = lines(connection, asked, place).await?;
    let contents = contents_of(connection, asked, &lines).await?;
    let sizes = parts(contents.iter().map(Vec::len));
    let before: usize = sizes.iter().take(part as usize).sum();
    let Some(count) = sizes.get(part as usize) else {
        return Ok(None);
    };
    let contents: Vec<Vec<u8>> = contents.into_iter().skip(before).take(*count).collect();
    let frame = Frame {
        contents: contents.len() as u64,
        part,
        parts: sizes.len() as u64,
        ..frame(asked, place)
    };
    Ok(Some(Served {
        body: Batch::write(&frame, &[], None, &contents)?,
        media_type: LINES,
        immutable: false,
    }))
}

/// What follows an entry, up to the end of its page.
async fn tail(
    connection: &mut Connection,
    asked: &Asked<'_>,
    after: u64,
) -> Result<Served, FederationError> {
    let place = (asked.kept.epoch, after);
    let lines = lines(connection, asked, place).await?;
    let mut contents = contents_of(connection, asked, &lines).await?;
    let mut room = TAIL_BYTES_MAX;
    let fits = contents.iter().position(|content| {
        let left = room.checked_sub(content.len() + 1);
        room = left.unwrap_or(0);
        left.is_none()
    });
    contents.truncate(fits.unwrap_or(contents.len()));
    let lines: Vec<Vec<u8>> = lines.into_iter().map(|(line, _)| line).collect();
    Ok(Served {
        body: batch(connection, asked, place, (lines, contents)).await?,
        media_type: LINES,
        immutable: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_one_form() {
        assert_eq!(
            Path::read(&["log", "1", "tail", "0"]),
            Some(Path::Tail { epoch: 1, after: 0 })
        );
        assert_eq!(
            Path::read(&["digest", "1", "0", "_"]),
            Some(Path::Digest {
                epoch: 1,
                prefix: Prefix::ROOT
            })
        );
        for path in [
            &["log", "01", "0"][..],
            &["log", "+1", "0"],
            &["log", "1", "-1"],
            &["log", "1", "9007199254740992"],
            &["log", "1", "18446744073709551616"],
            &["digest", "1", "1", "_"],
            &["digest", "1", "1", "A"],
            &["contents", "00"],
            &["log", "1"],
            &["log", "1", "0", "contents"],
            &[],
        ] {
            assert_eq!(Path::read(path), None, "{path:?}");
        }
    }
}
