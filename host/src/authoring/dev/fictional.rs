//! What an author's instance holds besides the plugin's own `demo/`: the fictional département of the demonstration, and, for a plugin
//! that has no `demo/`, what its cases speak of.

use std::path::Path;

use crate::app::App;
use crate::authoring::case::{self, Case, CaseError};
use crate::authoring::data::{self, DataError};
use crate::directory::{Author, DirectoryError, Session};
use crate::plugins::RegistryError;
use crate::plugins::store::DocumentError;

const TERRITORY: &str = include_str!("../../../../plugins/procedures/demo/territory.json");
const RECORDS: &str = include_str!("../../../../plugins/procedures/demo/records.jsonl");
/// Of the demonstration's records, those of kinds that every instance knows.
const KINDS: [&str; 2] = ["place", "service"];

/// Why data was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// That of `demo/`, or of the fictional département.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A case does not read.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// A record of a case is not taken.
    #[error("the record {record} was not taken")]
    Record {
        /// Kind and key.
        record: String,
        /// Why.
        #[source]
        source: DirectoryError,
    },
    /// The records were not kept.
    #[error(transparent)]
    Kept(#[from] DirectoryError),
    /// A document is not taken.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A setting does not fit.
    #[error(transparent)]
    Settings(#[from] RegistryError),
}

/// Communes, places and services that exist nowhere.
pub async fn directory(app: &App) -> Result<(), FillError> {
    data::territory(app, TERRITORY).await?;
    let known = |line: &&str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        line["kind"]
            .as_str()
            .is_some_and(|kind| KINDS.contains(&kind))
    };
    let records: Vec<&str> = RECORDS.lines().filter(known).collect();
    Ok(data::records(app, &records.join("\n")).await?)
}

/// Records, documents and settings of all cases, those of the last one over those before.
pub async fn of_cases(app: &App, id: &str, folder: &Path) -> Result<(), FillError> {
    let mut session = Session::new(&app.directory, Author::host("demonstration"));
    let mut settings = serde_json::Map::new();
    for path in case::cases(folder)? {
        let case = Case::read(&path)?;
        let beside = path.parent().unwrap_or(folder);
        for record in case.records {
            let content = record.content.to_string();
            let put = session.put(&record.kind, &record.key, &content);
            put.await.map_err(|source| FillError::Record {
                record: format!("{} {}", record.kind, record.key),
                source,
            })?;
        }
        for document in case.documents {
            let bytes = case::bytes(&beside.join(&document.file))?;
            let documents = app.plugins.documents();
            documents.write(id, &document.name, &bytes).await?;
        }
        settings.extend(case.settings);
    }
    session.commit().await?;
    if !settings.is_empty() {
        app.plugins.set(id, settings).await?;
    }
    Ok(())
}
