//! Why a call came to nothing, in the words of an administrator.

use wasmtime::Trap;

use crate::directory::DirectoryError;
use crate::plugins::say::Line;
use crate::plugins::state::Stop;

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Every place is taken.
    #[error("too many plugins are at work")]
    Overloaded,
    /// Paused after repeated traps, or by an administrator.
    #[error("the plugin is paused")]
    Paused,
    /// The plugin has no such export, or is not installed.
    #[error("{0}")]
    NotThere(String),
    /// The guest trapped or was stopped.
    #[error("{0}")]
    Stopped(String),
    /// The guest answered with an error.
    #[error("{code}: {message}")]
    Refused {
        /// One of the contract's codes.
        code: String,
        /// What to do.
        message: String,
    },
    /// What it wrote could not be committed.
    #[error("what the plugin wrote was not kept")]
    Commit(#[source] DirectoryError),
}

/// A guest that ended itself.
const PANICKED: &str = "it panicked";

/// A trap in the words of an administrator.
pub(super) fn stopped(error: wasmtime::Error) -> Failure {
    if let Some(stop) = error.downcast_ref::<Stop>() {
        return Failure::Stopped(stop.to_string());
    }
    let cause = match error.downcast_ref::<Trap>() {
        Some(Trap::StackOverflow) => "it called itself too deeply (stack overflow)".to_owned(),
        Some(Trap::UnreachableCodeReached) => PANICKED.to_owned(),
        Some(trap) => format!("it trapped: {trap}"),
        // The way there is the compiler's business; the cause stands at its end.
        None => error.root_cause().to_string(),
    };
    Failure::Stopped(cause)
}

/// Adds what is known besides: the panic's own words, and whether memory ran out.
pub(super) fn explain(failure: Failure, lines: &[Line], refused_memory: bool) -> Failure {
    let Failure::Stopped(mut cause) = failure else {
        return failure;
    };
    let panicked = |line: &&Line| line.message.contains("panicked at");
    let words = |line: &Line| line.message.chars().take(500).collect::<String>();
    if let Some(panic) = lines.iter().rev().find(panicked) {
        cause = format!("{cause}: {}", words(panic).trim());
    } else if cause == PANICKED
        && let Some(last) = lines.iter().rev().find(|line| !line.by_host)
    {
        // Engines of other languages than Rust print why, and end.
        cause = format!("{cause}; it said last: {}", words(last).trim());
    }
    if refused_memory {
        cause = format!("{cause} (an allocation was refused before: its memory is used up)");
    }
    Failure::Stopped(cause)
}
