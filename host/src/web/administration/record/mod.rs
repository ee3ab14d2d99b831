//! `/administration/fiches/{id}`: one record, corrected in a form made from its kind. What is saved is a correction of what
//! its sources say; who saw an older revision is shown both, and nothing that was typed is lost.

pub mod history;
mod new;
mod page;
pub mod state;

pub use new::{make, new_form};

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;
use serde_json::Value;

use self::page::{Opened, Shown};
use crate::accounts::Capability;
use crate::app::App;
use crate::directory::{Author, Directory, DirectoryError, Kind, Reader, Record, Session};
use crate::editing::{Fault, Typed, apply, as_said, collect, inputs, merge, texts};
use crate::suggestions::{self, SuggestionError, Suggestions};
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    RECORD_ACCEPT, RECORD_CHECK, RECORD_DROP, RECORD_REVISION, RECORD_SUGGESTION, RECORDS,
    RecordDone, SUGGESTIONS, clean,
};

/// The query parameter that says what was just done.
const DONE: &str = "fait";
/// What it says, and to what that comes.
const DONE_WORDS: [(&str, RecordDone); 6] = [
    ("enregistree", RecordDone::Saved),
    ("inchangee", RecordDone::Unchanged),
    ("creee", RecordDone::Made),
    ("reprise", RecordDone::Dropped),
    ("revenue", RecordDone::Back),
    ("etat", RecordDone::State),
];

/// What a form sends: names and values.
type Fields = Vec<(String, String)>;

/// `/administration/fiches/{id}?signalement=`
pub async fn edit_form(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadPrivate)?;
    let record = app
        .directory
        .read_or_merged(&id, &Reader::host())
        .await?
        .filter(|record| has_form(&app, record));
    let record = record.ok_or(WebError::NotFound)?;
    if record.id != id {
        return Ok(error::see_other(&format!("{RECORDS}/{}", record.id)));
    }
    let opened = Opened::new(&app, record).await?;
    let said = person.visitor.query(DONE);
    let done = DONE_WORDS.iter().find(|(word, _)| Some(*word) == said);
    let shown = Shown {
        texts: texts(&opened.content, &opened.inputs),
        reference: person.visitor.query(RECORD_SUGGESTION).map(str::to_owned),
        accepts: true,
        done: done.map(|(_, done)| *done),
        ..Shown::default()
    };
    let html = opened.page(&app, &person, shown).await?;
    Ok(person::page(html))
}

/// Saves, checks, or takes one correction back, as the button says.
pub async fn save(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::EditRecords)?;
    let fields = cleaned(fields);
    let opened = Opened::new(&app, find_own(&app, &id).await?).await?;
    let reference = value(&fields, RECORD_SUGGESTION).map(str::to_owned);
    let shown = Shown {
        reference: reference.filter(|reference| !reference.is_empty()),
        accepts: value(&fields, RECORD_ACCEPT).is_some(),
        ..Shown::default()
    };
    let seen = value(&fields, RECORD_REVISION).and_then(|text| text.parse().ok());
    if seen != Some(opened.record.revision) {
        return conflict(&app, &person, opened, (seen, &fields), shown).await;
    }
    let typed = opened.typed(&fields);
    if let Some(path) = value(&fields, RECORD_DROP) {
        return drop_correction(&app, &person, (opened, path), &fields, shown).await;
    }
    let content = apply(&opened.kind, &opened.inputs, (&opened.content, &typed));
    let is_check = value(&fields, RECORD_CHECK).is_some();
    match content {
        Ok(content) if !is_check => {
            let written = write(&app.directory, &opened.record, &content, &person).await;
            if let Err(DirectoryError::Conflict(_)) = written {
                let opened = Opened::new(&app, find_own(&app, &id).await?).await?;
                return conflict(&app, &person, opened, (seen, &fields), shown).await;
            }
            let has_changed = written? != opened.record.revision;
            saved(&app, &person, &opened.record, (has_changed, shown)).await
        }
        Ok(_) => {
            let shown = Shown {
                texts: typed,
                done: Some(RecordDone::Fits),
                ..shown
            };
            Ok(person::page(opened.page(&app, &person, shown).await?))
        }
        Err(faults) => to_mend(&app, &person, &opened, (typed, faults), shown).await,
    }
}

async fn to_mend(
    app: &App,
    person: &Person,
    opened: &Opened,
    (texts, faults): (Typed, Vec<Fault>),
    shown: Shown,
) -> Result<Response, WebError> {
    let shown = Shown {
        texts,
        faults,
        ..shown
    };
    Ok(error::to_mend(opened.page(app, person, shown).await?))
}

/// Writes a content over the revision that the person saw; the revision that stands then.
async fn write(
    directory: &Directory,
    record: &Record,
    content: &Value,
    person: &Person,
) -> Result<u64, DirectoryError> {
    let author = Author::host(&person.account().name);
    let mut session = Session::new(directory, author);
    let written = session
        .update(&record.id, record.revision, &content.to_string())
        .await?;
    session.commit().await?;
    Ok(written.revision)
}

/// Where somebody goes after saving: back to the suggestion where it was accepted, else to the record.
async fn saved(
    app: &App,
    person: &Person,
    record: &Record,
    (has_changed, shown): (bool, Shown),
) -> Result<Response, WebError> {
    if let Some(reference) = shown.reference.filter(|_| shown.accepts)
        && let Some(address) = accept(app, person, record, &reference).await?
    {
        return Ok(error::see_other(&address));
    }
    let done = if has_changed {
        "enregistree"
    } else {
        "inchangee"
    };
    Ok(error::see_other(&format!(
        "{RECORDS}/{}?{DONE}={done}",
        record.id
    )))
}

