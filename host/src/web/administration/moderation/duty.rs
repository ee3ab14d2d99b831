//! `/administration/moderation/astreinte`: who is on duty on which days.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;
use jiff::civil::Date;

use super::{DONE, Fields, of, value};
use crate::accounts::{Account, Capability};
use crate::app::App;
use crate::moderation::{DutyFault, ModerationError};
use crate::web::error::{self, WebError};
use crate::web::forms::join_dates;
use crate::web::person::{self, Person};
use crate::web::render::{CASES_DUTY, DutyForm, DutyPage, duty_page};

/// `/administration/moderation/astreinte`
pub async fn show(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let html = shown(&app, &person, DutyForm::default()).await?;
    Ok(person::page(html))
}

/// Puts an account on duty.
pub async fn add(
    State(app): State<Arc<App>>,
    person: Person,
    Form(mut fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    join_dates(&mut fields);
    let typed = DutyForm {
        first: value(&fields, "premier"),
        last: value(&fields, "dernier"),
        account: value(&fields, "compte"),
        name: value(&fields, "nom"),
        fault: None,
    };
    let date = |text: &str| text.parse::<Date>().ok();
    let known = deciders(&app).await?;
    let fault = match (date(typed.first), date(typed.last)) {
        _ if !known.iter().any(|account| account.id == typed.account) => DutyFault::Account,
        (Some(first), Some(last)) => {
            let who = (typed.account, typed.name);
            match of(&app).add_duty((first, last), who).await {
                Ok(()) => return Ok(error::see_other(&format!("{CASES_DUTY}?{DONE}=1"))),
                Err(ModerationError::Duty(fault)) => fault,
                Err(other) => return Err(other.into()),
            }
        }
        _ => DutyFault::Order,
    };
    let typed = DutyForm {
        fault: Some(fault),
        ..typed
    };
    let html = shown(&app, &person, typed).await?;
    Ok(error::to_mend(html))
}

/// Takes days off the roster.
pub async fn remove(
    State(app): State<Arc<App>>,
    person: Person,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let number = number.parse().map_err(|_| WebError::NotFound)?;
    of(&app).remove_duty(number).await?;
    Ok(error::see_other(&format!("{CASES_DUTY}?{DONE}=1")))
}

/// Open accounts that may decide.
async fn deciders(app: &App) -> Result<Vec<Account>, WebError> {
    let accounts = app.accounts.list().await?.into_iter();
    let may = |account: &Account| account.is_active() && account.role.may(Capability::Moderate);
    Ok(accounts.filter(may).collect())
}

async fn shown(app: &App, person: &Person, form: DutyForm<'_>) -> Result<String, WebError> {
    let roster = of(app).roster().await?;
    let accounts = deciders(app).await?;
    let page = DutyPage {
        gaps: of(app).gaps(&roster),
        roster: &roster,
        accounts: &accounts,
        form,
        done: person.visitor.query(DONE).is_some(),
    };
    Ok(duty_page(&person.desk_at(app, CASES_DUTY), &page))
}
