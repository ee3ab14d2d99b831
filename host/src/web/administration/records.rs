//! `/administration/fiches`: records by words, kind and state, whoever made them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::accounts::Capability;
use crate::app::App;
use crate::directory::{self, DIRECTORY_KINDS, DirectoryError, Reader, Search};
use crate::plugins::manifest::said;
use crate::web::directory::holders::Holders;
use crate::web::error::WebError;
use crate::web::person::{self, Person};
use crate::web::render::{
    RECORD_KIND, RECORD_STATE, RECORDS_AFTER, RECORDS_WORDS, RecordsPage, records_page,
};

/// Records of one page.
const LISTED: u32 = 30;
/// The query parameter that says that a record was just deleted.
pub(super) const DELETED: &str = "supprimee";

/// `/administration/fiches?q=&sorte=&etat=&suite=`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadPrivate)?;
    let query = |name| person.visitor.query(name).unwrap_or_default();
    let state = query(RECORD_STATE)
        .parse()
        .unwrap_or(directory::State::Published);
    let kind = query(RECORD_KIND);
    let locale = person.visitor.locale.code();
    let known = all_kinds(&app, locale);
    // Of what plugins brought, thousands of fiches may stand between two places: it is asked for by name.
    let mut search = match known.iter().find(|(name, _)| name == kind) {
        Some((name, _)) => Search::new(&[name]),
        None => Search::new(&DIRECTORY_KINDS),
    };
    search.words(query(RECORDS_WORDS)).state(state.as_str());
    if query(RECORDS_WORDS).trim().is_empty() {
        search.order_by("name");
    }
    let reader = Reader::host();
    let total = search.count(&app.directory, &reader).await?;
    search.after(query(RECORDS_AFTER));
    let found = match search.run(&app.directory, &reader, LISTED).await {
        // A cursor of another search: its first page.
        Err(DirectoryError::Invalid(_)) => {
            search.after("");
            search.run(&app.directory, &reader, LISTED).await?
        }
        found => found?,
    };
    let holders = Holders::of(&app, &found.records).await?;
    let page = RecordsPage {
        holders: holders.names(&found.records),
        words: query(RECORDS_WORDS),
        kinds: known
            .into_iter()
            .map(|(name, label)| {
                let is_chosen = name == kind;
                (name, label, is_chosen)
            })
            .collect(),
        state,
        total,
        found: found
            .records
            .into_iter()
            .map(|record| {
                let card = app.plugins.card(&record, locale);
                (record, card)
            })
            .collect(),
        next: found.next,
        is_later: search.cursor_text().is_some(),
        deleted: person.visitor.query(DELETED).is_some(),
    };
    Ok(person::page(records_page(&person.desk(&app), &page)))
}

/// The kinds that people write here: names and labels.
pub(super) fn kinds(app: &App, locale: &str) -> Vec<(String, String)> {
    let known = DIRECTORY_KINDS.into_iter();
    known
        .filter_map(|name| labelled(app, name, locale))
        .collect()
}

/// Those, and then what plugins brought.
fn all_kinds(app: &App, locale: &str) -> Vec<(String, String)> {
    let mut known = kinds(app, locale);
    let others = app.directory.kinds().names().into_iter();
    let others = others.filter(|name| !DIRECTORY_KINDS.contains(&name.as_str()));
    known.extend(others.filter_map(|name| labelled(app, &name, locale)));
    known
}

fn labelled(app: &App, name: &str, locale: &str) -> Option<(String, String)> {
    let kind = app.directory.kinds().get(name)?;
    let label = said(&kind.annotations().labels, locale).unwrap_or(name);
    Some((name.to_owned(), label.to_owned()))
}
