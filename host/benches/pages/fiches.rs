//! Fiches to import: the real ones, and as many as the official archives hold, made from them by giving each another id.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

/// Publications of the official archives.
pub const MANY: usize = 7_591;

/// A file's name below its folder, and its text.
pub type Fiche = (String, Vec<u8>);

/// Every XML file below a folder, by name.
pub fn read(root: &Path) -> anyhow::Result<Vec<Fiche>> {
    let mut found = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path: PathBuf = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "xml") {
                let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
                found.push((name, std::fs::read(&path)?));
            }
        }
    }
    found.sort();
    ensure!(!found.is_empty(), "{} holds no fiche", root.display());
    Ok(found)
}

/// As many as wanted, in turn from the given ones, each under an id of its own.
pub fn multiply(fiches: &[Fiche], count: usize) -> anyhow::Result<Vec<Fiche>> {
    let mut many = Vec::with_capacity(count);
    for (number, (name, text)) in fiches.iter().cycle().take(count).enumerate() {
        let path = Path::new(name);
        let id = path
            .file_stem()
            .and_then(|id| id.to_str())
            .context("an id")?;
        let other = format!("{}{}", &id[..1], 200_000 + number);
        let text = std::str::from_utf8(text)?;
        let text = text.replace(&format!("ID=\"{id}\""), &format!("ID=\"{other}\""));
        let folder = path.parent().context("a folder")?;
        let name = folder.join(format!("{other}.xml"));
        many.push((name.to_string_lossy().into_owned(), text.into_bytes()));
    }
    Ok(many)
}

/// An archive of them, stored as they are (APPNOTE 4.3).
pub fn zip(fiches: &[Fiche]) -> anyhow::Result<Vec<u8>> {
    let (mut bytes, mut central) = (Vec::new(), Vec::new());
    for (name, text) in fiches {
        let offset = u32::try_from(bytes.len())?;
        let size = u32::try_from(text.len())?.to_le_bytes();
        let mut common = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc32(text).to_le_bytes());
        common.extend(size);
        common.extend(size);
        common.extend(u16::try_from(name.len())?.to_le_bytes());
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(text);
        central.extend(b"PK\x01\x02\x14\0");
        central.extend(&common);
        central.extend([0; 10]);
        central.extend(offset.to_le_bytes());
        central.extend(name.as_bytes());
    }
    let start = u32::try_from(bytes.len())?.to_le_bytes();
    let count = u16::try_from(fiches.len())?.to_le_bytes();
    bytes.extend(&central);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(u32::try_from(central.len())?.to_le_bytes());
    bytes.extend(start);
    bytes.extend([0, 0]);
    Ok(bytes)
}

/// CRC-32 of ISO 3309, bit by bit: seven thousand fiches take a second.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
