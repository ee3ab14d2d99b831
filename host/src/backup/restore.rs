//! The way back: a backup becomes the instance in a folder. It is unpacked beside the folder, looked at as a whole, brought up to
//! this program, and only then takes the folder's place in one step; what stood there is kept beside it. Whatever was erased or
//! ended after the backup was made stays so, as far as the instance that stood there can tell.

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Gid, RenameFlags, Uid, renameat_with};
use rustix::io::Errno;

use super::error::BackupError;
use super::{FOLDER, Leftovers, Manifest, Say, archive, beside, files_of, keep_name};
use crate::app::{App, Options, location};
use crate::config::{Config, Database as DatabaseConfig};
use crate::database::copy::copy;
use crate::database::{Database, DatabaseError, Location};
use crate::federation::KEYS;
use crate::people;

/// Room that is left on a disk beside what is unpacked.
const ROOM_BYTES: u64 = 64 * 1024 * 1024;
/// Who erases again what was erased after the backup was made.
const ERASER: &str = "restore";

/// What to restore, and where.
#[derive(Debug, Clone)]
pub struct Request {
    /// The file.
    pub file: PathBuf,
    /// The data folder.
    pub folder: PathBuf,
    /// The SHA-256 that the file must have, in hexadecimal.
    pub sha256: Option<String>,
    /// An empty database that takes the records; that of the backup's configuration where it is absent.
    pub database: Option<Location>,
    /// What tests set otherwise.
    pub options: Options,
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// What the backup said of itself.
    pub manifest: Manifest,
    /// Where what stood in the folder is now.
    pub before: Option<PathBuf>,
    /// Records that were erased since, and are again; nothing where nobody can tell.
    pub erased: Option<u64>,
    /// What was erased again since the list beside the backups names it.
    pub persons: u64,
    /// Sessions that were ended.
    pub sessions: u64,
    /// Where the records are, if not in the folder.
    pub database: Option<Location>,
}

/// Restores a backup. Nothing stays changed where it fails.
pub async fn restore(request: Request, say: Say) -> Result<Restored, BackupError> {
    let folder = std::path::absolute(&request.folder).map_err(BackupError::file("."))?;
    let there = look_at(&folder)?;
    let fresh = beside(&folder, "restoring");
    let _leftovers = Leftovers(vec![fresh.clone()]);
    let unpacking = Unpacking {
        file: request.file.clone(),
        sha256: request.sha256.clone(),
        here: there.as_ref().map(|config| config.instance.origin.clone()),
        into: fresh.clone(),
    };
    let unpack = move || unpacking.run(&say);
    let manifest = tokio::task::spawn_blocking(unpack)
        .await
        .map_err(|error| BackupError::Damaged(error.to_string()))??;
    let erasures = match &there {
        Some(config) => erasures_of(&folder, config, &request.options).await,
        None => None,
    };
    if there.is_some() {
        keep_keys(&folder, &fresh)?;
    }
    let people = persons_of(&folder, there.as_ref(), &request.file)?;
    let erased = (erasures.as_deref(), people.as_slice());
    let opened = bring_up(&fresh, &manifest, &request, erased).await?;
    keep_list(&fresh, there.as_ref(), &people)?;
    let before = take_place(&folder, &fresh)?;
    Ok(Restored { before, ..opened })
}

/// The configuration of the instance that stands in the folder, if there is one; anything else there is somebody's.
fn look_at(folder: &Path) -> Result<Option<Config>, BackupError> {
    let mut entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(BackupError::file(folder)(error)),
    };
    if entries.next().is_none() {
        return Ok(None);
    }
    match App::look(folder) {
        Ok(()) => Ok(Some(
            Config::read(folder).map_err(crate::app::AppError::from)?,
        )),
        Err(_) if folder.join(Config::FILE).exists() => Ok(Some(
            Config::read(folder).map_err(crate::app::AppError::from)?,
        )),
        Err(_) => Err(BackupError::NotEmpty(folder.to_owned())),
    }
}

/// What is done away from the runtime.
struct Unpacking {
    file: PathBuf,
    sha256: Option<String>,
    here: Option<String>,
    into: PathBuf,
}

