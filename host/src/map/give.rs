//! Takes a file as the instance's map: copied into the data folder beside the one that is there, looked at, and put in its place in one
//! step. Killed at any moment, the other one stands as it was, and what was left is written over.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::text::plain;
use super::{CARD, FOLDER, Map, MapError, read};

/// Room that is left on the disk beside the map.
const ROOM_BYTES: u64 = 64 * 1024 * 1024;
const PIECE_BYTES: usize = 1024 * 1024;

/// Gives an instance its map. `attribution` stands in the place of what the file says of whom its data comes from. `say` is told
/// how many bytes are done, and of how many.
pub fn give(
    data: &Path,
    source: &Path,
    attribution: Option<&str>,
    say: impl Fn(u64, u64),
) -> Result<Map, MapError> {
    let mut file = File::open(source).map_err(MapError::file(source))?;
    let known = file.metadata().map_err(MapError::file(source))?;
    if !known.is_file() {
        return Err(MapError::Foreign);
    }
    let said = read::read(&mut file, known.len())?;
    let attribution = attribution.map_or(said.attribution, plain);
    if attribution.is_empty() {
        return Err(MapError::NoAttribution);
    }
    let folder = data.join(FOLDER);
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(MapError::file(&folder))?;
    room(&folder, known.len())?;
    let part = folder.join(".part");
    let (sha256, bytes) = copy(source, &part, known.len(), say).inspect_err(|error| {
        // Another one's, or else of no use to anybody.
        if !matches!(error, MapError::Busy) {
            let _ = fs::remove_file(&part);
        }
    })?;
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let map = Map {
        sha256,
        name: plain(&name),
        bytes,
        tiles: said.tiles,
        attribution,
        zoom: said.zoom,
        bounds: said.bounds,
    };
    let target = map.file(&folder);
    fs::rename(&part, &target).map_err(MapError::file(&target))?;
    write_card(&folder, &map)?;
    sweep(&folder, Some(&map));
    Ok(map)
}

/// Takes the map away; whether there was one.
pub fn remove(data: &Path) -> Result<bool, MapError> {
    let folder = data.join(FOLDER);
    let card = folder.join(CARD);
    let was = match fs::remove_file(&card) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(MapError::file(&card)(error)),
    };
    sweep(&folder, None);
    Ok(was)
}

fn room(folder: &Path, bytes: u64) -> Result<(), MapError> {
    let disk = rustix::fs::statvfs(folder).map_err(|error| MapError::file(folder)(error.into()))?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let needed = bytes.saturating_add(ROOM_BYTES);
    match needed <= free {
        true => Ok(()),
        false => Err(MapError::Space { needed, free }),
    }
}

/// The SHA-256 of what was copied, and how much it was: as much as was looked at, or an error.
fn copy(
    source: &Path,
    part: &Path,
    wanted: u64,
    say: impl Fn(u64, u64),
) -> Result<(String, u64), MapError> {
    let mut from = File::open(source).map_err(MapError::file(source))?;
    let mut to = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(part)
        .map_err(MapError::file(part))?;
    to.try_lock().map_err(|_| MapError::Busy)?;
    to.set_len(0).map_err(MapError::file(part))?;
    let mut digest = Sha256::new();
    let mut piece = vec![0; PIECE_BYTES];
    let mut done = 0;
    loop {
        let count = from.read(&mut piece).map_err(MapError::file(source))?;
        if count == 0 {
            break;
        }
        digest.update(&piece[..count]);
        to.write_all(&piece[..count])
            .map_err(MapError::file(part))?;
        done += count as u64;
        say(done, wanted);
    }
    if done != wanted {
        return Err(MapError::Truncated {
            bytes: done,
            wanted,
        });
    }
    to.sync_all().map_err(MapError::file(part))?;
    let digest = digest.finalize();
    let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((sha256, done))
}

fn write_card(folder: &Path, map: &Map) -> Result<(), MapError> {
    let (part, card) = (folder.join(".card"), folder.join(CARD));
    let bytes = serde_json::to_vec_pretty(map).map_err(|_| MapError::Damaged(CARD))?;
    let write = || {
        let mut file = File::create(&part)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&part, &card)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(MapError::file(&card))
}

/// Removes every file but this map's: maps before it, and what a killed command left. What cannot be removed now is the next time.
fn sweep(folder: &Path, map: Option<&Map>) {
    let keep = map.map(|map| map.file(folder));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_card = path.file_name().is_some_and(|name| name == CARD);
        if !is_card && Some(&path) != keep.as_ref() {
            let _ = fs::remove_file(&path);
        }
    }
}
