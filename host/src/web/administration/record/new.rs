//! `/administration/fiches/nouvelle?sorte=`: a record that is written here first.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::{DONE, Fields, cleaned, value};
use crate::accounts::Capability;
use crate::app::App;
use crate::directory::{self, Author, DIRECTORY_KINDS, Kind, Session};
use crate::editing::{Fault, Typed, apply, collect, inputs, texts};
use crate::web::administration::records::kinds;
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    RECORD_CHECK, RECORD_KIND, RECORD_STATE, RECORDS, RECORDS_NEW, RecordDone, RecordFormPage,
    WhoHolds, record_form_page, record_kinds_page,
};

/// A form that was filled in so far.
struct Filled {
    texts: Typed,
    faults: Vec<Fault>,
    state: directory::State,
    done: Option<RecordDone>,
}

/// `/administration/fiches/nouvelle?sorte=place`; without a kind, those to choose from.
pub async fn new_form(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::EditRecords)?;
    let Some(kind) = named(&app, person.visitor.query(RECORD_KIND)) else {
        let kinds = kinds(&app, person.visitor.locale.code());
        return Ok(person::page(record_kinds_page(&person.desk(&app), &kinds)));
    };
    let filled = Filled {
        texts: texts(&json!({}), &inputs(&kind, &json!({}))),
        faults: Vec::new(),
        state: directory::State::Published,
        done: None,
    };
    Ok(person::page(page(&app, &person, &kind, &filled)))
}

/// Makes it, published or as a draft, and leads to its form.
pub async fn make(
    State(app): State<Arc<App>>,
    person: Person,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::EditRecords)?;
    let fields = cleaned(fields);
    let kind = named(&app, value(&fields, RECORD_KIND)).ok_or_else(|| {
        WebError::BadRequest(format!("`{RECORD_KIND}` must be a kind of the directory"))
    })?;
    let empty = json!({});
    let inputs = inputs(&kind, &empty);
    let typed = collect(&inputs, &fields);
    let state = value(&fields, RECORD_STATE).and_then(|word| word.parse().ok());
    let mut filled = Filled {
        state: state.unwrap_or(directory::State::Published),
        texts: typed,
        faults: Vec::new(),
        done: None,
    };
    match apply(&kind, &inputs, (&empty, &filled.texts)) {
        Ok(_) if value(&fields, RECORD_CHECK).is_some() => {
            filled.done = Some(RecordDone::Fits);
            Ok(person::page(page(&app, &person, &kind, &filled)))
        }
        Ok(content) => {
            let id = create(&app, &person, (&kind, &content), filled.state).await?;
            Ok(error::see_other(&format!("{RECORDS}/{id}?{DONE}=creee")))
        }
        Err(faults) => {
            filled.faults = faults;
            Ok(error::to_mend(page(&app, &person, &kind, &filled)))
        }
    }
}

async fn create(
    app: &App,
    person: &Person,
    (kind, content): (&Kind, &Value),
    state: directory::State,
) -> Result<String, WebError> {
    let author = Author::host(&person.account().name);
    let mut session = Session::new(&app.directory, author);
    let made = session.create(kind.name(), &content.to_string()).await?;
    if made.state != state {
        session.set_state(&made.id, made.revision, state).await?;
    }
    session.commit().await?;
    Ok(made.id)
}

fn named(app: &App, name: Option<&str>) -> Option<Arc<Kind>> {
    let name = name.filter(|name| DIRECTORY_KINDS.contains(name))?;
    app.directory.kinds().get(name)
}

fn page(app: &App, person: &Person, kind: &Kind, filled: &Filled) -> String {
    let page = RecordFormPage {
        kind,
        record: None,
        inputs: &inputs(kind, &json!({})),
        texts: &filled.texts,
        faults: &filled.faults,
        merged: None,
        homeless: Vec::new(),
        origins: &BTreeMap::new(),
        said: &json!({}),
        suggestion: None,
        accepts: false,
        state: filled.state,
        may_edit: true,
        held: WhoHolds::default(),
        public: None,
        done: filled.done,
    };
    record_form_page(&person.desk_at(app, RECORDS_NEW), &page)
}
