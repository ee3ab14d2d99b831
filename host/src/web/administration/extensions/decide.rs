//! What an administrator decides of one plugin.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;

use super::one::{Shown, shown};
use super::{DONE, REMOVED};
use crate::accounts::Capability;
use crate::app::App;
use crate::editing::{apply, collect, inputs};
use crate::plugins::grants::{ANY_HOST, Capability as Grant};
use crate::plugins::registry_store::{self as store, TaskOrder};
use crate::plugins::{RegistryError, RollBackError};
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    EXTENSION_DATA, EXTENSION_GRANT, EXTENSION_HOST, EXTENSION_PURGE, EXTENSIONS, ExtensionRefused,
    extension_remove_page,
};

/// What a form sends: names and values.
type Fields = Vec<(String, String)>;

fn value<'a>(fields: &'a Fields, name: &str) -> &'a str {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.trim())
}

/// Back to the plugin's page, which says what was done.
pub(super) fn to_page(id: &str, done: &str) -> Response {
    error::see_other(&format!("{EXTENSIONS}/{id}?{DONE}={done}"))
}

/// Grants exactly what is ticked, of what is asked for; a version that waits is put in place once nothing lacks.
pub async fn grant(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    let listed = app.plugins.one(&id).await?;
    let asking = listed.waiting.as_ref().unwrap_or(&listed.manifest);
    let mut granted: Vec<Grant> = fields
        .iter()
        .filter(|(name, _)| name == EXTENSION_GRANT)
        .filter_map(|(_, word)| word.parse().ok())
        .filter(|grant: &Grant| grant.may_be_granted(asking))
        .collect();
    let host = value(&fields, EXTENSION_HOST).to_lowercase();
    if !host.is_empty() {
        let grant = Grant::Host(host.clone());
        if !is_host(&host) || !grant.may_be_granted(asking) {
            let refused = ExtensionRefused::Host;
            let shown_with = Shown {
                host: &host,
                refused: Some(&refused),
                ..Shown::default()
            };
            let html = shown(&app, &person, &id, shown_with).await?;
            return Ok(error::to_mend(html));
        }
        granted.push(grant);
    }
    // What the form did not show stays as it is: it counts for nothing, and for the other version perhaps.
    let shown_to_them = |grant: &&Grant| grant.may_be_granted(asking);
    let revoked: Vec<Grant> = listed
        .granted
        .iter()
        .filter(shown_to_them)
        .filter(|grant| !granted.contains(grant))
        .cloned()
        .collect();
    person.tell(&id, &changed(&listed.granted, (&granted, &revoked)));
    match app.plugins.grant(&id, &granted, &revoked).await {
        Ok(true) => Ok(to_page(&id, "remplacee")),
        Ok(false) => Ok(to_page(&id, "droits")),
        Err(failed @ RegistryError::WaitingHome(_)) => {
            refused(&app, &person, &id, ExtensionRefused::Grant(failed)).await
        }
        Err(failed) => Err(failed.into()),
    }
}

/// `+storage -read:place`: what is granted now and was not, and the other way round.
fn changed(before: &[Grant], (granted, revoked): (&[Grant], &[Grant])) -> String {
    let more = granted.iter().filter(|grant| !before.contains(grant));
    let more = more.map(|grant| format!("+{grant}"));
    let less = revoked.iter().map(|grant| format!("-{grant}"));
    more.chain(less).collect::<Vec<_>>().join(" ")
}

/// A name of the DNS, as a grant names it.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host != ANY_HOST && host.len() <= 253 && host.contains('.') && host.split('.').all(label)
}

async fn refused(
    app: &App,
    person: &Person,
    id: &str,
    refused: ExtensionRefused,
) -> Result<Response, WebError> {
    let shown_with = Shown {
        refused: Some(&refused),
        ..Shown::default()
    };
    let html = shown(app, person, id, shown_with).await?;
    Ok(error::to_mend(html))
}

/// Takes the settings as they stand in the form.
pub async fn set(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    let form = app.plugins.settings_form(&id).await?;
    let form = form.ok_or(WebError::NotFound)?;
    let inputs = inputs(&form.kind, &form.content);
    let mut typed = collect(&inputs, &fields);
    // A browser sends nothing of a box that is not ticked.
    for input in &inputs {
        typed.entry(input.path.clone()).or_default();
    }
    match apply(&form.kind, &inputs, (&form.content, &typed)) {
        Ok(mut content) => {
            form.untick(&mut content);
            app.plugins.set(&id, form.changes(&content)).await?;
            person.tell(&id, &form.differing(&content).join(", "));
            Ok(to_page(&id, "reglages"))
        }
        Err(faults) => {
            let shown_with = Shown {
                settings: Some((typed, faults)),
                ..Shown::default()
            };
            let html = shown(&app, &person, &id, shown_with).await?;
            Ok(error::to_mend(html))
        }
    }
}

/// Asks for a task, which a job runs.
pub async fn run_task(
    State(app): State<Arc<App>>,
    person: Person,
    Path((id, task)): Path<(String, String)>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    let listed = app.plugins.one(&id).await?;
    if !listed.manifest.tasks.iter().any(|known| known.name == task) {
        return Err(WebError::NotFound);
    }
    let order = TaskOrder {
        plugin: id.clone(),
        task,
        ordered_by: person.account().name.clone(),
        ordered_at: app.clock.now_ms(),
    };
    person.tell(&id, &order.task);
    store::order_task(app.directory.database(), &order).await?;
    Ok(to_page(&id, "demandee"))
}

/// Lets it answer nobody until it goes on.
pub async fn pause(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    app.plugins.pause(&id, &person.account().name).await?;
    Ok(to_page(&id, "en-pause"))
}

/// Lets it go on.
pub async fn resume(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    app.plugins.resume(&id).await?;
    Ok(to_page(&id, "reprise"))
}

/// Lets the version go that waits.
pub async fn refuse_waiting(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    app.plugins.refuse_waiting(&id).await?;
    Ok(to_page(&id, "refusee"))
}

/// Puts the version back that was in use before.
pub async fn roll_back(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    let with_data = fields.iter().any(|(name, _)| name == "donnees");
    match app.plugins.roll_back(&id, with_data).await {
        Ok(_) => Ok(to_page(&id, "revenue")),
        Err(RollBackError::Registry(
            failed @ (RegistryError::Unknown(_) | RegistryError::Database(_)),
        )) => Err(failed.into()),
        Err(failed) => refused(&app, &person, &id, ExtensionRefused::Back(failed)).await,
    }
}

/// `/administration/extensions/{id}/retirer`: asks what becomes of its data.
pub async fn show_removal(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    Ok(person::page(removal(&app, &person, &id, false).await?))
}

async fn removal(
    app: &App,
    person: &Person,
    id: &str,
    missing_choice: bool,
) -> Result<String, WebError> {
    let listed = app.plugins.one(id).await?;
    Ok(extension_remove_page(
        &person.desk(app),
        &listed,
        missing_choice,
    ))
}

/// Removes it.
pub async fn remove(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    let purge = match value(&fields, EXTENSION_DATA) {
        EXTENSION_PURGE => true,
        "garder" => false,
        _ => {
            let html = removal(&app, &person, &id, true).await?;
            return Ok(error::to_mend(html));
        }
    };
    person.tell(&id, value(&fields, EXTENSION_DATA));
    app.plugins.remove(&id, purge).await?;
    Ok(error::see_other(&format!("{EXTENSIONS}?{DONE}={REMOVED}")))
}
