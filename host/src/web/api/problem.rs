//! What went wrong, for programs (RFC 9457): each wrong parameter by its name, with what was given, what is wrong with it and
//! the mend.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use crate::app::App;
use crate::directory::DirectoryError;
use crate::web::error;
use crate::web::render::{ErrorKind, Words, Wrong, api_wrong, error_words};
use crate::web::visitor::Visitor;

/// Where the page explains errors.
const ABOUT: &str = "/api#erreurs";
/// Characters of a wrong value that are said back.
const GIVEN_CHARS_MAX: usize = 80;

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Where errors are explained.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/api#erreurs")]
    pub about: String,
    /// In the language that was asked for.
    pub title: String,
    /// The status code, once more.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What to do.
    pub detail: String,
    /// To be told to the administrator, who finds the same code in the log.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(required = false)]
    pub code: String,
    /// Each parameter that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub parameters: Vec<WrongParameter>,
}

/// A parameter that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrongParameter {
    /// As it was given.
    #[schema(example = "limit")]
    pub name: String,
    /// The value that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "-1")]
    pub given: Option<String>,
    /// What is wrong.
    pub wrong: String,
    /// What to do.
    pub mend: String,
    /// The nearest right name or value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
}

/// One wrong parameter, before it is put into words.
#[derive(Debug)]
pub struct Fault {
    pub name: String,
    pub given: Option<String>,
    pub wrong: Wrong,
}

/// Why a request was not answered.
#[derive(Debug)]
pub enum Refusal {
    /// There is nothing at this address.
    NotFound,
    /// Something about the parameters.
    Parameters(Vec<Fault>),
    /// The directory failed.
    Directory(DirectoryError),
}

impl From<DirectoryError> for Refusal {
    fn from(error: DirectoryError) -> Self {
        Self::Directory(error)
    }
}

impl From<crate::database::DatabaseError> for Refusal {
    fn from(error: crate::database::DatabaseError) -> Self {
        Self::Directory(error.into())
    }
}

/// Any address below `/api` that is none.
pub async fn nothing_here(State(_): State<Arc<App>>, visitor: Visitor) -> Response {
    refuse(&visitor, Refusal::NotFound)
}

/// The answer to what is refused.
pub fn refuse(visitor: &Visitor, refusal: Refusal) -> Response {
    let (kind, faults) = match refusal {
        Refusal::NotFound => (ErrorKind::NotFound, Vec::new()),
        Refusal::Parameters(faults) => (ErrorKind::BadRequest, faults),
        Refusal::Directory(failure) => {
            let source = std::error::Error::source(&failure).map(ToString::to_string);
            tracing::error!(error = %failure, source, "a request for programs failed");
            (error::kind_of_failure(&failure), Vec::new())
        }
    };
    error::problem(kind, tell(visitor, kind, faults))
}

/// What a program is told of an error that came from anywhere.
pub fn problem_of(visitor: &Visitor, kind: ErrorKind) -> Problem {
    tell(visitor, kind, Vec::new())
}

fn tell(visitor: &Visitor, kind: ErrorKind, faults: Vec<Fault>) -> Problem {
    let words = Words(visitor.locale);
    let (title, detail) = error_words(kind, visitor.locale);
    let parameters: Vec<WrongParameter> = faults
        .into_iter()
        .map(|fault| wrong_parameter(words, fault))
        .collect();
    // A program shows the detail alone: it says all of it.
    let sentences: Vec<String> = parameters
        .iter()
        .map(|fault| format!("{} : {} {}", fault.name, fault.wrong, fault.mend))
        .collect();
    Problem {
        about: ABOUT.to_owned(),
        title: title.to_owned(),
        status: 0,
        detail: match sentences.is_empty() {
            true => detail.to_owned(),
            false => sentences.join(" "),
        },
        code: visitor.request_id.clone(),
        parameters,
    }
}

fn wrong_parameter(words: Words, fault: Fault) -> WrongParameter {
    let short = |text: String| -> String {
        let shown = text.chars().filter(|letter| !letter.is_control());
        shown.take(GIVEN_CHARS_MAX).collect()
    };
    let (wrong, mend) = api_wrong(words, &fault.wrong);
    WrongParameter {
        name: short(fault.name),
        given: fault.given.map(short),
        wrong,
        mend,
        did_you_mean: fault.wrong.nearest().map(str::to_owned),
    }
}
