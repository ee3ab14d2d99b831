//! What a plugin keeps, in one file before it is removed: its records with their private fields, its values, its documents and its
//! pictures, as plain files of a tar archive packed with gzip. Nobody reads it back: it is for people and for other programs.

mod store;

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tar::{Builder, Header};

use super::error::BackupError;
use crate::app::App;

/// How much was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Given {
    pub records: u64,
    pub values: u64,
    pub documents: u64,
    pub images: u64,
}

struct Archive<'a> {
    builder: Builder<GzEncoder<std::fs::File>>,
    path: &'a Path,
    at_ms: i64,
}

impl Archive<'_> {
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        let mut header = Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(self.at_ms.max(0).unsigned_abs() / 1_000);
        self.builder
            .append_data(&mut header, name, bytes)
            .map_err(BackupError::file(self.path))
    }

    fn add_json(&mut self, name: &str, value: &[Value]) -> Result<(), BackupError> {
        let text = serde_json::to_vec_pretty(value).unwrap_or_default();
        self.add(name, &text)
    }
}

/// Writes what a plugin keeps to a file that was not there; a half one is taken away.
pub async fn give(app: &App, plugin: &str, path: &Path) -> Result<Given, BackupError> {
    let file = std::fs::OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path);
    let file = match file {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(BackupError::Exists(path.to_owned()));
        }
        file => file.map_err(BackupError::file(path))?,
    };
    let written = write(app, plugin, (file, path)).await;
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written
}

async fn write(
    app: &App,
    plugin: &str,
    (file, path): (std::fs::File, &Path),
) -> Result<Given, BackupError> {
    let database = app.directory.database();
    let mut archive = Archive {
        builder: Builder::new(GzEncoder::new(file, Compression::fast())),
        path,
        at_ms: app.clock.now_ms(),
    };
    let records = store::records(database, plugin).await?;
    let values = store::values(database, plugin).await?;
    archive.add_json("records.json", &records)?;
    archive.add_json("storage.json", &values)?;
    let mut given = Given {
        records: records.len() as u64,
        values: values.len() as u64,
        ..Given::default()
    };
    let documents = store::documents(database, plugin).await?;
    let mut names = Vec::new();
    for (number, name) in documents {
        // A name is the plugin's own text: it leads nowhere here.
        let file = format!("documents/{number}");
        let bytes = store::document(database, number).await?;
        archive.add(&file, &bytes)?;
        names.push(json!({ "file": file, "name": name }));
        given.documents += 1;
    }
    archive.add_json("documents.json", &names)?;
    let mut shown = Vec::new();
    for (name, content_type, alternative) in store::images(database, plugin).await? {
        let file = format!("images/{}", given.images + 1);
        let bytes = store::image(database, &name).await?;
        archive.add(&file, &bytes)?;
        shown.push(json!({ "file": file, "name": name, "content_type": content_type, "alternative": alternative }));
        given.images += 1;
    }
    archive.add_json("images.json", &shown)?;
    let failed = |error| BackupError::file(path)(error);
    let packer = archive.builder.into_inner().map_err(failed)?;
    let mut file = packer.finish().map_err(failed)?;
    file.flush().map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(given)
}