impl Unpacking {
    fn run(self, say: &Say) -> Result<Manifest, BackupError> {
        if let Some(wanted) = &self.sha256 {
            let read = archive::digest(&self.file).map_err(BackupError::file(&self.file))?;
            if !read.1.eq_ignore_ascii_case(wanted.trim()) {
                return Err(BackupError::Digest(read.1));
            }
        }
        let manifest = archive::Reader::open(&self.file)?.read(None)?;
        if manifest.step > Database::step_known() {
            let program = manifest.program.chars().take(40).collect();
            return Err(BackupError::Newer { program });
        }
        if let Some(here) = self.here.filter(|here| *here != manifest.origin) {
            return Err(BackupError::Other {
                found: manifest.origin,
                here,
            });
        }
        // One that was killed left it.
        match fs::remove_dir_all(&self.into) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(BackupError::file(&self.into)(error));
            }
            _ => {}
        }
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.into)
            .map_err(BackupError::file(&self.into))?;
        let free = free_bytes(&self.into)?;
        let needed = manifest.bytes().saturating_add(ROOM_BYTES);
        if needed > free {
            return Err(BackupError::Space { needed, free });
        }
        let read = archive::Reader::open(&self.file)?.read(Some((&self.into, say)))?;
        match read == manifest {
            true => Ok(manifest),
            false => Err(BackupError::Damaged("it changed while it was read".into())),
        }
    }
}

fn free_bytes(folder: &Path) -> Result<u64, BackupError> {
    let stat =
        rustix::fs::statvfs(folder).map_err(|error| BackupError::file(folder)(error.into()))?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// Our records that were erased in the instance that stands there; nothing where it cannot tell.
async fn erasures_of(folder: &Path, config: &Config, options: &Options) -> Option<Vec<String>> {
    let opened = App::open(folder, config.clone(), options.clone()).await;
    let app = opened
        .inspect_err(
            |error| tracing::warn!(%error, "what was erased since the backup cannot be told"),
        )
        .ok()?;
    let all = app.federation.erased().await;
    app.close().await;
    all.inspect_err(
        |error| tracing::warn!(%error, "what was erased since the backup cannot be told"),
    )
    .ok()
}

/// The lists of erasures that stand with the instance's own backups and beside this one.
fn persons_of(
    folder: &Path,
    there: Option<&Config>,
    file: &Path,
) -> Result<Vec<people::Entry>, BackupError> {
    let mut entries = match there {
        Some(config) => people::read(&list_of(folder, config))?,
        None => Vec::new(),
    };
    let beside = file.parent().unwrap_or(Path::new("")).join(people::FILE);
    for entry in people::read(&beside)? {
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    Ok(entries)
}

fn list_of(folder: &Path, config: &Config) -> PathBuf {
    let backups = config.backup.folder.as_deref().unwrap_or(Path::new(FOLDER));
    folder.join(backups).join(people::FILE)
}

/// Where nothing stood, the list comes along; that of an instance stays with its backups.
fn keep_list(
    fresh: &Path,
    there: Option<&Config>,
    entries: &[people::Entry],
) -> Result<(), BackupError> {
    if there.is_some() || entries.is_empty() {
        return Ok(());
    }
    Ok(people::keep(
        &fresh.join(FOLDER).join(people::FILE),
        entries,
    )?)
}

/// The keys of the folder stay, where they are those of the backup's own instance: they may have been renewed since.
fn keep_keys(folder: &Path, fresh: &Path) -> Result<(), BackupError> {
    let (there, unpacked) = (folder.join(KEYS), fresh.join(KEYS));
    if !there.is_dir() {
        return Ok(());
    }
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked).map_err(BackupError::file(&unpacked))?;
    }
    fs::DirBuilder::new()
        .mode(0o700)
        .create(&unpacked)
        .map_err(BackupError::file(&unpacked))?;
    for entry in fs::read_dir(&there).map_err(BackupError::file(&there))? {
        let entry = entry.map_err(BackupError::file(&there))?;
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // The mode comes along.
            fs::copy(&path, unpacked.join(entry.file_name())).map_err(BackupError::file(&path))?;
        }
    }
    Ok(())
}

