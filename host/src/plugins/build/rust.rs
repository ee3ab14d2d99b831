//! Rust's part of a build: the wasm target where it is missing, and cargo.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{BuildError, TARGET, file, run};

/// Adds the target that plugins are built for, where rustup has not done so.
pub fn add_target(folder: &Path) -> Result<(), BuildError> {
    let sysroot = run(
        "rustc",
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(folder),
    )?;
    let sysroot = PathBuf::from(String::from_utf8_lossy(&sysroot.stdout).trim());
    if sysroot.join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    let added = run(
        "rustup",
        Command::new("rustup")
            .args(["target", "add", TARGET])
            .current_dir(folder),
    )?;
    if added.status.success() {
        return Ok(());
    }
    Err(BuildError::NoTarget(
        String::from_utf8_lossy(&added.stderr).into_owned(),
    ))
}

/// Calls cargo and finds the component among the messages that it writes for programs.
pub fn cargo(folder: &Path) -> Result<PathBuf, BuildError> {
    let manifest_path = folder.join("Cargo.toml");
    let output = run(
        "cargo",
        Command::new("cargo")
            .args([
                "build",
                "--release",
                "--target",
                TARGET,
                "--message-format",
                "json-render-diagnostics",
            ])
            .current_dir(folder)
            // Names of functions stay, for the author's backtraces; the rest of the debugging data is weight.
            .env("CARGO_PROFILE_RELEASE_STRIP", "debuginfo")
            // What a surrounding `cargo run` or `cargo test` says of its own build is not for this one.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS"),
    )?;
    if !output.status.success() {
        return Err(BuildError::Cargo(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    let wanted = std::fs::canonicalize(&manifest_path).map_err(file(&manifest_path))?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| {
            message["manifest_path"]
                .as_str()
                .is_some_and(|path| std::fs::canonicalize(path).is_ok_and(|p| p == wanted))
        })
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|name| name.as_str().map(PathBuf::from))
        .rfind(|path| {
            path.extension()
                .is_some_and(|extension| extension == "wasm")
        })
        .ok_or_else(|| BuildError::NoComponent(folder.to_owned()))
}
