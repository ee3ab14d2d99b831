//! What we answer to peers: our log, and copies of others' for those whom their owners let read them.

mod budget;
pub(super) mod packed;
mod parts;
mod path;
mod snapshot;

use std::sync::{Arc, PoisonError};

use maille_federation::hash::Hash;
use maille_federation::log::PAGE_ENTRIES;
use maille_federation::origin::Origin;

pub(super) use self::budget::Budgets;
use self::packed::Part;
use self::parts::{digest, entries, page_contents, tail};
use self::path::Path;
use super::error::FederationError;
use super::logs::store::OWN;
use super::logs::{self, Kept, store};
use super::{Federation, moment, snapshots};
use crate::database::Connection;

/// What a peer gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    pub body: Vec<u8>,
    pub media_type: &'static str,
    /// It never changes: a closed page, an opening.
    pub immutable: bool,
    /// Where the body is packed with gzip: the hash of what it unpacks to.
    pub unpacked: Option<Hash>,
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
    /// It read as much as one peer may in a day, and waits for so many seconds.
    ReadEnough { wait_s: u64 },
    /// The owner of that log does not let us serve it on to who asks.
    NotListed,
}

impl NotServed {
    /// A word that stays the same in all versions.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Elsewhere => "elsewhere",
            Self::NotListed => "not-listed",
            Self::ReadEnough { .. } => "read-enough",
        }
    }
}

/// The tag of a body with this hash, in its quotes.
pub fn tag(body: &Hash) -> String {
    let digits = body.to_string();
    format!("\"{}\"", digits.get(..32).unwrap_or(&digits))
}

pub(super) const LINES: &str = "application/jsonl";
const DOCUMENT: &str = "application/json";

/// A path below `/federation` or below a mirror, in its parts.
struct Asked<'a> {
    log: &'a str,
    origin: &'a Origin,
    kept: &'a Kept,
    path: &'a [&'a str],
    /// Epoch and last entry that is not here, of a copy that was begun with a snapshot.
    begins: Option<(u64, u64)>,
}

impl Federation {
    /// Answers a peer what stands at a path below `/federation`: our own log, to an owner the copy of its own, and copies of others'
    /// to those on their owners' lists. Closed pages go out packed where who asks unpacks. What each peer reads is counted.
    pub async fn serve(
        &self,
        asker: &Origin,
        path: &[&str],
        unpacks: bool,
    ) -> Result<Reply, FederationError> {
        let now = self.directory.clock().now_ms();
        let budgets = || self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let wait_s = budgets().wait_s(asker, now);
        if let Some(wait_s) = wait_s {
            return Ok(refused(NotServed::ReadEnough { wait_s }));
        }
        let reply = self.serve_counted(asker, path, unpacks).await?;
        if let Ok(served) = &reply.served {
            budgets().sent(asker, now, served.body.len());
        }
        Ok(reply)
    }

    async fn serve_counted(
        &self,
        asker: &Origin,
        path: &[&str],
        unpacks: bool,
    ) -> Result<Reply, FederationError> {
        let identity = self.identity()?;
        let mirrored;
        let (log, origin, path) = match path {
            // What was restored from a backup gets back what it lost.
            ["mirror", owner, rest @ ..] if *owner == asker.as_str() => {
                (asker.as_str(), asker, rest)
            }
            ["mirror", owner, rest @ ..] => {
                let origin = owner.parse::<Origin>().ok();
                let origin = origin.filter(|origin| origin.as_str() == *owner);
                match origin {
                    Some(origin) if self.may_serve_on(&origin, asker).await? => {
                        mirrored = origin;
                        (mirrored.as_str(), &mirrored, rest)
                    }
                    _ => return Ok(refused(NotServed::NotListed)),
                }
            }
            path => (OWN, &identity.origin, path),
        };
        // Looked up before what is read: what goes meanwhile is not kept as if it had gone before.
        let positions = self.directory.positions().await?;
        let position = positions.get(packed::POSITION).copied().unwrap_or(0);
        let mut connection = self.directory.database().snapshot().await?;
        let own_words = match path {
            ["checkpoints"] if log == OWN => Some(self.told_to(asker, &mut connection).await?),
            ["peers"] if log == OWN => Some(document(self.own_list().await?)),
            _ => None,
        };
        if let Some(served) = own_words {
            return Ok(Reply {
                served: Ok(served),
                checkpoint: None,
            });
        }
        let Some(kept) = logs::kept(&mut connection, log).await? else {
            return Ok(refused(NotServed::Elsewhere));
        };
        let begins = match log {
            OWN => None,
            log => snapshots::store::begins(&mut connection, log).await?,
        };
        let asked = Asked {
            log,
            origin,
            kept: &kept,
            path,
            begins,
        };
        if log == OWN
            && let Some(Path::Tail { epoch, after }) = Path::read(path)
            && epoch < kept.epoch
        {
            let place = (asker.as_str(), epoch, after);
            self.hears_of_more(&mut connection, &kept, place).await?;
        }
        if log == OWN
            && let Some(Path::Tail { epoch, after }) = Path::read(path)
            && (epoch < kept.epoch || (epoch == kept.epoch && after <= kept.seq))
        {
            self.has_read(asker, (epoch, after));
        }
        if let Some(Path::Snapshot { epoch, seq, part }) = Path::read(path).filter(|_| log == OWN) {
            let asked_for = ((epoch, seq, part), unpacks.then_some(position));
            return self
                .serve_snapshot(&mut connection, &asked, asked_for)
                .await;
        }
        let served = match path {
            ["keys"] if log == OWN => {
                let now = moment(self.directory.clock().now_ms());
                let history = identity.sign(kept.keys.history(now), now)?;
                Ok(document(history.bytes().to_vec()))
            }
            _ => {
                let part = asked.part().filter(|_| unpacks);
                let key = part.map(|part| (log.to_owned(), part));
                self.answer_once(&mut connection, &asked, (position, key))
                    .await?
            }
        };
        Ok(Reply {
            served,
            checkpoint: (!kept.checkpoint.is_empty()).then(|| header(&kept)),
        })
    }
}