/// Opens what was unpacked as the instance that it is to be: looked at, brought up to this program, its sessions ended, what was
/// erased since erased again, its records in the database that its configuration names.
async fn bring_up(
    fresh: &Path,
    manifest: &Manifest,
    request: &Request,
    (erasures, people): (Option<&[String]>, &[people::Entry]),
) -> Result<Restored, BackupError> {
    let config = Config::read(fresh).map_err(crate::app::AppError::from)?;
    let file = fresh.join(&manifest.database);
    let of_its_own = Config {
        database: DatabaseConfig {
            url: Some(format!("sqlite:{}", file.display())),
            password_file: None,
        },
        ..config.clone()
    };
    let app = App::open(fresh, of_its_own, request.options.clone()).await?;
    let found = app.directory.database().check().await?;
    if found != "ok" {
        return Err(BackupError::Damaged(found));
    }
    let erased = match erasures {
        Some(ids) => Some(app.federation.erase_restored(ids, ERASER).await?),
        None => None,
    };
    // Who came back after the erasure is in a backup that is younger than it.
    let since = people.iter().filter(|entry| entry.at >= manifest.made_ms);
    let since: Vec<people::Entry> = since.cloned().collect();
    let persons = people::erase_listed(&app, &since, ERASER).await?.things;
    let sessions = app.accounts.end_all().await?;
    let elsewhere = match &request.database {
        Some(location) => Some(location.clone()),
        None => match location(fresh, &config)? {
            Location::File(path) if path == file => None,
            other => Some(other),
        },
    };
    if let Some(location) = &elsewhere {
        let target = Database::open(location.clone()).await?;
        let (mut write, _) = copy(app.directory.database(), &target, &mut |_, _| {}).await?;
        app.directory.write_words(&mut write).await?;
        write.commit().await.map_err(DatabaseError::from)?;
        target.close().await;
    }
    app.close().await;
    if elsewhere.is_some() {
        for left in files_of(&file) {
            let _ = fs::remove_file(left);
        }
    }
    Ok(Restored {
        manifest: manifest.clone(),
        before: None,
        erased,
        persons,
        sessions,
        database: elsewhere,
    })
}

/// The folder's place, taken in one step; where what stood there is now.
fn take_place(folder: &Path, fresh: &Path) -> Result<Option<PathBuf>, BackupError> {
    let failed = |error: Errno| BackupError::file(folder)(error.into());
    let Ok(there) = fs::metadata(folder) else {
        fs::rename(fresh, folder).map_err(BackupError::file(folder))?;
        keep_name(folder).map_err(BackupError::file(folder))?;
        return Ok(None);
    };
    // Whoever restores as root leaves the files to who owned the folder.
    if rustix::process::geteuid().is_root() && there.uid() != 0 {
        give(
            fresh,
            Uid::from_raw(there.uid()),
            Gid::from_raw(there.gid()),
        )?;
    }
    let is_empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    match renameat_with(CWD, fresh, CWD, folder, RenameFlags::EXCHANGE) {
        Ok(()) => {}
        // A file system that cannot: for a moment there is no folder.
        Err(Errno::INVAL | Errno::NOSYS) => {
            let aside = beside(folder, "aside");
            fs::rename(folder, &aside).map_err(BackupError::file(folder))?;
            fs::rename(fresh, folder).map_err(BackupError::file(folder))?;
            fs::rename(&aside, fresh).map_err(BackupError::file(folder))?;
        }
        Err(error) => return Err(failed(error)),
    }
    keep_name(folder).map_err(BackupError::file(folder))?;
    if is_empty {
        let _ = fs::remove_dir(fresh);
        return Ok(None);
    }
    let before = name_before(folder);
    fs::rename(fresh, &before).map_err(BackupError::file(&before))?;
    // Scheduled backups go on where they were.
    let kept = before.join(FOLDER);
    if kept.is_dir() {
        let _ = fs::rename(&kept, folder.join(FOLDER));
    }
    Ok(Some(before))
}

/// A name that nobody has yet for what stood in the folder.
fn name_before(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let names =
        (1_u32..).map(|number| folder.with_file_name(format!("{name}.before-restore-{number}")));
    let mut free = names.filter(|path| !path.exists());
    free.next().unwrap_or_else(|| beside(folder, "before"))
}

fn give(path: &Path, user: Uid, group: Gid) -> Result<(), BackupError> {
    let failed = |error: Errno| BackupError::file(path)(error.into());
    rustix::fs::chown(path, Some(user), Some(group)).map_err(failed)?;
    if path.is_dir() {
        for entry in fs::read_dir(path).map_err(BackupError::file(path))? {
            let entry = entry.map_err(BackupError::file(path))?;
            give(&entry.path(), user, group)?;
        }
    }
    Ok(())
}
