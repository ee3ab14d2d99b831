//! `maille plugin give`: hands a plugin files, which it sees as documents.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::app::App;
use crate::cli::words::{fault, say};
use crate::cli::{Data, acts};

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
    name: String,
    path: PathBuf,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let count = give(&app, &arguments.name, &arguments.path).await?;
    let path = arguments.path.file_name().unwrap_or_default();
    acts::note(
        &app,
        "plugin-given",
        &arguments.name,
        &path.to_string_lossy(),
    )
    .await;
    println!(
        "{}",
        say(
            "cli-plugin-given",
            &[("plugin", &arguments.name), ("count", &count)]
        )
    );
    app.close().await;
    Ok(())
}

/// Gives a file or all files of a folder and returns how many.
pub async fn give(app: &App, plugin: &str, path: &Path) -> anyhow::Result<usize> {
    if app.plugins.get(plugin).is_none() {
        bail!(fault("cli-fault-no-plugin", &[("plugin", &plugin)]));
    }
    let files = if path.is_dir() {
        folder(path)?
    } else {
        vec![(file_name(path)?, path.to_owned())]
    };
    if files.is_empty() {
        bail!(fault("cli-give-empty", &[("path", &path.display())]));
    }
    let limit = app.config.plugins.save_bytes;
    for (name, path) in &files {
        let unread = || fault("cli-cannot-read", &[("path", &path.display())]);
        let mut file = std::fs::File::open(path).with_context(unread)?;
        let mut writer = app.plugins.documents().writer(plugin, name, limit).await?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let length = file.read(&mut chunk).with_context(unread)?;
            if length == 0 {
                break;
            }
            writer.push(&chunk[..length]).await.with_context(|| {
                let limit = limit / 1024 / 1024;
                fault(
                    "cli-give-limit",
                    &[("path", &path.display()), ("limit", &limit)],
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
        .with_context(|| fault("cli-give-no-file", &[("path", &path.display())]))?;
    Ok(name.to_string_lossy().into_owned())
}

/// Plain files below a folder with their relative names; links are not followed.
fn folder(root: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut waiting = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        let entries = std::fs::read_dir(&folder)
            .with_context(|| fault("cli-cannot-read", &[("path", &folder.display())]))?;
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
            bail!(fault(
                "cli-give-many",
                &[("path", &root.display()), ("limit", &FILES_MAX)]
            ));
        }
    }
    found.sort();
    Ok(found)
}
