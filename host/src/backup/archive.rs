//! The file of a backup: packing it, and unpacking one that anybody may have made. What comes out is what its manifest names, of the
//! size and digest that it names, as plain files below one folder; links, devices and paths that lead elsewhere do not exist.

use std::fs;
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Component, Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use tar::{Archive, Builder, EntryType, Header};

use super::error::BackupError;
use super::{FORMAT, File, MANIFEST, Manifest, Say};

/// A manifest of more bytes names more files than any instance has.
const MANIFEST_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// What may follow the last file: the blocks of zeros that end an archive, of whatever blocking.
const TAIL_BYTES_MAX: u64 = 1024 * 1024;
/// Bytes read at once.
const CHUNK: usize = 256 * 1024;

/// Reads a file from end to end, and says its size and SHA-256.
pub(super) fn digest(path: &Path) -> std::io::Result<(u64, String)> {
    let mut hash = Hash::new(std::io::sink());
    let bytes = std::io::copy(&mut fs::File::open(path)?, &mut hash)?;
    Ok((bytes, hash.hex()))
}

/// Writes a backup to an open file: the manifest, then each of its files, which come from `sources` in the same order.
pub(super) fn pack(
    file: &fs::File,
    manifest: &Manifest,
    sources: &[PathBuf],
    say: &Say,
) -> Result<(), BackupError> {
    let packer = GzEncoder::new(BufWriter::with_capacity(CHUNK, file), Compression::fast());
    let mut archive = Builder::new(packer);
    let failed = BackupError::file(MANIFEST);
    let text = serde_json::to_vec_pretty(manifest).expect("texts and numbers become JSON");
    let mut head = header(text.len() as u64, manifest.made_ms);
    archive
        .append_data(&mut head, MANIFEST, text.as_slice())
        .map_err(failed)?;
    let total = manifest.bytes();
    let mut done = 0;
    for (file, source) in manifest.files.iter().zip(sources) {
        let failed = |error| BackupError::file(source)(error);
        let opened = fs::File::open(source).map_err(failed)?;
        let mut head = header(file.bytes, manifest.made_ms);
        // What was hashed is what is written: a file that grew meanwhile would not fit its digest.
        let mut told = Told::new(opened.take(file.bytes), done, total, say);
        archive
            .append_data(&mut head, &file.path, &mut told)
            .map_err(failed)?;
        done += file.bytes;
    }
    let failed = |error| BackupError::file(MANIFEST)(error);
    let packer = archive.into_inner().map_err(failed)?;
    let mut written = packer.finish().map_err(failed)?;
    written.flush().map_err(failed)?;
    file.sync_all().map_err(failed)
}

fn header(bytes: u64, made_ms: i64) -> Header {
    let mut header = Header::new_ustar();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(made_ms.max(0).unsigned_abs() / 1_000);
    header
}

/// A backup that is being read.
pub(super) struct Reader {
    archive: Archive<GzDecoder<BufReader<fs::File>>>,
}

impl Reader {
    /// Opens a file that may be one.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let file = fs::File::open(path).map_err(BackupError::file(path))?;
        let reader = BufReader::with_capacity(CHUNK, file);
        Ok(Self {
            archive: Archive::new(GzDecoder::new(reader)),
        })
    }

    /// Reads what it says of itself and, where a folder is named, everything else into it.
    pub fn read(mut self, into: Option<(&Path, &Say)>) -> Result<Manifest, BackupError> {
        let foreign = |what: &dyn ToString| BackupError::Foreign(what.to_string());
        // As they stand: what lengthens names or hides links is read by nobody here.
        let mut entries = self
            .archive
            .entries()
            .map_err(|error| foreign(&error))?
            .raw(true);
        let Some(first) = entries.next() else {
            return Err(BackupError::Foreign("it is empty".into()));
        };
        let mut first = first.map_err(|error| foreign(&error))?;
        if name(&first).as_deref() != Some(MANIFEST) || first.size() > MANIFEST_BYTES_MAX {
            return Err(BackupError::Foreign(format!("it lacks {MANIFEST}")));
        }
        let mut text = Vec::new();
        first
            .read_to_end(&mut text)
            .map_err(|error| BackupError::Damaged(error.to_string()))?;
        let manifest = manifest(&text)?;
        let Some((folder, say)) = into else {
            return Ok(manifest);
        };
        let total = manifest.bytes();
        let mut done = 0;
        for file in &manifest.files {
            let entry = entries.next().ok_or_else(|| missing(file))?;
            let entry = entry.map_err(|error| BackupError::Damaged(error.to_string()))?;
            if entry.header().entry_type() != EntryType::Regular
                || name(&entry).as_deref() != Some(&file.path)
                || entry.size() != file.bytes
            {
                return Err(missing(file));
            }
            let target = folder.join(&file.path);
            unpack(Told::new(entry, done, total, say), file, &target)?;
            done += file.bytes;
        }
        if entries.next().is_some() {
            return Err(BackupError::Damaged("it holds more than it names".into()));
        }
        // To its end, where the checksum of the whole stands.
        let mut rest = self.archive.into_inner().take(TAIL_BYTES_MAX);
        std::io::copy(&mut rest, &mut std::io::sink())
            .map_err(|error| BackupError::Damaged(error.to_string()))?;
        Ok(manifest)
    }
}

