//! The instance's own map: one file of tiles (PMTiles) in the data folder, which browsers read by pieces, so that nobody else
//! learns who looks for help where. It is given by `maille map give`, checked before it takes the other's place, and goes with
//! every backup. Without one no map is offered: the plans stand in its place. No tile is read here; browsers draw them.

mod give;
mod read;
mod text;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

pub use give::{give, remove};

use crate::territory::Bounds;

/// Where the map stands in the data folder.
pub const FOLDER: &str = "map";
/// What says which file it is, in that folder: a map is there once this is.
const CARD: &str = "map.json";
/// Bytes of that card that are read.
const CARD_BYTES_MAX: u64 = 64 * 1024;

/// What the tiles hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tiles {
    /// Shapes that the browser draws, in the layers of Protomaps' basemap.
    Vector,
    /// Pictures.
    Raster,
}

/// A map that was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// The SHA-256 of its file in hexadecimal.
    pub sha256: String,
    /// The file's name where it was given.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// What its tiles hold.
    pub tiles: Tiles,
    /// Whom its data comes from: plain text, never empty.
    pub attribution: String,
    /// The farthest zoom that it has tiles for, and the nearest.
    pub zoom: (u8, u8),
    /// South, west, north, east, in degrees.
    pub bounds: [f64; 4],
}

impl Map {
    /// The ground that it shows.
    pub fn ground(&self) -> Bounds {
        let [south, west, north, east] = self.bounds;
        Bounds {
            south,
            north,
            west,
            east,
        }
    }

    /// Whether a point in degrees stands on it.
    pub fn shows(&self, (latitude, longitude): (f64, f64)) -> bool {
        let [south, west, north, east] = self.bounds;
        (south..=north).contains(&latitude) && (west..=east).contains(&longitude)
    }

    fn file(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.pmtiles", self.sha256))
    }
}

/// Why a map is not given, or not shown.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Some other kind of file.
    #[error("this file holds no PMTiles")]
    Foreign,
    /// MBTiles, which `pmtiles convert` makes PMTiles of.
    #[error("this file holds MBTiles, not PMTiles")]
    MbTiles,
    /// PMTiles of another version than 3.
    #[error("these are PMTiles of version {0}; version 3 is read")]
    Version(u8),
    /// It ends before what it says of itself.
    #[error("the file ends after {bytes} bytes; {wanted} were announced")]
    Truncated {
        /// What is there.
        bytes: u64,
        /// What its header announces.
        wanted: u64,
    },
    /// Its header or what it says of itself cannot be read.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    /// Packed in a way that browsers do not unpack.
    #[error("its tiles are packed with {0}, which browsers do not unpack")]
    Packing(&'static str),
    /// Tiles that nothing here draws.
    #[error("its tiles are {0}")]
    Kind(&'static str),
    /// Vector tiles in other layers than Protomaps'.
    #[error("its layers are {0}; those of Protomaps' basemap are drawn")]
    Layers(String),
    /// It does not say whom its data comes from.
    #[error("it does not say whom its data comes from")]
    NoAttribution,
    /// Its edges are none.
    #[error("its edges are none: {0}")]
    Edges(String),
    /// Another command gives a map at this moment.
    #[error("another command gives a map at this moment")]
    Busy,
    /// The disk has no room for it.
    #[error("{needed} bytes are needed, {free} are free")]
    Space {
        /// What is needed.
        needed: u64,
        /// What there is.
        free: u64,
    },
}

impl MapError {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// What changes with a file, also where it is put in the other's place.
type Stamp = (Option<SystemTime>, u64, u64);

/// The map of an instance as it is now: another process may give one, or take it away.
#[derive(Debug)]
pub struct Maps {
    folder: PathBuf,
    seen: RwLock<(Option<Stamp>, Option<Arc<Map>>)>,
}

impl Maps {
    /// That of this data folder.
    pub fn new(data: &Path) -> Self {
        Self {
            folder: data.join(FOLDER),
            seen: RwLock::default(),
        }
    }

    /// The map; none where none was given, or what is there does not hold, which `doctor` tells.
    pub fn now(&self) -> Option<Arc<Map>> {
        let stamp = stamp(&self.folder.join(CARD));
        {
            let seen = self.seen.read().unwrap_or_else(|held| held.into_inner());
            if seen.0 == stamp {
                return seen.1.clone();
            }
        }
        let map = self.look().unwrap_or_else(|error| {
            tracing::warn!(%error, "the map is not offered");
            None
        });
        let map = map.map(Arc::new);
        *self.seen.write().unwrap_or_else(|held| held.into_inner()) = (stamp, map.clone());
        map
    }

    /// Reads what stands there, and looks whether its file is whole as far as its size tells.
    pub fn look(&self) -> Result<Option<Map>, MapError> {
        let card = self.folder.join(CARD);
        let bytes = match fs::metadata(&card) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(MapError::file(&card)(error)),
            Ok(data) if data.len() > CARD_BYTES_MAX => return Err(MapError::Damaged(CARD)),
            Ok(_) => fs::read(&card).map_err(MapError::file(&card))?,
        };
        let map: Map = serde_json::from_slice(&bytes).map_err(|_| MapError::Damaged(CARD))?;
        let is_digest = map.sha256.len() == 64
            && map
                .sha256
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase());
        if !is_digest {
            return Err(MapError::Damaged(CARD));
        }
        let file = map.file(&self.folder);
        let there = fs::metadata(&file).map_err(MapError::file(&file))?.len();
        match there == map.bytes {
            true => Ok(Some(map)),
            false => Err(MapError::Truncated {
                bytes: there,
                wanted: map.bytes,
            }),
        }
    }

    /// The file of this digest, where it is the map's.
    pub fn file(&self, sha256: &str) -> Option<PathBuf> {
        let map = self.now().filter(|map| map.sha256 == sha256)?;
        Some(map.file(&self.folder))
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt as _;
    let data = fs::metadata(path).ok()?;
    Some((data.modified().ok(), data.len(), data.ino()))
}

#[cfg(test)]
mod tests;
