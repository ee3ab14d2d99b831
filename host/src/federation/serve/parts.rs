//! The parts of a log that are asked for, out of the database: pages, their contents, tails, digests.

use std::collections::HashMap;

use maille_federation::digest::{Answer as DigestAnswer, Prefix};
use maille_federation::hash::Hash;
use maille_federation::keys::Position;
use maille_federation::log::{Batch, Frame, LogError, PAGE_ENTRIES, parts};

use super::{Asked, LINES, Served};
use crate::database::Connection;
use crate::federation::error::FederationError;
use crate::federation::logs::{self, store};

/// Bytes of contents that go beside the entries of a tail; what does not fit is asked for by its hash.
const TAIL_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A node of the tree, or what lives in a bucket.
pub(super) async fn digest(
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
pub(super) async fn entries(
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
        unpacked: None,
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
pub(super) async fn page_contents(
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
        unpacked: None,
    }))
}

/// What follows an entry, up to the end of its page.
pub(super) async fn tail(
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
        unpacked: None,
    })
}