fn missing(file: &File) -> BackupError {
    BackupError::Damaged(format!("it lacks {}", file.path))
}

fn name<R: Read>(entry: &tar::Entry<'_, R>) -> Option<String> {
    let path = entry.path().ok()?;
    path.to_str().map(str::to_owned)
}

/// Reads a manifest. That of a newer program may have another shape: who made it is looked at first.
fn manifest(text: &[u8]) -> Result<Manifest, BackupError> {
    #[derive(serde::Deserialize)]
    struct Shape {
        format: u32,
        program: String,
    }
    let foreign = |error: serde_json::Error| BackupError::Foreign(format!("{MANIFEST}: {error}"));
    let shape: Shape = serde_json::from_slice(text).map_err(foreign)?;
    if shape.format > FORMAT {
        let program = shape.program.chars().take(40).collect();
        return Err(BackupError::Newer { program });
    }
    let manifest: Manifest = serde_json::from_slice(text).map_err(foreign)?;
    let mut seen = std::collections::BTreeSet::new();
    for file in &manifest.files {
        if !is_below(&file.path) || file.path == MANIFEST || !seen.insert(&file.path) {
            let path: String = file.path.chars().take(80).collect();
            return Err(BackupError::Foreign(format!("{MANIFEST}: {path:?}")));
        }
    }
    if !seen.contains(&manifest.database) {
        return Err(BackupError::Foreign("it has no database".into()));
    }
    Ok(manifest)
}

/// Whether a path stays below its folder, written in the one way there is.
pub(super) fn is_below(path: &str) -> bool {
    let parts: Vec<_> = Path::new(path).components().collect();
    let plain = |part: &Component<'_>| matches!(part, Component::Normal(_));
    let whole: PathBuf = parts.iter().collect();
    !parts.is_empty()
        && parts.iter().all(plain)
        && whole.as_os_str() == path
        && !path.chars().any(char::is_control)
}

fn unpack(mut from: impl Read, file: &File, target: &Path) -> Result<(), BackupError> {
    if let Some(folder) = target.parent() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(BackupError::file(folder))?;
    }
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(target)
        .map_err(BackupError::file(target))?;
    let mut hash = Hash::new(&written);
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = from
            .read(&mut chunk)
            .map_err(|error| BackupError::Damaged(format!("{}: {error}", file.path)))?;
        if read == 0 {
            break;
        }
        hash.write_all(&chunk[..read])
            .map_err(BackupError::file(target))?;
    }
    if hash.hex() != file.sha256 {
        let why = format!("{} is not what was written", file.path);
        return Err(BackupError::Damaged(why));
    }
    written.sync_all().map_err(BackupError::file(target))
}

/// Hashes what is written through it.
struct Hash<W> {
    hash: Sha256,
    to: W,
}

impl<W> Hash<W> {
    fn new(to: W) -> Self {
        Self {
            hash: Sha256::new(),
            to,
        }
    }

    fn hex(self) -> String {
        hex(&self.hash.finalize())
    }
}

impl<W: Write> Write for Hash<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

/// Tells how much was read through it.
struct Told<'a, R> {
    from: R,
    done: u64,
    total: u64,
    say: &'a Say,
}

impl<'a, R> Told<'a, R> {
    fn new(from: R, done: u64, total: u64, say: &'a Say) -> Self {
        Self {
            from,
            done,
            total,
            say,
        }
    }
}

impl<R: Read> Read for Told<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.done += read as u64;
        (self.say)(self.done, self.total);
        Ok(read)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
