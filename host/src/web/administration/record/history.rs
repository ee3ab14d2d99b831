//! `/administration/fiches/{id}/historique`: what a record was, and back again.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;
use serde_json::Value;

use super::{DONE, Fields, find, find_own, kind, value};
use crate::accounts::Capability;
use crate::app::App;
use crate::directory::{self, DirectoryError, Kind, Record, Revision};
use crate::editing::changes;
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    HISTORY_BEFORE, HistoryEntry, RECORD_REVISION, RECORDS, RecordHistoryPage, record_history_page,
};

/// Revisions of one page.
const LISTED: usize = 20;

/// A revision as it stood, whether it was replaced or not.
struct Stood {
    revision: u64,
    state: directory::State,
    content: Value,
}

/// `/administration/fiches/{id}/historique?avant=`
pub async fn show(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadPrivate)?;
    let record = find(&app, &id).await?;
    let html = page(&app, &person, &record, false).await?;
    Ok(person::page(html))
}

async fn page(
    app: &App,
    person: &Person,
    record: &Record,
    has_changed: bool,
) -> Result<String, WebError> {
    let kind = kind(app, &record.kind)?;
    let before = person.visitor.query(HISTORY_BEFORE);
    let before: Option<u64> = before.and_then(|text| text.parse().ok());
    // One more than is shown: what the last one shown changed.
    let asked = u32::try_from(LISTED + 2).unwrap_or(u32::MAX);
    let revisions = app
        .directory
        .history_before(&record.id, before.unwrap_or(u64::MAX), asked)
        .await?;
    let entries = entries(&kind, record, &revisions, before.is_some());
    let is_own = record.origin == app.directory.settings().origin;
    let page = RecordHistoryPage {
        kind: &kind,
        record,
        next: entries
            .get(LISTED)
            .and(entries.get(LISTED - 1))
            .map(|last| last.revision),
        entries: entries.into_iter().take(LISTED).collect(),
        is_later: before.is_some(),
        may_edit: is_own && person.signed.has(Capability::EditRecords),
        has_changed,
    };
    let path = format!("{RECORDS}/{}/historique", record.id);
    Ok(record_history_page(&person.desk_at(app, &path), &page))
}

/// What each revision changed against the one before. A later page begins with a replaced revision, whose author stands in
/// none that is at hand.
fn entries(
    kind: &Kind,
    record: &Record,
    revisions: &[Revision],
    is_later: bool,
) -> Vec<HistoryEntry> {
    let parsed = |text: &str| serde_json::from_str(text).unwrap_or_default();
    let now = Stood {
        revision: record.revision,
        state: record.state,
        content: parsed(&record.content),
    };
    let old = revisions.iter().map(|revision| Stood {
        revision: revision.revision,
        state: revision.state,
        content: parsed(&revision.content),
    });
    let all: Vec<Stood> = (!is_later).then_some(now).into_iter().chain(old).collect();
    // The revision that replaced another was made by whoever replaced it.
    let makers: Vec<&Revision> = revisions.iter().skip(usize::from(is_later)).collect();
    let mut entries = Vec::with_capacity(all.len());
    for (index, stood) in all.iter().enumerate() {
        let before = all.get(index + 1);
        let (changed, elsewhere) = before.map_or((Vec::new(), false), |before| {
            changes(kind, &before.content, &stood.content)
        });
        entries.push(HistoryEntry {
            revision: stood.revision,
            state: stood.state,
            made: makers
                .get(index)
                .map(|maker| (maker.replaced_by.clone(), maker.replaced))
                .filter(|_| before.is_some()),
            changed,
            elsewhere,
            state_before: before
                .map(|before| before.state)
                .filter(|state| *state != stood.state),
        });
    }
    entries
}

/// Makes an earlier revision stand again.
pub async fn go_back(
    State(app): State<Arc<App>>,
    person: Person,
    Path((id, revision)): Path<(String, u64)>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::EditRecords)?;
    let record = find_own(&app, &id).await?;
    let wanted = app.directory.revision(&id, revision).await?;
    let wanted = wanted.ok_or(WebError::NotFound)?;
    let seen = value(&fields, RECORD_REVISION).and_then(|text| text.parse().ok());
    let seen = (id.as_str(), seen.unwrap_or_default());
    let by = &person.account().name;
    match app.directory.go_back(seen, &wanted, by).await {
        Ok(_) => Ok(error::see_other(&format!("{RECORDS}/{id}?{DONE}=revenue"))),
        Err(DirectoryError::Conflict(_)) => {
            Ok(error::to_mend(page(&app, &person, &record, true).await?))
        }
        Err(other) => Err(other.into()),
    }
}
