//! The demonstration's data that a plugin brings in its folder `demo/`, put into an instance.

use std::path::{Path, PathBuf};

use crate::app::App;
use crate::database::DatabaseError;
use crate::directory::{Author, DirectoryError, Session};
use crate::imports::{Commune, Epci};
use crate::plugins::store::DocumentError;
use crate::territory::Territory;

/// Folders within each other.
const DEPTH_MAX: usize = 16;

/// Why data was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file cannot be read.
    #[error("{} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("{file} does not read")]
    Line {
        /// The file.
        file: &'static str,
        /// Where.
        #[source]
        source: serde_json::Error,
    },
    /// The directory refused a record.
    #[error("the record {record} was not taken")]
    Record {
        /// Kind and key.
        record: String,
        /// Why.
        #[source]
        source: DirectoryError,
    },
    /// It was not kept.
    #[error(transparent)]
    Kept(#[from] DirectoryError),
    /// A document was not kept.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

impl From<DatabaseError> for DataError {
    fn from(error: DatabaseError) -> Self {
        Self::Kept(error.into())
    }
}

/// The fictional communes and their groups.
#[derive(serde::Deserialize)]
struct TerritoryFile {
    communes: Vec<CommuneLine>,
    groups: Vec<GroupLine>,
}

#[derive(serde::Deserialize)]
struct CommuneLine {
    code: String,
    name: String,
    postal_codes: Vec<String>,
    latitude: f64,
    longitude: f64,
    population: u64,
}

#[derive(serde::Deserialize)]
struct GroupLine {
    code: String,
    name: String,
    kind: String,
    members: Vec<String>,
}

/// All of a plugin's folder `demo/`: `territory.json`, `records.jsonl`, and each folder's files as documents. Returns
/// whether there was anything.
pub async fn demo(app: &App, plugin: &str, folder: &Path) -> Result<bool, DataError> {
    let mut any = false;
    let file = folder.join("territory.json");
    if file.is_file() {
        territory(app, &read(&file)?).await?;
        any = true;
    }
    let file = folder.join("records.jsonl");
    if file.is_file() {
        records(app, &read(&file)?).await?;
        any = true;
    }
    let mut entries = entries(folder)?;
    entries.retain(|path| path.is_dir());
    for below in entries {
        any |= documents(app, plugin, &below).await? > 0;
    }
    Ok(any)
}

/// Communes and groups: `{"communes": […], "groups": […]}`.
pub async fn territory(app: &App, text: &str) -> Result<(), DataError> {
    let file: TerritoryFile = serde_json::from_str(text).map_err(|source| DataError::Line {
        file: "territory.json",
        source,
    })?;
    let communes = file.communes.into_iter().map(|commune| Commune {
        department: commune.code.get(..2).map(str::to_owned),
        code: commune.code,
        name: commune.name,
        postal_codes: commune.postal_codes,
        latitude: Some(commune.latitude),
        longitude: Some(commune.longitude),
        population: Some(commune.population),
        epci: None,
        region: None,
    });
    let groups = file.groups.into_iter().map(|group| Epci {
        code: group.code,
        name: group.name,
        kind: group.kind,
        members: group.members,
    });
    let (communes, groups): (Vec<_>, Vec<_>) = (communes.collect(), groups.collect());
    let territory = Territory::new(app.directory.database().clone());
    territory.put_communes(&communes).await?;
    territory.put_epcis(&groups).await?;
    Ok(())
}

/// One record a line: `{"kind": …, "key": …, "content": …}`.
pub async fn records(app: &App, text: &str) -> Result<(), DataError> {
    #[derive(serde::Deserialize)]
    struct Line {
        kind: String,
        key: String,
        content: serde_json::Value,
    }
    let mut session = Session::new(&app.directory, Author::host("demonstration"));
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).map_err(|source| DataError::Line {
            file: "records.jsonl",
            source,
        })?;
        session
            .put(&line.kind, &line.key, &line.content.to_string())
            .await
            .map_err(|source| DataError::Record {
                record: format!("{} {}", line.kind, line.key),
                source,
            })?;
    }
    session.commit().await?;
    Ok(())
}

/// Gives a plugin all files below a folder, under their relative names; how many.
pub async fn documents(app: &App, plugin: &str, root: &Path) -> Result<usize, DataError> {
    let mut waiting = vec![(root.to_owned(), 0)];
    let mut count = 0;
    while let Some((folder, depth)) = waiting.pop() {
        for path in entries(&folder)? {
            if path.is_dir() && depth < DEPTH_MAX {
                waiting.push((path, depth + 1));
            } else if path.is_file() {
                let name = path.strip_prefix(root).unwrap_or(&path);
                let name = name.to_string_lossy().replace('\\', "/");
                let bytes = std::fs::read(&path).map_err(unread(&path))?;
                let documents = app.plugins.documents();
                documents.write(plugin, &name, &bytes).await?;
                count += 1;
            }
        }
    }
    Ok(count)
}

/// What stands in a folder, by name; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(folder).map_err(unread(folder))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String, DataError> {
    std::fs::read_to_string(path).map_err(unread(path))
}

fn unread(path: &Path) -> impl FnOnce(std::io::Error) -> DataError {
    let path = path.to_owned();
    move |source| DataError::Read { path, source }
}