/// Accepts the suggestion on whose account the record was corrected; nothing where it speaks of another record. Who comes
/// after a colleague reads what was decided.
async fn accept(
    app: &App,
    person: &Person,
    record: &Record,
    reference: &str,
) -> Result<Option<String>, WebError> {
    person.may(Capability::Moderate)?;
    let of = Suggestions::new(app.directory.database().clone(), app.clock.clone());
    let found = of.get(reference).await?;
    let Some(found) = found.filter(|found| found.said.record_id == record.id) else {
        return Ok(None);
    };
    let address = format!("{SUGGESTIONS}/{}", found.said.reference);
    let by = (person.account().name.as_str(), "");
    match of.decide(reference, suggestions::State::Accepted, by).await {
        Ok(()) => Ok(Some(format!("{address}?{DONE}=1"))),
        Err(SuggestionError::Decided(_)) => Ok(Some(address)),
        Err(error) => Err(error.into()),
    }
}

/// Shows what stands there now together with all that was typed.
async fn conflict(
    app: &App,
    person: &Person,
    opened: Opened,
    (seen, fields): (Option<u64>, &Fields),
    shown: Shown,
) -> Result<Response, WebError> {
    let id = &opened.record.id;
    let before = match seen {
        Some(seen) => app.directory.revision(id, seen).await?,
        None => None,
    };
    // Of a revision that nobody knows, everything that differs was typed.
    let before = before.map_or_else(
        || opened.content.clone(),
        |revision| serde_json::from_str(&revision.content).unwrap_or_default(),
    );
    let inputs_before = inputs(&opened.kind, &before);
    let mut typed = collect(&inputs_before, fields);
    typed.extend(opened.typed(fields));
    let merged = merge(&opened.inputs, (&before, &opened.content), &typed);
    let was = texts(&before, &inputs_before);
    let homeless = typed
        .into_iter()
        .filter(|(path, text)| {
            !merged.texts.contains_key(path) && was.get(path).is_some_and(|was| was != text)
        })
        .collect();
    let latest = app.directory.history(id, 1).await?;
    let who = latest
        .into_iter()
        .next()
        .map(|last| (last.replaced_by, last.replaced));
    let shown = Shown {
        texts: merged.texts.clone(),
        merged: Some((merged, who)),
        homeless,
        ..shown
    };
    Ok(error::to_mend(opened.page(app, person, shown).await?))
}

/// Takes one correction back at once. What else was typed stands in the form again, not saved.
async fn drop_correction(
    app: &App,
    person: &Person,
    (opened, path): (Opened, &str),
    fields: &Fields,
    shown: Shown,
) -> Result<Response, WebError> {
    let id = opened.record.id.clone();
    let typed = opened.typed(fields);
    let provenance = app.directory.provenance(&id).await?;
    let known = provenance.fields();
    if !known
        .iter()
        .any(|field| field.path == path && field.correction.is_some())
    {
        return Err(WebError::BadRequest(format!(
            "`{RECORD_DROP}` must be the path of a correction"
        )));
    }
    let content = as_said(&opened.content, &provenance, path);
    match write(&app.directory, &opened.record, &content, person).await {
        Ok(_) => {}
        // Without this value the record would not be one: what its source lacks was filled in here.
        Err(DirectoryError::Invalid(_)) => {
            let faults = opened
                .kind
                .explain_misfits(&content)
                .into_iter()
                .map(|misfit| Fault {
                    path: path.to_owned(),
                    why: crate::editing::Why::Misfit(misfit.reason, misfit.value),
                });
            let faults = faults.take(1).collect();
            return to_mend(app, person, &opened, (typed, faults), shown).await;
        }
        Err(DirectoryError::Conflict(_)) => {
            let seen = Some(opened.record.revision);
            let opened = Opened::new(app, find(app, &id).await?).await?;
            return conflict(app, person, opened, (seen, fields), shown).await;
        }
        Err(other) => return Err(other.into()),
    }
    let before = opened.content;
    let opened = Opened::new(app, find(app, &id).await?).await?;
    let mut merged = merge(&opened.inputs, (&before, &opened.content), &typed);
    // What was typed where the correction stood goes with it.
    let inside = |one: &str| {
        let rest = one.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let now = texts(&opened.content, &opened.inputs);
    for (one, text) in &mut merged.texts {
        if let Some(now) = now.get(one).filter(|_| inside(one)) {
            text.clone_from(now);
        }
    }
    if merged.texts == now {
        return Ok(error::see_other(&format!("{RECORDS}/{id}?{DONE}=reprise")));
    }
    let shown = Shown {
        texts: merged.texts,
        done: Some(RecordDone::DroppedOnly),
        ..shown
    };
    Ok(person::page(opened.page(app, person, shown).await?))
}

/// A form is made from a kind: one that is the directory's, or declared by a plugin that is there.
fn has_form(app: &App, record: &Record) -> bool {
    app.directory.kinds().get(&record.kind).is_some()
}

async fn find(app: &App, id: &str) -> Result<Record, WebError> {
    let record = app.directory.get(id).await?;
    let record = record.filter(|record| has_form(app, record));
    record.ok_or(WebError::NotFound)
}

/// A record that can be changed here: a neighbour's is changed where it is held.
async fn find_own(app: &App, id: &str) -> Result<Record, WebError> {
    let record = find(app, id).await?;
    match record.origin == app.directory.settings().origin {
        true => Ok(record),
        false => {
            let words = format!("the record {id} belongs to {}", record.origin);
            Err(DirectoryError::Denied(words).into())
        }
    }
}

fn kind(app: &App, name: &str) -> Result<Arc<Kind>, WebError> {
    Ok(app.directory.kinds().require(name)?)
}

fn cleaned(fields: Fields) -> Fields {
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (name, clean(&value).into_owned()))
        .collect()
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = fields.iter().rev().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}
