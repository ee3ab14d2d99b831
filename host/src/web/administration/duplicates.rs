//! `/administration/doublons`: pairs of records that may be one thing; a person merges them, calls them different, and takes
//! either back.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;

use crate::accounts::Capability;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::duplicates::{After, LISTED_MAX};
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    DUPLICATES, DecisionsPage, DuplicatePage, DuplicatesPage, decisions_page, duplicate_page,
    duplicates_page,
};

/// Pairs of one page.
const PAIRS: u32 = 20;
/// The query parameter after which the list goes on: score and both ids.
const AFTER: &str = "apres";
/// The query parameter that says what was just decided.
const DONE: &str = "fait";

/// `/administration/doublons`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::DecideDuplicates)?;
    let after = person.visitor.query(AFTER).and_then(read_after);
    let mut pairs = app.directory.duplicates(after.as_ref(), PAIRS + 1).await?;
    let has_more = pairs.len() > PAIRS as usize;
    pairs.truncate(PAIRS as usize);
    let last = pairs.last().filter(|_| has_more).map(|pair| pair.place());
    let page = DuplicatesPage {
        waiting: app.directory.duplicates_waiting().await?,
        next: last.map(|place| {
            format!(
                "{DUPLICATES}?{AFTER}={}.{}.{}",
                place.score, place.first_id, place.second_id
            )
        }),
        pairs,
        is_first: after.is_none(),
        done: person.visitor.query(DONE),
    };
    Ok(person::page(duplicates_page(&person.desk(&app), &page)))
}

fn read_after(text: &str) -> Option<After> {
    let mut parts = text.splitn(3, '.');
    Some(After {
        score: parts.next()?.parse().ok()?,
        first_id: parts.next()?.to_owned(),
        second_id: parts.next()?.to_owned(),
    })
}

/// `/administration/doublons/{first}/{second}`
pub async fn show(
    State(app): State<Arc<App>>,
    person: Person,
    Path((first, second)): Path<(String, String)>,
) -> Result<Response, WebError> {
    person.may(Capability::DecideDuplicates)?;
    shown(&app, &person, (&first, &second), false).await
}

async fn shown(
    app: &App,
    person: &Person,
    (first, second): (&str, &str),
    has_changed: bool,
) -> Result<Response, WebError> {
    let (first, second, score) = app.directory.compare(first, second).await?;
    let page = DuplicatePage {
        first: &first,
        second: &second,
        score: &score,
        has_changed,
    };
    let html = duplicate_page(&person.desk(app), &page);
    Ok(if has_changed {
        error::to_mend(html)
    } else {
        person::page(html)
    })
}

/// Merges: `garde` is the id of the record that stays, `revision` and `autre-revision` what the person saw of it and of the other.
pub async fn merge(
    State(app): State<Arc<App>>,
    person: Person,
    Path((first, second)): Path<(String, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    person.may(Capability::DecideDuplicates)?;
    let kept = value(&fields, "garde");
    let gone = match kept {
        _ if kept == first => &second,
        _ if kept == second => &first,
        _ => {
            return Err(WebError::BadRequest(
                "`garde` must be one of the two ids of the address".into(),
            ));
        }
    };
    let revision = |name: &str| value(&fields, name).parse::<u64>().unwrap_or_default();
    let (kept_seen, gone_seen) = (
        (kept, revision("revision")),
        (gone.as_str(), revision("autre-revision")),
    );
    match app
        .directory
        .merge(kept_seen, gone_seen, &person.account().name)
        .await
    {
        Ok(_) => Ok(done("fusion")),
        Err(DirectoryError::Conflict(_)) => shown(&app, &person, (&first, &second), true).await,
        Err(other) => Err(other.into()),
    }
}

/// Two things, for ever.
pub async fn different(
    State(app): State<Arc<App>>,
    person: Person,
    Path((first, second)): Path<(String, String)>,
) -> Result<Response, WebError> {
    person.may(Capability::DecideDuplicates)?;
    app.directory
        .call_different(&first, &second, &person.account().name)
        .await?;
    Ok(done("differentes"))
}

/// `/administration/doublons/decisions`
pub async fn decisions(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::DecideDuplicates)?;
    let different = app.directory.called_different(LISTED_MAX).await?;
    let mut pairs = Vec::with_capacity(different.len());
    for (first, second, at, by) in different {
        let records = (
            app.directory.get(&first).await?,
            app.directory.get(&second).await?,
        );
        // A record that was deleted since has no name to show, and nothing left to decide.
        if let (Some(first), Some(second)) = records {
            pairs.push((first, second, at, by));
        }
    }
    let page = DecisionsPage {
        merges: app.directory.merges(LISTED_MAX).await?,
        different: pairs,
        has_conflict: person.visitor.query("conflit").is_some(),
        done: person.visitor.query(DONE),
    };
    Ok(person::page(decisions_page(&person.desk(&app), &page)))
}

/// Takes a merge back.
pub async fn undo(
    State(app): State<Arc<App>>,
    person: Person,
    Path(gone): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::DecideDuplicates)?;
    match app
        .directory
        .undo_merge(&gone, &person.account().name)
        .await
    {
        Ok(()) => Ok(error::see_other(&format!(
            "{DUPLICATES}/decisions?{DONE}=defaite"
        ))),
        Err(DirectoryError::Conflict(_)) => Ok(error::see_other(&format!(
            "{DUPLICATES}/decisions?conflit=1"
        ))),
        Err(other) => Err(other.into()),
    }
}

/// Takes back that two records are different.
pub async fn undecide(
    State(app): State<Arc<App>>,
    person: Person,
    Path((first, second)): Path<(String, String)>,
) -> Result<Response, WebError> {
    person.may(Capability::DecideDuplicates)?;
    app.directory.call_undecided(&first, &second).await?;
    Ok(error::see_other(&format!(
        "{DUPLICATES}/decisions?{DONE}=reprise"
    )))
}

fn done(what: &str) -> Response {
    error::see_other(&format!("{DUPLICATES}?{DONE}={what}"))
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.as_str())
}
