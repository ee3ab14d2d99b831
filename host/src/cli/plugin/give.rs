//! `maille plugin give`: hands a plugin files, which it sees as documents.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::app::App;
use crate::cli::Data;

/// Files of one folder.
const FILES_MAX: usize = 50_000;
/// Folders within each other.
const DEPTH_MAX: usize = 16;
/// Bytes written at once.
const CHUNK: usize = 256 * 1024;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// The plugin
    name: String,
    /// A file, or a folder whose files keep their relative names
    path: PathBuf,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let count = give(&app, &arguments.name, &arguments.path).await?;
    println!(
        "given to {}: {count} document{}",
        arguments.name,
        if count == 1 { "" } else { "s" }
    );
    app.close().await;
    Ok(())
}

/// Gives a file or all files of a folder and returns how many.
pub async fn give(app: &App, plugin: &str, path: &Path) -> anyhow::Result<usize> {
    if app.plugins.get(plugin).is_none() {
        bail!("no plugin `{plugin}` is installed: `maille plugin list` shows those that are");
    }
    let files = if path.is_dir() {
        folder(path)?
    } else {
        vec![(file_name(path)?, path.to_owned())]
    };
    if files.is_empty() {
        bail!("{} holds no file", path.display());
    }
    let limit = app.config.plugins.save_bytes;
    for (name, path) in &files {
        let mut file =
            std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut writer = app.plugins.documents().writer(plugin, name, limit).await?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let length = file
                .read(&mut chunk)
                .with_context(|| format!("cannot read {}", path.display()))?;
            if length == 0 {
                break;
            }
            writer.push(&chunk[..length]).await.with_context(|| {
                format!(
                    "{} was not given; the limit is {} MiB (`plugins.save_bytes` in maille.toml)",
                    path.display(),
                    limit / 1024 / 1024
                )
            })?;
        }
        writer.finish().await?;
    }
    Ok(files.len())
}

fn file_name(path: &Path) -> anyhow::Result<String> {
    let name = path
        .file_name()
        .with_context(|| format!("{} is no file", path.display()))?;
    Ok(name.to_string_lossy().into_owned())
}

/// Plain files below a folder with their relative names; links are not followed.
fn folder(root: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut waiting = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() && depth < DEPTH_MAX {
                waiting.push((entry.path(), depth + 1));
            } else if kind.is_file() {
                let path = entry.path();
                let name = path
                    .strip_prefix(root)?
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push((name, path));
            }
        }
        if found.len() > FILES_MAX {
            bail!(
                "{} holds more than {FILES_MAX} files: give a zip instead",
                root.display()
            );
        }
    }
    found.sort();
    Ok(found)
}
