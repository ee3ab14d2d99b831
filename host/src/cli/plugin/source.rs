//! Where a plugin comes from: a built file, a folder with its source, or the name of a bundled one.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::cli::words::{fault, say};
use crate::plugins::build;

/// The component that `source` stands for, built where it has to be.
pub fn component(source: &str) -> anyhow::Result<Vec<u8>> {
    let path = Path::new(source);
    if path.is_file() {
        return std::fs::read(path).with_context(|| fault("cli-cannot-read", &[("path", &source)]));
    }
    if path.is_dir() {
        return folder(path);
    }
    if let Some(built) = bundled_file(source) {
        return std::fs::read(&built)
            .with_context(|| fault("cli-cannot-read", &[("path", &built.display())]));
    }
    if let Some(folder_path) = bundled_folder(source) {
        return folder(&folder_path);
    }
    bail!(fault("cli-plugin-source", &[("source", &source)]))
}

fn folder(path: &Path) -> anyhow::Result<Vec<u8>> {
    let package = build::build(path, &mut |step| eprintln!("{}", step_words(step)))?;
    Ok(package.component)
}

/// The step of a build in words.
pub fn step_words(step: &str) -> String {
    let key = match step {
        "target" => "cli-build-target",
        "cargo" => "cli-build-cargo",
        "npm-fetch" => "cli-build-npm-fetch",
        "npm-build" => "cli-build-npm-build",
        _ => "cli-build-manifest",
    };
    say(key, &[])
}

/// A packaged program has its plugins beside it.
fn bundled_file(name: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let beside = program
        .parent()?
        .join("plugins")
        .join(format!("{name}.wasm"));
    let packaged = program
        .parent()?
        .join("../lib/maille/plugins")
        .join(format!("{name}.wasm"));
    [beside, packaged].into_iter().find(|path| path.is_file())
}

/// A checkout has their sources.
pub fn bundled_folder(name: &str) -> Option<PathBuf> {
    let here = Path::new("plugins").join(name);
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../plugins")
        .join(name);
    [here, source]
        .into_iter()
        .find(|path| path.join("plugin.toml").is_file())
}
