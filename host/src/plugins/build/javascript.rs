//! JavaScript's part of a build: npm fetches what `package-lock.json` names, and the script `build` of `package.json` makes the
//! component from the contract that is written for it. Which componentizer does that is the author's business.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::{BuildError, COMPONENT, WIT, file, world};
use crate::plugins::manifest::Manifest;

/// What npm writes of the packages that it fetched.
const FETCHED: &str = "node_modules/.package-lock.json";
const LOCK: &str = "package-lock.json";

/// Builds the component and says where it stands.
pub fn component(
    folder: &Path,
    manifest: &Manifest,
    say: &mut dyn FnMut(&str),
) -> Result<PathBuf, BuildError> {
    let lock = folder.join(LOCK);
    if !lock.is_file() {
        return Err(BuildError::NoLock(lock));
    }
    if !is_fetched(folder) {
        say("npm-fetch");
        // No script of a package runs: what a componentizer needs, it brings.
        let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        must(npm(folder, &arguments)?)?;
    }
    world::write(&folder.join(WIT), manifest)?;
    let component = folder.join(COMPONENT);
    // What an earlier build left must not pass for this one's.
    match std::fs::remove_file(&component) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(file(&component)(error));
        }
        _ => {}
    }
    say("npm-build");
    must(npm(folder, &["run", "--silent", "build"])?)?;
    if component.is_file() {
        Ok(component)
    } else {
        Err(BuildError::NoNpmComponent)
    }
}

/// Whether the packages there are those that the lock names: npm writes its own note after the lock was read.
fn is_fetched(folder: &Path) -> bool {
    let modified = |name: &str| std::fs::metadata(folder.join(name)).and_then(|it| it.modified());
    match (modified(LOCK), modified(FETCHED)) {
        (Ok(lock), Ok(fetched)) => lock <= fetched,
        _ => false,
    }
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<Output, BuildError> {
    Command::new("npm")
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("NO_UPDATE_NOTIFIER", "1")
        .stdin(Stdio::null())
        .output()
        .map_err(|source| BuildError::NoNode {
            program: "npm",
            source,
        })
}

/// What was said where it failed.
fn must(output: Output) -> Result<(), BuildError> {
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stderr, output.stdout].map(|said| {
        let said = String::from_utf8_lossy(&said).into_owned();
        said.trim().to_owned()
    });
    let said: Vec<&str> = said
        .iter()
        .map(String::as_str)
        .filter(|it| !it.is_empty())
        .collect();
    Err(BuildError::Npm(said.join("\n")))
}
