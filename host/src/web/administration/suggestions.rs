//! `/administration/signalements`: what visitors say is wrong with a record, beside what the record says, and a decision with
//! its reason. Correcting the record is an act of its own.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;

use crate::accounts::Capability;
use crate::app::App;
use crate::directory::Reader;
use crate::suggestions::{self, Suggestion, SuggestionError, Suggestions};
use crate::web::directory::holders;
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    DecisionFault, SUGGESTIONS, SUGGESTIONS_AFTER, SUGGESTIONS_STATE, SuggestionDeskPage,
    SuggestionsPage, suggestion_desk_page, suggestions_page,
};

/// Suggestions of one page.
const LISTED: u32 = 30;
/// The query parameter that says that a decision was kept.
const DONE: &str = "fait";

/// `/administration/signalements?etat=&suite=`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let query = |name| person.visitor.query(name).unwrap_or_default();
    let state = query(SUGGESTIONS_STATE)
        .parse()
        .unwrap_or(suggestions::State::New);
    let after = query(SUGGESTIONS_AFTER).parse().unwrap_or(0);
    let of = of(&app);
    let found = of.list(Some(state), after, LISTED + 1).await?;
    let page = SuggestionsPage {
        state,
        waiting: of.count_new().await?,
        next: found.get(LISTED as usize - 1).map(|last| last.number),
        is_later: after > 0,
        suggestions: found.into_iter().take(LISTED as usize).collect(),
    };
    let page = SuggestionsPage {
        next: page
            .next
            .filter(|_| page.suggestions.len() == LISTED as usize),
        ..page
    };
    Ok(person::page(suggestions_page(&person.desk(&app), &page)))
}

/// `/administration/signalements/{reference}`
pub async fn show(
    State(app): State<Arc<App>>,
    person: Person,
    Path(reference): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let suggestion = find(&app, &reference).await?;
    let page = page(&app, &person, &suggestion).await?;
    let html = suggestion_desk_page(&person.desk(&app), &page);
    Ok(person::page(html))
}

/// Accepts or refuses, with a note; who comes too late sees what was decided.
pub async fn decide(
    State(app): State<Arc<App>>,
    person: Person,
    Path(reference): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let suggestion = find(&app, &reference).await?;
    let value = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    };
    let state = value("decision").parse();
    let state = state.ok().filter(|state| *state != suggestions::State::New);
    let Some(state) = state else {
        let page = SuggestionDeskPage {
            note: value("note"),
            fault: Some(DecisionFault::NoDecision),
            ..page(&app, &person, &suggestion).await?
        };
        let html = suggestion_desk_page(&person.desk(&app), &page);
        return Ok(error::to_mend(html));
    };
    let reference = &suggestion.said.reference;
    let by = (person.account().name.as_str(), value("note"));
    let address = format!("{SUGGESTIONS}/{reference}");
    match of(&app).decide(reference, state, by).await {
        Ok(()) => Ok(error::see_other(&format!("{address}?{DONE}=1"))),
        Err(SuggestionError::Decided(_)) => Ok(error::see_other(&address)),
        Err(error) => Err(error.into()),
    }
}

fn of(app: &App) -> Suggestions {
    Suggestions::new(app.directory.database().clone(), app.clock.clone())
}

async fn find(app: &App, reference: &str) -> Result<Suggestion, WebError> {
    of(app).get(reference).await?.ok_or(WebError::NotFound)
}

/// What a moderator reads: the record as everybody may see it, since nothing else was spoken of.
async fn page<'a>(
    app: &App,
    person: &Person,
    suggestion: &'a Suggestion,
) -> Result<SuggestionDeskPage<'a>, WebError> {
    let id = &suggestion.said.record_id;
    let record = app.directory.read(id, &Reader::visitor()).await?;
    let card = |record: &_| app.plugins.card(record, person.visitor.locale.code());
    Ok(SuggestionDeskPage {
        suggestion,
        revision: record.as_ref().map(|record| record.revision),
        holder: match &record {
            Some(record) => holders::of(app, record).await?,
            None => None,
        },
        card: record.as_ref().map(card),
        note: "",
        fault: None,
        done: person.visitor.query(DONE).is_some(),
    })
}
