//! Files that an administrator sends: a component, which is installed, and documents, which a plugin reads.

use std::sync::Arc;

use axum::extract::multipart::Field;
use axum::extract::{Form, FromRequest as _, Multipart, Path, Request, State};
use axum::response::Response;

use super::decide::to_page;
use super::list_page;
use super::one::{Shown, shown};
use crate::accounts::Capability;
use crate::app::App;
use crate::plugins::store::DocumentError;
use crate::plugins::{InstallError, RegistryError};
use crate::web::error::{self, WebError};
use crate::web::person::Person;
use crate::web::render::{EXTENSION_FILE, ExtensionFault, ExtensionRefused};

async fn parts(app: &Arc<App>, request: Request) -> Result<Multipart, WebError> {
    let parts = Multipart::from_request(request, app).await;
    parts.map_err(|error| WebError::BadRequest(error.to_string()))
}

/// The file of a form that has nothing else; nothing where none was chosen.
async fn file(parts: &mut Multipart) -> Result<Option<Field<'_>>, WebError> {
    let first = parts.next_field().await;
    let first = first.map_err(|error| WebError::BadRequest(error.to_string()))?;
    // A browser sends a field of files that was left empty with an empty name.
    Ok(first.filter(|field| {
        field.name() == Some(EXTENSION_FILE)
            && field.file_name().is_some_and(|name| !name.is_empty())
    }))
}

/// Installs what was sent, or brings it up to date; nothing of it is granted.
pub async fn install(
    State(app): State<Arc<App>>,
    person: Person,
    request: Request,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    let mut parts = parts(&app, request).await?;
    let Some(mut field) = file(&mut parts).await? else {
        return back(&app, &person, ExtensionFault::Nothing).await;
    };
    let bytes_max = usize::try_from(app.config.plugins.component_bytes).unwrap_or(usize::MAX);
    let mut component = Vec::new();
    loop {
        let piece = field.chunk().await;
        let piece = piece.map_err(|error| WebError::BadRequest(error.to_string()))?;
        let Some(piece) = piece else { break };
        if component.len() + piece.len() > bytes_max {
            return back(&app, &person, ExtensionFault::Large).await;
        }
        component.extend_from_slice(&piece);
    }
    match app.plugins.install(component, false).await {
        Ok(installed) => {
            let manifest = &installed.manifest;
            person.tell(&manifest.id, &manifest.version);
            let done = match installed.updated {
                true => "mise-a-jour",
                false => "installee",
            };
            Ok(to_page(&installed.manifest.id, done))
        }
        Err(InstallError::Registry(RegistryError::Database(failed))) => Err(failed.into()),
        Err(fault) => back(&app, &person, ExtensionFault::Install(&fault)).await,
    }
}

async fn back(app: &App, person: &Person, fault: ExtensionFault<'_>) -> Result<Response, WebError> {
    let html = list_page(app, person, Some(fault)).await?;
    Ok(error::to_mend(html))
}

/// Takes a file in as a document of the plugin, in the place of the one with its name.
pub async fn give(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    app.plugins.one(&id).await?;
    let mut parts = parts(&app, request).await?;
    let given = match file(&mut parts).await? {
        Some(field) => {
            person.tell(&id, field.file_name().unwrap_or_default());
            keep(&app, &id, field).await?
        }
        None => false,
    };
    if given {
        return Ok(to_page(&id, "donne"));
    }
    let refused = ExtensionRefused::Document;
    let shown_with = Shown {
        refused: Some(&refused),
        ..Shown::default()
    };
    let html = shown(&app, &person, &id, shown_with).await?;
    Ok(error::to_mend(html))
}

/// Piece by piece; false where its name or its size does not do.
async fn keep(app: &App, plugin: &str, mut field: Field<'_>) -> Result<bool, WebError> {
    // Some browsers say where the file stood on the disk.
    let name = field.file_name().unwrap_or_default();
    let name = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_owned();
    let documents = app.plugins.documents();
    let writer = documents.writer(plugin, &name, app.config.plugins.save_bytes);
    let mut writer = match writer.await {
        Ok(writer) => writer,
        Err(DocumentError::Unavailable(failed)) => return Err(failed.into()),
        Err(_) => return Ok(false),
    };
    loop {
        let piece = match field.chunk().await {
            Ok(piece) => piece,
            Err(error) => {
                writer.abandon().await?;
                return Err(WebError::BadRequest(error.to_string()));
            }
        };
        let Some(piece) = piece else { break };
        match writer.push(&piece).await {
            Ok(()) => {}
            Err(DocumentError::TooLarge(_)) => {
                writer.abandon().await?;
                return Ok(false);
            }
            Err(failed) => return Err(failed.into()),
        }
    }
    writer.finish().await?;
    Ok(true)
}

/// Takes a document out.
pub async fn delete_document(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    let name = fields.iter().find(|(known, _)| known == "nom");
    let name = name.map_or("", |(_, name)| name.as_str());
    person.tell(&id, name);
    match app.plugins.documents().delete(&id, name).await {
        // Somebody else was quicker.
        Ok(()) | Err(DocumentError::NotFound(_)) => Ok(to_page(&id, "retire")),
        Err(failed) => Err(failed.into()),
    }
}
