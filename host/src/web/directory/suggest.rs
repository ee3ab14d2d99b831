//! `/annuaire/{id}/signaler`: a visitor says that something on a record's page is wrong, without an account. What was said
//! waits for a person; the visitor gets a number to read out.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{holders, with_others};
use crate::app::App;
use crate::directory::{DIRECTORY_KINDS, Reader, Record};
use crate::suggestions::{
    CONTACT_CHARS_MAX, Said, Subject, SuggestionError, Suggestions, TEXT_CHARS_MAX,
};
use crate::web::error::{self, WebError};
use crate::web::pace::{Sender, WINDOW_S};
use crate::web::page_cache::own_page;
use crate::web::render::{
    self, DIRECTORY, SUGGEST, SUGGESTED, SUGGESTION_REFERENCE, SuggestionFault, SuggestionForm,
};
use crate::web::visitor::{Visitor, site};

/// Digits of the shortest number that somebody can be called under.
const TELEPHONE_DIGITS_MIN: usize = 4;

/// `/annuaire/{id}/signaler`
pub async fn edit_form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let record = find(&app, &id).await?;
    let form = form(&app, &visitor, &record).await?;
    let html = render::suggestion_page(&site(&app, visitor.locale), &visitor.view(&app), &form);
    Ok(own_page(&app, &visitor, html))
}

/// Keeps what was said and leads to its number; what is to be mended is said on the form.
pub async fn save(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    sender: Sender,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let record = find(&app, &id).await?;
    let mut form = filled(form(&app, &visitor, &record).await?, &fields);
    form.faults = faults(&form);
    if let (true, Ok(subject)) = (form.faults.is_empty(), form.subject.parse()) {
        if !app.pace.allows(&sender) {
            form.faults.push(SuggestionFault::TooMany);
        } else {
            match of(&app)
                .make(&said(&visitor, &record, &form, subject))
                .await
            {
                Ok(reference) => {
                    app.statistics.contribution("suggestion");
                    return Ok(error::see_other(&thanks_address(&id, &reference)));
                }
                Err(SuggestionError::Full) => form.faults.push(SuggestionFault::TooMany),
                Err(error) => return Err(error.into()),
            }
        }
    }
    let html = render::suggestion_page(&site(&app, visitor.locale), &visitor.view(&app), &form);
    Ok(if form.faults.contains(&SuggestionFault::TooMany) {
        error::too_many(html, WINDOW_S)
    } else {
        error::to_mend(html)
    })
}

/// `/annuaire/{id}/signaler/merci?numero=`
pub async fn thanks(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let reference = visitor.query(SUGGESTION_REFERENCE).unwrap_or_default();
    let kept = of(&app).get(reference).await?;
    let kept = kept.filter(|kept| kept.said.record_id == id);
    let kept = kept.ok_or(WebError::NotFound)?;
    let record = app.directory.read(&id, &Reader::visitor()).await?;
    let holder = match &record {
        Some(record) => holders::of(&app, record).await?,
        None => None,
    };
    let html = render::suggested_page(
        &site(&app, visitor.locale),
        &visitor.view(&app),
        (&kept.said.reference, &format!("{DIRECTORY}/{id}")),
        holder.as_ref(),
    );
    Ok(own_page(&app, &visitor, html))
}

fn of(app: &App) -> Suggestions {
    Suggestions::new(app.directory.database().clone(), app.clock.clone())
}

async fn find(app: &App, id: &str) -> Result<Record, WebError> {
    let record = app.directory.read(id, &Reader::visitor()).await?;
    let record = record.filter(|record| DIRECTORY_KINDS.contains(&record.kind.as_str()));
    record.ok_or(WebError::NotFound)
}

async fn form(app: &App, visitor: &Visitor, record: &Record) -> Result<SuggestionForm, WebError> {
    let content = serde_json::from_str(&record.content).unwrap_or_default();
    Ok(SuggestionForm {
        holder: holders::of(app, record).await?,
        card: with_others(app.plugins.card(record, visitor.locale.code()), &content),
        href: format!("{DIRECTORY}/{}", record.id),
        ..SuggestionForm::default()
    })
}

fn filled(form: SuggestionForm, fields: &[(String, String)]) -> SuggestionForm {
    let text = |name: &str| {
        let found = fields.iter().rev().find(|(known, _)| known == name);
        let text = found.map(|(_, value)| value.trim()).unwrap_or_default();
        render::clean(text).into_owned()
    };
    SuggestionForm {
        subject: text("sujet"),
        text: text("message").replace("\r\n", "\n"),
        contact: text("contact"),
        trap: text("site"),
        ..form
    }
}

/// What is to be mended, in the order of the fields.
fn faults(form: &SuggestionForm) -> Vec<SuggestionFault> {
    let subject = form.subject.parse::<Subject>();
    let may_be_silent = subject == Ok(Subject::Closed);
    let checks = [
        (subject.is_err(), SuggestionFault::NoSubject),
        (
            form.text.is_empty() && !may_be_silent,
            SuggestionFault::NoText,
        ),
        (
            form.text.chars().count() > TEXT_CHARS_MAX,
            SuggestionFault::LongText,
        ),
        (!is_contact(&form.contact), SuggestionFault::NoContact),
        (!form.trap.is_empty(), SuggestionFault::Trap),
    ];
    let faults = checks.into_iter().filter(|(wrong, _)| *wrong);
    faults.map(|(_, fault)| fault).collect()
}

/// Nothing, or something to write to or to call.
fn is_contact(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let email = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let reachable = email || digits >= TELEPHONE_DIGITS_MIN;
    text.is_empty() || (reachable && text.chars().count() <= CONTACT_CHARS_MAX)
}

fn said(visitor: &Visitor, record: &Record, form: &SuggestionForm, subject: Subject) -> Said {
    Said {
        // Forty random bits in letters that can be read out, not used before.
        reference: visitor.request_id.clone(),
        record_id: record.id.clone(),
        kind: record.kind.clone(),
        title: form.card.title.clone(),
        revision: record.revision,
        subject,
        text: form.text.clone(),
        contact: form.contact.clone(),
    }
}

fn thanks_address(id: &str, reference: &str) -> String {
    format!("{DIRECTORY}/{id}/{SUGGEST}/{SUGGESTED}?{SUGGESTION_REFERENCE}={reference}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_something_to_write_to_or_to_call() {
        for text in [
            "",
            "a@example.org",
            "02 41 00 00 00",
            "39 39",
            "Camille, 0241000000",
        ] {
            assert!(is_contact(text), "{text}");
        }
        for text in [
            "Camille",
            "a@",
            "@b.c",
            "rue 12",
            &"1".repeat(CONTACT_CHARS_MAX + 1),
        ] {
            assert!(!is_contact(text), "{text}");
        }
    }

    #[test]
    fn who_says_that_a_place_is_gone_has_said_it_all() {
        let form = |subject: &str, text: &str| SuggestionForm {
            subject: subject.to_owned(),
            text: text.to_owned(),
            ..SuggestionForm::default()
        };
        assert_eq!(faults(&form("closed", "")), []);
        assert_eq!(faults(&form("hours", "")), [SuggestionFault::NoText]);
        assert_eq!(faults(&form("x", "y")), [SuggestionFault::NoSubject]);
        let long = "é".repeat(TEXT_CHARS_MAX + 1);
        assert_eq!(faults(&form("other", &long)), [SuggestionFault::LongText]);
    }
}
