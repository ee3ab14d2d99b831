//! What a file of PMTiles says of itself, version 3: its header of 127 bytes and its metadata. A stranger made it: nothing of it is
//! believed that its size does not bear out, and no more is unpacked than a bound.
//! Source: the PMTiles specification, version 3, sections 3 (header) and 5 (metadata).

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use flate2::read::GzDecoder;
use pmtiles::{Compression, Header, TileType};
use serde_json::Value;

use super::text::plain;
use super::{MapError, Tiles};

/// Bytes of the header.
const HEADER_BYTES: usize = 127;
/// Bytes of metadata, packed and unpacked.
const METADATA_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Layers without which Protomaps' style draws nothing that helps.
const LAYERS: [&str; 3] = ["earth", "water", "roads"];
/// Layers that are named where those are missing.
const NAMED_MAX: usize = 12;
/// What a browser's map goes to.
const ZOOM_MAX: u8 = 22;
const MBTILES: &[u8] = b"SQLite format 3\0";

/// What a file says of itself.
#[derive(Debug, PartialEq)]
pub struct Said {
    pub tiles: Tiles,
    pub zoom: (u8, u8),
    /// South, west, north, east, in degrees.
    pub bounds: [f64; 4],
    /// Plain text; empty where there is none.
    pub attribution: String,
}

/// Reads a file of this size.
pub fn read(file: &mut File, bytes: u64) -> Result<Said, MapError> {
    let start = piece(file, 0, HEADER_BYTES as u64)?;
    if start.starts_with(MBTILES) {
        return Err(MapError::MbTiles);
    }
    if !start.starts_with(b"PM") {
        return Err(MapError::Foreign);
    }
    match (start.starts_with(b"PMTiles"), start.get(7)) {
        (true, Some(3)) => {}
        (true, Some(version)) => return Err(MapError::Version(*version)),
        // Versions 1 and 2 began with two letters alone.
        _ if start.len() > 7 => return Err(MapError::Version(2)),
        _ => return Err(MapError::Foreign),
    }
    if start.len() < HEADER_BYTES {
        return Err(truncated(bytes, HEADER_BYTES as u64));
    }
    let spans = [8, 24, 40, 56].map(|at| (number(&start, at), number(&start, at + 8)));
    let wanted = spans.iter().map(|(at, long)| at.saturating_add(*long));
    let wanted = wanted.max().unwrap_or(0);
    if wanted > bytes {
        return Err(truncated(bytes, wanted));
    }
    let [(_, root), metadata, _, (_, data)] = spans;
    if root == 0 || data == 0 {
        return Err(MapError::Damaged("it holds no tile"));
    }
    let header = Header::try_from_bytes(start.into())
        .map_err(|_| MapError::Damaged("its header cannot be read"))?;
    unpackable(header.internal_compression())?;
    let metadata = metadata_of(file, metadata, header.internal_compression())?;
    Ok(Said {
        tiles: tiles(&header, &metadata)?,
        zoom: zoom(&header)?,
        bounds: edges(&header)?,
        attribution: plain(metadata["attribution"].as_str().unwrap_or_default()),
    })
}

fn truncated(bytes: u64, wanted: u64) -> MapError {
    MapError::Truncated { bytes, wanted }
}

/// The bytes from there on, as many as there are of those that are wanted.
fn piece(file: &mut File, at: u64, long: u64) -> Result<Vec<u8>, MapError> {
    let damaged = |_| MapError::Damaged("it cannot be read to its end");
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at)).map_err(damaged)?;
    file.take(long).read_to_end(&mut bytes).map_err(damaged)?;
    Ok(bytes)
}

/// The header's numbers are little-endian.
fn number(header: &[u8], at: usize) -> u64 {
    let bytes = header
        .get(at..at + 8)
        .and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(u64::MAX, u64::from_le_bytes)
}

/// Browsers unpack gzip alone.
fn unpackable(packing: Compression) -> Result<(), MapError> {
    match packing {
        Compression::None | Compression::Gzip => Ok(()),
        Compression::Brotli => Err(MapError::Packing("Brotli")),
        Compression::Zstd => Err(MapError::Packing("Zstandard")),
        Compression::Unknown => Err(MapError::Damaged("it does not say how it is packed")),
    }
}

fn metadata_of(
    file: &mut File,
    (at, long): (u64, u64),
    packing: Compression,
) -> Result<Value, MapError> {
    let damaged = MapError::Damaged("its metadata cannot be read");
    if long > METADATA_BYTES_MAX {
        return Err(damaged);
    }
    let packed = piece(file, at, long)?;
    let bytes = match packing {
        Compression::Gzip if long > 0 => {
            let mut bytes = Vec::new();
            let unpacked = GzDecoder::new(&packed[..])
                .take(METADATA_BYTES_MAX + 1)
                .read_to_end(&mut bytes);
            match unpacked {
                Ok(count) if count as u64 <= METADATA_BYTES_MAX => bytes,
                _ => return Err(damaged),
            }
        }
        _ => packed,
    };
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&bytes).map_err(|_| damaged)
}

fn tiles(header: &Header, metadata: &Value) -> Result<Tiles, MapError> {
    match header.tile_type {
        TileType::Png | TileType::Jpeg | TileType::Webp => match header.tile_compression {
            Compression::None | Compression::Unknown => Ok(Tiles::Raster),
            packing => unpackable(packing).map(|()| Tiles::Raster),
        },
        TileType::Mvt => {
            unpackable(header.tile_compression)?;
            let layers = metadata["vector_layers"].as_array().into_iter().flatten();
            let layers: Vec<&str> = layers.filter_map(|layer| layer["id"].as_str()).collect();
            match LAYERS.iter().all(|layer| layers.contains(layer)) {
                true => Ok(Tiles::Vector),
                false => Err(MapError::Layers(plain(
                    &layers[..layers.len().min(NAMED_MAX)].join(", "),
                ))),
            }
        }
        TileType::Avif => Err(MapError::Kind("AVIF")),
        _ => Err(MapError::Kind("of an unknown kind")),
    }
}

fn zoom(header: &Header) -> Result<(u8, u8), MapError> {
    let (from, to) = (header.min_zoom, header.max_zoom);
    match from <= to && to <= ZOOM_MAX {
        true => Ok((from, to)),
        false => Err(MapError::Edges(format!("zoom {from}–{to}"))),
    }
}

fn edges(header: &Header) -> Result<[f64; 4], MapError> {
    let (south, north) = (header.min_latitude, header.max_latitude);
    let (west, east) = (header.min_longitude, header.max_longitude);
    let is_earth = (-90.0..=90.0).contains(&south)
        && (-90.0..=90.0).contains(&north)
        && (-180.0..=180.0).contains(&west)
        && (-180.0..=180.0).contains(&east);
    match is_earth && south < north && west < east {
        true => Ok([south, west, north, east]),
        false => Err(MapError::Edges(format!(
            "{south:.3}, {west:.3} – {north:.3}, {east:.3}"
        ))),
    }
}
