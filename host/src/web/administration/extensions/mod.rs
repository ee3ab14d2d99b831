//! `/administration/extensions`: plugins of this instance. What somebody uploads is read, compiled and tried as `maille plugin install`
//! does it, and is granted nothing before an administrator says so.

mod decide;
mod one;
mod upload;

pub use decide::{
    grant, pause, refuse_waiting, remove, resume, roll_back, run_task, set, show_removal,
};
pub use one::{log, show};
pub use upload::{delete_document, give, install};

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::accounts::Capability;
use crate::app::App;
use crate::web::error::WebError;
use crate::web::person::{self, Person};
use crate::web::render::{ExtensionDone, ExtensionFault, ExtensionsPage, extensions_page};

/// The query parameter that says what was just done.
const DONE: &str = "fait";
/// What it says, and to what that comes.
const DONE_WORDS: [(&str, ExtensionDone); 12] = [
    ("installee", ExtensionDone::Installed),
    ("mise-a-jour", ExtensionDone::Updated),
    ("droits", ExtensionDone::Granted),
    ("remplacee", ExtensionDone::Switched),
    ("reglages", ExtensionDone::Set),
    ("donne", ExtensionDone::Given),
    ("retire", ExtensionDone::Deleted),
    ("demandee", ExtensionDone::Ordered),
    ("en-pause", ExtensionDone::Paused),
    ("reprise", ExtensionDone::Resumed),
    ("revenue", ExtensionDone::RolledBack),
    ("refusee", ExtensionDone::Refused),
];
/// What the list says once one is gone.
const REMOVED: &str = "retiree";

/// `/administration/extensions`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadState)?;
    Ok(person::page(list_page(&app, &person, None).await?))
}

async fn list_page(
    app: &App,
    person: &Person,
    fault: Option<ExtensionFault<'_>>,
) -> Result<String, WebError> {
    let listed = app.plugins.list().await?;
    let listed = listed.into_iter().map(|listed| {
        let traps = traps(app, &listed.manifest.id);
        (listed, traps)
    });
    let page = ExtensionsPage {
        listed: listed.collect(),
        bytes_max: app.config.plugins.component_bytes,
        fault,
        removed: person.visitor.query(DONE) == Some(REMOVED),
    };
    Ok(extensions_page(&person.desk(app), &page))
}

/// Traps that are still counted.
fn traps(app: &App, id: &str) -> usize {
    app.plugins
        .get(id)
        .map_or(0, |loaded| loaded.health().traps())
}
