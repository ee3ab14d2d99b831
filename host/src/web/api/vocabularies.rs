//! `/api/vocabularies`: the closed lists that contents take their codes from, with the words for each code.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::answer::{Answer, Keep, tell};
use super::document;
use super::parameters::Given;
use super::problem::{Problem, Refusal};
use super::shapes::{ApiTerm, ApiVocabulary, Vocabularies, VocabularyAbout};
use crate::app::App;
use crate::directory::vocabulary::{self, Term, Vocabulary};
use crate::web::locale::Locale;
use crate::web::visitor::Visitor;

/// `GET /api/vocabularies`
#[utoipa::path(
    get,
    path = "/api/vocabularies",
    operation_id = "vocabularies",
    responses((status = 200, body = Vocabularies), (status = 304))
)]
pub async fn list(State(_): State<Arc<App>>, visitor: Visitor) -> Response {
    tell(&visitor, all(&visitor))
}

/// `GET /api/vocabularies/{name}`
#[utoipa::path(
    get,
    path = "/api/vocabularies/{name}",
    operation_id = "vocabulary",
    params(("name" = String, Path, example = "themes")),
    responses(
        (status = 200, body = ApiVocabulary),
        (status = 304),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(_): State<Arc<App>>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Response {
    tell(&visitor, one(&visitor, &name))
}

fn all(visitor: &Visitor) -> Result<Answer, Refusal> {
    Given::new(visitor, document::names("vocabularies"), &[]).check()?;
    let about = |vocabulary: &Vocabulary| VocabularyAbout {
        name: vocabulary.name().to_owned(),
        labels: titles(vocabulary),
        terms: format!("/api/vocabularies/{}", vocabulary.name()),
    };
    let vocabularies = vocabulary::all().map(about).collect();
    Ok(Answer::json(&Vocabularies { vocabularies }, Keep::AnHour))
}

fn one(visitor: &Visitor, name: &str) -> Result<Answer, Refusal> {
    Given::new(visitor, document::names("vocabulary"), &[]).check()?;
    let vocabulary = vocabulary::get(name).ok_or(Refusal::NotFound)?;
    let shape = ApiVocabulary {
        name: vocabulary.name().to_owned(),
        labels: titles(vocabulary),
        groups: vocabulary.groups().iter().map(term).collect(),
        terms: vocabulary.terms().iter().map(term).collect(),
    };
    Ok(Answer::json(&shape, Keep::AnHour))
}

fn titles(vocabulary: &Vocabulary) -> BTreeMap<String, String> {
    let said = |locale: &str| (locale.to_owned(), vocabulary.title(locale).to_owned());
    ["fr", "en"].map(said).into()
}

fn term(term: &Term) -> ApiTerm {
    let said = |locale: Locale| {
        (
            locale.code().to_owned(),
            term.label(locale.code()).to_owned(),
        )
    };
    ApiTerm {
        code: term.code.clone(),
        labels: Locale::ALL.map(said).into(),
        parent: term.parent.clone(),
        synonyms: term.synonyms.clone(),
    }
}
