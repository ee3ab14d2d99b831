//! The copy that is made before a newer program changes a database: beside it, under the name of the step that it has. A killed
//! copy leaves nothing under that name, and what is there already is not made again.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::DatabaseError;
use super::sqlite;

/// Between the database's name and the step.
const BEFORE: &str = ".before-step-";

/// How many copies stay.
const KEPT: usize = 2;
/// Behind it, and the process that writes it, as long as it is not whole.
const PART: &str = ".part-";

/// Whether a file is such a copy, by its name alone.
pub fn is_copy_before_upgrade(name: &str) -> bool {
    let step = name.rsplit_once(BEFORE).map(|(_, step)| step);
    step.is_some_and(|step| {
        let step = step.split_once(PART).map_or(step, |(step, _)| step);
        !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Copies a database whose last step is this one; older copies go. Whoever calls it holds the write lock: of two programs at once,
/// the second finds the database brought up.
pub(super) async fn copy_before(path: &Path, has: i64) -> Result<(), DatabaseError> {
    let copy = with(path, &format!("{BEFORE}{has}"));
    if copy.exists() {
        return Ok(());
    }
    tracing::info!(copy = %copy.display(), "the database is copied before it is brought up to this program");
    let part = with(&copy, &format!("{PART}{}", std::process::id()));
    write(path, &part, &copy).await?;
    forget_older(path);
    Ok(())
}

async fn write(path: &Path, part: &Path, copy: &Path) -> Result<(), DatabaseError> {
    let failed = |source| DatabaseError::NotCopied {
        copy: copy.to_owned(),
        source,
    };
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    sqlite::prepare_file(part)?;
    if let Err(error) = sqlite::copy_to(path, part).await {
        let _ = std::fs::remove_file(part);
        return Err(error.into());
    }
    let written = std::fs::File::open(part).map_err(failed)?;
    written.sync_all().map_err(failed)?;
    std::fs::rename(part, copy).map_err(failed)
}

/// Those of the latest upgrades stay: one that was killed half way left two.
fn forget_older(path: &Path) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return;
    };
    let prefix = format!("{}{BEFORE}", name.to_string_lossy());
    let mut copies: Vec<(u64, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(step) = name.strip_prefix(&prefix) else {
            continue;
        };
        match step.parse() {
            Ok(step) => copies.push((step, entry.path())),
            // What a killed program left.
            Err(_) if is_copy_before_upgrade(&name) => _ = std::fs::remove_file(entry.path()),
            Err(_) => {}
        }
    }
    copies.sort();
    for (_, old) in copies.iter().rev().skip(KEPT) {
        let _ = std::fs::remove_file(old);
    }
}

fn with(path: &Path, more: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(more);
    PathBuf::from(name)
}
