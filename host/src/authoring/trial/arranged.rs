//! What there is when a case is asked: data, settings, records and documents, what others changed since, and files that a form sends.

use std::path::Path;
use std::sync::Arc;

use super::TrialError;
use crate::app::App;
use crate::authoring::bench::Bench;
use crate::authoring::case::{self, Case};
use crate::authoring::data;
use crate::directory::{Author, Session};
use crate::plugins::Loaded;

/// What there is before anybody asks.
pub async fn arrange(
    app: &App,
    id: &str,
    case: &Case,
    (folder, beside): (&Path, &Path),
) -> Result<(), TrialError> {
    if case.demo {
        data::demo(app, id, &folder.join("demo")).await?;
    }
    if !case.settings.is_empty() {
        app.plugins.set(id, case.settings.clone()).await?;
    }
    let mut session = Session::new(&app.directory, Author::host("test"));
    for record in &case.records {
        let content = record.content.to_string();
        session.put(&record.kind, &record.key, &content).await?;
    }
    session.commit().await?;
    for document in &case.documents {
        let bytes = case::bytes(&beside.join(&document.file))?;
        let documents = app.plugins.documents();
        documents.write(id, &document.name, &bytes).await?;
    }
    Ok(())
}

/// What others change, and what the plugin says to it.
pub async fn follow(
    bench: &Bench,
    plugin: &Arc<Loaded>,
    case: &Case,
) -> Result<String, TrialError> {
    if case.changed.is_empty() && case.deleted.is_empty() {
        return Ok(String::new());
    }
    let app = &bench.app;
    let mut session = Session::new(&app.directory, Author::host("test"));
    for record in &case.changed {
        let content = record.content.to_string();
        session.put(&record.kind, &record.key, &content).await?;
    }
    session.commit().await?;
    let mut session = Session::new(&app.directory, Author::host("test"));
    for record in &case.deleted {
        let found = session.get_by_key(&record.kind, &record.key).await?;
        session.delete(&found.id, found.revision).await?;
    }
    session.commit().await?;
    // Those of the case's own records count too: they were made since it was installed.
    Ok(match app.plugins.follow(plugin).await {
        Ok(()) => "followed\n".to_owned(),
        Err(failure) => format!("followed in vain: {failure}\n"),
    })
}

/// Keeps the files of the form where the plugin finds them: field and document.
pub async fn send(
    app: &App,
    id: &str,
    case: &Case,
    beside: &Path,
) -> Result<Vec<(String, String)>, TrialError> {
    let mut files = Vec::new();
    for (field, file) in &case.files {
        let bytes = case::bytes(&beside.join(file))?;
        let name = format!("sent/{field}");
        app.plugins.documents().write(id, &name, &bytes).await?;
        files.push((field.clone(), name));
    }
    Ok(files)
}
