//! Values as strangers write them, made fit: each function takes a text and gives what it stands for, with a word about
//! what had to be changed. Pure, and never a guess: what is not certain is left out and said.

mod address;
mod dates;
mod flags;
mod hours;
mod links;
mod numbers;
mod points;
mod projections;
mod prose;
mod telephones;
mod territories;
mod texts;

pub use address::{department_of, insee_code, postal_code, whole_address};
pub use dates::{date, moment};
pub use flags::flag;
pub use hours::{Span, opening_hours, spans, weekly};
pub use links::{emails, link, links};
pub use numbers::{Establishment, establishment, number};
pub use points::{decimal, degrees};
pub use projections::{Projection, UnknownProjection};
pub use prose::prose;
pub use telephones::{international, telephones};
pub use texts::{items, plain, tidy};

use super::remark::What;

/// What a text stands for, if anything, and what had to be changed or left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Mended<T> {
    pub value: Option<T>,
    pub what: Option<What>,
}

impl<T> Mended<T> {
    /// As it was meant.
    pub fn fine(value: T) -> Self {
        Self {
            value: Some(value),
            what: None,
        }
    }

    /// Changed.
    pub fn repaired(value: T, what: What) -> Self {
        Self {
            value: Some(value),
            what: Some(what),
        }
    }

    /// Left out.
    pub fn dropped(what: What) -> Self {
        Self {
            value: None,
            what: Some(what),
        }
    }

    /// Nothing was said.
    pub fn nothing() -> Self {
        Self {
            value: None,
            what: None,
        }
    }
}

/// What people write where they have nothing to say.
pub(super) fn says_nothing(text: &str) -> bool {
    let bare = text
        .trim()
        .trim_matches(['-', '_', '.', '/', '?', '\u{a0}', ' ']);
    bare.is_empty()
        || [
            "null",
            "none",
            "nan",
            "n/a",
            "na",
            "nr",
            "nc",
            "néant",
            "undefined",
            "#n/a",
        ]
        .contains(&bare.to_lowercase().as_str())
}

#[cfg(test)]
mod tests;
