//! What does not fit a schema, said to the person who can mend it: the field, the value, what to do.

use jsonschema::error::ValidationErrorKind as Reason;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::super::error::DirectoryError;
use super::super::vocabulary::nearest;

/// More would not be read.
const ERRORS_SHOWN_MAX: usize = 3;
/// A list that fits a sentence.
const TERMS_SHOWN_MAX: usize = 8;
/// The nearest terms of a longer list.
const TERMS_NEAR_MAX: usize = 3;
/// Enough to find the value in a file.
const VALUE_CHARS_MAX: usize = 60;

/// Accepts a value that fits, or says the first things that do not.
pub(super) fn validate(
    kind: &str,
    validator: &Validator,
    value: &Value,
) -> Result<(), DirectoryError> {
    if validator.is_valid(value) {
        return Ok(());
    }
    let errors = validator.iter_errors(value).take(ERRORS_SHOWN_MAX);
    let sentences: Vec<String> = errors.map(|error| sentence(&error)).collect();
    Err(DirectoryError::Invalid(format!(
        "the {kind} does not fit its schema: {}",
        sentences.join("; ")
    )))
}

/// The places of what does not fit, as JSON Pointers, each with its sentence.
pub(super) fn misfits(validator: &Validator, value: &Value) -> Vec<(String, String)> {
    let errors = validator.iter_errors(value);
    errors
        .map(|error| (error.instance_path().to_string(), sentence(&error)))
        .collect()
}

/// Something that does not fit, for who says it in another language.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// A JSON Pointer to the value, or to where it is missing.
    pub path: String,
    /// The value, shortened; nothing for one that is missing, or no text.
    pub value: Option<String>,
    pub reason: MisfitReason,
}

/// Why a value does not fit.
#[derive(Clone, Debug, PartialEq)]
pub enum MisfitReason {
    Missing,
    /// No `email`, `uri` or `date`.
    Format(String),
    /// Not of the form that its kind wants.
    Pattern,
    /// None of a closed list.
    Choice,
    /// Longer than so many characters.
    Long(u64),
    /// More than so many items.
    Many(u64),
    /// Below or above this number.
    Below(String),
    Above(String),
    /// Anything else, in English.
    Other(String),
}

/// What does not fit, field by field.
pub(super) fn explain_misfits(validator: &Validator, value: &Value) -> Vec<Misfit> {
    validator
        .iter_errors(value)
        .map(|error| misfit(&error))
        .collect()
}

fn misfit(error: &ValidationError<'_>) -> Misfit {
    let mut path = error.instance_path().to_string();
    let reason = match error.kind() {
        Reason::Required { property } => {
            path.push('/');
            path.push_str(property.as_str().unwrap_or_default());
            MisfitReason::Missing
        }
        Reason::Format { format } => MisfitReason::Format(format.clone()),
        Reason::Pattern { .. } => MisfitReason::Pattern,
        Reason::Enum { .. } => MisfitReason::Choice,
        Reason::MaxLength { limit } => MisfitReason::Long(*limit),
        Reason::MaxItems { limit } => MisfitReason::Many(*limit),
        Reason::Minimum { limit } => MisfitReason::Below(limit.to_string()),
        Reason::Maximum { limit } => MisfitReason::Above(limit.to_string()),
        _ => MisfitReason::Other(sentence(error)),
    };
    let value = error.instance().as_str().map(shortened);
    Misfit {
        value: value.filter(|_| reason != MisfitReason::Missing),
        path,
        reason,
    }
}

fn sentence(error: &ValidationError<'_>) -> String {
    let path = error.instance_path().to_string();
    let field = if path.is_empty() { "the root" } else { &path };
    match error.kind() {
        Reason::Required { property } => {
            format!("at {field}, the field {property} is missing: add it")
        }
        Reason::AdditionalProperties { unexpected }
        | Reason::UnevaluatedProperties { unexpected } => format!(
            "at {field}, the kind has no field {}: remove it",
            shortened(&unexpected.join(", "))
        ),
        _ => {
            let value = shortened(&error.instance().to_string());
            format!("at {field}, the value {value} {}", mend(error))
        }
    }
}

fn mend(error: &ValidationError<'_>) -> String {
    match error.kind() {
        Reason::Format { format } => format!("is no {format}: correct or remove it"),
        Reason::Pattern { pattern } => {
            format!("does not have the form {}: correct it", shortened(pattern))
        }
        Reason::Enum { options } => choice(options, error.instance()),
        Reason::UniqueItems => "names something twice: name it once".to_owned(),
        Reason::MaxItems { limit } => format!("has more than {limit} items: remove some"),
        Reason::MaxLength { limit } => format!("is longer than {limit} characters: shorten it"),
        Reason::MinLength { limit } => format!("is shorter than {limit} characters: complete it"),
        Reason::Minimum { limit } => format!("is below {limit}: correct it"),
        Reason::Maximum { limit } => format!("is above {limit}: correct it"),
        Reason::Type { .. } => format!("{}: correct its type", masked(error)),
        _ => format!("is refused by `{}`: correct it", error.kind().keyword()),
    }
}

/// A few terms are all named; of many, those that the value may have meant.
fn choice(options: &Value, value: &Value) -> String {
    let terms: Vec<&str> = options
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if terms.len() <= TERMS_SHOWN_MAX {
        let all = terms.iter().map(|term| format!("`{term}`"));
        return format!(
            "is not among {}: choose one",
            all.collect::<Vec<_>>().join(", ")
        );
    }
    let given = value.as_str().unwrap_or_default();
    let near = nearest(given, terms.iter().copied(), TERMS_NEAR_MAX);
    let near: Vec<String> = near.iter().map(|term| format!("`{term}`")).collect();
    if near.is_empty() {
        let first = terms[..TERMS_NEAR_MAX].join("`, `");
        return format!(
            "is none of the {} terms (`{first}`…): choose one",
            terms.len()
        );
    }
    format!(
        "is none of the {} terms: did you mean {}?",
        terms.len(),
        near.join(" or ")
    )
}

/// The library's own sentence without the value, which may be long.
fn masked(error: &ValidationError<'_>) -> String {
    let sentence = error.masked_with("").to_string();
    shortened(sentence.trim())
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= VALUE_CHARS_MAX {
        return text.to_owned();
    }
    let head: String = text.chars().take(VALUE_CHARS_MAX).collect();
    format!("{head}…")
}
