//! A record as texts that a person types into a form, and back: the form is made from the kind's schema, so one form serves
//! every kind. Pure: it reads no database and writes no HTML; what is not in the form stays as it is.

mod changes;
mod form;
mod headings;
mod merge;
mod origin;
mod pointer;
mod read;
mod show;

#[cfg(test)]
mod tests;

pub use changes::{Changed, changes};
pub use form::{Choices, ITEMS_SHOWN_MAX, Input, Labels, Section, Shape, inputs};
pub use merge::{Merged, merge};
pub use origin::{Origin, as_said, origins};
pub use read::{Fault, Typed, Why, apply, collect};
pub use show::{show, texts};
