//! `/administration/personnes`: what is kept of one person, given to them as a file, and erased. Who is looked for stands in no
//! address, no log and no line of the journal of acts.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::Response;

use super::register::file;
use crate::accounts::Capability;
use crate::app::App;
use crate::people::{self, Findings, PersonError, Wanted};
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{PEOPLE_CHOSEN, PEOPLE_WANTED, PeopleFault, PeoplePage, people_page};

/// What a form sends: names and values.
type Fields = Vec<(String, String)>;

impl From<PersonError> for WebError {
    fn from(error: PersonError) -> Self {
        match error {
            PersonError::Database(error) => error.into(),
            PersonError::Account(error) => error.into(),
            PersonError::Federation(error) => error.into(),
            PersonError::List { path, source } => {
                tracing::error!(path = %path.display(), error = %source, "the list of erasures cannot be written");
                source.into()
            }
            error @ PersonError::LastAdministrator => std::io::Error::other(error).into(),
        }
    }
}

fn typed(fields: &Fields) -> &str {
    let found = fields.iter().find(|(name, _)| name == PEOPLE_WANTED);
    found.map_or("", |(_, value)| value.trim())
}

/// `/administration/personnes`
pub async fn edit_form(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let page = PeoplePage::default();
    Ok(person::page(people_page(&person.desk(&app), &page)))
}

/// Looks for a person, and shows what there is.
pub async fn look(
    State(app): State<Arc<App>>,
    person: Person,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let typed = typed(&fields);
    let Some((_, found)) = find(&app, typed).await? else {
        return Ok(to_mend(&app, &person, (typed, None), PeopleFault::Wanted));
    };
    let page = PeoplePage {
        typed,
        found: Some(&found),
        ..PeoplePage::default()
    };
    Ok(person::page(people_page(&person.desk(&app), &page)))
}

/// Gives what was found as a file.
pub async fn export(
    State(app): State<Arc<App>>,
    person: Person,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let typed = typed(&fields);
    let Some((_, found)) = find(&app, typed).await? else {
        return Ok(to_mend(&app, &person, (typed, None), PeopleFault::Wanted));
    };
    person.tell("", &found.all.len().to_string());
    let json = people::export(&app, &found);
    let named = "attachment; filename=\"personne.json\"";
    Ok(file(json.into_bytes(), "application/json", named))
}

/// Erases what was ticked.
pub async fn erase(
    State(app): State<Arc<App>>,
    person: Person,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManageAccounts)?;
    let typed = typed(&fields);
    let Some((wanted, found)) = find(&app, typed).await? else {
        return Ok(to_mend(&app, &person, (typed, None), PeopleFault::Wanted));
    };
    let chosen: Vec<String> = fields
        .iter()
        .filter(|(name, _)| name == PEOPLE_CHOSEN)
        .map(|(_, value)| value.clone())
        .collect();
    if chosen.is_empty() {
        let shown = (typed, Some(&found));
        return Ok(to_mend(&app, &person, shown, PeopleFault::Nothing));
    }
    let by = &person.account().name;
    match people::erase(&app, &wanted, (&found.all, &chosen), by).await {
        Ok(erased) => {
            person.tell("", &erased.things.to_string());
            let page = PeoplePage {
                erased: Some(erased.things),
                ..PeoplePage::default()
            };
            Ok(person::page(people_page(&person.desk(&app), &page)))
        }
        Err(PersonError::LastAdministrator) => {
            let shown = (typed, Some(&found));
            Ok(to_mend(&app, &person, shown, PeopleFault::Last))
        }
        Err(error) => Err(error.into()),
    }
}

async fn find(app: &App, typed: &str) -> Result<Option<(Wanted, Findings)>, WebError> {
    let Some(wanted) = Wanted::read(typed) else {
        return Ok(None);
    };
    let found = people::find(app, &wanted).await?;
    Ok(Some((wanted, found)))
}

fn to_mend(
    app: &App,
    person: &Person,
    (typed, found): (&str, Option<&Findings>),
    fault: PeopleFault,
) -> Response {
    let page = PeoplePage {
        typed,
        found,
        fault: Some(fault),
        erased: None,
    };
    error::to_mend(people_page(&person.desk(app), &page))
}
