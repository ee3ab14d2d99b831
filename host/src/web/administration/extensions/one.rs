//! One plugin's page and what it said.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::{DONE, DONE_WORDS, traps};
use crate::accounts::Capability;
use crate::app::App;
use crate::editing::{Fault, Typed, inputs, texts};
use crate::plugins::manifest::said;
use crate::plugins::registry_store as store;
use crate::web::error::WebError;
use crate::web::person::{self, Person};
use crate::web::render::{
    ExtensionPage, ExtensionRefused, KindLabels, SettingsShown, TaskState, extension_log_page,
    extension_page,
};

/// Documents of one page.
const DOCUMENTS: usize = 100;
/// Lines of the log of one page.
const LOG_LINES: i64 = 200;

/// What was typed, where it came back.
#[derive(Default)]
pub(super) struct Shown<'a> {
    pub settings: Option<(Typed, Vec<Fault>)>,
    pub host: &'a str,
    pub refused: Option<&'a ExtensionRefused>,
}

/// `/administration/extensions/{id}`
pub async fn show(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadState)?;
    Ok(person::page(
        shown(&app, &person, &id, Shown::default()).await?,
    ))
}

/// The page with what came back.
pub(super) async fn shown(
    app: &App,
    person: &Person,
    id: &str,
    shown: Shown<'_>,
) -> Result<String, WebError> {
    let listed = app.plugins.one(id).await?;
    let database = app.directory.database();
    let form = app.plugins.settings_form(id).await?;
    let settings = form.as_ref().map(|form| {
        let inputs = inputs(&form.kind, &form.content);
        let (texts, faults) = match shown.settings {
            Some(typed) => typed,
            None => (texts(&form.content, &inputs), Vec::new()),
        };
        SettingsShown {
            form,
            inputs,
            texts,
            faults,
        }
    });
    let orders = store::ordered_tasks(database).await?;
    let mut tasks = Vec::new();
    for task in &listed.manifest.tasks {
        let mut orders = orders.iter();
        let order = orders.find(|order| order.plugin == id && order.task == task.name);
        tasks.push(TaskState {
            name: task.name.clone(),
            run: store::last_run(database, id, &task.name).await?,
            order: order.cloned(),
        });
    }
    let documents = app.plugins.documents();
    let documents = documents.listed(id, "", DOCUMENTS as u32 + 1).await?;
    let said = person.visitor.query(DONE);
    let done = DONE_WORDS.iter().find(|(word, _)| Some(*word) == said);
    let kinds = labels(app, person.visitor.locale.code());
    let page = ExtensionPage {
        listed: &listed,
        kinds: &kinds,
        traps: traps(app, id),
        settings,
        tasks,
        documents,
        documents_max: DOCUMENTS,
        document_bytes_max: app.config.plugins.save_bytes,
        host: shown.host,
        done: done
            .map(|(_, done)| *done)
            .filter(|_| shown.refused.is_none()),
        refused: shown.refused,
    };
    Ok(extension_page(&person.desk(app), &page))
}

fn labels(app: &App, language: &str) -> KindLabels {
    let kinds = app.directory.kinds();
    let label = |name: String| {
        let kind = kinds.get(&name)?;
        let label = said(&kind.annotations().labels, language)?.to_owned();
        Some((name, label))
    };
    kinds.names().into_iter().filter_map(label).collect()
}

/// `/administration/extensions/{id}/journal`
pub async fn log(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadState)?;
    let listed = app.plugins.one(&id).await?;
    let lines = store::log(app.directory.database(), &id, LOG_LINES).await?;
    Ok(person::page(extension_log_page(
        &person.desk(&app),
        &listed,
        &lines,
    )))
}
