//! `/administration/codes`: codes for visitors without an account. Those made are shown once, as slips to print; the list says
//! what became of them.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;

use crate::accounts::Capability;
use crate::app::App;
use crate::contributors::PRINTED_MAX;
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{CODES, CodesPage, clean, codes_page, codes_printed_page};

/// The query parameter that says that a code was taken back.
const DONE: &str = "fait";

/// `/administration/codes`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let page = CodesPage {
        printed: app.contributors.printed().await?,
        count: "10",
        done: person.visitor.query(DONE).is_some(),
        now: app.clock.now_ms(),
        ..CodesPage::default()
    };
    Ok(person::page(codes_page(&person.desk(&app), &page)))
}

/// Makes codes and shows them, once.
pub async fn print(
    State(app): State<Arc<App>>,
    person: Person,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let value = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    };
    let (count, purpose) = (value("nombre"), clean(value("mention")));
    let purpose = purpose.split_whitespace().collect::<Vec<_>>().join(" ");
    let desk = person.desk(&app);
    let number = count.parse().ok();
    let Some(number) = number.filter(|number| (1..=PRINTED_MAX).contains(number)) else {
        let page = CodesPage {
            printed: app.contributors.printed().await?,
            count,
            purpose: &purpose,
            fault: true,
            done: false,
            now: app.clock.now_ms(),
        };
        return Ok(error::to_mend(codes_page(&desk, &page)));
    };
    let of = (purpose.as_str(), person.visitor.locale.code());
    let by = &person.account().name;
    let made = app.contributors.print(number, by, of).await?;
    Ok(person::page(codes_printed_page(&desk, &purpose, &made)))
}

/// Takes a code back.
pub async fn revoke(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    match app.contributors.revoke(&id).await? {
        true => Ok(error::see_other(&format!("{CODES}?{DONE}=1"))),
        false => Err(WebError::NotFound),
    }
}
