//! Makes a backup while the instance serves. It stands under its name once it is whole, and never in the place of another.

use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, RenameFlags};
use rustix::io::Errno;

use super::archive::{self, is_below};
use super::error::BackupError;
use super::{FOLDER, FORMAT, File, Leftovers, Manifest, Say, beside, files_of, keep_name};
use crate::app::{App, COMPILED, DATABASE};
use crate::database::copy::copy;
use crate::database::{Database, DatabaseError, Location, is_copy_before_upgrade};

/// Folders of the data folder that no backup holds: what is made again, and backups.
const LEFT_OUT: [&str; 2] = [COMPILED, FOLDER];
/// Folders in folders are followed to this depth.
const DEPTH_MAX: usize = 8;

/// A backup that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of the whole file in hexadecimal.
    pub sha256: String,
}

/// Makes a backup of an instance as the file `target`.
pub async fn make(app: &App, target: &Path, say: Say) -> Result<Made, BackupError> {
    let target = std::path::absolute(target).map_err(BackupError::file(target))?;
    look_at(&target, &app.folder)?;
    let (part, database) = (beside(&target, "part"), beside(&target, "database"));
    let file = claim(&part)?;
    let mut leftovers = vec![part.clone()];
    leftovers.extend(files_of(&database));
    let _leftovers = Leftovers(leftovers);
    let step = copy_database(app, &database).await?;
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        step,
        origin: app.config.instance.origin.clone(),
        name: app.config.instance.name.clone(),
        made_ms: app.clock.now_ms(),
        database: name_of_database(app),
        files: Vec::new(),
    };
    let folder = app.folder.clone();
    let work = move || {
        finish(
            manifest,
            (&file, &part, &target),
            (&folder, &database),
            &say,
        )
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| BackupError::Damaged(error.to_string()))?
}

/// Whether a backup may stand there.
fn look_at(target: &Path, folder: &Path) -> Result<(), BackupError> {
    if target.exists() {
        return Err(BackupError::Exists(target.to_owned()));
    }
    let parent = target.parent().unwrap_or(Path::new("/"));
    let real = parent.canonicalize().map_err(BackupError::file(parent))?;
    let folder = folder.canonicalize().map_err(BackupError::file(folder))?;
    match real.starts_with(&folder) && !real.starts_with(folder.join(FOLDER)) {
        true => Err(BackupError::Inside(target.to_owned())),
        false => Ok(()),
    }
}

/// The unfinished file, which one program at a time writes. What a killed one left is written over.
fn claim(part: &Path) -> Result<fs::File, BackupError> {
    let file = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(part)
        .map_err(BackupError::file(part))?;
    if rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
        return Err(BackupError::Busy(part.to_owned()));
    }
    file.set_len(0).map_err(BackupError::file(part))?;
    Ok(file)
}

/// Where the database stands in its data folder; one that stands elsewhere comes back under the usual name.
fn name_of_database(app: &App) -> String {
    let Location::File(path) = app.directory.database().location() else {
        return DATABASE.to_owned();
    };
    let below = path.strip_prefix(&app.folder).ok().and_then(Path::to_str);
    let plain = below.filter(|below| is_below(below));
    plain.unwrap_or(DATABASE).to_owned()
}

/// The database as of one moment, in a file; the last of its migrations comes back.
async fn copy_database(app: &App, to: &Path) -> Result<i64, BackupError> {
    for left in files_of(to) {
        match fs::remove_file(&left) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(BackupError::file(left)(error));
            }
            _ => {}
        }
    }
    let source = app.directory.database();
    if let Location::File(_) = source.location() {
        // Only its owner reads it, from the first byte on.
        fs::OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(to)
            .map_err(BackupError::file(to))?;
        source.copy_to(to).await?;
        return Ok(source.step().await?);
    }
    let target = Database::open(to).await?;
    let (mut write, _) = copy(source, &target, &mut |_, _| {}).await?;
    app.directory.write_words(&mut write).await?;
    write.commit().await.map_err(DatabaseError::from)?;
    let step = target.step().await?;
    target.close().await;
    Ok(step)
}

fn finish(
    mut manifest: Manifest,
    (file, part, target): (&fs::File, &Path, &Path),
    (folder, database): (&Path, &Path),
    say: &Say,
) -> Result<Made, BackupError> {
    let mut sources = vec![(manifest.database.clone(), database.to_owned())];
    let live = files_of(&folder.join(&manifest.database));
    gather(folder, "", &live, &mut sources)?;
    for (path, source) in &sources {
        let (bytes, sha256) = archive::digest(source).map_err(BackupError::file(source))?;
        manifest.files.push(File {
            path: path.clone(),
            bytes,
            sha256,
        });
    }
    let sources: Vec<PathBuf> = sources.into_iter().map(|(_, source)| source).collect();
    archive::pack(file, &manifest, &sources, say)?;
    let (bytes, sha256) = archive::digest(part).map_err(BackupError::file(part))?;
    name(part, target)?;
    Ok(Made {
        manifest,
        bytes,
        sha256,
    })
}

/// The files of the data folder, but for the database itself and what is left out.
fn gather(
    folder: &Path,
    below: &str,
    live: &[PathBuf],
    found: &mut Vec<(String, PathBuf)>,
) -> Result<(), BackupError> {
    let read = fs::read_dir(folder).map_err(BackupError::file(folder))?;
    let mut entries: Vec<fs::DirEntry> = read
        .collect::<Result<_, _>>()
        .map_err(BackupError::file(folder))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        // Hidden files are unfinished ones, and who copied the database before an upgrade has that copy.
        let is_left_out = below.is_empty() && LEFT_OUT.contains(&name.as_str())
            || name.starts_with('.')
            || is_copy_before_upgrade(&name)
            || live.contains(&path);
        if is_left_out {
            continue;
        }
        let name = match below {
            "" => name,
            below => format!("{below}/{name}"),
        };
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() && name.matches('/').count() < DEPTH_MAX {
            gather(&path, &name, live, found)?;
        } else if kind.is_file() {
            found.push((name, path));
        }
    }
    Ok(())
}

/// Gives the whole file its name, which nobody has.
fn name(part: &Path, target: &Path) -> Result<(), BackupError> {
    use rustix::fs::{CWD, renameat_with};
    match renameat_with(CWD, part, CWD, target, RenameFlags::NOREPLACE) {
        Ok(()) => {}
        Err(Errno::EXIST) => return Err(BackupError::Exists(target.to_owned())),
        // A file system that cannot promise it.
        Err(Errno::INVAL | Errno::NOSYS) if !target.exists() => {
            fs::rename(part, target).map_err(BackupError::file(target))?;
        }
        Err(error) => return Err(BackupError::file(target)(error.into())),
    }
    keep_name(target).map_err(BackupError::file(target))
}
