//! `/administration/fiches/{id}/etat` and `/supprimer`: each asks on a page of its own before anything is done.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;

use super::{DONE, Fields, find_own, kind, value};
use crate::accounts::Capability;
use crate::app::App;
use crate::directory::{self, Author, DirectoryError, Record, Session};
use crate::web::administration::records::DELETED;
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    RECORD_REVISION, RECORD_STATE, RECORDS, RecordStatePage, record_delete_page, record_state_page,
};

/// Which of the two pages.
#[derive(Clone, Copy)]
enum About {
    State,
    Deletion,
}

/// `/administration/fiches/{id}/etat`
pub async fn show_state(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::EditRecords)?;
    let record = find_own(&app, &id).await?;
    let html = page(&app, &person, (&record, About::State), (false, false))?;
    Ok(person::page(html))
}

/// Publishes, withdraws, or makes a draft.
pub async fn set_state(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::EditRecords)?;
    let record = find_own(&app, &id).await?;
    let wanted = value(&fields, RECORD_STATE).and_then(|word| word.parse().ok());
    let Some(wanted) = wanted else {
        let html = page(&app, &person, (&record, About::State), (false, true))?;
        return Ok(error::to_mend(html));
    };
    match change(&app, &person, (&id, &fields), Some(wanted)).await {
        Ok(()) => Ok(error::see_other(&format!("{RECORDS}/{id}?{DONE}=etat"))),
        Err(DirectoryError::Conflict(_)) => {
            let record = find_own(&app, &id).await?;
            let html = page(&app, &person, (&record, About::State), (true, false))?;
            Ok(error::to_mend(html))
        }
        Err(other) => Err(other.into()),
    }
}

/// `/administration/fiches/{id}/supprimer`
pub async fn show_deletion(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::DeleteRecords)?;
    let record = find_own(&app, &id).await?;
    let html = page(&app, &person, (&record, About::Deletion), (false, false))?;
    Ok(person::page(html))
}

/// Deletes it.
pub async fn delete(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::DeleteRecords)?;
    find_own(&app, &id).await?;
    match change(&app, &person, (&id, &fields), None).await {
        Ok(()) => Ok(error::see_other(&format!("{RECORDS}?{DELETED}=1"))),
        Err(DirectoryError::Conflict(_)) => {
            let record = find_own(&app, &id).await?;
            let html = page(&app, &person, (&record, About::Deletion), (true, false))?;
            Ok(error::to_mend(html))
        }
        Err(other) => Err(other.into()),
    }
}

/// A new state, or nothing to delete it, of the revision that the person saw.
async fn change(
    app: &App,
    person: &Person,
    (id, fields): (&str, &Fields),
    state: Option<directory::State>,
) -> Result<(), DirectoryError> {
    let seen = value(fields, RECORD_REVISION).and_then(|text| text.parse().ok());
    let seen = seen.unwrap_or_default();
    let author = Author::host(&person.account().name);
    let mut session = Session::new(&app.directory, author);
    match state {
        Some(state) => {
            session.set_state(id, seen, state).await?;
        }
        None => session.delete(id, seen).await?,
    }
    session.commit().await?;
    Ok(())
}

fn page(
    app: &App,
    person: &Person,
    (record, about): (&Record, About),
    (has_changed, is_missing): (bool, bool),
) -> Result<String, WebError> {
    let page = RecordStatePage {
        kind: &*kind(app, &record.kind)?,
        record,
        has_changed,
        is_missing,
    };
    let desk = person.desk(app);
    Ok(match about {
        About::State => record_state_page(&desk, &page),
        About::Deletion => record_delete_page(&desk, &page),
    })
}