impl Federation {
    /// How often a closed page was packed since this process started: once for all who read it, until contents go.
    pub fn pages_packed(&self) -> u64 {
        self.packed.made()
    }

    /// Answers with what was packed for somebody else, or packs it for all.
    async fn answer_once(
        &self,
        connection: &mut Connection,
        asked: &Asked<'_>,
        (position, key): (i64, Option<(String, Part)>),
    ) -> Result<Result<Served, NotServed>, FederationError> {
        let Some(key) = key else {
            return answer(connection, asked).await;
        };
        if let Some(served) = self.packed.get(position, &key) {
            return Ok(Ok(served));
        }
        let served = match answer(connection, asked).await? {
            Ok(served) => served,
            Err(why) => return Ok(Err(why)),
        };
        Ok(Ok(self.pack(position, key, served).await))
    }

    async fn pack(&self, position: i64, key: (String, Part), served: Served) -> Served {
        let (packed, plain) = (Arc::clone(&self.packed), served.clone());
        // A page is megabytes: beside the runtime's own threads.
        let packing = tokio::task::spawn_blocking(move || packed.pack(position, key, served));
        packing.await.unwrap_or(plain)
    }
}

impl Asked<'_> {
    /// Which closed part of a log it is, if it is one.
    fn part(&self) -> Option<Part> {
        let part = match Path::read(self.path)? {
            Path::Page { epoch, page } => Part::Page { epoch, page },
            Path::Contents { epoch, page, part } => Part::Contents { epoch, page, part },
            Path::Tail { epoch, after } if after.is_multiple_of(PAGE_ENTRIES) => Part::Whole {
                epoch,
                page: after / PAGE_ENTRIES,
            },
            _ => return None,
        };
        let (epoch, page) = part.page()?;
        closed(self.kept, epoch, page).then_some(part)
    }

    /// The last entry of an epoch that is not here.
    fn begins(&self, epoch: u64) -> u64 {
        let here = self.begins.filter(|(begun, _)| *begun == epoch);
        here.map_or(0, |(_, seq)| seq)
    }
}

fn refused(why: NotServed) -> Reply {
    Reply {
        served: Err(why),
        checkpoint: None,
    }
}

pub(super) fn header(kept: &Kept) -> String {
    encoded(&kept.checkpoint)
}

fn encoded(checkpoint: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(checkpoint)
}

fn document(body: Vec<u8>) -> Served {
    Served {
        body,
        media_type: DOCUMENT,
        immutable: false,
        unpacked: None,
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
        Path::Page { epoch, page } | Path::Contents { epoch, page, .. }
            if page.saturating_mul(PAGE_ENTRIES) < asked.begins(epoch) =>
        {
            return Ok(Err(NotServed::NotFound));
        }
        Path::Snapshot { .. } => return Ok(Err(NotServed::NotFound)),
        Path::Page { epoch, page } if closed(kept, epoch, page) => {
            let after = page * PAGE_ENTRIES;
            Some(entries(connection, asked, (epoch, after)).await?)
        }
        Path::Contents { epoch, page, part } if closed(kept, epoch, page) => {
            let after = page * PAGE_ENTRIES;
            page_contents(connection, asked, (epoch, after), part).await?
        }
        Path::Tail { epoch, after } if epoch == kept.epoch && after <= kept.seq => {
            // What is not here is left out, and its first line says so.
            Some(tail(connection, asked, after.max(asked.begins(epoch))).await?)
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
