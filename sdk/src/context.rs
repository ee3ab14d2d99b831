//! Time, settings, translations, the log and a task's report.

use crate::bindings::maille::plugin::context;
use crate::{Error, Result};

/// Milliseconds since 1970-01-01T00:00:00Z. A page that asks is kept until the next minute: prefer [`today`] where the
/// day is enough.
pub fn now() -> i64 {
    context::now()
}

/// The date in the instance's time zone, as `2026-11-21`. A page that asks is kept until midnight.
pub fn today() -> String {
    context::today()
}

/// The instance's time zone by IANA's name, such as `Europe/Paris`: of every time that names none.
pub fn time_zone() -> String {
    context::time_zone()
}

/// The settings of this plugin, in a type of its own.
pub fn settings<T: serde::de::DeserializeOwned>() -> Result<T> {
    serde_json::from_str(&context::settings())
        .map_err(|error| Error::invalid(format!("the settings do not fit: {error}")))
}

/// The name of this instance among others, as [`crate::directory::Entry::origin`] has it: a record with another one is a
/// neighbour's. Since 1.1.
pub fn origin() -> String {
    context::origin()
}

/// A sentence of the plugin's translation files in the language of the call. A missing key comes back as itself.
pub fn translate(key: &str, arguments: &[(&str, &str)]) -> String {
    let arguments: Vec<(String, String)> = arguments
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    context::translate(key, &arguments)
}

/// Says something to the author and the administrator; visitors never see it.
pub fn log(level: Level, message: &str) {
    let level = match level {
        Level::Debug => "debug",
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    context::log(level, message);
}

/// How much a line of the log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// For the author alone.
    Debug,
    /// Good to know.
    Info,
    /// Someone should look.
    Warning,
    /// Something did not work.
    Error,
}

/// One line of a task's report: what happened to `subject`, and why.
pub fn report(outcome: Outcome, subject: &str, message: &str) {
    let outcome = match outcome {
        Outcome::Taken => "taken",
        Outcome::Changed => "changed",
        Outcome::Unchanged => "unchanged",
        Outcome::Repaired => "repaired",
        Outcome::Refused => "refused",
    };
    context::report(outcome, subject, message);
}

/// What happened to one thing that a task worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// New.
    Taken,
    /// It was there and is different now.
    Changed,
    /// It was there and is the same.
    Unchanged,
    /// Taken, after something in it was mended.
    Repaired,
    /// Not taken; the message says why.
    Refused,
}
